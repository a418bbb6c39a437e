"""A desk for the tests: a small public repository in git, an inbox with one submission, and who works there."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from httpx import Client, Response

from forms.accounts.accounts import Account
from forms.accounts.roles import DESK_ROLES, Member
from forms.desk.app import make_desk
from forms.desk.office import Office
from forms.inbox.layout import RECORD
from forms.inbox.store import Inbox
from forms.inbox.writing import read_record_text
from forms.model import Entry, Submission, Tree
from forms.review.actions import Decision, act
from forms.review.checks import PASS, all_checks
from forms.web.hosts import hosts_from
from forms.web.site import Site
from site_builder.model import Text
from tests.inboxes import Opened, new_inbox
from tests.repositories import BASE, commit, copy_base
from tests.served import Served

SETTINGS = "site_name: Test\ntheme: {name: material, font: false}\nextra:\n  jiebang: {name: {zh: 测试, en: Test}}\n"
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


def solution_tree() -> Tree:
    """Return the public fields of a solution without consent, as the form sends them."""
    return {
        "edition": "cic2026",
        "need": "cic2026-31-0001",
        "public_consent": "false",
        "solver_type": "university",
        "solver_region": "32",
        "country": "CN",
        "source_language": "zh",
    }


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


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


def decided(case: DeskCase, member: Member, decision: Decision) -> Entry:
    """Return the submission after *decision* by *member* on how it stands now."""
    return act(case.inbox, member, case.receipt, case.entry.tip, decision)


def approved(case: DeskCase, member: Member = ORGANIZER) -> Entry:
    """Return the submission reviewed and approved by *member*."""
    decided(case, member, Decision("start_review"))
    checks = dict.fromkeys(all_checks(case.entry.envelope.record), PASS)
    decided(case, member, Decision("check", checks=checks))
    return decided(case, member, Decision("approve", digest=case.entry.envelope.digests[RECORD]))


PASSWORD = "correct horse battery"  # noqa: S105 - of the tests' accounts


def new_site_case(folder: Path, submission: Submission | None = None) -> DeskCase:
    """Return what ``new_case`` does, its repository with the settings of a site."""
    case = new_case(folder, submission)
    with_site(case.root)
    return case


def with_site(root: Path) -> Path:
    """Return *root* with the settings that a site needs."""
    (root / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (root / ".gitignore").write_text(".cache/\nsite/\n", encoding="utf-8")
    commit(root, "site")
    return root


@functools.cache
def _hashed() -> str:
    return PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)


def account(name: str, *roles: str, sessions: tuple[str, ...] = ()) -> Account:
    """Return an account with the password of the tests; its hash is cheap to verify."""
    return Account(name, _hashed(), roles, sessions)


def new_office(case: DeskCase, clock: Callable[[], datetime] = lambda: NOW, **more: Any) -> Office:
    """Return the desk of *case*, with an account for each role, named after it."""
    usual = {"is_factor_required": False, "hosts": hosts_from(("https://desk.example.org",))}
    office = Office(case.inbox, Site(case.root), case.root, clock, **{**usual, **more})
    for role in DESK_ROLES:
        office.accounts.put(account(role.replace("_", "-"), role, sessions=("minhang-session",)))
    return office


class Desk:
    """A desk that is served on the loopback address until it is stopped."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._clients: list[Client] = []
        self._served = Served(make_desk(office))
        self.origin = self._served.origin

    def stop(self) -> None:
        """End the server."""
        for client in self._clients:
            client.close()
        self._served.stop()

    def browser(self) -> Client:
        """Return a browser without script that nobody is signed in with."""
        client = Client(base_url=self.origin, headers={"accept-language": "en"}, timeout=60, trust_env=False)
        self._clients.append(client)
        return client

    def signed_in(self, name: str) -> Client:
        """Return the browser of the account *name*."""
        client = self.browser()
        assert sign_in(client, name).status_code == 303
        return client


@contextmanager
def open_desk(case: DeskCase, clock: Callable[[], datetime] = lambda: NOW, **more: Any) -> Iterator[Desk]:
    """Yield the desk of *case*, which is served as long as the block runs."""
    desk = Desk(new_office(case, clock, **more))
    try:
        yield desk
    finally:
        desk.stop()


def field(page: str, name: str) -> str:
    """Return the value of the first hidden field *name* on *page*."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def sign_in(client: Client, name: str, password: str = PASSWORD) -> Response:
    """Return the answer to the sign-in form."""
    token = field(client.get("/desk/sign-in").text, "csrf")
    return client.post("/desk/sign-in", data={"csrf": token, "name": name, "password": password})


def send(client: Client, case: DeskCase, path: str, **fields: str) -> Response:
    """Return the answer to a form of the submission's page, with the token and the tip that stand there."""
    page = client.get(f"/desk/s/{case.receipt}").text
    given = {"csrf": field(page, "csrf"), "tip": case.entry.tip, **fields}
    return client.post(f"/desk/s/{case.receipt}/{path}", data=given)
