"""The page of one submission: what it is, what is found, what was done, and what can be decided."""

from __future__ import annotations

import asyncio

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from forms.accounts.four_eyes import is_held
from forms.accounts.roles import may, may_open
from forms.desk.answers import answer
from forms.desk.browsers import kept_of
from forms.desk.office import Office, Refused, Seat
from forms.desk.shown import (
    NOTHING_SAID,
    Said,
    missing_in_words,
    rows_of,
    sealed_of,
    told,
    told_of_repository,
)
from forms.desk.views import ComparePage, SubmissionPage
from forms.inbox.errors import UnknownReceiptError
from forms.inbox.layout import RECORD
from forms.inbox.reading import summary_of
from forms.inbox.states import state_names
from forms.model import Entry
from forms.phrases import in_both, read_form_phrases
from forms.publication.private_part import place_of
from forms.publication.recovery import begun
from forms.refusals import DeskError
from forms.review import actions
from forms.review.actions import Opened
from forms.review.checks import checks_of, office_of, open_checks, verdicts
from forms.review.compare import changes, versions_of
from forms.review.findings import MISSING, duplicates, findings, lacking, others_of_owner, previewed
from forms.review.privacy import warnings_of
from forms.review.queue import row_of
from forms.review.retention import is_closed, kept_until
from forms.review.wording import DeskWords, words_of
from forms.web.site import marked
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.forms import read_forms
from site_builder.load.folders import FOLDERS
from site_builder.load.zones import zone_of
from site_builder.model import Catalogue
from site_builder.phrases import Phrases
from site_builder.render.formats import format_date, format_moment
from site_builder.worlds import folder_of


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


def words_for(office: Office, seat: Seat, entry: Entry) -> DeskWords:
    """Return the words in which the pages speak of the submission."""
    return words_of(entry, office.site.on(office.today()).context.catalogue, seat.lang)


async def show(office: Office, request: Request, seat: Seat) -> Response:
    """``GET /desk/s/{receipt}``."""
    entry = await asyncio.to_thread(entry_for, office, seat, receipt_in(request))
    return await asyncio.to_thread(page_of, office, seat, entry)


def page_of(
    office: Office, seat: Seat, entry: Entry, said: Said = NOTHING_SAID, opened: Opened | None = None
) -> Response:
    """Return the page of the submission."""
    drawn = office.site.on(office.today())
    found = findings(entry, drawn.context)
    envelope, catalogue = entry.envelope, drawn.context.catalogue
    words = words_for(office, seat, entry)
    known = verdicts(entry)
    title = envelope.title.preferring(seat.lang) or envelope.receipt
    page = SubmissionPage(
        title=title,
        entry=entry,
        e=envelope,
        digest=envelope.digests[RECORD],
        form=read_forms()[envelope.form],
        row=row_of(summary_of(envelope, entry.tip), "", office.today(), office.zone),
        can=actions.possible(entry, seat.member),
        checks=[
            (group, [(code, known.get(code), may(seat.member, office_of(envelope.record, code))) for code in codes])
            for group, codes in checks_of(envelope.record).items()
        ],
        open_checks=open_checks(entry),
        findings=told((one for one in found.problems if one.code != MISSING), words),
        errors=sum(not one.is_warning for one in found.problems),
        pages={} if envelope.published_as else _pages(office, entry),
        values=rows_of(entry.public, words),
        words=words,
        warnings=warnings_of(entry.public, envelope.record, opened.fields if opened else None),
        missing=missing_in_words(lacking(entry, found), words),
        likes=_likes(office, seat, entry),
        others=others_of_owner(entry, catalogue),
        folders=FOLDERS,
        versions=list(versions_of(entry)),
        accounts=sorted(office.accounts.all()),
        opened=sealed_of(opened, words),
        attachments=opened.attachments if opened else (),
        has_identity=bool(office.identity),
        kept=_kept(entry, catalogue, read_form_phrases(seat.lang)),
        part=place_of(entry, office.root),
        begun=begun(office.inbox, office.root, entry),
        is_held=_is_held(office, seat, entry),
        is_mine=may_open(seat.member, entry),
        said=said,
        said_problems=told_of_repository(said.problems, words),
        states=state_names(read_form_phrases(seat.lang), "desk.state"),
        roles={code: one.name[seat.lang] for code, one in catalogue.codes["role"].items()},
        here=f"/desk/s/{envelope.receipt}",
    )
    return answer(office, seat.lang, page, seat, said.status)


def _pages(office: Office, entry: Entry) -> dict[str, Markup | None]:
    """Return the page in each language, with stand-ins for what is not translated yet."""
    drawn = office.site.on(office.today())
    record = previewed(entry, drawn.context, in_both("desk.page.to_be_translated"))
    pages = {lang: drawn.record_page(record, lang, office.site_url) if record else None for lang in REQUIRED_LANGS}
    return {lang: marked(page.hero + page.body) if page else None for lang, page in pages.items()}


def _kept(entry: Entry, catalogue: Catalogue, phrases: Phrases) -> str:
    """Return how long what is sealed is kept, or when it was destroyed; empty while the desk is not done."""
    if purged_at := entry.envelope.purged_at:
        return phrases.fill(
            "desk.page.purged", {"moment": format_moment(purged_at, phrases.lang, zone_of(catalogue.codes))}
        )
    if until := kept_until(entry, catalogue):
        return phrases.fill("desk.page.kept_until", {"day": format_date(until, phrases.lang)})
    return phrases["desk.page.kept"] if is_closed(entry) else ""


def _is_held(office: Office, seat: Seat, entry: Entry) -> bool:
    try:
        return is_held(office.root, office.accounts.all().values(), seat.member, entry)
    except DeskError:  # publishing says what is wrong with the settings
        return False


def _likes(office: Office, seat: Seat, entry: Entry) -> list[tuple[str, str, str, str]]:
    """Return address, name, share in per cent and id of what may be the same."""
    catalogue, lang = office.site.on(office.today()).context.catalogue, seat.lang
    found = []
    for like in duplicates(entry, office.inbox, catalogue, seat.member):
        kept = like.record
        address = (
            f"{office.site_url}/{lang}/{folder_of(kept)}{FOLDERS[kept.type]}/{like.id}/"
            if kept
            else f"/desk/s/{like.id}"
        )
        title = like.title.preferring(lang)
        found.append((address, title, f"{like.score:.0%}", like.id))
    return found


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
    page = ComparePage(
        title=read_form_phrases(seat.lang)["desk.page.compare.title"],
        here=f"/desk/s/{entry.envelope.receipt}/compare",
        kept=kept_of(request),
        entry=entry,
        names=names,
        first=first,
        last=last,
        changes=found,
        words=words_for(office, seat, entry),
    )
    return answer(office, seat.lang, page, seat)
