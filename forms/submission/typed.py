"""The typed values of a submission in the form of a record, whichever way people wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.model import Tree, Value
from forms.values.reading import Reading
from forms.values.typed import habits_of_forms, is_free, is_left_out, read_typed
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field


@dataclass
class TypedValues:
    """Reads the values of trees, amounts in *currency*; ``refused`` is why some could not be read, by dotted path.

    Those stay as they were written, and so does what is not of the shape that its field wants.
    """

    currency: str
    refused: dict[str, Reading] = field(default_factory=dict)

    def of(self, tree: Tree, fields: Mapping[str, Field], before: str = "") -> Tree:
        """Return *tree* with every value that could be read in the form of a record, without what is left out."""
        return {
            name: self._value(value, fields[name], f"{before}{name}") if name in fields else value
            for name, value in tree.items()
            if not (name in fields and _is_left_out(value, fields[name]))
        }

    def _value(self, value: Value, spec: Field, where: str) -> Value:
        if spec.bilingual:
            return value
        if isinstance(value, list):
            return [self._value(item, spec, f"{where}.{number}") for number, item in enumerate(value)]
        if isinstance(value, dict):
            return self.of(value, read_schemas().parts[spec.part].fields, f"{where}.") if spec.part else value
        return value if spec.part or is_free(spec) or not value.strip() else self._read(value, spec, where)

    def _read(self, text: str, spec: Field, where: str) -> str:
        reading = read_typed(text, spec, habits_of_forms(self.currency))
        if reading.code:
            self.refused[where] = reading
        return text if reading.code else reading.text


def _is_left_out(value: Value, spec: Field) -> bool:
    """Return whether *value* says that *spec* is left out; texts for people and codes are what they say."""
    is_typed = not (spec.bilingual or spec.part or spec.codes or spec.ref or is_free(spec))
    return is_typed and isinstance(value, str) and is_left_out(value, spec)
