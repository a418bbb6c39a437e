"""Four eyes: whoever approved does not publish, by the setting, or once two accounts may approve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from forms.accounts.accounts import Account, Accounts
from forms.accounts.roles import Member
from forms.inbox.layout import RECORD
from forms.publication.publish import publish
from forms.refusals import DeskError
from forms.review.actions import Decision
from forms.review.checks import PASS, all_checks
from tests.desks import (
    ORGANIZER,
    SETTINGS,
    DeskCase,
    account,
    approved,
    decided,
    new_case,
    new_site_case,
    open_desk,
    send,
)
from tests.repositories import commit, git

pytestmark = pytest.mark.slow

OTHER = Member("account-p", frozenset({"organizer"}))
ONE = [account("account-o", "organizer"), account("account-e", "expert")]
TWO = [*ONE, account("account-r", "reviewer")]
CLOSED = [*ONE, replace(account("account-r", "reviewer"), is_closed=True)]


def case_with(folder: Path, accounts: list[Account], setting: str = "") -> DeskCase:
    case = new_case(folder)
    known = Accounts(case.opened.path, lambda: 0.0)
    for one in accounts:
        known.put(one)
    if setting:
        text = SETTINGS.replace("en: Test}}", f"en: Test}}, four_eyes: {setting}}}")
        (case.root / "mkdocs.yml").write_text(text, encoding="utf-8")
        commit(case.root, "settings")
    approved(case)
    return case


def is_published_by(case: DeskCase, member: Member) -> bool:
    before = git(case.root, "rev-parse", "HEAD")
    try:
        publish(case.inbox, case.root, member, case.receipt, case.entry.tip)
    except DeskError as error:
        assert error.code == "four_eyes"
        assert git(case.root, "rev-parse", "HEAD") == before
        assert case.entry.envelope.state == "approved"
        return False
    return True


@pytest.mark.parametrize(
    ("accounts", "setting", "is_allowed"),
    [
        (ONE, "", True),
        (CLOSED, "", True),
        (TWO, "", False),
        (TWO, "false", True),
        (ONE, "true", False),
        (TWO, "true", False),
    ],
    ids=["one", "one-open", "two", "two-but-off", "one-but-on", "two-and-on"],
)
def test_whoever_approved_publishes_only_where_one_person_may(
    accounts: list[Account], setting: str, is_allowed: bool, tmp_path: Path
) -> None:
    case = case_with(tmp_path, accounts, setting)

    assert is_published_by(case, ORGANIZER) is is_allowed


def test_somebody_else_publishes(tmp_path: Path) -> None:
    assert is_published_by(case_with(tmp_path, TWO, "true"), OTHER)


def test_after_somebody_else_has_approved_anew_the_first_may_publish(tmp_path: Path) -> None:
    case = case_with(tmp_path, TWO)
    reviewer = Member("account-r", frozenset({"reviewer"}))
    decided(case, ORGANIZER, Decision("edit_public", public={**case.entry.public, "multi_award": "true"}))
    checks = dict.fromkeys(all_checks("need"), PASS)
    decided(case, ORGANIZER, Decision("check", checks=checks))
    decided(case, reviewer, Decision("approve", digest=case.entry.envelope.digests[RECORD]))

    assert is_published_by(case, ORGANIZER)


@pytest.mark.parametrize("setting", ["perhaps", "[1", "{a: b}"])
def test_a_setting_that_says_neither_is_refused(setting: str, tmp_path: Path) -> None:
    case = case_with(tmp_path, ONE, setting)

    with pytest.raises(DeskError, match="settings"):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)


def test_the_desk_says_so_in_place_of_the_button(tmp_path: Path) -> None:
    case = new_site_case(tmp_path)
    approved(case, Member("organizer", frozenset({"organizer"})))
    with open_desk(case) as desk:
        client = desk.signed_in("organizer")
        page = client.get(f"/desk/s/{case.receipt}").text
        answer = send(client, case, "publish")

    assert f'action="/desk/s/{case.receipt}/publish"' not in page
    assert "You approved this yourself" in page
    assert (answer.status_code, "you approved it yourself" in answer.text) == (422, True)
