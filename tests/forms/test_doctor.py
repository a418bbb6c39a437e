"""What ``jiebang doctor`` says: each slip of an operator is found, in both languages, and nothing is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from forms.accounts.accounts import Accounts
from forms.cli import cli
from forms.doctor import Diagnosis, Looked, diagnoses
from forms.inbox.backup import LAST, back_up
from forms.inbox.repository import Repository, make_repository
from forms.inbox.sealed.keys import RECIPIENTS, make_first, make_identity, read_recipients, write_recipients
from forms.phrases import read_form_phrases
from site_builder.languages import REQUIRED_LANGS
from site_builder.validate.repository import check_repository
from tests.desks import NOW, account
from tests.repositories import TODAY, commit, copy_base

SETTINGS = "site_name: Test\nsite_url: https://challenge.example.org\n"
ENVIRONMENT = {
    "JIEBANG_SMTP_URL": "smtps://user:secret@mail.example.org",
    "JIEBANG_MAIL_FROM": "challenge@example.org",
    "JIEBANG_MAIL_TO": "office@example.org",
    "JIEBANG_DESK_URL": "https://desk.example.org",
    "JIEBANG_TRUSTED_HOPS": "1",
    "JIEBANG_SCAN": "cat",
}


class Place:
    """A challenge of its own on which everything is set up; each test spoils one thing."""

    def __init__(self, folder: Path) -> None:
        self.root, self.inbox, self.private = (
            copy_base(folder / "challenge"),
            folder / "inbox.git",
            folder / "private",
        )
        self.identities = folder / "config/jiebang/identities"
        (self.root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
        commit(self.root, "base")
        self.private.mkdir()
        self.environment = {**ENVIRONMENT, "JIEBANG_PRIVATE": str(self.private)}
        self.now = NOW
        make_repository(self.inbox)
        make_first(self.inbox / RECIPIENTS, self.identities)
        second = make_identity(self.identities / "second.txt", "second")
        write_recipients(self.inbox / RECIPIENTS, (*read_recipients(self.inbox / RECIPIENTS), second))
        self.accounts = Accounts(self.inbox, lambda: 0.0)
        back_up(Repository(self.inbox), folder / "backup.tar", NOW)
        for name in ("o01", "o02"):
            self.accounts.add(account(name, "organizer"), "test")

    def found(self) -> dict[str, Diagnosis]:
        """Return what is found now, by topic."""
        checked = check_repository(self.root, TODAY)
        looked = Looked(self.root, checked, self.inbox, self.environment, self.now)
        return {diagnosis.topic: diagnosis for diagnosis in diagnoses(looked)}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Place(tmp_path)


def test_nothing_is_wrong_where_everything_is_set_up(place: Place) -> None:
    left = {topic: diagnosis.key for topic, diagnosis in place.found().items() if diagnosis.verdict != "fine"}

    assert left == {"factor": "factor_missing"}


def spoil_settings(place: Place, text: str) -> None:
    (place.root / "mkdocs.yml").write_text(text, encoding="utf-8")


def set_to(name: str, value: str) -> Callable[[Place], None]:
    return lambda place: place.environment.update({name: value})


def spoil_record(place: Place) -> None:
    next((place.root / "needs").rglob("*.yml")).write_text("id: [", encoding="utf-8")


SPOILT: dict[str, tuple[Callable[[Place], object], str]] = {
    "records: a file that does not parse": (spoil_record, "records_wrong wrong"),
    "git: what is not committed": (spoil_record, "git_changed to_do"),
    "git: no repository": (lambda place: (place.root / ".git").rename(place.root / "git"), "git_wrong wrong"),
    "address: none": (lambda place: spoil_settings(place, "site_name: Test\n"), "address_missing to_do"),
    "address: settings of no use": (lambda place: spoil_settings(place, "hooks: [a.py]\n"), "settings_wrong wrong"),
    "inbox: none": (lambda place: place.inbox.rename(place.root.parent / "moved.git"), "inbox_missing to_do"),
    "inbox: others may read it": (lambda place: place.inbox.chmod(0o755), "inbox_open wrong"),
    "holders: one": (
        lambda place: write_recipients(place.inbox / RECIPIENTS, read_recipients(place.inbox / RECIPIENTS)[:1]),
        "holders_one to_do",
    ),
    "holders: none": (lambda place: (place.inbox / RECIPIENTS).unlink(), "holders_none to_do"),
    "key_files: others may read one": (
        lambda place: (place.identities / "second.txt").chmod(0o644), "key_files_open wrong",
    ),
    "accounts: nobody publishes": (
        lambda place: [place.accounts.set_roles(name, ("reviewer",), (), "test") for name in ("o01", "o02")],
        "accounts_no_publisher to_do",
    ),
    "four_eyes: one person": (lambda place: place.accounts.close("o02", "test"), "four_eyes_one to_do"),
    "four_eyes: taken away": (
        lambda place: spoil_settings(place, f"{SETTINGS}extra: {{jiebang: {{four_eyes: false}}}}\n"),
        "four_eyes_one to_do",
    ),
    "factor: optional": (set_to("JIEBANG_SECOND_FACTOR", "optional"), "factor_optional wrong"),
    "factor: nobody needs one": (
        lambda place: [place.accounts.close(name, "test") for name in ("o01", "o02")], "factor_nobody fine",
    ),
    "mail: none": (set_to("JIEBANG_SMTP_URL", ""), "mail_none to_do"),
    "mail: a password in clear": (set_to("JIEBANG_SMTP_URL", "smtp://a:b@mail.example.org"), "mail_wrong wrong"),
    "mail: no sender": (set_to("JIEBANG_MAIL_FROM", "challenge"), "mail_wrong wrong"),
    "mail: nobody is told": (set_to("JIEBANG_MAIL_TO", " "), "mail_nobody to_do"),
    "desk_origin: none": (set_to("JIEBANG_DESK_URL", ""), "desk_origin_none to_do"),
    "proxy: none": (set_to("JIEBANG_TRUSTED_HOPS", ""), "proxy_none to_do"),
    "proxy: no number": (set_to("JIEBANG_TRUSTED_HOPS", "one"), "proxy_wrong wrong"),
    "private: none": (set_to("JIEBANG_PRIVATE", ""), "private_none to_do"),
    "private: not there": (lambda place: place.private.rmdir(), "private_missing wrong"),
    "private: in the repository": (
        lambda place: place.environment.update({"JIEBANG_PRIVATE": f"{place.root}/needs"}),
        "private_inside wrong",
    ),
    "scanner: none": (set_to("JIEBANG_SCAN", ""), "scanner_none to_do"),
    "scanner: no program": (set_to("JIEBANG_SCAN", "no-such-scanner"), "scanner_wrong wrong"),
    "disk: little space": (set_to("JIEBANG_FREE_MB", str(10**12)), "disk_full wrong"),
    "backup: none": (lambda place: (place.inbox / LAST).unlink(), "backup_none to_do"),
    "backup: old": (lambda place: setattr(place, "now", NOW + timedelta(days=8)), "backup_old to_do"),
    "clock: behind the last submission": (
        lambda place: (
            (place.inbox / "refs/heads/main").write_text("", encoding="utf-8"),
            setattr(place, "now", NOW - timedelta(days=36_500)),
        ),
        "clock_behind wrong",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), SPOILT.values(), ids=SPOILT)
def test_one_slip_is_found_by_its_topic_and_told_in_both_languages(
    spoil: Callable[[Place], object], expected: str, place: Place, request: pytest.FixtureRequest
) -> None:
    topic = request.node.callspec.id.partition(":")[0]
    spoil(place)
    diagnosis = place.found()[topic]

    assert f"{diagnosis.key} {diagnosis.verdict}" == expected
    for lang in REQUIRED_LANGS:
        said = read_form_phrases(lang).fill(f"doctor.{diagnosis.key}", diagnosis.facts)
        assert "{" not in said and "secret" not in said


@pytest.mark.parametrize("lang", REQUIRED_LANGS)
def test_the_command_says_a_line_a_topic_and_makes_nothing(lang: str, place: Place) -> None:
    place.inbox.rename(place.root.parent / "moved.git")
    before = sorted(place.root.parent.rglob("*"))
    words = ["--root", str(place.root), "--date", TODAY.isoformat(), "--lang", lang]
    done = CliRunner().invoke(cli, ["doctor", *words], env=place.environment)

    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) == len(place.found()) + 1
    assert sorted(place.root.parent.rglob("*")) == before
