"""Rubrics and what rests on them: weights that sum to 100, contests scored by the rubric as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.compute.dockings import rules_of
from site_builder.compute.ranking import FULL
from site_builder.compute.rubric import MOST_VALUES, fits_scale, rubric_digest, rubric_of, step_of
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Contest, Rules
from site_builder.validate.registry import Around, catalogue_rule, record_rule

JUDGED = ("bipin", "expert_selection")
"""Methods of a contest by which a panel scores."""


@record_rule("rules")
def check_rubrics(rules: Rules, around: Around) -> Iterator[Problem]:
    """Yield why a rubric cannot be used (35)."""
    return _faults_of(rules)


@catalogue_rule("contest")
def check_scoring(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each contest that the rubric of its edition does not fit; one that cannot be used fits all (35)."""
    faulty = {rules.path for rules in catalogue.all(Rules) if any(_faults_of(rules))}
    for contest in catalogue.all(Contest):
        about = rules_of(catalogue, contest.edition)
        yield from _panel_size(contest, about)
        if about and about.path not in faulty:
            yield from _digest(contest, about)


def _faults_of(rules: Rules) -> Iterator[Problem]:
    yield from _criteria(rules)
    yield from _rubric_rules(rules)


def _criteria(rules: Rules) -> Iterator[Problem]:
    if not rules.rubric:
        return
    total = sum(criterion.weight for criterion in rules.rubric)
    if total != FULL:
        yield Problem(rules.path, 0, "weights-not-100", "rubric", {"total": str(total)})
    seen: set[str] = set()
    for number, criterion in enumerate(rules.rubric):
        code = criterion.code
        if code in seen:
            yield Problem(rules.path, 0, "criterion-twice", f"rubric.{number}.code", {"criterion": code})
        seen.add(code)


def _rubric_rules(rules: Rules) -> Iterator[Problem]:
    about = rules.rubric_rules
    if about is None:
        return
    known = [criterion.code for criterion in rules.rubric]
    for number, code in enumerate(about.tie_break):
        if code not in known:
            facts = {"criterion": code, "known": ", ".join(known)}
            yield Problem(rules.path, 0, "criterion-unknown", f"rubric_rules.tie_break.{number}", facts)
    if not fits_scale(step_of(about), about.scale_max):
        facts = {"step": about.score_step or "1", "highest": str(about.scale_max), "most": str(MOST_VALUES)}
        yield Problem(rules.path, 0, "step-not-fitting", "rubric_rules.score_step", facts)


def _panel_size(contest: Contest, rules: Rules | None) -> Iterator[Problem]:
    if rules is None or rules.rubric_rules is None:
        return
    fewest = rules.rubric_rules.min_jurors
    if contest.panel_size < fewest and contest.method in JUDGED:
        facts = {"count": str(contest.panel_size), "fewest": str(fewest)}
        yield Problem(contest.path, 0, "panel-too-small", "panel_size", facts)


def _digest(contest: Contest, rules: Rules) -> Iterator[Problem]:
    """Yield a contest that was scored by another rubric, or closed without telling by which."""
    stored = contest.rubric_digest
    was_scored = contest.aggregates or (contest.closed_on and contest.method in JUDGED)
    if stored and stored != rubric_digest(rules):
        yield Problem(contest.path, 0, "rubric-changed", "rubric_digest", {"rules": rules.path})
    elif not stored and was_scored and rubric_of(rules) and contest.provenance != "reported":
        yield Problem(contest.path, 0, "rubric-digest-missing", "closed_on", {"contest": contest.id})
