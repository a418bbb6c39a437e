"""What people see to themselves: their password, their second factor, where they are signed in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.audit import EVENTS
from forms.accounts.factors import is_needed, new_secret
from forms.accounts.failures import LockedError
from forms.accounts.passwords import fault_of
from forms.accounts.roles import may
from forms.accounts.sessions import COOKIE, Listed, mark_of
from forms.desk.answers import answer
from forms.desk.browsers import address, browser_of, give, held, kept_of
from forms.desk.office import Office, Refused, Seat
from forms.desk.sent import text_of
from forms.desk.signing_in.second import recovery_page, set_up_of
from forms.desk.signing_in.signing import left
from forms.desk.views import AccountPage, FactorPage, LogPage, SessionRow
from forms.phrases import read_form_phrases

PATH = "/desk/account"
MOST_EVENTS = 200
DONE = ("password", "ended")


async def show_account(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/account``."""
    return await asyncio.to_thread(_page, office, request, seat)


def _page(office: Office, request: Request, seat: Seat, faults: dict[str, str] | None = None) -> Response:
    phrases, name = read_form_phrases(seat.lang), seat.member.account
    account, factor = office.accounts.all()[name], office.accounts.factors.get(name)
    this, listed = mark_of(held(request, COOKIE)), office.sessions.open_ones()
    others = [one for one in listed if one.session.account != name] if may(seat.member, "sessions") else []
    done = request.query_params.get("done", "")
    page = AccountPage(
        title=phrases["desk.page.account.title"],
        here=PATH,
        roles=[
            office.site.on(office.today()).context.catalogue.codes["role"][role].name[seat.lang]
            for role in account.roles
        ],
        subject=account.subject,
        has_factor=factor is not None,
        needs_factor=office.is_factor_required and is_needed(account.roles),
        recovery_left=len(factor.recovery) if factor else 0,
        own=[_row(one, this) for one in listed if one.session.account == name],
        others=[_row(one, this) for one in others],
        faults=faults or {},
        done=done if done in DONE and not faults else "",
    )
    return answer(office, seat.lang, page, seat, 422 if faults else 200)


