"""``jiebang judge``: sheets, read, rank, publish."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click

from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    private_folder,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.commands.rankings import ranking_json, ranking_text
from site_builder.model import Catalogue, Text
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import Problem, render_text
from site_builder.reckon.ballots import ballot_of
from site_builder.reckon.ranking import ranking_of
from site_builder.reckon.sensitivity import sensitivity_of
from site_builder.validate.interests import Bodies
from site_builder.validate.private import read_private
from site_builder.validate.repository import check_repository
from site_builder.validate.sealed import place
from site_builder.validate.sheets import Judging, check_judging, judging_of


@dataclass(frozen=True)
class _Room:
    """Where a command works: repository, private folder, words, records, and what is wrong with them."""

    root: Path
    folder: Path
    phrases: Phrases
    bodies: Bodies
    problems: tuple[Problem, ...]

    @classmethod
    def enter(cls, root: Path, lang: str, day: date) -> _Room:
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
        return self.bodies.catalogue

    def judging(self, contest_id: str) -> Judging:
        """Return the contest with all that it is judged by; refuse one whose records have errors."""
        contest = self.catalogue.get("contest", contest_id)
        if contest is None:
            self.refuse(problem for problem in self.problems if problem.path.endswith(f"/{contest_id}.yml"))
            known = ", ".join(record.id for record in self.catalogue.all("contest")) or "–"
            raise usage_error(self.phrases, "judge.error.no_contest", contest=contest_id, known=known)
        rules = f"content/editions/{contest['edition']}/rules.yml"
        asked = {
            contest.path,
            rules,
            *(f"content/solutions/{contest['edition']}/{s}.yml" for s in contest["solutions"]),
        }
        sealed = (f"/{contest.id}.yml", f"/{contest.id}/")
        self.refuse(
            problem
            for problem in self.problems
            if (problem.path in asked and problem.code not in ("not-in-log", "log-outdated"))
            or (problem.path.startswith("$") and any(part in problem.path for part in sealed))
        )
        judging = judging_of(contest, self.bodies)
        if judging is None:
            raise usage_error(self.phrases, "judge.error.no_rubric", contest=contest.id)
        if judging.panel is None:
            raise usage_error(self.phrases, "judge.error.no_panel", contest=contest.id, edition=contest["edition"])
        return judging

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Print *problems* and exit with 1 where there are any."""
        found = place(self.root, self.folder, set(problems))
        if found:
            _refuse(found, self.phrases)


def _refuse(problems: Sequence[Problem], phrases: Phrases) -> NoReturn:
    click.echo(render_text(problems, phrases), nl=False)
    click.echo(phrases.fill("judge.refused", {"errors": len(problems)}))
    sys.exit(1)


@click.group()
def judge() -> None:
    """Judge a contest: score sheets out and back, the ranking, and what of it is published.

    Panels and score sheets are sealed: they live in the folder that JIEBANG_PRIVATE names, never in the repository.
    """


@judge.command()
@root_option
@lang_option
@date_option
@click.argument("contest")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The workbook to write."
)
@click.option("--juror", "jurors", multiple=True, help="Only a tab for this juror; may be given several times.")
def sheets(root: Path, lang: str, day: datetime | None, contest: str, output: Path, jurors: tuple[str, ...]) -> None:
    """Write the workbook in which the panel of CONTEST scores, a tab a juror."""
    from site_builder.judge.workbook import workbook_of

    room = _Room.enter(root, lang, day_of(day))
    judging = room.judging(contest)
    phrases, name = room.phrases, f"{contest}.xlsx"
    if output.resolve().is_relative_to(root.resolve()):
        raise usage_error(phrases, "judge.error.in_repository", name=name)
    if output.suffix != ".xlsx":
        raise usage_error(phrases, "judge.error.not_xlsx", name=name)
    if output.exists():
        raise usage_error(phrases, "judge.error.exists", file=str(output))
    for juror in jurors:
        if juror not in judging.jurors:
            known = ", ".join(judging.jurors)
            raise usage_error(phrases, "judge.error.no_juror", juror=juror, known=known)
    room.refuse(check_judging(judging, is_complete=False))
    need = room.catalogue.get("need", judging.contest["need"])
    chosen = jurors or judging.jurors
    workbook_of(judging, need["title"] if need else Text(), chosen).save(output)
    output.chmod(0o600)
    click.echo(phrases.fill("judge.written", {"file": output, "jurors": ", ".join(chosen)}))


