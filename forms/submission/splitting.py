"""The third step: what becomes public, and what is encrypted before it touches the disk."""

from __future__ import annotations

from dataclasses import dataclass

from forms.model import Tree
from site_builder.load.contract.forms import FormDefinition
from site_builder.load.contract.schemas import read_schemas
from site_builder.validate.conditions import by_consent
from site_builder.validate.need.owners import DISCLOSURES


@dataclass(frozen=True)
class Parts:
    """The values of a submission by who may read them, each part in the order of the schema."""

    public: Tree
    sealed: Tree


def split(tree: Tree, form: FormDefinition) -> Parts:
    """Return the public and the sealed part of *tree*.

    What is public by consent stays sealed without it; so does the owner of an anonymous record.
    """
    schema = read_schemas().types.get(form.record, form.schema)
    order = {name: place for place, name in enumerate(schema.fields)}
    hidden = hidden_names(tree, form)
    named = sorted(tree, key=lambda name: order.get(name, len(order)))
    public = [
        name for name in named if name in order and schema.fields[name].visibility == "public" and name not in hidden
    ]
    return Parts({name: tree[name] for name in public}, {name: tree[name] for name in named if name not in public})


def hidden_names(tree: Tree, form: FormDefinition) -> frozenset[str]:
    """Return the public fields that stay sealed for what *tree* says: without consent, or of an anonymous owner."""
    hidden = set(without_consent(form.record, tree))
    for disclosure, owner in DISCLOSURES.items():
        if tree.get(disclosure) == "anonymous":
            hidden |= {owner, "ip_numbers"}
    return frozenset(hidden)


def without_consent(record: str, tree: Tree) -> frozenset[str]:
    """Return the fields of a solution that do not become public since its solver has not agreed to it."""
    is_agreed = record != "solution" or tree.get("public_consent") == "true"
    return frozenset() if is_agreed else by_consent(record)
