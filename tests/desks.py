"""A desk for the tests: a small public repository in git, an inbox with one submission, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forms.desk.actions import Decision, act
from forms.desk.checks import PASS, all_checks
from forms.desk.roles import Member
from forms.inbox.layout import RECORD
from forms.inbox.store import Inbox
from forms.inbox.writing import read_record_text
from forms.model import Entry, Submission, Tree
from site_builder.model import Text
from tests.inboxes import Opened, new_inbox
from tests.repositories import BASE, commit, copy_base

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SET_BY_DESK = frozenset(
    "id example status open_for_proposals reviews published_on released_at_event sealed_digest".split()
)
ORGANIZER = Member("account-o", frozenset({"organizer"}))
REVIEWER = Member("account-r", frozenset({"reviewer"}))
EXPERT = Member("account-e", frozenset({"expert"}))
REASON = Text(zh="请补充指标的试验条件。", en="Please add the test conditions of the indicators.")


@dataclass(frozen=True)
class DeskCase:
    """A repository, an inbox, and the receipt number of what came in."""

    root: Path
    opened: Opened
    receipt: str
    secret: str

    @property
    def inbox(self) -> Inbox:
        """Return the inbox."""
        return self.opened.inbox

    @property
    def entry(self) -> Entry:
        """Return the submission as it stands now."""
        return self.inbox.read(self.receipt)


def need_tree() -> Tree:
    """Return the public fields of a need as the form sends them; the check has nothing against it."""
    written = read_record_text((BASE / "needs/cic2026/cic2026-31-0001.yml").read_text(encoding="utf-8"))
    tree = {name: value for name, value in written.items() if name not in SET_BY_DESK}
    tree["title"] = {"zh": "污泥减量化装备", "en": "Equipment that makes less sludge"}
    return tree


def need(tree: Tree | None = None) -> Submission:
    """Return a need with a contact that is not public."""
    contact: Tree = {"name": "联系人甲", "phone": "13800000000", "email": "jia@example.org"}
    sealed: Tree = {"applicant": "清河水务有限公司", "contact": contact}
    return Submission("need", "need", "zh", "web", tree or need_tree(), sealed, consents=("publication", "privacy"))


def new_case(folder: Path, submission: Submission | None = None) -> DeskCase:
    """Return a fresh repository and inbox in *folder*, with one submission."""
    root = copy_base(folder / "repository")
    commit(root, "base")
    opened = new_inbox(folder, clock=lambda: NOW)
    receipt = opened.inbox.receive(submission or need(), "key-1")
    return DeskCase(root, opened, receipt.number, receipt.secret)


def decided(case: DeskCase, member: Member, decision: Decision) -> Entry:
    """Return the submission after *decision* by *member* on how it stands now."""
    return act(case.inbox, member, case.receipt, case.entry.tip, decision)


def approved(case: DeskCase) -> Entry:
    """Return the submission reviewed and approved."""
    decided(case, ORGANIZER, Decision("start_review"))
    checks = dict.fromkeys(all_checks(case.entry.envelope.record), PASS)
    decided(case, ORGANIZER, Decision("check", checks=checks))
    return decided(case, ORGANIZER, Decision("approve", digest=case.entry.envelope.digests[RECORD]))
