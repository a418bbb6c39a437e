"""A value that says nothing is told as empty, whatever was written for it, in every kind of field."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.load.contract.schemas import read_schemas
from site_builder.validate.repository import read_paths
from site_builder.validate.shape import Known
from tests.repositories import BASE

NEED = "needs/cic2026/cic2026-31-0001.yml"
EMPTY = ["", "''", '""', "' '", "'\u3000'", "'\u00a0'", "~", "null", "[]", "{}"]
FIELDS = {
    "source_platform": "source_platform: {}\n",
    "amendments": "amendments: {}\n",
    "ip_note.zh": "ip_note: {{zh: {}, en: None}}\n",
    "ip_note.en": "ip_note: {{zh: 无, en: {}}}\n",
}
PLACES = {
    "district": ('district: "310112"', "district: {}"),
    "owner": ("owner: clear-river", "owner: {}"),
    "proposal_deadline": ("proposal_deadline: 2027-01-15", "proposal_deadline: {}"),
    "title.zh": ("  zh: 黑臭水体一体化治理装备", "  zh: {}"),
    "title.en": ("  en: Integrated treatment equipment for black-odorous water bodies", "  en: {}"),
    "keywords.zh.0": ("  zh: [黑臭水体, 氨氮]", "  zh:\n    - {}\n    - 氨氮"),
    "keywords.zh": ("  zh: [黑臭水体, 氨氮]", "  zh: {}"),
    "tech_domains.0": ("tech_domains: [energy_environment]", "tech_domains:\n  - {}"),
    "reviews.1": ('  - {stage: authenticity_validity, verdict: pass, "on": 2026-08-27}', "  - {}"),
    "indicators.0.unit": ("    unit: mg/L", "    unit: {}"),
}


def found(root: Path, text: str) -> list[tuple[str, str]]:
    """Return code and place of what is wrong with the need *text* by itself."""
    (root / NEED).parent.mkdir(parents=True, exist_ok=True)
    (root / NEED).write_text(text, encoding="utf-8")
    [(_, problems)] = read_paths(root, [NEED], Known({**read_schemas().codes, "district": {"310112": None}}))  # type: ignore[dict-item]
    return [(problem.code, problem.where) for problem in problems if problem.code != "unknown-code"]


@pytest.mark.parametrize("written", EMPTY)
@pytest.mark.parametrize("where", FIELDS)
def test_an_optional_field_left_empty_is_told(where: str, written: str, tmp_path: Path) -> None:
    text = (BASE / NEED).read_text(encoding="utf-8") + FIELDS[where].format(written)
    if "{" in FIELDS[where].format("") and written == "":
        text = text.replace(": ,", ": ~,").replace(": }", ": ~}")

    assert found(tmp_path, text) == [("empty-value", where)]


@pytest.mark.parametrize("written", EMPTY)
@pytest.mark.parametrize("where", PLACES)
def test_a_value_emptied_is_told_where_it_was(where: str, written: str, tmp_path: Path) -> None:
    text = (BASE / NEED).read_text(encoding="utf-8")
    old, new = PLACES[where]
    assert text.count(old) == 1

    assert found(tmp_path, text.replace(old, new.format(written))) == [("empty-value", where)]
