"""The collection workbook in another program: filled in, opened and saved by LibreOffice, as .xlsx and as CSV."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from forms.sheets.columns import columns_of
from forms.sheets.values.by_column import Lists
from forms.sheets.workbook import EXAMPLE_ROW, FIRST_ROW, HINT_ROW, KEY_ROW, LISTS, put, workbook_of
from tests.sheets import catalogue, found, read

pytestmark = pytest.mark.slow

EVERYTHING = frozenset({"sealed", "internal"})
COLUMNS = columns_of("need", EVERYTHING)

ROW: Mapping[str, Any] = {
    "title.zh": "低温下启动的生物膜处理设备",
    "title.en": "Biofilm treatment unit that starts in the cold",
    "summary.zh": "=第一行像公式\n第二行有逗号，“引号”\"和\"分号;",
    "problem.zh": "-现有设备冬季启动要40天。",
    "key_technology.zh": "@低温下快速启动的生物膜。",
    "expected_outcome.zh": "+完成一台样机。",
    "indicators.1.name.zh": "启动时间",
    "indicators.1.operator": "le 不高于 at most",
    "indicators.1.value": 14,
    "indicators.1.unit": "d",
    "indicators.2.name.zh": "能耗",
    "indicators.2.operator": "不高于",
    "indicators.2.value": 0.25,
    "indicators.2.unit": "kWh/m³",
    "edition": "demo",
    "track": "characteristic_industry",
    "need_kind": "product_rd",
    "tech_domains.1": "能源环保",
    "tech_domains.2": "材料",
    "industry": "77",
    "keywords.zh": "水处理、低温、𠮷野",
    "target_trl": 7,
    "cooperation_modes.1": "合作开发",
    "ip_terms": "joint",
    "budget_disclosure": "exact",
    "intended_investment.amount": "五十万元",
    "period_start": "2027-01-01",
    "period_end": "2027-12-31",
    "proposal_deadline": date(2027, 3, 31),
    "match_scope": "national",
    "solver_eligibility.overseas": "是 Yes",
    "owner_disclosure": "anonymous",
    "owner_label.zh": "某污水处理企业",
    "region": "31",
    "country": "CN",
    "sourcing_channel": "district",
    "applicant": "（虚构）示例水务有限公司",
    "contact.name": "（虚构）联系人",
    "contact.phone": "021-55550123",
    "contact.email": "contact@example.org",
    "attestation.authentic": "是 Yes",
    "attestation.valid": "是 Yes",
    "attestation.authorized": "是 Yes",
    "attestation.signed_on": "2026-11-20",
    "consents.publication": "是 Yes",
    "consents.privacy": "是 Yes",
}  # fmt: skip


def main_sheet(book: Workbook) -> Worksheet:
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def numbers_by_key(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[KEY_ROW][1:] if cell.value}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workbook with two rows filled in."""
    book = workbook_of("need", COLUMNS, Lists(catalogue()), "zh")
    sheet = main_sheet(book)
    by_key = numbers_by_key(sheet)
    for row, title in ((FIRST_ROW, ROW["title.zh"]), (FIRST_ROW + 1, "船舶外板除锈机器人")):
        for key, value in {**ROW, "title.zh": title}.items():
            if isinstance(value, str):
                put(sheet, row, by_key[key], value)
            else:
                sheet.cell(row, by_key[key], value)
    file = tmp_path_factory.mktemp("filled") / "needs.xlsx"
    book.save(file)
    return file


def converted(file: Path, kind: str) -> Path:
    """Return a copy of *file* that LibreOffice opened and saved as *kind*, a suffix and what its filter needs."""
    out = file.parent / kind.replace(":", "-").replace(",", "-").replace(" ", "")
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / file.with_suffix(f".{kind.partition(':')[0]}").name


@pytest.fixture(scope="module")
def saved(filled: Path) -> Path:
    return converted(filled, "xlsx")


