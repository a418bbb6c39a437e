"""What follows a need: solutions, contests and dockings, so that its status is the one that they bear out."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from bank import Tree
from plan import told
from world import World

COMPARED = 2  # solutions of a contest


def chain_of(world: World, needs: list[Tree]) -> Iterator[tuple[str, Tree]]:
    """Yield path and record of every solution, contest and docking."""
    solvers = solvers_of(world, needs)
    for need in needs:
        solver, edition = solvers[need["id"]], need["edition"]
        if need["status"] == "in_contest":
            stubs = [_stub(need, place, "in_contest", solver) for place in range(1, COMPARED + 1)]
            for stub in stubs:
                yield f"content/solutions/{edition}/{stub['id']}.yml", stub
            contest = _contest(world, need, [stub["id"] for stub in stubs])
            yield f"content/contests/{edition}/{contest['id']}.yml", contest
        elif need["status"] in ("docking", "solved"):
            solution, docking = _chosen(need, solver), _docking(need, solver)
            yield f"content/solutions/{edition}/{solution['id']}.yml", solution
            yield f"content/dockings/{edition}/{docking['id']}.yml", docking


def solvers_of(world: World, needs: list[Tree]) -> dict[str, Tree]:
    """Return the organisation that solves each need, by the id of the need."""
    solvers = world.of_type("university", "research_institute")
    return {need["id"]: solvers[number % len(solvers)] for number, need in enumerate(needs)}


def solution_id(need: Tree, place: int = 1) -> str:
    """Return the id of the solution at *place* to *need*."""
    return f"{need['id']}-p{place:02}"


def points_rules(year: int) -> list[Tree]:
    """Return the points rules by which a docking of *year* succeeds with its contract."""
    return [
        {
            "version": 1,
            "from": f"{year - 1}-07-01",
            "docking_success_requires": "contract_signed",
            "base_points": 100,
            "manager_percent": 70,
            "independent_manager": "institution_share_dropped",
        }
    ]


def _stub(need: Tree, place: int, status: str, solver: Tree) -> Tree:
    ident = solution_id(need, place)
    return {
        "id": ident,
        "provenance": "submitted",
        "edition": need["edition"],
        "need": need["id"],
        "status": status,
        "public_consent": False,
        "solver_type": solver["org_type"],
        "solver_region": solver["region"],
        "country": "CN",
        "received_on": need["published_on"],
        "version": 1,
        "languages": ["zh"],
        "sealed_digests": [f"sha256:{sha256(ident.encode()).hexdigest()}"],
    }


def _chosen(need: Tree, solver: Tree) -> Tree:
    status = "docked" if need["status"] == "solved" else "docking"
    return {
        **_stub(need, 1, status, solver),
        **told(str(need["published_on"])),
        "public_consent": True,
        "solver_org": solver["id"],
        "title": need["title"],
        "public_abstract": need["summary"],
        "trl": "6",
        "ipr_status": "granted",
    }


def _contest(world: World, need: Tree, solutions: list[str]) -> Tree:
    return {
        "id": f"ct-{need['id']}",
        "provenance": "submitted",
        "edition": need["edition"],
        "need": need["id"],
        "method": "bipin",
        "host_org": world.of_type("service_institution")[0]["id"],
        "format": "online",
        "solutions": solutions,
        "panel_size": 5,
        "opened_on": need["published_on"],
    }


def _docking(need: Tree, solver: Tree) -> Tree:
    day = need["published_on"]
    owner: Tree = {"role": "need_owner", "org": need["owner"]} if "owner" in need else {
        "role": "need_owner", "label": need["owner_label"], "org_type": "enterprise",
    }  # fmt: skip
    signed: Tree = {"stage": "negotiating"}
    if need["status"] == "solved":
        signed = {"stage": "contract_signed", "contract_signed_on": str(day), "contract_type": "technical_service"}
    return {
        "id": f"dk-{need['id']}-01",
        **told(str(day)),
        "edition": need["edition"],
        "need": need["id"],
        "solution": solution_id(need),
        **signed,
        "parties": [owner, {"role": "solver", "org": solver["id"]}],
        "proposed_on": day,
        "amount_disclosure": "negotiable",
        "parties_consent": False,
    }
