"""Where the headings of a table stand: the rows that name the most columns, found from the whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.sheets.layout.heading_texts import bare
from forms.sheets.values.cells import TEXT, Row

MOST_DEEP = 3  # rows of headings: section, group, field
MOST_ABOVE = 60  # rows above headings that stand in several
FEWEST = 2
Means = Callable[[str], str]
"""What a heading means, as a key; empty where it means nothing."""


@dataclass(frozen=True)
class Block:
    """The rows of headings: the first and the last by their place among the rows, and by column what they say."""

    first: int
    last: int
    labels: Mapping[int, str]
    named: int  # how many columns mean something
    meanings: int  # how many different things they mean

    @property
    def depth(self) -> int:
        """Return how many rows it has."""
        return self.last - self.first + 1

    @property
    def is_mostly_headings(self) -> bool:
        """Return whether more of it means something than not."""
        return self.named * 2 > len(self.labels)


def headings_of(rows: Sequence[Row], means: Means, fewest: int = FEWEST) -> Block | None:
    """Return where the headings of *rows* stand, ``None`` where too few columns are named.

    The first rows that are headings and name at least half as many columns as any others do: what stands further
    down is a second table, or the same headings again.
    """
    found = [block for place in range(len(rows)) for block in _blocks_at(place, rows, means)]
    best = max((block.meanings for block in found), default=0)
    if max((block.named for block in found), default=0) < fewest:
        return next((block for block in found if block.named == len(block.labels) == 1), None)
    good = [
        block for block in found if block.is_mostly_headings and block.meanings >= best / 2 and block.named >= fewest
    ]
    first = next(iter(good), None) or next(block for block in found if block.meanings == best)
    return _with_rows_below(first, rows, means)


def _blocks_at(last: int, rows: Sequence[Row], means: Means) -> Iterator[Block]:
    """Yield the headings that end in the row *last*: it alone, or with rows above it where these add something."""
    if not any(cell.kind == TEXT for cell in rows[last].cells.values()):
        return
    best = alone = _block(last, last, rows, means)
    for first in range(last - 1, max(last - MOST_DEEP, -1), -1) if last < MOST_ABOVE else ():
        deeper = _block(first, last, rows, means)
        if deeper.meanings > best.meanings and _adds(rows[last], deeper, alone, means):
            best = deeper
    yield best


def _adds(row: Row, deeper: Block, alone: Block, means: Means) -> bool:
    """Return whether a cell of *row* means more with the rows above it: else these are headings by themselves."""
    return any(means(deeper.labels[number]) and deeper.labels[number] != alone.labels[number] for number in row.cells)


def _with_rows_below(block: Block, rows: Sequence[Row], means: Means) -> Block:
    """Return *block* with the rows below it by which more of its columns are named."""
    while block.last + 1 < len(rows) and block.depth < MOST_DEEP:
        deeper = _block(block.first, block.last + 1, rows, means)
        if deeper.meanings <= block.meanings:
            return block
        block = deeper
    return block


def _block(first: int, last: int, rows: Sequence[Row], means: Means) -> Block:
    labels = labels_of(rows[first : last + 1], means)
    keys = [key for label in labels.values() if (key := means(label))]
    return Block(first, last, labels, len(keys), len(set(keys)))


def labels_of(rows: Sequence[Row], means: Means) -> dict[int, str]:
    """Return by column what the heading *rows* say: of a group and a field below it both, where that means something.

    A group stands over its first column and the empty ones behind it, as merged cells are read.
    """
    *above, bottom = rows
    upper = labels_of(above, means) if above else {}
    groups = [_groups(row, [*above[place + 1 :], bottom]) for place, row in enumerate(above)]
    labels = dict(upper)
    for number, cell in bottom.cells.items():
        over = [text for group in groups if (text := _over(number, group))]
        labels[number] = next(filter(means, _joined(over, cell.text)), cell.text)
    return dict(sorted(labels.items()))


def _groups(row: Row, below: Sequence[Row]) -> dict[int, str]:
    """Return the cells of *row* that have a heading below them; an other one ends the group before it."""
    return {
        number: bare(cell.text) if any(number in lower.cells for lower in below) else ""
        for number, cell in row.cells.items()
    }


def _over(number: int, group: Mapping[int, str]) -> str:
    nearest = max((start for start in group if start <= number), default=-1)
    return group.get(nearest, "")


def _joined(over: Sequence[str], text: str) -> Iterator[str]:
    """Yield *text* with all groups over it, with the nearer ones, with one of them, and by itself."""
    below = bare(text)
    chains = [over[place:] for place in range(len(over))] + [[group] for group in over]
    for chain in chains:
        if chain != [below]:
            yield "·".join([*chain, below])
            yield "·".join([*chain, text.strip()])
    yield text
