"""What needs and results refer to: organisations, technology managers, events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice

from bank import Tree
from events import events_of
from organizations import manager_of, organization_of
from plan import Plan

FEWEST_ORGANIZATIONS, FEWEST_MANAGERS = 20, 6


@dataclass(frozen=True)
class World:
    """The records that others refer to, by kind."""

    plan: Plan
    organizations: tuple[Tree, ...]
    managers: tuple[Tree, ...]
    events: tuple[Tree, ...]

    def of_type(self, *kinds: str) -> list[Tree]:
        """Return the organisations of *kinds*."""
        return [org for org in self.organizations if org["org_type"] in kinds]

    @cached_property
    def enterprises_by_region(self) -> dict[str, list[Tree]]:
        """Return the enterprises by region."""
        found: dict[str, list[Tree]] = {}
        for org in self.of_type("enterprise"):
            found.setdefault(org["region"], []).append(org)
        return found


def world_of(plan: Plan) -> World:
    """Return everything that the needs and results of *plan* refer to."""
    count = max(FEWEST_ORGANIZATIONS, plan.needs // 10)
    organizations = tuple(organization_of(plan, number) for number in range(count))
    institutions = [org["id"] for org in organizations if org["org_type"] == "service_institution"]
    managers = max(FEWEST_MANAGERS, plan.needs // 50)
    employed = islice(cycle(institutions), managers)
    return World(
        plan,
        organizations,
        tuple(manager_of(plan, number, employer) for number, employer in enumerate(employed)),
        tuple(event for year in plan.years for event in events_of(plan, year)),
    )
