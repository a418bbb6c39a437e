"""What schemas, code lists, states and forms call things in a language that is added: ``terms.yml`` among its words.

In the required languages their own files say it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from site_builder.languages import ADDED_LANGS, REQUIRED_LANGS
from site_builder.load.standards.standard_names import with_standard_names
from site_builder.load.yaml_text import parse_values
from site_builder.phrases import read_phrases

PACKAGE = Path(__file__).parents[2]
TERMS = "terms"
_CALLED = ("name", "code", "state")
"""What an entry of a list is called by, the first of these that it has."""

Said = Mapping[str, str]
"""One text by language."""


def with_terms(tree: Any, key: str) -> Any:
    """Return *tree*, a file as written whose terms begin with *key*, with what added languages call things."""
    return _with_each(tree, key, said_too) if ADDED_LANGS else tree


def said_too(text: Said, key: str) -> Said:
    """Return *text* with what added languages call it, which their words say under *key*."""
    found = {lang: read_phrases(lang).by_key.get(f"{TERMS}.{key}", "") for lang in ADDED_LANGS}
    return {**{lang: term for lang, term in found.items() if term}, **text}


def read_terms(root: Path) -> Mapping[str, Said]:
    """Return every term by its key, ``schemas.need.label``, as it is written; code lists are those of *root* too.

    A region that a standard names is among them, so that an added language can call it by its own name.
    """
    folders = {
        "schemas": PACKAGE / "schemas",
        "states": PACKAGE / "states",
        "forms": PACKAGE.parent / "forms" / "definitions",
        "taxonomy": root / "content" / "taxonomy",
    }
    found: dict[str, Said] = {}

    def note(text: Said, key: str) -> Said:
        found[key] = text
        return text

    for kind, folder in folders.items():
        for path in sorted(folder.rglob("*.yml")):
            tree = parse_values(path.name, path.read_text(encoding="utf-8"))
            _with_each(with_standard_names(tree), f"{kind}.{path.stem}", note)
    return found


def _with_each(tree: Any, key: str, change: Callable[[Said, str], Said]) -> Any:
    """Return *tree* with each text in it as *change* makes it of the text and its key."""
    if _is_text(tree):
        return change(tree, key)
    if isinstance(tree, dict):
        return {step: _with_each(child, f"{key}.{step}", change) for step, child in tree.items()}
    if isinstance(tree, list):
        return [_with_each(child, f"{key}.{_step_to(child, n)}", change) for n, child in enumerate(tree)]
    return tree


def _step_to(entry: Any, number: int) -> str:
    if not isinstance(entry, dict):
        return str(number)
    if "from" in entry:
        return f"{entry['from']}-{entry.get('to', number)}"
    return str(next((entry[name] for name in _CALLED if isinstance(entry.get(name), str)), number))


def _is_text(tree: Any) -> bool:
    """Return whether *tree* says something in each required language, as a limit by language does not."""
    if not isinstance(tree, dict) or not all(isinstance(tree.get(lang), str) for lang in REQUIRED_LANGS):
        return False
    return not all(str(said).isdecimal() for said in tree.values())
