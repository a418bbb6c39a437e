"""What is said on a pull request, and who may say what: the answer to its check, and the role of its author."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from forms.hosts.errors import HostError
from forms.hosts.rest import Rest
from forms.phrases import read_form_phrases

MARK = "<!-- jiebang check -->"
MOST = 50  # findings that an answer lists
LONGEST = 60_000  # characters; GitHub takes 65,536
TEAMS = ("organizer", "exchange_verifier", "session_organizer", "reviewer", "expert")
"""Roles that a team of the same name gives, ``-`` for ``_``; who is in several has the first."""
NOBODY = "visitor"
_LANGS = ("zh", "en")


@dataclass(frozen=True)
class Findings:
    """What a check found, in both languages, and the number of the pull request that it says it belongs to."""

    number: int
    by_lang: Mapping[str, Sequence[Mapping[str, Any]]]


def read_findings(folder: Path) -> Findings:
    """Return what a check left in *folder*: ``zh.json``, ``en.json`` and ``number``, maybe by foreign code.

    Raises:
        HostError: it names no pull request.
    """
    try:
        written = (folder / "number").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        written = ""
    if not (written.isdigit() and len(written) <= 9):
        raise HostError("no_request")
    return Findings(int(written), {lang: _findings(folder / f"{lang}.json") for lang in _LANGS})


def _findings(file: Path) -> Sequence[Mapping[str, Any]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ({},)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return ({},)
    return found


def answer_text(findings: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return the answer to a pull request in Markdown, in both languages.

    What was found stands in code blocks, so that no link, image, mention or heading can come of it.
    """
    parts = [MARK, *(_in_language(findings[lang], lang) for lang in _LANGS)]
    return "\n\n".join(parts)[:LONGEST] + "\n"


def _in_language(found: Sequence[Mapping[str, Any]], lang: str) -> str:
    phrases = read_form_phrases(lang)
    heading = f"## {phrases['hosts.comment.heading']}"
    if not found:
        return f"{heading}\n\n{phrases['hosts.comment.clean']}"
    if any("what" not in one for one in found):
        return f"{heading}\n\n{phrases['hosts.comment.broken']}"
    errors = sum(one.get("severity") == "error" for one in found)
    counts = {"errors": str(errors), "warnings": str(len(found) - errors)}
    ordered = sorted(found, key=lambda one: one.get("severity") != "error")
    lines = "\n".join(_line(one, phrases[f"hosts.comment.{_severity(one)}"]) for one in ordered[:MOST])
    lines = lines[: LONGEST // 2 - 2000]
    fence = "`" * max(3, _longest_run(lines) + 1)
    said = f"{heading}\n\n{phrases.fill('hosts.comment.found', counts)}\n\n{fence}text\n{lines}\n{fence}"
    more = len(found) - MOST
    return said if more <= 0 else f"{said}\n\n{phrases.fill('hosts.comment.more', {'count': str(more)})}"


def _severity(one: Mapping[str, Any]) -> str:
    return "error" if one.get("severity") == "error" else "warning"


def _line(one: Mapping[str, Any], severity: str) -> str:
    def word(name: str) -> str:
        return "".join(c for c in " ".join(str(one.get(name, "")).split()) if c.isprintable())[:500]

    return f"{word('path')}:{word('line')}: {severity}: {word('what')} [{word('code')}]\n    {word('mend')}"


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def answer(rest: Rest, repository: str, findings: Findings, head: str) -> None:
    """Post the answer to the pull request that *findings* name, or bring the one posted before up to date.

    Args:
        rest: of GitHub or Gitea, which have this in common.
        repository: ``owner/name``.
        findings: as the unprivileged check left them.
        head: commit that the host says was checked; the pull request has to stand there.

    Raises:
        HostError: the host refused, or the pull request does not stand there.
    """
    found = rest.get(f"/repos/{repository}/pulls/{findings.number}") or {}
    if not head or (found.get("head") or {}).get("sha") != head or found.get("state") != "open":
        raise HostError("not_in_request", {"number": str(findings.number)})
    text = {"body": answer_text(findings.by_lang)}
    comments = f"/repos/{repository}/issues/{findings.number}/comments"
    known = rest.get(comments, {"per_page": "100"}) or []
    ours = [one["id"] for one in known if _is_ours(one)]
    if ours:
        rest.send("PATCH", f"/repos/{repository}/issues/comments/{int(ours[0])}", text)
    else:
        rest.send("POST", comments, text)


def _is_ours(comment: Mapping[str, Any]) -> bool:
    user = comment.get("user") or {}
    return str(comment.get("body", "")).startswith(MARK) and user.get("type") == "Bot"


def role_of(rest: Rest, kind: str, owner: str, account: str) -> str:
    """Return the role of *account* by the teams of the organisation *owner*, ``visitor`` where it is in none.

    Raises:
        HostError: the host did not say.
    """
    member = _on_github if kind == "github" else _on_gitea
    return next((role for role in TEAMS if member(rest, owner, role.replace("_", "-"), account)), NOBODY)


def _on_github(rest: Rest, owner: str, team: str, account: str) -> bool:
    found = rest.get(f"/orgs/{quote(owner, safe='')}/teams/{team}/memberships/{quote(account, safe='')}")
    return bool(found) and found.get("state") == "active"


def _on_gitea(rest: Rest, owner: str, team: str, account: str) -> bool:
    teams = rest.get(f"/orgs/{quote(owner, safe='')}/teams", {"limit": "50"}) or []
    ids = [one["id"] for one in teams if one["name"] == team]
    return bool(ids) and rest.get(f"/teams/{int(ids[0])}/members/{quote(account, safe='')}") is not None
