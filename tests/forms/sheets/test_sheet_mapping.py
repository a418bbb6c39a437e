"""Other people's data by a mapping file: invented rows like those of Challenge.gov, and the real ones if here."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from forms.sheets.importing import ReadFile
from forms.sheets.mapping import ColumnMapping, MappingError, read_mapping
from forms.sheets.rows import is_note
from forms.values.placeholders import says_nothing
from tests.sheets import REPOSITORY, SHARED, found, json_lines, read, table_file

MAPPING = REPOSITORY / "forms" / "sheets" / "mappings" / "challenge_gov.yml"
REAL = SHARED / "challenges_en" / "challenge_gov.jsonl"

ROW: dict[str, Any] = {
    "challenge-title": "Invented challenge about quiet fans",
    "tagline": "Fans in invented buildings are too loud.",
    "permalink": "https://example.org/challenge/quiet-fans/",
    "agency": "Invented Agency",
    "submission-start": "08/13/2018 09:00 AM",
    "submission-end": "09/24/2018 11:59 PM",
    "total-prize-offered-cash": "",
    "type-of-challenge": ["Software and apps", "Ideas"],
    "card-image": "https://example.org/fan.jpg",
    "description": "<h3>Too long to be of use</h3>",
}


@pytest.fixture
def mapping() -> ColumnMapping:
    return read_mapping(MAPPING, {})


@pytest.fixture
def with_rate() -> ColumnMapping:
    return read_mapping(MAPPING, {"USD": Decimal("6.45")})


def test_a_row_becomes_an_archived_need(tmp_path: Path, mapping: ColumnMapping) -> None:
    result = read(json_lines(tmp_path / "a.jsonl", [ROW]), mapping=mapping)

    assert found(result) == []
    assert result.good[0].public == {
        "provenance": "reported",
        "source": {
            "url": "https://example.org/challenge/quiet-fans/",
            "title": "Invented challenge about quiet fans",
            "outlet": "Invented Agency",
        },
        "source_language": "en",
        "edition": "archive",
        "title": {"en": "Invented challenge about quiet fans"},
        "summary": {"en": "Fans in invented buildings are too loud."},
        "tech_domains": ["information_technology"],
        "region": "ov",
        "proposal_deadline": "2018-09-24",
        "published_on": "2018-08-13",
    }


# What stands in the foreign column -> what becomes of it.
UNDERSTOOD = [
    ("submission-end", "03/04/2020 5 p.m.", "proposal_deadline", "2020-03-04"),
    ("submission-end", "2021/09/30 12:00 AM ET", "proposal_deadline", "2021-09-30"),
    ("submission-end", "04/30/2021", "proposal_deadline", "2021-04-30"),
    ("submission-end", "04/30/2021 11:59PM", "proposal_deadline", "2021-04-30"),
    ("total-prize-offered-cash", "$250,000", "intended_investment", {"amount": "1612500", "currency": "CNY"}),
    ("total-prize-offered-cash", "$1,355,000", "intended_investment", {"amount": "8739750", "currency": "CNY"}),
    ("type-of-challenge", "Software and apps, Technology demonstration and hardware", "tech_domains",
     ["information_technology", "equipment"]),
    ("type-of-challenge", ["Analytics, visualizations, algorithms"], "tech_domains", ["information_technology"]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "written", "field", "value"), UNDERSTOOD)
def test_messy_values_come_out_right(
    tmp_path: Path, with_rate: ColumnMapping, column: str, written: object, field: str, value: object
) -> None:
    result = read(json_lines(tmp_path / "a.jsonl", [{**ROW, column: written}]), mapping=with_rate)

    assert (found(result), result.good[0].public[field]) == ([], value)


REFUSED = [
    ("submission-end", "13/25/2020", "not-a-date"),
    ("submission-end", "Fall 2020", "not-a-date"),
    ("total-prize-offered-cash", "Up to $240,000", "sheet-amount-approximate"),
    ("total-prize-offered-cash", "$5,000 - $10,000", "sheet-amount-range"),
    ("total-prize-offered-cash", "€5,000", "sheet-amount-currency"),
    ("type-of-challenge", ["Cookery"], "sheet-word-unknown"),
    ("type-of-challenge", ["Ideas"], "missing"),
]


@pytest.mark.parametrize(("column", "written", "code"), REFUSED)
def test_what_cannot_be_told_is_a_problem_at_its_column(
    tmp_path: Path, with_rate: ColumnMapping, column: str, written: object, code: str
) -> None:
    result = read(json_lines(tmp_path / "a.jsonl", [{**ROW, column: written}]), mapping=with_rate)

    assert found(result) == [(1, f"1:{column}", code)]


def test_a_prize_in_dollars_without_a_rate_is_a_problem_that_says_what_was_understood(
    tmp_path: Path, mapping: ColumnMapping
) -> None:
    result = read(
        json_lines(tmp_path / "a.jsonl", [{**ROW, "total-prize-offered-cash": "$250,000"}]), mapping=mapping
    )

    problem = next(problem for problem in result.all_problems if not is_note(problem))
    assert (problem.code, problem.facts["amount"]) == ("sheet-amount-currency", "250000 USD")


def test_a_column_that_the_mapping_does_not_name_is_told(tmp_path: Path, mapping: ColumnMapping) -> None:
    result = read(json_lines(tmp_path / "a.jsonl", [{**ROW, "prize-note": "x"}]), mapping=mapping)

    told = [(problem.code, problem.facts["heading"]) for problem in result.tables[0].problems]
    assert told == [("sheet-column-unknown", "prize-note")]


WRONG = {
    "columns: [a": "unreadable",
    "as: need": "no_columns",
    "as: need\nfoo: x\ncolumns: {a: title.en}": "unknown_key",
    "as: need\ncolumns: {a: {to: title.en, guess: yes}}": "unknown_key",
    "as: need\ncolumns: {a: status}": "unknown_target",
    "as: need\ncolumns: {a: title}": "unknown_target",
    "as: planet\ncolumns: {a: title.en}": "unknown_kind",
    "as: need\ndates: american\ncolumns: {a: title.en}": "wrong_value",
    "as: need\nrate: much\ncolumns: {a: title.en}": "wrong_value",
    "as: need\ncolumns: {a: {to: intended_investment.amount, unit: dozen}}": "wrong_value",
    "as: need\ncolumns: {a: title.en}\nconstants: {id: x}": "unknown_target",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mapping_that_is_wrong_is_refused_with_the_reason(tmp_path: Path, text: str) -> None:
    file = tmp_path / "map.yml"
    file.write_text(text + "\n", encoding="utf-8")

    with pytest.raises(MappingError) as refused:
        read_mapping(file, {})

    assert refused.value.reason == WRONG[text]


# The public collection as people fill it in: a table with a title, marks, remarks and a total around it

FORM = (
    "challenge-title (required)|Tagline*|permalink|3. agency|submission-start|submission-end (required)"
    "|total-prize-offered-cash (optional)|type-of-challenge|description"
).split("|")
KINDS = "Ideas, Software and apps"


def filled_in(title: str, end: str, prize: object, kinds: str = KINDS) -> list[object]:
    before = [title, "Told in one line.", "https://example.org/x/", "Invented Agency", "08/13/2018 09:00 AM"]
    return [*before, end, prize, kinds, "Long text"]


AS_FILLED_IN: list[list[object]] = [
    ["Invented challenges; as of 2018"],
    [],
    ["Please do not change the headings."],
    list(FORM),
    ["required", "at most 160 characters", "", "please give the full name", "e.g. 08/13/2018"],
    filled_in("One with a prize", "09/24/2018 11:59 PM", "$250,000"),
    filled_in("One without", "2018/09/30", "N/A"),
    filled_in("One that leaves it open", "09/30/2018", "—"),
    list(FORM),
    filled_in("One that says about how much", "9/30/2018 5 p.m.", "Up to $240,000"),
    filled_in("One without a day", "Fall 2018", "$1,000"),
    filled_in("One of no field of technology", "09/30/2018", "", "Ideas"),
    filled_in("One of a kind that nobody knows", "09/30/2018", "", "Cookery"),
    ["Total: 7 challenges", "", "", "", "", "", 491000],
    ["Note: prizes in US dollars."],
    ["Signature:", "", "Date:"],
]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_collection_as_people_fill_it_in_comes_in_or_is_named(
    tmp_path: Path, with_rate: ColumnMapping, suffix: str
) -> None:
    result = read(table_file(tmp_path / f"filled{suffix}", AS_FILLED_IN), mapping=with_rate)

    assert found(result) == [
        (10, "G10", "sheet-amount-approximate"),
        (11, "F11", "not-a-date"),
        (12, "H12", "missing"),
        (13, "H13", "sheet-word-unknown"),
    ]
    assert [row.number for row in result.good] == [6, 7, 8]
    assert ["intended_investment" in row.public for row in result.good] == [True, False, False]
    assert [(one.line, one.code) for one in result.tables[0].plan.asides] == [
        (5, "sheet-row-hints"),
        (9, "sheet-row-headings"),
        (14, "sheet-row-total"),
        (15, "sheet-row-note"),
        (16, "sheet-row-signature"),
    ]
    assert lost_in(result, with_rate) == []


def lost_in(result: ReadFile, mapping: ColumnMapping) -> list[str]:
    """Return the cells of the rows read that are neither in their record nor named, under columns that are mapped."""
    (table,) = result.tables
    cells = {row.number: row.cells for row in table.plan.rows}
    lost = []
    for row in table.rows:
        told = {problem.where for problem in row.problems}
        for number, targets in table.plan.targets.items():
            cell = cells[row.number].get(number)
            address = table.table.address(row.number, number)
            holds = any(target.column.key.partition(".")[0] in {**row.public, **row.sealed} for target in targets)
            if cell and not says_nothing(cell.text) and not holds and address not in told:
                lost.append(address)
    return lost


@pytest.mark.skipif(not REAL.is_file(), reason="../shared/data is not on this machine")
def test_nothing_of_the_real_challenges_is_lost(with_rate: ColumnMapping) -> None:
    result = read(REAL, mapping=with_rate)

    assert lost_in(result, with_rate) == []
    assert [problem.code for problem in result.tables[0].problems if problem.code == "sheet-column-unknown"] == []
    assert result.tables[0].plan.asides == ()
    assert len(result.tables[0].rows) == len(result.tables[0].table.rows)


@pytest.mark.skipif(not REAL.is_file(), reason="../shared/data is not on this machine")
def test_every_date_and_prize_of_the_real_challenges_is_right_or_a_problem(
    with_rate: ColumnMapping,
) -> None:
    result = read(REAL, mapping=with_rate)
    rows = result.tables[0].rows
    codes = Counter(problem.code for problem in result.all_problems if not is_note(problem))
    days = sum("published_on" in row.public and "proposal_deadline" in row.public for row in rows)
    prizes = sum("intended_investment" in row.public for row in rows)

    # 159 challenges; 37 state no prize; one says “Up to”.
    assert (len(rows), days, prizes, codes["sheet-amount-approximate"]) == (159, 159, 121, 1)
    too_long = codes.pop("too-long")  # how many depends on the limits of the schema
    assert codes == {"missing": 62, "sheet-word-unknown": 2, "sheet-amount-approximate": 1}
    assert (too_long <= 5, len(result.good) >= 90) == (True, True)
