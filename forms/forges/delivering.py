"""A commit to a code host: a branch pushed, a request opened once however often it is tried."""

from __future__ import annotations

from pathlib import Path

from forms.forges.errors import HostError, NoAnswerError
from forms.forges.host import Host
from forms.forges.kinds import host_of
from forms.forges.pushing import push
from forms.forges.rest import WAITS
from forms.forges.settings import CodeHost, is_branch

LONGEST_TITLE = 200  # characters; hosts cut at 255
_TAKEN = frozenset({"409", "422"})  # there is one already, in the words of GitHub and Gitea, and of GitLab


def open_request(host: CodeHost, token: str, branch: str) -> str:
    """Return the address of the open request for *branch*, empty where there is none.

    Raises:
        HostError: the host cannot be reached, or refused.
    """
    return host_of(host, token).open_request(branch)


def deliver(root: Path, host: CodeHost, token: str, commit: str, branch: str, title: str, body: str) -> str:
    """Return the address of the request that asks to merge *commit*, by way of *branch*.

    Delivered again, the branch moves to the newer commit and the open request stays.

    Args:
        root: repository that holds *commit*.
        token: may push and open requests.
        title: cut where it is too long, on one line.

    Raises:
        HostError: the host cannot be reached, or refused.
    """
    if not is_branch(branch):
        raise HostError("settings", {"why": "branch"})
    kind = host_of(host, token)
    push(root, host, kind.git_user, token, commit, branch)
    return open_once(kind, branch, " ".join(title.split())[:LONGEST_TITLE], body)


def withdraw(root: Path, host: CodeHost, token: str, branch: str) -> None:
    """Delete *branch* at the host, and with it its open request; there need be neither.

    Each kind of host closes a request whose branch is deleted; it is asked until it says so.

    Raises:
        HostError: the host cannot be reached, refused, or keeps the request open.
    """
    if not is_branch(branch):
        raise HostError("settings", {"why": "branch"})
    kind = host_of(host, token)
    push(root, host, kind.git_user, token, "", branch)
    for wait in (*WAITS, None):
        if not (known := kind.open_request(branch)):
            return
        if wait is not None:
            kind.rest.pause(wait)
    raise HostError("status", {"status": "", "why": known})


def open_once(kind: Host, branch: str, title: str, body: str) -> str:
    """Return the address of the one open request for *branch*, opened now where there was none.

    Raises:
        HostError: the host cannot be reached, or refused.
    """
    for wait in (*WAITS, None):
        if known := kind.open_request(branch):
            return known
        try:
            return kind.request(branch, title, body)
        except NoAnswerError:  # it may be open all the same; the next round looks first
            if wait is None:
                raise
            kind.rest.pause(wait)
        except HostError as error:
            if error.facts.get("status") in _TAKEN and (known := kind.open_request(branch)):
                return known
            raise
    raise AssertionError
