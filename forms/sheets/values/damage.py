"""What other programs do to a value before it gets here; told at the cell, since what stood there is lost."""

from __future__ import annotations

import re

from forms.sheets.columns import Column
from forms.sheets.values.cells import DAY, FAULT, HOUR, MOMENT, NO_RESULT, NUMBER, TEXT, UNDER_MERGED, Cell
from forms.sheets.values.choices import Choices
from forms.sheets.values.garbled import is_garbled
from forms.values.reading import Reading, refuse
from site_builder.model import Field
from site_builder.text_forms.folding import plain

EXACT_DIGITS = 15  # that a spreadsheet program holds
_LONG = 18  # digits from which zeros at the end, all behind the exact ones, are no accident
_FAULT_WORDS = re.compile(
    r"#(?:N/?A|N/D|NV|(?:REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|PYTHON|EXTERNAL"
    r"|BEZUG|WERT|ZAHL|VALEUR|NOMBRE|NOM|名称|引用|值)[!?])|#GETTING_DATA|Err:\d{3}|NaN|NaT|<NA>|NULL|\\N"
    r"|undefined|\[object Object\]"
)
_HASHES = re.compile("#{2,}")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]\d{1,3}", re.IGNORECASE)
_POINT_ZERO = re.compile(r"(\d+)\.0+")
_PICTURE = re.compile(r"=(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(", re.IGNORECASE)
_CODE_LEFT = re.compile("_x00[0-9A-Fa-f]{2}_")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_SHORT_DAY = re.compile(rf"\d{{1,2}}-(?:{_MONTHS})(?:-\d{{2}})?|(?:{_MONTHS})-\d{{2}}", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"\d{1,2}月\d{1,2}日|(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}")
_LANDLINE_WITHOUT_ZERO = re.compile(r"(?!400|800|1[3-9]\d{9})[1-9]\d{8,10}")
_LONGEST = 40  # characters of any of these but ########
_PHONE, _FEWEST_OF_PHONE, _FEWEST_OF_TEXT = "phone", 5, 6  # digits before .0


def damage_of(cell: Cell, column: Column) -> Reading | None:
    """Return the refusal of a whole *cell* under *column* that lost what it said, ``None`` where it did not."""
    if cell.kind == NO_RESULT:
        return refuse("sheet-formula-without-result", "")
    if cell.kind == FAULT:
        return refuse("sheet-too-narrow" if _HASHES.fullmatch(cell.text) else "sheet-cell-fault", cell.text)
    if cell.kind == UNDER_MERGED:
        return refuse("sheet-under-merged", cell.text, area=cell.shown_as)
    if cell.kind in (DAY, MOMENT, HOUR):
        takes_day = column.spec.type == "date" or column.spec.kind == "period"
        return None if takes_day else refuse("sheet-became-day", cell.text)
    if cell.kind == NUMBER:
        return _of_number(cell.text, column.spec)
    return _of_text(cell.text) if cell.kind == TEXT else None


def _of_number(digits: str, spec: Field) -> Reading | None:
    whole = digits.lstrip("-").partition(".")[0]
    if len(whole) > EXACT_DIGITS:
        return refuse("sheet-digits-lost", digits)
    if spec.name == _PHONE and _LANDLINE_WITHOUT_ZERO.fullmatch(digits):
        return refuse("sheet-zeros-lost", digits, likely=f"0{digits}")
    return None


def _of_text(text: str) -> Reading | None:
    if _PICTURE.match(text):
        return refuse("sheet-picture-cell", "")
    if found := _CODE_LEFT.search(text):
        return refuse("sheet-code-left", found[0])
    if "\ufffd" in text:
        return refuse("sheet-characters-lost", text)
    return refuse("sheet-garbled", text) if is_garbled(text) else None


def damage_in(text: str, spec: Field) -> Reading | None:
    """Return the refusal of *text*, a whole value of *spec* as text, ``None`` where nothing happened to it."""
    if len(text) > _LONGEST and not text.startswith("#"):
        return None
    written = plain(text)
    if _FAULT_WORDS.fullmatch(written):
        return refuse("sheet-cell-fault", text)
    if _HASHES.fullmatch(written):
        return refuse("sheet-too-narrow", text)
    if _SCIENTIFIC.fullmatch(written):
        return refuse("sheet-number-shortened", text)
    if spec.type != "date" and (
        _SHORT_DAY.fullmatch(written) or (_is_no_prose(spec) and _WHOLE_DAY.fullmatch(written))
    ):
        return refuse("sheet-became-day", text)
    return None if _takes_numbers(spec) else _in_digits(text, written, spec)


def _in_digits(text: str, written: str, spec: Field) -> Reading | None:
    """Return the refusal of a text of digits that a program took for a number."""
    fewest = _FEWEST_OF_PHONE if spec.name == _PHONE else _FEWEST_OF_TEXT
    if (found := _POINT_ZERO.fullmatch(written)) and len(found[1]) >= fewest:
        return refuse("sheet-point-zero", text)
    if written.isdecimal() and len(written) >= _LONG and written.strip("0") and not written[EXACT_DIGITS:].strip("0"):
        return refuse("sheet-digits-lost", text)
    return None


def _takes_numbers(spec: Field) -> bool:
    return spec.type == "integer" or spec.kind == "decimal" or spec.unit == "money" or bool(spec.codes)


def _is_no_prose(spec: Field) -> bool:
    return _takes_numbers(spec) or spec.type == "boolean" or bool(spec.ref)


def without_point_zero(text: str) -> str:
    """Return *text* without the ``.0`` of a program that took a whole number for a decimal one.

    >>> without_point_zero("77.0"), without_point_zero("7.5")
    ('77', '7.5')
    """
    found = _POINT_ZERO.fullmatch(plain(text))
    return found[1] if found else text


def zeros_lost(text: str, choices: Choices) -> Reading | None:
    """Return the refusal of a number that is a code of *choices* with zeros before it, ``None`` where it is none."""
    digits = plain(text)
    if not digits.isdecimal() or digits in choices.codes:
        return None
    likely = [code for code in choices.names if code.isdecimal() and code != digits and code.lstrip("0") == digits]
    return refuse("sheet-zeros-lost", text, likely=likely[0]) if likely else None
