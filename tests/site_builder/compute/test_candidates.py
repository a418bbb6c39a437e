"""Who is eligible for which award: small situations with the expected candidates."""

from __future__ import annotations

from datetime import date
from typing import Any

from site_builder.compute.candidates import Candidate, candidates_for
from site_builder.model import Catalogue, Record
from tests.chain import catalogue, docking, line, manager, part, points_rules, record, rules

DAY = date(2026, 11, 22)
SIGNED = date(2026, 8, 4)


def organization(org_id: str, org_type: str = "enterprise", **values: Any) -> Record:
    return record("organization", org_id, org_type=org_type, **values)


def found(known: Catalogue, basis: str, group: dict[str, Any] | None = None, **category: Any) -> list[Candidate]:
    own = part("award_category", code="x", basis=basis, **category)
    return candidates_for(known, known.records["rules"]["e-rules"], part("award_group", **(group or {})), own, DAY)


def told(candidates: list[Candidate]) -> list[tuple[str, dict[str, int]]]:
    return [(one.id, dict(one.figures)) for one in candidates]


def parties(owner: str, solver: str) -> list[dict[str, str]]:
    return [{"role": "need_owner", "org": owner}, {"role": "solver", "org": solver}]


def test_solutions_in_a_state_that_the_rules_name_with_their_contest_and_docking() -> None:
    chosen = record("solution", "s-1", edition="e", need="need-1", status="docked")
    other = record("solution", "s-2", edition="e", need="need-1", status="not_selected")
    contest = record(
        "contest",
        "ct-1",
        edition="e",
        need="need-1",
        selected="s-1",
        aggregates=[{"solution": "s-1", "mean": "81.5", "rank": 2}],
    )
    known = catalogue(rules(points_rules()), chosen, other, contest, docking("dk-1", SIGNED, {}, solution="s-1"))

    assert found(known, "selected_solution", {"solution_statuses": ("selected", "docked")}) == [
        Candidate("solution", "s-1", {"rank": 2}, (("solution", "s-1"), ("contest", "ct-1"), ("docking", "dk-1")))
    ]


def test_managers_come_straight_from_the_ledger() -> None:
    known = catalogue(
        rules(points_rules()), manager("a"), manager("b"), ledger=[line("dk-1", "a", 70), line("dk-2", "b", 140)]
    )

    assert found(known, "points_ledger") == [
        Candidate("person", "b", {"rank": 1, "points": 140, "yuan": 333_333}, (("ledger", "2"),)),
        Candidate("person", "a", {"rank": 2, "points": 70, "yuan": 166_667}, (("ledger", "1"),)),
    ]


def test_owners_by_their_needs_that_were_docked_then_by_their_needs() -> None:
    needs = [
        record("need", "n-1", edition="e", owner="alpha", status="solved"),
        record("need", "n-2", edition="e", owner="beta", status="published"),
        record("need", "n-3", edition="e", owner="beta", status="published"),
        record("need", "n-4", edition="e", owner="gamma", status="approved"),
    ]
    bodies = [organization(name) for name in ("alpha", "beta", "gamma")]
    known = catalogue(rules(points_rules()), *needs, *bodies, docking("dk-1", SIGNED, {}, need="n-1"))

    assert told(found(known, "needs_docked")) == [
        ("alpha", {"dockings": 1, "needs": 1}),
        ("beta", {"dockings": 0, "needs": 2}),
    ]


def test_both_sides_of_a_docking_across_regions_and_only_of_one_that_went_far_enough() -> None:
    bodies = [organization("owner"), organization("solver", "university"), organization("label")]
    near = docking("dk-1", None, {}, stage="negotiating", parties=parties("label", "solver"))
    far = docking("dk-2", SIGNED, {}, parties=parties("owner", "solver"))
    known = catalogue(rules(points_rules()), *bodies, near, far, solver_region="33")

    assert found(known, "cross_region_docking", stage_at_least="intent_signed") == [
        Candidate("organization", "owner", {"dockings": 1}, (("docking", "dk-2"),)),
        Candidate("organization", "solver", {"dockings": 1}, (("docking", "dk-2"),)),
    ]
    assert found(catalogue(rules(points_rules()), *bodies, far), "cross_region_docking") == []


def test_a_body_of_another_kind_or_one_that_is_suspended_is_no_candidate() -> None:
    paused = organization("paused", suspensions=[{"from": DAY, "reason": None}])
    needs = [
        record("need", f"n-{owner}", edition="e", owner=owner, status="published")
        for owner in ("paused", "park", "enterprise")
    ]
    known = catalogue(rules(points_rules()), *needs, paused, organization("park", "park"), organization("enterprise"))

    assert told(found(known, "needs_docked", org_types=("enterprise",))) == [
        ("enterprise", {"dockings": 0, "needs": 1})
    ]


def test_bodies_that_mobilised_owners_or_organised_events() -> None:
    need = record("need", "n-1", edition="e", status="published", mobilized_by="office", collected_by="park")
    held = record("event", "ev-1", edition="e", status="held", organizers=[{"org": "office", "role": "sponsor"}])
    off = record("event", "ev-2", edition="e", status="cancelled", organizers=[{"org": "park", "role": "sponsor"}])
    bodies = [organization("office", "government"), organization("park", "park")]
    known = catalogue(rules(points_rules()), need, held, off, *bodies)

    assert told(found(known, "mobilisation")) == [
        ("office", {"needs": 1, "events": 1}),
        ("park", {"needs": 1, "events": 0}),
    ]


def test_a_category_without_a_basis_has_no_candidates() -> None:
    assert found(catalogue(rules(points_rules())), "") == []
