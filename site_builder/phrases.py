"""The words of the interface and of the messages, one file a language, the same keys in each."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

STRINGS = Path(__file__).parent / "strings"


@dataclass(frozen=True)
class Phrases:
    """All phrases of one language by dotted key: ``need.take_up`` -> ``我来揭榜``."""

    lang: str
    by_key: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """Return the phrase.

        Raises:
            KeyError: no such phrase; a missing phrase is a fault of the program.
        """
        return self.by_key[key]

    def fill(self, key: str, facts: Mapping[str, Any]) -> str:
        """Return the phrase with its ``{names}`` filled from *facts*.

        A fact may itself come in two languages, as ``name_zh`` and ``name_en``; the phrase then says ``{name}``.
        """
        local = {
            name.removesuffix(f"_{self.lang}"): fact for name, fact in facts.items() if name.endswith(f"_{self.lang}")
        }
        return self.by_key[key].format_map({**facts, **local})


@functools.cache
def read_phrases(lang: str) -> Phrases:
    """Return the phrases of *lang* (``zh`` or ``en``) from every file of ``strings/<lang>/``."""
    return Phrases(lang, read_phrases_in(STRINGS / lang))


def read_phrases_in(folder: Path) -> dict[str, str]:
    """Return all phrases in the files of *folder* by dotted key."""
    by_key: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        with path.open(encoding="utf-8") as file:
            by_key.update(_flat(yaml.compose(file, Loader=yaml.CBaseLoader), ""))
    return by_key


def _flat(tree: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in tree.value:
        if isinstance(value, yaml.MappingNode):
            yield from _flat(value, f"{prefix}{key.value}.")
        else:
            yield f"{prefix}{key.value}", value.value
