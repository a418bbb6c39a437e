"""Tables on a terminal: columns line up whether they hold Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tabulate

tabulate.PRESERVE_WHITESPACE = True


def table_of(headings: Sequence[str], rows: Iterable[Sequence[object]], align: str = "") -> str:
    """Return *rows* under *headings*, numbers to the right; columns as wide as a terminal shows them (wcwidth).

    Args:
        headings: one a column.
        rows: the cells.
        align: a letter a column, ``l`` or ``r``; the cells then stand as they are written, ``+1.50`` with its sign.
    """
    if align:
        sides = ["right" if side == "r" else "left" for side in align]
        cells = [[str(cell) for cell in row] for row in rows]
        return tabulate.tabulate(
            cells, headers=list(headings), tablefmt="simple", disable_numparse=True, colalign=sides
        )
    return tabulate.tabulate([list(row) for row in rows], headers=list(headings), tablefmt="simple", intfmt=",")
