"""What is asked of every code host, whichever kind it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from forms.forges.rest import Rest


@dataclass(frozen=True)
class RequestState:
    """A request as it stands at the host.

    ``author`` is the account in the words of ``is_member``; ``head`` is the commit that it asks to merge.
    """

    author: str
    head: str
    is_open: bool


@dataclass(frozen=True)
class Comment:
    """A comment on a request; ``is_ours`` where the account of our token wrote it."""

    id: int
    body: str
    is_ours: bool


class Host(Protocol):
    """A code host. What GitLab calls a merge request is a request here, as a pull request is."""

    git_user: str
    """Name that git gives beside the token."""

    rest: Rest

    def open_request(self, branch: str) -> str:
        """Return the address of the open request for *branch*, empty where there is none."""

    def request(self, branch: str, title: str, body: str) -> str:
        """Open a request to merge *branch* and return its address."""

    def standing(self, number: int) -> RequestState | None:
        """Return how the request *number* stands, ``None`` where there is none."""

    def comments(self, number: int) -> Iterator[Comment]:
        """Yield the comments on the request *number*."""

    def comment(self, number: int, body: str) -> None:
        """Post a comment on the request *number*."""

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """Replace the text of a comment of ours."""

    def is_member(self, team: str, account: str) -> bool:
        """Return whether *account* is in *team* of who owns the repository."""
