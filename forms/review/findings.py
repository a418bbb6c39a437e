"""What `jiebang check` would say of a submission if it were published today, and the record that it would be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from forms.accounts.roles import Member, sees
from forms.check.context import CheckContext
from forms.duplicates import OWNER_OF, SUMMARY_OF, described_tree
from forms.inbox.layout import RECORD
from forms.inbox.store import Inbox
from forms.inbox.writing import record_text
from forms.model import Entry, Tree, Value
from forms.refusals import DeskError
from forms.review.compare import leaves
from forms.review.index import gists_of
from forms.review.placing import path_of
from forms.review.publishable import filled
from forms.submission.languages import missing_languages
from site_builder.languages import CHINESE, ENGLISH, REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import parse_record
from site_builder.load.standards.places import id_part_of
from site_builder.load.zones import zone_of
from site_builder.model import Catalogue, Record, Text
from site_builder.problems import InvalidDataError, Problem
from site_builder.text_forms.hidden import hidden_in
from site_builder.validate.rules import all_rules
from site_builder.validate.shape import read_record
from site_builder.validate.texts.privacy import private_values
from site_builder.worlds import is_example

PROVISIONAL = {"need": "{edition}-{region}-9999", "solution": "{need}-p99"}
NOT_YET = frozenset({"not-in-log", "log-outdated", "example-named"})
"""Problems that reviewing and publishing end by themselves, and that practice names examples."""
MISSING = "missing-language"
STAND_IN = Text({CHINESE: "待译", ENGLISH: "to be translated"})
"""What the rules read where a text is not translated yet, so that they tell of the rest already."""
OF_TRANSLATIONS = frozenset({"translation-not-stated", "number-not-translated", "length-ratio"})
MOST_COMPARED, MOST_SHOWN = 40, 5  # of what may be the same


@dataclass(frozen=True)
class Findings:
    """The typed record, ``None`` where it cannot be read, and everything wrong with it."""

    record: Record | None
    problems: tuple[Problem, ...]


def findings(entry: Entry, context: CheckContext) -> Findings:
    """Return what would be wrong with the submission if it were published on the day of *context*."""
    kind = entry.envelope.record
    if kind not in read_schemas().types:
        return Findings(None, ())
    context = context.of(is_practice=entry.envelope.is_practice)
    record, problems = _read(entry, kind, context)
    if record:
        problems += private_values(record)
    if judged := record or previewed(entry, context, STAND_IN):
        ruled = (found for found in _by_rules(judged, context) if found.path == judged.path)
        problems += (found for found in ruled if record or not (found.is_warning or found.code in OF_TRANSLATIONS))
    return Findings(record, tuple(sorted({found for found in problems if found.code not in NOT_YET})))


def lacking(entry: Entry, found: Findings) -> tuple[str, ...]:
    """Return the texts that are missing in one language, dotted names with the language: ``title.en``."""
    known = missing_languages(entry.public, entry.envelope.record)
    read = (f"{one.where}.{one.facts['language']}" for one in found.problems if one.code == MISSING)
    return tuple(dict.fromkeys([*known, *read]))


def previewed(entry: Entry, context: CheckContext, stand_in: Text) -> Record | None:
    """Return the record that the submission would become, *stand_in* where a text is not translated yet."""
    kind = entry.envelope.record
    if kind not in read_schemas().types:
        return None
    whole: Any = _translated(entry.public, stand_in)
    record, _ = _read(replace(entry, public=whole), kind, context)
    if record is None:
        return None
    # its digest is another once it has its id
    return record.with_values(example=True) if entry.envelope.is_practice else record.with_values()


def _translated(value: Value, stand_in: Text) -> Value:
    if isinstance(value, list):
        return [_translated(item, stand_in) for item in value]
    if not isinstance(value, dict):
        return value
    (lang, text), *more = value.items() or [("", "")]
    if more or lang not in REQUIRED_LANGS or isinstance(text, dict):
        return {name: _translated(item, stand_in) for name, item in value.items()}
    other = next(one for one in REQUIRED_LANGS if one != lang)
    return {**value, other: stand_in[other] if isinstance(text, str) else [stand_in[other]]}


def _read(entry: Entry, kind: str, context: CheckContext) -> tuple[Record | None, list[Problem]]:
    record_id = _provisional(entry, kind)
    tree = filled(entry, record_id, context.day, zone_of(context.catalogue.codes))
    try:
        path = path_of(kind, record_id, {"edition": "unknown", **tree})
    except DeskError:  # publishing says what is wrong
        path = RECORD
    try:
        return read_record(parse_record(kind, path, record_text(tree, kind)), context.known)
    except InvalidDataError as error:
        return None, [_at_field(error.problem, tree)]


def _at_field(found: Problem, tree: Tree) -> Problem:
    """Return *found*, what kept the record as a file from being read, at the field that holds a hidden character."""
    where = next((where for where, text in leaves(tree) if hidden_in(text)), "")
    return replace(found, where=where) if found.code == "hidden-character" else found


def _provisional(entry: Entry, kind: str) -> str:
    words = {name: value for name, value in entry.public.items() if isinstance(value, str)}
    words |= {"region": id_part_of(words["region"])} if "region" in words else {}
    try:
        return PROVISIONAL.get(kind, f"{kind.replace('_', '-')}-9999").format_map(words)
    except KeyError:
        return "being-reviewed"


def _by_rules(record: Record, context: CheckContext) -> list[Problem]:
    records = {kind: dict(known) for kind, known in context.catalogue.records.items()}
    records[record.type][record.id] = record
    catalogue = replace(context.catalogue, records=records)
    rules = (rule for rule in all_rules() if rule.speaks_of(record.type))
    return [found for rule in rules for found in rule.problems_in(catalogue, context.day)]


@dataclass(frozen=True)
class Alike:
    """A record or a submission that may be the same: id or receipt number, title, and how like it is (0 to 1)."""

    id: str
    title: Text
    score: float
    record: Record | None  # where it is published


def duplicates(entry: Entry, inbox: Inbox, catalogue: Catalogue, member: Member) -> list[Alike]:
    """Return what may be the same, of the same world, best first; of submissions those only that *member* may see."""
    kind, receipt = entry.envelope.record, entry.envelope.receipt
    if kind not in SUMMARY_OF:
        return []
    gists, by_receipt = gists_of(inbox), {row.receipt: row for row in inbox.entries()}
    finder, found = gists.finder(inbox, catalogue, kind), []
    for like in finder.like(described_tree(receipt, kind, entry.public), most=MOST_COMPARED):
        record, row = catalogue.find(kind, like.id), by_receipt.get(like.id)
        if record and is_example(record) == entry.envelope.is_practice:
            title = record["title"]
            found.append(Alike(like.id, title if isinstance(title, Text) else Text(), like.score, record))
        elif (
            row
            and row.is_practice == entry.envelope.is_practice
            and sees(member, row.form, gists.of(inbox, row).public)
        ):
            found.append(Alike(like.id, row.title, like.score, None))
    return found[:MOST_SHOWN]


def others_of_owner(entry: Entry, catalogue: Catalogue) -> tuple[Record, ...]:
    """Return the other published records of the same named owner, holder or solver."""
    owner = entry.public.get(OWNER_OF.get(entry.envelope.record, ""), "")
    if not owner or not isinstance(owner, str):
        return ()
    return tuple(
        record
        for kind, name in OWNER_OF.items()
        for record in catalogue.all_called(kind)
        if record[name] == owner and record.id != entry.envelope.published_as
        if is_example(record) == entry.envelope.is_practice
    )
