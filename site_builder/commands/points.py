"""``jiebang points``: post, reverse, standings, payout, verify."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from site_builder.commands.checked import checked_or_exit, is_log_behind
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.commands.rows import append_rows
from site_builder.commands.tables import table_of
from site_builder.compute.dockings import rules_of
from site_builder.compute.ledger import FIRST_HASH, linked, row_of
from site_builder.compute.payout import ComputedPayout, payout_of
from site_builder.compute.points import INSTITUTION, MANAGER, Standing, missing_lines, reversals_of, standings
from site_builder.derive.chain.ledger_rows import BENEFICIARIES
from site_builder.load.records import LEDGER_PATH
from site_builder.load.standards.currencies import code_fact
from site_builder.load.whole import write_whole
from site_builder.model import Catalogue, PointsLine, Text
from site_builder.phrases import Phrases, read_phrases
from site_builder.problems import Problem, render_text
from site_builder.records import Payout, PayoutRules, Rules
from site_builder.validate.repository import check_repository
from site_builder.worlds import day_in

LEDGER_HEADER = (
    "# Points ledger: one line a beneficiary of a docking, each with the hash of the line before.\n"
    "# `jiebang points` adds the lines; nothing here is written or changed by hand.\n"
)
BROKEN = frozenset({"ledger-row", "ledger-broken"})
PAYOUT_PATH = "content/editions/{edition}/payout.yml"
edition_option = click.option("--edition")


def is_downstream(problem: Problem) -> bool:
    """Return whether *problem* is about what follows from points: the payout and the awards, or the log's lines."""
    return is_log_behind(problem) or problem.path.startswith("content/awards/") or problem.code.startswith("payout-")


@click.group()
def points() -> None:
    """Post, rank, pay out and verify points."""


def edition_of(
    given: str | None, catalogue: Catalogue, phrases: Phrases, field: str = "points", family: str = "points"
) -> tuple[str, Rules]:
    """Return the edition to work on with its rules: the one *given*, or the only one whose rules have *field*.

    Args:
        family: of the phrases that refuse: ``which_edition``, and ``no_edition`` where there is none.
    """
    known = {
        rules.edition: rules for rules in catalogue.all(Rules) if rules[field] and rules.provenance != "reported"
    }
    if given is None and len(known) == 1:
        return next(iter(known.items()))
    if given is None or given not in known:
        key = f"{family}.which_edition" if known else f"{family}.no_edition"
        raise usage_error(phrases, key, known=", ".join(known))
    return given, known[given]


def name_of(kind: str, record_id: str, catalogue: Catalogue, lang: str) -> str:
    """Return how a beneficiary is called: the name, or the label of a manager who is not named."""
    record = catalogue.find(BENEFICIARIES[kind], record_id)
    if record is None:
        return record_id
    names = (record[name] for name in ("name", "name_label") if name in record)
    return next((name[lang] for name in names if isinstance(name, Text) and name[lang]), record_id)


@points.command()
@root_option
@lang_option
@date_option
@edition_option
def post(root: Path, lang: str, day: datetime | None, edition: str | None) -> None:
    """Write the ledger lines that are due."""
    phrases = read_phrases(lang)
    catalogue = checked_or_exit(root, lang, day_of(day), but=is_downstream).catalogue
    key, _ = edition_of(edition, catalogue, phrases)
    lines = catalogue.ledgers.get(key, ())
    on = day_in(key, catalogue, day_of(day))
    due = [line for line in missing_lines(lines, catalogue, key) if line.on <= on]
    _append(root, key, lines, due, catalogue, phrases)


@points.command()
@root_option
@lang_option
@date_option
@edition_option
@click.option("--docking", required=True)
@click.option("--reason", type=click.Choice(["award_fraud", "correction"]), required=True)
def reverse(root: Path, lang: str, day: datetime | None, edition: str | None, docking: str, reason: str) -> None:
    """Take back the points of a docking."""
    phrases = read_phrases(lang)
    require_repository(root, phrases)
    checked = check_repository(root, day_of(day))  # a line that is wrong is what a correction is for
    if any(problem.code in BROKEN for problem in checked.problems):
        raise usage_error(phrases, "points.broken")
    catalogue = checked.catalogue
    key, _ = edition_of(edition, catalogue, phrases)
    lines = catalogue.ledgers.get(key, ())
    taken_back = reversals_of(lines, docking, reason, day_in(key, catalogue, day_of(day)))
    if not taken_back:
        raise usage_error(phrases, "points.nothing_to_reverse", docking=docking)
    _append(root, key, lines, taken_back, catalogue, phrases)


def _append(
    root: Path,
    edition: str,
    lines: Sequence[PointsLine],
    new: Iterable[PointsLine],
    catalogue: Catalogue,
    phrases: Phrases,
) -> None:
    added = list(linked(lines, new))
    if added:
        append_rows(root / LEDGER_PATH.format(edition=edition), LEDGER_HEADER, map(row_of, added))
        echo(table_of(_headings("line", phrases), [_cells(line, catalogue, phrases.lang) for line in added]))
    facts = {"count": len(added), "edition": edition, "head": _head_of([*lines, *added])}
    echo(phrases.fill("points.posted", facts))


def _head_of(lines: Sequence[PointsLine]) -> str:
    """Return the beginning of the last hash, enough for a person to compare."""
    return (lines[-1].hash if lines else FIRST_HASH)[:12]


def _headings(table: str, phrases: Phrases) -> list[str]:
    return phrases[f"points.columns.{table}"].split(" | ")


def _cells(line: PointsLine, catalogue: Catalogue, lang: str) -> tuple[object, ...]:
    name = name_of(line.beneficiary_type, line.beneficiary, catalogue, lang)
    return line.seq, line.docking, name, line.points, line.rule, line.on


