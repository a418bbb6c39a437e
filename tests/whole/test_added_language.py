"""French is added as a folder of words, each of them marked, in a copy of the program; then the site is looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel import Locale

from tests.repositories import copy_base
from tests.trips import copy_all, python, read
from tests.untranslated import untranslated

DAY = "2026-11-21"
SETTINGS = """
site_name: Test
site_url: https://example.org
theme: {name: material, font: false}
extra:
  jiebang: {name: {zh: 测试, en: Test}}
"""
ABOUT = {
    "zh": "---\ntitle: 关于\ndescription: 关于本站。\n---\n\n## 是什么 {#what}\n\n企业张榜，各方揭榜。\n",
    "en": "---\ntitle: About\ndescription: About this site.\n---\n\n## What it is {#what}\n\nCompanies post needs.\n",
}
NOT_SAID = re.compile(r"format\.|language\.|nav_path\.|statistics\.unsaid_units|desk\.between")
NEED = "needs/cic2026-31-0001/index.html"
ADDRESS = re.compile(r' (?:href|hreflang|lang)="[^"]*"')


@dataclass(frozen=True)
class Trip:
    """A copy of the program with French, a repository, and its site ``before`` and ``after``."""

    program: Path
    root: Path
    before: Path

    def page(self, path: str) -> str:
        return read(self.root / "site" / path)

    def build(self, *options: str) -> str:
        words = ["-m", "forms.cli", "build", "--root", str(self.root), "--date", DAY, "--lang", "en", *options]
        return python(words, self.program)


def marked(tree: Any, key: str = "") -> Any:
    """Return *tree* with ``⟦…⟧`` around each phrase that people read."""
    if isinstance(tree, dict):
        return {step: marked(child, f"{key}{step}.") for step, child in tree.items()}
    return tree if NOT_SAID.match(key) or not tree else f"⟦{tree}⟧"


def translate(folder: Path) -> None:
    for file in folder.rglob("*.yml"):
        tree = yaml.load(read(file), Loader=yaml.CBaseLoader)  # noqa: S506
        written = yaml.dump(marked(tree), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        file.write_text(written, encoding="utf-8")
    for mail in folder.rglob("*.txt"):
        mail.write_text(f"⟦{read(mail)}⟧", encoding="utf-8")


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    folder = tmp_path_factory.mktemp("trip")
    root, program = copy_base(folder / "repository"), copy_all(folder / "program")
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    for lang, page in ABOUT.items():
        (root / "content/pages" / lang).mkdir(parents=True)
        (root / "content/pages" / lang / "about.md").write_text(page, encoding="utf-8")
    trip = Trip(program, root, folder / "before")
    trip.build("--no-search")
    (root / "site").rename(trip.before)
    python(["-m", "site_builder.load.contract.new_language", "fr", str(root)], program)
    for words in ("site_builder", "forms"):
        translate(program / words / "strings/fr")
    french = program / "site_builder/strings/fr/format.yml"
    french.write_text(read(french).replace("{unit} {amount}", "{amount} {unit}"), encoding="utf-8")
    trip.build("--search")
    return trip


pytestmark = pytest.mark.slow


def test_every_page_is_there_in_french(trip: Trip) -> None:
    site = trip.root / "site"
    pages = {lang: {path.relative_to(site / lang) for path in (site / lang).rglob("*.html")} for lang in ("fr", "zh")}

    assert pages["fr"] == pages["zh"] != set()


def test_a_french_page_says_that_it_is_french_and_leads_to_the_others(trip: Trip) -> None:
    page = trip.page(f"fr/{NEED}")

    assert re.findall(r'<html lang="(\w+)"', page) == ["fr"]
    assert re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', page) == [
        (lang, f"https://example.org/{lang}/needs/cic2026-31-0001/") for lang in ("fr", "zh", "en")
    ]
    assert re.findall(r'class="jb-header__language" href="([^"]+)"[^>]*>([^<]+)<', page) == [
        ("../../../zh/needs/cic2026-31-0001/", "中文"),
        ("../../../en/needs/cic2026-31-0001/", "English"),
    ]


def test_words_labels_and_codes_come_from_the_folder(trip: Trip) -> None:
    page = trip.page(f"fr/{NEED}")

    assert "<h2>⟦Technical indicators⟧</h2>" in page
    assert "<dt>⟦Deadline for solutions⟧</dt>" in page
    assert [label for label in re.findall(r"<dt>([^<]+)</dt>", page) if not label.startswith("⟦")] == []
    assert [name for name in re.findall(r'href="\.\./\.\./domains/[^"]+">([^<]+)<', page) if name[0] != "⟦"] == []


def test_numbers_amounts_and_days_are_written_as_in_french(trip: Trip) -> None:
    every = "".join(read(page) for page in (trip.root / "site/fr").rglob("*.html"))

    assert re.findall(r'<time datetime="2026-09-01">([^<]+)<', every)[:1] == ["1 septembre 2026"]
    assert re.findall(r"\d{1,3}\N{NARROW NO-BREAK SPACE}000 CNY", every) != []


def test_a_text_that_is_not_there_in_french_is_shown_in_english_and_says_so(trip: Trip) -> None:
    page = trip.page(f"fr/{NEED}")
    english = re.findall(r"<h1>(.*)</h1>", trip.page(f"en/{NEED}"))

    assert re.findall(r"<h1>(.*)</h1>", page) == [f'<span lang="en" class="jb-other-language">{english[0]}</span>']
    assert "⟦Part of this page has no English yet" in page


def test_a_hand_written_page_that_is_not_there_in_french_is_shown_in_english_and_says_so(trip: Trip) -> None:
    page = trip.page("fr/about/index.html")

    assert "⟦Part of this page has no English yet" in page and '<div lang="en">' in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_other_languages_only_get_a_way_to_french(trip: Trip, lang: str) -> None:
    added = set()
    for page in sorted((trip.before / lang).rglob("*.html")):
        old, new = read(page).splitlines(), trip.page(page.relative_to(trip.before).as_posix()).splitlines()
        assert [line for line in old if line not in new] == []
        added |= {ADDRESS.sub("", line).strip() for line in new if line not in old}

    assert added == {'<link rel="alternate">', '<a class="jb-header__language">Français</a>'}


def test_root_page_site_map_and_search_know_french(trip: Trip) -> None:
    entry = json.loads(trip.page("pagefind/pagefind-entry.json"))
    root = trip.page("index.html")

    assert re.findall(r'<link rel="alternate" hreflang="([^"]+)"', root) == ["zh", "en", "fr", "x-default"]
    assert '<section lang="fr"><h2><a href="fr/">' in root and ">Français</a>" in root
    assert '<section data-jb-lang="fr" lang="fr"><h2>⟦There is no such page⟧</h2>' in trip.page("404.html")
    assert "<loc>https://example.org/fr/needs/cic2026-31-0001/</loc>" in trip.page("sitemap.xml")
    assert sorted(entry["languages"]) == ["en", "fr", "zh"]


def test_a_form_is_drawn_in_french_and_asks_for_english_first(trip: Trip) -> None:
    page = trip.page("fr/forms/need/index.html")

    assert "<h1>⟦Post a need⟧</h1>" in page
    assert re.findall(r'name="(title\.\w+)"', page) == ["title.en", "title.zh"]
    assert 'name="language" value="fr"' in page


ASKED = """
import sys
from pathlib import Path
from tests.service import Running, need_pairs

