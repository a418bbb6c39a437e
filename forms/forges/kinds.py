"""A code host by its kind."""

from __future__ import annotations

from collections.abc import Callable

from forms.forges.gitea import Gitea
from forms.forges.github import GitHub
from forms.forges.gitlab import GitLab
from forms.forges.host import Host
from forms.forges.settings import CodeHost


def host_of(host: CodeHost, token: str) -> Host:
    """Return the code host of that kind."""
    kinds: dict[str, Callable[[CodeHost, str], Host]] = {"github": GitHub, "gitea": Gitea, "gitlab": GitLab}
    return kinds[host.kind](host, token)
