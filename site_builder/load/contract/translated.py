"""What a language that is added still lacks: words of the interface, terms of the schemas, whole files of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from site_builder.languages import ADDED_LANGS, CHINESE, STRINGS
from site_builder.load.contract.terms import TERMS, read_terms
from site_builder.load.trees import files_below
from site_builder.phrases import read_phrase_file

PROJECT = STRINGS.parent.parent
FOLDERS = (STRINGS, PROJECT / "forms" / "strings")


def lacking_words(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the keys that each file of an added language lacks, by its path; none where there is no such file.

    Args:
        root: the repository whose code lists are to be named too.
    """
    lacking: dict[str, tuple[str, ...]] = {}
    for lang in ADDED_LANGS:
        for folder in FOLDERS:
            for name in files_below(folder / CHINESE):
                wanted = _keys_of(folder / CHINESE / name)
                lacking |= _lacking_in(folder / lang / name, wanted)
        named = {f"{TERMS}.{key}" for key, text in read_terms(root).items() if lang not in text}
        lacking |= _lacking_in(STRINGS / lang / f"{TERMS}.yml", named)
    return lacking


def _lacking_in(file: Path, wanted: set[str]) -> Mapping[str, tuple[str, ...]]:
    path = file.relative_to(PROJECT).as_posix()
    if not file.is_file():
        return {path: ()}
    missing = wanted - _keys_of(file)
    return {path: tuple(sorted(missing))} if missing else {}


def _keys_of(file: Path) -> set[str]:
    """Return the keys of a file of phrases; a mail is one whole."""
    return {key for key, _ in read_phrase_file(file)} if file.suffix == ".yml" else set()
