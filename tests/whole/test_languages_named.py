"""The languages are listed in one place: no other code names several of them, or decides by the name of one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.trips import REPOSITORY, read

CODES = {"zh", "en", "de"}
SOURCES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for package in ("site_builder", "forms")
    for path in (REPOSITORY / package).rglob("*")
    if path.suffix in (".py", ".html", ".js")
)
ALLOWED = {
    "site_builder/languages.py": "the languages that every record is published in",
    "forms/inbox/layout.py": "an envelope always names these three, so that its bytes stay as they were",
}


def names_languages(node: ast.AST) -> bool:
    """Return whether *node* lists languages, or decides by the name of one."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return len(codes_in(node.elts)) > 1
    if isinstance(node, ast.Dict):
        return len(codes_in(node.keys)) > 1
    if isinstance(node, ast.Call):
        return len({keyword.arg for keyword in node.keywords} & CODES) > 1
    if isinstance(node, ast.Compare):
        return bool(codes_in([node.left, *node.comparators]))
    return isinstance(node, ast.IfExp) and bool(codes_in([node.body, node.orelse]))


def codes_in(nodes: list[ast.expr | None] | list[ast.expr]) -> list[str]:
    return [str(node.value) for node in nodes if isinstance(node, ast.Constant) and node.value in CODES]


def named_in(source: str) -> Iterator[str]:
    """Yield each place in the file *source* that names languages, with its line."""
    text = read(REPOSITORY / source)
    if source.endswith(".py"):
        yield from (
            f"{node.lineno}: {ast.unparse(node)}" for node in ast.walk(ast.parse(text)) if names_languages(node)
        )
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if re.search(r"""[!=]=+ ?["'](?:zh|en|de)["']|["'](?:zh|en)["'] ?(?:,|if\b|else\b|:)|\((?:zh\|en)""", line):
            yield f"{number}: {line.strip()[:80]}"


def test_no_code_lists_languages() -> None:
    found = {source: list(named_in(source)) for source in SOURCES if source not in ALLOWED}

    assert {source: named for source, named in found.items() if named} == {}


def test_each_exception_is_needed() -> None:
    assert [source for source in ALLOWED if not list(named_in(source))] == []


def test_letters_of_a_page_are_chosen_for_chinese_and_else_for_all_languages_alike() -> None:
    sheets = "".join(read(path) for path in (REPOSITORY / "site_builder/publish/theme").rglob("*.css"))

    assert set(re.findall(r"""lang[=(]["']?(\w+)""", sheets)) == {"zh"}
