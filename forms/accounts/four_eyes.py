"""Four eyes (双人复核): whoever approved a submission does not publish it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from forms.accounts.accounts import Account
from forms.accounts.roles import Member, read_roles
from forms.model import Entry
from forms.refusals import DeskError
from site_builder.publish.settings import SettingsError, read_settings

SETTING = "four_eyes"


def is_held(root: Path, accounts: Iterable[Account], member: Member, entry: Entry) -> bool:
    """Return whether *member* may not publish *entry* for having approved it.

    Args:
        root: public repository, whose ``mkdocs.yml`` may say ``extra.jiebang.four_eyes``.
        accounts: of the desk; where ``mkdocs.yml`` is silent, two that may approve make it a rule.

    Raises:
        DeskError: ``mkdocs.yml`` cannot be read, or says neither true nor false.
    """
    approval = entry.envelope.approval
    if approval is None or approval.by != member.account:
        return False
    said = setting_in(root)
    if said is not None:
        return said
    return are_two(frozenset(account.roles) for account in accounts if not account.is_closed)


def are_two(roles: Iterable[frozenset[str]]) -> bool:
    """Return whether two or more of those who have these *roles* may approve."""
    may_approve = read_roles()["approve"]
    return sum(not may_approve.isdisjoint(own) for own in roles) > 1


def setting_in(root: Path) -> bool | None:
    """Return what ``mkdocs.yml`` says, ``None`` where it says nothing.

    Raises:
        DeskError: it cannot be read, or says neither true nor false.
    """
    try:
        own = (read_settings(root).mkdocs.get("extra") or {}).get("jiebang") or {}
    except FileNotFoundError:
        return None
    except SettingsError as error:
        raise DeskError("settings", {"why": str(error)}) from None
    said = own.get(SETTING)
    if said is not None and not isinstance(said, bool):
        raise DeskError("settings", {"why": f"extra.jiebang.{SETTING}: true, false"})
    return said
