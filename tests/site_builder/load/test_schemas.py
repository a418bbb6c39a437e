"""The one contract: every schema is a Table Schema, names only what exists, and speaks both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml

from site_builder.load.contract.schemas import SCHEMAS, read_schemas
from site_builder.load.contract.shown import ShownError, check_shown, read_shown
from site_builder.model import Field, Schema, Text
from tests.repositories import TESTS

FILES = sorted(path for path in SCHEMAS.rglob("*.yml") if path.name != "codes.yml")
TAXONOMIES = {path.stem for path in (TESTS.parent / "content/taxonomy").glob("*.yml")}
TYPES = read_schemas().types
PARTS = read_schemas().parts
ALL = [*TYPES.values(), *PARTS.values(), *read_schemas().private.values()]
FIELDS = [pytest.param(field, id=f"{schema.name}.{field.name}") for schema in ALL for field in schema.fields.values()]
KINDS = {"", "period", "url", "decimal", "digest", "email", "phone", "uscc", "deadline"}
VISIBILITIES = {"public", "sealed", "internal"}


def descriptor_of(file: Path) -> dict[str, Any]:
    """Return the schema as Frictionless takes it: what YAML types it would find, fields of ``extends`` first."""
    tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    if base := tree.pop("extends", ""):
        tree["fields"] = [*descriptor_of(SCHEMAS / "parts" / f"{base}.yml")["fields"], *tree["fields"]]
    return dict(tree)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SCHEMAS).as_posix())
def test_schema_is_a_table_schema(file: Path) -> None:
    schema = frictionless.Schema.from_descriptor(descriptor_of(file))

    assert [error.message for error in schema.metadata_validate(schema.to_descriptor())] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SCHEMAS).as_posix())
def test_schema_is_named_as_its_file(file: Path) -> None:
    assert descriptor_of(file)["name"] == file.stem


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SCHEMAS).as_posix())
def test_no_field_is_written_twice(file: Path) -> None:
    names = [field["name"] for field in descriptor_of(file)["fields"]]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("field", FIELDS)
def test_field_names_only_what_exists(field: Field) -> None:
    lists = {"", *read_schemas().codes, *TAXONOMIES}

    assert (field.codes in lists, field.ref in {"", *TYPES}, field.part in {"", *PARTS}) == (True, True, True)


@pytest.mark.parametrize("field", FIELDS)
def test_field_has_label_and_help_in_both_languages(field: Field) -> None:
    assert "" not in (field.label["zh"], field.label["en"], field.help["zh"], field.help["en"])


@pytest.mark.parametrize("field", FIELDS)
def test_field_uses_only_known_words(field: Field) -> None:
    assert (field.kind in KINDS, field.visibility in VISIBILITIES) == (True, True)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({}, "part.size does not say where pages show it: nothing"),
        ({"shown": {"facts": "first"}}, "part.size does not say where pages show it: facts first"),
        ({"shown": {"note": "weight"}}, "part.size does not say where pages show it: note weight"),
        ({"shown": {"place": "attic"}}, "part.size does not say where pages show it: place attic"),
        ({"shown": {"hidden": ""}}, "part.size does not say where pages show it: hidden"),
        ({"shown": {"facts": "1", "hidden": "both"}}, "part.size does not say where pages show it: nothing"),
        (
            {"shown": {"facts": "1"}, "visibility": "sealed"},
            "part.size is not public and says where pages show it: facts 1",
        ),
    ],
)
def test_a_field_that_does_not_say_where_pages_show_it_is_refused(field: dict[str, Any], said: str) -> None:
    spec = Field("size", "string", Text(), Text(), **{**field, "shown": read_shown(field.get("shown", {}))})

    with pytest.raises(ShownError, match=f"^{re.escape(said)}$"):
        check_shown([Schema("part", Text(), {"size": spec})])


@pytest.mark.parametrize("field", FIELDS)
def test_limits_name_the_languages_of_the_field(field: Field) -> None:
    assert set(field.limit) in (set(), set(field.languages))


@pytest.mark.parametrize("schema", TYPES.values(), ids=lambda schema: schema.name)
def test_record_type_has_its_names_in_both_languages(schema: Any) -> None:
    assert "" not in (schema.label["zh"], schema.label["en"], schema.plural["zh"], schema.plural["en"], schema.path)


def test_every_code_list_is_used_but_what_is_derived_or_stands_in_a_ledger() -> None:
    used = {field.codes for schema in ALL for field in schema.fields.values()}

    assert sorted(set(read_schemas().codes) - used) == ["beneficiary_type", "points_reason", "stage"]


@pytest.mark.parametrize("name", read_schemas().codes)
def test_code_has_its_name_in_both_languages(name: str) -> None:
    codes = read_schemas().codes[name].values()

    assert [code.code for code in codes if not (code.name["zh"] and code.name["en"])] == []
