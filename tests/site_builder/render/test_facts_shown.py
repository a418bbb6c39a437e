"""Each public field of each schema is on a page: another value of it makes another page, unless it is hidden."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from site_builder.languages import LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Field, Record, Schema, Struct, Text, Words
from site_builder.phrases import read_phrases
from site_builder.records import Translation, Translations
from site_builder.render.bodies import Body, BodyRenderer
from site_builder.render.plan import plan_pages
from site_builder.render.planned import PlannedPage
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, copy_base

pytestmark = pytest.mark.slow

SCHEMAS = read_schemas()
Steps = tuple[str, ...]

# What else a record has to say so that pages show a field: "type.field" -> dotted field -> value.
CONTEXT: Mapping[str, Mapping[str, Any]] = {
    "award.recipient.label": {"recipient.organization": None, "recipient.manager": None},
    "award.recipient.manager": {"recipient.organization": None},
    "award.solution_title": {"solution": None},
    "award.notice_from": {"status": "public_notice"},
    "award.notice_to": {"status": "public_notice"},
    "award.revocation_reason": {"status": "revoked"},
    "docking.parties.label": {"parties.org": None},
    "docking.parties.org_type": {"parties.org": None},
    "docking.parties.size_class": {"parties.org": None},
    "event.participants.label": {"participants.org": None},
    "case.partners.label": {"partners.org": None},
    "event.registration": {"status": "planned"},
    "award.evidence.id": {"evidence.text": Text()},
    "need.status": {"provenance": "submitted"},
    "need.published_on": {"provenance": "submitted"},
    "need.closed_on": {"provenance": "submitted", "status": "withdrawn"},
    "need.indicators.text": {"indicators.operator": "text"},
    "statistic.district": {"metric": "awards"},
    "statistic.parts.label": {"parts.region": None},
    "technology_manager.name_label": {"name": Text()},
}
# Two values of a field, where two of its kind would not do: "type.field" -> the values.
VALUES: Mapping[str, tuple[Any, Any]] = {
    "award.edition": ("cic2026", "other"),
    "need.status": ("in_contest", "docking"),
    "result.status": ("published", "withdrawn"),
    "rules.rubric_rules.tie_break": (("fit",), ()),
    "event.agreements": (("other",), ()),
    "event.needs": (("cic2026-31-0002",), ()),
    "statistic.district": ("310112", None),
    "reviewed_on": (TODAY, None),
}
# What a machine translated says so, and whether it was reviewed.
MACHINE = Translations(
    {lang: Translation({"by": "machine", "reviewed_on": TODAY}) for lang in ("zh", "en", "de")},
)
# Types without a page of their own: the page they stand on says where its records come from.
WITHOUT_PAGE = {"award", "payout", "referral", "rules", "statistic"}
COMMON = set(SCHEMAS.parts["common"].fields)
# The names of codes stand wherever a record carries them; the catalogue holds them apart from its records.
TYPES = {kind: schema for kind, schema in SCHEMAS.types.items() if kind != "taxonomy"}


@functools.cache
def catalogue() -> Catalogue:
    with tempfile.TemporaryDirectory() as folder:
        found = check_repository(copy_base(Path(folder)), TODAY).catalogue
    assert found is not None
    return replace(
        found,
        records={**found.records, **{kind: _with_another(found, kind) for kind in ("edition", "rules", "agreement")}},
    )


def _with_another(found: Catalogue, kind: str) -> dict[str, Record]:
    """Return the records of *kind* and a copy that belongs to the edition ``other``."""
    record = next(iter(found.records[kind].values()))
    own = {"id": "other"} | {"rules": {"edition": "other"}, "agreement": {"event": None}}.get(kind, {})
    return {**found.records[kind], "other": type(record)({**record.values, **own}, record.path, record.digest)}


@functools.cache
def renderers() -> tuple[BodyRenderer, ...]:
    return tuple(BodyRenderer(read_phrases(lang), catalogue().codes) for lang in LANGS)


def sample(spec: Field, n: int) -> Any:
    """Return the value number *n*, 0 or 1, for the field *spec*; where there is only one, the second is none."""
    choice = catalogue().records[spec.ref] if spec.ref else catalogue().codes.get(spec.codes, (1, 2))
    if n and len(choice) == 1:
        return spec.blank
    one = _one_sample(spec, n)
    if spec.bilingual:
        return Words(zh=(one,), en=(one,)) if spec.type == "array" else Text(zh=one, en=one)
    return (one,) if spec.type == "array" else one


def _one_sample(spec: Field, n: int) -> Any:
    if spec.part:
        schema = SCHEMAS.parts[spec.part]
        return schema.struct({name: sample(field, n) for name, field in schema.fields.items()})
    if spec.codes:
        return list(catalogue().codes[spec.codes])[n]
    if spec.ref:
        return list(catalogue().records[spec.ref])[n]
    if spec.type in ("integer", "boolean", "date"):
        return {"integer": 3 + n, "boolean": n == 0, "date": date(2026, 3, 4 + n)}[spec.type]
    return {
        "period": f"2026-0{4 + n}",
        "url": f"https://example.org/{spec.name}{n}",
        "decimal": f"{2 + n}.5",
        "digest": "ab"[n] * 64,
    }.get(spec.kind, f"{spec.name}-{n}")


def full_record(kind: str) -> Record:
    """Return a record of the base in which every public field says something."""
    record = next(iter(catalogue().records[kind].values()))
    values = filled(record, SCHEMAS.types[kind])
    if "provenance" in values:
        values |= {"example": False, "provenance": "reported", "translation": MACHINE}
    return type(record)(values, record.path, record.digest)


def filled(holder: Struct, schema: Schema) -> dict[str, Any]:
    public = (spec for spec in schema.fields.values() if spec.visibility == "public")
    return {spec.name: _filled_value(holder[spec.name], spec) for spec in public}


def _filled_value(value: Any, spec: Field) -> Any:
    if value == spec.blank or value is None:
        return sample(spec, 0)
    if not spec.part:
        return value
    schema = SCHEMAS.parts[spec.part]
    if isinstance(value, tuple):
        return tuple(schema.struct(filled(item, schema)) for item in value)
    return schema.struct(filled(value, schema))


def changed(holder: Struct, steps: Steps, value: Any) -> Any:
    """Return *holder* with *value* where *steps* lead, in each item of a list on the way."""
    name, rest = steps[0], steps[1:]
    if rest:
        held = holder[name]
        many = isinstance(held, tuple)
        value = tuple(changed(item, rest, value) for item in held) if many else changed(held, rest, value)
    values = {**holder.values, name: value}
    return type(holder)(values, holder.path, holder.digest) if isinstance(holder, Record) else type(holder)(values)


def pages_with(record: Record) -> dict[str, PlannedPage]:
    """Return the pages with *record* in place of the one of its id; forms ask for it and do not show it."""
    known = {**catalogue().records, record.type: {**catalogue().records[record.type], record.id: record}}
    pages = plan_pages(replace(catalogue(), records=known), TODAY)
    return {page.path: page for page in pages if page.section != "forms"}


def is_page_changed(first: Record, second: Record) -> bool:
    """Return whether any page looks different with the *second* record in place of the *first*."""
    one, two = pages_with(first), pages_with(second)
    if one.keys() != two.keys():
        return True
    paths = [path for path in one if one[path].facts != two[path].facts]
    paths.sort(key=lambda path: f"/{first.id}/" not in f"/{path}")  # mostly the page of a record shows its fields
    return any(is_drawn_otherwise(one[path], two[path]) for path in paths)


def is_drawn_otherwise(one: PlannedPage, two: PlannedPage) -> bool:
    return any(rendered(one, renderer) != rendered(two, renderer) for renderer in renderers())


def rendered(page: PlannedPage, renderer: BodyRenderer) -> Body:
    return renderer.render_body(page)


def places(schema: Schema, steps: Steps = ()) -> Iterator[tuple[Steps, Field]]:
    """Yield every public field at any depth; what stands in a hidden structure is hidden with it."""
    for spec in schema.fields.values():
        if spec.visibility == "public":
            yield (*steps, spec.name), spec
            if spec.part and spec.shown.how != "hidden":
                yield from places(SCHEMAS.parts[spec.part], (*steps, spec.name))


def is_shown(kind: str, steps: Steps, spec: Field) -> bool:
    """Return whether another value of the field at *steps* makes another page."""
    name = f"{kind}.{'.'.join(steps)}"
    record = full_record(kind)
    for dotted, value in {**replaced(kind, steps[0]), **_context(name)}.items():
        record = changed(record, tuple(dotted.split(".")), value)
    one, two = VALUES.get(name, VALUES.get(steps[-1], (sample(spec, 0), sample(spec, 1))))
    return is_page_changed(changed(record, steps, one), changed(record, steps, two))


def _context(name: str) -> Mapping[str, Any]:
    return next((told for field, told in CONTEXT.items() if name == field or name.startswith(f"{field}.")), {})


def replaced(kind: str, name: str) -> dict[str, Any]:
    """Return what must be blank so that a field that stands in for others is shown."""
    fields = SCHEMAS.types[kind].fields
    blank: dict[str, Any] = {}
    while fields[name].shown.how == "instead_of":
        name = fields[name].shown.what
        blank[name] = fields[name].blank
    return blank


OWN = [
    pytest.param(kind, spec, id=f"{kind}.{spec.name}")
    for kind, schema in TYPES.items()
    for spec in schema.fields.values()
    if spec.visibility == "public" and not (kind in WITHOUT_PAGE and spec.name in COMMON)
]
HOSTS: dict[tuple[str, str], list[tuple[str, Steps, Field]]] = {}
for a_kind, a_schema in TYPES.items():
    for the_steps, the_spec in places(a_schema):
        if len(the_steps) > 1:
            part = next(
                name for name, schema in SCHEMAS.parts.items() if schema.fields.get(the_steps[-1]) is the_spec
            )
            HOSTS.setdefault((part, the_spec.name), []).append((a_kind, the_steps, the_spec))


@pytest.mark.parametrize(("kind", "spec"), OWN)
def test_a_field_is_shown_unless_it_says_that_it_is_not(kind: str, spec: Field) -> None:
    assert is_shown(kind, (spec.name,), spec) == (spec.shown.how != "hidden")


@pytest.mark.parametrize("part", HOSTS, ids=".".join)
def test_a_field_of_a_structure_is_shown_where_the_structure_stands(part: tuple[str, str]) -> None:
    spec = HOSTS[part][0][2]

    assert any(is_shown(*host) for host in HOSTS[part]) == (spec.shown.how != "hidden")
