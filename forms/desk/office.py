"""One running desk, and who asks it: what all its pages share."""

from __future__ import annotations

import asyncio
import functools
import hmac
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from forms.accounts.accounts import Account, Accounts
from forms.accounts.factors import is_needed
from forms.accounts.oidc import Attempt, Provider
from forms.accounts.roles import Member
from forms.accounts.sessions import Session, Sessions
from forms.inbox.receipts import mac
from forms.inbox.sealed.keys import read_server_key
from forms.inbox.store import Inbox
from forms.intake.rates import Rate, RateLimiter
from forms.publication.delivery import Deliver
from forms.publication.rehearsal import rehearse
from forms.review.deciding import Context
from forms.web.bounds import BOUNDS, Bounds
from forms.web.hosts import Hosts
from forms.web.settings import OWN_HOSTS
from forms.web.site import Site
from site_builder.languages import Lang
from site_builder.load.zones import read_zone
from site_builder.publish.content import Content, read_content

LOG = logging.getLogger("jiebang.desk")
TRIES = Rate(20, 600)  # sign-ins of one address
NAMED = Rate(100, 3600)  # sign-ins with one name, wherever they come from; further ones are slowed down, not refused
SENT = Rate(1000, 600)  # forms of one address


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The request is refused with *status*; the words are under ``desk.page.refused``."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Seat:
    """Who asks: the member, their session, and the language of the pages."""

    member: Member
    session: Session
    lang: Lang


@dataclass(frozen=True)
class Half:
    """A sign-in whose password was right and whose second factor is awaited until ``until`` (seconds).

    ``stamp`` is the account's; ``secret`` is offered to an account that has no second factor yet, else empty.
    """

    account: str
    stamp: str
    until: float
    secret: str = field(repr=False)


@dataclass
class Office:
    """One running desk.

    Args:
        inbox: the submissions.
        site: the public site: its name, its records, and the look of its pages.
        root: the public repository.
        clock: the time now, with its time zone.
        identity: opens what is sealed; empty: each member gives their own file with each request, and it is not kept.
        trusted_hops: proxies of our own before the service.
        hosts: names that the desk answers under.
        bounds: on connections.
        deliver: hands a publication to a code host; ``None``: as ``mkdocs.yml`` says, merged here where it is silent.
        rebuild: builds the site anew after a publication and returns what it shows, ``None`` where it was refused
            or is shown by another; where nothing builds, records are read from disk.
        provider: signs members in by OpenID Connect; ``None``: passwords only.
        code_clock: tells the seconds by which apps show one-time codes, where the desk is on another day for a trial.
        is_factor_required: whether accounts that may approve or publish need a second factor beside a password.
        site_url: where the public site is found, without a slash at the end.
    """

    inbox: Inbox
    site: Site
    root: Path
    clock: Callable[[], datetime]
    identity: str = field(default="", repr=False)
    trusted_hops: int = 0
    hosts: Hosts = OWN_HOSTS
    bounds: Bounds = BOUNDS
    deliver: Deliver | None = None
    rebuild: Callable[[], Content | None] | None = None
    provider: Provider | None = None
    site_url: str = ""
    is_factor_required: bool = True
    code_clock: Callable[[], float] | None = None

    def __post_init__(self) -> None:
        path = self.inbox.repository.path
        self.accounts = Accounts(path, self.seconds, self.code_clock)
        self.sessions = Sessions(path, self.seconds)
        self.tries = RateLimiter(TRIES, self.seconds)
        self.named = RateLimiter(NAMED, self.seconds)
        self.sent = RateLimiter(SENT, self.seconds)
        self.attempts: dict[str, tuple[Attempt, Lang]] = {}  # by what the browser holds
        self.halves: dict[str, Half] = {}  # by what the browser holds
        self.offered: dict[str, str] = {}  # account -> secret of a second factor that is not set up yet
        self.slots = asyncio.Semaphore(2)  # argon2id takes 64 MiB each
        self._key = mac(read_server_key(path), "desk")
        self._building = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def context(self) -> Context:
        """Return what decisions are held against."""
        return Context(
            self.inbox,
            self.accounts,
            published=lambda: self.site.on(self.today()).context,
            rehearse=partial(rehearse, self.inbox, self.root),
        )

    def needs_factor(self, account: Account) -> bool:
        """Return whether a password alone opens nothing to *account*."""
        return self.is_factor_required and is_needed(account.roles)

    def wants_factor(self, account: Account) -> bool:
        """Return whether a sign-in by password to *account* has a second step."""
        return self.needs_factor(account) or self.accounts.factors.get(account.name) is not None

    def seconds(self) -> float:
        """Return the time now in seconds."""
        return self.clock().timestamp()

    def today(self) -> date:
        """Return the calendar day in the time zone of the challenge."""
        return self.clock().astimezone(self.zone).date()

    @functools.cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the challenge, as the settings said when the desk began."""
        return read_zone(self.root)

    def token_before(self, nonce: str) -> str:
        """Return the token of a sign-in form whose browser holds the cookie *nonce*."""
        return hmac.digest(self._key, nonce.encode("utf-8", "replace"), "sha256").hex()

    def build_later(self) -> None:
        """Build the site anew beside what goes on; one build at a time."""
        task = asyncio.create_task(asyncio.to_thread(self._build))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _build(self) -> None:
        with self._building:
            try:
                content = self.rebuild() if self.rebuild else read_content(self.root, self.today())
                if content:
                    self.site.show(content)
            except Exception as error:  # the record is merged; the build may be started by hand
                LOG.error("the site was not built: %s", type(error).__name__)
