"""The fields of a submission against schema and rules: the same codes as ``jiebang check``, at dotted paths."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.check.context import CheckContext
from forms.check.problems import FORM, problem
from forms.model import Tree, Value
from forms.submission.publishing import Publishable, added
from forms.values.reading import Reading
from site_builder.languages import asked_in
from site_builder.load.contract.forms import FormDefinition
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import SourceRecord
from site_builder.model import Field, Record, Schema
from site_builder.problems import Fact, Problem
from site_builder.validate.registry import Around
from site_builder.validate.rules import rules_of_submissions
from site_builder.validate.shape import read_as_far_as_possible
from site_builder.validate.texts.privacy import private_values

PROVISIONAL = "being-checked"
# Other codes may follow from a value that could not be read; they would only confuse.
_NO_VALUE = frozenset({"not-an-integer", "not-a-number", "not-a-date", "not-a-period"})
_SAID_BY_FORM = "sheet-number-with-unit"
"""What a form says of a text that is no number asks for the number without its unit already."""
_ASKED = frozenset({"missing", "missing-language", "too-few"})


@dataclass(frozen=True)
class _Sent(SourceRecord):
    """A record that came by a form, so that it has no lines."""

    @functools.cached_property
    def lines(self) -> dict[str, int]:
        """Return no line."""
        return {}


@dataclass(frozen=True)
class ReadFields:
    """The typed values, ``None`` where something keeps them from being read, and all problems.

    ``partial`` are the values as far as they could be read.
    """

    record: Record | None
    problems: tuple[Problem, ...]
    partial: Record


def read_fields(
    tree: Tree, form: FormDefinition, context: CheckContext, language: str, kept: frozenset[str] = frozenset(),
    *, is_whole: bool = True,
) -> ReadFields:  # fmt: skip
    """Return the typed fields of *tree* with everything wrong with them.

    Args:
        tree: values in the shape of the record as written.
        form: which fields it asks, public or not.
        ground: what they are checked against.
        language: of the visitor; a text in two languages needs this one, the organisers translate.
        kept: fields that need not come again, since those of the version before stay.
        is_whole: whether all that was written is in *tree*; otherwise the rules over several fields say nothing.
    """
    typed, found = read_as_far_as_possible(_sent(tree, form), context.known, form.schema)
    problems = [*_needed(found, language), *_not_sent(tree, form, kept), *_references(tree, form.schema, context)]
    problems = [found for found in problems if not (found.code in _ASKED and found.where in kept)]
    found_first = tuple(problems)
    record = _as_published(typed, tree, form, context, language)
    if is_whole:
        problems += _that_do_not_follow(_by_rules(record, context, kept - tree.keys()), problems)
    problems += (replace(found, path=FORM) for found in private_values(_public(record, form)))
    is_read = is_whole and not any(not found.is_warning for found in found_first if found.code not in _ASKED)
    return ReadFields(record if is_read else None, tuple(problems), record)


def told_why(found: Problem, unread: Mapping[str, Reading]) -> Problem:
    """Return *found*, or the closer reason where the reader of typed values knows why there is no value."""
    reading = unread.get(found.where)
    if reading is None or found.code not in _NO_VALUE or reading.code == _SAID_BY_FORM:
        return found
    return replace(found, code=reading.code, facts={**found.facts, **reading.facts})


def _that_do_not_follow(ruled: Iterable[Problem], before: Sequence[Problem]) -> list[Problem]:
    """Return the rule problems whose values could all be read; what merely follows from another would confuse."""
    unread = [found.where for found in before if not found.is_warning]
    return [found for found in ruled if not any(_touches(where, found) for where in unread)]


def _touches(where: str, found: Problem) -> bool:
    """Return whether the value at *where* is one of those that *found* speaks of."""
    named = (found.where, *beside(found, "second"), *beside(found, "lacking"))
    return any(where == name or where.startswith(f"{name}.") for name in named)


def beside(found: Problem, fact: str) -> list[str]:
    """Return the dotted paths of the fields that *found* names in *fact*; they stand beside its own."""
    holder = found.where.rpartition(".")[0]
    names = filter(None, found.told(fact).split(", "))
    return [f"{holder}.{name}" if holder else name for name in names]


def _needed(found: list[Problem], language: str) -> Iterator[Problem]:
    """Yield *found* without missing translations, which the organisers add."""
    yield from (
        one for one in found if one.code != "missing-language" or one.facts["language"] == asked_in(language)[0]
    )


def _not_sent(tree: Tree, form: FormDefinition, kept: frozenset[str]) -> Iterator[Problem]:
    """Yield each field that a form has to be sent with and that no record needs."""
    for name, spec in form.schema.fields.items():
        if spec.required_when == "sent" and name not in tree and name not in kept and not spec.is_required:
            yield _missing(name, spec)
    for name, value in tree.items():
        own = form.schema.fields.get(name)
        if own and own.part:
            yield from _not_sent_in(value, own, name)


def _not_sent_in(value: Value, spec: Field, where: str) -> Iterator[Problem]:
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows):
        place = f"{where}.{number}" if isinstance(value, list) else where
        for part in read_schemas().parts[spec.part].fields.values():
            if (
                isinstance(row, dict)
                and part.required_when == "sent"
                and not part.is_required
                and part.name not in row
            ):
                yield _missing(f"{place}.{part.name}", part)


def _missing(where: str, spec: Field) -> Problem:
    return problem("missing", where, spec, help=spec.help)


def typed_record(tree: Tree, form: FormDefinition, context: CheckContext, language: str) -> Record:
    """Return the values typed as far as they can be read, with those that publication adds."""
    asked = {name: value for name, value in tree.items() if name in form.schema.fields}
    record, _ = read_as_far_as_possible(_sent(asked, form), context.known, form.schema)
    return _as_published(record, tree, form, context, language)


def _as_published(record: Record, tree: Tree, form: FormDefinition, context: CheckContext, language: str) -> Record:
    """Return *record*, whose values as written are *tree*, with what publication on the day of the context adds."""
    if form.record not in read_schemas().types:
        return form.schema.record({"id": PROVISIONAL, **record.values}, FORM, "")
    publishable = Publishable(form.record, language, tree)
    source = _Sent(form.record, FORM, added(publishable, PROVISIONAL, context.day), "", "")  # type: ignore[arg-type]
    whole, _ = read_as_far_as_possible(source, context.known)
    return whole.with_values(**record.values)


def _sent(tree: Tree, form: FormDefinition) -> _Sent:
    return _Sent(form.schema.name, FORM, tree, "", "")  # type: ignore[arg-type]


def _public(record: Record, form: FormDefinition) -> Record:
    values = {name: value for name, value in record.values.items() if name not in form.schema.fields
              or form.visibility_of(name) == "public"}  # fmt: skip
    return type(record)(values, record.path, record.digest)


def _by_rules(record: Record, context: CheckContext, stays: frozenset[str]) -> Iterator[Problem]:
    """Yield what breaks a rule that one record shows; a field of the version before that *stays* is not lacking."""
    around = Around(context.catalogue.codes, context.day)
    for rule in rules_of_submissions(record.type):
        yield from (found for found in rule.check(record, around) if stays.isdisjoint(beside(found, "lacking")))


def _references(tree: Tree, schema: Schema, context: CheckContext) -> Iterator[Problem]:
    """Yield each id in *tree* that no record has."""
    for name, spec in schema.fields.items():
        if not spec.ref or name not in tree:
            continue
        held = tree[name]
        for number, item in enumerate(held if isinstance(held, list) else [held]):
            if isinstance(item, str) and context.catalogue.find(spec.ref, item) is None:
                label = read_schemas().types[spec.ref].label
                where = f"{name}.{number}" if isinstance(held, list) else name
                facts: dict[str, Fact] = {"value": item[:40], "type": label}
                yield problem("unknown-reference", where, spec, **facts)
