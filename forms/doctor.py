"""What a challenge on this machine has and lacks, topic by topic, with what to do; it reads, and makes nothing."""

from __future__ import annotations

import functools
import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from forms.accounts.accounts import ACCOUNTS
from forms.accounts.factors import FILE, is_needed
from forms.accounts.folder import FOLDER, read_rows
from forms.accounts.four_eyes import are_two, setting_in
from forms.accounts.roles import read_roles
from forms.inbox.backup import last_backup
from forms.inbox.errors import NoRecipientsError
from forms.inbox.layout import BRANCHES, is_inbox
from forms.inbox.sealed.keys import RECIPIENTS, identity_folder, read_recipients
from forms.intake.limits import MEBIBYTE
from forms.intake.scan import NoScannerError, command_in
from forms.mail.sending import SmtpServer
from forms.refusals import DeskError
from forms.web import settings as names
from site_builder.load.git import GitError, git
from site_builder.load.zones import offset_at
from site_builder.model import PRIVATE_FOLDER
from site_builder.problems import Fact
from site_builder.publish.settings import Settings, SettingsError, read_settings
from site_builder.text_forms.addresses import mail_address
from site_builder.validate.repository import CheckedRepository

FINE, TO_DO, WRONG = "fine", "to_do", "wrong"
_MAIL = names.SMTP_VARIABLE, names.FROM_VARIABLE, names.ORGANIZERS_VARIABLE
MOST_DAYS = 7  # of a backup, until another one is due


@dataclass(frozen=True)
class Diagnosis:
    """What is to be said of a topic: ``fine``, ``to_do`` or ``wrong``, the key of what is said, and its facts."""

    topic: str
    verdict: str
    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """What is looked at: the repository and what its check found, the place of the inbox, the settings, the time."""

    root: Path
    checked: CheckedRepository
    inbox: Path
    environment: Mapping[str, str]
    now: datetime

    @property
    def has_inbox(self) -> bool:
        """Return whether there is an inbox."""
        return is_inbox(self.inbox)

    @functools.cached_property
    def settings(self) -> Settings | None:
        """Return what ``mkdocs.yml`` says, ``None`` where it cannot be used."""
        try:
            return read_settings(self.root)
        except (SettingsError, FileNotFoundError):
            return None


Topic = Callable[[Looked], Diagnosis]


def diagnoses(looked: Looked) -> Iterator[Diagnosis]:
    """Yield what is found of each topic, in the order in which an operator sets things up."""
    for topic in (_records, _git, _settings, _inbox, _holders, _key_files, _accounts, _four_eyes, _factor):
        yield topic(looked)
    for topic in (_mail, _desk_origin, _proxy, _private, _scanner, _disk, _clock, _backup):
        yield topic(looked)


def _records(looked: Looked) -> Diagnosis:
    errors = len(looked.checked.errors)
    facts = {"records": str(looked.checked.catalogue.count), "errors": str(errors)}
    return Diagnosis("records", WRONG if errors else FINE, "records_wrong" if errors else "records", facts)


def _git(looked: Looked) -> Diagnosis:
    try:
        branch = git(looked.root, "rev-parse", "--abbrev-ref", "HEAD")
        changed = git(looked.root, "status", "--porcelain", "--", "needs", "content", "mkdocs.yml")
    except GitError as error:
        return Diagnosis("git", WRONG, "git_wrong", {"reason": error.why()})
    if changed:
        return Diagnosis("git", TO_DO, "git_changed", {"count": str(len(changed.splitlines()))})
    return Diagnosis("git", FINE, "git", {"branch": branch})


def _settings(looked: Looked) -> Diagnosis:
    settings = looked.settings
    if settings is None:
        return Diagnosis("address", WRONG, "settings_wrong")
    if not settings.site_url:
        return Diagnosis("address", TO_DO, "address_missing")
    return Diagnosis("address", FINE, "address", {"url": settings.site_url})


def _inbox(looked: Looked) -> Diagnosis:
    facts = {"place": str(looked.inbox.resolve())}
    if not looked.has_inbox:
        return Diagnosis("inbox", TO_DO, "inbox_missing", facts)
    if not os.access(looked.inbox, os.W_OK):
        return Diagnosis("inbox", WRONG, "inbox_not_writable", facts)
    if _is_open(looked.inbox):
        return Diagnosis("inbox", WRONG, "inbox_open", facts)
    try:
        branches = git(looked.inbox, "for-each-ref", "--format=%(refname)", BRANCHES)
    except GitError as error:
        return Diagnosis("inbox", WRONG, "inbox_wrong", {**facts, "reason": error.why()})
    return Diagnosis("inbox", FINE, "inbox", {**facts, "count": str(len(branches.split()))})


def _holders(looked: Looked) -> Diagnosis:
    try:
        holders = [recipient.name for recipient in read_recipients(looked.inbox / RECIPIENTS)]
    except NoRecipientsError:
        return Diagnosis("holders", TO_DO, "holders_none")
    key = "holders_one" if len(holders) == 1 else "holders"
    return Diagnosis("holders", TO_DO if len(holders) == 1 else FINE, key, {"names": ", ".join(holders)})


def _key_files(looked: Looked) -> Diagnosis:
    folder = identity_folder()
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if lax := [file for file in files if _is_open(file)]:
        return Diagnosis("key_files", WRONG, "key_files_open", {"files": ", ".join(map(str, lax))})
    facts = {"folder": str(folder), "count": str(len(files))}
    return Diagnosis("key_files", FINE, "key_files" if files else "key_files_none", facts)


