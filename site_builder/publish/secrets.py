"""What the private folder knows and the site must not tell: owners, jurors, solvers, and what jurors wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.validate.interests import Bodies
from site_builder.validate.owners import names_of
from site_builder.validate.private import Private, read_private
from site_builder.validate.sealed_owners import PRIVATE_FOLDER, SealedOwner

Key = tuple[str, str]
"""Type and id of a record."""

SHORTEST_NAME = 2
OF_A_NEED = ("solution", "contest", "docking")
SHORTEST_TEXT = 8  # characters; shorter remarks are what anybody might write


@dataclass(frozen=True)
class Secrets:
    """Names and texts that may not be told.

    ``everywhere`` and ``sealed`` may stand nowhere: names of owners that are on no record; and names of jurors, of
    solvers and employers that are on no record, and comments on sheets. ``owners`` and ``solvers`` hold names by
    record that may not stand in that record's own file or on its page, but may elsewhere: an organisation on record
    can own one need openly and another anonymously. The owner of a need may not stand in its solutions, contests and
    dockings either.
    """

    everywhere: tuple[str, ...] = ()
    owners: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    sealed: tuple[str, ...] = ()
    solvers: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there is anything to look for."""
        return bool(self.everywhere or self.owners or self.sealed or self.solvers)

    def on_page(self, path: str) -> tuple[str, ...]:
        """Return the owners' names that may not stand on the page at *path* below a language's root."""
        return (*self.everywhere, *self.owners.get(_key_of(path), ()))

    def sealed_on_page(self, path: str) -> tuple[str, ...]:
        """Return what else may not stand on that page."""
        return (*self.sealed, *self.solvers.get(_key_of(path), ()))


def _key_of(path: str) -> Key:
    section, _, rest = path.partition("/")
    return section.removesuffix("s"), rest.partition("/")[0]


def read_secrets(catalogue: Catalogue) -> Secrets:
    """Return what the private folder knows, nothing where there is no folder.

    Raises:
        RuntimeError: a file of the private folder cannot be read; its content is not repeated.
    """
    folder = os.environ.get(PRIVATE_FOLDER)
    if not folder:
        return Secrets()
    private = read_private(Path(folder), catalogue)
    if private.problems:
        raise RuntimeError("\n".join(map(_said, private.problems)))
    bodies = Bodies.of(catalogue, private)
    by_need = {need: _names_on_record(owner.owner, catalogue) for need, owner in private.owners.items()}
    off_record = {name for owner in private.owners.values() for name in _names_off_record(owner, catalogue)}
    sealed = {*_of_panels(bodies), *_of_solvers(bodies), *_comments(private)}
    return Secrets(
        _long_enough(off_record),
        dict(_with_what_rests_on_it(by_need, catalogue)),
        _long_enough(sealed - _public_names(catalogue)),
        _by_solution(bodies),
    )


def _with_what_rests_on_it(
    by_need: Mapping[str, tuple[str, ...]], catalogue: Catalogue
) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for need, names in by_need.items():
        yield ("need", need), names
    for kind in OF_A_NEED:
        for record in catalogue.all(kind):
            if record["need"] in by_need:
                yield (kind, record.id), by_need[record["need"]]


def _said(problem: Problem) -> str:
    return f"the private part {problem.path} cannot be read: {problem.code}, line {problem.line}"


def _long_enough(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if len(name) >= SHORTEST_NAME))


def _names_on_record(body: str, catalogue: Catalogue) -> tuple[str, ...]:
    organization = catalogue.get("organization", body)
    return tuple(name for name in names_of(organization) if len(name) >= SHORTEST_NAME) if organization else ()


def _names_off_record(owner: SealedOwner, catalogue: Catalogue) -> Iterator[str]:
    yield from owner.names
    if owner.owner and catalogue.get("organization", owner.owner) is None:
        yield owner.owner


def _of_panels(bodies: Bodies) -> Iterator[str]:
    """Yield the names of jurors, and of employers that no record names."""
    for panel in bodies.private.panels.values():
        for juror in panel["jurors"]:
            yield juror["name"]
            if juror["employer"] and bodies.is_off_record(juror["employer"]):
                yield juror["employer"]


def _of_solvers(bodies: Bodies) -> Iterator[str]:
    """Yield the names of solvers that no record names and whose solution does not name them."""
    for sealed in bodies.private.solutions.values():
        stub = bodies.catalogue.get("solution", sealed.id)
        is_named = stub and (stub["solver_org"] or stub["public_consent"])
        if sealed["solver"] and not is_named and bodies.is_off_record(sealed["solver"]):
            yield sealed["solver"]


def _by_solution(bodies: Bodies) -> dict[Key, tuple[str, ...]]:
    """Return the names on record of solvers whose solution does not name them."""
    found: dict[Key, tuple[str, ...]] = {}
    for stub in bodies.catalogue.all("solution"):
        if stub["solver_org"] is None and (body := bodies.solver_of(stub)):
            found["solution", stub.id] = _names_on_record(body, bodies.catalogue)
    return found


def _comments(private: Private) -> Iterator[str]:
    """Yield each line of a comment that is long enough to be nobody else's."""
    for sheets in private.sheets.values():
        for sheet in sheets:
            for comment in sheet["comments"]:
                lines = (line.strip() for line in comment["text"].splitlines())
                yield from (line for line in lines if len(line) >= SHORTEST_TEXT)


def _public_names(catalogue: Catalogue) -> set[str]:
    """Return the names of technology managers who agreed to be named: one who sits on a panel stays a manager."""
    names = (manager["name"] for manager in catalogue.all("technology_manager") if manager["public_consent"])
    return {text for name in names for text in (name.zh, name.en) if text}