running = Running(Path(sys.argv[1]))
try:
    french = {"accept-language": "fr-CA,fr;q=0.9,en;q=0.5"}
    print(running.client.get("/track", headers=french).text.count('<html lang="fr"'))
    answer = running.hand_in("need", {"language": "fr", "title.zh": "x"})
    print(answer.status_code, sorted(answer.json()["errors"][0]), answer.json()["errors"][0]["fr"][0])
    chinese = enumerate(need_pairs().items())
    english = {k.replace(".zh", ".en"): f"Long-lived catalyst {n}" if ".zh" in k else v for n, (k, v) in chinese}
    answer = running.send("need", {**english, "language": "fr"})
    print(answer.status_code, answer.text.count('<html lang="fr"'))
    for entry in running.received():
        print(entry.language, running.service.inbox.read(entry.receipt).public["source_language"])
finally:
    running.stop()
"""


def test_the_service_answers_in_french_and_takes_what_is_written_in_english(trip: Trip, tmp_path: Path) -> None:
    said = python(["-c", ASKED, str(tmp_path)], trip.program).splitlines()

    assert said == ["1", "422 ['code', 'en', 'field', 'fr', 'zh'] ⟦", "200 1", "fr en"]


EDITION = "content/editions/cic2026/edition.yml"
CHECKED = """
import sys
from datetime import date
from pathlib import Path
from site_builder.validate.repository import check_repository

for problem in check_repository(Path(sys.argv[1]), date.fromisoformat(sys.argv[2])).problems:
    if problem.code == "language-missing" and problem.path.endswith("cic2026-31-0001.yml"):
        print("warning" if problem.is_warning else "error", problem.where)
