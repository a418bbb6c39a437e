"""What is said on a pull request: the answer to its check."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forms.forges.errors import HostError
from forms.forges.host import Host
from forms.phrases import read_form_phrases
from site_builder.languages import REQUIRED_LANGS

MARK = "<!-- jiebang check -->"
MOST = 50  # findings that an answer lists
LONGEST = 60_000  # characters; GitHub takes 65,536


@dataclass(frozen=True)
class RequestFindings:
    """What a check found, in both languages, and the number of the pull request that it says it belongs to."""

    number: int
    by_lang: Mapping[str, Sequence[Mapping[str, Any]]]


def read_findings(folder: Path) -> RequestFindings:
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
    return RequestFindings(int(written), {lang: _findings(folder / f"{lang}.json") for lang in REQUIRED_LANGS})


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
    parts = [MARK, *(_in_language(findings[lang], lang) for lang in REQUIRED_LANGS)]
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

    return f"{word('path')}:{word('line')}: {severity}: {word('what')} [{word('code')}]\n    {word('fix')}"


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest


def answer(host: Host, findings: RequestFindings, head: str) -> None:
    """Post the answer to the request that *findings* name, or bring the one posted before up to date.

    Args:
        host: where the request is.
        findings: as the unprivileged check left them.
        head: commit that the host says was checked; the request has to stand there.

    Raises:
        HostError: the host refused, or the request does not stand there.
    """
    found = host.standing(findings.number)
    if found is None or not found.is_open or found.head != head:
        raise HostError("not_in_request", {"number": str(findings.number)})
    text = answer_text(findings.by_lang)
    ours = (one for one in host.comments(findings.number) if one.is_ours and one.body.startswith(MARK))
    if known := next(ours, None):
        host.edit_comment(findings.number, known.id, text)
    else:
        host.comment(findings.number, text)
