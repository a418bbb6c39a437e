"""The workbook in which needs, results or solutions are collected: headings, lists, limits, an example, notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from forms.phrases import read_form_phrases
from forms.sheets.columns import CONSENTS, Column
from forms.sheets.examples import ANSWERS, example_row
from forms.sheets.marks import BETWEEN, ROW_KEY
from forms.sheets.values.by_column import Lists
from forms.sheets.values.cells import begins_formula
from forms.sheets.values.choices import Choices
from site_builder.languages import CHINESE, REQUIRED_LANGS, asked_in
from site_builder.load.contract.schemas import read_schemas

KEY_ROW, ZH_ROW, EN_ROW, HINT_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6
LABEL_ROWS = tuple(zip((ZH_ROW, EN_ROW), REQUIRED_LANGS, strict=True))
LAST_ROW = 1000  # of the drop-downs and limits
LISTS = "lists"
BOLD, LARGE = Font(bold=True), Font(bold=True, size=14)
EXAMPLE = Font(italic=True, color="777777")
TOP = Alignment(vertical="top", wrap_text=True)
HEADS = {
    "public": PatternFill("solid", fgColor="D9E1EA"),
    "sealed": PatternFill("solid", fgColor="F6D9C4"),
    "internal": PatternFill("solid", fgColor="F3C7C7"),
}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
YES_OR_NO = f'"{",".join(ANSWERS.values())}"'


def workbook_of(kind: str, columns: Sequence[Column], lists: Lists, lang: str) -> Workbook:
    """Return the collection workbook of *kind*.

    Args:
        kind: record type.
        columns: what it asks for.
        lists: what may be chosen.
        lang: of the sheet that is open first; everything stands there in both languages.
    """
    book = Workbook()
    book.properties.creator = "jiebang"
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one sheet
    label = read_schemas().types[kind].plural
    sheet.title = f"{label['zh']} {label['en']}"
    notes = book.create_sheet(_both("sheets.template.notes", " ", lang))
    _Writer(sheet, book.create_sheet(LISTS), lists).write(columns, example_row(kind, columns, lists))
    _notes(notes, kind, columns, lang)
    book[LISTS].sheet_state = "hidden"
    return book


def with_choices(columns: Sequence[Column], lists: Lists) -> tuple[Column, ...]:
    """Return *columns* without those of a code list that offers nothing yet."""

    def has_some(column: Column) -> bool:
        choices = lists.choices_for(column.spec) if column.spec.codes else None
        return choices is None or bool(choices.labels)

    return tuple(filter(has_some, columns))


def writable(text: str) -> str:
    """Return *text* as a workbook can hold it: without characters that XML has no place for.

    >>> writable("a\\x00b\\x1bc")
    'a\ufffdb\ufffdc'
    """
    return _NOT_IN_XML.sub("\ufffd", text)


def put(sheet: Worksheet, row: int, column: int, value: str) -> Cell:
    """Write the text *value*; one that looks like a formula stays a text, also when somebody edits the cell.

    What a workbook cannot hold is written as the replacement character.
    """
    cell = sheet.cell(row, column, writable(value))
    assert isinstance(cell, Cell)  # noqa: S101 - nothing is merged
    cell.data_type = "s"
    if begins_formula(value):
        cell.quotePrefix = True
    return cell


def _both(key: str, between: str = BETWEEN, lang: str = CHINESE, facts: Mapping[str, object] | None = None) -> str:
    return between.join(read_form_phrases(each).fill(key, facts or {}) for each in asked_in(lang))


class _Writer:
    """Writes the columns of the sheet, and the lists that their drop-downs name."""

    def __init__(self, sheet: Worksheet, list_sheet: Worksheet, lists: Lists) -> None:
        self.sheet, self.list_sheet, self.lists = sheet, list_sheet, lists
        self.ranges: dict[str, str] = {}

    def write(self, columns: Sequence[Column], examples: Mapping[str, str]) -> None:
        for row, text in (
            (KEY_ROW, ROW_KEY),
            *((row, read_form_phrases(lang)["sheets.template.row"]) for row, lang in LABEL_ROWS),
            (HINT_ROW, _both("sheets.template.hint")),
            (EXAMPLE_ROW, _both("sheets.template.example")),
        ):
            put(self.sheet, row, 1, text).alignment = TOP
        for number, column in enumerate(columns, start=2):
            self.column(number, column, examples.get(column.key, ""))
        self.sheet.column_dimensions["A"].width = 24
        self.sheet.row_dimensions[KEY_ROW].hidden = True
        self.sheet.row_dimensions[HINT_ROW].height = 60
        self.sheet.row_dimensions[ZH_ROW].height, self.sheet.row_dimensions[EN_ROW].height = 32, 48
        self.sheet.freeze_panes = f"B{FIRST_ROW}"

    def column(self, number: int, column: Column, example_text: str) -> None:
        put(self.sheet, KEY_ROW, number, column.key)
        mark = " *" if column.is_required else ""
        for row, lang in LABEL_ROWS:
            head = put(self.sheet, row, number, column.heading(lang) + mark)
            head.font, head.fill, head.alignment = BOLD, HEADS[column.visibility], TOP
        hint = put(self.sheet, HINT_ROW, number, self.hint(column))
        hint.alignment, hint.fill = TOP, HEADS[column.visibility]
        hint.comment = Comment(
            "\n".join(column.spec.help[lang] for lang in REQUIRED_LANGS), "jiebang", width=320, height=120
        )
        example = put(self.sheet, EXAMPLE_ROW, number, example_text)
        example.font, example.alignment = EXAMPLE, TOP
        letter = get_column_letter(number)
        is_long = max(column.spec.limit.values(), default=0) > 100
        is_sentence = column.key.startswith(CONSENTS)
        self.sheet.column_dimensions[letter].width = 80 if is_sentence else 40 if is_long else 20
        if column.numbers and column.numbers[0] > 1:
            self.sheet.column_dimensions[letter].outlineLevel = 1
        for row in range(FIRST_ROW, FIRST_ROW + 200):
            self.sheet.cell(row, number).alignment = TOP
        if rule := self.rule(column):
            rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "stop"
            rule.errorTitle = column.heading("zh")[:30]
            rule.error = self.hint(column)[:220]
            self.sheet.add_data_validation(rule)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")

    def choices(self, column: Column) -> Choices | None:
        """Return what may be chosen in *column*."""
        return self.lists.choices_for(column.spec)

    def hint(self, column: Column) -> str:
        """Return what to write in *column*, in both languages."""
        spec = column.spec
        keys: list[tuple[str, dict[str, object]]] = []
        if column.visibility != "public":
            keys.append((f"sheets.template.{column.visibility}", {}))
        if column.is_required:
            keys.append((f"sheets.template.{'either' if column.lang in REQUIRED_LANGS else 'required'}", {}))
        if column.is_list:
            keys.append(("sheets.template.several", {}))
        most = spec.limit.get(column.lang) or (spec.constraints.get("maxLength") if spec.type == "string" else None)
        if most:
            keys.append(("sheets.template.most", {"most": most}))
        if spec.type == "date":
            keys.append(("sheets.template.date", {}))
        elif column.is_amount:
            keys.append(("sheets.template.amount", {}))
        elif spec.kind == "decimal" or spec.type == "integer":
            keys.append(("sheets.template.number", {}))
        elif spec.ref:
            keys.append(("sheets.template.id", {}))
        return "\n".join(_both(key, " ", facts=facts) for key, facts in keys)

    def rule(self, column: Column) -> DataValidation | None:
        """Return the check that the spreadsheet program makes of the cells of *column*."""
        spec = column.spec
        if column.is_list:
            return None
        if spec.type == "boolean":
            return DataValidation(type="list", formula1=YES_OR_NO)
        if (choices := self.choices(column)) and choices.labels:
            return DataValidation(type="list", formula1=self.range_of(spec.codes or f"ref:{spec.ref}", choices))
        if spec.type == "date":
            return DataValidation(
                type="date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2099,12,31)"
            )
        if spec.type == "integer" and not column.is_amount:
            low, high = spec.constraints.get("minimum", 0), spec.constraints.get("maximum", 10**9)
            return DataValidation(type="whole", operator="between", formula1=str(low), formula2=str(high))
        most = spec.limit.get(column.lang) or spec.constraints.get("maxLength")
        if most and spec.type == "string":
            return DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(most))
        return None

    def range_of(self, name: str, choices: Choices) -> str:
        """Return the cells of the hidden sheet that hold *choices*, written there once."""
        if name not in self.ranges:
            number = len(self.ranges) + 1
            put(self.list_sheet, 1, number, name)
            for row, label in enumerate(choices.labels, start=2):
                put(self.list_sheet, row, number, label)
            letter = get_column_letter(number)
            self.ranges[name] = f"{LISTS}!${letter}$2:${letter}${len(choices.labels) + 1}"
        return self.ranges[name]


def _notes(sheet: Worksheet, kind: str, columns: Sequence[Column], lang: str) -> None:
    row = 1
    for each in asked_in(lang):
        phrases, label = read_form_phrases(each), read_schemas().types[kind].plural[each]
        put(sheet, row, 1, phrases.fill("sheets.template.title", {"kind": label})).font = LARGE
        lines = [phrases[f"sheets.notes.{number}"] for number in range(1, 10)]
        if any(column.visibility != "public" for column in columns):
            lines.append(phrases["sheets.notes.private"])
        for row, line in enumerate(lines, start=row + 1):  # noqa: B020 - the notes go on below
            put(sheet, row, 1, line).alignment = TOP
        row += 2
    sheet.column_dimensions["A"].width = 110
