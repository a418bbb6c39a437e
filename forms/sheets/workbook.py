"""The workbook in which needs, results or solutions are collected: headings, lists, limits, an example, notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import cycle

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from forms.phrases import read_form_phrases
from forms.sheets.columns import CONSENTS, Column
from forms.sheets.examples import ANSWERS, example_row
from forms.sheets.layout.marks import BETWEEN, ROW_KEY
from forms.sheets.sections import Fold, SheetSection, sections_of
from forms.sheets.values.by_column import Lists
from forms.sheets.values.cells import begins_formula
from forms.sheets.values.choices import Choices
from site_builder.languages import CHINESE, REQUIRED_LANGS, asked_in
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.currencies import currency_facts
from site_builder.model import Text

KEY_ROW, SECTION_ROW, ZH_ROW, EN_ROW, HINT_ROW, EXAMPLE_ROW, FIRST_ROW = 1, 2, 3, 4, 5, 6, 7
LABEL_ROWS = tuple(zip((ZH_ROW, EN_ROW), REQUIRED_LANGS, strict=True))
LAST_ROW = 1000  # of the drop-downs and limits
LISTS = "lists"
HEIGHTS = {SECTION_ROW: 34, ZH_ROW: 34, EN_ROW: 46, HINT_ROW: 92, EXAMPLE_ROW: 48}
WIDTHS = {"mark": 14, "fold": 13, "consent": 56, "long": 36, "short": 20, "narrow": 13}
BOLD, LARGE = Font(bold=True), Font(bold=True, size=14)
EXAMPLE = Font(italic=True, color="777777")
TOP = Alignment(vertical="top", wrap_text=True)
HEADS = {
    "public": PatternFill("solid", fgColor="D9E1EA"),
    "sealed": PatternFill("solid", fgColor="F6D9C4"),
    "internal": PatternFill("solid", fgColor="F3C7C7"),
}
BANDS = (PatternFill("solid", fgColor="1F4E79"), PatternFill("solid", fgColor="2E75B6"))
BAND_TEXT, FOLD_TEXT = Font(bold=True, color="FFFFFF"), Font(color="1F4E79", size=10)
FOLDED = PatternFill("solid", fgColor="EFEFEF")
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
    examples = example_row(kind, columns, lists)
    sections = sections_of(kind, columns, lang, examples)
    _Writer(sheet, book.create_sheet(LISTS), lists, lang).write(sections, examples)
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

    def __init__(self, sheet: Worksheet, list_sheet: Worksheet, lists: Lists, lang: str) -> None:
        self.sheet, self.list_sheet, self.lists, self.lang = sheet, list_sheet, lists, lang
        self.ranges: dict[str, str] = {}
        self.next = 2

    def write(self, sections: Sequence[SheetSection], examples: Mapping[str, str]) -> None:
        for row, text in (
            (KEY_ROW, ROW_KEY),
            (SECTION_ROW, _both("sheets.template.section")),
            *((row, read_form_phrases(lang)["sheets.template.row"]) for row, lang in LABEL_ROWS),
            (HINT_ROW, _both("sheets.template.hint")),
            (EXAMPLE_ROW, _both("sheets.template.example")),
        ):
            put(self.sheet, row, 1, text).alignment = TOP
        for section, band in zip(sections, cycle(BANDS)):
            self.section(section, band, examples)
        self.sheet.column_dimensions["A"].width = WIDTHS["mark"]
        self.sheet.row_dimensions[KEY_ROW].hidden = True
        for row, height in HEIGHTS.items():
            self.sheet.row_dimensions[row].height = height
        self.sheet.freeze_panes = f"B{HINT_ROW}"
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "landscape", self.sheet.PAPERSIZE_A3
        self.sheet.print_title_rows = f"{SECTION_ROW}:{EN_ROW}"

    def section(self, section: SheetSection, band: PatternFill, examples: Mapping[str, str]) -> None:
        """Write the open columns of *section*, then the folded ones, each fold with a column that tells of it."""
        first = self.next
        for column in section.shown:
            self.column(column, examples.get(column.key, ""))
        for fold in section.folds:
            for column in fold.columns:
                dimension = self.column(column, examples.get(column.key, ""))
                dimension.outlineLevel, dimension.hidden = 1, True
            self.fold_mark(fold)
        for number in range(first, self.next):
            self.sheet.cell(SECTION_ROW, number).fill = band
        begin = first if section.shown else self.next - len(section.folds[:1])
        self.band_text(begin, section.label)

    def band_text(self, number: int, label: Text) -> None:
        """Write the name of a section into its first column that is open."""
        text = "\n".join(label[lang] for lang in asked_in(self.lang) if lang in label)
        written = self.sheet.cell(SECTION_ROW, number).value
        head = put(self.sheet, SECTION_ROW, number, f"{text}\n{written}" if written else text)
        head.font, head.alignment = BAND_TEXT, Alignment(vertical="top")

    def fold_mark(self, fold: Fold) -> None:
        """Write the column behind *fold*: above it, spreadsheet programs show the sign that unfolds it."""
        facts = {"columns": len(fold.columns), "item": fold.item, "label": fold.item_of}
        key = "sheets.template.fold_item" if fold.item else "sheets.template.fold"
        mark = put(self.sheet, HINT_ROW, self.next, _both(key, "\n", self.lang, facts))
        mark.font, mark.alignment = FOLD_TEXT, TOP
        for row in (ZH_ROW, EN_ROW, HINT_ROW, EXAMPLE_ROW):
            self.sheet.cell(row, self.next).fill = FOLDED
        dimension = self.sheet.column_dimensions[get_column_letter(self.next)]
        dimension.width, dimension.collapsed = WIDTHS["fold"], True
        self.next += 1

    def column(self, column: Column, example_text: str) -> ColumnDimension:
        """Write *column* as the next one; return what its width is set by."""
        number = self.next
        self.next += 1
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
        for row in range(FIRST_ROW, FIRST_ROW + 200):
            self.sheet.cell(row, number).alignment = TOP
        if rule := self.rule(column):
            rule.allow_blank, rule.showErrorMessage, rule.errorStyle = True, True, "stop"
            rule.errorTitle = column.heading("zh")[:30]
            rule.error = self.hint(column)[:220]
            self.sheet.add_data_validation(rule)
            rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")
        dimension = self.sheet.column_dimensions[letter]
        dimension.width = WIDTHS[_width_of(column)]
        return dimension

    def choices(self, column: Column) -> Choices | None:
        """Return what may be chosen in *column*."""
        return self.lists.choices_for(column.spec)

    def hint(self, column: Column) -> str:
        """Return what to write in *column*, in both languages."""
        spec = column.spec
        keys: list[tuple[str, Mapping[str, object]]] = []
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
            keys.append(("sheets.template.amount", currency_facts(self.lists.currency)))
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


def _width_of(column: Column) -> str:
    """Return how wide *column* is: a consent is a sentence, a yes takes little room."""
    if column.key.startswith(CONSENTS):
        return "consent"
    if max(column.spec.limit.values(), default=0) > 100:
        return "long"
    return (
        "narrow" if column.spec.type in ("boolean", "date", "integer") or column.spec.kind == "decimal" else "short"
    )


def _notes(sheet: Worksheet, kind: str, columns: Sequence[Column], lang: str) -> None:
    row = 1
    for each in asked_in(lang):
        phrases, label = read_form_phrases(each), read_schemas().types[kind].plural[each]
        put(sheet, row, 1, phrases.fill("sheets.template.title", {"kind": label})).font = LARGE
        lines = [phrases[f"sheets.notes.{number}"] for number in range(1, 11)]
        if any(column.visibility != "public" for column in columns):
            lines.append(phrases["sheets.notes.private"])
        for row, line in enumerate(lines, start=row + 1):  # noqa: B020 - the notes go on below
            put(sheet, row, 1, line).alignment = TOP
        row += 2
    sheet.column_dimensions["A"].width = 110
