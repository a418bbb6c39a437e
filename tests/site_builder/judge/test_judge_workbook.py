"""The workbook goes out to the panel and comes back: scores survive a real spreadsheet program, locks hold."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from site_builder.judge.layout import COMMENT, CRITERION, MARK_ROW, POINTS, SCORE, SOLUTION
from tests.judging import CONTEST, CONTEST_FILE, GIVEN, P01, P02, PANEL, Room, fill_in, new_room, saved_by_libreoffice
from tests.repositories import apply_changes


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """Return a room in which the contest is still open."""
    room = new_room(tmp_path)
    ending = "closed_on: .*\noutcome: .*\nselected: .*\ndecided_by: .*\n"
    apply_changes(room.root, [{"file": CONTEST_FILE, "pattern": ending, "new": ""}])
    return room


@pytest.fixture
def book(room: Room, tmp_path: Path) -> Path:
    """Return a fresh workbook of the contest."""
    file = tmp_path / "scores.xlsx"
    assert room.run("sheets", CONTEST, "-o", str(file))[0] == 0
    return file


def score_rows(tab: Worksheet) -> dict[tuple[str, str], int]:
    keys = {row: (tab.cell(row, SOLUTION).value, tab.cell(row, CRITERION).value) for row in range(7, tab.max_row + 1)}
    return {key: row for row, key in keys.items() if all(key)}  # type: ignore[misc]


def unlocked(tab: Worksheet) -> set[str]:
    return {cell.coordinate for row in tab.iter_rows() for cell in row if not cell.protection.locked}


def test_the_workbook_has_a_tab_a_juror_and_one_of_notes(book: Path) -> None:
    assert load_workbook(book).sheetnames == ["说明 Notes", "juror-1", "juror-2", "juror-3", "scale"]


def test_a_tab_names_the_juror_in_both_languages_and_shows_the_weights(book: Path) -> None:
    tab = load_workbook(book)["juror-2"]

    assert tab["C4"].value == "评委 juror-2：示例评委乙 · Juror juror-2: 示例评委乙"
    assert [tab.cell(row, 3).value for row in (9, 10, 11)] == [
        "需求契合度 · Fit to the need",
        "创新性 · Innovation",
        "实施保障 · Delivery",
    ]
    assert [tab.cell(row, 4).value for row in (9, 10, 11)] == [50, 30, 20]


def test_only_scores_and_comments_are_unlocked(book: Path) -> None:
    for tab in load_workbook(book).worksheets:
        assert tab.protection.sheet
        scores = {f"E{row}" for row in score_rows(tab).values()} if tab.title.startswith("juror") else set()
        comments = {f"G{row}" for row in (9, 10, 11, 14, 15, 16)} if scores else set()
        assert unlocked(tab) == scores | comments


def test_scores_come_from_a_drop_down_of_every_step(book: Path) -> None:
    opened = load_workbook(book)
    [choice] = opened["juror-1"].data_validations.dataValidation

    assert (choice.type, choice.formula1) == ("list", "scale!$A$1:$A$21")
    assert [cell.value for cell in opened["scale"]["A"]] == [number / 2 for number in range(21)]
    assert opened["scale"].sheet_state == "hidden"


def test_a_hidden_row_says_what_the_tab_is_for(book: Path) -> None:
    tab = load_workbook(book)["juror-3"]

    assert tab.row_dimensions[MARK_ROW].hidden
    assert tab.cell(MARK_ROW, 1).value == CONTEST
    assert str(tab.cell(MARK_ROW, 2).value).startswith("sha256:")
    assert tab.cell(MARK_ROW, 3).value == "juror-3"


def test_one_juror_may_have_a_workbook_without_the_names_of_the_others(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "one.xlsx"
    room.run("sheets", CONTEST, "-o", str(file), "--juror", "juror-2")

    with zipfile.ZipFile(file) as packed:
        content = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    assert "示例评委乙" in content
    assert "示例评委甲" not in content


def test_what_was_filled_in_comes_back_as_it_was(room: Room, book: Path) -> None:
    before = room.sheets()
    fill_in(book, GIVEN)
    opened = load_workbook(book)
    opened["juror-1"].cell(14, COMMENT).value = "除垢效率有数据，对换热器寿命的影响没有交代。"
    opened.save(book)

    status, said = room.run("read", str(book))

    assert (status, said) == (0, f"Score sheets read: 3, in {room.private}/content/sheets/cic2026/{CONTEST}\n")
    told = {
        name: [line for line in text.splitlines() if "scored_on" not in line] for name, text in room.sheets().items()
    }
    assert told == {
        name: [line for line in text.splitlines() if "scored_on" not in line] for name, text in before.items()
    }


@pytest.mark.slow
def test_libreoffice_keeps_scores_locks_and_drop_downs(room: Room, book: Path) -> None:
    fill_in(book, GIVEN)
    saved = saved_by_libreoffice(book)
    plain, calculated = load_workbook(saved), load_workbook(saved, data_only=True)

    for juror, scores in GIVEN.items():
        tab = plain[juror]
        rows = score_rows(tab)
        assert tab.protection.sheet
        assert tab.column_dimensions["A"].hidden
        assert tab.row_dimensions[MARK_ROW].hidden
        assert unlocked(tab) >= {f"E{row}" for row in rows.values()}
        assert not unlocked(tab) & {f"{column}{row}" for column in "ABCDF" for row in range(1, tab.max_row + 1)}
        assert {key: tab.cell(row, SCORE).value for key, row in rows.items()} == scores
        lists = [choice for choice in tab.data_validations.dataValidation if choice.type == "list"]
        assert {str(cells) for choice in lists for cells in choice.sqref.ranges} == {"E9:E11", "E14:E16"}
        assert {choice.formula1.replace("$", "") for choice in lists} == {"scale!A1:A21"}
    # juror-1, p01: 8 × 5 + 7.5 × 3 + 9 × 2 = 80.5
    assert calculated["juror-1"].cell(12, POINTS).value == 80.5
    assert plain["scale"].sheet_state == "hidden"

    before = room.sheets()
    assert room.run("read", str(saved), "--replace")[0] == 0
    assert [text.split("comments")[0].split("scores:")[1] for text in room.sheets().values()] == [
        text.split("comments")[0].split("scores:")[1] for text in before.values()
    ]


NO_SCORE = f"scores.xlsx!juror-2:15: Cell E15: the entry for {P02}, innovation, is not a score"
Spoil = Callable[[Workbook], None]


def put(cell: str, value: object) -> Spoil:
    def spoil(opened: Workbook) -> None:
        opened["juror-2"][cell] = value

    return spoil


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (put("E9", None), "scores.xlsx!juror-2:9: Cell E9: no score for cic2026-31-0002-p01, fit"),
        (put("E9", ""), "scores.xlsx!juror-2:9: Cell E9: no score for cic2026-31-0002-p01, fit"),
        (put("E15", 11), NO_SCORE),
        (put("E15", 7.3), NO_SCORE),
        (put("E15", -1), NO_SCORE),
        (put("E15", "7,5"), NO_SCORE),
        (put("E15", True), NO_SCORE),
        (put("B15", "fit"), f"scores.xlsx!juror-2:15: Cell E15: the rows of {P02}, fit, are not the ones that were"),
        (put("B6", "sha256:0"), "scores.xlsx!juror-2:6: The workbook was written for another rubric"),
        (put("C6", "juror-9"), "scores.xlsx!juror-2:6: juror-9 is not on the panel of contest"),
        (put("G14", "<b>好</b>"), f"scores.xlsx!juror-2:14: Cell G14: the comment on {P02} is too long or contains"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_taken_is_named_and_nothing_is_written(
    room: Room, book: Path, spoil: Spoil, said: str
) -> None:
    opened = fill_in(book, GIVEN)
    spoil(opened)
    opened.save(book)
    for file in room.sheets():
        (room.private / "content/sheets/cic2026" / CONTEST / file).unlink()

    status, output = room.run("read", str(book))

    assert status == 1
    assert output.startswith(said)
    assert output.endswith("Nothing was changed.\n")
    assert room.sheets() == {}


def test_a_number_typed_as_text_counts(room: Room, book: Path) -> None:
    opened = fill_in(book, GIVEN)
    opened["juror-2"]["E9"] = " ９．０ "
    opened.save(book)

    assert room.run("read", str(book), "--replace")[0] == 0
    assert "criterion: fit, value: 9}" in room.sheets()["juror-2.yml"]


def test_what_a_message_says_repeats_no_score(room: Room, book: Path) -> None:
    opened = fill_in(book, GIVEN)
    opened["juror-2"]["E9"] = 9.87654
    opened.save(book)

    assert "9.87654" not in room.run("read", str(book))[1]


def test_a_juror_with_a_conflict_is_recused_and_cannot_score(room: Room, tmp_path: Path) -> None:
    old = {"old": "employer: 示例检测中心", "new": "organization: tai-lake-institute"}
    apply_changes(room.private, [{"file": PANEL, "replace": [old]}])
    # the sheet taken in earlier holds scores that are now conflicted
    (room.private / f"content/sheets/cic2026/{CONTEST}/juror-2.yml").unlink()
    file = tmp_path / "scores.xlsx"
    assert room.run("sheets", CONTEST, "-o", str(file))[0] == 0

    tab = load_workbook(file)["juror-2"]
    assert [tab.cell(row, SCORE).value for row in (9, 10, 11)] == ["回避 · recused"] * 3
    assert tab["C12"].value == "回避：同一机构 · Recused: same organisation"
    assert unlocked(tab) == {f"{column}{row}" for column in "EG" for row in (14, 15, 16)}

    allowed = {key: value for key, value in GIVEN["juror-2"].items() if key[0] == P02}
    fill_in(file, {**GIVEN, "juror-2": allowed})
    assert room.run("read", str(file), "--replace")[0] == 0
    assert P01 not in room.sheets()["juror-2.yml"]
    assert room.run("rank", CONTEST)[0] == 0

    opened = load_workbook(file)
    opened["juror-2"]["E9"] = 10
    opened.save(file)
    status, said = room.run("read", str(file), lang="zh")
    assert status == 1
    assert said.startswith("scores.xlsx!juror-2:9: 单元格 E9：juror-2 应当回避 cic2026-31-0002-p01：同一机构")


def test_the_workbook_is_not_written_into_the_repository(room: Room) -> None:
    status, said = room.run("sheets", CONTEST, "-o", str(room.root / "content/scores.xlsx"))

    assert status == 2
    assert "may not be written into the repository" in said
    assert not (room.root / "content/scores.xlsx").exists()


def test_a_workbook_that_may_hold_scores_is_not_overwritten(room: Room, book: Path) -> None:
    before = book.read_bytes()

    assert room.run("sheets", CONTEST, "-o", str(book))[0] == 2
    assert book.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"<html></html>"])
def test_a_file_that_is_no_workbook_is_refused(room: Room, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "scores.xlsx"
    file.write_bytes(content)

    assert room.run("read", str(file)) == (
        1,
        "scores.xlsx:1: This is not a workbook of jiebang judge sheets, or it is damaged [workbook-unreadable]\n"
        "    Fill in the workbook that jiebang judge sheets wrote and save it as .xlsx.\n"
        "Problems: 1. Nothing was changed.\n",
    )


def test_a_workbook_that_unpacks_to_too_much_is_refused(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "scores.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(65 * 1024 * 1024))

    assert room.run("read", str(file))[0] == 1


def test_another_workbook_is_refused(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "scores.xlsx"
    Workbook().save(file)

    assert "[workbook-unreadable]" in room.run("read", str(file))[1]


def test_a_workbook_of_another_contest_is_refused(room: Room, book: Path) -> None:
    opened = load_workbook(book)
    for juror in GIVEN:
        opened[juror].cell(MARK_ROW, 1).value = "ct-cic2026-31-0099"
    opened.save(book)

    assert "[workbook-contest-unknown]" in room.run("read", str(book))[1]


def test_a_title_that_looks_like_a_formula_stays_a_text(room: Room, tmp_path: Path) -> None:
    old = {"old": "title: {zh: 超声与脉冲水流联合除垢", "new": "title: {zh: =1+1超声与脉冲水流联合除垢"}
    apply_changes(room.root, [{"file": f"content/solutions/cic2026/{P01}.yml", "replace": [old]}])
    file = tmp_path / "scores.xlsx"
    room.run("sheets", CONTEST, "-o", str(file))

    formulas = {
        cell.coordinate for row in load_workbook(file)["juror-1"].iter_rows() for cell in row if cell.data_type == "f"
    }
    assert formulas == {f"F{row}" for row in (9, 10, 11, 12, 14, 15, 16, 17)}


def test_with_very_many_steps_the_bounds_are_checked_instead(room: Room, tmp_path: Path) -> None:
    changes = [
        {"old": "scale_max: 10", "new": "scale_max: 100"},
        {"old": 'score_step: "0.5"', "new": 'score_step: "0.1"'},
    ]
    apply_changes(room.root, [{"file": "content/editions/cic2026/rules.yml", "replace": changes}])
    apply_changes(room.root, [{"file": CONTEST_FILE, "pattern": "rubric_digest: .*\n", "new": ""}])
    for file in room.sheets():
        (room.private / "content/sheets/cic2026" / CONTEST / file).unlink()
    file = tmp_path / "scores.xlsx"
    assert room.run("sheets", CONTEST, "-o", str(file))[0] == 0

    [choice] = load_workbook(file)["juror-1"].data_validations.dataValidation
    assert (choice.type, choice.operator, choice.formula1, choice.formula2) == ("decimal", "between", "0", "100")


def test_a_sheet_that_is_there_is_replaced_only_when_told(room: Room, book: Path) -> None:
    before = room.sheets()
    fill_in(book, {**GIVEN, "juror-2": dict.fromkeys(GIVEN["juror-2"], 0)})

    status, said = room.run("read", str(book))

    assert status == 1
    assert "A score sheet of juror-2 is already there" in said
    assert room.sheets() == before
    assert room.run("read", str(book), "--replace")[0] == 0
    assert "criterion: fit, value: 0}" in room.sheets()["juror-2.yml"]


def test_two_tabs_of_one_juror_are_refused(room: Room, book: Path) -> None:
    before = room.sheets()
    opened = fill_in(book, GIVEN)
    opened.copy_worksheet(opened["juror-1"])
    opened.save(book)

    status, said = room.run("read", str(book), "--replace")

    assert (status, "[workbook-juror-twice]" in said) == (1, True)
    assert room.sheets() == before


def test_a_tab_that_says_it_is_another_juror_s_is_refused_without_telling_its_name(room: Room, book: Path) -> None:
    opened = fill_in(book, GIVEN)
    opened["juror-2"].title = "示例评委乙"
    opened.save(book)

    status, said = room.run("read", str(book), "--replace")

    assert (status, "[workbook-tab-renamed]" in said) == (1, True)
    assert "示例评委乙" not in said


def test_who_hands_in_a_workbook_hands_in_nobody_else_s_scores(room: Room, book: Path) -> None:
    fill_in(book, GIVEN)

    status, said = room.run("read", str(book), "--replace", "--juror", "juror-1")

    assert status == 1
    assert said.count("[workbook-other-juror]") == 2


def test_nothing_is_taken_in_after_the_end(room: Room, book: Path) -> None:
    fill_in(book, GIVEN)
    ending = "closed_on: 2026-10-16\noutcome: no_award\n"
    apply_changes(room.root, [{"file": CONTEST_FILE, "append": ending}])

    status, said = room.run("read", str(book), "--replace")

    assert (status, "[workbook-contest-closed]" in said) == (1, True)
