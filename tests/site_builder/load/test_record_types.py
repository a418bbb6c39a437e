"""The types of records: the stub says what the schemas say, and what was read is never changed."""

from __future__ import annotations

import ast
import pickle
from dataclasses import replace
from datetime import date

import pytest

from site_builder.load.contract.record_types import MODULE, render_types
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field, Text
from site_builder.records import Edition, Employment, Need, Organization

NEED = Need({"id": "x", "status": "published", "title": Text(zh="题", en="Title")}, "needs/x.yml", "0" * 64)


def test_the_stub_is_up_to_date() -> None:
    assert MODULE.read_text(encoding="utf-8") == render_types(read_schemas()), "run `make types`"


def test_every_field_is_an_attribute_of_its_class() -> None:
    declared = {
        node.name: {item.target.id for item in node.body if isinstance(item, ast.AnnAssign)}  # type: ignore[union-attr]
        for node in ast.parse(MODULE.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }

    assert {"status", "title", "exact_budget"} <= declared["Need"]
    assert {"id", "example", "provenance"} <= declared["Common"]
    assert declared["Employment"] == {"org", "from_", "to"}


def test_what_was_not_written_is_empty() -> None:
    assert (NEED.status, NEED.title["en"], NEED.summary, NEED.owner, NEED.tech_domains) == (
        "published",
        "Title",
        Text(),
        None,
        (),
    )
    assert NEED.values == {"id": "x", "status": "published", "title": Text(zh="题", en="Title")}
    assert ("title" in NEED, "summary" in NEED, "no_such_field" in NEED) == (True, False, False)


def test_a_field_named_by_a_word_of_python_has_an_underscore() -> None:
    job = Employment({"org": "o", "from": date(2026, 1, 1)})

    assert (job.from_, job["from"], job.to) == (date(2026, 1, 1), date(2026, 1, 1), None)


def test_a_wrong_name_is_an_error() -> None:
    with pytest.raises(AttributeError):
        NEED.titel  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(KeyError):
        NEED["titel"]


def test_what_was_read_is_never_changed() -> None:
    with pytest.raises(AttributeError, match="never changed"):
        NEED.status = "solved"


def test_records_are_the_same_by_type_place_digest_and_values() -> None:
    assert Need(NEED.values, NEED.path, NEED.digest) == NEED
    assert Need(NEED.values, "needs/y.yml", NEED.digest) != NEED
    assert Need({**NEED.values, "status": "solved"}, NEED.path, NEED.digest) != NEED
    assert NEED.with_values(status="solved") != NEED
    assert Organization({"id": "x"}, NEED.path, NEED.digest) != NEED


def test_records_and_their_parts_survive_the_cache() -> None:
    edition = Edition({"id": "e", "year": 2026}, "content/editions/e/edition.yml", "1" * 64)
    job = Employment({"org": "o", "from": date(2026, 1, 1)})

    again, job_again = pickle.loads(pickle.dumps((edition, job)))  # noqa: S301

    assert (again.values, again.path, again.digest, job_again) == (edition.values, edition.path, edition.digest, job)


def test_a_field_added_to_a_schema_is_typed() -> None:
    schemas = read_schemas()
    need = schemas.types["need"]
    added = Field("pilot_site", "string", Text(zh="试点", en="Pilot site"), Text(zh="在哪里", en="Where"))
    changed = replace(need, fields={**need.fields, "pilot_site": added})

    assert "    pilot_site: str | None\n" in render_types(replace(schemas, types={**schemas.types, "need": changed}))
