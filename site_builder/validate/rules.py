"""Every rule over what was read: those of the modules named here, in this order, then the conditions of the schemas.

A rule is a check marked ``@record_rule`` or ``@catalogue_rule`` (``registry.py``) in one of these modules. Whoever
adds a module names it here; file, form, sheet, desk and pull request run what the list holds.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import ModuleType

from site_builder.validate.award import awards, candidates, craftsmanship, eligibility, prizes
from site_builder.validate.conditions import condition_rules
from site_builder.validate.contest import choices, contests, rubrics
from site_builder.validate.docking import amounts, docked, dockings, parties, referrals, regions, verifications
from site_builder.validate.edition import editions, events, news, statistics
from site_builder.validate.every import (
    addresses,
    belonging,
    dates,
    languages,
    links,
    names,
    provenance,
    references,
    states,
    taxonomies,
)
from site_builder.validate.need import budgets, duplicates, indicators, needs, owners, progress, tracks
from site_builder.validate.organization import managers, organizations
from site_builder.validate.points import points, points_rules
from site_builder.validate.registry import RecordRule, Rule
from site_builder.validate.solution import solutions, solvers

MODULES: tuple[ModuleType, ...] = (
    references, addresses, names, states, taxonomies, dates, languages, provenance, needs, tracks, budgets,
    indicators, owners, duplicates, awards, prizes, belonging, solutions, solvers, contests, choices, dockings,
    docked, regions, parties, amounts, verifications, referrals, points_rules, editions, rubrics, events,
    statistics, news, organizations, managers, links, candidates, eligibility, craftsmanship, progress, points,
)  # fmt: skip


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule."""
    return (*(rule for module in MODULES for rule in rules_in(module)), *condition_rules())


def rules_in(module: ModuleType) -> Iterator[Rule]:
    """Yield the rules that *module* holds."""
    yield from (found for found in vars(module).values() if isinstance(found, Rule))


@functools.cache
def rules_of_submissions(kind: str) -> tuple[RecordRule, ...]:
    """Return the rules that a record of type *kind* is held to when it comes in, before it is published."""
    return tuple(
        rule for rule in all_rules() if isinstance(rule, RecordRule) and rule.speaks_of(kind) and not rule.waits_for
    )