@judge.command("read")
@root_option
@lang_option
@date_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def take_in(root: Path, lang: str, day: datetime | None, file: Path) -> None:
    """Take the scores of a filled-in workbook FILE back into the private folder.

    Where anything is wrong nothing is written. Exit status: 0 taken in, 1 something is wrong, 2 wrong usage.
    """
    from site_builder.judge.scores import marked_tabs, open_workbook, read_tab
    from site_builder.judge.sealing import write_sheets

    room = _Room.enter(root, lang, day_of(day))
    book = open_workbook(file)
    tabs = marked_tabs(book) if book else {}
    if not tabs:
        _refuse([Problem(file.name, 1, "workbook-unreadable")], room.phrases)
    contest = next(iter(tabs)).contest
    if room.catalogue.get("contest", contest) is None or any(mark.contest != contest for mark in tabs):
        _refuse([Problem(file.name, 1, "workbook-contest-unknown", facts={"contest": contest[:64]})], room.phrases)
    judging = room.judging(contest)
    read = [read_tab(judging, mark, tab, file.name) for mark, tab in tabs.items()]
    if problems := sorted(problem for _, found in read for problem in found):
        _refuse(problems, room.phrases)
    written = write_sheets(room.folder, judging, (sheet for sheet, _ in read), day_of(day))
    place_of = written[0].parent if written else room.folder
    click.echo(room.phrases.fill("judge.taken_in", {"count": len(written), "folder": place_of}))


@judge.command()
@root_option
@lang_option
@date_option
@click.argument("contest")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
def rank(root: Path, lang: str, day: datetime | None, contest: str, form: str) -> None:
    """Print the ranking of CONTEST and how firm it is; nothing is written.

    Exit status: 0 ranked, 1 a sheet is missing or something is wrong with one, 2 wrong usage.
    """
    room = _Room.enter(root, lang, day_of(day))
    judging = room.judging(contest)
    room.refuse(check_judging(judging, is_complete=True))
    ballot = ballot_of(judging.rubric, judging.contest, judging.solutions, judging.sheets, judging.panel)
    ranking, firm = ranking_of(ballot), sensitivity_of(ballot)
    if form == "json":
        click.echo(ranking_json(contest, ballot, ranking, firm), nl=False)
    else:
        click.echo(ranking_text(ballot, ranking, firm, room.phrases), nl=False)


@judge.command()
@root_option
@lang_option
@date_option
@click.argument("contest")
def publish(root: Path, lang: str, day: datetime | None, contest: str) -> None:
    """Write into the public record of CONTEST what the rules allow.

    That is the digest of the rubric and, where the rules publish aggregates and the contest is closed, score and rank
    of each solution; never a name or a single score.
    """
    from site_builder.judge.publishing import published_text, publishes_aggregates

    room = _Room.enter(root, lang, day_of(day))
    judging = room.judging(contest)
    has_aggregates = publishes_aggregates(judging)
    room.refuse(check_judging(judging, is_complete=has_aggregates))
    path = root / judging.contest.path
    before = path.read_text(encoding="utf-8")
    after = published_text(before, judging)
    if after == before:
        click.echo(room.phrases.fill("judge.nothing_new", {"path": judging.contest.path}))
        return
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(after, encoding="utf-8")
    beside.replace(path)
    told = ["judge.digest", *(["judge.aggregates"] if has_aggregates else [])]
    between = "、" if lang == "zh" else ", "
    what = between.join(room.phrases[key] for key in told)
    click.echo(room.phrases.fill("judge.published", {"path": judging.contest.path, "what": what}))
