"""The reasons why the desk refuses; their words are under ``desk.refused`` in ``forms/strings``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from site_builder.problems import Fact, Problem


class DeskError(Exception):
    """The desk refuses, nothing was changed; ``code`` is its reason, with *facts* for the words."""

    def __init__(self, code: str, facts: Mapping[str, Fact] | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})
        self.problems = tuple(problems)

    def told(self, name: str) -> str:
        """Return the fact called *name* that is the same in every language, empty where it is none."""
        fact = self.facts.get(name, "")
        return fact if isinstance(fact, str) else ""
