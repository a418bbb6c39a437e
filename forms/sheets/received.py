"""Good rows into the inbox, each as a submission of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from forms.check.rules import second_solution
from forms.inbox.errors import KeyReusedError, SecondSolutionError
from forms.inbox.store import Inbox
from forms.model import Receipt, Submission
from forms.sheets.check_row import SheetContext
from forms.sheets.claims import Claim
from forms.sheets.importing import ReadFile, ReadTable
from forms.sheets.rows import ReadRow
from forms.submission.receiving import marked, solver_of
from site_builder.problems import Problem


@dataclass(frozen=True)
class Answer:
    """What came of one row: its receipt, or what kept it out at the last.

    ``is_known`` says that it came before; there is only the number then where it became another submission since.
    """

    table: ReadTable
    row: ReadRow
    number: str
    receipt: Receipt | None = None
    problem: Problem | None = None
    is_known: bool = False


def receive(read: ReadFile, context: SheetContext, inbox: Inbox) -> Iterator[Answer]:
    """Yield what came of each good row, in order; each is on disk before the next."""
    for table in read.tables:
        for row in table.rows if not table.is_refused else ():
            if row.is_good and row.submission:
                yield _answer(table, row, marked(row.submission, context.of_form.body, inbox.mark_of), inbox)


def _answer(table: ReadTable, row: ReadRow, submission: Submission, inbox: Inbox) -> Answer:
    before = inbox.receipt_for(row.key)
    try:
        receipt = inbox.receive(submission, row.key)
    except SecondSolutionError as error:  # it came while this file was read
        solver = solver_of(submission.sealed)
        found = second_solution(solver, submission.about, error.receipt)
        return Answer(table, row, "", problem=replace(found, path=table.path, line=row.number, where=""))
    except KeyReusedError:  # the row came before, and what the organisers know of its solver changed since
        return Answer(table, row, before, is_known=True)
    return Answer(table, row, receipt.number, receipt, is_known=bool(before))


def active_in(inbox: Inbox, claim: Claim) -> str:
    """Return the receipt of another active solution of the same solver to the same need, or empty."""
    active = inbox.active_with(inbox.mark_of(claim.need, claim.solver))
    return "" if active == inbox.receipt_for(claim.key) else active
