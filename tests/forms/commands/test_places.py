"""Where commands find repository and inbox, from any folder; a slip of the pen makes none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from forms.inbox.repository import make_repository
from forms.inbox.sealed.keys import RECIPIENTS, make_first

FROM = {"repository": ".", "a folder of it": "content/pages", "elsewhere": ".."}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with an inbox that has one recipient."""
    monkeypatch.delenv("FORMS_INBOX", raising=False)
    root = tmp_path / "challenge"
    (root / "content/pages").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    inbox = root / "var/inbox.git"
    make_repository(inbox)
    make_first(inbox / RECIPIENTS, tmp_path / "identities")
    return root


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--lang", "en"])


@pytest.mark.parametrize("place", FROM.values(), ids=FROM)
def test_root_leads_to_the_inbox_from_any_folder(place: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / place)

    assert run("keys", "list", "--root", str(root)).output.startswith("organizer  age1")


@pytest.mark.parametrize("place", [".", "content", "content/pages"])
def test_without_root_it_is_the_repository_around_the_current_folder(
    place: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / place)

    assert run("keys", "list").output.startswith("organizer  age1")


NEEDS_AN_INBOX = (
    "keys list",
    "keys remove organizer",
    "desk list-accounts",
    "desk add-account one --role reviewer",
    "desk audit",
    "inbox list",
    "inbox show JB-0000",
    "import README.csv --as need",
    "forms serve",
)


@pytest.mark.parametrize("words", NEEDS_AN_INBOX)
def test_an_inbox_that_is_named_and_not_there_is_told_and_not_made(
    words: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.csv").write_text("title.zh,title.en\n标题,Title\n", encoding="utf-8")
    done = run(*words.split(), "--root", str(root), "--inbox", "var/inbox.gti")

    assert (done.exit_code, Path("var").exists()) == (2, False)
    assert f"There is no inbox at {tmp_path / 'var/inbox.gti'}, and none was made" in done.output


def test_keys_init_makes_the_inbox_of_the_repository(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "needs").mkdir(parents=True)
    done = run("keys", "init", "--root", str(other), "--identity-file", str(tmp_path / "one.txt"))

    assert done.exit_code == 0, done.output
    assert (other / "var/inbox.git/HEAD").is_file()
