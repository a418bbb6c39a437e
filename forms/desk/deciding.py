"""Decisions that are sent from the page of a submission, and its publication."""

from __future__ import annotations

import asyncio

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.desk.office import Office, Refused, Seat
from forms.desk.review import entry_for, page_of, receipt_in, words_for
from forms.desk.sent import identity_in, text_of
from forms.desk.shown import said_of
from forms.inbox.errors import InboxError
from forms.publication.publish import Means, publish
from forms.refusals import DeskError
from forms.review import actions
from forms.review import deciding as fitness
from forms.review.actions import Decision
from forms.review.checks import FAIL, PASS
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text


async def decide(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/s/{receipt}/decide``."""
    return await asyncio.to_thread(_decide, office, seat, receipt_in(request), form)


def _decide(office: Office, seat: Seat, receipt: str, form: FormData) -> Response:
    entry = entry_for(office, seat, receipt)
    typed = {
        name: text_of(form, name) for name in (*(f"note_{lang}" for lang in REQUIRED_LANGS), "duplicate_of", "action")
    }
    action = typed["action"]
    if action not in actions.DECISIONS or action == "edit_public":
        raise Refused("malformed", 400)
    decision = Decision(
        action,
        Text({lang: typed[f"note_{lang}"].strip() for lang in REQUIRED_LANGS}),
        _verdicts(form),
        assignee=text_of(form, "assignee"),
        duplicate_of=typed["duplicate_of"].strip(),
        digest=text_of(form, "digest"),
        warnings_read=text_of(form, "warnings_read") == "yes",
    )
    try:
        fitness.decide(office.context, seat.member, receipt, text_of(form, "tip"), decision)
    except (DeskError, InboxError) as error:
        said = said_of(error, words_for(office, seat, entry), typed)
        return page_of(office, seat, entry_for(office, seat, receipt), said)
    return RedirectResponse(f"/desk/s/{entry.envelope.receipt}", 303)


def _verdicts(form: FormData) -> dict[str, str]:
    names = [name for name in form if name.startswith("check:")]
    given = {name.removeprefix("check:"): text_of(form, name) for name in names}
    return {code: verdict for code, verdict in given.items() if verdict in (PASS, FAIL)}


async def publish_it(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/s/{receipt}/publish``."""
    means = Means(await identity_in(office, form), office.deliver)
    response = await asyncio.to_thread(_publish, office, seat, receipt_in(request), text_of(form, "tip"), means)
    if response.status_code == 303:
        office.build_later()
    return response


def _publish(office: Office, seat: Seat, receipt: str, tip: str, means: Means) -> Response:
    entry = entry_for(office, seat, receipt)
    try:
        publish(office.inbox, office.root, seat.member, receipt, tip, means)
    except (DeskError, InboxError) as error:
        said = said_of(error, words_for(office, seat, entry))
        return page_of(office, seat, entry_for(office, seat, receipt), said)
    return RedirectResponse(f"/desk/s/{entry.envelope.receipt}", 303)
