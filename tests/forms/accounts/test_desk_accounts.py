"""Accounts on the command line: listed, linked and unlinked, closed and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.accounts.accounts import Accounts
from forms.accounts.passwords import hashed
from forms.accounts.sessions import Sessions
from forms.cli import cli
from forms.inbox.repository import make_repository
from tests.desks import account

SUBJECT = "248289761001"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    make_repository(tmp_path / "inbox.git")
    accounts = Accounts(tmp_path / "inbox.git", lambda: 0.0)
    for name in ("r01", "r02"):
        accounts.put(account(name, "reviewer"))
    return tmp_path / "inbox.git"


def run(inbox: Path, *words: str, lang: str = "en") -> Result:
    return CliRunner().invoke(cli, ["desk", *words, "--inbox", str(inbox), "--lang", lang])


def known(inbox: Path) -> Accounts:
    return Accounts(inbox, lambda: 0.0)


def test_an_account_that_there_is_gets_a_subject_and_loses_it(inbox: Path) -> None:
    assert run(inbox, "link-account", "r01", SUBJECT).exit_code == 0
    linked = known(inbox).linked(SUBJECT)
    assert linked and (linked.name, linked.roles) == ("r01", ("reviewer",))
    assert linked.password == account("r01").password

    assert run(inbox, "unlink-account", "r01").exit_code == 0
    assert known(inbox).linked(SUBJECT) is None


def test_a_subject_is_linked_to_one_account(inbox: Path) -> None:
    run(inbox, "link-account", "r01", SUBJECT)

    again = run(inbox, "link-account", "r02", SUBJECT)

    assert again.exit_code == 2
    assert "r01 is linked to this subject already" in again.output
    assert known(inbox).all()["r02"].subject == ""
    assert run(inbox, "link-account", "r01", SUBJECT).exit_code == 0  # the same once more


@pytest.mark.parametrize("command", ["link-account", "unlink-account"])
def test_a_link_that_changes_ends_every_session(command: str, inbox: Path) -> None:
    run(inbox, "link-account", "r01", "another")
    before = known(inbox).all()["r01"]
    session = Sessions(inbox, lambda: 0.0).begin(before)

    run(inbox, command, "r01", *([SUBJECT] if command == "link-account" else []))

    found = Sessions(inbox, lambda: 0.0).read(session)
    assert found and found.stamp != known(inbox).all()["r01"].stamp


def test_a_closed_account_opens_again_with_the_password_it_had(inbox: Path) -> None:
    known(inbox).put(account("r01", "reviewer"))
    run(inbox, "close-account", "r01")
    assert known(inbox).get("r01") is None

    assert run(inbox, "reopen-account", "r01").exit_code == 0
    assert known(inbox).get("r01") == account("r01", "reviewer")


@pytest.mark.parametrize(
    "words",
    [
        ("link-account", "nobody", SUBJECT),
        ("link-account", "r01", " "),
        ("unlink-account", "nobody"),
        ("reopen-account", "nobody"),
        ("close-account", "nobody"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_makes_no_sense_is_refused_and_changes_nothing(words: tuple[str, ...], lang: str, inbox: Path) -> None:
    before = known(inbox).all()

    assert run(inbox, *words, lang=lang).exit_code == 2
    assert known(inbox).all() == before


@pytest.mark.parametrize(("lang", "told"), [("en", ("subject 248289761001", "closed")), ("zh", ("标识", "已停用"))])
def test_the_list_tells_roles_links_and_who_is_closed_and_no_password(
    lang: str, told: tuple[str, str], inbox: Path
) -> None:
    run(inbox, "link-account", "r01", SUBJECT)
    run(inbox, "close-account", "r02")

    rows = run(inbox, "list-accounts", lang=lang).output.splitlines()

    assert [row.split()[:2] for row in rows] == [["r01", "reviewer"], ["r02", "reviewer"]]
    assert [told[0] in rows[0], told[1] in rows[1]] == [True, True]
    assert hashed("x")[:9] not in "".join(rows)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "密码（12个字符以上）: \n再输入一次: \n"),
        ("en", "Password (12 characters or more): \nRepeat the password: \n"),
    ],
)
def test_a_password_is_asked_for_in_words(lang: str, said: str, inbox: Path) -> None:
    asked = CliRunner().invoke(
        cli,
        ["desk", "set-password", "r01", "--inbox", str(inbox), "--lang", lang],
        input="correct horse battery\n" * 2,
    )

    assert (asked.exit_code, asked.output.startswith(said)) == (0, True)
