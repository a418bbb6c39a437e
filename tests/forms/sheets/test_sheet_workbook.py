"""The collection workbook as people open it: what must be filled in is open, the rest is folded by section."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from forms.phrases import read_form_phrases
from forms.sheets.columns import FORMS, columns_of
from forms.sheets.values.by_column import Lists
from forms.sheets.workbook import FIRST_ROW, HINT_ROW, KEY_ROW, SECTION_ROW, ZH_ROW, with_choices, workbook_of
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.forms import read_forms
from tests.sheets import DAY, catalogue, read

pytestmark = pytest.mark.slow


def book_of(tmp_path: Path, kind: str, lang: str) -> Path:
    lists = Lists(catalogue(), DAY)
    file = tmp_path / f"{kind}.xlsx"
    workbook_of(kind, with_choices(columns_of(kind), lists), lists, lang).save(file)
    return file


def widths_of(sheet: Any) -> list[tuple[int, Any]]:
    """Return each column but the first with what its width is set by."""
    return [(n, sheet.column_dimensions[get_column_letter(n)]) for n in range(2, sheet.max_column + 1)]


def is_folded(sheet: Any, number: int) -> bool:
    dimension = sheet.column_dimensions[get_column_letter(number)]
    return bool(dimension.hidden and dimension.outlineLevel)


@pytest.mark.parametrize("lang", REQUIRED_LANGS)
@pytest.mark.parametrize("kind", FORMS)
def test_what_must_be_filled_in_is_open_and_little_else(tmp_path: Path, kind: str, lang: str) -> None:
    sheet = workbook_of(kind, columns_of(kind), Lists(catalogue(), DAY), lang).worksheets[0]
    columns = {column.key: column for column in columns_of(kind)}
    keys = {n: str(sheet.cell(KEY_ROW, n).value) for n, _ in widths_of(sheet) if sheet.cell(KEY_ROW, n).value}
    shown = {key for n, key in keys.items() if not is_folded(sheet, n)}

    assert set(keys.values()) == set(columns)
    assert {key for key, c in columns.items() if c.is_required and c.lang in ("", lang)} <= shown
    assert all(columns[key].lang in ("", lang) for key in shown)
    assert len(shown) <= 40
    assert len([key for key in shown if not columns[key].is_required]) <= 2  # value and unit of the first indicator


@pytest.mark.parametrize("kind", FORMS)
def test_each_fold_ends_with_an_open_column_that_tells_of_it(tmp_path: Path, kind: str) -> None:
    sheet = load_workbook(book_of(tmp_path, kind, "zh")).worksheets[0]
    last = sheet.max_column
    # openpyxl gives the first column of those that are set alike
    folded = {
        number
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden and dimension.outlineLevel
        for number in range(dimension.min, dimension.max + 1)
    }
    ends = [number + 1 for number in folded if number + 1 not in folded]

    assert folded
    assert max(ends) <= last
    for end in ends:
        assert sheet.cell(KEY_ROW, end).value is None
        assert "“＋”" in str(sheet.cell(HINT_ROW, end).value)
        assert "click + above" in str(sheet.cell(HINT_ROW, end).value)
        assert sheet.cell(ZH_ROW, end).value is None


def test_the_sections_of_the_form_stand_over_their_columns(tmp_path: Path) -> None:
    sheet = load_workbook(book_of(tmp_path, "need", "zh")).worksheets[0]
    written = [str(cell.value).split("\n")[0] for cell in sheet[SECTION_ROW][1:] if cell.value]

    assert written == [*(section.label["zh"] for section in read_forms()["need"].sections), "同意事项"]


@pytest.mark.parametrize("lang", REQUIRED_LANGS)
def test_the_notes_say_how_to_unfold_in_both_languages(tmp_path: Path, lang: str) -> None:
    notes = load_workbook(book_of(tmp_path, "need", lang)).worksheets[1]
    texts = [cell.value for cell in notes["A"]]

    assert all(read_form_phrases(each)["sheets.notes.3"] in texts for each in REQUIRED_LANGS)


def test_what_is_filled_in_in_folded_columns_is_read_without_a_word(tmp_path: Path) -> None:
    file = book_of(tmp_path, "need", "zh")
    book = load_workbook(file)
    sheet = book.worksheets[0]
    places = {str(cell.value): cell.column for cell in sheet[KEY_ROW] if cell.value}
    for key, value in {"title.zh": "低温设备", "title.en": "Cold unit", "horizon": "mid_term"}.items():
        sheet.cell(FIRST_ROW, places[key], value)
    book.save(file)

    (table,) = read(file).tables

    assert (table.rows[0].public["title"], table.rows[0].public["horizon"]) == (
        {"zh": "低温设备", "en": "Cold unit"},
        "mid_term",
    )
    assert [one.code for one in (*table.problems, *table.plan.asides)] == []
