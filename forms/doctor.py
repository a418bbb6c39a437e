"""What a challenge on this machine has and lacks, topic by topic, with what to do; it reads, and makes nothing."""

from __future__ import annotations

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
from forms.inbox.layout import BRANCHES
from forms.inbox.sealed.keys import RECIPIENTS, identity_folder, read_recipients
from forms.intake.limits import MEBIBYTE
from forms.intake.scan import NoScannerError, command_in
from forms.mail.sending import SmtpServer
from forms.refusals import DeskError
from forms.web import settings as names
from site_builder.load.git import GitError, git
from site_builder.model import PRIVATE_FOLDER
from site_builder.publish.settings import Settings, SettingsError, read_settings
from site_builder.validate.repository import CheckedRepository

FINE, TO_DO, WRONG = "fine", "to_do", "wrong"
MOST_DAYS = 7  # of a backup, until another one is due


@dataclass(frozen=True)
class Finding:
    """What was found of a topic: ``fine``, ``to_do`` or ``wrong``, the key of what is said, and its facts."""

    topic: str
    verdict: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


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
        return (self.inbox / "HEAD").is_file()

    def settings(self) -> Settings | None:
        """Return what ``mkdocs.yml`` says, ``None`` where it cannot be used."""
        try:
            return read_settings(self.root)
        except (SettingsError, FileNotFoundError):
            return None


Topic = Callable[[Looked], Finding]


def findings(looked: Looked) -> Iterator[Finding]:
    """Yield what is found of each topic, in the order in which an operator sets things up."""
    for topic in (_records, _git, _settings, _inbox, _holders, _key_files, _accounts, _four_eyes, _factor):
        yield topic(looked)
    for topic in (_mail, _desk_origin, _proxy, _private, _scanner, _disk, _clock, _backup):
        yield topic(looked)


def _records(looked: Looked) -> Finding:
    errors = len(looked.checked.errors)
    count = sum(len(by_id) for by_id in looked.checked.catalogue.records.values())
    facts = {"records": str(count), "errors": str(errors)}
    return Finding("records", WRONG if errors else FINE, "records_wrong" if errors else "records", facts)


def _git(looked: Looked) -> Finding:
    try:
        branch = git(looked.root, "rev-parse", "--abbrev-ref", "HEAD")
        changed = git(looked.root, "status", "--porcelain", "--", "needs", "content", "mkdocs.yml")
    except GitError as error:
        return Finding("git", WRONG, "git_wrong", {"reason": str(error).splitlines()[0]})
    if changed:
        return Finding("git", TO_DO, "git_changed", {"count": str(len(changed.splitlines()))})
    return Finding("git", FINE, "git", {"branch": branch})


def _settings(looked: Looked) -> Finding:
    settings = looked.settings()
    if settings is None:
        return Finding("address", WRONG, "settings_wrong")
    if not settings.site_url:
        return Finding("address", TO_DO, "address_missing")
    return Finding("address", FINE, "address", {"url": settings.site_url})


def _inbox(looked: Looked) -> Finding:
    facts = {"place": str(looked.inbox.resolve())}
    if not looked.has_inbox:
        return Finding("inbox", TO_DO, "inbox_missing", facts)
    if not os.access(looked.inbox, os.W_OK):
        return Finding("inbox", WRONG, "inbox_not_writable", facts)
    if stat.S_IMODE(looked.inbox.stat().st_mode) & 0o077:
        return Finding("inbox", WRONG, "inbox_open", facts)
    branches = git(looked.inbox, "for-each-ref", "--format=%(refname)", BRANCHES)
    return Finding("inbox", FINE, "inbox", {**facts, "count": str(len(branches.split()))})


def _holders(looked: Looked) -> Finding:
    try:
        holders = [recipient.name for recipient in read_recipients(looked.inbox / RECIPIENTS)]
    except NoRecipientsError:
        return Finding("holders", TO_DO, "holders_none")
    key = "holders_one" if len(holders) == 1 else "holders"
    return Finding("holders", TO_DO if len(holders) == 1 else FINE, key, {"names": ", ".join(holders)})


def _key_files(looked: Looked) -> Finding:
    folder = identity_folder()
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    if lax := [file for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077]:
        return Finding("key_files", WRONG, "key_files_open", {"files": ", ".join(map(str, lax))})
    facts = {"folder": str(folder), "count": str(len(files))}
    return Finding("key_files", FINE, "key_files" if files else "key_files_none", facts)


def _open_accounts(looked: Looked) -> Mapping[str, frozenset[str]]:
    """Return the roles of each account of the desk that is not closed."""
    rows = read_rows(looked.inbox / FOLDER / ACCOUNTS)
    return {name: frozenset(row["roles"]) for name, row in rows.items() if not row["is_closed"]}


