"""What GitHub and Gitea ask and answer in the same words: pull requests and the comments on them."""

from __future__ import annotations

from forms.forges.host import RequestState
from forms.forges.rest import Rest
from forms.forges.settings import CodeHost


class Pulls:
    """The pull requests of one repository."""

    def __init__(self, host: CodeHost, rest: Rest) -> None:
        self.rest = rest
        self._host = host
        self._path = f"/repos/{host.repository}"

    def request(self, branch: str, title: str, body: str) -> str:
        """Open a pull request and return its address."""
        asked = {"title": title, "head": branch, "base": self._host.base, "body": body}
        return str(self.rest.send("POST", f"{self._path}/pulls", asked)["html_url"])

    def standing(self, number: int) -> RequestState | None:
        """Return how the pull request stands, ``None`` where there is none."""
        found = self.rest.get(f"{self._path}/pulls/{number}")
        return found and RequestState(found["user"]["login"], found["head"]["sha"], found["state"] == "open")

    def comment(self, number: int, body: str) -> None:
        """Post a comment."""
        self.rest.send("POST", f"{self._path}/issues/{number}/comments", {"body": body})

    def edit_comment(self, number: int, comment: int, body: str) -> None:
        """Replace the text of a comment."""
        self.rest.send("PATCH", f"{self._path}/issues/comments/{comment}", {"body": body})
