"""Panels and score sheets of the private folder: complete, in range, scored by the rubric, free of conflicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from site_builder.compute.ballots import judged_solutions
from site_builder.compute.conflicts import Conflict
from site_builder.compute.dockings import rules_of
from site_builder.compute.rubric import Rubric, rubric_digest, rubric_of, score_fault
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Text
from site_builder.problems import Fact, Problem
from site_builder.records import Contest, Panel, Rules, Sheet, Solution
from site_builder.text_forms.folding import compared
from site_builder.validate.contest.waivers import late_waiver
from site_builder.validate.private.interests import Bodies, conflicts_in


@dataclass(frozen=True)
class Judging:
    """What the sheets of one contest are held against.

    ``conflicts`` are those that no waiver covers, ``waived`` the others; ``digest`` is that of the rubric in force.
    """

    contest: Contest
    rules: Rules
    rubric: Rubric
    digest: str
    solutions: tuple[Solution, ...]
    panel: Panel | None
    sheets: tuple[Sheet, ...]
    conflicts: frozenset[Conflict]
    waived: frozenset[Conflict]

    @property
    def jurors(self) -> tuple[str, ...]:
        """Return the codes of the jurors on the panel."""
        return tuple(juror.code for juror in self.panel.jurors) if self.panel else ()

    def scored_by(self, juror: str) -> tuple[Solution, ...]:
        """Return the solutions that *juror* may score."""
        return tuple(solution for solution in self.solutions if not self.grounds(juror, solution.id))

    def grounds(self, juror: str, solution: str) -> tuple[str, ...]:
        """Return the grounds on which *juror* may not score *solution*."""
        return tuple(sorted(c.ground for c in self.conflicts if (c.juror, c.solution) == (juror, solution)))


def judging_of(contest: Contest, bodies: Bodies) -> Judging | None:
    """Return what the sheets of *contest* are held against, ``None`` where its edition has no rubric."""
    rules = rules_of(bodies.catalogue, contest.edition)
    rubric = rubric_of(rules)
    if rules is None or rubric is None:
        return None
    found = conflicts_in(contest, bodies)
    waivers = {Conflict(waiver.juror, waiver.solution, waiver.ground) for waiver in contest.waivers}
    return Judging(
        contest=contest,
        rules=rules,
        rubric=rubric,
        digest=rubric_digest(rules),
        solutions=judged_solutions(contest, bodies.catalogue),
        panel=bodies.private.panels.get(contest.id),
        sheets=bodies.private.sheets.get(contest.id, ()),
        conflicts=found - waivers,
        waived=found & waivers,
    )


def check_judging(judging: Judging, *, is_complete: bool) -> Iterator[Problem]:
    """Yield everything wrong with panel and sheets of one contest (35, 36); sealed values are never repeated.

    Args:
        judging: the contest.
        is_complete: every juror's sheet has to be there.
    """
    if judging.panel is None:
        if is_complete or judging.sheets:
            yield Problem(judging.contest.path, 0, "panel-missing", "panel_size", {"contest": judging.contest.id})
        return
    yield from _panel(judging, judging.panel)
    if is_complete:
        yield from _enough(judging, judging.panel)
    for sheet in judging.sheets:
        yield from check_sheet(judging, sheet)
    written = {sheet.id for sheet in judging.sheets}
    for number, juror in enumerate(judging.jurors):
        if is_complete and juror not in written and judging.scored_by(juror):
            yield Problem(judging.panel.path, 0, "sheet-missing", f"jurors.{number}.code", {"juror": juror})


def _panel(judging: Judging, panel: Panel) -> Iterator[Problem]:
    count, stated = len(set(judging.jurors)), judging.contest.panel_size
    seen: set[str] = set()
    for number, juror in enumerate(judging.jurors):
        if juror in seen:
            yield Problem(panel.path, 0, "juror-twice", f"jurors.{number}.code", {"juror": juror})
        seen.add(juror)
    named: dict[str, str] = {}
    for number, entry in enumerate(panel.jurors):
        other = named.setdefault(compared(entry.name), entry.code)
        if other != entry.code:
            facts = {"juror": entry.code, "other": other}
            yield Problem(panel.path, 0, "juror-same-name", f"jurors.{number}.name", facts)
    if count != stated:
        facts = {"count": str(count), "stated": str(stated)}
        yield Problem(panel.path, 0, "panel-size-differs", "jurors", facts)
    for number, waiver in enumerate(judging.contest.waivers):
        if waiver.juror not in seen:
            where = f"waivers.{number}.juror"
            yield Problem(judging.contest.path, 0, "juror-unknown", where, {"juror": waiver.juror})
        elif (one := Conflict(waiver.juror, waiver.solution, waiver.ground)) not in judging.waived:
            told: dict[str, Fact] = {"juror": one.juror, "solution": one.solution, "ground": ground_name(one.ground)}
            yield Problem(judging.contest.path, 0, "waiver-without-conflict", f"waivers.{number}", told)
        for sheet in judging.sheets:
            is_scored = any(score.solution == waiver.solution for score in sheet.scores)
            if sheet.id == waiver.juror and is_scored and sheet.scored_on < waiver.on:
                yield late_waiver(judging.contest, number, sheet.scored_on)
    yield from _bids(judging, panel)


def _enough(judging: Judging, panel: Panel) -> Iterator[Problem]:
    """Yield each solution that fewer jurors may score than the rubric asks for."""
    jurors, fewest = set(judging.jurors), judging.rubric.min_jurors
    if len(jurors) < fewest:
        return  # told of the contest
    for solution in judging.solutions:
        count = sum(not judging.grounds(juror, solution.id) for juror in jurors)
        if count < fewest:
            facts = {"solution": solution.id, "count": str(count), "fewest": str(fewest)}
            yield Problem(panel.path, 0, "too-few-scorers", "jurors", facts)


def _bids(judging: Judging, panel: Panel) -> Iterator[Problem]:
    made: set[tuple[int, str]] = set()
    for number, bid in enumerate(panel.bids):
        key = (bid.round, bid.solution)
        if key in made:
            facts = {"round": str(bid.round), "solution": bid.solution}
            yield Problem(panel.path, 0, "bid-twice", f"bids.{number}", facts)
        made.add(key)
    rounds = judging.contest.price_rounds or 0
    if not rounds or not (panel.bids or judging.rubric.price_weight):
        return
    for number in range(1, rounds + 1):
        for solution in judging.solutions:
            if (number, solution.id) not in made:
                facts = {"round": str(number), "solution": solution.id}
                yield Problem(panel.path, 0, "bid-missing", "bids", facts)


def check_sheet(judging: Judging, sheet: Sheet) -> Iterator[Problem]:
    """Yield everything wrong with one *sheet* of the contest."""
    if sheet.id not in judging.jurors:
        yield Problem(sheet.path, 0, "juror-unknown", "id", {"juror": sheet.id})
        return
    if sheet.rubric_digest != judging.digest:
        yield Problem(sheet.path, 0, "rubric-changed", "rubric_digest", {"rules": judging.rules.path})
    first, last = judging.contest.opened_on, judging.contest.closed_on
    if sheet.scored_on < first or (last and sheet.scored_on > last):
        facts = {"juror": sheet.id, "first": first.isoformat(), "last": last.isoformat() if last else "–"}
        yield Problem(sheet.path, 0, "scored-out-of-time", "scored_on", facts)
    wanted = {(s.id, code) for s in judging.solutions for code in judging.rubric.codes}
    given: dict[tuple[str, str], int] = {}
    for number, score in enumerate(sheet.scores):
        key, where = (score.solution, score.criterion), f"scores.{number}"
        told = {"solution": key[0], "criterion": key[1], "juror": sheet.id}
        if key not in wanted:
            yield Problem(sheet.path, 0, "score-unknown", where, told)
        elif key in given:
            yield Problem(sheet.path, 0, "score-twice", where, told)
        else:
            given[key] = number
            facts = {**told, **bounds_of(judging.rubric)}
            if fault := score_fault(Fraction(score.value), judging.rubric):
                yield Problem(sheet.path, 0, fault, f"{where}.value", facts)
    yield from _conflicted(judging, sheet, given)
    yield from _missing(judging, sheet, given)


def bounds_of(rubric: Rubric) -> dict[str, str]:
    """Return the facts that say which scores may be given."""
    return {"highest": str(rubric.scale_max), "step": f"{float(rubric.step):g}"}


def ground_name(ground: str) -> Text:
    """Return the name of a *ground* of conflict."""
    return read_schemas().codes["conflict_ground"][ground].name


def _conflicted(judging: Judging, sheet: Sheet, given: Mapping[tuple[str, str], int]) -> Iterator[Problem]:
    scored: dict[str, int] = {}
    for (solution, _), number in given.items():
        scored.setdefault(solution, number)
    for solution, number in scored.items():
        for ground in judging.grounds(sheet.id, solution):
            facts: dict[str, Fact] = {"juror": sheet.id, "solution": solution, "ground": ground_name(ground)}
            yield Problem(sheet.path, 0, "score-conflicted", f"scores.{number}.solution", facts)


def _missing(judging: Judging, sheet: Sheet, given: Mapping[tuple[str, str], int]) -> Iterator[Problem]:
    for solution in judging.solutions:
        if judging.grounds(sheet.id, solution.id):
            continue
        missing = [code for code in judging.rubric.codes if (solution.id, code) not in given]
        if missing:
            facts = {"juror": sheet.id, "solution": solution.id, "criteria": ", ".join(missing)}
            yield Problem(sheet.path, 0, "score-missing", "scores", facts)
