"""Rows below the headings that are no answer: the headings again, totals, notes, lines to sign, what to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.sheets.layout.blocks import FEWEST, Means
from forms.sheets.layout.heading_texts import says_how_to_fill_in
from forms.sheets.values.cells import TEXT, Cell, Row
from site_builder.text_forms.folding import searched

HEADINGS, HINTS, TOTAL = "sheet-row-headings", "sheet-row-hints", "sheet-row-total"
NOTE, SIGNATURE = "sheet-row-note", "sheet-row-signature"
UNDERSTOOD = frozenset({HEADINGS, TOTAL, NOTE, SIGNATURE, HINTS})  # nothing is wrong with such a row
SCANT = "sheet-row-scant"
OTHER_HEADINGS = "sheet-other-headings"
FEWEST_COLUMNS = 5  # from where on a row of one cell is no answer
LONGEST_SIGNATURE = 60
_TOTAL = re.compile(
    r"(?:合 ?计|总 ?计|小 ?计|共 ?计|累 ?计|总 ?和|总 ?数|汇 ?总|本页合计|grand total|sub-?total|totals?|sum|overall)"
    r"\s*(?:$|[:(\d]|共|为|数$|金额)"
)
_NOTE = re.compile(
    r"(?:备 ?注|附 ?注|注|说 ?明|(?:填[表报写]|编制|表格)(?:说明|须知|要求|注意事项)|注意(?:事项)?|(?:温馨)?提 ?示"
    r"|须 ?知|(?:please )?notes?|n\.?b\.?|remarks?|instructions?|attention|hints?)\s*\d*\s*(?:$|[:.、,(])"
    r"|[※★*]|以下(?:空白|无|为空)|此[行表]以下|end of "
)
_SIGNED = re.compile(
    r"(?:盖 ?章|签 ?[字名章]|公 ?章|印 ?章|signatures?|signed(?: by)?|(?:company )?(?:stamp|seal))"
    r"\s*[)处栏]?\s*(?:$|[:_])"
    r"|^(?:(?:单位|部门|法定代表|项目)?负责人|填[表报]人|审[核批]人|经办人|制表人?|复核人?"
    r"|(?:填[表报])?日期|填报单位|date)\s*(?:$|[:(])"
)
_NUMBER = re.compile(r"[\d.,%\s-]+\S{0,3}")


@dataclass(frozen=True)
class Below:
    """What is known of the rows below the headings: by column the texts of the headings, and what they mean."""

    labels: Mapping[int, str]
    written: Mapping[int, frozenset[str]]  # by column, as they are searched
    means: Means

    @property
    def columns(self) -> list[int]:
        """Return the columns that mean something."""
        return [number for number, label in self.labels.items() if self.means(label)]

    @property
    def most_scattered(self) -> int:
        """Return how many cells a row may fill that is no answer; an answer fills more of the columns."""
        return max(1, len(self.labels) // 3)


@dataclass(frozen=True)
class Told:
    """A row that is no answer, and the code that says why."""

    row: Row
    code: str


def below_of(rows: Sequence[Row], labels: Mapping[int, str], means: Means) -> Below:
    """Return what is known of what stands below the heading *rows*."""
    written = {
        number: frozenset(
            {searched(label), *(searched(row.cells[number].text) for row in rows if number in row.cells)}
        )
        for number, label in labels.items()
    }
    return Below(labels, written, means)


def no_answers(rows: Sequence[Row], below: Below) -> Iterator[Told]:
    """Yield those of *rows*, which stand below the headings, that are no answer; the last may end the table."""
    last, is_first = "", True
    for row in rows:
        code = _why_not(row, below, last, is_first=is_first)
        if code:
            yield Told(row, code)
        if code == OTHER_HEADINGS:
            return
        last, is_first = code, is_first and code in (HEADINGS, HINTS)


def _why_not(row: Row, below: Below, last: str, *, is_first: bool) -> str:
    """Return why *row* is no answer; a lone cell behind a note goes on with it."""
    if code := _as_headings(row, below):
        return code
    if is_first and _is_hints(row):
        return HINTS
    code = as_remark(row, below)
    if not code and len(row.cells) == 1 and last in (NOTE, SIGNATURE) and len(below.labels) >= FEWEST:
        return last
    return code or (SCANT if _is_scant(row, below) else "")


def _as_headings(row: Row, below: Below) -> str:
    """Return that *row* holds the headings again, or others; one of its first cells is such a heading then."""
    cells = row.cells.items()
    same = [number for number, cell in cells if searched(cell.text) in below.written.get(number, ())]
    beginning = [cell.text for cell in row.cells.values() if cell.kind == TEXT][:8]
    if not same and not any(map(below.means, beginning)):
        return ""
    known = {number: key for number, cell in cells if cell.kind == TEXT and (key := below.means(cell.text))}
    again = {n for n, key in known.items() if key == below.means(below.labels.get(n, ""))} | set(same)
    if len(again) == len(cells) or (len(again) >= FEWEST and len(again) * 2 >= len(cells)):
        return HEADINGS
    return OTHER_HEADINGS if len(known) > FEWEST and len(known) * 2 > len(cells) else ""


def _is_hints(row: Row) -> bool:
    hints = sum(says_how_to_fill_in(cell.text) for cell in row.cells.values())
    return hints >= FEWEST and hints * 2 >= len(row.cells)


def as_remark(row: Row, below: Below) -> str:
    """Return the code of a *row* that is a total, a note or a line to sign: few cells, and one that says so."""
    texts = {number: searched(cell.text) for number, cell in row.cells.items()}
    first = texts[min(texts)]
    others = [cell for number, cell in row.cells.items() if number != min(texts)]
    is_scattered = len(texts) <= below.most_scattered
    if _TOTAL.match(first) and (is_scattered or all(map(_is_number, others))):
        return TOTAL
    if any(_TOTAL.match(text) for text in texts.values()) and is_scattered and sum(map(_is_number, others)):
        return TOTAL
    if is_scattered and _NOTE.match(first):
        return NOTE
    is_signed = any(_SIGNED.search(text) for text in texts.values() if len(text) <= LONGEST_SIGNATURE)
    return SIGNATURE if is_scattered and is_signed else ""


def _is_number(cell: Cell) -> bool:
    return cell.kind != TEXT or _NUMBER.fullmatch(searched(cell.text)) is not None


def _is_scant(row: Row, below: Below) -> bool:
    """Return whether *row* holds one thing that was written, beside a number of its own perhaps."""
    columns = below.columns
    is_one = len(row.cells.keys() & columns) == 1 and len(row.cells) <= FEWEST
    return is_one and len(columns) >= FEWEST_COLUMNS