@points.command("standings")
@root_option
@lang_option
@date_option
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]))
@edition_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def show_standings(
    root: Path, lang: str, day: datetime | None, at: datetime | None, edition: str | None, form: str
) -> None:
    """Print the standings on a day."""
    phrases = read_phrases(lang)
    catalogue = checked_or_exit(root, lang, day_of(day), but=is_downstream).catalogue
    key, _ = edition_of(edition, catalogue, phrases)
    on = day_of(at) if at else day_in(key, catalogue, day_of(day))
    lines = catalogue.ledgers.get(key, ())
    found = {kind: standings(lines, kind, on) for kind in (MANAGER, INSTITUTION)}
    if form == "json":
        told = {kind: [_as_json(standing) for standing in own] for kind, own in found.items()}
        echo(json.dumps({"edition": key, "at": on.isoformat(), **told}, ensure_ascii=False, indent=2))
        return
    for kind, own in found.items():
        echo(phrases.fill(f"points.standings_{kind}", {"edition": key, "day": on}))
        rows = [
            (s.rank, name_of(kind, s.beneficiary, catalogue, lang), s.points, s.dockings, s.first_on) for s in own
        ]
        echo(table_of(_headings("standing", phrases), rows) + "\n")


def _as_json(standing: Standing) -> dict[str, object]:
    return {
        "rank": standing.rank,
        "place": standing.place,
        "beneficiary": standing.beneficiary,
        "points": standing.points,
        "dockings": standing.dockings,
        "first_on": standing.first_on.isoformat() if standing.first_on else None,
        "lines": [line.seq for line in standing.lines],
    }


@points.command()
@root_option
@lang_option
@date_option
@edition_option
@click.option("--write", "is_written", is_flag=True)
def payout(root: Path, lang: str, day: datetime | None, edition: str | None, is_written: bool) -> None:
    """Compute the year-end exchange for cash."""
    phrases, today = read_phrases(lang), day_of(day)
    catalogue = checked_or_exit(root, lang, today, but=is_downstream).catalogue
    key, rules = edition_of(edition, catalogue, phrases)
    on = day_in(key, catalogue, today)
    lines = catalogue.ledgers.get(key, ())
    if rules.payout is None or not lines:
        raise usage_error(phrases, "points.no_payout", edition=key)
    found = payout_of(lines, rules.payout, catalogue)
    rows = [(p.rank, name_of(MANAGER, p.manager, catalogue, lang), p.points, p.amount) for p in found.lines]
    money = code_fact(catalogue.codes)
    headings = phrases.fill("points.columns.payout", money).split(" | ")
    echo(table_of(headings, rows))
    facts = {"pool": rules.payout.pool, "rest": found.undistributed, "day": rules.payout.cutoff_on, **money}
    echo(phrases.fill("points.payout_done", facts))
    if is_written:
        cutoff = rules.payout.cutoff_on
        if on <= cutoff:
            raise usage_error(phrases, "points.too_early", day=str(cutoff))
        if any(line.on <= cutoff for line in missing_lines(lines, catalogue, key)):
            raise usage_error(phrases, "points.post_first", day=str(cutoff))
        path = PAYOUT_PATH.format(edition=key)
        write_whole(root / path, payout_text(found, rules, rules.payout, lines[-1].hash).encode())
        echo(phrases.fill("points.payout_written", {"path": path}))


def payout_text(found: ComputedPayout, rules: Rules, paid: PayoutRules, head: str) -> str:
    """Return the payout as the file of its record, always in the same form."""
    example = "example: true\n" if rules.example else ""
    lines = "".join(
        f"  - {{rank: {line.rank}, manager: {line.manager}, points: {line.points}, amount: {line.amount}}}\n"
        for line in found.lines
    )
    return (
        "# Written by `jiebang points payout --write`; never by hand.\n"
        f"id: {rules.edition}-payout\n{example}provenance: submitted\nedition: {rules.edition}\n"
        f"pool: {paid.pool}\ncutoff_on: {paid.cutoff_on}\nmethod: {paid.method}\n"
        f"{'lines:' if lines else ''}\n{lines}".replace("\n\n", "\n")
        + f"undistributed: {found.undistributed}\nledger_head: {head}\nrule_version: {rules.version}\n"
    )


@points.command()
@root_option
@lang_option
@date_option
def verify(root: Path, lang: str, day: datetime | None) -> None:
    """Verify every ledger and every payout."""
    phrases, on = read_phrases(lang), day_of(day)
    checked = checked_or_exit(root, lang, on, but=is_log_behind)  # what cannot be read cannot be verified
    catalogue = checked.catalogue
    unposted = [problem for problem in checked.problems if problem.code == "points-not-posted"]
    if unposted:
        echo(render_text(unposted, phrases), nl=False)
        sys.exit(1)
    if not catalogue.ledgers:
        echo(phrases["points.no_ledgers"])
    for edition, lines in catalogue.ledgers.items():
        own = day_in(edition, catalogue, on)
        echo(phrases.fill("points.verified", _verified_facts(edition, lines, catalogue, own)))


def _verified_facts(edition: str, lines: Sequence[PointsLine], catalogue: Catalogue, day: date) -> dict[str, object]:
    rules = rules_of(catalogue, edition)
    own = [record for record in catalogue.all(Payout) if record.edition == edition]
    return {
        "edition": edition,
        "lines": len(lines),
        "dockings": len({line.docking for line in lines}),
        "managers": len(standings(lines, MANAGER, day)),
        "head": _head_of(lines),
        "payouts": len(own),
        "version": rules.version if rules else "–",
    }
