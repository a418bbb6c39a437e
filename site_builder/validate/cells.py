"""The only module that uses Frictionless: reads one value by its field's type, and maps errors to our codes."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from site_builder.model import Field, Value
from site_builder.text_forms.addresses import mail_address

CellReader = Callable[[str], tuple[Value, str | None, dict[str, str]]]
"""Text as written -> (value, problem code or ``None``, facts)."""

# Frictionless reads digits of any script, ``1_000`` and ``2021-8-3``; a record has one way to write each.
_FORMS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "integer": (re.compile(r"-?[0-9]{1,15}"), "not-an-integer"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "not-a-date"),
    "boolean": (re.compile(r"true|false"), "not-true-or-false"),
    "decimal": (re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?"), "not-a-number"),
    "period": (
        re.compile(r"[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"),
        "not-a-period",
    ),
    "url": (re.compile(r"https?://[^\s/@\\]+(/[^\s\\]*|\?[^\s\\]*)?"), "not-a-web-address"),
}
_CONSTRAINT_CODES = {
    "required": "missing",
    "maxLength": "too-long",
    "minimum": "too-small",
    "maximum": "too-large",
    "pattern": "wrong-form",
}
# Cells of these types, codes and ids say the same few things in many records: each is read once.
_REPEATED_TYPES = frozenset({"date", "boolean", "integer"})
_CELL_CONSTRAINTS = ("required", "maxLength", "minimum", "maximum", "pattern")


def cell_reader_of(spec: Field, limit: int | None = None) -> CellReader:
    """Return a reader for cells of *spec*; *limit* is the most characters where the language sets it.

    Source: Table Schema (Frictionless) types and constraints.
    """
    form, form_code = _FORMS.get(spec.kind, _FORMS.get(spec.type, (None, "")))
    is_such = _BEYOND_FORM.get(spec.kind)
    read = _frictionless_reader(spec, limit)

    def read_cell(text: str) -> tuple[Value, str | None, dict[str, str]]:
        if form and not form.fullmatch(text):
            return None, form_code, {}
        value, notes = read(text)
        if not notes:
            return (value, None, {}) if is_such is None or is_such(text) else (None, form_code or "wrong-form", {})
        name = next(iter(notes))
        if name == "type":
            return None, form_code or "wrong-form", {}
        facts = {"length": str(len(text)), "bound": str(_bound(spec, limit, name))}
        return None, _CONSTRAINT_CODES[name], facts

    is_short = spec.type in _REPEATED_TYPES or spec.codes or spec.ref
    return functools.lru_cache(4096)(read_cell) if is_short else read_cell


def _has_host(url: str) -> bool:
    """Return whether *url* names a host by its name, without brackets or credentials, and a port that can be."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname and parts.port != 0 and not set(parts.netloc) & set("[]@"))
    except ValueError:
        return False


_BEYOND_FORM: Mapping[str, Callable[[str], object]] = {"url": _has_host, "email": mail_address}
"""Kind -> whether a text that has the form of the kind is one."""


def _bound(spec: Field, limit: int | None, name: str) -> Value:
    return limit if name == "maxLength" and limit is not None else spec.constraints.get(name, "")


def _frictionless_reader(spec: Field, limit: int | None) -> Callable[[str], tuple[Value, dict[str, str] | None]]:
    import frictionless  # half a second; not needed where every record is known

    is_list = spec.type == "array"
    kind = "string" if is_list or spec.type == "object" else spec.type
    own = {} if is_list else {k: v for k, v in spec.constraints.items() if k in _CELL_CONSTRAINTS}
    if limit is not None:
        own["maxLength"] = limit
    descriptor = {"name": spec.name, "type": kind, "constraints": own}
    reader: Callable[[str], tuple[Value, dict[str, str] | None]] = frictionless.Field.from_descriptor(
        descriptor
    ).create_cell_reader()
    return reader
