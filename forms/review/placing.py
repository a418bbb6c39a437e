"""Where a record stands in the repository, made of words that lead nowhere else."""

from __future__ import annotations

import re
import string

from forms.model import Tree
from forms.refusals import DeskError
from site_builder.load.contract.schemas import read_schemas

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 64  # characters of an id, and of what goes into it


def path_of(record: str, record_id: str, tree: Tree) -> str:
    """Return where the record with that id stands, from the repository's root.

    Raises:
        DeskError: the id, or a value that names a folder, is no plain word.
    """
    place = read_schemas().types[record].path
    words: Tree = {**tree, "id": record_id}
    names = [name for _, name, _, _ in string.Formatter().parse(place) if name]
    return place.format_map({name: word_of(words, name) for name in names})


def word_of(tree: Tree, name: str) -> str:
    """Return the value of *name*, which goes into ids and paths.

    Raises:
        DeskError: it is no plain word, so that it could lead anywhere.
    """
    value = tree.get(name)
    if not isinstance(value, str) or not is_slug(value):
        raise DeskError("not_a_slug", {"field": name})
    return value


def is_slug(text: str) -> bool:
    """Return whether *text* is a plain word, as ids and folders are: it leads nowhere else."""
    return len(text) <= _LONGEST and bool(_SLUG.fullmatch(text))
