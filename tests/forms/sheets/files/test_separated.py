"""Separated text: separator, quotation marks and titles are found from the whole file, whoever wrote it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from forms.sheets.files.tables import read_tables
from site_builder.problems import InvalidDataError
from tests.sheets import GOOD_ROW, found, read

NAMES = list(GOOD_ROW)
VALUES = [*GOOD_ROW.values()]
SECOND = [{**GOOD_ROW, "技术需求名称（中文）": "船舶外板除锈机器人"}[name] for name in NAMES]
ROWS = [NAMES, VALUES, SECOND]


def separated(rows: Sequence[Sequence[str]], separator: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def public_of(file: Path) -> list[object]:
    result = read(file)
    assert found(result) == []
    return [row.public for row in result.good]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """Return what the two rows say in a file with commas and no title."""
    file = tmp_path_factory.mktemp("wanted") / "needs.csv"
    file.write_text(separated(ROWS), encoding="utf-8")
    return public_of(file)


TITLES = {
    "none": "",
    "commas": "2026年技术需求汇总,请勿改动表头,\n",
    "semicolons": "2026年技术需求汇总; 请勿改动表头; 谢谢; 再见\n",
    "tabs": "技术需求汇总\t2026年\t\t\n",
    "bars": "技术需求 | 汇总 | 2026年\n",
    "several": "汇总;2026\n填报单位：某某,联系人：某某\n\n",
}
HEAD_OF_TWO_LINES = [
    ["技术需求名称\n（中文）" if name == "技术需求名称（中文）" else name for name in NAMES],
    VALUES,
    SECOND,
]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("title", TITLES)
def test_the_title_does_not_tell_the_separator(
    tmp_path: Path, wanted: list[object], title: str, separator: str
) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(TITLES[title] + separated(ROWS, separator), encoding="utf-8")

    assert public_of(file) == wanted


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_heading_of_two_lines_is_one_cell(
    tmp_path: Path, wanted: list[object], separator: str, quoting: int
) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(separated(HEAD_OF_TWO_LINES, separator, quoting), encoding="utf-8")

    assert public_of(file) == wanted


@pytest.mark.parametrize("told", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_excels_own_line_tells_the_separator_and_is_no_row(tmp_path: Path, wanted: list[object], told: str) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(told + separated(ROWS, ";"), encoding="utf-8")

    assert [row.number for row in read(file).good] == [2, 3]
    assert public_of(file) == wanted


def test_spaces_behind_the_separator_do_not_undo_quotation_marks(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text('title.zh, summary.zh\n"甲", "一,二"\n', encoding="utf-8")

    assert [row.public["summary"] for row in read(file).tables[0].rows] == [{"zh": "一,二"}]


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".txt"])
def test_the_ending_does_not_tell_the_separator(tmp_path: Path, wanted: list[object], ending: str) -> None:
    file = tmp_path / f"needs{ending}"
    file.write_text(separated(ROWS, "\t"), encoding="utf-16")

    assert public_of(file) == wanted


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_of_every_system(tmp_path: Path, wanted: list[object], ends: str) -> None:
    file = tmp_path / "needs.csv"
    file.write_bytes(separated(ROWS).replace("\r\n", ends).encode())

    assert public_of(file) == wanted


WITHOUT_HEADINGS = {
    "a;b\n1,5;2,5\n3,5;4,5\n": ["a", "b"],
    "a,b\nx;y;z,1\nu,2\n": ["a", "b"],
    "one column\nwith text; and more\n": ["one column"],
    "": None,
}


@pytest.mark.parametrize("text", WITHOUT_HEADINGS)
def test_without_headings_that_are_known_rows_of_one_width_tell_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")

    rows = read_tables(file)[0].rows

    assert ([cell.text for cell in rows[0].cells.values()] if rows else None) == WITHOUT_HEADINGS[text]


def test_quotation_marks_that_do_not_come_in_pairs_are_told_at_their_row(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text('title.zh,summary.zh\n甲,乙\n"甲"乙,丙\n', encoding="utf-8")

    assert found(read(file)) == [(3, "", "sheet-line-unreadable")]


def test_a_cell_without_end_is_told_as_one(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(f"title.zh,summary.zh\n甲,{'乙' * 100_002}\n", encoding="utf-8")

    with pytest.raises(InvalidDataError, match="sheet-cell-too-long"):
        read_tables(file)


@pytest.mark.parametrize(
    ("written", "text"),
    [('="0215550123"', "0215550123"), ('"=""0215550123"""', "0215550123"), ("'=1+1", "=1+1"), ("=A1", "=A1"),
     ('"=""a"" & ""b"""', '="a" & "b"')],
)  # fmt: skip
def test_a_formula_of_nothing_but_a_text_is_the_text(tmp_path: Path, written: str, text: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"a,b\n{written},x\n", encoding="utf-8")

    assert read_tables(file)[0].rows[1].cells[0].text == text


def test_a_cell_beyond_the_headings_is_told(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(separated([NAMES, [*VALUES, "补充：只能在夜间施工"]]), encoding="utf-8")

    result = read(file)

    assert (len(result.good), [(p.code, p.where) for p in result.all_problems]) == (
        1,
        [("sheet-column-without-heading", "AM2")],
    )
