"""Gitea and Forgejo."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from forms.forges.errors import HostError
from forms.forges.host import Comment
from forms.forges.pulls import Pulls
from forms.forges.rest import Rest
from forms.forges.settings import CodeHost

ACTIONS = -2
"""Account under which the token of an action writes, on both; no account of a person has a number below 1."""


class Gitea(Pulls):
    """Gitea and Forgejo."""

    git_user = "token"

    def __init__(self, host: CodeHost, token: str) -> None:
        headers = {"Authorization": f"token {token}", "Accept": "application/json"}
        super().__init__(host, Rest(f"{host.url}/api/v1", headers))

    def open_request(self, branch: str) -> str:
        """Return the address of the open pull request for *branch*, empty where there is none.

        The list cannot be asked for one branch, so it is read through.
        """
        found = self.rest.pages(f"{self._path}/pulls", {"state": "open", "limit": "50"})
        return next((str(one["html_url"]) for one in found if self._is_of(one, branch)), "")

    def _is_of(self, one: Mapping[str, Any], branch: str) -> bool:
        head, base = one["head"], one["base"]
        is_own = head.get("repo_id") == base.get("repo_id")  # a fork may have a branch of the same name
        return bool(is_own and head["ref"] == branch and base["ref"] == self._host.base)

    def comments(self, number: int) -> Iterator[Comment]:
        """Yield the comments, which come all at once."""
        for one in self.rest.get(f"{self._path}/issues/{number}/comments") or []:
            writer = (one.get("user") or {}).get("id")
            yield Comment(one["id"], one.get("body") or "", writer == self._own_account)

    @functools.cached_property
    def _own_account(self) -> int:
        """The account of our token; that of an action may not be asked for."""
        try:
            return int((self.rest.get("/user") or {}).get("id", ACTIONS))
        except HostError as error:
            if error.facts.get("status") in ("401", "403"):
                return ACTIONS
            raise

    def is_member(self, team: str, account: str) -> bool:
        """Return whether *account* is in *team* of the organisation."""
        number = self._teams.get(team)
        return number is not None and self.rest.get(f"/teams/{number}/members/{quote(account, safe='')}") is not None

    @functools.cached_property
    def _teams(self) -> Mapping[str, int]:
        found = self.rest.pages(f"/orgs/{quote(self._host.owner, safe='')}/teams", {"limit": "50"})
        return {str(one["name"]): int(one["id"]) for one in found}
