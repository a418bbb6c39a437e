"""Sign in by OpenID Connect: to the provider, and back; the account decides what one may do, never the token."""

from __future__ import annotations

import asyncio
import functools
import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.oidc import ATTEMPT_SECONDS, Attempt, OidcError, begin, subject_of
from forms.accounts.sessions import is_token
from forms.desk.answers import answer
from forms.desk.browsers import address, give, held, is_local, language_of, new_nonce, take
from forms.desk.guards import seat_of
from forms.desk.office import Office
from forms.desk.signing_in.signing import page, welcome
from forms.desk.views import SignedInPage
from forms.phrases import read_form_phrases
from site_builder.languages import Lang

LOG = logging.getLogger("jiebang.desk")
START, BACK = "/desk/sign-in/oidc", "/desk/sign-in/oidc/back"
ATTEMPT_COOKIE = "jb_desk_oidc"
WAY_BACK = "lax"  # it has to come along on the way back from the provider
MOST_ATTEMPTS = 1000  # on their way at a time; the oldest is forgotten first
LONGEST_SUBJECT = 255  # characters shown; OpenID Connect Core 2 allows no more


async def to_provider(office: Office, request: Request) -> Response:
    """``GET /desk/sign-in/oidc``."""
    seat = await asyncio.to_thread(seat_of, office, request)
    if office.provider is None or seat:
        return RedirectResponse("/desk/sign-in", 303)
    if office.tries.wait(address(office, request)):
        return page(office, request, "", "often", 429)
    try:
        there, attempt = await begin(office.provider, _own(request), office.seconds())
    except OidcError as error:
        LOG.warning("OpenID Connect: %s", error)
        return page(office, request, "", "oidc_away", 502)
    nonce = new_nonce()
    office.attempts[nonce] = attempt, language_of(request)
    while len(office.attempts) > MOST_ATTEMPTS:
        del office.attempts[next(iter(office.attempts))]
    response = RedirectResponse(there, 303, {"cache-control": "no-store"})
    give(request, response, ATTEMPT_COOKIE, nonce, max_age=ATTEMPT_SECONDS, samesite=WAY_BACK)
    return response


async def from_provider(office: Office, request: Request) -> Response:
    """``GET /desk/sign-in/oidc/back``; an attempt is used up by whatever comes back for it."""
    # The way here began at another site: the browser keeps strict cookies back, that of the language too.
    attempt, lang = office.attempts.pop(held(request, ATTEMPT_COOKIE), (None, language_of(request)))
    response = await _way_in(office, request, attempt, lang)
    take(request, response, ATTEMPT_COOKIE, samesite=WAY_BACK)
    return response


async def _way_in(office: Office, request: Request, attempt: Attempt | None, lang: Lang) -> Response:
    try:
        subject = await _subject(office, request, attempt)
    except OidcError as error:
        LOG.warning("OpenID Connect: %s", error)
        return page(office, request, "", "oidc_failed", 403, lang=lang)
    account = await asyncio.to_thread(office.accounts.linked, subject)
    if account is None or account.is_closed:
        network, name = address(office, request), account.name if account else ""
        await asyncio.to_thread(
            functools.partial(office.accounts.audit.write, "refused", name, network=network, about="provider")
        )
        fault = "oidc_closed" if account else "oidc_unknown"
        return page(office, request, "", fault, 403, subject=subject[:LONGEST_SUBJECT], lang=lang)
    response = answer(
        office, lang, SignedInPage(title=read_form_phrases(lang)["desk.page.title"], here="/desk"), None
    )
    response.headers["refresh"] = "0; url=/desk"  # begins a way of our own, on which strict cookies come along
    return await welcome(office, request, account, response, "provider")


async def _subject(office: Office, request: Request, attempt: Attempt | None) -> str:
    query, now = request.query_params, office.seconds()
    if office.provider is None or attempt is None or attempt.until < now:
        raise OidcError("no attempt")
    if not is_token(query.get("state", ""), attempt.state):
        raise OidcError("state")
    if query.get("iss", office.provider.issuer) != office.provider.issuer:  # RFC 9207
        raise OidcError("iss")
    if "error" in query or not query.get("code"):
        raise OidcError("no code")
    return await subject_of(office.provider, attempt, query["code"], now)


def _own(request: Request) -> str:
    """Return our address that the provider sends the browser back to; it knows it beforehand and takes no other."""
    return f"{'http' if is_local(request) else 'https'}://{request.url.netloc}{BACK}"
