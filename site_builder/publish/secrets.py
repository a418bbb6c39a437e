"""What the private folder knows and the site must not tell: owners, jurors, solvers, and what jurors wrote."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from site_builder.model import PRIVATE_FOLDER, Catalogue, Record, is_a
from site_builder.problems import Problem
from site_builder.records import Award, Contest, Docking, Need, Organization, Solution, TechnologyManager
from site_builder.text_forms.names import with_bare_name
from site_builder.validate.need.owners import names_of, own_names
from site_builder.validate.private.interests import Bodies
from site_builder.validate.private.private import Private, read_private
from site_builder.validate.private.sealed_owners import SealedOwner

Key = tuple[str, str]
"""Type and id of a record."""

SHORTEST_NAME = 2
SHORTEST_SETTING = 8  # characters; a password as short as a word would be found in every text
_OURS = "JIEBANG_"
_OPEN_SETTINGS = frozenset(
    f"{_OURS}{name}"
    for name in "ACCOUNT CACHE DESK_URL FREE_MB HOSTS IDENTITY LANG MAIL_FROM MAIL_TO OIDC_CLIENT_ID "
    "OIDC_ISSUER PRIVATE SCAN SECOND_FACTOR TRUSTED_HOPS".split()
)
"""Names of settings that say where something is or who is told; whatever is not named here is secret."""
OF_A_NEED = ("solution", "contest", "docking", "award", "referral", "case")
SHORTEST_TEXT = 8  # characters; shorter remarks are what anybody might write


class UnreadableSecretsError(Exception):
    """A file of the private folder cannot be read; nothing of it is repeated."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the *problems* of the files, placed at their lines."""
        super().__init__(", ".join(f"{problem.path}:{problem.line}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Secrets:
    """Names and texts that may not be told.

    ``everywhere`` and ``sealed`` may stand nowhere: names of owners that are on no record; and names of jurors, of
    solvers and employers that are on no record, and comments on sheets. ``owners`` and ``solvers`` hold names by
    record that may not stand in that record's own file or on its page, but may elsewhere: an organisation on record
    can own one need openly and another anonymously. The owner of a need may not stand in its solutions, contests and
    dockings either. ``settings`` are passwords and tokens that the environment gives the service and the build.
    """

    everywhere: tuple[str, ...] = ()
    owners: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    sealed: tuple[str, ...] = ()
    solvers: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    settings: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to look for."""
        return bool(self.everywhere or self.owners or self.sealed or self.solvers or self.settings)

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
    """Return what the environment and the private folder know; of the latter nothing where there is no folder.

    Raises:
        UnreadableSecretsError: a file of the private folder cannot be read; its content is not repeated.
    """
    folder = os.environ.get(PRIVATE_FOLDER)
    if not folder:
        return Secrets(settings=settings_in(os.environ))
    private = read_private(Path(folder), catalogue)
    if private.problems:
        raise UnreadableSecretsError(private.problems)
    bodies = Bodies.of(catalogue, private)
    by_need = {need: _names_on_record(owner.owner, catalogue) for need, owner in private.owners.items()}
    off_record = {name for owner in private.owners.values() for name in _names_off_record(owner, catalogue)}
    sealed = {*_of_panels(bodies), *_of_solvers(bodies), *_comments(private)}
    return Secrets(
        own_names(sorted(off_record)),
        dict(_with_what_rests_on_it(by_need, catalogue)),
        _long_enough(sealed - _public_names(catalogue)),
        _by_solution(bodies),
        settings_in(os.environ),
    )


def settings_in(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the settings in *environment* keep secret: all of ours but what is known to be open."""
    given = {value for name, value in environment.items() if name.startswith(_OURS) and name not in _OPEN_SETTINGS}
    passwords = {password for value in given if (password := _password_in(value))}
    return tuple(sorted(value for value in {*given, *passwords} if len(value) >= SHORTEST_SETTING))


def _password_in(address: str) -> str:
    try:
        return unquote(urlsplit(address).password or "")
    except ValueError:
        return ""


def _with_what_rests_on_it(
    by_need: Mapping[str, tuple[str, ...]], catalogue: Catalogue
) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for need, names in by_need.items():
        yield ("need", need), names
    for kind in OF_A_NEED:
        for record in catalogue.all_called(kind):
            names = tuple(name for need in sorted(_needs_of(record, catalogue)) for name in by_need.get(need, ()))
            if names:
                yield (kind, record.id), names


def _needs_of(record: Record, catalogue: Catalogue) -> set[str]:
    """Return the needs that *record* names, itself or by a solution, a docking or its evidence."""
    own = {str(record[name]) for name in ("need", "solution", "docking") if name in record}
    if is_a(record, Award):
        own |= {item.id for item in record.evidence if item.id}
    named = (catalogue.find(kind, name) for name in own for kind in ("need", "solution", "docking"))
    return {found.id if is_a(found, Need) else str(found["need"]) for found in named if found}


def _long_enough(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if len(name) >= SHORTEST_NAME))


def _names_on_record(body: str, catalogue: Catalogue) -> tuple[str, ...]:
    organization = catalogue.get(Organization, body)
    return own_names(names_of(organization)) if organization else ()


def _names_off_record(owner: SealedOwner, catalogue: Catalogue) -> Iterator[str]:
    yield from owner.names
    if owner.owner and catalogue.get(Organization, owner.owner) is None:
        yield owner.owner


def _of_panels(bodies: Bodies) -> Iterator[str]:
    """Yield the names of jurors, and of employers that no record names."""
    for panel in bodies.private.panels.values():
        for juror in panel.jurors:
            yield from with_bare_name(juror.name)
            if juror.employer and bodies.is_off_record(juror.employer):
                yield juror.employer


def _of_solvers(bodies: Bodies) -> Iterator[str]:
    """Yield the names of solvers that no record names and whose solution does not name them."""
    for sealed in bodies.private.solutions.values():
        stub = bodies.catalogue.get(Solution, sealed.id)
        is_named = stub and (stub.solver_org or stub.public_consent)
        if sealed.solver and not is_named and bodies.is_off_record(sealed.solver):
            yield sealed.solver


def _by_solution(bodies: Bodies) -> dict[Key, tuple[str, ...]]:
    """Return the names on record of solvers whose solution does not name them, by all that tells of the solution.

    A need, a contest or a docking may name such an organisation for another reason that is public.
    """
    found: dict[Key, dict[str, None]] = {}
    catalogue = bodies.catalogue
    solutions = catalogue.grouped(Solution, "need")
    contests, dockings = catalogue.grouped(Contest, "need"), catalogue.grouped(Docking, "need")
    for stub in catalogue.all(Solution):
        if stub.solver_org or not (body := bodies.solver_of(stub)):
            continue
        names = dict.fromkeys(_names_on_record(body, catalogue))
        found.setdefault(("solution", stub.id), {}).update(names)
        need = catalogue.get(Need, stub.need)
        around = [*contests.get(stub.need, ()), *dockings.get(stub.need, ())]
        beside: list[Need | Solution] = [*solutions[stub.need], *([need] if need else [])]
        open_names = {record.service_institution for record in beside}
        open_names |= {other.solver_org for other in solutions[stub.need]}
        open_names |= {need.owner} if need else set()
        open_names |= {one.host_org for one in contests.get(stub.need, ())}
        if body not in open_names:
            for record in [*([need] if need else []), *around]:
                found.setdefault((record.type, record.id), {}).update(names)
    return {key: tuple(names) for key, names in found.items()}


def _comments(private: Private) -> Iterator[str]:
    """Yield each line of a comment that is long enough to be nobody else's."""
    for sheets in private.sheets.values():
        for sheet in sheets:
            for comment in sheet.comments:
                lines = (line.strip() for line in comment.text.splitlines())
                yield from (line for line in lines if len(line) >= SHORTEST_TEXT)


def _public_names(catalogue: Catalogue) -> set[str]:
    """Return the names of technology managers who agreed to be named: one who sits on a panel stays a manager."""
    names = (manager.name for manager in catalogue.all(TechnologyManager) if manager.public_consent)
    return {text for name in names for text in name.values()}
