"""The tracking page: whoever has the receipt and its secret sees the state, and sends the corrected version."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.inbox.actions import may_resubmit
from forms.inbox.errors import UnknownReceiptError
from forms.inbox.receipts import normal_number
from forms.inbox.states import flags_of, is_state, state_names
from forms.inbox.versions import Kept
from forms.intake.bodies import read_form
from forms.intake.errors import RefusedError
from forms.intake.spool import FileTaker
from forms.intake.tickets import new_key
from forms.model import Entry, Envelope
from forms.phrases import read_form_phrases
from forms.submission.sent import Sent
from forms.web.render import moment, page, render
from forms.web.service import Corrected, Service
from forms.web.site import Drawn, marked
from forms.web.submit import form_html, language_of
from site_builder.derive.chain.chain import has_page
from site_builder.languages import LANGS, name_of
from site_builder.load.contract.forms import read_forms
from site_builder.load.folders import FOLDERS
from site_builder.model import is_a
from site_builder.records import Solution
from site_builder.worlds import folder_of

SAID_TO_SUBMITTERS = frozenset({"return", "reject", "withdraw", "approve", "published", "mark_duplicate"})
"""Actions whose note is for the submitter; other notes are the desk's own."""
EDITED = "edit_approved"
"""An edit by the desk that takes an approval back: the line of the history that explains the next one."""
SHOWN = SAID_TO_SUBMITTERS | {"receive", "resubmit", "start_review", "reopen", EDITED}
MERGING = "merging"
PATH = "track/"


@dataclass(frozen=True)
class Happened:
    """One line of the history, for the submitter."""

    at: str
    name: str
    note: str


async def ask(request: Request) -> Response:
    """``GET /track``: asks for number and secret; neither is ever part of an address."""
    service: Service = request.app.state.service
    lang = language_of(request)
    return await asyncio.to_thread(_ask, service, lang, "", "", 200)


async def ask_in(request: Request) -> Response:
    """``GET /{lang}/track/``: where the language switch of the head leads to."""
    lang = request.path_params["lang"]
    if lang not in LANGS:
        raise HTTPException(404)
    return RedirectResponse(f"/track?language={lang}", 303)


async def show(request: Request) -> Response:
    """``POST /track``: what became of it."""
    service: Service = request.app.state.service
    service.guard(request)
    headers = request.headers
    form = await read_form(
        headers.get("content-type", ""),
        headers.get("content-length", ""),
        request.stream(),
        service.settings.limits,
        _no_files,
    )
    lang = request.state.language = language_of(request, form)
    number, secret = form.one("receipt"), form.one("secret")
    return await asyncio.to_thread(_show, service, lang, number, secret)


def _no_files(_: str) -> FileTaker:
    raise RefusedError("malformed", 400)


def _show(service: Service, lang: str, number: str, secret: str) -> Response:
    if not service.inbox.authenticate(number, secret):
        return _ask(service, lang, number, read_form_phrases(lang)["refused.unknown_receipt"], 403)
    try:
        entry = told_of(service, number)
    except UnknownReceiptError:
        return _ask(service, lang, number, read_form_phrases(lang)["refused.unknown_receipt"], 403)
    phrases = read_form_phrases(lang)
    drawn = service.site.on(service.settings.today())
    body = render(
        "tracked.html",
        lang,
        entry=entry,
        moment=partial(moment, lang=lang, zone=service.settings.zone),
        form=read_forms()[entry.envelope.form],
        state=state_name(entry.envelope.state, lang),
        comment=comment_on(entry, lang),
        events=history_of(entry, lang),
        address=_address(drawn, entry.envelope, lang),
        secret=secret,
        others=[(other, name_of(other)) for other in LANGS if other != lang],
        is_practice=entry.envelope.is_practice,
        correction=marked(_correction(service, entry, lang, secret)) if may_resubmit(entry.envelope) else "",
    )
    title = phrases["service.tracked.title"]
    return page(drawn, lang, title, body, path=PATH, is_practice=entry.envelope.is_practice)


def _address(drawn: Drawn, envelope: Envelope, lang: str) -> str:
    """Return where the published record is read, empty where it has no page or waits to be merged."""
    folder, record_id = FOLDERS.get(envelope.record), envelope.published_as
    record = drawn.context.catalogue.find(envelope.record, record_id)
    is_shown = record is not None and (not is_a(record, Solution) or has_page(record))
    return f"/{lang}/{folder_of(record)}{folder}/{record_id}/" if record and folder and is_shown else ""


def _ask(service: Service, lang: str, number: str, fault: str, status: int) -> Response:
    drawn = service.site.on(service.settings.today())
    body = render("track.html", lang, number=normal_number(number) or number, fault=fault)
    return page(drawn, lang, read_form_phrases(lang)["service.track.title"], body, status, PATH)


def told_of(service: Service, receipt: str) -> Entry:
    """Return the submission as its submitter is told of it: what waits in a request at a code host is not published.

    Raises:
        UnknownReceiptError: there is none.
    """
    entry = service.inbox.read(receipt)
    if not is_state(entry.envelope, "delivered") or service.is_merged(entry.envelope):
        return entry
    events = tuple(event for event in entry.events if event.action != "published")
    return replace(entry, envelope=replace(entry.envelope, state=MERGING, published_as=""), events=events)


def state_name(state: str, lang: str) -> str:
    """Return what a submitter reads for *state*."""
    phrases = read_form_phrases(lang)
    return phrases["service.state.merging"] if state == MERGING else state_names(phrases, "service.state")[state]


def comment_on(entry: Entry, lang: str) -> str:
    """Return what the organisers said last to the submitter, empty where nothing is waiting for an answer."""
    for event in reversed(entry.events):
        if event.action in ("receive", "resubmit"):
            return ""
        if event.action in SAID_TO_SUBMITTERS:
            return event.note.preferring(lang)
    return ""


def history_of(entry: Entry, lang: str) -> list[Happened]:
    """Return what happened, newest first; who did it and what the desk wrote for itself stays inside."""
    phrases, lines, is_approved = read_form_phrases(lang), [], False
    for event in entry.events:
        name = EDITED if event.action == "edit_public" and is_approved else event.action
        if name in SHOWN:
            note = event.note.preferring(lang)
            said = note if name in SAID_TO_SUBMITTERS else ""
            lines.append(Happened(event.at, phrases[f"service.event.{name}"], said))
        is_approved = "accepted" in flags_of(entry.envelope.record, event.state)
    return lines[::-1]


def _correction(service: Service, entry: Entry, lang: str, secret: str) -> str:
    """Return the form with the public values as they were sent in; what is sealed the service cannot read."""
    definition = read_forms()[entry.envelope.form]
    kept = Kept(fields=True, attachments=tuple(range(1, entry.envelope.attachments + 1)))
    public = {name: value for name, value in entry.versions[-1].public.items() if name in definition.schema.fields}
    sent = Sent(definition, lang, "web", public, entry.envelope.about, frozenset(entry.envelope.consents))
    sent = replace(sent, is_practice=entry.envelope.is_practice)
    return form_html(service, sent, (), new_key(), Corrected(entry.envelope.receipt, secret, kept))
