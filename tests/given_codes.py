"""Which codes are given, and by what: read from the source, so that no list of them has to be kept."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from site_builder.model import Condition
from site_builder.validate.registry import CatalogueRule, RecordRule, Rule
from site_builder.validate.rules import all_rules

ROOT = Path(__file__).parent.parent
VALIDATE = "site_builder.validate"


def conditions_in(rules: Iterable[Rule]) -> Iterator[Condition]:
    """Yield the conditions of schemas among *rules*."""
    for rule in rules:
        if isinstance(rule, RecordRule) and isinstance(rule.check, functools.partial):
            yield rule.check.args[0]


def texts_of_rules(rules: Iterable[Rule]) -> set[str]:
    """Return every text that may be a code of one of *rules*."""
    checks = [rule.check for rule in rules if isinstance(rule, RecordRule | CatalogueRule)]
    conditions = {check.args[0].problem for check in checks if isinstance(check, functools.partial)}
    return conditions.union(*(texts_reached(check) for check in checks if not isinstance(check, functools.partial)))


@functools.cache
def texts_reached(check: Callable[..., Any]) -> frozenset[str]:
    """Return each text in the source of *check* and of what it uses, in its own module and the others of rules."""
    waiting, seen, texts = [(check.__module__, check.__name__)], set(), set()
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            module, name = at
            for node in ast.walk(definitions(module).get(name, ast.Pass())):
                texts |= {*texts_in(node)}
                if isinstance(node, ast.Name):
                    used = vars(sys.modules[module]).get(node.id)
                    waiting.append((getattr(used, "__module__", None) or module, node.id))
    return frozenset(texts)


@functools.cache
def definitions(module: str) -> dict[str, ast.AST]:
    """Return what *module* defines at its top, by name; nothing where it is not one of the rules' modules."""
    found: dict[str, ast.AST] = {}
    for node in ast.parse(source(module)).body if module.startswith(VALIDATE) else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def source(module: str) -> str:
    return Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")


def texts_of_modules(listed: str) -> set[str]:
    """Return each text in the modules *listed* as ``folder: modules``, one after another."""
    folder, found = ROOT, set()
    for word in listed.split():
        if word.endswith(":"):
            folder = ROOT / word.rstrip(":")
            continue
        paths = sorted(folder.glob(f"{word}.py"))
        assert paths, f"{folder}/{word}.py"
        trees = (ast.parse(path.read_text(encoding="utf-8")) for path in paths)
        found |= {text for tree in trees for node in ast.walk(tree) for text in texts_in(node)}
    return found


def texts_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def codes_of_conditions() -> set[str]:
    """Return each code that a schema gives."""
    return {condition.problem for condition in conditions_in(all_rules())}
