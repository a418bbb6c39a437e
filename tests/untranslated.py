"""What a page says in the language that it claims to be in, and what of that no phrase of the folder says.

In the words of a test each phrase stands in ``⟦…⟧``. Whatever a page shows outside of these marks, and not below an
element that names another language, was never translated: it is a number, a name or a code, or it is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
SPOKEN = ("aria-label", "title", "placeholder", "alt")
SILENT = frozenset("script style svg code time template".split())
_LETTERS = re.compile(r"[^\W\d_]{2,}")


class _Reader(HTMLParser):
    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        spoken = told.get("lang") or (self.open[-1][1] if self.open else "")
        if tag not in VOID:
            self.open.append((tag, spoken))
        self.said.append("\n")
        if spoken == self.lang:
            self.said += [f"\n{told[name]}\n" for name in SPOKEN if told.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self.said.append("\n")
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        is_silent = any(tag in SILENT for tag, _ in self.open)
        if self.open and self.open[-1][1] == self.lang and "title" not in {tag for tag, _ in self.open}:
            self.said.append(" " if is_silent else data)


def untranslated(page: str, lang: str) -> Iterator[str]:
    """Yield each line that *page* says in *lang* with the words in it that stand in no mark."""
    reader = _Reader(lang)
    reader.feed(page)
    depth, outside = 0, ""
    for letter in "".join(reader.said):
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        outside += letter if depth == 0 else ""
    for line in outside.replace("⟧", "\n").splitlines():
        if _LETTERS.search(line):
            yield line.strip()
