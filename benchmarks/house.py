"""The house in figures: lines and imports by room, sizes of functions and folders.

    python benchmarks/house.py [ROOT]

ROOT is a checkout, this one unless told; another one may be given to compare.
"""

from __future__ import annotations

import argparse
import ast
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("site_builder", "forms")


def room_of(name: str) -> str:
    """Return the room of a module: ``forms.inbox.store`` -> ``forms.inbox``."""
    return ".".join(name.split(".")[:2])


def modules_in(root: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """Yield name, file and syntax of each module."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            yield name, path, ast.parse(path.read_text(encoding="utf-8"))


def imported_by(tree: ast.Module) -> Iterator[str]:
    """Yield the modules of the project that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES:
            yield node.module


def field_names(root: Path) -> frozenset[str]:
    """Return the names of all fields of the schemas."""
    texts = [path.read_text(encoding="utf-8") for path in (root / "site_builder/schemas").rglob("*.yml")]
    return frozenset(name for text in texts for name in re.findall(r"name: ([a-z_]+)(?:,|$)", text, re.MULTILINE))


def subscripts_in(tree: ast.Module, fields: frozenset[str]) -> int:
    """Return how often a value is looked up under the name of a field."""
    keys = [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    return sum(isinstance(key, ast.Constant) and key.value in fields for key in keys)


def main() -> None:
    """Print the figures as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).parent.parent)
    root = parser.parse_args().root
    fields, lines, arrows, folders = field_names(root), Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    sizes: list[int] = []
    names = untyped = subscripts = 0
    for name, path, tree in modules_in(root):
        room = room_of(name)
        names += 1
        lines[room] += len(path.read_text(encoding="utf-8").splitlines())
        folders[path.parent.relative_to(root).as_posix()] += path.name != "__init__.py"
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        sizes += [(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions]
        untyped += sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))
        subscripts += subscripts_in(tree, fields)
        arrows.update((room, other) for found in imported_by(tree) if (other := room_of(found)) != room)
    ninetieth = sorted(sizes)[len(sizes) * 9 // 10]
    fullest = ", ".join(f"{folder} {count}" for folder, count in folders.most_common(8))
    print(f"modules {names}, lines {sum(lines.values())}")
    print(f"functions {len(sizes)}: median {statistics.median(sizes):g}, p90 {ninetieth}, longest {max(sizes)}")
    print(f"Any {untyped}, look-ups by the name of a field {subscripts}")
    print(f"fullest folders: {fullest}\n")
    print("| room | lines | imports |\n| --- | ---: | --- |")
    for room in sorted(lines):
        own = ((count, other) for (here, other), count in arrows.items() if here == room)
        told = ", ".join(f"{other} {count}" for count, other in sorted(own, reverse=True))
        print(f"| `{room}` | {lines[room]} | {told} |")


if __name__ == "__main__":
    main()
