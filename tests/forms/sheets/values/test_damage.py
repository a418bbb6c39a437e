"""What other programs did to a value is told at its cell, in words for it; an honest value is left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from forms.phrases import read_form_phrases
from forms.sheets.checked import said
from forms.sheets.keys import column_named
from forms.sheets.values.by_column import NO_HABITS, Lists, read_cell
from forms.sheets.values.cells import DAY, FAULT, HOUR, MOMENT, NUMBER, TEXT, Cell
from forms.sheets.values.damage import damage_in, damage_of
from forms.sheets.values.garbled import is_garbled
from site_builder.languages import REQUIRED_LANGS
from site_builder.problems import Problem
from tests.sheets import GOOD_ROW as ROW
from tests.sheets import REPOSITORY, SHARED, catalogue, csv_text, found, read, workbook

PHONE, TITLE, VALUE = "contact.phone", "title.zh", "indicators.1.value"
AMOUNT, DAY_KEY, INDUSTRY, TRL = "intended_investment.amount", "proposal_deadline", "industry", "target_trl"


def outcome(key: str, text: str, kind: str = TEXT) -> str:
    """Return what a cell under the column *key* is read as, or the code of what is wrong with it."""
    column = column_named("result" if key == "ip_numbers" else "need", key)
    assert column
    return " ".join(reading.code or reading.text for reading in
                    read_cell(Cell(text, kind), column, Lists(catalogue()), NO_HABITS))  # fmt: skip


DAMAGED = [
    (PHONE, "1.38E+10", "sheet-number-shortened"),
    (PHONE, "1.38e+10", "sheet-number-shortened"),
    (PHONE, "1,38E+10", "sheet-number-shortened"),
    (PHONE, "8.62E+12", "sheet-number-shortened"),
    (VALUE, "1.38E+10", "sheet-number-shortened"),
    (AMOUNT, "5E+05", "sheet-number-shortened"),
    (TITLE, "9.13E+17", "sheet-number-shortened"),
    ("ip_numbers", "2.02E+11、2.02E+11", "sheet-number-shortened sheet-number-shortened"),
    (PHONE, "########", "sheet-too-narrow"),
    (DAY_KEY, "##########", "sheet-too-narrow"),
    (TITLE, "###", "sheet-too-narrow"),
    *((key, word, "sheet-cell-fault") for key in (PHONE, TITLE, DAY_KEY, INDUSTRY)
      for word in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#名称?", "#WERT!",
                   "Err:502", "NaN", "[object Object]")),
    (PHONE, "13800000000.0", "sheet-point-zero"),
    (PHONE, "2155550123.0", "sheet-point-zero"),
    (PHONE, "2155550123.00", "sheet-point-zero"),
    (TITLE, "913100001234567.0", "sheet-point-zero"),
    ("ip_numbers", "202110123456.0", "sheet-point-zero"),
    (VALUE, "4-Mar", "sheet-became-day"),
    (VALUE, "Mar-04", "sheet-became-day"),
    (VALUE, "3月4日", "sheet-became-day"),
    (VALUE, "2026-03-04", "sheet-became-day"),
    (TRL, "2026/3/4", "sheet-became-day"),
    (TITLE, "4-Mar-26", "sheet-became-day"),
    (INDUSTRY, "1", "sheet-zeros-lost"),
    (INDUSTRY, "9.0", "sheet-zeros-lost"),
    (TITLE, "913100001234560000", "sheet-digits-lost"),
    (TITLE, "低温\ufffd\ufffd", "sheet-characters-lost"),
    (TITLE, "CafÃ©", "sheet-garbled"),
    (TITLE, "ä¸­å›½", "sheet-garbled"),
    (TITLE, "ÖÐ¹ú", "sheet-garbled"),
    (TITLE, "涓浗", "sheet-garbled"),
    (TITLE, "浣庢俯鍚姩鐨勭敓鐗╄啘", "sheet-garbled"),
    (TITLE, "锟斤拷锟斤拷", "sheet-garbled"),
    (TITLE, "it鈥檚 30 掳C", "sheet-garbled"),
    (TITLE, "Ð¤Ð¸Ð»ÑŒÑ‚Ñ€", "sheet-garbled"),
    (TITLE, "一_x000D_二", "sheet-code-left"),
    (TITLE, '=DISPIMG("ID_4A1C",1)', "sheet-picture-cell"),
    (TITLE, '=_xlfn.DISPIMG("ID_4A1C",1)', "sheet-picture-cell"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "code"), DAMAGED)
def test_damage_in_a_text_is_told(key: str, text: str, code: str) -> None:
    assert outcome(key, text) == code


@pytest.mark.parametrize(
    ("key", "text", "kind", "code"),
    [
        (VALUE, "2026-03-04", DAY, "sheet-became-day"),
        (TITLE, "2026-03-04", DAY, "sheet-became-day"),
        (VALUE, "2026-03-04 17:00:00", MOMENT, "sheet-became-day"),
        (VALUE, "01:02:00", HOUR, "sheet-became-day"),
        (PHONE, "2155550123", NUMBER, "sheet-zeros-lost"),
        (PHONE, "75512345678", NUMBER, "sheet-zeros-lost"),
        (INDUSTRY, "1", NUMBER, "sheet-zeros-lost"),
        (TITLE, "913100001234560000", NUMBER, "sheet-digits-lost"),
        (PHONE, "#N/A", FAULT, "sheet-cell-fault"),
        (DAY_KEY, "########", FAULT, "sheet-too-narrow"),
    ],
)
def test_damage_in_a_cell_with_a_type_is_told(key: str, text: str, kind: str, code: str) -> None:
    assert outcome(key, text, kind) == code


@pytest.mark.parametrize(
    ("key", "text", "kind", "read"),
    [
        (PHONE, "13800000000", NUMBER, "13800000000"),
        (PHONE, "4001234567", NUMBER, "4001234567"),
        (PHONE, "12345", NUMBER, "12345"),
        (PHONE, "021-55550123", TEXT, "021-55550123"),
        (PHONE, "2155550123", TEXT, "2155550123"),
        (PHONE, "+86 21 5555 0123", TEXT, "+86 21 5555 0123"),
        (DAY_KEY, "2027-03-31", DAY, "2027-03-31"),
        (DAY_KEY, "46477", NUMBER, "2027-03-31"),
        (INDUSTRY, "77.0", TEXT, "77"),
        (INDUSTRY, "01", TEXT, "01"),
        (TRL, "7.0", TEXT, "7"),
        (VALUE, "14.0", TEXT, "14.0"),
        (TITLE, "#1 工艺", TEXT, "#1 工艺"),
        (TITLE, "NULL值处理方法", TEXT, "NULL值处理方法"),
        (TITLE, "1.0", TEXT, "1.0"),
        (TITLE, "1E+3级洁净室", TEXT, "1E+3级洁净室"),
        (TITLE, "2026-03-04", TEXT, "2026-03-04"),
        (TITLE, "«RÉSUMÉ» à l’été", TEXT, "«RÉSUMÉ» à l’été"),
        (TITLE, "ÄÖÜß", TEXT, "ÄÖÜß"),
        (TITLE, "傳統字體與囍", TEXT, "傳統字體與囍"),
    ],
)
def test_an_honest_value_is_read(key: str, text: str, kind: str, read: str) -> None:
    assert outcome(key, text, kind) == read


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value or ():
            yield from texts_in(inner)


def texts_of_the_repository() -> Iterator[str]:
    for folder in ("content", "needs"):
        for path in sorted((REPOSITORY / folder).rglob("*.yml")):
            yield from texts_in(yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader))  # noqa: S506


@pytest.mark.slow
def test_no_text_of_the_repository_gives_a_false_alarm() -> None:
    column = column_named("need", "summary.zh")
    assert column

    alarms = [text for text in set(texts_of_the_repository())
              if damage_of(Cell(text), column) or damage_in(text, column.spec)]  # fmt: skip

    assert alarms == []


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not on this machine")
def test_no_text_of_public_calls_gives_a_false_alarm() -> None:
    column = column_named("need", "summary.en")
    assert column
    lines = (SHARED / "challenges_en" / "challenge_gov.jsonl").read_text(encoding="utf-8").strip().split("\n")

    alarms = [text for line in lines for text in texts_in(json.loads(line))
              if damage_of(Cell(text), column) or damage_in(text, column.spec)]  # fmt: skip

    assert alarms == []


WRONG_WAYS = {
    "UTF-8 as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 as GBK": lambda text: text.encode().decode("gb18030", "replace"),
    "UTF-8 as GBK, what cannot be read left out": lambda text: text.encode().decode("gbk", "ignore"),
    "GBK as Latin-1": lambda text: text.encode("gb18030").decode("latin-1"),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", WRONG_WAYS)
def test_nearly_every_title_of_the_repository_is_told_when_it_is_garbled(way: str) -> None:
    titles = sorted({text for text in texts_of_the_repository() if sum(sign >= "\u4e00" for sign in text) >= 5})

    missed = [text for text in titles if not is_garbled(garbled := WRONG_WAYS[way](text)) and "\ufffd" not in garbled]

    assert len(missed) <= len(titles) / 50, missed[:20]


CODES = sorted({code for _, _, codes in DAMAGED for code in codes.split()})


@pytest.mark.parametrize("lang", REQUIRED_LANGS)
@pytest.mark.parametrize("code", CODES)
def test_each_has_words_that_say_what_to_do(code: str, lang: str) -> None:
    facts = {"value": "甲", "likely": "乙", "label": "丙", "cell": "C2"}

    assert "甲" in (text := said(Problem("a.csv", 2, code, "C2", facts), read_form_phrases(lang))) or text.startswith(
        "C2"
    )


def test_what_is_damaged_in_a_cell_that_is_not_public_is_not_repeated(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(csv_text([{**ROW, "联系人·电话": "1.38E+10"}]), encoding="utf-8")

    result = read(file)

    assert [code for _, _, code in found(result)] == ["sheet-number-shortened"]
    assert "1.38E" not in said(result.all_problems[0], read_form_phrases("zh"))


def test_a_row_with_damage_is_kept_out_and_the_others_come_in(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "联系人·电话": 2155550123}, {**ROW, "技术指标 1·数值": "#REF!"}]

    result = read(workbook(tmp_path / "needs.xlsx", rows))

    assert [(line, code) for line, _, code in found(result)] == [(3, "sheet-zeros-lost"), (4, "sheet-cell-fault")]
    assert [row.number for row in result.good] == [2]