def rows_of(file: Path) -> list[tuple[Any, Any]]:
    result = read(file)
    assert found(result) == []
    return [(row.public, row.sealed) for row in result.tables[0].rows]


def test_the_rows_are_good_as_they_were_filled_in(filled: Path) -> None:
    (public, sealed), second = rows_of(filled)

    assert public["summary"] == {"zh": ROW["summary.zh"]}
    assert public["keywords"] == {"zh": ["水处理", "低温", "𠮷野"]}
    assert sealed["contact"]["phone"] == "021-55550123"
    assert second[0]["title"]["zh"] == "船舶外板除锈机器人"


def test_a_saved_copy_comes_in_with_the_same_values(filled: Path, saved: Path) -> None:
    assert rows_of(saved) == rows_of(filled)


def test_the_example_is_still_skipped_and_the_notes_are_still_there(filled: Path, saved: Path) -> None:
    before, after = load_workbook(filled), load_workbook(saved)
    notes = [[cell.value for cell in before.worksheets[1]["A"]], [cell.value for cell in after.worksheets[1]["A"]]]

    assert read(saved).tables[0].plan.examples == 1
    assert after.sheetnames == before.sheetnames
    assert notes[0] == notes[1]
    assert [cell.value for cell in after.worksheets[0][EXAMPLE_ROW]] == [
        cell.value for cell in before.worksheets[0][EXAMPLE_ROW]
    ]


def test_hidden_parts_stay_hidden(saved: Path) -> None:
    assert load_workbook(saved)[LISTS].sheet_state == "hidden"
    assert main_sheet(load_workbook(saved)).row_dimensions[KEY_ROW].hidden


def folded_in(file: Path) -> set[str]:
    """Return the keys of the columns that are folded away."""
    sheet = main_sheet(load_workbook(file))
    folded = [d for d in sheet.column_dimensions.values() if d.hidden and d.outlineLevel]
    numbers = {number for d in folded for number in range(d.min, d.max + 1)}
    return {key for key, number in numbers_by_key(sheet).items() if number in numbers}


def test_what_is_folded_stays_folded_and_is_read_without_a_word(filled: Path, saved: Path) -> None:
    assert folded_in(saved) == folded_in(filled)
    assert {"title.en", "target_trl", "indicators.2.value", "tech_domains.2"} <= folded_in(filled)
    assert [problem.code for problem in read(saved).all_problems if "hidden" in problem.code] == []


def rules_of(file: Path) -> dict[str, tuple[str, str, str, str, bool]]:
    """Return by column what a cell of the first row may hold; lists by the values that they offer."""
    book = load_workbook(file)
    found: dict[str, tuple[str, str, str, str, bool]] = {}
    for rule in main_sheet(book).data_validations.dataValidation:
        formula = str(rule.formula1).replace("$", "")
        if rule.type == "list" and "!" in formula:
            cells = book[LISTS][formula.partition("!")[2]]
            formula = "|".join(str(cell.value) for (cell,) in cells)
        for cells in rule.sqref.ranges:
            for number in range(cells.min_col, cells.max_col + 1):
                assert (cells.min_row, cells.max_row >= 1000) == (FIRST_ROW, True)
                says = (
                    rule.type,
                    rule.operator or "between",
                    formula,
                    str(rule.formula2 or ""),
                    rule.showErrorMessage,
                )
                found[str(main_sheet(book).cell(KEY_ROW, number).value)] = says  # type: ignore[assignment]
    return found


def test_drop_downs_and_limits_stay(filled: Path, saved: Path) -> None:
    before, after = rules_of(filled), rules_of(saved)

    assert set(before) == set(after)
    assert {key: says[0] for key, says in after.items()} == {key: says[0] for key, says in before.items()}
    assert {key: says[2] for key, says in after.items() if says[0] in ("list", "textLength")} == {
        key: says[2] for key, says in before.items() if says[0] in ("list", "textLength")
    }
    assert all(says[4] for says in after.values())