def _is_open(path: Path) -> bool:
    """Return whether others than its owner may do anything with *path*."""
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _open_accounts(looked: Looked) -> Mapping[str, frozenset[str]]:
    """Return the roles of each account of the desk that is not closed."""
    rows = read_rows(looked.inbox / FOLDER / ACCOUNTS)
    return {name: frozenset(row["roles"]) for name, row in rows.items() if not row["is_closed"]}


def _accounts(looked: Looked) -> Diagnosis:
    roles = _open_accounts(looked).values()
    facts = {"count": str(len(roles))}
    if not any(read_roles()["publish"] & own for own in roles):
        return Diagnosis("accounts", TO_DO, "accounts_no_publisher", facts)
    return Diagnosis("accounts", FINE, "accounts", facts)


def _four_eyes(looked: Looked) -> Diagnosis:
    try:
        said = setting_in(looked.root)
    except DeskError:
        return Diagnosis("four_eyes", WRONG, "settings_wrong")
    if said is None:
        said = are_two(_open_accounts(looked).values())
    return Diagnosis("four_eyes", FINE if said else TO_DO, "four_eyes" if said else "four_eyes_one")


def _factor(looked: Looked) -> Diagnosis:
    if names.is_factor_optional(looked.environment):
        return Diagnosis("factor", WRONG, "factor_optional")
    held = read_rows(looked.inbox / FOLDER / FILE)
    needing = [name for name, own in _open_accounts(looked).items() if is_needed(tuple(own))]
    if without := [name for name in needing if name not in held]:
        return Diagnosis("factor", TO_DO, "factor_missing", {"names": ", ".join(sorted(without))})
    return Diagnosis("factor", FINE, "factor" if needing else "factor_nobody")


def _mail(looked: Looked) -> Diagnosis:
    url, sender, office = (looked.environment.get(name, "") for name in _MAIL)
    if not url:
        return Diagnosis("mail", TO_DO, "mail_none")
    try:
        host = SmtpServer.at(url).host
    except ValueError:
        return Diagnosis("mail", WRONG, "mail_wrong")
    if not mail_address(sender):
        return Diagnosis("mail", WRONG, "mail_wrong")
    if not office.strip():
        return Diagnosis("mail", TO_DO, "mail_nobody", {"host": host})
    return Diagnosis("mail", FINE, "mail", {"host": host})


def _desk_origin(looked: Looked) -> Diagnosis:
    if url := looked.environment.get(names.DESK_VARIABLE, ""):
        return Diagnosis("desk_origin", FINE, "desk_origin", {"url": url})
    return Diagnosis("desk_origin", TO_DO if _is_public(looked) else FINE, "desk_origin_none")


def _proxy(looked: Looked) -> Diagnosis:
    hops = looked.environment.get(names.HOPS_VARIABLE, "") or "0"
    if not hops.isdecimal():
        return Diagnosis("proxy", WRONG, "proxy_wrong")
    if hops == "0":
        return Diagnosis("proxy", TO_DO if _is_public(looked) else FINE, "proxy_none")
    return Diagnosis("proxy", FINE, "proxy", {"hops": hops})


def _is_public(looked: Looked) -> bool:
    settings = looked.settings
    return settings is not None and any(url.startswith("https://") for url in (settings.site_url, settings.forms.url))


def _private(looked: Looked) -> Diagnosis:
    named = looked.environment.get(PRIVATE_FOLDER, "")
    if not named:
        return Diagnosis("private", TO_DO, "private_none")
    folder = Path(named).resolve()
    if not folder.is_dir():
        return Diagnosis("private", WRONG, "private_missing", {"folder": named})
    if folder.is_relative_to(looked.root.resolve()):
        return Diagnosis("private", WRONG, "private_inside", {"folder": named})
    return Diagnosis("private", FINE, "private", {"folder": named})


def _scanner(looked: Looked) -> Diagnosis:
    try:
        command = command_in(looked.environment.get(names.SCAN_VARIABLE, ""))
    except NoScannerError:
        return Diagnosis("scanner", WRONG, "scanner_wrong")
    return Diagnosis("scanner", FINE if command else TO_DO, "scanner" if command else "scanner_none")


def _disk(looked: Looked) -> Diagnosis:
    place = next(folder for folder in (looked.inbox, *looked.inbox.absolute().parents) if folder.is_dir())
    free, floor = shutil.disk_usage(place).free // MEBIBYTE, names.free_bytes(looked.environment) // MEBIBYTE
    facts = {"free": f"{free:,}", "floor": f"{floor:,}"}
    return Diagnosis("disk", FINE if free > floor else WRONG, "disk" if free > floor else "disk_full", facts)


def _clock(looked: Looked) -> Diagnosis:
    """Return whether the clock stands behind what the inbox was written at, which no clock that is right does."""
    written = (file.stat().st_mtime for file in looked.inbox.glob("refs/heads/**/*") if file.is_file())
    last = max(written, default=0.0)
    is_behind = last > looked.now.timestamp() + 60
    facts = {"now": f"{looked.now:%Y-%m-%d %H:%M} ({offset_at(looked.now)})"}
    return Diagnosis("clock", WRONG if is_behind else FINE, "clock_behind" if is_behind else "clock", facts)


def _backup(looked: Looked) -> Diagnosis:
    if not looked.has_inbox:
        return Diagnosis("backup", FINE, "backup_later")
    last = last_backup(looked.inbox)
    if last is None:
        return Diagnosis("backup", TO_DO, "backup_none")
    age = (looked.now - last).days
    is_old = age > MOST_DAYS
    return Diagnosis("backup", TO_DO if is_old else FINE, "backup_old" if is_old else "backup", {"days": str(age)})
