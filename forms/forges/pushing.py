"""One commit pushed to one branch of a code host; the token goes by the environment and is printed nowhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from forms.forges.errors import HostError
from forms.forges.settings import TOKEN_VARIABLE, CodeHost
from site_builder.load.git import GitError, git_bytes, network_environment

TIMEOUT = 120  # seconds
_USER_VARIABLE = "JIEBANG_HOST_USER"
# git asks this program for the name and then for the password; it reads both from its environment.
_ASKPASS = f"""#!/bin/sh
case "$1" in
Username*) printf '%s\\n' "${_USER_VARIABLE}" ;;
*) printf '%s\\n' "${TOKEN_VARIABLE}" ;;
esac
"""
_SETTINGS = (
    ("credential.helper", ""),  # nothing is taken from this machine's store, nothing is put into it
    ("http.followRedirects", "false"),  # the token goes to the host that was configured
    ("http.extraHeader", ""),  # what actions/checkout may have left there
)
_TRACES = ("GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF")  # which settings of the machine may turn on too


def push(root: Path, host: CodeHost, user: str, token: str, commit: str, branch: str) -> None:
    """Make *branch* of the host stand at *commit* of the repository in *root*; an empty one deletes the branch.

    The branch is ours alone, so it is moved even where it stood elsewhere.

    Raises:
        HostError: git refused; the message holds no token.
    """
    options = [word for name, value in _SETTINGS for word in ("-c", f"{name}={value}")]
    words = [*options, "push", "--quiet", "--force", host.remote, f"{commit}:refs/heads/{branch}"]
    with tempfile.TemporaryDirectory(prefix="jiebang-push-") as folder:
        askpass = Path(folder) / "askpass"
        askpass.write_text(_ASKPASS, encoding="utf-8")
        askpass.chmod(0o700)
        environment = _environment(os.environ, askpass, user, token)
        try:
            git_bytes(root, *words, environment=environment, seconds=TIMEOUT)
        except GitError as error:
            raise HostError("push", {"why": str(error).replace(token, "***")}) from None


def _environment(given: Mapping[str, str], askpass: Path, user: str, token: str) -> dict[str, str]:
    """Return the environment for git: with the token, without anything that writes down what is sent."""
    return {
        **network_environment(given),
        **dict.fromkeys(_TRACES, "0"),
        "GIT_ASKPASS": str(askpass),
        _USER_VARIABLE: user,
        TOKEN_VARIABLE: token,
    }
