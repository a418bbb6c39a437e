"""GitHub, and GitHub Enterprise Server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from forms.forges.host import Comment
from forms.forges.pulls import Pulls
from forms.forges.rest import Rest
from forms.forges.settings import CodeHost

VERDICT = "jiebang / records"
"""Name of the status that the base branch has to require."""


@dataclass(frozen=True)
class FoundRequest:
    """An open pull request: its number, and the account that opened it."""

    number: int
    author: str


class GitHub(Pulls):
    """GitHub, and GitHub Enterprise Server."""

    git_user = "x-access-token"

    def __init__(self, host: CodeHost, token: str) -> None:
        address = "https://api.github.com" if host.url == "https://github.com" else f"{host.url}/api/v3"
        headers = {"Accept": "application/vnd.github+json, application/json", "X-GitHub-Api-Version": "2022-11-28"}
        super().__init__(host, Rest(address, {"Authorization": f"Bearer {token}", **headers}))

    def open_request(self, branch: str) -> str:
        """Return the address of the open pull request for *branch*, empty where there is none."""
        asked = {"state": "open", "head": f"{self._host.owner}:{branch}", "base": self._host.base}
        found = self.rest.get(f"{self._path}/pulls", asked)
        return str(found[0]["html_url"]) if found else ""

    def found_at(self, owner: str, branch: str, head: str) -> FoundRequest | None:
        """Return the open pull request that asks to merge the commit *head*, ``None`` where there is none.

        Args:
            owner: of the repository that *branch* is in, which may be a fork.
            branch: its name, as its author chose it.
            head: the commit that a run was started for.
        """
        asked = {"state": "open", "head": f"{owner}:{branch}", "base": self._host.base}
        found = (one for one in self.rest.get(f"{self._path}/pulls", asked) or [] if one["head"]["sha"] == head)
        return next((FoundRequest(int(one["number"]), str(one["user"]["login"])) for one in found), None)

    def state_verdict(self, head: str, is_right: bool, words: str, address: str) -> None:
        """Write beside the commit *head* whether the check found it right, and at which *address* it says more."""
        state = "success" if is_right else "failure"
        told = {"state": state, "context": VERDICT, "description": words[:140], "target_url": address}
        self.rest.send("POST", f"{self._path}/statuses/{head}", told)

    def comments(self, number: int) -> Iterator[Comment]:
        """Yield the comments; those of an action are written by a bot, which nobody else can be."""
        for one in self.rest.pages(f"{self._path}/issues/{number}/comments", {"per_page": "100"}):
            yield Comment(one["id"], one.get("body") or "", (one.get("user") or {}).get("type") == "Bot")

    def is_member(self, team: str, account: str) -> bool:
        """Return whether *account* is in *team* of the organisation; who was only invited is not."""
        owner = quote(self._host.owner, safe="")
        found = self.rest.get(f"/orgs/{owner}/teams/{team}/memberships/{quote(account, safe='')}")
        return bool(found) and found.get("state") == "active"
