"""The first step: what was sent, before anything is known to be right."""

from __future__ import annotations

from dataclasses import dataclass

from forms.model import Attachment, Tree
from site_builder.load.contract.forms import FormDefinition

SHEET = "spreadsheet"
"""The channel of what came as a row."""


@dataclass(frozen=True)
class Sent:
    """What a visitor sent.

    ``kept_fields`` and ``kept_attachments`` are of a correction: what stays of the version before, and whether the
    desk had returned it (``is_returned``). ``is_whole`` is false where something was written that could not be read,
    as in a cell of a sheet. ``is_practice``: it came of a form of the example world, or names an example.
    """

    form: FormDefinition
    language: str
    channel: str
    tree: Tree
    about: str = ""
    consents: frozenset[str] = frozenset()
    attachments: tuple[Attachment, ...] = ()
    kept_fields: frozenset[str] = frozenset()
    kept_attachments: int = 0
    is_whole: bool = True
    is_returned: bool = False
    is_practice: bool = False
