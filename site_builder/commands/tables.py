"""Tables on a terminal: columns line up whether they hold Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tabulate

tabulate.PRESERVE_WHITESPACE = True


def table_of(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return *rows* under *headings*, numbers to the right; columns as wide as a terminal shows them (wcwidth)."""
    return tabulate.tabulate([list(row) for row in rows], headers=list(headings), tablefmt="simple", intfmt=",")
