"""The mark of a solution: a ref that says which submission of a solver to a need is the active one."""

from __future__ import annotations

from forms.inbox.actions import is_active
from forms.inbox.errors import SecondSolutionError
from forms.inbox.layout import BRANCHES, MARKS
from forms.inbox.reading import envelope_at
from forms.inbox.repository import Repository


def holder_of(repository: Repository, mark: str) -> tuple[str, str]:
    """Return the commit that took *mark* last, and its receipt number where that submission is active with it now."""
    commit = repository.commit_named(MARKS + mark)
    receipt = envelope_at(repository, commit).receipt if commit else ""
    tip = repository.commit_named(BRANCHES + receipt) if receipt else ""
    now = envelope_at(repository, tip) if tip else None
    return commit, receipt if now and now.mark == mark and is_active(now) else ""


def mark_for(repository: Repository, mark: str, own: str) -> dict[str, str]:
    """Return the ref of *mark* with the commit it names now, for the submission *own* to take with its branch.

    Taken in the same step as the branch and compared with what it named: of two that come at once, whichever process
    takes them in, one is refused.

    Args:
        mark: empty where there is none to take.
        own: receipt number, empty for a new submission.

    Raises:
        SecondSolutionError: another active solution has it.
    """
    if not mark:
        return {}
    commit, active = holder_of(repository, mark)
    if active not in ("", own):
        raise SecondSolutionError(active)
    return {MARKS + mark: commit}