"""


def check(trip: Trip, languages: str) -> list[str]:
    """Return what the check says of missing languages where the edition is published in *languages*."""
    edition, need = trip.root / EDITION, trip.root / "needs/cic2026/cic2026-31-0001.yml"
    kept = {file: read(file) for file in (edition, need)}
    edition.write_text(f"{kept[edition]}languages: [{languages}]\n", encoding="utf-8")
    need.write_text(re.sub("(?m)^(title:\n)", r"\1  fr: Appareil\n", kept[need]), encoding="utf-8")
    try:
        return python(["-c", CHECKED, str(trip.root), DAY], trip.program).splitlines()
    finally:
        for file, text in kept.items():
            file.write_text(text, encoding="utf-8")


def test_an_edition_asks_for_a_further_language_only_where_it_says_so(trip: Trip) -> None:
    assert check(trip, "zh, en") == []
    asked = check(trip, "zh, en, fr")
    assert "warning summary" in asked and "warning title" not in asked


@pytest.fixture
def without(trip: Trip) -> Iterator[Callable[[str, str], str]]:
    """Return a function that takes a line out of a French file and gives what the build then says."""
    kept: dict[Path, str] = {}

    def build(file: str, line: str) -> str:
        path = trip.program / file
        kept[path] = read(path)
        assert kept[path].count(line) == 1
        path.write_text(kept[path].replace(line, ""), encoding="utf-8")
        with pytest.raises(AssertionError) as refused:
            trip.build("--no-search")
        return str(refused.value)

    yield build
    for path, text in kept.items():
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("site_builder/strings/fr/site.yml", "  skip: ⟦Skip to content⟧\n", "header.skip (1)"),
        ("forms/strings/fr/hosts.yml", "  in_zh: ⟦Chinese⟧\n", "hosts.in_zh (1)"),
        (
            "site_builder/strings/fr/terms.yml",
            "          label: ⟦Deadline for solutions⟧\n",
            "terms.schemas.need.fields.",
        ),
    ],
)
def test_a_word_that_is_missing_is_named_with_its_file(
    without: Callable[[str, str], str], file: str, line: str, said: str
) -> None:
    told = without(file, line)

    assert f"{file} lacks {said}" in told
    assert "Traceback" not in told


SHOWN_AS_THEY_ARE = re.compile(
    r"TRL \d|[≤≥\d., –\u202f]+(?:mg/L|d|CNY)?|CNY|mg/L|https://\S+|[A-Z]{2}[\d.-]+|(?:\d+ )?(?:\w+ )?20\d\d"
    r"|Table des matières|Aller au contenu"  # Material's own French
)

NAMED_BY_THE_CLDR = frozenset(name.strip("()·–: ") for name in Locale.parse("fr").territories.values())


def not_translated(pages: dict[str, str]) -> list[tuple[str, str]]:
    """Return what *pages* say in French that is neither a word of the folder nor a number, a unit, an address."""
    return [
        (name, line)
        for name, page in pages.items()
        for line in (said.strip("()·–: ") for said in untranslated(page, "fr"))
        if not SHOWN_AS_THEY_ARE.fullmatch(line) and line not in NAMED_BY_THE_CLDR
    ]


def test_no_word_of_any_page_is_left_untranslated(trip: Trip) -> None:
    folder = trip.root / "site/fr"
    pages = {path.relative_to(folder).as_posix(): read(path) for path in sorted(folder.rglob("*.html"))}

    assert len(pages) > 70
    assert not_translated(pages) == []


PAGES = """
import json
import sys
from pathlib import Path
from tests.desks import Desk, new_office, new_site_case, sign_in
from tests.service import Running, need_pairs

french = {"accept-language": "fr"}
pages = {}
case = new_site_case(Path(sys.argv[1]) / "desk")
desk = Desk(new_office(case))
try:
    client = desk.browser()
    client.headers.update(french)
    pages["sign-in"] = client.get("/desk/sign-in").text
    assert sign_in(client, "organizer").status_code == 303
    for path in ("", "/account", "/account/factor", "/log", f"/s/{case.receipt}", f"/s/{case.receipt}/edit"):
        pages[f"desk{path}"] = client.get(f"/desk{path}").text
finally:
    desk.stop()
running = Running(Path(sys.argv[1]) / "service")
try:
    pages["track"] = running.client.get("/track", headers=french).text
    pages["faulty"] = running.send("need", {"language": "fr", "title.zh": "x"}).text
    pages["received"] = running.send("need", {**need_pairs(), "language": "fr"}).text
finally:
    running.stop()
texts = [path.read_text() for path in (Path(sys.argv[1]) / "desk").rglob("*.yml")]
texts += [str(case.entry.public), case.receipt, *desk.office.accounts.all()]
print(json.dumps({"pages": pages, "records": " ".join(texts)}))
"""


def test_no_word_of_the_service_and_the_desk_is_left_untranslated(trip: Trip, tmp_path: Path) -> None:
    told = json.loads(python(["-c", PAGES, str(tmp_path)], trip.program))
    pages, records = told["pages"], told["records"]

    assert [name for name, page in pages.items() if '<html lang="fr"' not in page] == []
    assert [(name, line) for name, line in not_translated(pages) if line not in records] == []
