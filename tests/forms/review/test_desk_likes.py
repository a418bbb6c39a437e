"""What may be the same: told to those only who may see it; an inbox that stands is not read again for each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.accounts.roles import DESK_ROLES, Member
from forms.inbox.store import Inbox
from forms.model import Submission
from forms.review.actions import Decision, queue
from forms.review.findings import duplicates
from forms.review.index import gists_of
from forms.review.queue import Wanted, rows
from forms.web.site import Site
from tests.desks import NOW, ORGANIZER, Desk, DeskCase, decided, need, need_tree, new_case, new_office, with_site

pytestmark = pytest.mark.slow

SESSION = Member("account-s", frozenset({"session_organizer"}), frozenset({"minhang-session"}))


def of_session(session: str) -> Submission:
    """Return the need of the tests, submitted to *session* or, where empty, to none."""
    tree = {name: value for name, value in need_tree().items() if name != "special_session"}
    return need({**tree, "special_session": session} if session else tree)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> DeskCase:
    """Return a need of the session; beside it two copies, one of the session too and one of none."""
    made = new_case(tmp_path_factory.mktemp("desk"), of_session("minhang-session"))
    with_site(made.root)
    return made


@pytest.fixture(scope="module")
def copies(case: DeskCase) -> tuple[str, str]:
    """Return the receipts of the copy that is of the session, and of the one that is not."""
    own, foreign = (case.inbox.receive(of_session(name), f"copy-{name}") for name in ("minhang-session", ""))
    return own.number, foreign.number


@pytest.fixture(scope="module")
def desk(case: DeskCase) -> Iterator[Desk]:
    made = Desk(new_office(case))
    yield made
    made.stop()


@pytest.mark.parametrize("role", [role for role in DESK_ROLES if role != "exchange_verifier"])
def test_a_page_tells_of_the_like_submissions_that_the_member_may_see(
    role: str, case: DeskCase, copies: tuple[str, str], desk: Desk
) -> None:
    page = desk.signed_in(role.replace("_", "-")).get(f"/desk/s/{case.receipt}").text
    own, foreign = copies

    assert own in page
    assert (foreign in page) == (role != "session_organizer")


def test_those_that_one_may_see_are_found_behind_any_number_of_others(tmp_path: Path) -> None:
    case = new_case(tmp_path, of_session("minhang-session"))
    with_site(case.root)
    for number in range(8):
        case.inbox.receive(of_session(""), f"key-a{number}")
    tree = {
        **of_session("minhang-session").public,
        "title": {"zh": "污泥减量装备", "en": "Equipment for less sludge"},
    }
    own = case.inbox.receive(need(tree), "key-own").number
    catalogue = Site(case.root).on(NOW.date()).context.catalogue

    found = [like.id for like in duplicates(case.entry, case.inbox, catalogue, SESSION) if not like.record]

    assert found == [own]


class Reads:
    """Counts the submissions that are read."""

    def __init__(self, inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        read = inbox.read

        def counted(receipt: str) -> object:
            self.count += 1
            return read(receipt)

        monkeypatch.setattr(inbox, "read", counted)


def test_an_unchanged_inbox_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = new_case(tmp_path)
    with_site(case.root)
    others = [case.inbox.receive(need(), f"key-{number}").number for number in range(2, 40)]
    catalogue, entry = Site(case.root).on(NOW.date()).context.catalogue, case.entry
    reads = Reads(case.inbox, monkeypatch)

    def look() -> int:
        before = reads.count
        duplicates(entry, case.inbox, catalogue, ORGANIZER)
        list(rows(case.inbox, ORGANIZER, Wanted(), NOW.date()))
        list(queue(case.inbox, SESSION))
        return reads.count - before

    assert look() == 1 + len(others)  # each once, whoever looks
    finder = gists_of(case.inbox).finder(case.inbox, catalogue, "need")
    assert look() == 0
    tip = case.entry.tip
    reads.count = 0
    decided(case, ORGANIZER, Decision("assign", assignee="account-r"))
    assert case.entry.tip != tip
    assert look() == 1  # what has changed
    assert gists_of(case.inbox).finder(case.inbox, catalogue, "need") is finder  # but not what is compared


def test_an_edited_text_is_compared_as_it_stands(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    with_site(case.root)
    other = DeskCase(case.root, case.opened, case.inbox.receive(need(), "key-2").number, "")
    catalogue = Site(case.root).on(NOW.date()).context.catalogue
    before = [like.id for like in duplicates(case.entry, case.inbox, catalogue, ORGANIZER)]
    decided(other, ORGANIZER, Decision("start_review"))
    text = {"zh": "夜间电网谐波的在线测量", "en": "Measuring harmonics of the grid at night"}
    changed = {**other.entry.public, "title": text, "summary": text, "indicators": []}
    decided(other, ORGANIZER, Decision("edit_public", public=changed))

    assert other.receipt in before
    assert other.receipt not in [like.id for like in duplicates(case.entry, case.inbox, catalogue, ORGANIZER)]