def _accounts(looked: Looked) -> Finding:
    roles = _open_accounts(looked).values()
    facts = {"count": str(len(roles))}
    if not any(read_roles()["publish"] & own for own in roles):
        return Finding("accounts", TO_DO, "accounts_no_publisher", facts)
    return Finding("accounts", FINE, "accounts", facts)


def _four_eyes(looked: Looked) -> Finding:
    try:
        said = setting_in(looked.root)
    except DeskError:
        return Finding("four_eyes", WRONG, "settings_wrong")
    if said is None:
        said = are_two(_open_accounts(looked).values())
    return Finding("four_eyes", FINE if said else TO_DO, "four_eyes" if said else "four_eyes_one")


def _factor(looked: Looked) -> Finding:
    if looked.environment.get(names.FACTOR_VARIABLE, "").strip() == "optional":
        return Finding("factor", WRONG, "factor_optional")
    held = read_rows(looked.inbox / FOLDER / FILE)
    without = [name for name, own in _open_accounts(looked).items() if is_needed(tuple(own)) and name not in held]
    if without:
        return Finding("factor", TO_DO, "factor_missing", {"names": ", ".join(sorted(without))})
    return Finding("factor", FINE, "factor")


def _mail(looked: Looked) -> Finding:
    url, sender = (looked.environment.get(name, "") for name in (names.SMTP_VARIABLE, names.FROM_VARIABLE))
    if not url:
        return Finding("mail", TO_DO, "mail_none")
    try:
        host = SmtpServer.at(url).host
    except ValueError:
        return Finding("mail", WRONG, "mail_wrong")
    if "@" not in sender:
        return Finding("mail", WRONG, "mail_wrong")
    if not looked.environment.get(names.ORGANIZERS_VARIABLE, "").strip():
        return Finding("mail", TO_DO, "mail_nobody", {"host": host})
    return Finding("mail", FINE, "mail", {"host": host})


def _desk_origin(looked: Looked) -> Finding:
    if url := looked.environment.get(names.DESK_VARIABLE, ""):
        return Finding("desk_origin", FINE, "desk_origin", {"url": url})
    return Finding("desk_origin", TO_DO if _is_public(looked) else FINE, "desk_origin_none")


def _proxy(looked: Looked) -> Finding:
    hops = looked.environment.get(names.HOPS_VARIABLE, "") or "0"
    if not hops.isdecimal():
        return Finding("proxy", WRONG, "proxy_wrong")
    if hops == "0":
        return Finding("proxy", TO_DO if _is_public(looked) else FINE, "proxy_none")
    return Finding("proxy", FINE, "proxy", {"hops": hops})


def _is_public(looked: Looked) -> bool:
    settings = looked.settings()
    return settings is not None and any(url.startswith("https://") for url in (settings.site_url, settings.forms.url))


def _private(looked: Looked) -> Finding:
    named = looked.environment.get(PRIVATE_FOLDER, "")
    if not named:
        return Finding("private", TO_DO, "private_none")
    folder = Path(named).resolve()
    if not folder.is_dir():
        return Finding("private", WRONG, "private_missing", {"folder": named})
    if folder.is_relative_to(looked.root.resolve()):
        return Finding("private", WRONG, "private_inside", {"folder": named})
    return Finding("private", FINE, "private", {"folder": named})


def _scanner(looked: Looked) -> Finding:
    try:
        command = command_in(looked.environment.get(names.SCAN_VARIABLE, ""))
    except NoScannerError:
        return Finding("scanner", WRONG, "scanner_wrong")
    return Finding("scanner", FINE if command else TO_DO, "scanner" if command else "scanner_none")


def _disk(looked: Looked) -> Finding:
    place = next(folder for folder in (looked.inbox, *looked.inbox.absolute().parents) if folder.is_dir())
    free, floor = shutil.disk_usage(place).free // MEBIBYTE, names.free_bytes(looked.environment) // MEBIBYTE
    facts = {"free": f"{free:,}", "floor": f"{floor:,}"}
    return Finding("disk", FINE if free > floor else WRONG, "disk" if free > floor else "disk_full", facts)


def _clock(looked: Looked) -> Finding:
    """Return whether the clock stands behind what the inbox was written at, which no clock that is right does."""
    written = (file.stat().st_mtime for file in looked.inbox.glob("refs/heads/**/*") if file.is_file())
    last = max(written, default=0.0)
    is_behind = last > looked.now.timestamp() + 60
    facts = {"now": f"{looked.now:%Y-%m-%d %H:%M}"}
    return Finding("clock", WRONG if is_behind else FINE, "clock_behind" if is_behind else "clock", facts)


def _backup(looked: Looked) -> Finding:
    if not looked.has_inbox:
        return Finding("backup", FINE, "backup_later")
    last = last_backup(looked.inbox)
    if last is None:
        return Finding("backup", TO_DO, "backup_none")
    age = (looked.now - last).days
    is_old = age > MOST_DAYS
    return Finding("backup", TO_DO if is_old else FINE, "backup_old" if is_old else "backup", {"days": str(age)})
