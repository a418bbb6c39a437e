"""What an action runs for: the file that GitHub, Gitea and Forgejo write, the variables that GitLab sets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forms.forges.errors import HostError
from forms.forges.settings import CodeHost, code_host

LARGEST_EVENT = 4_000_000  # bytes
_SERVER = {"gitlab": ("CI_SERVER_URL", "CI_MERGE_REQUEST_PROJECT_PATH")}
_SERVER_OF_OTHERS = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")  # Gitea and Forgejo set them too


def read_event(file: Path) -> Mapping[str, Any]:
    """Return the event that a code host wrote into *file*.

    Raises:
        HostError: it is no such file.
    """
    try:
        if file.stat().st_size > LARGEST_EVENT:
            raise HostError("event", {"why": f"> {LARGEST_EVENT}"})
        event = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise HostError("event", {"why": type(error).__name__}) from None
    if not isinstance(event, dict):
        raise HostError("event", {"why": "JSON"})
    return event


def word_of(event: Mapping[str, Any], *steps: str) -> str:
    """Return the text that stands at the end of *steps* in *event*, empty where there is none."""
    found: Any = event
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def pushers_in(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the accounts that pushed or started the run, as the host says; empty text for one that it does not name.

    An event of a pull request names its sender; those that we write ourselves have ``pushers``.
    """
    found = event.get("pushers")
    if isinstance(found, list):
        return tuple(one if isinstance(one, str) else "" for one in found)
    return (word_of(event, "sender", "login"),)


def request_event(event: Mapping[str, Any], number: int, author: str) -> dict[str, Any]:
    """Return the event of a pull request in the shape of the others, for a run that another run started.

    Source:
        docs.github.com, "Webhook events and payloads", workflow_run: ``actor`` is who pushed, ``triggering_actor``
        who ran it again.
    """
    pull = {"number": number, "user": {"login": author}, "head": {"sha": word_of(event, "workflow_run", "head_sha")}}
    return {
        "pull_request": pull,
        "pushers": [word_of(event, "workflow_run", who, "login") for who in ("actor", "triggering_actor")],
        "repository": {"default_branch": word_of(event, "repository", "default_branch")},
    }


def merge_request_event(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the event of a pipeline on GitLab in the shape of the others; nothing that its author wrote is in it.

    Source:
        docs.gitlab.com, "Predefined CI/CD variables": the commit of the source branch is told on its own only where
        the pipeline runs on the merged result, and is the checked-out commit where it does not.

    Raises:
        HostError: this is no pipeline of a merge request.
    """
    number = environment.get("CI_MERGE_REQUEST_IID", "")
    head = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or environment.get("CI_COMMIT_SHA", "")
    if not (number.isascii() and number.isdigit() and head):
        raise HostError("no_request")
    base = environment.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
    return {
        "pull_request": {"number": int(number), "head": {"sha": head}},
        "pushers": [environment.get("GITLAB_USER_ID", "")],
        "repository": {"default_branch": base},
    }


def code_host_of_event(kind: str, environment: Mapping[str, str], event: Mapping[str, Any]) -> CodeHost:
    """Return the host on which an action runs for *event*.

    Args:
        kind: one of ``KINDS``.
        environment: as the host sets it.
        event: the event as the host wrote it.

    Raises:
        HostError: something of it is missing.
    """
    server, repository = _SERVER.get(kind, _SERVER_OF_OTHERS)
    base = word_of(event, "repository", "default_branch") or "main"
    return code_host(kind, environment.get(server, ""), environment.get(repository, ""), base)
