"""One's own challenge: begun by `jiebang init`, it takes a need from the form to its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from forms.cli import cli
from tests import challenges
from tests.repositories import TODAY, git
from tests.service import Running

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Begun:
    """A challenge on disk, and what `jiebang init` said when it began it."""

    name: str
    root: Path
    said: str


@pytest.fixture(scope="module", params=challenges.ALL)
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        said = challenges.begin(folder / "challenge", challenges.ALL[request.param])
        yield Begun(request.param, folder / "challenge", said)


TRANSLATED = f"translation:\n  en: {{by: human, reviewed_by: organizer, reviewed_on: {TODAY}}}\n"


def run(root: Path, *words: str, typed: str = "") -> str:
    done = CliRunner().invoke(cli, [*words, "--root", str(root), "--lang", "en"], input=typed)
    assert done.exit_code == 0, done.output
    return done.output


def test_it_begins_checked_committed_and_built(begun: Begun) -> None:
    assert "Problems: 0. Warnings: 0." in run(begun.root, "check", "--date", TODAY.isoformat())
    assert git(begun.root, "status", "--porcelain") == ""
    assert git(begun.root, "rev-list", "--count", "HEAD").strip() == "1"
    assert (begun.root / "site/zh/index.html").is_file()


def test_a_need_comes_from_the_form_to_its_page(begun: Begun, tmp_path: Path) -> None:
    answers = challenges.ALL[begun.name]
    edition = next((begun.root / "content/editions").iterdir()).name
    pairs = challenges.need_of(answers, edition, first_track(begun.root))
    service = Running(tmp_path, lambda folder: challenges.places_of(begun.root))
    try:
        number, _ = service.receipt_of(service.send("need", pairs))
    finally:
        service.stop()
    at = ("--date", TODAY.isoformat())
    run(begun.root, "inbox", "review", number, *at)
    text = run(begun.root, "inbox", "show", number, "--record")
    run(begun.root, "inbox", "edit", number, "-", typed=text + TRANSLATED)
    run(begun.root, "inbox", "review", number, "--pass", "all", *at)
    run(begun.root, "inbox", "approve", number, "--warnings-read", *at)
    said = run(begun.root, "inbox", "publish", number, *at)
    published = re.search(r"[a-z0-9-]+-0001", said)
    assert published, said
    page = begun.root / f"site/en/needs/{published[0]}/index.html"
    assert pairs["title.en"] in page.read_text(encoding="utf-8")


def first_track(root: Path) -> str:
    text = (root / "content/taxonomy/track.yml").read_text(encoding="utf-8")
    return re.findall(r"code: (\w+)", text)[0]
