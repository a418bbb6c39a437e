"""A publication that was cut off after its merge: completed where its text is the approved one, else told."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from forms.accounts.roles import Member
from forms.inbox.layout import RECORD
from forms.inbox.writing import read_record_text
from forms.model import Tree
from forms.publication.branch import Branch
from forms.publication.job import Published
from forms.publication.publish import Means, publish
from forms.publication.recovery import begun
from forms.publication.reservations import Given
from forms.refusals import DeskError
from forms.review.actions import Decision
from forms.review.checks import PASS, all_checks
from tests.desks import (
    ORGANIZER,
    REASON,
    Desk,
    DeskCase,
    approved,
    decided,
    need,
    need_tree,
    new_case,
    new_office,
    with_site,
)
from tests.repositories import git

pytestmark = pytest.mark.slow

RECORD_ID = "cic2026-31-0103"
OTHER: Tree = {"title": {"zh": "脱密后的题名", "en": "Desensitised title"}}


def published(case: DeskCase, **more: Any) -> Published:
    return publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means(**more))


def cut_off(case: DeskCase, step: str = "tell", **more: Any) -> None:
    """Publish and be killed at *step*."""

    def dies(*words: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"forms.publication.merging.{step}", dies)
        with pytest.raises(KeyboardInterrupt):
            published(case, **more)


def fails(branch: Branch, made: str, record_id: str) -> str:
    """Leave it open whether the host has opened a request."""
    raise DeskError("host_no_answer", {"why": "time"})


def edited(case: DeskCase, changes: Tree) -> None:
    """Edit the public text and approve it anew."""
    decided(case, ORGANIZER, Decision("edit_public", public={**case.entry.public, **changes}))
    decided(case, ORGANIZER, Decision("check", checks=dict.fromkeys(all_checks("need"), PASS)))
    decided(case, ORGANIZER, Decision("approve", digest=case.entry.envelope.digests[RECORD], warnings_read=True))


@pytest.fixture
def case(tmp_path: Path) -> DeskCase:
    made = new_case(tmp_path)
    approved(made)
    return made


def says(case: DeskCase, *words: str, email: str = "x@example.org") -> str:
    """Return a commit of somebody whose message holds *words*."""
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in
           (("NAME", "x"), ("EMAIL", email))}  # fmt: skip
    messages = [part for word in words for part in ("-m", word)]
    subprocess.run(["git", "commit", "-q", "--allow-empty", *messages], cwd=case.root, check=True, env=who)
    return git(case.root, "rev-parse", "HEAD").strip()


def test_the_text_of_before_is_not_called_the_one_that_is_approved_now(case: DeskCase) -> None:
    cut_off(case)
    merged = git(case.root, "rev-parse", "HEAD").strip()
    edited(case, OTHER)

    with pytest.raises(DeskError, match="published_other_text") as refused:
        published(case)

    assert refused.value.facts == {"commit": merged[:12], "id": RECORD_ID}
    assert case.entry.envelope.published_as == ""
    assert git(case.root, "rev-parse", "HEAD").strip() == merged


def test_once_the_text_of_before_is_back_and_approved_it_is_completed(case: DeskCase) -> None:
    before: Tree = {"title": need_tree()["title"]}
    cut_off(case)
    merged = git(case.root, "rev-parse", "HEAD").strip()
    edited(case, OTHER)
    edited(case, before)

    done = published(case)

    assert (done.record_id, done.commit) == (RECORD_ID, merged)
    assert case.entry.envelope.published_as == RECORD_ID
    assert Given(case.opened.path).all() == {}


def test_once_the_commit_is_taken_back_the_new_text_is_published(case: DeskCase) -> None:
    cut_off(case)
    git(case.root, "reset", "--quiet", "--hard", "HEAD^")
    edited(case, OTHER)

    done = published(case)

    assert read_record_text((case.root / done.path).read_text(encoding="utf-8"))["title"] == OTHER["title"]


def test_a_record_that_was_taken_off_the_branch_by_a_later_commit_is_not_standing(case: DeskCase) -> None:
    cut_off(case)
    git(case.root, "revert", "--no-edit", "-m", "1", "HEAD")

    done = published(case)

    assert (case.root / done.path).is_file()
    assert case.entry.envelope.published_as == done.record_id


def test_completed_later_it_names_its_own_commit_not_the_last(case: DeskCase) -> None:
    cut_off(case)
    merged = git(case.root, "rev-parse", "HEAD").strip()
    says(case, "something else")

    assert published(case).commit == merged


@pytest.mark.parametrize("email", ["x@example.org", "account-o@desk.invalid"])
def test_no_message_of_somebody_else_makes_a_submission_published(case: DeskCase, email: str) -> None:
    digest = case.entry.envelope.digests[RECORD]
    trailers = f"Record: cic2026-31-0001\nReceipt: {case.receipt}\nApproved-digest: sha256:{digest}"
    says(case, "Publish cic2026-31-0001", trailers, email=email)

    assert published(case).record_id == RECORD_ID


@pytest.mark.parametrize("email", ["x@example.org", "account-o@desk.invalid"])
def test_no_merge_of_somebody_else_makes_a_submission_published_as_their_record(case: DeskCase, email: str) -> None:
    digest = case.entry.envelope.digests[RECORD]
    trailers = f"Record: cic2026-31-0199\nReceipt: {case.receipt}\nApproved-digest: sha256:{digest}"
    git(case.root, "checkout", "--quiet", "-b", "theirs")
    theirs = case.root / "needs/cic2026/cic2026-31-0199.yml"
    theirs.write_text("id: cic2026-31-0199\n", encoding="utf-8")
    git(case.root, "add", "needs")
    says(case, "theirs")
    git(case.root, "checkout", "--quiet", "-")
    words = ["merge", "-q", "--no-ff", "-m", "Publish cic2026-31-0199", "-m", trailers, "theirs"]
    git(case.root, "-c", "user.name=x", "-c", f"user.email={email}", *words)

    with pytest.raises(DeskError) as refused:
        published(case)

    assert refused.value.code == ("check_failed" if email == "x@example.org" else "published_other_text")
    assert case.entry.envelope.published_as == ""


@pytest.mark.parametrize("action", ["withdraw", "edit_public"])
def test_what_stands_in_public_is_told_though_the_inbox_says_otherwise(case: DeskCase, action: str) -> None:
    assert begun(case.inbox, case.root, case.entry) == ("", "")
    cut_off(case)
    merged = git(case.root, "rev-parse", "HEAD").strip()
    public = {**case.entry.public, **OTHER} if action == "edit_public" else None

    decided(case, ORGANIZER, Decision(action, REASON, public=public))

    assert begun(case.inbox, case.root, case.entry) == (RECORD_ID, merged)
    second = case.inbox.receive(need({**need_tree(), "title": {"zh": "另一项", "en": "Another need"}}), "key-2")
    other = DeskCase(case.root, case.opened, second.number, second.secret)
    approved(other)
    assert published(other).record_id == "cic2026-31-0104"
    assert begun(case.inbox, case.root, case.entry) == (RECORD_ID, merged)
    assert begun(case.inbox, case.root, other.entry) == ("", "")


def test_the_page_of_the_submission_says_what_stands_in_public(case: DeskCase) -> None:
    with_site(case.root)
    cut_off(case)
    merged = git(case.root, "rev-parse", "HEAD").strip()
    desk = Desk(new_office(case))
    client = desk.signed_in("organizer")
    pages = [client.get(f"/desk/s/{case.receipt}").text]
    git(case.root, "reset", "--quiet", "--hard", "HEAD^")
    pages.append(client.get(f"/desk/s/{case.receipt}").text)
    other = Member("account-p", frozenset({"organizer"}))
    for deliver in (fails, None):
        with suppress(DeskError):
            publish(case.inbox, case.root, other, case.receipt, case.entry.tip, Means(deliver=deliver))
        pages.append(client.get(f"/desk/s/{case.receipt}").text)
    desk.stop()

    assert [f'data-begun="{RECORD_ID}"' in page for page in pages] == [True, False, True, False]
    assert [merged[:12] in page for page in pages[:3]] == [True, False, False]
    assert f"publish/{case.receipt}" in pages[2]


@pytest.mark.parametrize("parents", [1, 2])
def test_a_merge_that_was_made_over_counts_by_its_parents_and_its_digest(case: DeskCase, parents: int) -> None:
    cut_off(case)
    message = git(case.root, "log", "-1", "--format=%B")
    if parents == 2:
        message = message.replace(case.entry.envelope.digests[RECORD], "0" * 64)
    before = [word for number in range(1, parents + 1) for word in ("-p", f"HEAD^{number}")]
    who = ("-c", "user.name=x", "-c", "user.email=account-o@desk.invalid")
    made = git(case.root, *who, "commit-tree", "HEAD^{tree}", *before, "-m", message).strip()
    git(case.root, "reset", "--quiet", "--hard", made)

    if parents == 1:  # it is no merge of ours, so its record is another one
        assert published(case).record_id != RECORD_ID
        return
    with pytest.raises(DeskError, match="published_other_text"):
        published(case)
