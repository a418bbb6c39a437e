"""The one contract: every schema is a Table Schema, names only what exists, and speaks both languages."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable
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
FIELDS = {f"{schema.name}.{field.name}": field for schema in ALL for field in schema.fields.values()}
KINDS = {"", "period", "url", "decimal", "digest", "email", "phone", "uscc", "deadline"}
VISIBILITIES = {"public", "sealed", "internal"}


@functools.cache
def descriptor_of(file: Path) -> dict[str, Any]:
    """Return the schema as Frictionless takes it: what YAML types it would find, fields of ``extends`` first."""
    tree = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if base := tree.pop("extends", ""):
        tree["fields"] = [*descriptor_of(SCHEMAS / "parts" / f"{base}.yml")["fields"], *tree["fields"]]
    return dict(tree)


def by_file(says: Callable[[Path], object]) -> dict[str, object]:
    """Return what *says* of each file, by its path, where it says something."""
    return {file.relative_to(SCHEMAS).as_posix(): said for file in FILES if (said := says(file))}


def faults_of(file: Path) -> list[str]:
    schema = frictionless.Schema.from_descriptor(descriptor_of(file))
    return [error.message for error in schema.metadata_validate(schema.to_descriptor())]


def test_every_schema_is_a_table_schema() -> None:
    assert by_file(faults_of) == {}


def test_every_schema_is_named_as_its_file() -> None:
    assert by_file(lambda file: descriptor_of(file)["name"] != file.stem) == {}


def test_no_field_is_written_twice() -> None:
    def twice(file: Path) -> list[str]:
        names = Counter(field["name"] for field in descriptor_of(file)["fields"])
        return [name for name, count in names.items() if count > 1]

    assert by_file(twice) == {}


def test_every_field_names_only_what_exists() -> None:
    lists = {"", *read_schemas().codes, *TAXONOMIES}
    known = (
        (name, field.codes in lists, field.ref in {"", *TYPES}, field.part in {"", *PARTS})
        for name, field in FIELDS.items()
    )

    assert [said for said in known if not all(said)] == []


def test_every_field_has_label_and_help_in_both_languages() -> None:
    said = {name: (f.label["zh"], f.label["en"], f.help["zh"], f.help["en"]) for name, f in FIELDS.items()}

    assert {name: texts for name, texts in said.items() if "" in texts} == {}


def test_every_field_uses_only_known_words() -> None:
    words = {name: (field.kind, field.visibility) for name, field in FIELDS.items()}

    assert {name: (k, v) for name, (k, v) in words.items() if k not in KINDS or v not in VISIBILITIES} == {}


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


def test_limits_name_the_languages_of_the_field() -> None:
    named = {name: (set(field.limit), set(field.languages)) for name, field in FIELDS.items()}

    assert {name: (limits, langs) for name, (limits, langs) in named.items() if limits not in (set(), langs)} == {}


def test_every_record_type_has_its_names_in_both_languages() -> None:
    said = {t.name: (t.label["zh"], t.label["en"], t.plural["zh"], t.plural["en"], t.path) for t in TYPES.values()}

    assert {name: texts for name, texts in said.items() if "" in texts} == {}


def test_every_code_list_is_used_but_what_is_derived_or_stands_in_a_ledger() -> None:
    used = {field.codes for schema in ALL for field in schema.fields.values()}

    assert sorted(set(read_schemas().codes) - used) == ["beneficiary_type", "points_reason", "stage"]


def test_every_code_has_its_name_in_both_languages() -> None:
    codes = ((name, code) for name, codes in read_schemas().codes.items() for code in codes.values())

    assert [(name, code.code) for name, code in codes if not (code.name["zh"] and code.name["en"])] == []