def test_hints_and_their_comments_stay(filled: Path, saved: Path) -> None:
    before, after = main_sheet(load_workbook(filled)), main_sheet(load_workbook(saved))

    for number in numbers_by_key(before).values():
        hint, same = before.cell(HINT_ROW, number), after.cell(HINT_ROW, number)
        assert (same.value or "") == (hint.value or "")
        assert hint.comment
        assert same.comment
        assert same.comment.text.strip() == hint.comment.text.strip()


@pytest.fixture(scope="module")
def arranged(filled: Path) -> Path:
    """Return the workbook with merged cells, a hidden row, a comment and a sheet besides."""
    book = load_workbook(filled)
    sheet = main_sheet(book)
    by_key = numbers_by_key(sheet)
    column = by_key["region"]
    sheet.merge_cells(start_row=FIRST_ROW, end_row=FIRST_ROW + 1, start_column=column, end_column=column)
    sheet.row_dimensions[FIRST_ROW + 1].hidden = True
    sheet.cell(FIRST_ROW, by_key["title.zh"]).comment = Comment("预算可以再谈", "李")
    book.create_sheet("草稿")["B2"] = "另一项需求"
    file = filled.parent / "arranged.xlsx"
    book.save(file)
    return file


def test_what_is_merged_hidden_or_beside_the_cells_is_told_the_same_of_a_saved_copy(
    filled: Path, arranged: Path
) -> None:
    copy = converted(arranged, "xlsx")
    told = [[(p.code, p.line, p.where) for p in read(file).all_problems] for file in (arranged, copy)]

    assert rows_of(copy) == rows_of(filled)
    assert told[0] == told[1]
    assert {code for code, _, _ in told[0]} == {
        "sheet-merged-rows", "sheet-rows-hidden", "sheet-comments-unread", "sheet-unread"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "called"), [("xls", "旧版Excel工作簿（.xls）"), ("ods", "OpenDocument表格（.ods）")]
)
def test_a_copy_in_another_format_is_called_what_it_is(filled: Path, kind: str, called: str) -> None:
    problem = read(converted(filled, kind)).problems[0]

    assert (problem.code, problem.facts["kind"]["zh"]) == ("sheet-file-other", called)  # type: ignore[index]


# Tokens of LibreOffice's CSV filter: separator and quotation mark as numbers, character set (76 UTF-8, 85 GB18030,
# 65 GBK), first line; the ninth saves cells as shown, the twelfth is the sheet (0 the first).
FILTER = "Text - txt - csv (StarCalc)"
CSV = {
    "utf-8": "44,34,76,1,,0,false,true,false,false,false,0",
    "gb18030": "44,34,85,1,,0,false,true,false,false,false,0",
    "utf-8, shown as in the sheet, semicolons": "59,34,76,1,,0,false,true,true,false,false,0",
    "utf-8, tabs": "9,34,76,1,,0,false,true,false,false,false,0",
    "gb18030, bars": "124,34,85,1,,0,false,true,false,false,false,0",
}


@pytest.mark.parametrize("kind", CSV)
def test_csv_that_libreoffice_writes_comes_in_with_the_same_values(filled: Path, kind: str) -> None:
    file = converted(filled, f"csv:{FILTER}:{CSV[kind]}")

    assert "水处理".encode(kind.partition(",")[0]) in file.read_bytes()
    assert rows_of(file) == rows_of(filled)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_as_excel_writes_it_comes_in_with_the_same_values(filled: Path, tmp_path: Path, encoding: str) -> None:
    """Excel writes UTF-8 with a mark or, in China, the code page of the machine; CRLF between rows, LF in cells."""
    text = converted(filled, f"csv:{FILTER}:{CSV['utf-8']}").read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    file = tmp_path / "needs.csv"
    with file.open("w", encoding=encoding, newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows(rows)

    assert rows_of(file) == rows_of(filled)
