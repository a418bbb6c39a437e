"""Points and payouts against the records: played again and recomputed, the first line that differs named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.dockings import falls_between_versions, rules_of
from site_builder.compute.payout import ComputedLine, ledger_until, recomputed
from site_builder.compute.points import missing_lines
from site_builder.compute.replay import replay
from site_builder.load.contract.states import has_flag
from site_builder.load.records import LEDGER_PATH
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Docking, Payout, Rules
from site_builder.validate.registry import CHAIN, catalogue_rule
from site_builder.worlds import day_in, day_of

CODES = {
    "unknown-docking": "points-unknown-docking",
    "not-earned": "points-not-earned",
    "paid-twice": "points-paid-twice",
    "not-as-computed": "points-not-as-computed",
    "nothing-to-reverse": "points-nothing-to-reverse",
}


@catalogue_rule("payout", rests_on=CHAIN)
def check_points(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each ledger line and each payout that is not what the records give (57 to 62)."""
    for edition, lines in catalogue.ledgers.items():
        path = LEDGER_PATH.format(edition=edition)
        for finding in replay(lines, catalogue, edition):
            facts = {"seq": str(finding.seq), "found": finding.found or "–", "expected": finding.expected or "–"}
            yield Problem(path, lines[finding.seq - 1].row, CODES[finding.reason], "", facts)
        today = day_in(edition, catalogue, day)
        for line in lines:
            if line.on > today:
                yield Problem(path, line.row, "points-in-future", "", {"seq": str(line.seq), "value": str(line.on)})
    for payout in catalogue.all(Payout):
        yield from _payout(payout, catalogue)


@catalogue_rule("docking", rests_on=CHAIN)
def check_posted(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each docking whose points the ledger of its edition lacks on *day*, at its file."""
    for rules in catalogue.all(Rules):
        if not rules.points:
            continue
        edition, today = rules.edition, day_of(rules, catalogue, day)
        due: dict[str, int] = {}
        for line in missing_lines(catalogue.ledgers.get(edition, ()), catalogue, edition):
            if line.on <= today:
                due[line.docking] = due.get(line.docking, 0) + line.points
        for docking, points in due.items():
            path = catalogue.records["docking"][docking].path
            yield Problem(path, 0, "points-not-posted", "stage", {"docking": docking, "points": str(points)})


@catalogue_rule("docking", rests_on=CHAIN)
def check_gaps(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each docking that met a condition of success only while another version of the points rules governed."""
    for docking in catalogue.all(Docking):
        if not has_flag(docking, "terminated") and falls_between_versions(
            docking, rules_of(catalogue, docking.edition)
        ):
            yield Problem(docking.path, 0, "docking-between-rules", "stage", {"docking": docking.id})


def _payout(payout: Payout, catalogue: Catalogue) -> Iterator[Problem]:
    rules = rules_of(catalogue, payout.edition)
    expected = recomputed(payout, catalogue, rules)
    if expected is None or rules is None or rules.payout is None:
        yield Problem(payout.path, 0, "payout-ledger-unknown", "ledger_head", {"head": payout.ledger_head[:12]})
        return
    yield from _later_lines(payout, catalogue)
    rule = rules.payout
    wanted = {
        "pool": rule.pool,
        "cutoff_on": rule.cutoff_on,
        "method": rule.method,
        "undistributed": expected.undistributed,
        "rule_version": rules.version,
    }
    for name, value in wanted.items():
        if payout[name] != value:
            yield _differs(payout, name, payout[name], value)
            return
    written = [ComputedLine(line.rank, line.manager, line.points, line.amount) for line in payout.lines]
    for at in range(max(len(written), len(expected.lines))):
        one = written[at] if at < len(written) else None
        other = expected.lines[at] if at < len(expected.lines) else None
        if one != other:
            yield _differs(payout, f"lines.{at}", _told(one), _told(other))
            return


def _later_lines(payout: Payout, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the first ledger line that counts by the cut-off day and that *payout* leaves out."""
    lines = catalogue.ledgers[payout.edition]
    known = len(ledger_until(lines, payout.ledger_head) or lines)
    for line in lines[known:]:
        if line.on <= payout.cutoff_on:
            facts = {"seq": str(line.seq), "head": payout.ledger_head[:12], "day": str(payout.cutoff_on)}
            yield Problem(payout.path, 0, "payout-outdated", "ledger_head", facts)
            return


def _differs(payout: Payout, where: str, found: object, expected: object) -> Problem:
    facts = {"field": where, "found": str(found), "expected": str(expected)}
    return Problem(payout.path, 0, "payout-not-as-computed", where, facts)


def _told(line: ComputedLine | None) -> str:
    return f"{line.rank}. {line.manager}: {line.points} / {line.amount}" if line else "–"
