"""What stands on a page in another language says so, and Chinese is set without spaces, on every built page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from site_builder.render.spoken import marked_name, with_chinese_marked
from tests.site import built_full_repository

HAN = "[\u3007\u3400-\u9fff]"
SIGN = "[，。；：、！？）》」]"
NOT_SET = re.compile(f"{SIGN}[ \n]+{HAN}|{HAN}[ \n]+{SIGN}|{HAN}[ ]*\n[ ]*{HAN}")
"""A space behind or before a Chinese sign, a line that ends inside a Chinese sentence."""
LATIN_NAME = re.compile(r"[A-Za-z]{3,}(?:[ ,.&’'-]+[A-Za-z]{2,}){2,}")
"""Three Latin words in a row."""
ALLOWED = {
    "en": {"code"},  # what is written in a file, in whatever language
    "zh": {"code"},
}
NAMED = re.compile("“Take up this need”")
"""Words that a page speaks of: the glossary names the English button."""
VOID = frozenset("meta link input br img hr rect path circle line use wbr source col area base".split())


class _Texts(HTMLParser):
    """The texts of a page, each with the language it stands under and its element."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang")))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        inside = [tag for tag, _ in self.open]
        if not {"script", "style"} & set(inside):
            lang = next((lang for _, lang in reversed(self.open) if lang), "")
            self.found.append((lang, inside[-1], data))


def _texts_of(lang: str) -> Iterator[tuple[str, str, str, str]]:
    site = built_full_repository() / "site"
    for page in sorted((site / lang).rglob("*.html")):
        texts = _Texts()
        texts.feed(page.read_text(encoding="utf-8"))
        for spoken, tag, text in texts.found:
            if tag not in ALLOWED[lang]:
                yield page.relative_to(site).as_posix(), spoken, tag, NAMED.sub("", text)


@pytest.mark.slow
def test_chinese_on_english_pages_is_marked_as_chinese() -> None:
    found = [
        (page, text.strip()) for page, spoken, _, text in _texts_of("en") if spoken == "en" and re.search(HAN, text)
    ]

    assert found == []


@pytest.mark.slow
def test_latin_names_on_chinese_pages_are_marked_and_no_chinese_is_set_with_spaces() -> None:
    names, spaced = [], []
    for page, spoken, _, text in _texts_of("zh"):
        if spoken == "zh" and LATIN_NAME.search(text):
            names.append((page, text.strip()))
        if spoken == "zh" and NOT_SET.search(text):
            spaced.append((page, text.strip()))

    assert (names, spaced) == ([], [])


@pytest.mark.parametrize(
    ("lang", "name", "shown"),
    [
        ("en", "上海电气", '<span lang="zh">上海电气</span>'),
        ("zh", "上海电气", "上海电气"),
        ("zh", "Shanghai Boiler Works", '<span lang="en">Shanghai Boiler Works</span>'),
        ("en", "Shanghai Boiler Works", "Shanghai Boiler Works"),
        ("zh", "CATL", "CATL"),
        ("en", "𠮷野家", '<span lang="zh">𠮷野家</span>'),
        ("zh", "株式会社トヨタ", '<span lang="ja">株式会社トヨタ</span>'),
        ("en", "Verein für Technik", '<span lang="de">Verein für Technik</span>'),
        ("en", "<b>王</b>", '<span lang="zh">&lt;b&gt;王&lt;/b&gt;</span>'),
    ],
)
def test_a_name_says_in_which_language_it_is(lang: str, name: str, shown: str) -> None:
    assert marked_name(lang, name) == shown


def test_a_chinese_name_inside_an_english_sentence_is_marked_alone() -> None:
    html = Markup('Made by 上海电气, and by <a href="王">王伟</a>.')

    assert with_chinese_marked("en", html) == (
        'Made by <span lang="zh">上海电气</span>, and by <a href="王"><span lang="zh">王伟</span></a>.'
    )
