"""The words of the interface and of the messages, one file a language, the same keys in each."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from site_builder.languages import LANGS
from site_builder.languages import STRINGS as STRINGS
from site_builder.model import Text


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
        """Return the phrase with its ``{names}`` filled from *facts*, of a ``Text`` what it says in this language."""
        said = {name: fact[self.lang] if isinstance(fact, Text) else fact for name, fact in facts.items()}
        return self.by_key[key].format_map(said)

    def with_own(self, words: Mapping[str, Text]) -> Phrases:
        """Return the phrases with *words*, an organiser's own by key, in place of the program's."""
        return Phrases(self.lang, {**self.by_key, **{key: text[self.lang] for key, text in words.items() if text}})

    def in_brackets(self, text: str) -> str:
        """Return *text* in brackets, to stand behind a word: ``（中文）`` or `` (Chinese)``."""
        return f"{self['format.open']}{text}{self['format.close']}"


@functools.cache
def read_phrases(lang: str, folders: tuple[Path, ...] = (STRINGS,)) -> Phrases:
    """Return the phrases of *lang* from every file of ``<folder>/<lang>/``.

    Raises:
        ValueError: two files give the same key.
    """
    by_key: dict[str, str] = {}
    for folder in folders:
        for path in sorted((folder / lang).glob("*.yml")):
            for key, phrase in read_phrase_file(path):
                if key in by_key:
                    raise ValueError(f"{path} gives {key} a second time")
                by_key[key] = phrase
    return Phrases(lang, by_key)


def in_each(key: str, facts: Mapping[str, Any]) -> Text:
    """Return what phrase *key* says in each language of the site, filled from *facts*."""
    return Text({lang: read_phrases(lang).fill(key, facts) for lang in LANGS})


def read_phrase_file(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each dotted key in the file at *path* with its phrase."""
    with path.open(encoding="utf-8") as file:
        yield from _flat(yaml.load(file, Loader=yaml.CBaseLoader), "")  # noqa: S506 - makes text only


def _flat(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield dotted keys and phrases; what stands under ``a, b`` belongs to ``a`` and to ``b``."""
    for keys, value in tree.items():
        for key in keys.split(", "):
            if isinstance(value, dict):
                yield from _flat(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", value
