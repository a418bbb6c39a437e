"""Every page of both languages: links alive, counterpart there, HTML valid, nothing asked from elsewhere."""

from __future__ import annotations

import functools
import json
import posixpath
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from site_builder.derive.records import records_pages
from site_builder.model import Catalogue
from site_builder.records import Organization
from tests.site import PAGE_TYPES, built_full_repository

pytestmark = pytest.mark.slow

BROWSER = Path(__file__).parents[2] / "browser"
NODE = Path(__file__).parents[3] / ".venv/bin/node"


@pytest.fixture(scope="module")
def site() -> Path:
    return built_full_repository() / "site"


class Links(HTMLParser):
    """Collects what a page points to and which places in it can be pointed at."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.lang = ""
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        if "id" in given:
            self.ids.add(given["id"])
        for name in ("href", "src", "action"):
            if name in given:
                self.targets.append(given[name])
        if tag in ("script", "img", "link", "iframe", "source") and given.get("rel") != "canonical":
            self.loads.append(given.get("src") or given.get("href") or "")


@functools.cache  # nobody changes that site
def read_links(page: Path) -> Links:
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def pages_of(site: Path) -> Iterator[Path]:
    yield from sorted(path for lang in ("zh", "en") for path in (site / lang).rglob("*.html"))


def test_every_page_exists_in_both_languages_at_the_same_path(site: Path) -> None:
    zh = {path.relative_to(site / "zh") for path in (site / "zh").rglob("*.html")}
    en = {path.relative_to(site / "en") for path in (site / "en").rglob("*.html")}

    assert len(zh) > 300
    assert zh == en


def test_every_internal_link_of_both_trees_is_alive(site: Path) -> None:
    parsed = {page: read_links(page) for page in pages_of(site)}
    dead = [
        f"{page.relative_to(site)} -> {target}"
        for page, links in parsed.items()
        for target in links.targets
        if not is_alive(site, page, target, parsed)
    ]

    assert dead == []


def is_alive(site: Path, page: Path, target: str, parsed: dict[Path, Links]) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path.startswith(("/submit/", "/track")):  # the service answers
        return True
    folder = page.parent.relative_to(site).as_posix()
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else None
    file = site / path if path else page
    if file.is_dir():
        file = file / "index.html"
    if not file.is_file():
        return False
    return not parts.fragment or file not in parsed or unquote(parts.fragment) in parsed[file].ids


@pytest.mark.parametrize(
    ("first", "rest", "kind", "shown"),
    [
        ("domains/new-energy/", "domains/new-energy/results/", "results", 12),
        ("organizations/demo-haiyao-marine/", "organizations/demo-haiyao-marine/needs/", "needs", 24),
        ("organizations/demo-pujiang-university/", "organizations/demo-pujiang-university/results/", "results", 24),
    ],
)
def test_a_long_list_shows_its_beginning_and_leads_to_pages_that_hold_it_once(
    site: Path, first: str, rest: str, kind: str, shown: int
) -> None:
    beginning = cards_on(site / "en" / first / "index.html", kind)
    pages = [site / "en" / rest / "index.html", *sorted((site / "en" / rest).glob("page/*/index.html"))]
    whole = [card for page in pages for card in cards_on(page, kind)]

    assert len(beginning) == shown
    assert beginning == whole[:shown]
    assert len(whole) == len(set(whole)) > shown


def test_the_list_of_organisations_comes_in_pages_that_hold_each_once_and_count_whole_groups() -> None:
    kinds = ("enterprise", "university")
    records = {
        f"o-{n:03}": Organization({"id": f"o-{n:03}", "org_type": kinds[n % 2]}, "", "0" * 64) for n in range(450)
    }
    pages = list(records_pages("organization", Catalogue({"organization": records}, {}), "org_type"))
    ids = [record.id for page in pages for group in page.groups_in("zh") for record in group.records]

    assert [sum(len(group.records) for group in page.groups_in("zh")) for page in pages] == [200, 200, 50]
    assert sorted(ids) == sorted(records)
    assert {group.total for page in pages for group in page.groups_in("zh")} == {225}


def cards_on(page: Path, kind: str) -> list[str]:
    """Return the ids of the needs or results whose cards stand on *page*, in order."""
    return re.findall(rf'<h3><a href="[./]*{kind}/([^/"]+)/">', page.read_text(encoding="utf-8"))


def test_every_page_says_its_language_and_links_to_its_own_counterpart(site: Path) -> None:
    wrong = []
    for page in pages_of(site):
        lang = page.relative_to(site).parts[0]
        other = "en" if lang == "zh" else "zh"
        here = page.parent.relative_to(site / lang).as_posix()
        counterpart = posixpath.relpath((site / other / here).as_posix(), page.parent.as_posix()) + "/"
        links = read_links(page)
        if links.lang != lang or [t for t in links.targets if posixpath.normpath(t) == counterpart.rstrip("/")] == []:
            wrong.append(page.relative_to(site).as_posix())

    assert wrong == []


def test_no_page_loads_anything_from_another_origin(site: Path) -> None:
    foreign = [
        (page.name, load) for page in pages_of(site) for load in read_links(page).loads if urlsplit(load).netloc
    ]

    assert foreign == []


def test_no_mark_of_a_slot_or_a_template_is_left_on_any_page(site: Path) -> None:
    left = re.compile(r"jb-slot-|jb-base-mark|\{\{|\{%|\x1e|Struct\(|Text\(")
    found = [page.name for page in pages_of(site) if left.search(page.read_text(encoding="utf-8"))]

    assert found == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_html_is_valid_on_every_page_type(site: Path, lang: str) -> None:
    pages = [str(site / lang / path / "index.html") for path in PAGE_TYPES] + [
        str(site / "index.html"),
        str(site / "404.html"),
    ]
    command = [str(NODE), str(BROWSER / "node_modules/.bin/html-validate"), "--formatter", "json"]
    config = ["--config", str(BROWSER / ".htmlvalidate.json")]

    done = subprocess.run([*command, *config, *pages], capture_output=True, text=True, check=False)
    messages = [
        f"{Path(report['filePath']).relative_to(site)}:{m['line']}: {m['message']} [{m['ruleId']}]"
        for report in json.loads(done.stdout or "[]")
        for m in report["messages"]
    ]

    assert done.stderr == ""
    assert messages == []
