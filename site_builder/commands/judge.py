"""``jiebang judge``: sheets, read, rank, publish."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from site_builder.commands.echo import echo
from site_builder.commands.judging import Room, refuse_all
from site_builder.commands.options import date_option, day_of, lang_option, root_option, usage_error
from site_builder.commands.rankings import ranking_json, ranking_text
from site_builder.compute.ballots import ballot_of
from site_builder.compute.ranking import ranking_of
from site_builder.compute.sensitivity import sensitivity_of
from site_builder.load.whole import write_whole
from site_builder.model import Text
from site_builder.problems import Problem
from site_builder.records import Contest, Need
from site_builder.validate.private.sheets import check_judging
from site_builder.worlds import day_of as day_of_record


@click.group()
def judge() -> None:
    """Judge a contest."""


@judge.command()
@root_option
@lang_option
@date_option
@click.argument("contest")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--juror", "jurors", multiple=True)
def sheets(root: Path, lang: str, day: datetime | None, contest: str, output: Path, jurors: tuple[str, ...]) -> None:
    """Write the workbook for the panel."""
    from site_builder.judge.workbook import workbook_of

    room = Room.enter(root, lang, day_of(day))
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
    need = room.catalogue.get(Need, judging.contest.need)
    chosen = jurors or judging.jurors
    workbook_of(judging, need.title if need else Text(), chosen).save(output)
    output.chmod(0o600)
    echo(phrases.fill("judge.written", {"file": output, "jurors": ", ".join(chosen)}))


@judge.command("read")
@root_option
@lang_option
@date_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--juror", metavar="CODE")
@click.option("--replace", "may_replace", is_flag=True)
def take_in(root: Path, lang: str, day: datetime | None, file: Path, juror: str | None, *, may_replace: bool) -> None:
    """Read the scores of a workbook back."""
    from site_builder.judge.scores import faults_of_tabs, marked_tabs, open_workbook, read_tab, replaced_sheets
    from site_builder.judge.sealing import write_sheets

    room = Room.enter(root, lang, day_of(day))
    book = open_workbook(file)
    tabs = marked_tabs(book) if book else []
    if not tabs:
        refuse_all([Problem(file.name, 1, "workbook-unreadable")], room.phrases)
    contest = tabs[0][0].contest
    if room.catalogue.get(Contest, contest) is None or any(mark.contest != contest for mark, _ in tabs):
        refuse_all([Problem(file.name, 1, "workbook-contest-unknown", facts={"contest": contest[:64]})], room.phrases)
    judging = room.judging(contest)
    if problems := sorted(faults_of_tabs(judging, tabs, file.name, juror)):
        refuse_all(problems, room.phrases)
    read = [read_tab(judging, mark, tab, file.name) for mark, tab in tabs]
    if problems := sorted(problem for _, found in read for problem in found):
        refuse_all(problems, room.phrases)
    if not may_replace and (problems := sorted(replaced_sheets(judging, (sheet for sheet, _ in read), file.name))):
        refuse_all(problems, room.phrases)
    on = day_of_record(judging.contest, room.catalogue, day_of(day))
    written = write_sheets(room.folder, judging, (sheet for sheet, _ in read), on)
    place_of = written[0].parent if written else room.folder
    echo(room.phrases.fill("judge.taken_in", {"count": len(written), "folder": place_of}))


@judge.command()
@root_option
@lang_option
@date_option
@click.argument("contest")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def rank(root: Path, lang: str, day: datetime | None, contest: str, form: str) -> None:
    """Print the ranking and how firm it is."""
    room = Room.enter(root, lang, day_of(day))
    judging = room.judging(contest)
    room.refuse(check_judging(judging, is_complete=True))
    ballot = ballot_of(judging.rubric, judging.contest, judging.solutions, judging.sheets, judging.panel)
    ranking, firm = ranking_of(ballot), sensitivity_of(ballot)
    if form == "json":
        echo(ranking_json(contest, ballot, ranking, firm), nl=False)
    else:
        echo(ranking_text(ballot, ranking, firm, room.phrases), nl=False)


@judge.command()
@root_option
@lang_option
@date_option
@click.argument("contest")
def publish(root: Path, lang: str, day: datetime | None, contest: str) -> None:
    """Publish what the rules allow."""
    from site_builder.judge.publishing import published_text, publishes_aggregates

    room = Room.enter(root, lang, day_of(day))
    judging = room.judging(contest)
    has_aggregates = publishes_aggregates(judging)
    room.refuse(check_judging(judging, is_complete=has_aggregates))
    path = root / judging.contest.path
    before = path.read_text(encoding="utf-8")
    after = published_text(before, judging)
    if after == before:
        echo(room.phrases.fill("judge.nothing_new", {"path": judging.contest.path}))
        return
    write_whole(path, after.encode())
    told = ["judge.digest", *(["judge.aggregates"] if has_aggregates else [])]
    what = room.phrases["format.comma"].join(room.phrases[key] for key in told)
    echo(room.phrases.fill("judge.published", {"path": judging.contest.path, "what": what}))
