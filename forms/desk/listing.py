"""The queue's page, its sheet, and giving several submissions to one person."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.roles import may
from forms.desk.answers import answer
from forms.desk.browsers import kept_of
from forms.desk.guards import wanted_before
from forms.desk.office import Office, Refused, Seat
from forms.desk.sent import text_of
from forms.desk.views import QueuePage
from forms.inbox.errors import InboxError
from forms.inbox.states import state_names
from forms.phrases import read_form_phrases
from forms.refusals import DeskError
from forms.review.actions import Decision
from forms.review.deciding import decide, require_account
from forms.review.queue import Row, Wanted, csv_of, rows
from forms.review.wording import name_of
from site_builder.load.contract.forms import read_forms
from site_builder.records import Edition

A_PAGE = 100
MOST_AT_ONCE = 200


def _wanted(request: Request, seat: Seat) -> Wanted:
    asked = request.query_params
    assignee = seat.member.account if asked.get("mine") else asked.get("assignee", "")
    return Wanted(
        state=asked.get("state", ""),
        form=asked.get("form", ""),
        edition=asked.get("edition", ""),
        assignee=assignee[:64],
        only_overdue=bool(asked.get("overdue")),
        words=asked.get("words", "").strip()[:80],
        is_practice=bool(asked.get("practice")),
    )


def _listed(office: Office, seat: Seat, wanted: Wanted) -> list[Row]:
    return list(rows(office.inbox, seat.member, wanted, office.today(), office.zone))


async def show_queue(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk``."""
    if not request.query_params and (response := wanted_before(request)):
        return response
    wanted = _wanted(request, seat)
    listed = await asyncio.to_thread(_listed, office, seat, wanted)
    number = int(asked) if (asked := request.query_params.get("page", "1")).isdecimal() and len(asked) < 6 else 1
    shown = listed[(number - 1) * A_PAGE : number * A_PAGE]
    phrases = read_form_phrases(seat.lang)
    catalogue, accounts = office.site.on(office.today()).context.catalogue, sorted(office.accounts.all())
    page = QueuePage(
        title=phrases["desk.page.queue.title"],
        here="/desk",
        kept=kept_of(request),
        rows=shown,
        total=len(listed),
        overdue=sum(row.is_overdue for row in listed),
        wanted=wanted,
        is_mine=bool(request.query_params.get("mine")),
        forms=read_forms(),
        states=state_names(phrases, "desk.state"),
        form_names=[(name, form.label[seat.lang]) for name, form in read_forms().items()],
        editions=sorted((one.id, name_of(one, seat.lang)) for one in catalogue.all(Edition)),
        accounts=accounts,
        account_names=[(name, name) for name in accounts],
        can_assign=may(seat.member, "assign"),
        can_export=may(seat.member, "export"),
        query=urlencode(
            [(name, value) for name, value in request.query_params.items() if name not in ("page", "done")]
        ),
        number=number,
        last=max(1, -(-len(listed) // A_PAGE)),
        done=request.query_params.get("done", "") if request.query_params.get("done", "").isdecimal() else "",
    )
    return answer(office, seat.lang, page, seat)


async def export_queue(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/queue.csv``."""
    sheet = csv_of(await asyncio.to_thread(_listed, office, seat, _wanted(request, seat)))
    heads = {"content-disposition": 'attachment; filename="queue.csv"', "cache-control": "no-store"}
    return Response(sheet, media_type="text/csv; charset=utf-8", headers=heads)


async def assign_several(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/assign``: those that cannot be given to anybody any more are passed over."""
    assignee = text_of(form, "assignee")
    try:
        require_account(office.accounts, assignee)
    except DeskError:
        raise Refused("no_account", 422) from None
    receipts = [value for value in form.getlist("receipt") if isinstance(value, str)][:MOST_AT_ONCE]
    done = await asyncio.to_thread(_assign, office, seat, receipts, assignee)
    return RedirectResponse(f"/desk?done={done}", 303)


def _assign(office: Office, seat: Seat, receipts: list[str], assignee: str) -> int:
    done = 0
    for receipt in receipts:
        number, _, tip = receipt.partition("@")
        try:
            decide(office.context, seat.member, number, tip, Decision("assign", assignee=assignee))
            done += 1
        except (DeskError, InboxError):
            continue
    return done
