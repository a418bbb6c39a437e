"""Problems of a submission that no file can have, beside those of the check; each has words in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.model import Field
from site_builder.phrases import Phrases
from site_builder.problems import Fact, Problem, say

FORM = "form"
"""What stands in ``Problem.path``: a submission is no file."""


def problem(code: str, where: str, spec: Field | None = None, **facts: Fact) -> Problem:
    """Return the problem *code* at the dotted path *where*."""
    if spec:
        facts = {"label": spec.label, **facts}
    return Problem(FORM, 1, code, where, {"field": where, **facts})


@dataclass(frozen=True)
class Message:
    """One problem in one language, for a person: what is wrong and what to do, in sentences."""

    where: str
    code: str
    text: str


def messages(problems: Iterable[Problem], phrases: Phrases) -> tuple[Message, ...]:
    """Return *problems* in the language of *phrases*."""
    return tuple(_message(found, phrases) for found in problems)


def _message(found: Problem, phrases: Phrases) -> Message:
    return Message(found.where, found.code, say(found, "form", phrases))
