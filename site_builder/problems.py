"""What is wrong with the data: where, which code, which facts; the words come later, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from site_builder.model import Text
from site_builder.phrases import Phrases
from site_builder.text_forms.shown import in_one_line, with_codes

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


Fact: TypeAlias = str | Text
"""What fills in a ``{name}`` of a message: the same in every language, or a text of each."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong, placed where its author can fix it.

    ``where`` is the dotted path of the field (``indicators.0.value``); ``line`` counts from 1.
    """

    path: str
    line: int
    code: str
    where: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict, compare=False)

    @property
    def is_warning(self) -> bool:
        """Return whether the record's author may acknowledge it instead of fixing it."""
        return self.code in WARNINGS

    def told(self, name: str) -> str:
        """Return the fact called *name* that is the same in every language, empty where it is none."""
        fact = self.facts.get(name, "")
        return fact if isinstance(fact, str) else ""

    def at_line(self, line: int) -> Problem:
        """Return the same problem placed at *line*."""
        return replace(self, line=line)


class InvalidDataError(Exception):
    """The data are wrong in a way that stops the reading of one file."""

    def __init__(self, problem: Problem) -> None:
        """Hold the *problem* that stopped the reading."""
        super().__init__(f"{problem.path}:{problem.line}: {problem.code}")
        self.problem = problem


Audience = Literal["file", "form", "sheet", "desk"]
"""Who reads it: the author of a YAML file, a visitor at a form, whoever fills in a sheet, a reviewer at the desk."""


def say(problem: Problem, audience: Audience, phrases: Phrases) -> str:
    """Return what is wrong and how to fix it, as sentences; raises as ``words_for`` does."""
    what, fix = words_for(problem, audience, phrases)
    end = "" if what.endswith((".", "。", "?", "？")) else phrases["format.stop"]
    return f"{what}{end}{phrases['format.space']}{fix}".rstrip()


def words_for(problem: Problem, audience: Audience, phrases: Phrases) -> tuple[str, str]:
    """Return what is wrong and how to fix it; the second is empty where the first says it all.

    The words for a file stand under the code itself, those for others under their name. A fact ``said_as`` names
    another code whose words are used.

    Raises:
        KeyError: the code has no words for *audience*, or its words name a fact that it does not give.
    """
    code = problem.told("said_as") or problem.code
    place = f"problems.{code}" if audience == "file" else f"problems.{code}.{audience}"
    return phrases.fill(f"{place}.what", problem.facts), phrases.fill(f"{place}.fix", problem.facts)


def _in_file(problems: Iterable[Problem], phrases: Phrases) -> Iterator[tuple[Problem, str, str]]:
    """Yield each problem with what is wrong and how to fix it, in words for the author of the file."""
    for problem in problems:
        yield problem, *words_for(problem, "file", phrases)


def render_text(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return one ``path:line: what [code]`` line a problem, each with an indented line that says how to fix it."""
    return "".join(
        f"{in_one_line(f'{p.path}:{p.line}: {what}')} [{p.code}]\n    {in_one_line(fix)}\n"
        for p, what, fix in _in_file(problems, phrases)
    )


def render_github(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return workflow commands that a GitHub or Gitea runner shows as annotations."""

    def escape(text: str) -> str:
        return with_codes(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def escape_property(text: str) -> str:
        return escape(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::{'warning' if p.is_warning else 'error'} file={escape_property(p.path)},line={p.line},title={p.code}"
        f"::{escape(what)} {escape(fix)}\n"
        for p, what, fix in _in_file(problems, phrases)
    )


def render_json(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return a JSON list of ``{path, line, code, severity, where, what, fix}``."""
    rows = [
        {
            "path": p.path,
            "line": p.line,
            "code": p.code,
            "severity": "warning" if p.is_warning else "error",
            "where": p.where,
            "what": what,
            "fix": fix,
        }
        for p, what, fix in _in_file(problems, phrases)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def render_sarif(problems: Iterable[Problem], phrases: Phrases) -> str:
    """Return a SARIF 2.1.0 log, which code hosts show beside the lines."""
    found = list(problems)
    results = [
        {
            "ruleId": p.code,
            "level": "warning" if p.is_warning else "error",
            "message": {"text": f"{what} {fix}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": p.path},
                        "region": {"startLine": max(p.line, 1)},
                    }
                }
            ],
        }
        for p, what, fix in _in_file(found, phrases)
    ]
    driver = {"name": "jiebang", "rules": [{"id": code} for code in sorted({p.code for p in found})]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


RENDERERS = {"text": render_text, "github": render_github, "json": render_json, "sarif": render_sarif}
