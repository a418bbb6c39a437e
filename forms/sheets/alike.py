"""Notes about rows that may be the same as a record, an open submission or another row of the file."""

from __future__ import annotations

from collections.abc import Iterator

from forms.duplicates import Finder, described_record, described_tree
from forms.inbox.states import OPEN, is_state
from forms.inbox.store import Inbox
from forms.sheets.importing import ReadFile
from forms.sheets.rows import ReadRow
from site_builder.languages import CHINESE
from site_builder.model import Catalogue
from site_builder.problems import Problem


def alike(read: ReadFile, kind: str, catalogue: Catalogue, inbox: Inbox | None) -> Iterator[tuple[ReadRow, Problem]]:
    """Yield a note for each good row of *read* that may be the same as something else; at most two a row."""
    described = [described_record(record) for record in catalogue.all_called(kind)]
    if inbox:
        for summary in inbox.entries():
            if summary.record == kind and is_state(summary, *OPEN):
                described.append(described_tree(summary.receipt, kind, inbox.read(summary.receipt).public))
    rows = [
        (table, row, described_tree(f"{table.table.name} {row.number}".strip(), kind, row.public))
        for table in read.tables
        for row in table.rows
        if row.is_good and not table.is_refused
    ]
    described += [one for _, _, one in rows]
    titles = {one.id: one.title for one in described}
    finder = Finder(described)
    for table, row, one in rows:
        for like in finder.like(one, most=2):
            title = titles[like.id]
            facts = {
                "other": like.id,
                "title": title.preferring(CHINESE),
                "percent": str(round(like.score * 100)),
                "cell": str(row.number),
            }
            yield row, Problem(table.path, row.number, "sheet-possible-duplicate", "", facts)
