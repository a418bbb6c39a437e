"""What is real and what is an example never mix: no page of either tells of the other, but for one link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from site_builder.languages import LANGS
from site_builder.load.folders import FOLDERS
from site_builder.model import Record
from site_builder.validate.repository import check_repository
from site_builder.worlds import EXAMPLE, SHARED, is_example
from tests.site import DAY, built_repository_with_search

pytestmark = pytest.mark.slow
ALWAYS = {"zh": "2026年11月20日", "en": "20 November 2026"}
_LINK = re.compile(r'(?:href|action)="([^"]*)"')
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


@pytest.fixture(scope="module")
def root() -> Path:
    return built_repository_with_search()


@pytest.fixture(scope="module")
def examples(root: Path) -> list[Record]:
    catalogue = check_repository(root, DAY).catalogue
    return [record for kind in catalogue.records for record in catalogue.all_called(kind) if is_example(record)]


def pages(root: Path, *, of_examples: bool) -> Iterator[tuple[str, str]]:
    """Yield address and HTML of each page of one of the two worlds."""
    for lang in LANGS:
        for file in sorted((root / "site" / lang).rglob("*.html")):
            path = file.relative_to(root / "site" / lang).as_posix()
            if path.startswith(EXAMPLE) == of_examples:
                yield f"{lang}/{path}", file.read_text(encoding="utf-8")


def names(record: Record, lang: str) -> Iterator[str]:
    """Yield what *record* is called: its number, and its title or name where that is long enough to be its own."""
    yield record.id
    for field in ("title", "name"):
        said = record.get(field)
        if said is not None and len(said[lang]) > 6:  # type: ignore[index, call-overload]
            yield said[lang]  # type: ignore[index, call-overload]


def test_no_page_of_the_real_site_names_an_example(root: Path, examples: list[Record]) -> None:
    own = [record for record in examples if record.id != "demo"]
    wanted = {lang: re.compile("|".join(re.escape(n) for r in own for n in names(r, lang))) for lang in LANGS}
    found = []
    for path, html in pages(root, of_examples=False):
        hit = wanted[path[:2]].search(unescape(html))
        found += [(path, hit[0])] if hit else []
    assert found == []


def test_the_real_site_leads_to_the_examples_once_in_each_language(root: Path) -> None:
    links = [
        (path, link)
        for path, html in pages(root, of_examples=False)
        for link in _LINK.findall(html)
        if f"/{EXAMPLE}" in f"/{link}"
    ]
    assert links == [(f"{lang}/index.html", f"./{EXAMPLE}") for lang in LANGS]


def test_each_page_of_the_examples_says_so_and_which_day_it_always_is(root: Path) -> None:
    silent = [
        path
        for path, html in pages(root, of_examples=True)
        if ALWAYS[path[:2]] not in html.partition('class="jb-world"')[2].partition("</aside>")[0]
    ]
    assert silent == []


def test_a_page_of_the_examples_leads_to_pages_of_the_examples_and_to_what_is_written_by_hand(root: Path) -> None:
    catalogue = check_repository(root, DAY).catalogue
    real = {
        f"/{FOLDERS[kind]}/{record.id}/"
        for kind in FOLDERS.keys() - SHARED
        for record in catalogue.all_called(kind)
        if not is_example(record)
    }
    led = set()
    for path, html in pages(root, of_examples=True):
        links = {"/".join(["", *link.split("/")[-3:]]): link for link in _LINK.findall(html)}
        led |= {(path, link) for tail, link in links.items() if tail in real}
    assert led == set()


def test_engines_are_kept_from_the_examples(root: Path) -> None:
    assert all('<meta name="robots" content="noindex">' in html for _, html in pages(root, of_examples=True))
    assert not any('content="noindex"' in html for _, html in pages(root, of_examples=False))


def test_each_world_has_an_index_of_its_own(root: Path) -> None:
    for folder in ("pagefind", "pagefind/example"):
        assert (root / "site" / folder / "pagefind.js").is_file()
    for lang in LANGS:
        for world, index in (("", "pagefind/"), (EXAMPLE, "pagefind/example/")):
            page = root / "site" / lang / world / "search" / "index.html"
            address = re.search(r'data-pagefind="([^"]*)"', page.read_text(encoding="utf-8"))
            assert address
            assert (page.parent / address[1]).resolve() == (root / "site" / index / "pagefind.js").resolve()


def test_the_day_of_the_examples_is_that_of_their_edition() -> None:
    assert date(2026, 11, 20).strftime("%-d %B %Y") == ALWAYS["en"]
