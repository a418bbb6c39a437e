"""The second step of a sign-in: a one-time code, or setting one up where the account needs it and has none."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.accounts import Account
from forms.accounts.factors import address_for_app, new_secret
from forms.accounts.failures import LockedError
from forms.desk.answers import answer, refusal_page
from forms.desk.browsers import address, give, held, language_of, new_nonce, take
from forms.desk.office import Half, Office, Refused, Seat
from forms.desk.sent import text_of
from forms.desk.signing_in.signing import checked, welcome
from forms.desk.views import CodePage, RecoveryPage, SetUp
from forms.phrases import read_form_phrases
from forms.web.site import marked
from site_builder.languages import Lang

PATH = "/desk/sign-in/code"
HALF_COOKIE, HALF_SECONDS = "jb_desk_half", 600
MOST_HALVES = 1000  # on their way at a time; the oldest is forgotten first


@dataclass(frozen=True)
class _Told:
    """What the page says of the code that was sent."""

    fault: str = ""
    status: int = 200
    seconds: int = 0


def to_second(office: Office, request: Request, account: Account) -> Response:
    """Return the way to the second step for who gave the right password of *account*; no session begins yet."""
    nonce = new_nonce()
    secret = "" if office.accounts.factors.get(account.name) else new_secret()
    office.halves[nonce] = Half(account.name, account.stamp, office.seconds() + HALF_SECONDS, secret)
    while len(office.halves) > MOST_HALVES:
        del office.halves[next(iter(office.halves))]
    response = RedirectResponse(PATH, 303)
    give(request, response, HALF_COOKIE, nonce, max_age=HALF_SECONDS)
    return response


def _half(office: Office, request: Request) -> tuple[Half, Account] | None:
    """Return the sign-in that is half done, and its account as it is now."""
    half = office.halves.get(held(request, HALF_COOKIE))
    account = office.accounts.get(half.account) if half and half.until > office.seconds() else None
    return (half, account) if half and account and account.stamp == half.stamp else None


async def show_code(office: Office, request: Request) -> Response:
    """``GET /desk/sign-in/code``."""
    found = await asyncio.to_thread(_half, office, request)
    return _page(office, request, found[0], _Told()) if found else RedirectResponse("/desk/sign-in", 303)


async def send_code(office: Office, request: Request) -> Response:
    """``POST /desk/sign-in/code``."""
    network, lang = address(office, request), language_of(request)
    found = await asyncio.to_thread(_half, office, request)
    if found is None:
        return RedirectResponse("/desk/sign-in", 303, {"connection": "close"})
    half, account = found
    try:
        form = await checked(office, request, network, HALF_COOKIE)
    except Refused as refused:
        return refusal_page(office, lang, refused, None)
    try:
        codes = await asyncio.to_thread(_taken, office, half, text_of(form, "code").strip()[:60], network)
    except LockedError as locked:
        return _page(office, request, half, _Told("locked", 429, locked.seconds))
    if codes is None:
        return _page(office, request, half, _Told("code_wrong", 403))
    office.halves.pop(held(request, HALF_COOKIE), None)
    response = recovery_page(office, lang, codes, None) if codes else RedirectResponse("/desk", 303)
    take(request, response, HALF_COOKIE)
    return await welcome(office, request, account, response, "factor")


def _taken(office: Office, half: Half, code: str, network: str) -> tuple[str, ...] | None:
    """Return ``None`` where *code* is wrong, else the recovery codes of a factor that is set up with it."""
    accounts = office.accounts
    if not half.secret:
        return () if accounts.check_code(half.account, code, network) else None
    if accounts.factors.get(half.account):  # set up meanwhile in another window: whoever did has the codes
        return None
    return accounts.set_factor(half.account, half.secret, code, network) or None


def _page(office: Office, request: Request, half: Half, told: _Told) -> Response:
    lang = language_of(request)
    phrases = read_form_phrases(lang)
    facts = {"minutes": str(-(-told.seconds // 60))}
    page = CodePage(
        title=phrases["desk.page.factor.set_up" if half.secret else "desk.page.factor.title"],
        here=PATH,
        token=office.token_before(held(request, HALF_COOKIE)),
        fault=phrases.fill(f"desk.page.sign_in.{told.fault}", facts) if told.fault else "",
        set_up=set_up_of(office, lang, half.account, half.secret) if half.secret else None,
    )
    return answer(office, lang, page, None, told.status)


def set_up_of(office: Office, lang: Lang, account: str, secret: str) -> SetUp:
    """Return what somebody needs to put *secret* into an app: a picture to scan, an address, the text to type."""
    import segno

    name = office.site.on(office.today()).settings.name[lang]
    there = address_for_app(secret, account, name)
    picture: Markup = marked(segno.make(there, micro=False).svg_inline(scale=4, border=3, dark="#000", light="#fff"))
    return SetUp(picture, there, " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)))


def recovery_page(office: Office, lang: Lang, codes: tuple[str, ...], seat: Seat | None) -> Response:
    """Return the page that shows recovery codes, this once."""
    title = read_form_phrases(lang)["desk.page.factor.recovery"]
    return answer(office, lang, RecoveryPage(title=title, here="/desk/account", codes=codes), seat)
