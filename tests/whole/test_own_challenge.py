"""One's own challenge, begun by `jiebang init`: its pages are right while empty, and a need goes the whole way."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.commands.options import inbox_beside
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, make_first
from site_builder.load.records import LOG_PATH
from site_builder.validate.history.log import LOG_HEADER
from tests import challenges
from tests.links import is_alive, pages_of, read_links
from tests.repositories import TODAY, git
from tests.service import Running

pytestmark = pytest.mark.slow
AT = ("--date", TODAY.isoformat())
TRANSLATED = f"translation:\n  en: {{by: human, reviewed_by: organizer, reviewed_on: {TODAY}}}\n"
EMPTY_LIST = re.compile(r"<(ul|ol|dl|tbody|table)\b(?![^>]*data-jb-)[^>]*>\s*</\1>")


@dataclass(frozen=True)
class Begun:
    """A challenge on disk, and the answers of which it was made."""

    root: Path
    answers: challenges.Answered


@pytest.fixture(scope="module", params=challenges.ALL)
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    folder, answers = tmp_path_factory.mktemp(request.param), challenges.ALL[request.param]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        challenges.begin(folder / "challenge", answers)
        yield Begun(folder / "challenge", answers)


def run(root: Path, *words: str, typed: str = "") -> str:
    done = CliRunner().invoke(cli, [*words, "--root", str(root), "--lang", "en"], input=typed)
    assert done.exit_code == 0, done.output
    return done.output


def dead_links(site: Path) -> list[str]:
    parsed = {page: read_links.__wrapped__(page) for page in pages_of(site)}  # the site changes
    return [
        f"{page.relative_to(site)} -> {target}"
        for page, links in parsed.items()
        for target in links.targets
        if not is_alive(site, page, target, parsed)
    ]


def empty_lists(site: Path) -> list[str]:
    found = ((page, EMPTY_LIST.search(page.read_text(encoding="utf-8"))) for page in pages_of(site))
    return [f"{page.relative_to(site)}: {empty[0]}" for page, empty in found if empty]


def foreign_words(root: Path) -> list[str]:
    """Return where a file of the repository, or a page of its site, names what only the shipped challenge has."""
    files = (file for file in sorted(root.rglob("*")) if file.suffix in (".html", ".md", ".yml"))
    texts = ((file, file.read_text(encoding="utf-8")) for file in files)
    return [
        f"{file.relative_to(root)}: …{text[max(0, found.start() - 30) : found.end() + 30]}…"
        for file, text in texts
        for found in challenges.OF_THE_DELTA.finditer(text)
    ]


def test_while_it_is_empty_it_is_checked_committed_and_built_right(begun: Begun) -> None:
    site = begun.root / "site"

    assert "Problems: 0. Warnings: 0." in run(begun.root, "check", *AT)
    assert git(begun.root, "status", "--porcelain") == ""
    assert git(begun.root, "rev-list", "--count", "HEAD").strip() == "1"
    assert dead_links(site) == []
    assert empty_lists(site) == []
    assert foreign_words(begun.root) == []


def test_without_editions_organisations_and_pages_it_is_built_right(begun: Begun, tmp_path: Path) -> None:
    root = shutil.copytree(begun.root, tmp_path / "challenge", ignore=shutil.ignore_patterns("site", "demo*"))
    for name in ("editions", "organizations", "pages"):
        shutil.rmtree(root / "content" / name, ignore_errors=True)
    (root / "mkdocs.yml").write_text("site_name: Bare\ntheme: {name: material, font: false}\n", encoding="utf-8")
    (root / LOG_PATH).write_text(LOG_HEADER, encoding="utf-8")
    run(root, "build", "--no-search", *AT)

    assert "Problems: 0. Warnings: 0." in run(root, "check", *AT)
    assert dead_links(root / "site") == []
    assert empty_lists(root / "site") == []
    assert foreign_words(root) == []


COMMANDS = (
    "awards verify", "doctor", "edition new c2099 --dry-run", "inbox list", "issue-forms write", "keys list", "log",
    "points verify", "template need -o {folder}/need.xlsx", "template result -o {folder}/result.xlsx",
    "template solution -o {folder}/solution.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_works_on_it(begun: Begun, tmp_path: Path, line: str) -> None:
    root = shutil.copytree(begun.root, tmp_path / "challenge", ignore=shutil.ignore_patterns("site"))
    make_repository(inbox_beside(root))
    make_first(inbox_beside(root) / RECIPIENTS, tmp_path / "identities")
    said = run(root, *line.format(folder=tmp_path).split())

    assert challenges.OF_THE_DELTA.findall(said) == []
    assert foreign_words(root) == []


def test_a_need_comes_from_the_form_to_its_page(begun: Begun, tmp_path: Path) -> None:
    pairs = challenges.need_of(begun.answers)
    service = Running(tmp_path, lambda folder: challenges.places_of(begun.root))
    try:
        number, _ = service.receipt_of(service.send("need", pairs))
    finally:
        service.stop()
    closing = CliRunner().invoke(
        cli, ["edition", "close", pairs["edition"], "--root", str(begun.root), "--lang", "en"]
    )
    assert (closing.exit_code, f"Submission {number}" in closing.output) == (1, True)
    run(begun.root, "inbox", "review", number, *AT)
    text = run(begun.root, "inbox", "show", number, "--record")
    run(begun.root, "inbox", "edit", number, "-", typed=text + TRANSLATED)
    run(begun.root, "inbox", "review", number, "--pass", "all", *AT)
    run(begun.root, "inbox", "approve", number, "--warnings-read", *AT)
    run(begun.root, "inbox", "publish", number, *AT)
    need = next((begun.root / "needs").glob("*/*.yml")).stem
    page = (begun.root / f"site/en/needs/{need}/index.html").read_text(encoding="utf-8")

    assert [pairs["title.en"] in page, pairs["contact.email"] in page] == [True, False]
    assert "Problems: 0. Warnings: 0." in run(begun.root, "check", *AT)
    assert dead_links(begun.root / "site") == []
    assert empty_lists(begun.root / "site") == []
    assert foreign_words(begun.root) == []
