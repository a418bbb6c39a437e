"""A row against the form: the same rules as for what comes by the web, each problem at the cell it comes from.

Rows of an archive (``provenance: reported``) are what others reported: nobody is asked for consent or contact.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from forms.check.context import CheckContext
from forms.check.fields import read_fields
from forms.check.problems import problem
from forms.check.submission import check_submission
from forms.model import Submission, Tree, Value
from forms.sheets.claims import Claim, Claims
from forms.sheets.columns import CONSENTS, form_with, further_of
from forms.sheets.nodes import NOWHERE, Leaf, Places, mapping_of
from forms.sheets.values.by_column import Lists
from forms.submission.completing import complete
from forms.submission.currency import with_currency
from forms.submission.receiving import submission_of
from forms.submission.sent import SHEET, Sent
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.forms import FormDefinition
from site_builder.load.standards.currencies import currency_of
from site_builder.problems import Fact, Problem
from site_builder.records import Need

# What is missing where a cell could not be read, or what it hangs on is not known, was told there already.
_FOLLOWS = frozenset({"missing", "missing-language", "too-few", "empty-value"})
_MASKED = frozenset({"value", "likely", "found", "amount", "codes", "solver"})


@dataclass(frozen=True)
class SheetContext:
    """What rows are read against: record type, lists, the day, by key what all rows have, the solutions before."""

    kind: str
    lists: Lists
    day: date
    constants: Mapping[str, str] = field(default_factory=dict)
    claims: Claims = field(default_factory=Claims)

    @functools.cached_property
    def of_form(self) -> CheckContext:
        """Return what a form would be checked against."""
        return CheckContext(self.lists.catalogue, self.day)


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands: what messages call the table, its number, and its cells by the key of their column."""

    path: str
    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """What a row says, split by visibility, and the submission that it becomes, ``None`` where it cannot come in.

    ``key`` is its idempotency key: the same row sent again, in whichever file, is no second submission.
    """

    public: Tree
    sealed: Tree
    key: str
    submission: Submission | None


def judged(node: dict[Any, Any], context: SheetContext, place: RowPlace, problems: list[Problem]) -> Judged:
    """Return what the values in *node* say; what is wrong with them goes to *problems*."""
    consents: dict[str, Leaf] = node.pop(CONSENTS, {})
    form = form_with(context.kind, frozenset(node) & further_of(context.kind))
    places = Places()
    written = mapping_of(node, form.schema, "", places)
    tree = with_currency(written, form.schema.fields, currency_of(context.lists.catalogue.codes))
    for code, leaf in consents.items():
        places.cells[f"{CONSENTS}.{code}"] = leaf.address
    public = {name: value for name, value in tree.items() if form.visibility_of(name) == "public"}
    sealed = {name: value for name, value in tree.items() if name not in public}
    agreed = frozenset(code for code, leaf in consents.items() if leaf.text == "true")
    key = _key_of(context.kind, public, sealed)
    row = _Row(form, tree, agreed, Claim(key, f"{place.path}:{place.row}", "", ""), is_whole=not places.failed)
    submission, found = row.archived(context) if tree.get("provenance") == "reported" else row.submitted(context)
    for one in found:
        if not _is_known(one, places.failed):
            where = "need" if one.where == "about" else one.where
            address = _address(where, places, place)
            first = where.partition(".")[0]
            is_public = first == CONSENTS or (first in form.schema.fields and form.visibility_of(first) == "public")
            said = one.facts if is_public else without_values(one.facts)
            problems.append(Problem(place.path, place.row, one.code, address, {**said, "cell": address}))
    return Judged(public, sealed, key, submission)


@dataclass(frozen=True)
class _Row:
    """The values of one row on their way to a submission."""

    form: FormDefinition
    tree: Tree
    agreed: frozenset[str]
    claim: Claim
    is_whole: bool

    @property
    def language(self) -> str:
        """Return the language in which the row is written: the one that fewer of its texts lack."""
        lacking = Counter(lang for text in texts_in(self.tree) for lang in REQUIRED_LANGS if lang not in text)
        return min(REQUIRED_LANGS, key=lambda lang: (lacking[lang], REQUIRED_LANGS.index(lang)))

    def submitted(self, context: SheetContext) -> tuple[Submission | None, list[Problem]]:
        """Return the submission, and what the form says of it."""
        about = str(self.tree.get("need", "")) if self.form.about else ""

        def second_of(need: str, solver: str) -> str:
            return context.claims.second(replace(self.claim, need=need, solver=solver))

        sent = Sent(
            self.form, self.language, SHEET, self.tree, about, self.agreed, is_whole=self.is_whole
        )  # fmt: skip
        checked = check_submission(sent, context.of_form, second_of)
        return checked.submission, [*checked.problems, *self._other_edition(about, context)]

    def _other_edition(self, about: str, context: SheetContext) -> Iterator[Problem]:
        """Yield that a row names another edition than the need that it takes up."""
        need, edition = context.lists.catalogue.get(Need, about), self.tree.get("edition")
        if self.form.about and need and edition and edition != need.edition:
            facts = {"value": need.id, "other": need.edition, "edition": str(edition)}
            yield problem("other-edition", "edition", None, **facts)

    def archived(self, context: SheetContext) -> tuple[Submission | None, list[Problem]]:
        """Return the submission of what was reported, and what is wrong with its fields."""
        fields = {n: replace(spec, required_when=spec.required_when.replace("sent", "")) for n, spec in
                  self.form.schema.fields.items()}  # fmt: skip
        form = replace(self.form, schema=replace(self.form.schema, fields=fields))
        read = read_fields(self.tree, form, context.of_form, self.language, is_whole=self.is_whole)
        sent = Sent(self.form, self.language, SHEET, self.tree)
        submission = submission_of(complete(sent, context.lists.catalogue, context.day))
        is_wrong = any(not found.is_warning for found in read.problems) or not self.is_whole
        return None if is_wrong else submission, list(read.problems)


def _address(where: str, places: Places, place: RowPlace) -> str:
    """Return the cell of *where*, the empty one where it is missing, else the nearest of the same field."""
    first = where.partition(".")[0]
    of_field = (cell for key, cell in place.cells.items() if key.partition(".")[0] == first)
    own = places.cells.get(where) or place.cells.get(places.key(where))
    return own or places.cell(where) or next(of_field, NOWHERE)


def texts_in(value: Value) -> Iterator[Mapping[str, Value]]:
    """Yield each text of *value* that is written by language."""
    if isinstance(value, dict) and value.keys() & {*REQUIRED_LANGS}:
        yield value
    elif not isinstance(value, str):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)


def _key_of(kind: str, public: Tree, sealed: Tree) -> str:
    content = json.dumps([kind, public, sealed], ensure_ascii=False, sort_keys=True)
    return f"sheet-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _is_known(found: Problem, failed: set[str]) -> bool:
    """Return whether *found* only says again what was said of a cell."""
    if found.code == "about-unknown":
        return True  # the reference to the need says so
    return found.code in _FOLLOWS and any(
        where == found.where or where.startswith(f"{found.where}.") for where in failed
    )


def without_values(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return *facts* without what was written: a terminal is no place for what is sealed or internal."""
    return {name: "…" if name in _MASKED else fact for name, fact in facts.items()}
