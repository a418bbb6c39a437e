"""Where ``jiebang judge`` works: repository, private folder, words; a contest that may be judged, or a refusal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from site_builder.commands.echo import echo
from site_builder.commands.options import private_folder, require_repository, usage_error
from site_builder.model import PRIVATE_FOLDER, Catalogue
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import Problem, render_text
from site_builder.records import Contest
from site_builder.validate.private.interests import Bodies
from site_builder.validate.private.private import read_private
from site_builder.validate.private.sealed import place
from site_builder.validate.private.sheets import Judging, judging_of
from site_builder.validate.repository import check_repository

FATAL = frozenset(
    "unknown-reference weights-not-100 criterion-twice criterion-unknown step-not-fitting rubric-changed".split()
)
"""Problems of a record that was read, with which a contest is not judged."""


@dataclass(frozen=True)
class Room:
    """Where a command works: repository, private folder, words, records, and what is wrong with them."""

    root: Path
    folder: Path
    phrases: Phrases
    bodies: Bodies
    problems: tuple[Problem, ...]

    @classmethod
    def enter(cls, root: Path, lang: str, day: date) -> Room:
        """Return the room; a repository or a private folder that is not there is wrong usage."""
        phrases = read_phrases(lang)
        require_repository(root, phrases)
        folder = private_folder(phrases)
        if folder is None:
            raise usage_error(phrases, "judge.error.no_private")
        checked = check_repository(root, day)
        private = read_private(folder, checked.catalogue)
        bodies = Bodies.of(checked.catalogue, private)
        return cls(root, folder, phrases, bodies, (*checked.errors, *private.problems))

    @property
    def catalogue(self) -> Catalogue:
        """Return the records of the repository."""
        return self.bodies.catalogue

    def judging(self, contest_id: str) -> Judging:
        """Return the contest with all that it is judged by; refuse one whose records have errors."""
        contest = self.catalogue.get(Contest, contest_id)
        if contest is None:
            self.refuse(problem for problem in self.problems if problem.path.endswith(f"/{contest_id}.yml"))
            known = ", ".join(record.id for record in self.catalogue.all(Contest)) or "–"
            raise usage_error(self.phrases, "judge.error.no_contest", contest=contest_id, known=known)
        self.refuse(self._fatal(contest))
        judging = judging_of(contest, self.bodies)
        if judging is None:
            raise usage_error(self.phrases, "judge.error.no_rubric", contest=contest.id)
        if judging.panel is None:
            raise usage_error(self.phrases, "judge.error.no_panel", contest=contest.id, edition=contest.edition)
        return judging

    def _fatal(self, contest: Contest) -> Iterator[Problem]:
        """Yield each problem that would affect a ranking of *contest*; others may be fixed later."""
        edition, solutions = contest.edition, [f"/{solution}.yml" for solution in contest.solutions]
        rests_on = {contest.path, f"content/editions/{edition}/rules.yml"}
        rests_on |= {f"content/solutions/{edition}{solution}" for solution in solutions}
        read = {
            record.path for kind in ("contest", "rules", "solution") for record in self.catalogue.all_called(kind)
        }
        sealed = (f"/{contest.id}.yml", f"/{contest.id}/", *solutions)
        for problem in self.problems:
            if problem.path.startswith(f"${PRIVATE_FOLDER}/"):
                if any(part in problem.path for part in sealed):
                    yield problem
            elif problem.path in rests_on and (problem.path not in read or problem.code in FATAL):
                yield problem

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Print *problems* and exit with 1 where there are any."""
        found = place(self.root, self.folder, {problem for problem in problems if not problem.is_warning})
        if found:
            refuse_all(found, self.phrases)


def refuse_all(problems: Sequence[Problem], phrases: Phrases) -> NoReturn:
    """Print *problems*, say that nothing was changed, and exit with 1."""
    echo(render_text(problems, phrases), nl=False)
    echo(phrases.fill("judge.refused", {"errors": len(problems)}))
    sys.exit(1)
