"""The role of who opened a request, by the teams of who owns the repository."""

from __future__ import annotations

from forms.forges.host import Host

TEAMS = ("organizer", "exchange_verifier", "session_organizer", "reviewer", "expert")
"""Roles that a team of the same name gives, ``-`` for ``_``; who is in several has the first."""
NOBODY = "visitor"


def role_of(host: Host, account: str) -> str:
    """Return the role of *account*, ``visitor`` where it is in no team.

    Raises:
        HostError: the host did not say.
    """
    return next((role for role in TEAMS if host.is_member(role.replace("_", "-"), account)), NOBODY)
