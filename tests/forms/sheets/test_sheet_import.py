"""Whole files: our own workbook out and back, other people's tables, hostile ones; into the inbox and back."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from forms.cli import cli
from forms.sheets.check_row import SheetContext
from forms.sheets.columns import FORMS, columns_of
from forms.sheets.examples import ROWS
from forms.sheets.files.limits import MOST_ROWS, MOST_UNPACKED
from forms.sheets.importing import read_file
from forms.sheets.rows import ReadRow
from forms.sheets.values.by_column import Lists
from forms.sheets.values.cells import Table
from forms.sheets.workbook import EXAMPLE_ROW, FIRST_ROW, HINT_ROW, KEY_ROW, with_choices, workbook_of
from site_builder.derive.forms import open_needs_on
from site_builder.load.contract.forms import read_forms
from site_builder.records import Need
from tests.inboxes import Opened, new_inbox
from tests.sheets import DAY, GOOD_ROW, OWN, REPOSITORY, catalogue, csv_text, found, json_lines, read, workbook

pytestmark = pytest.mark.slow

EVERYTHING = frozenset({"public", "sealed", "internal"})


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path)


def run(*arguments: object) -> tuple[int, str]:
    """Return exit status and output of ``jiebang`` on the repository."""
    result = CliRunner().invoke(cli, [str(part) for part in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def places_of(sheet: Any) -> dict[str, int]:
    """Return by key the column of our workbook."""
    return {str(cell.value): cell.column for cell in sheet[KEY_ROW] if cell.value}


# The collection workbook


@pytest.mark.parametrize("kind", FORMS)
def test_every_field_that_the_form_asks_for_has_a_column(kind: str) -> None:
    asked = set(read_forms()[kind].schema.fields)

    assert {column.fields[0].name for column in columns_of(kind, EVERYTHING)} >= asked


@pytest.mark.parametrize("kind", FORMS)
def test_what_is_not_public_has_a_column_where_a_form_needs_it_or_it_is_asked_for(kind: str) -> None:
    fields = read_forms()[kind].schema.fields
    private = {column.fields[0].name for column in columns_of(kind) if column.visibility != "public"}

    assert private == {
        name for name, spec in fields.items() if spec.visibility != "public" and spec.required_when == "sent"
    }
    assert {"internal"} <= {column.visibility for column in columns_of(kind, EVERYTHING)}


@pytest.mark.parametrize("kind", FORMS)
def test_each_consent_of_the_form_has_a_column_that_needs_a_yes(kind: str) -> None:
    asked = [column for column in columns_of(kind) if column.key.startswith("consents.")]

    assert [column.key for column in asked] == [f"consents.{one.code}" for one in read_forms()[kind].consents]
    assert all(column.is_required for column in asked)


@pytest.mark.parametrize("kind", FORMS)
def test_every_column_with_a_list_has_its_drop_down(kind: str) -> None:
    lists = Lists(catalogue())
    columns = columns_of(kind, EVERYTHING)
    book = workbook_of(kind, columns, lists, "zh")
    ruled = {str(rule.sqref).split(":")[0] for rule in book.worksheets[0].data_validations.dataValidation}
    places = places_of(book.worksheets[0])
    wanted = {
        book.worksheets[0].cell(FIRST_ROW, places[column.key]).coordinate
        for column in columns
        if not column.is_list and (choices := lists.choices_for(column.spec)) and choices.labels
    }

    assert wanted <= ruled
    assert book["lists"].sheet_state == "hidden"


def test_the_workbook_marks_what_is_not_public_in_both_languages() -> None:
    columns = columns_of("need", EVERYTHING)
    sheet = workbook_of("need", columns, Lists(catalogue()), "zh").worksheets[0]

    assert sheet.cell(HINT_ROW, places_of(sheet)["contact.name"]).value.startswith(
        "仅组织者可见，不公开。 Seen by organisers only; not public."
    )


def test_the_empty_workbook_comes_back_with_no_row_and_the_example_skipped(tmp_path: Path) -> None:
    file = tmp_path / "needs.xlsx"
    assert run("template", "need", "-o", file, "--root", REPOSITORY)[0] == 0

    result = read(file)

    assert (found(result), [len(table.rows) for table in result.tables]) == ([], [0])
    assert result.tables[0].plan.examples == 1


@pytest.mark.parametrize("day", [DAY, date(2027, 12, 31)])
@pytest.mark.parametrize("kind", FORMS)
def test_the_example_row_would_come_in_as_it_stands(tmp_path: Path, kind: str, day: date) -> None:
    """Whoever copies the example and changes it starts from a whole row that the importer takes."""
    lists = Lists(catalogue(), day)
    if kind == "solution" and not open_needs_on(catalogue(), day):
        pytest.skip("no need to take up on that day")
    book = workbook_of(kind, with_choices(columns_of(kind), lists), lists, "zh")
    book.worksheets[0].cell(EXAMPLE_ROW, 1).value = None
    book.save(tmp_path / "rows.xlsx")

    result = read_file(tmp_path / "rows.xlsx", SheetContext(kind, lists, day), None, OWN)

    assert result.all_problems == []
    assert len(result.good) == 1
    assert not result.good[0].is_to_be_translated


@pytest.mark.parametrize("kind", FORMS)
def test_the_example_is_of_columns_that_there_are(kind: str) -> None:
    written = yaml.safe_load((ROWS / f"{kind}.yml").read_text(encoding="utf-8"))

    assert written.keys() <= {column.key for column in columns_of(kind)}


def test_a_filled_in_workbook_comes_back(tmp_path: Path) -> None:
    columns = columns_of("need", EVERYTHING)
    book = workbook_of("need", columns, Lists(catalogue()), "en")
    sheet = book.worksheets[0]
    by_key = {sheet.cell(KEY_ROW, number).value: number for number in range(1, sheet.max_column + 1)}
    for key, value in {
        "edition": "demo",
        "title.zh": "=不是公式",
        "tech_domains.1": "energy_environment 能源环保 Energy and environment",
        "tech_domains.2": "材料",
        "intended_investment.amount": "五十万元",
        "proposal_deadline": date(2027, 3, 31),
        "target_trl": 7,
        "contact.name": "（虚构）联系人",
        "indicators.2.name.zh": "能耗",
        "indicators.2.operator": "le",
        "indicators.2.value": 0.25,
    }.items():
        cell = sheet.cell(FIRST_ROW, by_key[key], value)
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(tmp_path / "needs.xlsx")

    row = read(tmp_path / "needs.xlsx").tables[0].rows[0]

    assert row.public == {
        "edition": "demo",
        "title": {"zh": "=不是公式"},
        "indicators": [{"code": "i1", "name": {"zh": "能耗"}, "operator": "le", "value": "0.25"}],
        "tech_domains": ["energy_environment", "materials"],
        "intended_investment": {"amount": "500000", "currency": "CNY"},
        "proposal_deadline": "2027-03-31",
        "target_trl": "7",
    }
    assert row.sealed == {"contact": {"name": "（虚构）联系人"}}


# Other people's tables


def test_a_row_under_chinese_headings_is_understood(tmp_path: Path) -> None:
    result = read(workbook(tmp_path / "needs.xlsx", [GOOD_ROW]))

    assert found(result) == []
    public = result.good[0].public
    assert public["intended_investment"] == {"amount": "500000", "currency": "CNY"}
    assert public["indicators"] == [
        {"code": "i1", "name": {"zh": "启动时间"}, "operator": "le", "value": "14", "unit": "d"}
    ]
    assert public["tech_domains"] == ["energy_environment", "materials"]
    assert public["keywords"] == {"zh": ["水处理", "低温"]}
    assert public["proposal_deadline"] == "2027-03-31"


def test_json_lines_in_the_shape_of_a_record(tmp_path: Path) -> None:
    row = {
        "title": {"en": "A filter"},
        "tech_domains": ["materials", "equipment"],
        "indicators": [{"name": {"en": "Life"}, "operator": "ge", "value": 500, "unit": "h"}],
    }

    public = read(json_lines(tmp_path / "needs.jsonl", [row])).tables[0].rows[0].public

    assert public == {
        "title": {"en": "A filter"},
        "indicators": [{"code": "i1", "name": {"en": "Life"}, "operator": "ge", "value": "500", "unit": "h"}],
        "tech_domains": ["materials", "equipment"],
    }


# What is written in one cell of an otherwise good row -> the problem, at that cell.
PROBLEMS = {
    "an ambiguous date": ("揭榜截止", "03/04/2027", "sheet-date-ambiguous"),
    "a date with an hour": ("揭榜截止", datetime(2027, 3, 31, 17), "sheet-date-with-time"),
    "no day": ("揭榜截止", "三月底", "not-a-date"),
    "an amount that is about": ("意向投入（万元）", "约50", "sheet-amount-approximate"),
    "a unit given twice": ("意向投入（万元）", "50万", "sheet-amount-unit"),
    "a value with its unit": ("技术指标 1·数值", "14 d", "sheet-number-with-unit"),
    "a decimal comma": ("技术指标 1·数值", "1,5", "sheet-number-ambiguous"),
    "a code that is none": ("地区", "火星", "unknown-code"),
    "one domain too many": ("技术领域", "材料、装备制造、现代农业、人工智能", "too-many"),
    "a text that is too long": ("技术需求名称（中文）", "长" * 61, "too-long"),
    "English under Chinese": ("技术需求名称（中文）", "A filter", "no-chinese-in-chinese"),
    "a mobile number in a public text": ("概述（中文）", "请拨打13800138000联系。", "private-mobile"),
    "markup": ("概述（中文）", "<script>alert(1)</script>", "markup-in-text"),
    "a hidden character": ("概述（中文）", "看不见\u202e的字符", "hidden-character"),
    "an end before the beginning": ("需求时限（起）", "2028-01-01", "dates-out-of-order"),
    "an edition that is not there": ("届次", "cic1999", "sheet-reference-unknown"),
    "nothing where something is needed": ("需求类型", None, "missing"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_problem_names_row_and_cell(tmp_path: Path, case: str) -> None:
    heading, value, code = PROBLEMS[case]
    column = list(GOOD_ROW).index(heading)
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW, {**GOOD_ROW, heading: value}])

    result = read(file)

    assert found(result) == [(3, f"{Table('', ()).address(3, column)}", code)]
    assert [row.number for row in result.good] == [2]


def test_a_heading_that_means_nothing_is_told_and_one_given_twice_refuses_the_table(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text("技术需求名称（中文）,title.zh,备注\n甲,乙,丙\n", encoding="utf-8")

    result = read(file)

    assert [problem.code for problem in result.tables[0].problems] == ["sheet-column-twice", "sheet-column-unknown"]
    assert result.good == []


def test_a_list_in_one_column_and_in_several_is_the_same_column_twice(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text("tech_domains,tech_domains.1\n材料,装备制造\n", encoding="utf-8")

    assert [problem.code for problem in read(file).tables[0].problems] == ["sheet-column-twice"]


# Formulas, formats, hostile files


def _one_cell(tmp_path: Path, heading: str, value: object, number_format: str = "General") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["技术需求名称（中文）", heading])
    sheet.append(["低温下启动的生物膜", value])
    sheet.cell(2, 2).number_format = number_format
    book.save(tmp_path / "needs.xlsx")
    return tmp_path / "needs.xlsx"


def test_a_formula_without_a_saved_result_is_a_problem_and_is_not_evaluated(tmp_path: Path) -> None:
    file = _one_cell(tmp_path, "概述（中文）", '=CONCATENATE("a","b")')

    assert (2, "B2", "sheet-formula-without-result") in found(read(file))


def test_a_formula_counts_by_the_result_that_was_saved(tmp_path: Path) -> None:
    file = _one_cell(tmp_path, "意向投入（元）", "=250000*2")
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v></v>", b"<v>500000</v>").replace(b"<v />", b"<v>500000</v>")
    assert b"<v>500000</v>" in parts[sheet]
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)

    assert read(file).tables[0].rows[0].public["intended_investment"] == {"amount": "500000", "currency": "CNY"}


@pytest.mark.parametrize(
    ("heading", "value", "number_format"),
    [("技术指标 1·数值", 0.9, "0%"), ("意向投入（元）", 50, '0"万元"'), ("意向投入（元）", 500000, "#,##0,")],
)
def test_a_number_that_is_shown_as_another_one_is_a_problem(
    tmp_path: Path, heading: str, value: float, number_format: str
) -> None:
    assert (2, "B2", "sheet-shown-otherwise") in found(read(_one_cell(tmp_path, heading, value, number_format)))


def test_excel_days_of_both_calendars(tmp_path: Path) -> None:
    row = read(_one_cell(tmp_path, "揭榜截止", 46477)).tables[0].rows[0]

    assert row.public["proposal_deadline"] == "2027-03-31"


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "needs.xlsx"
    file.write_bytes(b"PK\x03\x04 not a workbook")

    assert found(read(file)) == [(1, "", "sheet-file-unreadable")]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "needs.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (MOST_UNPACKED + 1))

    assert found(read(file)) == [(1, "", "sheet-file-too-large")]


def test_a_workbook_with_entities_that_grow_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW])
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    grow = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = grow + parts[sheet].replace(b"<sheetData>", b"<sheetData><!-- &b; -->")
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)

    assert found(read(file)) == [(1, "", "sheet-file-unreadable")]


def test_more_rows_than_anybody_collects_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_text("title.zh,title.en\n" + "甲,A\n" * (MOST_ROWS + 5), encoding="utf-8")

    assert [code for _, _, code in found(read(file))] == ["sheet-too-many-rows"]


@pytest.mark.parametrize("line", ["[1]", "{", '"text"', "{" * 100_000])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "needs.jsonl"
    file.write_text(f'{{"title": {{"zh": "甲"}}}}\n{line}\n', encoding="utf-8")

    assert found(read(file)) == [(2, "", "sheet-line-unreadable")]


# Into the inbox, and back beside the rows


def test_good_rows_come_in_and_the_others_are_told(tmp_path: Path, opened: Opened) -> None:
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW, {**GOOD_ROW, "揭榜截止": "03/04/2027"}])

    status, output = run("import", file, "--as", "need", "--inbox", opened.path, "--root", REPOSITORY, "--lang", "zh")

    assert status == 1
    assert "needs.xlsx!Tabelle1:3: Y3：“03/04/2027”可以是2027-03-04，也可以是2027-04-03。" in output
    assert output.endswith("读取2行：1行已收件，0行此前已收件，1行有问题；跳过示例0行。\n")
    entry = opened.inbox.read(next(opened.inbox.entries()).receipt)
    assert (entry.envelope.channel, entry.envelope.state) == ("spreadsheet", "submitted")
    assert entry.public["title"] == {"zh": "低温下启动的生物膜处理设备"}


def test_one_language_is_told_once_for_all_rows_that_come_in(tmp_path: Path) -> None:
    bad = {**GOOD_ROW, "揭榜截止": "03/04/2027"}
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW, {**GOOD_ROW, "技术指标 1·数值": "15"}, bad])
    out = tmp_path / "checked.xlsx"

    output = run(
        "import", file, "--as", "need", "--dry-run", "-o", out, "--root", REPOSITORY, "--lang", "zh",
    )[1]  # fmt: skip

    assert output.count("翻译") == 1
    assert "有2行只写了一种语言；另一种由组织者翻译，不影响收件。\n" in output
    sheet = load_workbook(out).worksheets[0]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["Y4"]


@pytest.mark.parametrize("texts", [{"zh": "甲", "en": "A"}, {"zh": ["甲"], "en": ["a"]}])
def test_a_row_in_both_languages_is_not_to_be_translated(texts: dict[str, Any]) -> None:
    def row(public: dict[str, Any], sealed: dict[str, Any]) -> ReadRow:
        return ReadRow(2, public, sealed, "", None, ())

    assert not row({"title": texts, "region": "31"}, {"contact": {"name": "甲"}}).is_to_be_translated
    assert row({"title": texts}, {"indicator_responses": [{"evidence": {"en": "A"}}]}).is_to_be_translated


@pytest.mark.parametrize(
    ("key", "hint"),
    [("title.zh", "中文、英文至少填一种。"), ("region", "必填。"), ("indicators.2.name.en", "不超过")],
)
def test_a_text_in_two_languages_is_asked_for_in_one_of_them(key: str, hint: str) -> None:
    columns = columns_of("need")
    sheet = workbook_of("need", columns, Lists(catalogue()), "zh").worksheets[0]

    assert str(sheet.cell(HINT_ROW, places_of(sheet)[key]).value).startswith(hint)


def test_the_same_row_sent_again_is_no_second_submission(tmp_path: Path, opened: Opened) -> None:
    first = workbook(tmp_path / "first.xlsx", [GOOD_ROW])
    again = workbook(tmp_path / "again.xlsx", [{**GOOD_ROW, "技术需求名称（中文）": "船舶除锈机器人"}, GOOD_ROW])
    told = [
        run("import", file, "--as", "need", "--inbox", opened.path, "--root", REPOSITORY, "--lang", "zh")[1]
        for file in (first, again, again)
    ]

    assert len(list(opened.inbox.entries())) == 2
    receipt = re.search(r"第2行已收件：(JB-\S+)，查询码 (\w{4}(?:-\w{4}){5}-\w\w)\n", told[0])
    assert receipt
    assert f"第3行此前已收件：{receipt[1]}，查询码 {receipt[2]}\n" in told[1]
    assert "第2行已收件" in told[1]
    assert told[2].endswith("读取2行：0行已收件，2行此前已收件，0行有问题；跳过示例0行。\n")
    assert opened.inbox.authenticate(receipt[1], receipt[2])


@pytest.mark.parametrize(("lang", "name"), [("zh", "需求征集表.xlsx"), ("en", "needs.xlsx")])
def test_a_template_without_a_name_is_called_what_it_collects_and_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    first = run("template", "need", "--root", REPOSITORY, "--lang", lang)
    written = (tmp_path / name).read_bytes()
    again = run("template", "need", "--root", REPOSITORY, "--lang", lang)

    assert (first[0], again[0], name in first[1], name in again[1]) == (0, 2, True, True)
    assert (tmp_path / name).read_bytes() == written


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW])
    inbox = tmp_path / "inbox.git"

    status, output = run("import", file, "--as", "need", "--dry-run", "--inbox", inbox, "--root", REPOSITORY)

    assert status == 0, output
    assert not inbox.exists()


def test_contacts_and_the_owner_of_an_anonymous_need_are_sealed(tmp_path: Path) -> None:
    row = {**GOOD_ROW, "需求方": "minhang-stc", "联系人·姓名": "（虚构）联系人"}

    result = read(workbook(tmp_path / "needs.xlsx", [row]))
    submission = result.tables[0].rows[0].submission
    assert submission

    assert "owner" not in submission.public
    assert submission.sealed["owner"] == "minhang-stc"
    assert submission.sealed["contact"] == {"name": "（虚构）联系人", "email": "contact@example.org"}


def test_a_problem_of_a_sealed_cell_does_not_repeat_what_stands_there(tmp_path: Path) -> None:
    row = {**GOOD_ROW, "密封的意向投入（元）": "约87654元", "联系人·姓名": "（虚构）联系人"}
    file = workbook(tmp_path / "needs.xlsx", [row])

    status, output = run("import", file, "--as", "need", "--dry-run", "--root", REPOSITORY, "--lang", "zh")

    assert (status, "不是准确金额" in output, "87654" in output, "虚构" in output) == (1, True, False, False)


def test_the_copy_shows_problems_beside_the_rows_and_can_be_sent_again(tmp_path: Path) -> None:
    bad = {**GOOD_ROW, "揭榜截止": "03/04/2027", "概述（中文）": "=HYPERLINK(1)"}
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW, bad])
    book = load_workbook(file)
    cell = book.worksheets[0].cell(3, list(GOOD_ROW).index("概述（中文）") + 1)
    cell.value, cell.data_type = "=HYPERLINK(1)文字", "s"
    book.save(file)
    out = tmp_path / "checked.xlsx"

    run("import", file, "--as", "need", "--dry-run", "-o", out, "--lang", "en", "--root", REPOSITORY)

    sheet = load_workbook(out).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings[-2:] == ["Receipt number", "Findings"]
    assert "Y3: “03/04/2027” could be 2027-03-04 or 2027-04-03." in sheet.cell(3, len(headings)).value
    marked = sheet["Y3"]
    assert (marked.fill.fgColor.rgb, "03/04/2027" in marked.comment.text) == ("00F8B9B0", True)
    text = sheet.cell(3, list(GOOD_ROW).index("概述（中文）") + 1)
    assert (text.value, text.data_type, text.quotePrefix) == ("=HYPERLINK(1)文字", "s", True)
    assert out.stat().st_mode & 0o077 == 0
    assert found(read(out)) == found(read(file))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_copy_of_a_csv_holds_no_formula(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / "needs.csv"
    file.write_text(csv_text([{**GOOD_ROW, "概述（中文）": "=1+1", "技术指标 1·单位": "@x"}]), encoding="utf-8")
    out = tmp_path / f"checked{suffix}"

    run("import", file, "--as", "need", "--dry-run", "-o", out, "--root", REPOSITORY)

    if suffix == ".csv":
        text = out.read_text(encoding="utf-8-sig")
        assert ("'=1+1" in text, ",=1+1" in text, "'@x" in text) == (True, False, True)
    else:
        cells = [cell for row in load_workbook(out).worksheets[0].iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
    again = read(out).tables[0].rows[0].public
    assert again["summary"] == {"zh": "=1+1"}


def test_a_row_like_a_published_need_gets_a_note_and_comes_in(tmp_path: Path) -> None:
    need = catalogue().get(Need, "demo-31-0001")
    assert need is not None
    row = {
        **GOOD_ROW,
        "技术需求名称（中文）": f"关于征集{need['title']['zh']}的公告",
        "概述（中文）": need["summary"]["zh"],
    }
    file = workbook(tmp_path / "needs.xlsx", [row])

    status, output = run("import", file, "--as", "need", "--dry-run", "--root", REPOSITORY, "--lang", "en")

    assert status == 0, output
    assert "It may be the same as demo-31-0001" in output


def test_wrong_usage_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW])
    common = ("import", file, "--as", "need", "--dry-run", "--root", REPOSITORY)

    assert run(*common, "-o", file)[0] == 2
    assert run(*common, "--set", "status=published")[0] == 2
    assert run(*common, "--rate", "USD=much")[0] == 2
    assert run("template", "need", "-o", file, "--root", REPOSITORY)[0] == 2


def test_the_key_of_a_row_is_that_of_its_content(tmp_path: Path) -> None:
    rows = (
        read(workbook(tmp_path / "a.xlsx", [GOOD_ROW, {**GOOD_ROW, "技术指标 1·数值": "15"}, GOOD_ROW]))
        .tables[0]
        .rows
    )

    keys = [row.key for row in rows]

    assert (keys[0] == keys[2], keys[0] == keys[1]) == (True, False)


def test_an_inbox_that_nobody_could_read_takes_nothing(tmp_path: Path) -> None:
    file = workbook(tmp_path / "needs.xlsx", [GOOD_ROW])

    status, output = run("import", file, "--as", "need", "--inbox", tmp_path / "i.git", "--root", REPOSITORY)

    assert (status, "jiebang keys init" in output) == (2, True)
