"""The mark of a solution: a ref that says which submission of a solver to a need is the active one."""

from __future__ import annotations

from forms.inbox.actions import is_active
from forms.inbox.errors import SecondSolutionError
from forms.inbox.layout import BRANCHES, MARKS
from forms.inbox.reading import envelope_at
from forms.inbox.repository import Repository


def holder_of(repository: Repository, mark: str) -> str:
    """Return the receipt number of the submission that is active with *mark* now, empty where there is none."""
    commit = repository.commit_named(MARKS + mark)
    receipt = envelope_at(repository, commit).receipt if commit else ""
    tip = repository.commit_named(BRANCHES + receipt) if receipt else ""
    now = envelope_at(repository, tip) if tip else None
    return receipt if now and now.mark == mark and is_active(now) else ""


def mark_for(repository: Repository, mark: str, own: str) -> tuple[str, ...]:
    """Return the ref of *mark*, which the submission *own* takes together with its branch.

    Asked while nobody else writes (see ``Repository.point``): of two solutions that come at once, whichever process
    takes them in, one is refused.

    Args:
        mark: empty where there is none to take.
        own: receipt number, empty for a new submission.

    Raises:
        SecondSolutionError: another active solution has it.
    """
    if not mark:
        return ()
    active = holder_of(repository, mark)
    if active not in ("", own):
        raise SecondSolutionError(active)
    return (MARKS + mark,)
