"""All texts that a record holds, at any depth, with or without their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from site_builder.model import Struct, Text, Words


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a record by language; one that stands under no language is in both where it is not ASCII."""

    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)


def texts_in(struct: Struct) -> Texts:
    """Return every text of *struct*, German beside English, codes and ids beside the languages."""
    texts = Texts()
    for value in struct.values.values():
        _collect(value, texts)
    return texts


def _collect(value: Any, texts: Texts) -> None:
    kind = type(value)
    if kind is str:
        texts.en.append(value)
        if not value.isascii():
            texts.zh.append(value)
    elif kind is Text:
        texts.zh.append(value.zh)
        texts.en.append(value.en)
        if value.de:
            texts.en.append(value.de)
    elif kind is Struct:
        for inner in value.values.values():
            _collect(inner, texts)
    elif kind is tuple:
        for inner in value:
            _collect(inner, texts)
    elif kind is Words:
        texts.zh.extend(value.zh)
        texts.en.extend(value.en)


def placed_texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield ``(where, text)`` for every text in *value*, a record or anything inside one."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Text):
        yield from ((f"{where}.{lang}", value[lang]) for lang in ("zh", "en", "de") if value[lang])
    elif isinstance(value, Words):
        yield from ((f"{where}.{lang}.{n}", word) for lang in ("zh", "en") for n, word in enumerate(value[lang]))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from placed_texts(item, f"{where}.{number}")
    elif isinstance(value, Struct):
        for name, item in value.values.items():
            yield from placed_texts(item, f"{where}.{name}" if where else name)
