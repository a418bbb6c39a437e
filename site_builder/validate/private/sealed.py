"""The rules over the private folder: run only where it is known, so that the public check never needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from site_builder.compute.ballots import ballot_of
from site_builder.compute.conflicts import root_of
from site_builder.compute.ranking import Ranking, ranking_of, rounded
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import PRIVATE_FOLDER, Catalogue, Record, Schema, Struct
from site_builder.problems import Fact, Problem
from site_builder.records import Contest, Need, Organization, Solution
from site_builder.validate.private.interests import Bodies
from site_builder.validate.private.private import Private, read_private
from site_builder.validate.private.sheets import Judging, check_judging, judging_of
from site_builder.validate.repository import unacknowledged, with_lines
from site_builder.validate.solution.responses import check_responses


def check_sealed(root: Path, folder: Path, catalogue: Catalogue) -> list[Problem]:
    """Return everything wrong between the repository at *root* and the private *folder*; no sealed value is told."""
    private = read_private(folder, catalogue)
    bodies = Bodies.of(catalogue, private)
    problems = [*private.problems, *_references(private, catalogue)]
    for contest in catalogue.all(Contest):
        if judging := judging_of(contest, bodies):
            problems += _contest(judging)
    problems += _solutions(bodies)
    return list(unacknowledged(place(root, folder, problems), catalogue))


def place(root: Path, folder: Path, problems: Iterable[Problem]) -> list[Problem]:
    """Return the *problems* sorted, each at the line of its field in *root* or, where it says so, in *folder*."""
    shown = f"${PRIVATE_FOLDER}/"
    own: list[Problem] = []
    sealed: list[Problem] = []
    for problem in problems:
        (sealed if problem.path.startswith(shown) else own).append(problem)
    stripped = [replace(problem, path=problem.path.removeprefix(shown)) for problem in sealed]
    placed = [replace(problem, path=shown + problem.path) for problem in with_lines(folder, stripped)]
    return sorted([*with_lines(root, own), *placed])


def ranking_in(judging: Judging) -> Ranking:
    """Return the ranking of a contest whose panel and sheets are complete."""
    return ranking_of(ballot_of(judging.rubric, judging.contest, judging.solutions, judging.sheets, judging.panel))


def aggregates_of(ranking: Ranking) -> list[tuple[str, str, int]]:
    """Return what is published of a *ranking*, best first: solution, score out of 100, rank."""
    return [(standing.solution, rounded(standing.score), standing.rank) for standing in ranking.standings]


def _contest(judging: Judging) -> Iterator[Problem]:
    contest = judging.contest
    was_scored = bool(contest.closed_on and (contest.rubric_digest or contest.aggregates))
    found = list(check_judging(judging, is_complete=was_scored))
    yield from found
    found = [problem for problem in found if not problem.is_warning]
    if not was_scored or found or not judging.solutions:
        return
    ranking = ranking_in(judging)
    stored = [(a.solution, rounded(Fraction(a.mean)), a.rank) for a in contest.aggregates]
    if stored and sorted(stored) != sorted(aggregates_of(ranking)):
        yield Problem(contest.path, 0, "aggregates-differ", "aggregates", {"contest": contest.id})
    elif not stored:
        yield from _choice(contest, ranking)


def _choice(contest: Contest, ranking: Ranking) -> Iterator[Problem]:
    """Yield a choice other than rank 1 that nobody answers for, where no aggregates tell the public check (37)."""
    best = ranking.standings[0].solution
    by_owner = contest.decided_by == "owner_on_panel_advice" and contest.reason["zh"]
    if contest.outcome == "selected" and contest.selected != best and not by_owner:
        facts = {"solution": contest.selected or "", "rank": "…"}
        yield Problem(contest.path, 0, "choice-not-first", "selected", facts)


def _solutions(bodies: Bodies) -> Iterator[Problem]:
    catalogue = bodies.catalogue
    parents = {org.id: org.parent for org in catalogue.all(Organization) if org.parent}
    for sealed in bodies.private.solutions.values():
        solution = catalogue.get(Solution, sealed.id)
        need = catalogue.get(Need, solution.need) if solution else None
        if solution is None or need is None:
            continue
        yield from check_responses(sealed, need)
        solver, owner = bodies.solver_of(solution), bodies.owner_of(need)
        if solver and owner and root_of(solver, parents) == root_of(owner, parents):
            yield Problem(sealed.path, 0, "solver-is-owner", "solver", {"solver": "…", "owner": "…"})


def _references(private: Private, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield each id in the private folder that no record has; the id is not repeated."""
    schemas = read_schemas()
    kinds: list[tuple[str, Iterable[Record]]] = [
        ("panel", private.panels.values()),
        ("sheet", (sheet for sheets in private.sheets.values() for sheet in sheets)),
    ]
    for kind, records in kinds:
        for record in records:
            for where, wanted in _unresolved(record, schemas.private[kind], "", catalogue):
                label = schemas.types[wanted].label
                yield Problem(
                    record.path, 0, "unknown-reference", where, {"field": where, "value": "…", "type": label}
                )
    for sealed in private.solutions.values():
        if catalogue.get(Solution, sealed.id) is None:
            label = schemas.types["solution"].label
            facts: dict[str, Fact] = {"field": "id", "value": sealed.id, "type": label}
            yield Problem(sealed.path, 0, "unknown-reference", "id", facts)


def _unresolved(struct: Struct, schema: Schema, prefix: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for name, value in struct.values.items():
        spec, where = schema.fields[name], f"{prefix}{name}"
        items = value if isinstance(value, tuple) else (value,)
        for number, item in enumerate(items):
            place = f"{where}.{number}" if isinstance(value, tuple) else where
            if isinstance(item, Struct):
                yield from _unresolved(item, read_schemas().parts[spec.part], f"{place}.", catalogue)
            elif spec.ref and catalogue.find(spec.ref, str(item)) is None:
                yield place, spec.ref
