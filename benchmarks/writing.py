"""Records to disk, laid out as people write them: short values on one line, long texts in blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from bank import Tree

WIDTH = 110  # characters
LONG = 60


class _Dumper(yaml.CSafeDumper):
    """Safe YAML with blocks for long texts and one-line mappings and lists of short values."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > LONG else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _mapping(dumper: _Dumper, tree: Tree) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", tree.items(), flow_style=_is_short(tree))


def _sequence(dumper: _Dumper, items: list[Any]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=_is_short(items))


def _is_short(value: Any) -> bool:
    return len(str(value)) < WIDTH and not any(isinstance(item, dict | list) for item in _items(value))


def _items(value: Any) -> Any:
    return value.values() if isinstance(value, dict) else value


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)


def write_record(root: Path, path: str, record: Tree) -> None:
    """Write *record* to *path* below *root*."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dumped(record), encoding="utf-8")


def dumped(record: Tree) -> str:
    """Return *record* as YAML."""
    text = yaml.dump(record, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return str(text)
