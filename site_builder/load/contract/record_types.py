"""The types of ``site_builder/records.pyi``, written from the schemas: one class a record type and one a part.

``make types`` writes the file anew after a schema changed; a test holds it up to date.
"""

from __future__ import annotations

from pathlib import Path

from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field, Schema, Schemas, attribute_of, class_name_of

MODULE = Path(__file__).parents[2] / "records.pyi"
TAKEN = frozenset({"type", "path", "digest", "values"})
"""Names that a record type cannot give to a field, since ``Record`` uses them."""

_HEAD = '''"""What each record and each of its parts holds; written by ``make types``, not by hand.

A field that was not written is ``None``, an empty text or an empty tuple. A record that was read as far as possible
(a form not yet complete) may lack values that its type requires; only the check and the forms handle such records.
"""

from datetime import date

from site_builder.model import Record, Struct, Text, Words
'''

_SCALARS = {"string": "str", "integer": "int", "boolean": "bool", "date": "date"}


def render_types(schemas: Schemas) -> str:
    """Return the text of the module with the classes of all *schemas*."""
    parts = [_class(schema, "Struct") for name, schema in sorted(schemas.parts.items()) if name != "common"]
    own = (schema for name, schema in schemas.private.items() if name not in schemas.types)
    common = schemas.parts["common"]
    records = [_class(schema, "Common" if common.fields.keys() <= schema.fields.keys() else "Record", common)
               for schema in (*schemas.types.values(), *own)]  # fmt: skip
    return "\n".join([_HEAD, *parts, _class(common, "Record"), *records])


def _class(schema: Schema, base: str, common: Schema | None = None) -> str:
    if base != "Struct" and (clash := TAKEN & schema.fields.keys()):
        raise ValueError(f"{schema.name}: a field cannot be called {', '.join(sorted(clash))}")
    own = [
        spec
        for spec in schema.fields.values()
        if base != "Common" or not common or spec != common.fields.get(spec.name)
    ]
    rows = "".join(f"    {attribute_of(spec.name)}: {_type_of(spec)}\n" for spec in own)
    return f"class {class_name_of(schema.name)}({base}):\n{rows}"


def _type_of(spec: Field) -> str:
    if spec.bilingual:
        return "Words" if spec.type == "array" else "Text"
    if spec.type == "array":
        return f"tuple[{class_name_of(spec.part) if spec.part else 'str'}, ...]"
    kind = class_name_of(spec.part) if spec.part else _SCALARS[spec.type]
    return kind if spec.is_required else f"{kind} | None"


if __name__ == "__main__":
    MODULE.write_text(render_types(read_schemas()), encoding="utf-8")
