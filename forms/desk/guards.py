"""How a request to the desk is guarded: signed in, from our own page, with its session's token and the right role."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.roles import may
from forms.accounts.sessions import COOKIE, is_token
from forms.desk.answers import refusal_page
from forms.desk.browsers import address, give, held, language_of, remembered, take
from forms.desk.office import Office, Refused, Seat
from forms.desk.sent import BOUND, read_form, text_of
from forms.intake.origins import is_own_origin

WANTED_COOKIE, WANTED_SECONDS = "jb_desk_wanted", 900
_SUBMISSION = re.compile(r"/desk/s/[0-9A-Za-z-]{1,40}(?:/edit|/compare)?")
Handler = Callable[[Office, Request, Seat], Awaitable[Response]]
PostHandler = Callable[[Office, Request, Seat, FormData], Awaitable[Response]]


def read_page(office: Office, action: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a page that only shows, for who may take *action*."""

    async def endpoint(request: Request) -> Response:
        seat = await asyncio.to_thread(seat_of, office, request)
        if seat is None:
            return to_sign_in(request)
        try:
            if not may(seat.member, action):
                raise Refused("role", 403)
            return remembered(request, await handler(office, request, seat))
        except Refused as refused:
            return refusal_page(office, seat.lang, refused, seat)

    return endpoint


def post_page(office: Office, action: str, handler: PostHandler) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a form, for who may take *action*; the form has to be one of this session."""

    async def endpoint(request: Request) -> Response:
        seat = await asyncio.to_thread(seat_of, office, request)
        if seat is None:
            return to_sign_in(request)
        try:
            if not is_own_origin(request.headers, frozenset()):
                raise Refused("cross_site", 403)
            if office.sent.wait(address(office, request)):
                raise Refused("often", 429)
            form = await read_form(request, BOUND)
            try:
                if not is_token(text_of(form, "csrf"), seat.session.csrf):
                    raise Refused("token", 403)
                if not may(seat.member, action):
                    raise Refused("role", 403)
                return await handler(office, request, seat, form)
            finally:
                await form.close()
        except Refused as refused:
            return refusal_page(office, seat.lang, refused, seat)

    return endpoint


def seat_of(office: Office, request: Request) -> Seat | None:
    """Return who is signed in; an account that was closed, got another password or a role that needs more is not."""
    session_id = held(request, COOKIE)
    session = office.sessions.read(session_id) if session_id else None
    if session is None:
        return None
    account = office.accounts.get(session.account)
    if account is None or account.stamp != session.stamp:
        office.sessions.end(session_id)
        return None
    if session.means in ("", "password") and office.needs_factor(account):
        office.sessions.end(session_id)
        return None
    return Seat(account.member, session, language_of(request))


def to_sign_in(request: Request) -> Response:
    """Return the way to the sign-in page; a cookie keeps which submission was asked for, so none is smuggled in."""
    response = RedirectResponse("/desk/sign-in", 303, {"connection": "close"})
    if _SUBMISSION.fullmatch(request.url.path):
        unquoted = request.url.path.replace("/", "~")  # a slash would have the cookie quoted
        give(request, response, WANTED_COOKIE, unquoted, max_age=WANTED_SECONDS)
    return response


def wanted_before(request: Request) -> Response | None:
    """Return the way to the submission that was asked for before the sign-in, ``None`` where none was."""
    path = held(request, WANTED_COOKIE).replace("~", "/")
    if not _SUBMISSION.fullmatch(path):
        return None
    response = RedirectResponse(path, 303)
    take(request, response, WANTED_COOKIE)
    return response
