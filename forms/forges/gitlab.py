"""GitLab; a merge request there is what the others call a pull request, a subgroup what they call a team."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from urllib.parse import quote

from forms.forges.host import Comment, RequestState
from forms.forges.rest import Rest
from forms.forges.settings import CodeHost


class GitLab:
    """GitLab, its own or anybody's."""

    git_user = "oauth2"

    def __init__(self, host: CodeHost, token: str) -> None:
        self._host = host
        self.rest = Rest(f"{host.url}/api/v4", {"PRIVATE-TOKEN": token})
        self._path = f"/projects/{quote(host.repository, safe='')}/merge_requests"

    def open_request(self, branch: str) -> str:
        """Return the address of the open merge request for *branch*, empty where there is none.

        A fork may have a branch of the same name.
        """
        asked = {"state": "opened", "source_branch": branch, "target_branch": self._host.base, "per_page": "100"}
        found = self.rest.pages(self._path, asked)
        own = (one for one in found if one.get("source_project_id") == one.get("target_project_id"))
        return next((str(one["web_url"]) for one in own), "")

    def request(self, branch: str, title: str, body: str) -> str:
        """Open a merge request and return its address."""
        asked = {
            "source_branch": branch,
            "target_branch": self._host.base,
            "title": title,
            "description": body,
            "remove_source_branch": True,
        }
        return str(self.rest.send("POST", self._path, asked)["web_url"])

    def standing(self, number: int) -> RequestState | None:
        """Return how the merge request stands, ``None`` where there is none."""
        found = self.rest.get(f"{self._path}/{number}")
        return found and RequestState(str(found["author"]["id"]), found["sha"], found["state"] == "opened")

    def comments(self, number: int) -> Iterator[Comment]:
        """Yield the notes."""
        for one in self.rest.pages(f"{self._path}/{number}/notes", {"per_page": "100"}):
            yield Comment(one["id"], one.get("body") or "", one["author"]["id"] == self._own_account)

    @functools.cached_property
    def _own_account(self) -> int:
        """The account of our token."""
        return int(self.rest.get("/user")["id"])

    def comment(self, number: int, body: str) -> None:
        """Post a note. A line of it that began with ``/`` outside of a code block would be a command to GitLab."""
        self.rest.send("POST", f"{self._path}/{number}/notes", {"body": body})

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """Replace the text of a note."""
        self.rest.send("PUT", f"{self._path}/{number}/notes/{comment}", {"body": body})

    def is_member(self, team: str, account: str) -> bool:
        """Return whether *account*, a number, is in the subgroup *team*.

        Only a membership of its own counts: members of the group above are members of each subgroup too.
        """
        group = quote(f"{self._host.owners}/{team}", safe="")
        found = self.rest.get(f"/groups/{group}/members/{quote(account, safe='')}")
        return bool(found) and found.get("state") == "active"
