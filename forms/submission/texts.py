"""The texts of a submission in the form in which they are kept, and as they are shown again."""

from __future__ import annotations

from collections.abc import Callable

from forms.model import Tree, Value
from site_builder.text_forms.folding import stored
from site_builder.text_forms.hidden import without_hidden


def stored_tree(tree: Tree) -> Tree:
    """Return *tree* with every text as it is kept; what is hidden in one stays, for the check to tell of it."""
    return {name: _each(value, stored) for name, value in tree.items()}


def shown_tree(tree: Tree) -> Tree:
    """Return *tree* with every text as it is shown to whoever sent it: without what nobody sees."""
    return {name: _each(value, lambda text: stored(without_hidden(stored(text)))) for name, value in tree.items()}


def _each(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _each(item, change) for name, item in value.items()}
    return [_each(item, change) for item in value]
