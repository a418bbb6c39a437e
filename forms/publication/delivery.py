"""Publication by way of a code host: a branch and a request in place of a merge here."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from forms.forges.delivering import deliver, withdraw
from forms.forges.errors import HostError
from forms.forges.settings import read_code_host, token_in
from forms.publication.branch import Branch
from forms.refusals import DeskError
from site_builder.load.git import git
from site_builder.publish.settings import SettingsError, read_settings

Deliver = Callable[[Branch, str, str], str]
"""Branch, commit, record id -> address of the request that asks to merge the commit; the branch stays where it is."""


Undo = Callable[[Branch, str], None]
"""Branch, receipt -> nothing: its request is closed and its branch removed at the host, where there were any."""


@dataclass(frozen=True)
class Delivery:
    """How a commit gets to a code host, and how it is taken from there again."""

    deliver: Deliver
    undo: Undo


def no_undo(branch: Branch, receipt: str) -> None:
    """Refuse to close a request: no way to do so was given."""
    raise DeskError("host_settings", {"why": "undo"})


def delivery_of(branch: Branch) -> Delivery | None:
    """Return how publications are delivered from the repository of *branch*; ``None``: merged there.

    Raises:
        DeskError: ``mkdocs.yml`` names a code host that cannot be used, or there is no token for it.
    """
    if not (branch.root / "mkdocs.yml").is_file():
        return None
    try:
        host = read_code_host(read_settings(branch.root).mkdocs)
        token = token_in(os.environ) if host else ""
    except (HostError, SettingsError) as error:
        raise _refusal(error) from None
    if host is None:
        return None

    def to_host(branch: Branch, commit: str, record_id: str) -> str:
        receipt = git(branch.root, "show", "-s", "--format=%(trailers:key=Receipt,valueonly)", commit).strip()
        trailers = git(branch.root, "show", "-s", "--format=%b", commit)
        body = "\n".join(f"- {line}" for line in trailers.splitlines() if line.strip())
        try:
            return deliver(branch.root, host, token, commit, f"publish/{receipt}", f"Publish {record_id}", body)
        except HostError as error:
            raise _refusal(error) from None

    def from_host(branch: Branch, receipt: str) -> None:
        try:
            withdraw(branch.root, host, token, f"publish/{receipt}")
        except HostError as error:
            raise _refusal(error) from None

    return Delivery(to_host, from_host)


def _refusal(error: HostError | SettingsError) -> DeskError:
    if isinstance(error, HostError):
        return DeskError(f"host_{error.code}", error.facts)
    return DeskError("host_settings", {"why": str(error)})
