"""Amounts get the currency of the challenge, which nobody is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from forms.model import Tree, Value
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.currencies import CURRENCY
from site_builder.model import Field


def with_currency(tree: Tree, fields: Mapping[str, Field], currency: str) -> Tree:
    """Return *tree*, the values of *fields*, with *currency* in each amount that names none."""
    coded = {name: currency for name, spec in fields.items() if spec.codes == CURRENCY and name not in tree}
    inner = {
        name: _inside(value, fields[name], currency) if name in fields else value for name, value in tree.items()
    }
    return {**inner, **coded}


def _inside(value: Value, spec: Field | None, currency: str) -> Value:
    if isinstance(value, list):
        return [_inside(item, spec, currency) for item in value]
    if isinstance(value, dict) and value and spec and spec.part:
        return with_currency(value, read_schemas().parts[spec.part].fields, currency)
    return value
