"""Rubrics and what rests on them: weights that sum to 100, contests scored by the rubric as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.reckon.dockings import rules_of
from site_builder.reckon.ranking import FULL
from site_builder.reckon.rubric import rubric_digest


def check_rubrics(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each rubric that cannot be used, and each contest that it no longer fits (35)."""
    for rules in catalogue.all("rules"):
        if rules["rubric"]:
            yield from _criteria(rules)
        if rules["rubric_rules"]:
            yield from _rubric_rules(rules)
    for contest in catalogue.all("contest"):
        yield from _contest(contest, rules_of(catalogue, contest["edition"]))


def _criteria(rules: Record) -> Iterator[Problem]:
    total = sum(criterion["weight"] for criterion in rules["rubric"])
    if total != FULL:
        yield Problem(rules.path, 0, "weights-not-100", "rubric", {"total": str(total)})
    seen: set[str] = set()
    for number, criterion in enumerate(rules["rubric"]):
        code = criterion["code"]
        if code in seen:
            yield Problem(rules.path, 0, "criterion-twice", f"rubric.{number}.code", {"criterion": code})
        seen.add(code)


def _rubric_rules(rules: Record) -> Iterator[Problem]:
    about = rules["rubric_rules"]
    known = [criterion["code"] for criterion in rules["rubric"]]
    for number, code in enumerate(about["tie_break"]):
        if code not in known:
            facts = {"criterion": code, "known": ", ".join(known)}
            yield Problem(rules.path, 0, "criterion-unknown", f"rubric_rules.tie_break.{number}", facts)
    step = Fraction(about["score_step"] or "1")
    if step <= 0 or about["scale_max"] % step:
        facts = {"step": about["score_step"] or "1", "highest": str(about["scale_max"])}
        yield Problem(rules.path, 0, "step-not-fitting", "rubric_rules.score_step", facts)


def _contest(contest: Record, rules: Record | None) -> Iterator[Problem]:
    if rules is None or rules["rubric_rules"] is None:
        return
    fewest = rules["rubric_rules"]["min_jurors"]
    if contest["panel_size"] < fewest and contest["method"] in ("bipin", "expert_selection"):
        facts = {"count": str(contest["panel_size"]), "fewest": str(fewest)}
        yield Problem(contest.path, 0, "panel-too-small", "panel_size", facts)
    stored = contest["rubric_digest"]
    if stored and stored != rubric_digest(rules):
        yield Problem(contest.path, 0, "rubric-changed", "rubric_digest", {"rules": rules.path})
