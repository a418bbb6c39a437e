"""The role of whoever has a hand in a request, by the teams of who owns the repository."""

from __future__ import annotations

from collections.abc import Iterable

from forms.forges.host import Host
from site_builder.load.contract.states import read_state_tables

TEAMS = ("organizer", "exchange_verifier", "session_organizer", "reviewer", "expert")
"""Roles that a team of the same name gives, ``-`` for ``_``; who is in several has the first."""
NOBODY = "visitor"


def role_of(host: Host, account: str) -> str:
    """Return the role of *account*, ``visitor`` where it is in no team.

    Raises:
        HostError: the host did not say.
    """
    return next((role for role in TEAMS if host.is_member(role.replace("_", "-"), account)), NOBODY)


def role_of_all(host: Host, accounts: Iterable[str]) -> str:
    """Return the lowest role among *accounts*: who opened a request, who pushed to it, who started its check.

    ``visitor`` where one is not known, or where there is none.

    Raises:
        HostError: the host did not say.
    """
    known = tuple(dict.fromkeys(accounts))
    if not known or not all(known):
        return NOBODY
    lowest = role_of(host, known[0])
    for account in known[1:]:
        lowest = lower_of(lowest, role_of(host, account))
    return lowest


def lower_of(one: str, other: str) -> str:
    """Return that of two roles which may make no move that the other may not; ``visitor`` where each may make some.

    Source: the columns ``who`` of the state tables.
    """
    moves, others = moves_of(one), moves_of(other)
    if one == other or moves <= others:
        return one
    return other if others <= moves else NOBODY


def moves_of(role: str) -> frozenset[tuple[str, str, str]]:
    """Return the moves that *role* may make: table, state before, state after."""
    tables = read_state_tables()
    return frozenset(
        (name, move.start, move.end) for name, table in tables.items() for move in table.moves if role in move.who
    )
