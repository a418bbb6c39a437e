"""The manual for organisers: both languages say the same, its commands, settings and figures are the program's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.desk.sent import BOUND
from forms.intake.limits import LIMITS, MEBIBYTE
from forms.intake.room import QUOTA
from forms.web.bounds import BOUNDS
from forms.web.settings import BY_ADDRESS
from tests.told_commands import blocks_in, fault_in, named_in, typed_in

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs/manual"
PAGES = sorted(path.name for path in (MANUAL / "en").glob("*.md"))
FILES = sorted(MANUAL.glob("??/*.md"))
PAGE = pytest.mark.parametrize("page", PAGES)
FILE = pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(MANUAL).as_posix())
SETTING = re.compile(r"\b(?:JIEBANG_[A-Z_]*[A-Z]|FORMS_INBOX)\b")
OF_WORKFLOWS = {"JIEBANG_TEAMS_TOKEN"}
NOT_OF_ORGANISERS = {"JIEBANG_ACCOUNT", "JIEBANG_IDENTITY", "JIEBANG_HOST_USER"}
"""Short ways for one person at a terminal, of which their commands tell; and what the program tells git."""


def text_of(lang: str, page: str) -> str:
    return (MANUAL / lang / page).read_text(encoding="utf-8")


def test_both_languages_have_the_same_pages() -> None:
    assert sorted(path.name for path in (MANUAL / "zh").glob("*.md")) == PAGES


@PAGE
def test_both_languages_have_the_same_sections_rows_steps_and_blocks(page: str) -> None:
    shapes = [
        re.findall(r"^ *(#+ |\||```\w*|\d\. |- |<!-- .*? -->)", text_of(lang, page), re.MULTILINE)
        for lang in ("en", "zh")
    ]

    assert shapes[0] == shapes[1]


@PAGE
def test_both_languages_tell_to_type_the_same(page: str) -> None:
    def typed(lang: str) -> list[str]:
        said = [
            re.sub(r" +#.*| --(?:zh|en) \"[^\"]*\"|<[^>]*>|-m \".*\"", "", block)
            for block in blocks_in(MANUAL / lang / page)
        ]
        return said

    assert typed("en") == typed("zh")


@FILE
def test_every_command_is_one_that_there_is(file: Path) -> None:
    typed = [fault_in(line) for line in typed_in(file)]
    named = [fault_in(line, is_whole=False) for line in named_in(file)]

    assert [fault for fault in typed + named if fault] == []


def test_a_command_that_there_is_not_would_be_found() -> None:
    wrong = [
        "jiebang chekc",
        "jiebang backup",
        "jiebang inbox list --stat x",
        "jiebang points reverse --reason greed --docking a",
    ]

    assert [bool(fault_in(line)) for line in wrong] == [True] * len(wrong)


def settings_of_the_program() -> set[str]:
    sources = [path for package in ("forms", "site_builder") for path in (ROOT / package).rglob("*.py")]
    return {name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))}


def test_every_setting_is_told_and_none_that_there_is_not() -> None:
    for lang in ("en", "zh"):
        told = {name for page in PAGES for name in SETTING.findall(text_of(lang, page))}
        assert told - OF_WORKFLOWS - settings_of_the_program() == set()
        assert settings_of_the_program() - told - NOT_OF_ORGANISERS == set()
    asked = SETTING.findall((MANUAL / "online/jiebang.env").read_text(encoding="utf-8"))
    assert set(asked) <= settings_of_the_program()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_its_figures_are_those_of_the_program(lang: str) -> None:
    rows = re.search(r"(?:## How much it takes|## 能收多少)\n(.*?)\n## ", text_of(lang, "online.md"), re.DOTALL)
    assert rows
    bounds = [re.findall(r"\d+", row.split("|")[2]) for row in rows[1].splitlines()[3:-2] if row.startswith("|")]

    assert [[int(number) for number in row] for row in bounds] == [
        [LIMITS.body_bytes // MEBIBYTE],
        [LIMITS.json_bytes // MEBIBYTE, LIMITS.body_bytes // MEBIBYTE],
        [BOUND.size // MEBIBYTE],
        [int(LIMITS.body_seconds)],
        [BY_ADDRESS.most],
        [BOUNDS.of_one],
        [QUOTA.all_bytes // 2**30],
    ]


def test_the_proxy_waits_longer_than_the_service() -> None:
    text = (MANUAL / "online/nginx.conf").read_text(encoding="utf-8")
    waits = {int(seconds) for seconds in re.findall(r"proxy_read_timeout (\d+)s", text)}

    assert min(waits) > LIMITS.body_seconds
    assert {float(one) for one in re.findall(r"client_header_timeout (\d+)s", text)} == {BOUNDS.head_seconds}


def anchors_of(file: Path) -> set[str]:
    """Return the anchors that code hosts give to the headings of *file*."""
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links_of(file: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    yield from (link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link)


DOCUMENTS = [
    *FILES,
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md")),
]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(file: Path) -> None:
    lost = []
    for link in links_of(file):
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors_of(target)):
            lost.append(link)

    assert lost == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_leads_to_the_manual(name: str) -> None:
    lang = "zh" if ".zh." in name else "en"

    assert f"docs/manual/{lang}/README.md" in list(links_of(ROOT / name))


def test_no_text_of_the_manual_stands_in_another_place_too() -> None:
    others = [
        *(ROOT / "docs").glob("*.md"),
        *ROOT.glob("README*.md"),
        *(ROOT / "content/pages").glob("*/guide/organiser.md"),
    ]
    elsewhere = {line.strip() for file in others for line in file.read_text(encoding="utf-8").splitlines()}
    twice = [
        (file.name, line)
        for file in FILES
        for line in map(str.strip, file.read_text(encoding="utf-8").splitlines())
        if len(line) > 40 and line in elsewhere
    ]

    assert twice == []
