"""Sign in and out: a name and a password, counted; a new session each time."""

from __future__ import annotations

import asyncio
import functools

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.accounts import Account
from forms.accounts.failures import LockedError
from forms.accounts.sessions import COOKIE, is_token
from forms.desk.answers import answer, refusal_page
from forms.desk.browsers import (
    BEFORE_COOKIE,
    address,
    browser_of,
    give,
    held,
    language_of,
    new_nonce,
    remembered,
    take,
)
from forms.desk.guards import seat_of
from forms.desk.office import Office, Refused, Seat
from forms.desk.sent import SIGN_IN, read_form, text_of
from forms.desk.views import SignInPage
from forms.intake.origins import is_own_origin
from forms.phrases import read_form_phrases
from site_builder.languages import Lang

NONCE_SECONDS = 3600
SLOWED_SECONDS = 2.0  # where very many tries name one account


async def show_sign_in(office: Office, request: Request) -> Response:
    """``GET /desk/sign-in``."""
    if await asyncio.to_thread(seat_of, office, request):
        return RedirectResponse("/desk", 303)
    return remembered(request, page(office, request, "", ""))


def page(
    office: Office,
    request: Request,
    name: str,
    fault: str,
    status: int = 200,
    seconds: int = 0,
    subject: str = "",
    lang: Lang | None = None,
) -> Response:
    """Return the sign-in page, with what went wrong."""
    lang = lang or language_of(request)
    phrases = read_form_phrases(lang)
    nonce = held(request, BEFORE_COOKIE) or new_nonce()
    said = (
        phrases.fill(f"desk.page.sign_in.{fault}", {"minutes": str(-(-seconds // 60)), "subject": subject})
        if fault
        else ""
    )
    shown = SignInPage(
        title=phrases["desk.page.sign_in.title"],
        here="/desk/sign-in",
        token=office.token_before(nonce),
        name=name,
        fault=said,
        is_linked=office.provider is not None,
    )
    response = answer(office, lang, shown, None, status)
    give(request, response, BEFORE_COOKIE, nonce, max_age=NONCE_SECONDS)
    return response


async def sign_in(office: Office, request: Request) -> Response:
    """``POST /desk/sign-in``."""
    lang, network = language_of(request), address(office, request)
    try:
        form = await checked(office, request, network, BEFORE_COOKIE)
    except Refused as refused:
        return refusal_page(office, lang, refused, None)
    name = text_of(form, "name").strip()[:60]
    if office.named.wait(name):
        await asyncio.sleep(SLOWED_SECONDS)
    try:
        async with office.slots:
            account = await asyncio.to_thread(office.accounts.sign_in, name, text_of(form, "password"), network)
    except LockedError as locked:
        return page(office, request, name, "locked", 429, locked.seconds)
    if account is None:
        return page(office, request, name, "wrong", 403)
    if await asyncio.to_thread(office.wants_factor, account):
        from forms.desk.signing_in.second import to_second  # it needs what is here

        return await asyncio.to_thread(to_second, office, request, account)
    return await welcome(office, request, account, RedirectResponse("/desk", 303), "password")


async def checked(office: Office, request: Request, network: str, cookie: str) -> FormData:
    """Return the form, bound to what the browser holds as *cookie*; its body is read once the try is counted.

    Raises:
        Refused: it comes from another site, too often, or without its token.
    """
    if not is_own_origin(request.headers, frozenset()):
        raise Refused("cross_site", 403)
    if office.tries.wait(network):
        raise Refused("often", 429)
    form = await read_form(request, SIGN_IN)
    nonce = held(request, cookie)
    if not nonce or not is_token(text_of(form, "csrf"), office.token_before(nonce)):
        raise Refused("token", 403)
    return form


async def welcome(office: Office, request: Request, account: Account, response: Response, means: str) -> Response:
    """Return *response* with the cookie of a new session; the session before it is ended.

    Args:
        means: how they signed in, one of ``sessions.MEANS``.
    """
    network = address(office, request)
    await asyncio.to_thread(
        functools.partial(office.accounts.audit.write, "signed_in", account.name, network=network, about=means)
    )
    if before := held(request, COOKIE):
        await asyncio.to_thread(office.sessions.end, before)
    session_id = await asyncio.to_thread(office.sessions.begin, account, network, browser_of(request), means)
    give(request, response, COOKIE, session_id)
    take(request, response, BEFORE_COOKIE)
    return response


async def sign_out(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/sign-out``."""
    network = address(office, request)
    await asyncio.to_thread(office.sessions.end, held(request, COOKIE))
    await asyncio.to_thread(
        functools.partial(office.accounts.audit.write, "signed_out", seat.member.account, network=network)
    )
    return left(request)


def left(request: Request) -> Response:
    """Return the way to the sign-in page for a browser whose session has ended."""
    response = RedirectResponse("/desk/sign-in", 303)
    take(request, response, COOKIE)
    return response
