"""A workbook into its tables, of any program: Excel's, WPS's and LibreOffice's, strict or not."""

from __future__ import annotations

from pathlib import Path
from xml.sax.xmlreader import AttributesImpl

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from forms.sheets.files.book import Book, SheetName, read_book
from forms.sheets.files.limits import refusal
from forms.sheets.files.merged import spread
from forms.sheets.files.package import Package, Part, look_into
from forms.sheets.files.sheet import SheetPart
from forms.sheets.values.cells import Beside, Table
from site_builder.problems import InvalidDataError

OWN_AUTHOR = "jiebang"  # of the comments in our own workbooks, which say nothing that we do not know
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


def read_workbook(file: Path) -> list[Table]:
    """Return the sheets of the workbook *file*.

    Those that only hold the choices of drop-downs are left out.

    Raises:
        InvalidDataError: ``sheet-file-unreadable``, ``sheet-file-too-large``, or what ``check_row`` refuses.
    """
    look_into(file)
    try:
        with Package(file) as package:
            book = read_book(package)
            read = [_read_sheet(file, package, book, sheet) for sheet in book.sheets]
    except InvalidDataError:
        raise
    except Exception as error:  # whatever a damaged or hostile file makes the reader do, it is no workbook
        raise refusal(file.name, "sheet-file-unreadable") from error
    of_choices = {name.casefold() for _, named in read for name in named}
    return [table for table, _ in read if not (table.is_hidden and table.name.casefold() in of_choices)]


def _read_sheet(file: Path, package: Package, book: Book, sheet: SheetName) -> tuple[Table, set[str]]:
    """Return a sheet, and the names of those in which its choices stand."""
    listener = SheetPart(book, "" if sheet.is_hidden else f"{file.name}!{sheet.name}")
    package.tell(sheet.part, listener)
    if sheet.is_hidden:
        return Table(sheet.name, listener.rows, is_hidden=True), set()
    comments, drawing = _Comments(), _Drawing()
    package.tell(package.related(sheet.part, "comments"), comments)
    package.tell(package.related(sheet.part, "drawing"), drawing)
    beside = Beside(
        frozenset(listener.hidden_rows),
        tuple(listener.hidden_columns),
        tuple(listener.merged),
        tuple(comments.places),
        drawing.count,
    )
    rows = spread(listener.rows, listener.merged)
    return Table(sheet.name, rows, book.from_1904, beside=beside), listener.lists


class _Comments(Part):
    """Gathers where people wrote comments."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[int, int]] = []
        self._authors: list[str] = []

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        if name == "author":
            self._authors.append("")
        elif name == "comment":
            author = int(attrs.get("authorId", "0"))
            if author >= len(self._authors) or self._authors[author] != OWN_AUTHOR:
                letters, row = coordinate_from_string(attrs["ref"])
                self.places.append((row, column_index_from_string(letters) - 1))

    def characters(self, content: str) -> None:
        if self.way[-1] == "author":
            self._authors[-1] += content


class _Drawing(Part):
    """Counts pictures, text boxes and charts."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def begins(self, name: str, attrs: AttributesImpl) -> None:
        self.count += name in _ANCHORS
