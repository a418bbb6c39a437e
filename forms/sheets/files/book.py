"""What a workbook says of all its sheets: which there are, the texts that cells share, the formats of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.sax.xmlreader import AttributesImpl

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from forms.sheets.files.package import Package, Part

_DAYS_IN_CHINA = {*range(27, 37), *range(50, 59)}  # formats by number that programs in China and Japan leave out
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class SheetName:
    """A sheet: what it is called, where it lies, whether its tab is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Format:
    """How a number is shown: its format, and whether that is a day or a length of time."""

    code: str = ""
    is_day: bool = False
    is_span: bool = False


@dataclass(frozen=True)
class Book:
    """What holds for all sheets.

    ``texts`` are those that cells share, ``formats`` by number of style; ``named`` gives what a name stands for, such
    as ``lists!$A$2:$A$9``.
    """

    sheets: list[SheetName]
    texts: list[str]
    formats: list[Format]
    from_1904: bool
    named: dict[str, str] = field(default_factory=dict)

    def format_of(self, style: str) -> Format:
        """Return the format of the style called *style*."""
        number = int(style or 0)
        return self.formats[number] if number < len(self.formats) else Format()


def read_book(package: Package) -> Book:
    """Return what *package* says of its sheets.

    Raises:
        ValueError: it has none.
    """
    part = package.related("", "officeDocument") or "xl/workbook.xml"
    listener = _Workbook()
    package.tell(part, listener)
    parts = {one.id: one.target for one in package.relations(part) if one.kind == "worksheet"}
    sheets = [SheetName(name, parts[id_], hidden) for name, id_, hidden in listener.sheets if id_ in parts]
    if not sheets:
        raise ValueError("no sheets")
    texts, styles = _SharedTexts(), _Styles()
    package.tell(package.related(part, "sharedStrings"), texts)
    package.tell(package.related(part, "styles"), styles)
    return Book(sheets, texts.found, styles.found, listener.from_1904, listener.named)


def is_on(value: str | None) -> bool:
    """Return whether an attribute says yes."""
    return value in ("1", "true", "on")


def unescaped_text(text: str) -> str:
    """Return *text* with the characters that XML has no place for: ``_x000D_`` is the end of a line.

    >>> unescaped_text("a_x000D_b_x005F_x000D_")
    'a\\rb_x000D_'
    """
    if "_x" not in text:
        return text
    units = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Workbook(Part):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False
        self.named: dict[str, str] = {}
        self._name = ""

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        if name == "sheet":
            id_ = next((attrs[key] for key in attrs.getNames() if key.rpartition(":")[2] == "id"), "")
            self.sheets.append((attrs.get("name", ""), id_, attrs.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            self.from_1904 = is_on(attrs.get("date1904"))
        elif name == "definedName":
            self._name = attrs.get("name", "")

    def characters(self, content: str) -> None:
        if self.way[-1] == "definedName":
            self.named[self._name] = self.named.get(self._name, "") + content


class _SharedTexts(Part):
    """Gathers the texts of ``si`` elements, runs joined, without what tells how to read them aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []

    def characters(self, content: str) -> None:
        if self.way[-1] == "t" and "rPh" not in self.way[-3:]:
            self._pieces.append(content)

    def ends(self, name: str) -> None:
        if name == "si":
            self.found.append(unescaped_text("".join(self._pieces)))
            self._pieces.clear()


class _Styles(Part):
    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.found: list[Format] = []

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        if name == "numFmt":
            self.codes[int(attrs["numFmtId"])] = attrs.get("formatCode", "")
        elif name == "xf" and "cellXfs" in self.way[-2:]:
            self.found.append(self._format(int(attrs.get("numFmtId", "0"))))

    def _format(self, number: int) -> Format:
        code = self.codes.get(number) or BUILTIN_FORMATS.get(number, "")
        is_day = number in _DAYS_IN_CHINA and number not in self.codes
        return Format(code, is_day or is_date_format(code), is_timedelta_format(code))
