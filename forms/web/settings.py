"""How the service runs: where things are, who stands in front of it, what it may take."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from forms.intake.limits import LIMITS, MEBIBYTE, Limits
from forms.intake.proof import HARDEST
from forms.intake.rates import Rate
from forms.intake.room import QUOTA, Quota
from forms.intake.scan import command_in
from forms.web.bounds import BOUNDS, Bounds
from forms.web.hosts import Hosts, hosts_from
from site_builder.load.zones import read_zone
from site_builder.model import SHANGHAI
from site_builder.text_forms.addresses import ascii_address

FREE_VARIABLE = "JIEBANG_FREE_MB"
HOSTS_VARIABLE = "JIEBANG_HOSTS"
HOPS_VARIABLE = "JIEBANG_TRUSTED_HOPS"
SMTP_VARIABLE = "JIEBANG_SMTP_URL"
FROM_VARIABLE = "JIEBANG_MAIL_FROM"
ORGANIZERS_VARIABLE = "JIEBANG_MAIL_TO"
DESK_VARIABLE = "JIEBANG_DESK_URL"
FACTOR_VARIABLE = "JIEBANG_SECOND_FACTOR"
SCAN_VARIABLE = "JIEBANG_SCAN"
OWN_HOSTS = Hosts()
BY_ADDRESS = Rate(40, 600)
BY_CONTACT = Rate(20, 24 * 3600)


@dataclass(frozen=True)
class ServiceSettings:
    """What the operator decides.

    Args:
        root: the repository whose site is served.
        inbox: where the inbox is.
        trusted_hops: how many proxies of our own stand before the service.
        hosts: names that the service answers under.
        bounds: on connections.
        origins: origins besides our own that forms may be sent from (a static site elsewhere).
        limits: bounds on one request.
        quota: how much may wait on disk to be confirmed, and what is kept free; beyond it no more files are taken.
        by_address: how often one address may send.
        by_contact: how often one contact may send.
        hardest: numbers that a proof of work has to try at most.
        smtp_url: ``smtp://user:password@host:port``, ``smtps://…`` or ``smtp+starttls://…``; empty: no mail.
        mail_from: sender of every mail.
        mail_to: organisers who are told of each submission.
        desk_url: where browsers find the desk, ``https://desk.example.org``; empty: at its port on this machine.
        scan: command of a scanner that reads each file from its standard input; empty: none.
        clock: the time now, with its time zone.
    """

    root: Path
    inbox: Path
    trusted_hops: int = 0
    hosts: Hosts = OWN_HOSTS
    bounds: Bounds = BOUNDS
    origins: frozenset[str] = frozenset()
    limits: Limits = LIMITS
    quota: Quota = QUOTA
    by_address: Rate = BY_ADDRESS
    by_contact: Rate = BY_CONTACT
    hardest: int = HARDEST
    smtp_url: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    desk_url: str = ""
    scan: tuple[str, ...] = ()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def today(self) -> date:
        """Return the calendar day in the time zone of the challenge."""
        return self.clock().astimezone(self.zone).date()

    @functools.cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the challenge, as the settings said when the service began."""
        return read_zone(self.root)


def clock_from(
    day: date | None, zone: ZoneInfo = SHANGHAI, now: Callable[[ZoneInfo], datetime] = datetime.now
) -> Callable[[], datetime]:
    """Return a clock that stands on *day* in *zone* now and runs on; without a day, the clock of the machine."""
    ahead = day - now(zone).date() if day else timedelta()
    return lambda: (now(zone) + ahead).astimezone(UTC)  # what the clock on the wall shows is kept


def hosts_named(addresses: Iterable[str], host: str, environment: Mapping[str, str] = os.environ) -> Hosts:
    """Return the names of *addresses*, of those that the *environment* gives, and of *host*, where it listens.

    Raises:
        ValueError: one is no address; the text is the address.
    """
    given = (part.strip() for part in environment.get(HOSTS_VARIABLE, "").split(","))
    return hosts_from((*addresses, *given), host)


def settings_from(
    root: Path,
    inbox: Path,
    origins: frozenset[str],
    clock: Callable[[], datetime],
    hosts: Hosts = OWN_HOSTS,
    environment: Mapping[str, str] = os.environ,
) -> ServiceSettings:
    """Return the settings that the *environment* gives.

    Raises:
        ValueError: a number is none.
        NoScannerError: the scanner is no program.
    """
    return ServiceSettings(
        root=root,
        inbox=inbox,
        trusted_hops=int(environment.get(HOPS_VARIABLE) or 0),
        hosts=hosts,
        quota=replace(QUOTA, free_bytes=free_bytes(environment)),
        origins=origins,
        clock=clock,
        desk_url=ascii_address(environment.get(DESK_VARIABLE, "")),
        smtp_url=environment.get(SMTP_VARIABLE, ""),
        mail_from=environment.get(FROM_VARIABLE, ""),
        scan=command_in(environment.get(SCAN_VARIABLE, "")),
        mail_to=tuple(
            address.strip() for address in environment.get(ORGANIZERS_VARIABLE, "").split(",") if address.strip()
        ),
    )


def is_factor_optional(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether accounts that may approve or publish may do without a second factor."""
    return environment.get(FACTOR_VARIABLE, "").strip() == "optional"


def free_bytes(environment: Mapping[str, str]) -> int:
    """Return how much of the disk is kept free, in bytes."""
    given = environment.get(FREE_VARIABLE)
    return int(given) * MEBIBYTE if given else QUOTA.free_bytes
