"""All texts that a record holds, at any depth, with or without their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from site_builder.languages import CHINESE
from site_builder.model import Struct, Text, Value, Words


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a record by language; one that stands under no language is in both where it is not ASCII."""

    zh: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)


def texts_in(struct: Struct) -> Texts:
    """Return every text of *struct*, other languages beside English, codes and ids beside the languages."""
    texts = Texts()
    for value in struct.values.values():
        _collect(value, texts)
    return texts


def _collect(value: Value, texts: Texts) -> None:
    if isinstance(value, str):
        texts.en.append(value)
        if not value.isascii():
            texts.zh.append(value)
    elif isinstance(value, Text):
        for lang, text in value.items():
            (texts.zh if lang == CHINESE else texts.en).append(text)
    elif isinstance(value, Struct):
        for inner in value.values.values():
            _collect(inner, texts)
    elif isinstance(value, tuple):
        for inner in value:
            _collect(inner, texts)
    elif isinstance(value, Words):
        for lang, words in value.items():
            (texts.zh if lang == CHINESE else texts.en).extend(words)


def placed_texts(value: Value, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield ``(where, text)`` for every text in *value*, a record or anything inside one."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Text):
        yield from ((f"{where}.{lang}", text) for lang, text in value.items())
    elif isinstance(value, Words):
        yield from ((f"{where}.{lang}.{n}", word) for lang, words in value.items() for n, word in enumerate(words))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from placed_texts(item, f"{where}.{number}")
    elif isinstance(value, Struct):
        for name, item in value.values.items():
            yield from placed_texts(item, f"{where}.{name}" if where else name)
