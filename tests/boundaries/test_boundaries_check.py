"""The check at its edges: the last day and the one after, whole words, and the same in English as in Chinese."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from site_builder.load.contract.schemas import read_schemas
from site_builder.validate.registry import LEDGER, CatalogueRule
from site_builder.validate.rules import all_rules
from site_builder.validate.texts.private_data import is_id_number
from tests.checking import check
from tests.repositories import BASE, PRIVATE, apply_changes, update_log

NEED = "needs/cic2026/cic2026-31-0001.yml"
HIDDEN = {
    "old": "owner: clear-river\nowner_disclosure: named",
    "new": "owner_disclosure: anonymous\nowner_label: {zh: 某环境装备企业, en: An environmental equipment company}",
}
PROBLEM = {"zh": "现有分体式设备占地大", "en": "The split units used today"}
CONTEST = "content/contests/cic2026/ct-cic2026-31-0002.yml"
SHEET = f"{PRIVATE}/content/sheets/cic2026/ct-cic2026-31-0002/juror-1.yml"


def found(root: Path) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = json.loads(check(root, "--format", "json").rpartition("exit ")[0])
    return problems


def codes(root: Path) -> list[str]:
    return [problem["code"] for problem in found(root)]


def named_in(root: Path, lang: str, text: str) -> list[str]:
    """Return what the check finds where the problem of an anonymous need begins with *text*."""
    told = [HIDDEN, {"old": f"{lang}: {PROBLEM[lang]}", "new": f"{lang}: {text}{PROBLEM[lang]}"}]
    apply_changes(root, [{"file": NEED, "replace": told}])
    update_log(root)
    return codes(root)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "At Clear River, "),
        ("en", "Clear River has this – "),
        ("en", "(Clear River) "),
        ("en", "Clear River Environmental Equipment Co. Ltd. says – "),
        ("en", "See clear-river.example. "),
        ("en", "Clear river. "),
        ("zh", "清川环境"),
        ("zh", "在清川环境装备有限公司，"),
        ("zh", "Clear River 的"),
        ("zh", "用Clear River的"),
    ],
)
def test_owner_is_found_by_each_name_in_the_text_of_either_language(base: Path, lang: str, text: str) -> None:
    assert named_in(base, lang, text) == ["owner-named-in-text"]


@pytest.mark.parametrize("text", ["Clear Rivers run. ", "UnClear River water runs. ", "Clear River2 runs. "])
def test_a_name_within_a_longer_word_names_nobody(base: Path, text: str) -> None:
    assert named_in(base, "en", text) == []


@pytest.mark.parametrize(
    ("lang", "alias", "is_found"),
    [("zh", "清川水", False), ("zh", "清川水务", True), ("en", "Sludg", False), ("en", "Sludge", True)],
)
def test_a_name_as_short_as_a_word_is_not_searched_for(base: Path, lang: str, alias: str, is_found: bool) -> None:
    aliases = [{"old": "aliases: [清川环境, Clear River]", "new": f"aliases: [{alias}]"}]
    apply_changes(base, [{"file": "content/organizations/clear-river.yml", "replace": aliases}])

    assert named_in(base, lang, f"{alias} ") == (["owner-named-in-text"] if is_found else [])


def test_the_first_name_in_each_text_is_told(base: Path) -> None:
    named_in(base, "en", "Clear River and clear-river.example: ")

    assert [(problem["path"], problem["line"]) for problem in found(base)] == [(NEED, 20)]


def test_a_need_that_names_its_owner_may_speak_of_it(base: Path) -> None:
    told = [{"old": f"en: {PROBLEM['en']}", "new": f"en: At Clear River, {PROBLEM['en']}"}]
    apply_changes(base, [{"file": NEED, "replace": told}])
    update_log(base)

    assert codes(base) == []


@pytest.mark.parametrize(
    ("scored_on", "expected"),
    [
        ("2026-10-11", ["scored-out-of-time"]),
        ("2026-10-12", []),
        ("2026-10-16", []),
        ("2026-10-17", ["scored-out-of-time"]),
    ],
)
def test_a_sheet_is_of_a_day_on_which_the_contest_was_open(base: Path, scored_on: str, expected: list[str]) -> None:
    shutil.copytree(BASE / PRIVATE, base / PRIVATE)
    apply_changes(base, [{"file": SHEET, "replace": [{"old": "2026-10-15", "new": scored_on}]}])

    assert codes(base) == expected


@pytest.mark.parametrize(("after", "expected"), [(0, ["deadline-not-after-publication"]), (1, [])])
def test_a_deadline_is_at_least_a_day_after_publication(base: Path, after: int, expected: list[str]) -> None:
    text = (base / NEED).read_text(encoding="utf-8")
    published_on = date.fromisoformat(text.split("published_on: ")[1][:10])
    deadline = (published_on + timedelta(days=after)).isoformat()
    apply_changes(
        base,
        [
            {
                "file": NEED,
                "replace": [{"old": "proposal_deadline: 2027-01-15", "new": f"proposal_deadline: {deadline}"}],
            }
        ],
    )
    update_log(base)

    assert [code for code in codes(base) if code == "deadline-not-after-publication"] == expected


def test_rules_speak_of_types_that_there_are() -> None:
    known = set(read_schemas().types)
    named = {rule.name: set(rule.of) for rule in all_rules()}
    rests_on = {rule.name: rule.rests_on - {LEDGER} for rule in all_rules() if isinstance(rule, CatalogueRule)}

    assert [name for name, types in [*named.items(), *rests_on.items()] if not types <= known] == []


@pytest.mark.parametrize(
    ("qualifier", "total", "is_told"),
    [
        ("exact", 229, True), ("exact", 230, False), ("exact", 231, True),
        ("over", 229, False), ("over", 230, True),
        ("nearly", 230, True), ("nearly", 231, False),
        ("at_least", 230, False), ("at_least", 231, True),
        ("about", 900, False),
    ],
)  # fmt: skip
def test_parts_make_up_the_total_as_it_is_qualified(base: Path, qualifier: str, total: int, is_told: bool) -> None:
    told = [{"old": "value: 230, qualifier: exact", "new": f"value: {total}, qualifier: {qualifier}"}]
    apply_changes(base, [{"file": "content/statistics/cic2026-needs.yml", "replace": told}])

    assert codes(base) == (["parts-do-not-add-up"] if is_told else [])


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("999999199001010016", True),
        ("999999199010010018", True),
        ("999999199010100013", True),
        ("999999199012310014", True),
        ("999999199012310015", False),
        ("999999199000310017", False),
        ("999999199013010013", False),
        ("999999199001000010", False),
        ("999999199001320014", False),
    ],
)
def test_an_identity_number_has_a_day_of_the_year_and_its_check_digit(number: str, is_right: bool) -> None:
    assert is_id_number(number) is is_right
