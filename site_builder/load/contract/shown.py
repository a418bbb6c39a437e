"""Where pages show each field, as its schema says; a schema that leaves it open is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from site_builder.model import Field, Schema, Shown

ORDERED = frozenset({"facts", "section"})
BESIDE = frozenset({"note", "instead_of", "until_of", "address_of"})
PLACES = frozenset(
    "address title chips lead text notices steps timeline outcome parties managers certificate members participants"
    " organisers agenda registration contacts links series solutions waivers awards rubric points payout statistics"
    " money related codes list keywords attachments digests provenance source".split()
)
"""Parts of pages with a drawing of their own; their templates show the fields that name them."""


class ShownError(ValueError):
    """A schema does not say, or says wrongly, where pages show a field."""


def read_shown(tree: Mapping[str, Any]) -> Shown:
    """Return the property ``shown`` as written: ``{facts: 120, unless: [CN]}``."""
    ways = [(how, what) for how, what in tree.items() if how not in ("unless", "bare")]
    how, what = ways[0] if len(ways) == 1 else ("", "")
    return Shown(how, what, tuple(tree.get("unless", ())), tree.get("bare") == "true")


def check_shown(schemas: Iterable[Schema]) -> None:
    """Raise where a field does not say properly where pages show it.

    Raises:
        ShownError: a public field says nothing, or names an order, a field or a place that there is not; or a field
            that is not public says that it is shown.
    """
    for schema in schemas:
        for spec in schema.fields.values():
            if spec.visibility == "public" and not _is_said(spec, schema):
                raise ShownError(f"{schema.name}.{spec.name} does not say where pages show it: {_words(spec)}")
            if spec.visibility != "public" and spec.shown != Shown():
                raise ShownError(
                    f"{schema.name}.{spec.name} is not public and says where pages show it: {_words(spec)}"
                )


def _words(spec: Field) -> str:
    return f"{spec.shown.how} {spec.shown.what}".strip() or "nothing"


def _is_said(spec: Field, schema: Schema) -> bool:
    how, what = spec.shown.how, spec.shown.what
    if how in ORDERED:
        return what.isdecimal()
    if how in BESIDE:
        beside = schema.fields.get(what)
        return beside is not None and beside.visibility == "public" and beside.shown.how in ORDERED | BESIDE
    return what in PLACES if how == "place" else how == "hidden" and bool(what)
