"""The page where the public text is desensitised and translated, beside what was sent (脱密)."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.accounts.roles import actor_for
from forms.check.context import CheckContext
from forms.desk.answers import answer
from forms.desk.office import Office, Refused, Seat
from forms.desk.opening import revealed
from forms.desk.review import entry_for, receipt_in, words_for
from forms.desk.sent import text_of
from forms.desk.shown import NOTHING_SAID, Said, said_of, sealed_of
from forms.desk.views import EditPage
from forms.inbox.errors import InboxError
from forms.model import Entry, Tree
from forms.phrases import read_form_phrases
from forms.refusals import DeskError
from forms.review.actions import Decision, Opened
from forms.review.deciding import decide
from forms.review.editing import (
    NAMES,
    OTHER,
    TEXT,
    edited,
    others_to_edit,
    texts_to_edit,
    with_applicant,
    with_translation,
)
from forms.review.privacy import warnings_of
from site_builder.languages import REQUIRED_LANGS, asked_in
from site_builder.load.contract.schemas import read_schemas
from site_builder.text_forms.folding import compared


async def show_edit(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/s/{receipt}/edit``."""
    entry = await asyncio.to_thread(entry_for, office, seat, receipt_in(request))
    return await asyncio.to_thread(_page, office, seat, entry, entry.public)


def _page(
    office: Office, seat: Seat, entry: Entry, tree: Tree, said: Said = NOTHING_SAID, opened: Opened | None = None
) -> Response:
    record = entry.envelope.record
    if record not in read_schemas().types:
        raise Refused("no_record", 422)
    context = office.site.on(office.today()).context
    words = words_for(office, seat, entry)
    if opened:
        tree = with_applicant(tree, record, opened.fields, lambda name: _body(context, name))
    sent = entry.versions[-1].public
    original = {text.where: text for text in texts_to_edit(sent, record)}
    warned: dict[str, list[Any]] = {}
    for one in warnings_of(tree, record, opened.fields if opened else None):
        warned.setdefault(one.where.rpartition(".")[0] or one.where, []).append(one)
    others = others_to_edit(tree, record)
    source = str(tree.get("source_language", asked_in(entry.envelope.language)[0]))
    told = tree.get("translation", {})
    page = EditPage(
        title=read_form_phrases(seat.lang)["desk.page.edit.title"],
        entry=entry,
        texts=texts_to_edit(tree, record),
        original=original,
        warned=warned,
        others=[(where, text, words.label(where), words.choices(where)) for where, text in others],
        faults={found.where: words.say(found) for found in said.problems},
        named=NAMES.get(record, ()),
        source=source,
        marks={lang: _mark(told, lang) for lang in REQUIRED_LANGS if lang != source},
        translated_by=read_schemas().codes["translated_by"],
        words=words,
        opened=sealed_of(opened, words),
        here=f"/desk/s/{entry.envelope.receipt}/edit",
        has_identity=bool(office.identity),
        can_edit=actor_for(seat.member, entry, "edit_public") is not None,
        said=said,
        prefix={"text": TEXT, "other": OTHER},
    )
    return answer(office, seat.lang, page, seat, said.status)


def _body(context: CheckContext, name: str) -> str | None:
    """Return the id of the organisation called *name*."""
    return context.bodies.get(compared(name))


def _mark(told: Any, lang: str) -> str:
    mark = told.get(lang, {}) if isinstance(told, dict) else {}
    return str(mark.get("by", "")) if isinstance(mark, dict) else ""


async def open_beside(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/s/{receipt}/edit/open``: the same page with what is sealed beside it, once."""
    return await revealed(office, request, seat, form, _as_it_stands)


def _as_it_stands(office: Office, seat: Seat, entry: Entry, said: Said, opened: Opened | None) -> Response:
    return _page(office, seat, entry, entry.public, said, opened)


async def save_edit(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/s/{receipt}/edit``."""
    return await asyncio.to_thread(_save, office, seat, receipt_in(request), form)


def _save(office: Office, seat: Seat, receipt: str, form: FormData) -> Response:
    entry = entry_for(office, seat, receipt)
    actor = actor_for(seat.member, entry, "edit_public")
    words = words_for(office, seat, entry)
    given = {name: text_of(form, name) for name in form if name.startswith((TEXT, OTHER))}
    tree = edited(entry.public, entry.envelope.record, given)
    marks: dict[str, str] = {lang: text_of(form, f"translation.{lang}") for lang in REQUIRED_LANGS}
    known = read_schemas().codes["translated_by"]
    if any(mark and mark not in known for mark in marks.values()):
        raise Refused("malformed", 400)
    is_reviewed = text_of(form, "reviewed") == "yes"
    role = actor.role if actor else ""
    tree = with_translation(tree, marks, role, office.today(), is_reviewed=is_reviewed)
    decision = Decision("edit_public", public=tree)
    try:
        decide(office.context, seat.member, receipt, text_of(form, "tip"), decision)
    except (DeskError, InboxError) as error:
        return _page(office, seat, entry_for(office, seat, receipt), tree, said_of(error, words))
    return RedirectResponse(f"/desk/s/{entry.envelope.receipt}", 303)
