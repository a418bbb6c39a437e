"""A code host by its kind."""

from __future__ import annotations

from collections.abc import Callable

from forms.hosts.gitea import Gitea
from forms.hosts.github import GitHub
from forms.hosts.gitlab import GitLab
from forms.hosts.host import Host
from forms.hosts.settings import CodeHost


def host_of(host: CodeHost, token: str) -> Host:
    """Return the code host of that kind."""
    kinds: dict[str, Callable[[CodeHost, str], Host]] = {"github": GitHub, "gitea": Gitea, "gitlab": GitLab}
    return kinds[host.kind](host, token)
