"""Which code host the repository is on: ``extra.code_host`` of ``mkdocs.yml``, or what an action tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from forms.forges.errors import HostError

KINDS = ("github", "gitea", "gitlab")
TOKEN_VARIABLE = "JIEBANG_HOST_TOKEN"  # noqa: S105 - the name of a variable
_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_BRANCH = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)*")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True)
class CodeHost:
    """Where the repository is.

    Args:
        kind: one of ``KINDS``; Forgejo is ``gitea``.
        url: address of the host without a path of its own: ``https://github.com``.
        repository: ``owner/name``; GitLab knows deeper groups.
        base: branch that requests are opened against.
    """

    kind: str
    url: str
    repository: str
    base: str

    @property
    def remote(self) -> str:
        """Return the address that git pushes to; it holds no name and no token."""
        return f"{self.url}/{self.repository}.git"

    @property
    def owner(self) -> str:
        """Return who owns the repository."""
        return self.repository.partition("/")[0]

    @property
    def owners(self) -> str:
        """Return the group in which the repository stands; on GitLab it may be a deep one."""
        return self.repository.rpartition("/")[0]


def read_code_host(mkdocs: Mapping[str, Any]) -> CodeHost | None:
    """Return the host that the settings of ``mkdocs.yml`` name, ``None`` where they name none.

    Raises:
        HostError: they name one that cannot be.
    """
    found = (mkdocs.get("extra") or {}).get("code_host")
    if not found:
        return None
    if not isinstance(found, Mapping):
        raise HostError("settings", {"why": "code_host"})
    words = {name: str(found.get(name) or "") for name in ("kind", "url", "repository", "base")}
    return code_host(words["kind"], words["url"], words["repository"], words["base"] or "main")


def code_host(kind: str, url: str, repository: str, base: str) -> CodeHost:
    """Return the host made of these words.

    Raises:
        HostError: one of them cannot be; a token may only travel encrypted, but for this machine.
    """
    try:
        address = urlsplit(url.rstrip("/"))
        clean = bool(address.hostname and not address.username and not address.password and not address.query)
        safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _LOOPBACK)
    except ValueError:
        clean = safe = False
    for name, is_right in (
        ("kind", kind in KINDS),
        ("url", clean and safe),
        ("repository", bool(_REPOSITORY.fullmatch(repository)) and ".." not in repository.split("/")),
        ("base", is_branch(base)),
    ):
        if not is_right:
            raise HostError("settings", {"why": name})
    return CodeHost(kind, url.rstrip("/"), repository, base)


def is_branch(name: str) -> bool:
    """Return whether *name* is a branch name that needs no thought anywhere."""
    return bool(_BRANCH.fullmatch(name)) and ".." not in name and not name.endswith((".lock", "."))


def token_in(environment: Mapping[str, str]) -> str:
    """Return the token that the environment holds.

    Raises:
        HostError: it holds none.
    """
    token = environment.get(TOKEN_VARIABLE, "").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise HostError("no_token", {"variable": TOKEN_VARIABLE})
    return token
