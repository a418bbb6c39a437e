"""The page of one submission: what it is, what is found, what was done, and what can be decided."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from forms.desk import actions
from forms.desk.actions import Opened
from forms.desk.checks import checks_of, office_of, open_checks, verdicts
from forms.desk.compare import changes, leaves, versions_of
from forms.desk.cut_off import begun
from forms.desk.errors import DeskError
from forms.desk.findings import duplicates, findings, others_of_owner
from forms.desk.four_eyes import is_held
from forms.desk.pages.answers import answer
from forms.desk.pages.office import Office, Refused, Seat
from forms.desk.privacy import warnings_of
from forms.desk.private_part import place_of
from forms.desk.publish import missing_languages
from forms.desk.queue import row_of
from forms.desk.roles import may, may_open
from forms.inbox.errors import ConflictError, InboxError, UnknownReceiptError
from forms.inbox.layout import RECORD
from forms.inbox.reading import summary_of
from forms.model import Entry
from forms.phrases import read_form_phrases
from site_builder.load.forms import read_forms
from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, Lang
from site_builder.problems import Problem, say_mend, say_what
from site_builder.render.environment import FOLDERS


@dataclass(frozen=True)
class Said:
    """What a page says about what was just tried: a fault, the problems that go with it, what was typed."""

    fault: str = ""
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


NOTHING_SAID = Said()


def receipt_in(request: Request) -> str:
    """Return the receipt number that the address names."""
    return str(request.path_params["receipt"])


def entry_for(office: Office, seat: Seat, receipt: str) -> Entry:
    """Return the submission.

    Raises:
        Refused: there is none, or it is not this member's business; both look the same.
    """
    try:
        return actions.look(office.inbox, seat.member, receipt)
    except (UnknownReceiptError, DeskError):
        raise Refused("no_submission", 404) from None


async def show(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/s/{receipt}``."""
    entry = await asyncio.to_thread(entry_for, office, seat, receipt_in(request))
    return await asyncio.to_thread(page_of, office, seat, entry)


def page_of(
    office: Office, seat: Seat, entry: Entry, said: Said = NOTHING_SAID, opened: Opened | None = None
) -> Response:
    """Return the page of the submission."""
    drawn = office.site.on(office.today())
    found = findings(entry, drawn.ground)
    envelope, catalogue = entry.envelope, drawn.ground.catalogue
    phrases = read_form_phrases(seat.lang)
    pages = {lang: drawn.record_page(found.record, lang) if found.record else None for lang in LANGS}
    known = verdicts(entry)
    title = envelope.title[seat.lang] or envelope.title.zh or envelope.title.en or envelope.receipt
    facts: dict[str, Any] = {
        "entry": entry,
        "e": envelope,
        "digest": envelope.digests[RECORD],
        "form": read_forms()[envelope.form],
        "row": row_of(summary_of(envelope, entry.tip), "", office.today()),
        "can": actions.possible(entry, seat.member),
        "checks": [
            (group, [(code, known.get(code), may(seat.member, office_of(envelope.record, code))) for code in codes])
            for group, codes in checks_of(envelope.record).items()
        ],
        "open_checks": open_checks(entry),
        "findings": told(found.problems, seat.lang),
        "pages": {lang: (Markup(page.hero + page.body) if page else None) for lang, page in pages.items()},  # noqa: S704
        "values": values_of(entry, seat.lang),
        "warnings": warnings_of(entry.public, envelope.record, opened.fields if opened else None),
        "missing": missing_languages(entry) if envelope.record in read_schemas().types else (),
        "likes": _likes(office, seat, entry),
        "others": others_of_owner(entry, catalogue),
        "folders": FOLDERS,
        "versions": list(versions_of(entry)),
        "accounts": sorted(office.accounts.all()),
        "opened": list(leaves(opened.fields)) if opened else None,
        "attachments": opened.attachments if opened else (),
        "has_identity": bool(office.identity),
        "part": place_of(entry, office.root),
        "begun": begun(office.inbox, office.root, entry),
        "is_held": _is_held(office, seat, entry),
        "is_mine": may_open(seat.member, entry),
        "said": said,
        "said_problems": told(said.problems, seat.lang, with_path=True),
        "states": {
            key.removeprefix("desk.state."): text
            for key, text in phrases.by_key.items()
            if key.startswith("desk.state.")
        },
    }
    return answer(office, seat.lang, "submission.html", title, facts, seat, said.status)


def _is_held(office: Office, seat: Seat, entry: Entry) -> bool:
    try:
        return is_held(office.root, office.accounts.all().values(), seat.member, entry)
    except DeskError:  # publishing says what is wrong with the settings
        return False


def told(problems: tuple[Problem, ...], lang: Lang, *, with_path: bool = False) -> list[tuple[str, str, str, bool]]:
    """Return place, what is wrong, how to mend it, and whether it is a warning only."""
    phrases = read_form_phrases(lang)
    return [
        (f"{found.path}:{found.line}" if with_path else found.where or RECORD, say_what(found, phrases),
         say_mend(found, phrases), found.is_warning)
        for found in problems
    ]  # fmt: skip


def values_of(entry: Entry, lang: Lang) -> list[tuple[str, str, str]]:
    """Return label, dotted name and text of every public value, in the order of the schema."""
    schema = read_schemas().types.get(entry.envelope.record)
    found = []
    for where, text in leaves(entry.public):
        spec = schema.fields.get(where.partition(".")[0]) if schema else None
        found.append((spec.label[lang] if spec else where, where, text))
    return found


def _likes(office: Office, seat: Seat, entry: Entry) -> list[tuple[str, str, str, str]]:
    """Return address, name, share in per cent and id of what may be the same."""
    catalogue, lang = office.site.on(office.today()).ground.catalogue, seat.lang
    found = []
    for like in duplicates(entry, office.inbox, catalogue, seat.member):
        kept = like.record
        address = f"/{lang}/{FOLDERS[kept.type]}/{like.id}/" if kept else f"/desk/s/{like.id}"
        title = like.title[lang] or like.title.zh or like.title.en
        found.append((address, title, f"{like.score:.0%}", like.id))
    return found


def said_of(error: DeskError | InboxError, lang: Lang, typed: Mapping[str, str] | None = None) -> Said:
    """Return what the page says about a refusal."""
    phrases = read_form_phrases(lang)
    if isinstance(error, DeskError):
        status = 403 if error.code in ("role", "unseen") else 409 if error.code == "branch_moved" else 422
        return Said(phrases.fill(f"desk.refused.{error.code}", error.facts), error.problems, typed or {}, status)
    status = 409 if isinstance(error, ConflictError) else 422
    return Said(phrases[f"inbox.refused.{error.code}"], (), typed or {}, status)


async def compare(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/s/{receipt}/compare``."""
    entry = await asyncio.to_thread(entry_for, office, seat, receipt_in(request))
    known = versions_of(entry)
    names = list(known)
    first = request.query_params.get("from", names[-3] if len(names) > 2 else names[0])
    last = request.query_params.get("to", names[-1])
    if first not in known or last not in known:
        raise Refused("malformed", 400)
    found = await asyncio.to_thread(changes, known[first], known[last])
    title = read_form_phrases(seat.lang)["desk.page.compare.title"]
    facts = {"entry": entry, "names": names, "first": first, "last": last, "changes": found}
    return answer(office, seat.lang, "compare.html", title, facts, seat)
