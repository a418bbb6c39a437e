"""The classes of records and of their parts, one a schema; ``records.pyi`` says what each holds."""

from __future__ import annotations

from site_builder.load.contract.schemas import read_schemas
from site_builder.model import class_name_of

_SCHEMAS = read_schemas()
_PRIVATE = {name: schema for name, schema in _SCHEMAS.private.items() if name not in _SCHEMAS.types}

globals().update({class_name_of(name): schema.struct for name, schema in _SCHEMAS.parts.items()})
globals().update({class_name_of(name): schema.record for name, schema in {**_SCHEMAS.types, **_PRIVATE}.items()})
