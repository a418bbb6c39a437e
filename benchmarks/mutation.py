"""Mutations of Python source: each small fault that a test ought to notice, with the place where it is."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
REMOVED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue)


@dataclass(frozen=True, order=True)
class Mutant:
    """One fault: the *number*th place in *path* where *kind* can be made, which is at *line*."""

    path: str
    kind: str
    number: int
    line: int


class _Mutator(ast.NodeTransformer):
    """Counts the places for each kind of fault, and makes the one that is *wanted*."""

    def __init__(self, wanted: tuple[str, int] | None = None) -> None:
        self.places: dict[str, list[int]] = {}
        self._wanted = wanted

    def _is_wanted(self, kind: str, node: ast.expr | ast.stmt) -> bool:
        lines = self.places.setdefault(kind, [])
        lines.append(node.lineno)
        return self._wanted == (kind, len(lines) - 1)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if self._is_wanted("comparison", node):
            node.ops[-1] = COMPARISONS[type(node.ops[-1])]()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._is_wanted("and-or", node):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        is_not = isinstance(node.op, ast.Not)
        return node.operand if is_not and self._is_wanted("not-dropped", node) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Add | ast.Sub) and self._is_wanted("plus-minus", node):
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if type(value) is int and self._is_wanted("one-more", node):
            return ast.Constant(value + 1)
        if type(value) is bool and self._is_wanted("true-false", node):
            return ast.Constant(not value)
        if type(value) is str and value and self._is_wanted("text", node):
            return ast.Constant(f"{value}x")
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        return node if node.arg == "frozen" else self.generic_visit(node)  # forbids only what nobody does

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        plain = len(node.args) > 1 and not any(isinstance(item, ast.Starred) for item in node.args[:2])
        if plain and self._is_wanted("swapped", node):
            node.args[:2] = node.args[1::-1]
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        is_none = node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
        if not is_none and self._is_wanted("returns-none", node):
            node.value = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, REMOVED):
            is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if is_docstring:
                return node
            if self._is_wanted("removed", node):
                return ast.Pass()
        return super().generic_visit(node)


def mutants_of(root: Path, path: str) -> Iterator[Mutant]:
    """Yield every mutant of the module at *path* below *root*."""
    mutator = _Mutator()
    mutator.visit(ast.parse((root / path).read_text(encoding="utf-8")))
    for kind, lines in mutator.places.items():
        yield from (Mutant(path, kind, number, line) for number, line in enumerate(lines))


def mutated(root: Path, mutant: Mutant) -> str:
    """Return the source of the module with the fault of *mutant* in it."""
    tree = ast.parse((root / mutant.path).read_text(encoding="utf-8"))
    return ast.unparse(ast.fix_missing_locations(_Mutator((mutant.kind, mutant.number)).visit(tree)))


def diff_of(root: Path, mutant: Mutant) -> str:
    """Return the lines that *mutant* changes, as a diff without context."""
    before = ast.unparse(ast.parse((root / mutant.path).read_text(encoding="utf-8")))
    lines = difflib.unified_diff(before.splitlines(), mutated(root, mutant).splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
