"""The page of each problem code, made from its case: why, what the check says, a bad and a good example.

``python -m tests.problem_pages`` writes ``docs/problems/``; ``test_docs.py`` holds that it is up to date.
"""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from site_builder.load.records import LOG_PATH
from site_builder.model import PRIVATE_FOLDER
from site_builder.problems import WARNINGS
from site_builder.text_forms.hidden import code_of, hidden_places
from tests.remembered import remember_records
from tests.repositories import CASES, PRIVATE, TESTS, Case, build_case, read_case

FIRST_CASES = [folder for folder in CASES if read_case(folder).code == folder.name]
"""The case of each code that its page shows; a code may have further cases."""
PAGES = TESTS.parent / "docs" / "problems"
CONTEXT = 2  # lines shown around a change
MOST_LINES, MOST_CHARACTERS = 14, 320
MADE = "<!-- Made by `python -m tests.problem_pages` from tests/cases/; edit the case or the phrases instead. -->\n"
MARKUP_OF = {".yml": "yaml", ".md": "markdown", ".svg": "xml", ".html": "html"}
SHOWN = {"\t": "‹tab›", "\u3000": "‹U+3000›", "\u00a0": "‹U+00A0›"}

PAGE = """{made}
# {code}

{severity}

**为什么** {rule_zh}

**Why** {rule_en}

## 检查会说 · What the check says

```text
{said_zh}
{said_en}
```

{examples}"""

INDEX = """{made}
# 检查代码 · Problem codes

`jiebang check` 的每条提示末尾方括号里是代码。每个代码一页，说明为什么、怎么改。代码永久不变。
提醒（W）核实后可以在记录的 `acknowledged` 中写明理由；错误（E）必须改正。

Each message of `jiebang check` ends with a code in brackets. Each code has a page that says why, and how to fix it;
codes never change. A warning (W) may be acknowledged in the record, with a reason; an error (E) must be fixed.

| | 代码 · Code | 规则 | Rule |
| --- | --- | --- | --- |
{rows}"""

ERROR = "错误：必须改正。 · Error: it must be fixed."
WARNING = (
    "提醒：核实无误的，可以在 `acknowledged` 中写明代码和理由。"
    " · Warning: where it is right as it stands, enter the code with a reason under `acknowledged`."
)


def page_of(folder: Path) -> str:
    """Return the page of the code whose case is in *folder*."""
    case = read_case(folder)
    said = [_first_problem(folder / f"expected.{lang}.txt", case.code) for lang in ("zh", "en")]
    path, line = said[0].split(":")[:2]
    return PAGE.format(
        made=MADE,
        code=case.code,
        severity=WARNING if case.code in WARNINGS else ERROR,
        rule_zh=case.rule["zh"],
        rule_en=case.rule["en"],
        said_zh=said[0],
        said_en=said[1],
        examples="\n".join(_examples(case, path, int(line))),
    )


def index_page() -> str:
    """Return the list of all codes with the rule behind each."""
    rows = []
    for folder in FIRST_CASES:
        case = read_case(folder)
        severity = "W" if case.code in WARNINGS else "E"
        rows.append(f"| {severity} | [{case.code}]({case.code}.md) | {case.rule['zh']} | {case.rule['en']} |\n")
    return INDEX.format(made=MADE, rows="".join(rows))


def _first_problem(golden: Path, code: str) -> str:
    lines = golden.read_text(encoding="utf-8").split("\n")
    at = next(number for number, line in enumerate(lines) if line.endswith(f"[{code}]"))
    return "\n".join(lines[at : at + 2])


def _examples(case: Case, path: str, line: int) -> Iterator[str]:
    """Yield the bad and the good version: what differs between them, and the line that the check names."""
    with tempfile.TemporaryDirectory() as folder:
        bad = build_case(case, "bad", Path(folder) / "bad")
        good = build_case(case, "good", Path(folder) / "good")
        bad_files, good_files = _files(bad, case), _files(good, case)
    changed = {name for name in {*bad_files, *good_files} if bad_files.get(name) != good_files.get(name)}
    named = {path: set(range(max(line - 2, 0), line + 2))} if path in bad_files else {}
    yield "## 不对 · Wrong\n"
    yield from _excerpts(changed | set(named), bad_files, good_files, named)
    yield "## 对 · Right\n"
    yield from _excerpts(changed, good_files, bad_files, {})


def _files(root: Path, case: Case) -> dict[str, list[str]]:
    """Return the lines of each file as they are shown, by path; the log only where the case is about it."""
    files: dict[str, list[str]] = {}
    sealed = sorted(file for file in (root / PRIVATE).rglob("*.yml")) if case.knows_private else []
    for file in sealed:
        path = f"${PRIVATE_FOLDER}/{file.relative_to(root / PRIVATE).as_posix()}"
        files[path] = [_shown(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = (file for folder in ("needs", "content", "site") for file in (root / folder).rglob("*"))
    found = chain(root.glob("mkdocs.yml"), found)
    for file in sorted(file for file in found if file.suffix in MARKUP_OF):
        path = file.relative_to(root).as_posix()
        if path == LOG_PATH and not case.keeps_log:
            continue
        text = f"→ {file.readlink()}" if file.is_symlink() else file.read_bytes().decode("utf-8", "replace")
        files[path] = [_shown(line) for line in text.splitlines()]
    return files


def _shown(line: str) -> str:
    for place in reversed([*hidden_places(line)]):
        line = f"{line[:place]}‹{code_of(line[place])}›{line[place + 1 :]}"
    for character, name in SHOWN.items():
        line = line.replace(character, name)
    return line if len(line) <= MOST_CHARACTERS else line[:40] + " …"


def _excerpts(
    paths: set[str], here: dict[str, list[str]], there: dict[str, list[str]], named: dict[str, set[int]]
) -> Iterator[str]:
    for path in sorted(paths):
        if path not in here:
            yield f"`{path}`：没有这个文件 · no such file\n"
            continue
        shown = _changed(here[path], there.get(path, [])) | named.get(path, set())
        yield f"`{path}`\n\n```{MARKUP_OF[Path(path).suffix]}\n" + "\n".join(_excerpt(here[path], shown)) + "\n```\n"


def _changed(lines: list[str], others: list[str]) -> set[int]:
    """Return the numbers, from 0, of the lines that differ from *others*, with their neighbours."""
    shown: set[int] = set()
    for tag, start, end, _, _ in difflib.SequenceMatcher(a=lines, b=others, autojunk=False).get_opcodes():
        if tag != "equal":
            shown |= set(range(max(start - CONTEXT, 0), end + CONTEXT))
    return shown


def _excerpt(lines: list[str], shown: set[int]) -> list[str]:
    """Return the *shown* lines, the first of them where they are too many, with marks for what is left out."""
    excerpt: list[str] = []
    before = -1
    for number in sorted(number for number in shown if number < len(lines))[:MOST_LINES]:
        if number != before + 1:
            excerpt.append("# …")
        excerpt.append(lines[number])
        before = number
    return [*excerpt, "# …"] if before + 1 < len(lines) else excerpt


def pages() -> dict[str, str]:
    """Return every page of ``docs/problems/`` by file name."""
    return {"README.md": index_page(), **{f"{folder.name}.md": page_of(folder) for folder in FIRST_CASES}}


def main() -> None:
    """Write the pages, and remove those of codes that are no more."""
    PAGES.mkdir(parents=True, exist_ok=True)
    made = pages()
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    remember_records()
    main()
