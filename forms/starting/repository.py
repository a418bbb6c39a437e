"""A new content repository: written beside its place, checked, committed, and only then put there; or nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from forms.inbox.disk import folder_in_place
from forms.starting.answers import Answers
from forms.starting.filling import files_of
from site_builder.load.git import git
from site_builder.load.records import LOG_PATH
from site_builder.problems import Problem
from site_builder.validate.history.log import LOG_HEADER, Log, missing_entries, row_of
from site_builder.validate.repository import check_repository


class NotEmptyError(Exception):
    """There is something at the place of the new repository."""


class FaultyAnswersError(Exception):
    """What was answered reads well, but records made of it have *problems*."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the *problems*."""
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def start_repository(place: Path, answers: Answers, today: date, message: str) -> None:
    """Write the repository that *answers* ask for to *place*, with one commit of that *message*.

    Raises:
        NotEmptyError: there is something at *place* already.
        FaultyAnswersError: the check finds something in it.
        GitError: git refused.
        OSError: it cannot be written there.
    """
    if not is_free(place):
        raise NotEmptyError(str(place))
    with _folder_for(place) as beside:
        write_files(beside, dict(files_of(answers, today)))
        enter_versions(beside, today)
        if problems := tuple(check_repository(beside, today).errors):
            raise FaultyAnswersError(problems)
        commit_all(beside, message)


@contextmanager
def _folder_for(place: Path) -> Iterator[Path]:
    """Yield a folder whose content stands at *place* at the end, or nothing does; an empty one stays the same folder.

    Who may write to an empty folder that was made for this need not be able to write beside it.
    """
    if not place.exists():
        with folder_in_place(place) as beside:
            yield beside
        return
    within = place / "begun"
    with folder_in_place(within) as beside:
        yield beside
    for child in sorted(within.iterdir(), reverse=True):  # what git knows it by comes last
        child.rename(place / child.name)
    within.rmdir()


def is_free(place: Path) -> bool:
    """Return whether nothing stands at *place*, or an empty folder."""
    return not place.exists() or (place.is_dir() and not any(place.iterdir()))


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write *files*, content by path, below *root*."""
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def enter_versions(root: Path, today: date) -> None:
    """Begin the publication log of *root* with what is published in it."""
    entries = missing_entries(check_repository(root, today).catalogue, Log(), today)
    rows = "".join(f"{row_of(entry)}\n" for entry in entries)
    (root / LOG_PATH).write_text(f"{LOG_HEADER}{rows}", encoding="utf-8")


def commit_all(root: Path, message: str) -> None:
    """Make a git repository of *root* with all its files in one commit."""
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)
