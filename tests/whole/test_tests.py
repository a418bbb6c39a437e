"""The tests themselves: what several need stands in a module of its own, and none goes by the day it runs on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
MODULES = sorted(TESTS.rglob("test_*.py"))
WITHOUT_A_DAY = r"\w\.new_context\(|browser\.new_page\(|date\.today\("


def imports(module: Path) -> Iterator[str]:
    """Yield the last name of each module that *module* imports, or imports something of."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").rpartition(".")[2]
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.Import):
            yield from (alias.name.rpartition(".")[2] for alias in node.names)


def test_no_test_imports_another() -> None:
    others = {module.stem for module in MODULES}
    found = {module.name: sorted(others.intersection(imports(module))) for module in MODULES}

    assert {module: imported for module, imported in found.items() if imported} == {}


def test_every_window_of_the_browser_stands_on_the_day_of_the_tests() -> None:
    found = {module.name: re.findall(WITHOUT_A_DAY, module.read_text(encoding="utf-8")) for module in MODULES}

    assert {module: windows for module, windows in found.items() if windows} == {}
