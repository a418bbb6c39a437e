"""What the desk does with a submission: states, roles, reasons, and approvals that hold for what was approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from forms.inbox.actions import actions_for, actions_of
from forms.inbox.decisions import Details, is_approved
from forms.inbox.errors import ConflictError, NotAllowedError, NoteMissingError
from forms.model import Actor, Entry, Submission
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Text
from tests.inboxes import Opened, new_inbox, numbered

REVIEWER, ORGANIZER = Actor("account-7", "reviewer"), Actor("account-1", "organizer")
WHY = Text(zh="理由", en="reason")
WORD: Mapping[str, Details] = {
    "mark_duplicate": Details(duplicate_of="cic2026-31-0001"),
    "published": Details(published_as="cic2026-31-0009"),
    "assign": Details(assignee="account-7"),
}


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path)


def act(opened: Opened, entry: Entry, action: str, actor: Actor = REVIEWER) -> Entry:
    """Take *action* on what stands now, with a reason and what else it needs."""
    details = WORD.get(action, Details())
    if action == "approve":
        details = Details(digest=entry.envelope.digests["record.yml"], checks={"authenticity": "pass"})
    if action == "edit_public":
        details = Details(public={"title": {"zh": "脱密", "en": "Desensitised"}})
    number = entry.envelope.receipt
    return opened.inbox.act(number, action, actor, expected_tip=entry.tip, note=WHY, details=details)


def received(opened: Opened, submission: Submission, *actions: str) -> Entry:
    """Return a submission after *actions*."""
    entry = opened.inbox.read(opened.inbox.receive(submission, repr(submission)).number)
    for action in actions:
        entry = act(opened, entry, action, ORGANIZER if action in ("published", "withdraw") else REVIEWER)
    return entry


SOLUTION = replace(numbered(1), form="solution", record="solution")
RESULT = replace(numbered(1), form="result", record="result")


@pytest.mark.parametrize(
    ("submission", "actions", "state"),
    [
        (numbered(1), ["start_review"], "under_review"),
        (numbered(1), ["start_review", "return"], "returned"),
        (numbered(1), ["start_review", "reject"], "rejected"),
        (numbered(1), ["start_review", "reject", "reopen"], "under_review"),
        (numbered(1), ["start_review", "approve"], "approved"),
        (numbered(1), ["start_review", "edit_public"], "under_review"),
        (numbered(1), ["start_review", "approve", "edit_public"], "under_review"),
        (numbered(1), ["start_review", "approve", "assign"], "approved"),
        (numbered(1), ["start_review", "approve", "published"], "published"),
        (numbered(1), ["withdraw"], "withdrawn"),
        (numbered(1), ["mark_spam"], "spam"),
        (numbered(1), ["mark_spam", "restore"], "submitted"),
        (numbered(1), ["mark_duplicate"], "duplicate"),
        (RESULT, ["start_review", "approve", "published"], "published"),
        (SOLUTION, ["start_review", "approve"], "eligible"),
        (SOLUTION, ["start_review", "reject"], "ineligible"),
        (SOLUTION, ["start_review", "approve", "published"], "published"),
    ],
    ids=lambda value: ">".join(value) if isinstance(value, list) else None,
)
def test_actions_lead_from_state_to_state(
    opened: Opened, submission: Submission, actions: list[str], state: str
) -> None:
    if submission.record == "solution":
        opened_by = {"start_review": ORGANIZER}
        entry = opened.inbox.read(opened.inbox.receive(submission, "key").number)
        for action in actions:
            actor = ORGANIZER if action == "published" else opened_by.get(action, REVIEWER)
            entry = act(opened, entry, action, actor)
    else:
        entry = received(opened, submission, *actions)

    assert entry.envelope.state == state
    assert [event.action for event in entry.events] == ["receive", *actions]


@pytest.mark.parametrize("role", sorted(set(read_schemas().codes["role"]) - {"reviewer", "organizer", "expert"}))
def test_other_roles_do_nothing_with_a_need(opened: Opened, role: str) -> None:
    entry = received(opened, numbered(1))

    assert actions_for(entry.envelope, role) == ()
    for action in actions_of("need"):
        with pytest.raises(NotAllowedError):
            act(opened, entry, action, Actor("account-9", role))


def test_only_the_organizer_publishes(opened: Opened) -> None:
    entry = received(opened, numbered(1), "start_review", "approve")

    assert "published" not in actions_for(entry.envelope, "reviewer")
    with pytest.raises(NotAllowedError):
        act(opened, entry, "published", REVIEWER)


def test_unknown_action_is_refused(opened: Opened) -> None:
    with pytest.raises(NotAllowedError):
        act(opened, received(opened, numbered(1)), "delete", ORGANIZER)


@pytest.mark.parametrize("account", ["", "a b", "somebody@example.org", "a\nRole: organizer", "a<b>"])
def test_account_is_an_opaque_word(opened: Opened, account: str) -> None:
    with pytest.raises(NotAllowedError):
        act(opened, received(opened, numbered(1)), "start_review", Actor(account, "reviewer"))


@pytest.mark.parametrize("action", ["return", "reject"])
@pytest.mark.parametrize("note", [Text(), Text(zh="理由"), Text(en="reason"), Text(zh=" ", en="reason")])
def test_return_and_rejection_say_why_in_both_languages(opened: Opened, action: str, note: Text) -> None:
    entry = received(opened, numbered(1), "start_review")

    with pytest.raises(NoteMissingError):
        opened.inbox.act(entry.envelope.receipt, action, REVIEWER, expected_tip=entry.tip, note=note)


def test_solution_is_returned_once_only(opened: Opened) -> None:
    receipt = opened.inbox.receive(SOLUTION, "1")
    for key, allowed in (("2", True), ("3", False)):
        entry = act(opened, opened.inbox.read(receipt.number), "start_review", ORGANIZER)
        assert ("return" in actions_for(entry.envelope, "reviewer")) is allowed
        if allowed:
            act(opened, entry, "return")
            opened.inbox.resubmit(receipt.number, receipt.secret, replace(SOLUTION, public={}), key)


def test_approval_names_what_was_looked_at(opened: Opened) -> None:
    entry = received(opened, numbered(1), "start_review")

    with pytest.raises(NotAllowedError):
        opened.inbox.act(entry.envelope.receipt, "approve", REVIEWER, expected_tip=entry.tip)
    with pytest.raises(NotAllowedError):
        opened.inbox.act(
            entry.envelope.receipt, "approve", REVIEWER, expected_tip=entry.tip, details=Details(digest="0" * 64)
        )


def test_approval_dies_with_what_was_approved(opened: Opened) -> None:
    approved = received(opened, numbered(1), "start_review", "approve")
    assert is_approved(approved.envelope)

    edited = act(opened, approved, "edit_public")
    assert not is_approved(edited.envelope)
    assert edited.envelope.approval is None
    assert "published" not in actions_for(edited.envelope, "organizer")


def test_envelope_changed_by_hand_is_not_approved(opened: Opened) -> None:
    approved = received(opened, numbered(1), "start_review", "approve").envelope

    assert not is_approved(replace(approved, digests={"record.yml": "0" * 64}))


def test_desensitised_text_stands_beside_what_was_sent(opened: Opened) -> None:
    entry = act(opened, received(opened, numbered(1), "start_review"), "edit_public")

    assert entry.public == {"title": {"zh": "脱密", "en": "Desensitised"}}
    assert entry.envelope.title == Text(zh="脱密", en="Desensitised")
    assert [version.public for version in entry.versions] == [numbered(1).public]


def test_what_somebody_else_changed_is_refused_with_where_it_stands(opened: Opened) -> None:
    entry = received(opened, numbered(1))
    moved = act(opened, entry, "start_review")

    with pytest.raises(ConflictError) as caught:
        act(opened, entry, "mark_spam")
    assert caught.value.tip == moved.tip
    assert opened.inbox.read(entry.envelope.receipt) == moved


def test_history_names_accounts_and_no_addresses(opened: Opened) -> None:
    entry = received(opened, numbered(1), "start_review")
    message = next(opened.inbox.repository.log(entry.tip))[1]

    assert message == (
        f"start_review {entry.envelope.receipt}\n\nReceipt: {entry.envelope.receipt}\nAction: start_review\n"
        f"Actor: account-7\nRole: reviewer\nState: under_review\nAt: {entry.envelope.changed_at}\nReview: 1\n"
    )
