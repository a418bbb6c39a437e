"""What is wrong with the data: where, which code, which facts; the words come later, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from site_builder.phrases import Phrases

WARNINGS = frozenset(
    {
        "deadline-passed",
        "length-ratio",
        "number-not-translated",
        "possible-duplicate",
        "parts-do-not-add-up",
        "link-not-checked",
        "ordinal-unusual",
        "comment-in-value",
        "language-missing",
        "points-not-posted",
        "waiver-without-conflict",
        "docking-between-rules",
    }
)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong, placed where its author can mend it.

    ``where`` is the dotted path of the field (``indicators.0.value``); ``line`` counts from 1.
    """

    path: str
    line: int
    code: str
    where: str = ""
    facts: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def is_warning(self) -> bool:
        """Return whether the record's author may acknowledge it instead of mending it."""
        return self.code in WARNINGS

    def at_line(self, line: int) -> Problem:
        """Return the same problem placed at *line*."""
        return replace(self, line=line)


class InvalidDataError(Exception):
    """The data are wrong in a way that stops the reading of one file."""

    def __init__(self, problem: Problem) -> None:
        """Hold the *problem* that stopped the reading."""
        super().__init__(f"{problem.path}:{problem.line}: {problem.code}")
        self.problem = problem


def say_what(problem: Problem, phrases: Phrases) -> str:
    """Return what is wrong, in the language of *phrases*."""
    return phrases.fill(f"problems.{_said_as(problem, phrases)}.what", problem.facts)


def say_mend(problem: Problem, phrases: Phrases) -> str:
    """Return how to mend it, in the language of *phrases*; empty where what is wrong says so."""
    return phrases.fill(f"problems.{_said_as(problem, phrases)}.mend", problem.facts)


def say(problem: Problem, phrases: Phrases) -> str:
    """Return what is wrong and how to mend it, as sentences."""
    what, mend = say_what(problem, phrases), say_mend(problem, phrases)
    stop, space = ("。", "") if phrases.lang == "zh" else (".", " ")
    end = "" if what.endswith((".", "。", "?", "？")) else stop
    return f"{what}{end}{space}{mend}".rstrip()


def _said_as(problem: Problem, phrases: Phrases) -> str:
    """Return the code whose words are used: the fact ``said_as``, where *phrases* has words for it."""
    other = problem.facts.get("said_as", "")
    return other if f"problems.{other}.what" in phrases.by_key else problem.code


def render_text(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return one ``path:line: what [code]`` line a problem, each with an indented line that says how to mend it."""
    return "".join(
        f"{p.path}:{p.line}: {say_what(p, phrases)} [{p.code}]\n    {say_mend(p, phrases)}\n" for p in problems
    )


def render_github(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return workflow commands that a GitHub or Gitea runner shows as annotations."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def escape_property(text: str) -> str:
        return escape(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::{'warning' if p.is_warning else 'error'} file={escape_property(p.path)},line={p.line},title={p.code}"
        f"::{escape(say_what(p, phrases))} {escape(say_mend(p, phrases))}\n"
        for p in problems
    )


def render_json(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return a JSON list of ``{path, line, code, severity, where, what, mend}``."""
    rows = [
        {
            "path": p.path,
            "line": p.line,
            "code": p.code,
            "severity": "warning" if p.is_warning else "error",
            "where": p.where,
            "what": say_what(p, phrases),
            "mend": say_mend(p, phrases),
        }
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def render_sarif(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return a SARIF 2.1.0 log, which code hosts show beside the lines."""
    found = list(problems)
    results = [
        {
            "ruleId": p.code,
            "level": "warning" if p.is_warning else "error",
            "message": {"text": f"{say_what(p, phrases)} {say_mend(p, phrases)}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": p.path},
                        "region": {"startLine": max(p.line, 1)},
                    }
                }
            ],
        }
        for p in found
    ]
    driver = {"name": "jiebang", "rules": [{"id": code} for code in sorted({p.code for p in found})]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


RENDERERS = {"text": render_text, "github": render_github, "json": render_json, "sarif": render_sarif}