def _row(one: Listed, this: str) -> SessionRow:
    session = one.session
    return SessionRow(
        one.mark,
        session.account,
        _moment(session.began),
        _moment(one.used),
        session.network,
        session.browser,
        one.mark == this,
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(seat: Seat, part: str, fault: str, seconds: int = 0) -> dict[str, str]:
    phrases = read_form_phrases(seat.lang)
    return {part: phrases.fill(fault, {"minutes": str(-(-seconds // 60))})}


async def _refusal(office: Office, request: Request, seat: Seat, part: str, password: str) -> dict[str, str]:
    """Return why *password* is not taken for the account's own; counted as at a sign-in, so that nobody guesses."""
    name, network = seat.member.account, address(office, request)
    try:
        async with office.slots:
            is_own = await asyncio.to_thread(office.accounts.sign_in, name, password, network)
    except LockedError as locked:
        return _said(seat, part, "desk.page.sign_in.locked", locked.seconds)
    return {} if is_own else _said(seat, part, "desk.page.account.wrong")


async def change_password(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/account/password``; every other session of the account ends."""
    name, new = seat.member.account, text_of(form, "new")
    faults = await _refusal(office, request, seat, "password", text_of(form, "password"))
    if not faults and new != text_of(form, "again"):
        faults = _said(seat, "password", "desk.page.account.differ")
    if not faults and (fault := await asyncio.to_thread(fault_of, new, name)):
        faults = _said(seat, "password", f"desk.accounts.{fault}")
    if faults:
        return await asyncio.to_thread(_page, office, request, seat, faults)
    async with office.slots:
        await asyncio.to_thread(office.accounts.set_password, name, new, name, address(office, request))
    return await asyncio.to_thread(_go_on, office, request, seat)


def _go_on(office: Office, request: Request, seat: Seat) -> Response:
    """Return the way back to the account, with a session for its new password in this browser alone."""
    account = office.accounts.get(seat.member.account)
    office.sessions.end_all(seat.member.account)
    if account is None:
        return left(request)
    response = RedirectResponse(f"{PATH}?done=password", 303)
    network = address(office, request)
    give(
        request,
        response,
        COOKIE,
        office.sessions.begin(account, network, browser_of(request), seat.session.means),
    )
    return response


async def show_factor(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/account/factor``: another secret each time."""
    office.offered[seat.member.account] = new_secret()
    return _factor_page(office, seat, "")


def _factor_page(office: Office, seat: Seat, fault: str) -> Response:
    name = seat.member.account
    page = FactorPage(
        title=read_form_phrases(seat.lang)["desk.page.factor.set_up"],
        here=f"{PATH}/factor",
        fault=fault,
        set_up=set_up_of(office, seat.lang, name, office.offered[name]),
    )
    return answer(office, seat.lang, page, seat, 422 if fault else 200)


async def set_factor(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/account/factor``: in place of the one before, for who knows the password."""
    name, phrases = seat.member.account, read_form_phrases(seat.lang)
    secret = office.offered.get(name, "")
    if not secret:
        return RedirectResponse(f"{PATH}/factor", 303)
    if faults := await _refusal(office, request, seat, "factor", text_of(form, "password")):
        return _factor_page(office, seat, faults["factor"])
    codes = await asyncio.to_thread(_set_up, office, request, name, secret, text_of(form, "code").strip()[:60])
    if not codes:
        return _factor_page(office, seat, phrases["desk.page.sign_in.code_wrong"])
    return recovery_page(office, seat.lang, codes, seat)


def _set_up(office: Office, request: Request, name: str, secret: str, code: str) -> tuple[str, ...]:
    codes = office.accounts.set_factor(name, secret, code, address(office, request))
    if codes:
        office.offered.pop(name, None)
        office.sessions.end_all(name, but=mark_of(held(request, COOKIE)))
    return codes


async def make_recovery(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/account/recovery``: new recovery codes, shown this once; those before are void."""
    name = seat.member.account
    if faults := await _refusal(office, request, seat, "recovery", text_of(form, "password")):
        return await asyncio.to_thread(_page, office, request, seat, faults)
    codes = await asyncio.to_thread(office.accounts.new_recovery_codes, name, address(office, request))
    if not codes:
        return RedirectResponse(PATH, 303)
    return recovery_page(office, seat.lang, codes, seat)


async def end_session(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/account/end``: one's own, or another's for who may see all."""
    return await asyncio.to_thread(_end, office, request, seat, text_of(form, "mark"))


def _end(office: Office, request: Request, seat: Seat, mark: str) -> Response:
    name = seat.member.account
    found = next((one for one in office.sessions.open_ones() if one.mark == mark), None)
    if found is None:
        return RedirectResponse(PATH, 303)
    if found.session.account != name and not may(seat.member, "sessions"):
        raise Refused("role", 403)
    network = address(office, request)
    office.sessions.end_marked(mark)
    office.accounts.audit.write("session_ended", found.session.account, by=name, network=network)
    return left(request) if mark == mark_of(held(request, COOKIE)) else RedirectResponse(f"{PATH}?done=ended", 303)


async def show_log(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/log``."""
    asked = request.query_params
    account, event = asked.get("account", "")[:64], asked.get("event", "")
    events = await asyncio.to_thread(office.accounts.audit.latest, MOST_EVENTS, account, event)
    page = LogPage(
        title=read_form_phrases(seat.lang)["desk.page.log.title"],
        here="/desk/log",
        kept=kept_of(request),
        events=events,
        accounts=sorted(office.accounts.all()),
        account=account,
        event=event,
        kinds=EVENTS,
        most=MOST_EVENTS,
    )
    return answer(office, seat.lang, page, seat)
