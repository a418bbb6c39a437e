"""The fourth step: what goes to the inbox, and the mark by which it tells a solver's second solution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from forms.model import Submission, Tree
from forms.submission.completing import Completed
from forms.submission.splitting import split

MarkOf = Callable[[str, str], str]
"""Id of the need and solver -> mark (``Inbox.mark_of``)."""


def submission_of(completed: Completed) -> Submission:
    """Return what the inbox receives of *completed*, which was checked; without a mark yet."""
    sent = completed.sent
    parts = split(completed.tree, sent.form)
    return Submission(
        form=sent.form.name,
        record=sent.form.record,
        language=sent.language,
        channel=sent.channel,
        public=parts.public,
        sealed=parts.sealed,
        attachments=sent.attachments,
        consents=tuple(consent.code for consent in sent.form.consents if consent.code in sent.consents),
        about=sent.about if sent.form.about else "",
        is_practice=sent.is_practice,
    )


def marked(submission: Submission, body: Callable[[str], str], mark_of: MarkOf) -> Submission:
    """Return *submission*, if it is a solution, with the mark of its need and solver.

    Args:
        body: returns the id or the plain form of an organisation's name.
    """
    solver = solver_of(submission.sealed)
    if submission.record != "solution" or not solver:
        return submission
    return replace(submission, mark=mark_of(submission.about, body(solver)))


def solver_of(tree: Tree) -> str:
    """Return the name of the solver as written, empty where there is none."""
    solver = tree.get("solver")
    return solver if isinstance(solver, str) else ""
