"""Awards together: how many of each category, how much of the pool, one award for one solution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from site_builder.load.contract.states import has_flag
from site_builder.load.standards.currencies import code_fact
from site_builder.model import Catalogue
from site_builder.problems import Fact, Problem
from site_builder.records import Award, Edition
from site_builder.validate.award.awards import Category, categories_of, goes_to_solutions, is_computed
from site_builder.validate.registry import catalogue_rule

Standing = list[tuple[Award, Category]]
"""The awards of one edition and region that were not revoked, each with its category."""


@catalogue_rule("award", "rules")
def check_prizes(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield where the awards of an edition and region break its counts and pools (47, 49, 51)."""
    awards: dict[tuple[str, str], Standing] = {}
    for key, known in categories_of(catalogue).items():
        of_edition = (a for a in catalogue.all(Award) if (a.edition, a.region) == key)
        awards[key] = [
            (a, known[a.category]) for a in of_edition if a.category in known and not has_flag(a, "revoked")
        ]
        edition = catalogue.get(Edition, key[0])
        is_closed = bool(edition and has_flag(edition, "closed") and edition.provenance != "reported")
        yield from _counts(known.values(), awards[key], is_closed)
        money = code_fact(catalogue.codes)
        yield from _pools(known.values(), awards[key], is_closed, money)
        yield from _amounts(awards[key], money)
        yield from _recipients(awards[key])


def _counts(known: Iterable[Category], awards: Standing, is_closed: bool) -> Iterator[Problem]:
    for category in known:
        code, most, least = category.values.code, category.values.count_max, category.values.count_min
        own = [award for award, other in awards if other is category]
        count = sum(award.recipient.count or 1 for award in own)
        if most is not None and count > most:
            facts = {"category": code, "count": str(count), "bound": str(most)}
            yield Problem(own[-1].path, 0, "award-too-many", "category", facts)
        confirmed = sum(award.recipient.count or 1 for award in own if has_flag(award, "after_notice"))
        if is_closed and confirmed < (least or 0):
            facts = {"category": code, "count": str(confirmed), "bound": str(least)}
            yield Problem(category.rules.path, 0, "award-too-few", "award_groups", facts)


def _pools(
    known: Iterable[Category], awards: Standing, is_closed: bool, money: Mapping[str, Fact]
) -> Iterator[Problem]:
    groups = {id(category.group): category for category in known}
    for group_id, category in groups.items():
        pool = category.group.pool
        with_prize = [a for a, other in awards if id(other.group) == group_id and "prize" in a]
        total = sum(award.prize.amount for award in with_prize if award.prize)
        facts = {"group": category.group.code, "sum": str(total), "pool": str(pool), **money}
        if pool and total > pool:
            yield Problem(with_prize[-1].path, 0, "prize-over-pool", "prize", facts)
        elif pool and is_closed and total < pool and not is_computed(category):
            yield Problem(category.rules.path, 0, "prize-below-pool", "award_groups", facts)


def _amounts(awards: Standing, money: Mapping[str, Fact]) -> Iterator[Problem]:
    for award, category in awards:
        if "prize" not in award:
            continue
        expected = category.values.prize_each
        if not category.group.pool and not expected:
            yield Problem(award.path, 0, "honour-with-prize", "prize", {"category": award.category})
        elif expected is not None and award.prize and award.prize.amount != expected:
            facts = {"amount": str(award.prize.amount), "expected": str(expected), **money}
            yield Problem(award.path, 0, "prize-not-as-set", "prize", facts)


def _recipients(awards: Standing) -> Iterator[Problem]:
    """Yield each award to somebody who has one of the same category already; solutions are told apart below (48)."""
    seen: dict[tuple[str, str, str], Award] = {}
    for award, _ in awards:
        recipient = award.recipient
        if recipient.type == "solution":
            continue
        name = recipient.organization or recipient.manager
        if not name and award.provenance != "reported":  # reports often give only "a technology manager"
            name = recipient.label["zh"]
        other = seen.setdefault((award.category, recipient.type, name), award) if name else award
        if other is not award:
            facts = {"recipient": str(name), "category": award.category, "other": other.id}
            yield Problem(award.path, 0, "recipient-twice", "recipient", facts)


@catalogue_rule("award")
def check_awarded_twice(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each solution that has a second solution award in one edition (48).

    Awards known from public reports name no record; there a solution is told by its title and its solver.
    """
    seen: dict[tuple[str, str, str], Award] = {}
    for award in catalogue.all(Award):
        if not goes_to_solutions(award.category, catalogue.codes) or has_flag(award, "revoked"):
            continue
        solution, title = award.solution, award.solution_title["zh"]
        key = (award.edition, solution or title, "" if solution else award.recipient.organization or "")
        other = seen.setdefault(key, award) if solution or title else award
        if other is not award:
            facts = {"solution": solution or title, "other": other.id}
            yield Problem(
                award.path, 0, "solution-awarded-twice", "solution" if solution else "solution_title", facts
            )
