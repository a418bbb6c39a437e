"""Begins a language: ``python -m site_builder.load.contract.new_language de`` copies the English words.

A second argument is the repository whose code lists are to be named too; by default the current folder.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from site_builder.languages import ENGLISH, STRINGS, Lang, locale_of
from site_builder.load.contract.terms import TERMS, read_terms
from site_builder.load.contract.translated import FOLDERS


def begin_language(lang: Lang, root: Path) -> None:
    """Write the folders of words of *lang*, in English still; code lists are those of *root* too.

    Raises:
        FileExistsError: the site has the language.
        babel.UnknownLocaleError: there is no such language.
    """
    locale_of(lang)
    source = ENGLISH
    tree: dict[str, Any] = {}
    for key, text in read_terms(root).items():
        *steps, last = [TERMS, *key.split(".")]
        node = tree
        for step in steps:
            node = node.setdefault(step, {})
        node[last] = text[source]
    for folder in FOLDERS:
        shutil.copytree(folder / source, folder / lang)
    written = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=1000)
    (STRINGS / lang / f"{TERMS}.yml").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    begin_language(sys.argv[1], Path(*sys.argv[2:]))
