"""Values to YAML in one stable form, as a careful person would write it, and back without losing a character."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from forms.model import Tree, Value
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field, Schema

WIDTH = 110  # characters of a line up to which short lists and mappings stay on it
LONG = 40  # characters that no number, date or word of YAML reaches
_TYPED = frozenset({"integer", "number", "boolean", "date"})  # these never need quotation marks

# Plain text starts with a letter (of any script) or a digit and is nothing that a YAML reader may take for more.
_PLAIN = re.compile(
    r"[^\W_](?:[^\x00-\x1f\x7f-\xa0\u2028\u2029\u3000\ud800-\udfff\ufeff\ufffe\uffff#:]|:(?=\S)|(?<=\S)#)*"
)
_PLAIN_IN_FLOW = re.compile(r"[^\[\]{},:\"']*")
_TAKEN_FOR_MORE = re.compile(
    r"(?i:y|yes|n|no|true|false|on|off|null|[\d.,_+:/ex\sabcdf-]*\d[\d.,_+:/ex\sabcdf-]*(?:[tz]\S*)?|nan|inf)"
)
_BLOCK_LINE = re.compile("[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*")
_ESCAPED = re.compile('["\\\\\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def record_text(tree: Tree, record: str = "") -> str:
    """Return *tree* as the text of a YAML file, in the order of its keys.

    Args:
        record: record type, whose schema says which values are numbers, dates or true and false; without one all
            that looks like such gets quotation marks.
    """
    if not tree:
        return "{}\n"
    return "".join(f"{line}\n" for line in _mapping_lines(tree, read_schemas().types.get(record), ""))


def read_record_text(text: str) -> Tree:
    """Return the values that ``record_text`` wrote, or that a person wrote in its place; every scalar is text."""
    tree: Tree = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only
    return tree


def _mapping_lines(tree: Tree, schema: Schema | None, indent: str) -> Iterator[str]:
    for key, value in tree.items():
        spec = schema.fields.get(key) if schema else None
        yield from _lines(f"{indent}{_scalar(key, None)}:", value, spec, f"{indent}  ")


def _lines(start: str, value: Value, spec: Field | None, indent: str) -> Iterator[str]:
    """Yield *value* after *start*: on the same line where it is short, below it otherwise."""
    if isinstance(value, str):
        if block := _block(value, indent):
            yield f"{start} {block[0]}"
            yield from block[1:]
        else:
            yield f"{start} {_scalar(value, spec)}"
    elif (flow := _flow(value, spec)) and (not value or len(start) + len(flow) < WIDTH):
        yield f"{start} {flow}"
    elif isinstance(value, dict):
        yield start
        yield from _mapping_lines(value, _part(spec), indent)
    else:
        yield start
        for item in value:
            yield from _item_lines(item, spec, indent)


def _item_lines(item: Value, spec: Field | None, indent: str) -> Iterator[str]:
    flow = _flow(item, spec)
    if item and isinstance(item, dict) and not (flow and len(indent) + len(flow) < WIDTH):
        first, *rest = _mapping_lines(item, _part(spec), f"{indent}  ")
        yield f"{indent}- {first.lstrip(' ')}"
        yield from rest
    else:
        yield from _lines(f"{indent}-", item, spec, f"{indent}  ")


def _flow(value: Value, spec: Field | None) -> str:
    """Return a short list or mapping of plain values on one line, or nothing where it is not such."""
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, dict):
        part = _part(spec)
        specs = {key: part.fields.get(key) if part else None for key in value}
        pairs = [(key, item, specs[key]) for key, item in value.items()]
        if any(not isinstance(item, str) or "\n" in item for item in value.values()):
            return ""
        return "{" + ", ".join(f"{_in_flow(key, None)}: {_in_flow(str(item), of)}" for key, item, of in pairs) + "}"
    if any(not isinstance(item, str) or "\n" in item for item in value):
        return ""
    return "[" + ", ".join(_in_flow(str(item), spec) for item in value) + "]"


def _part(spec: Field | None) -> Schema | None:
    return read_schemas().parts.get(spec.part) if spec and spec.part else None


def _is_plain(text: str, spec: Field | None) -> bool:
    if not _PLAIN.fullmatch(text) or text.endswith(" "):
        return False
    return bool(spec and spec.type in _TYPED) or len(text) > LONG or not _TAKEN_FOR_MORE.fullmatch(text)


def _scalar(text: str, spec: Field | None) -> str:
    return text if _is_plain(text, spec) else _quoted(text)


def _in_flow(text: str, spec: Field | None) -> str:
    return text if _is_plain(text, spec) and _PLAIN_IN_FLOW.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT_ESCAPES.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def _block(text: str, indent: str) -> list[str]:
    """Return *text* of several lines as the lines of a literal block, or nothing where a block would change it."""
    lines = text.split("\n")
    if len(lines) < 2 or not lines[0] or lines[0].startswith(" ") or text.endswith("\n\n"):
        return []
    if any(not _BLOCK_LINE.fullmatch(line) or (line and not line.strip(" ")) for line in lines):
        return []
    mark = "|" if text.endswith("\n") else "|-"
    return [mark, *(f"{indent}{line}" if line else "" for line in lines[: -1 if mark == "|" else None])]
