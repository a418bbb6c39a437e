"""GitHub, Gitea (and Forgejo) and GitLab behind one small protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote

from forms.hosts.rest import Rest
from forms.hosts.settings import CodeHost

PAGES = 20  # of 50 requests; who has more of them open at once should merge some


class Host(Protocol):
    """What is asked of every code host."""

    git_user: str
    """Name that git gives beside the token."""

    rest: Rest

    def open_request(self, branch: str) -> str:
        """Return the address of the open request for *branch*, empty where there is none."""

    def request(self, branch: str, title: str, body: str) -> str:
        """Open a request to merge *branch* and return its address."""


class GitHub:
    """GitHub, and GitHub Enterprise Server."""

    git_user = "x-access-token"

    def __init__(self, host: CodeHost, token: str) -> None:
        self._host = host
        address = "https://api.github.com" if host.url == "https://github.com" else f"{host.url}/api/v3"
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        self.rest = Rest(address, {"Authorization": f"Bearer {token}", **headers})

    def open_request(self, branch: str) -> str:
        """Return the address of the open pull request for *branch*, empty where there is none."""
        asked = {"state": "open", "head": f"{self._host.owner}:{branch}", "base": self._host.base}
        found = self.rest.get(f"/repos/{self._host.repository}/pulls", asked)
        return _first(found, "html_url")

    def request(self, branch: str, title: str, body: str) -> str:
        """Open a pull request and return its address."""
        asked = {"title": title, "head": branch, "base": self._host.base, "body": body}
        return str(self.rest.send("POST", f"/repos/{self._host.repository}/pulls", asked)["html_url"])


class Gitea:
    """Gitea and Forgejo."""

    git_user = "token"

    def __init__(self, host: CodeHost, token: str) -> None:
        self._host = host
        headers = {"Authorization": f"token {token}", "Accept": "application/json"}
        self.rest = Rest(f"{host.url}/api/v1", headers)

    def open_request(self, branch: str) -> str:
        """Return the address of the open pull request for *branch*, empty where there is none.

        The list cannot be asked for one branch, so it is read through.
        """
        for page in range(1, PAGES + 1):
            asked = {"state": "open", "limit": "50", "page": str(page)}
            found = self.rest.get(f"/repos/{self._host.repository}/pulls", asked) or []
            for one in found:
                if self._is_of(one, branch):
                    return str(one["html_url"])
            if not found:
                break
        return ""

    def _is_of(self, one: Any, branch: str) -> bool:
        head, base = one["head"], one["base"]
        is_own = head.get("repo_id") == base.get("repo_id")  # a fork may have a branch of the same name
        return bool(is_own and head["ref"] == branch and base["ref"] == self._host.base)

    def request(self, branch: str, title: str, body: str) -> str:
        """Open a pull request and return its address."""
        asked = {"title": title, "head": branch, "base": self._host.base, "body": body}
        return str(self.rest.send("POST", f"/repos/{self._host.repository}/pulls", asked)["html_url"])


class GitLab:
    """GitLab; what the others call a pull request is a merge request there."""

    git_user = "oauth2"

    def __init__(self, host: CodeHost, token: str) -> None:
        self._host = host
        self.rest = Rest(f"{host.url}/api/v4", {"PRIVATE-TOKEN": token})
        self._path = f"/projects/{quote(host.repository, safe='')}/merge_requests"

    def open_request(self, branch: str) -> str:
        """Return the address of the open merge request for *branch*, empty where there is none."""
        asked = {"state": "opened", "source_branch": branch, "target_branch": self._host.base}
        return _first(self.rest.get(self._path, asked), "web_url")

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


def _first(found: Any, name: str) -> str:
    return str(found[0][name]) if found else ""


def host_of(host: CodeHost, token: str) -> Host:
    """Return the code host of that kind."""
    kinds: dict[str, Callable[[CodeHost, str], Host]] = {"github": GitHub, "gitea": Gitea, "gitlab": GitLab}
    return kinds[host.kind](host, token)
