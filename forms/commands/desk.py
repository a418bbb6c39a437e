"""Accounts of the web desk, managed by whoever runs the service."""

from __future__ import annotations

import secrets
import sys
import time
from pathlib import Path

import click

from forms.accounts.accounts import NAME, Account, Accounts
from forms.accounts.audit import COMMAND_LINE
from forms.accounts.passwords import fault_of, hashed
from forms.accounts.roles import DESK_ROLES
from forms.accounts.sessions import Sessions
from forms.commands.options import inbox_option
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option, usage_error
from site_builder.phrases import Phrases

password_option = click.option("--password-stdin", "from_stdin", is_flag=True)
role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(DESK_ROLES),
)
session_option = click.option("--session", "sessions", multiple=True)


@click.group()
def desk() -> None:
    """Manage the accounts of the desk."""


@desk.command(name="add-account")
@inbox_option
@lang_option
@role_option
@session_option
@click.option("--oidc-subject", "subject", default="")
@password_option
@click.argument("name")
def add_account(
    inbox_path: Path,
    lang: str,
    roles: tuple[str, ...],
    sessions: tuple[str, ...],
    subject: str,
    from_stdin: bool,
    name: str,
) -> None:
    """Add an account."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    if not NAME.fullmatch(name):
        raise usage_error(phrases, "desk.accounts.name", name=name)
    if name in accounts.all():
        raise usage_error(phrases, "desk.accounts.taken", name=name)
    if linked := accounts.linked(subject):
        raise usage_error(phrases, "desk.accounts.linked", name=linked.name)
    password = _password(phrases, from_stdin, name) if from_stdin or not subject else secrets.token_urlsafe(32)
    made = Account(name, hashed(password), tuple(sorted(set(roles))), sessions, subject=subject)
    accounts.add(made, COMMAND_LINE)
    echo(phrases.fill("desk.accounts.added", {"name": name, "roles": ", ".join(sorted(set(roles)))}))


@desk.command(name="set-password")
@inbox_option
@lang_option
@password_option
@click.argument("name")
def set_password(inbox_path: Path, lang: str, from_stdin: bool, name: str) -> None:
    """Change the password of an account."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    account = known_account(phrases, accounts, name)
    accounts.set_password(name, _password(phrases, from_stdin, name), COMMAND_LINE)
    accounts.unlock(name, COMMAND_LINE)
    echo(phrases.fill("desk.accounts.changed", {"name": name}))
    if account.is_closed:
        echo(phrases.fill("desk.accounts.still_closed", {"name": name}))


@desk.command(name="set-roles")
@inbox_option
@lang_option
@role_option
@session_option
@click.argument("name")
def set_roles(inbox_path: Path, lang: str, roles: tuple[str, ...], sessions: tuple[str, ...], name: str) -> None:
    """Give an account other roles."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    wanted = tuple(sorted(set(roles)))
    accounts.set_roles(known_account(phrases, accounts, name).name, wanted, sessions, COMMAND_LINE)
    echo(phrases.fill("desk.accounts.has_roles", {"name": name, "roles": ", ".join(wanted)}))


@desk.command(name="close-account")
@inbox_option
@lang_option
@click.argument("name")
def close_account(inbox_path: Path, lang: str, name: str) -> None:
    """Close an account."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    accounts.close(known_account(phrases, accounts, name).name, COMMAND_LINE)
    Sessions(inbox_path, time.time).end_all(name)
    echo(phrases.fill("desk.accounts.closed", {"name": name}))


@desk.command(name="reopen-account")
@inbox_option
@lang_option
@click.argument("name")
def reopen_account(inbox_path: Path, lang: str, name: str) -> None:
    """Open a closed account again."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    accounts.reopen(known_account(phrases, accounts, name).name, COMMAND_LINE)
    echo(phrases.fill("desk.accounts.reopened", {"name": name}))


@desk.command(name="link-account")
@inbox_option
@lang_option
@click.argument("name")
@click.argument("subject")
def link_account(inbox_path: Path, lang: str, name: str, subject: str) -> None:
    """Link an account to single sign-on."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    if not subject.strip():
        raise usage_error(phrases, "desk.accounts.no_subject")
    if other := accounts.link(known_account(phrases, accounts, name).name, subject, COMMAND_LINE):
        raise usage_error(phrases, "desk.accounts.linked", name=other.name)
    echo(phrases.fill("desk.accounts.is_linked", {"name": name, "subject": subject}))


@desk.command(name="unlink-account")
@inbox_option
@lang_option
@click.argument("name")
def unlink_account(inbox_path: Path, lang: str, name: str) -> None:
    """End the link to single sign-on."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    accounts.link(known_account(phrases, accounts, name).name, "", COMMAND_LINE)
    echo(phrases.fill("desk.accounts.unlinked", {"name": name}))


@desk.command()
@inbox_option
@lang_option
@click.argument("name")
def unlock(inbox_path: Path, lang: str, name: str) -> None:
    """Unlock an account after wrong passwords."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    accounts.unlock(known_account(phrases, accounts, name).name, COMMAND_LINE)
    echo(phrases.fill("desk.accounts.unlocked", {"name": name}))


@desk.command(name="list-accounts")
@inbox_option
@lang_option
def list_accounts(inbox_path: Path, lang: str) -> None:
    """List accounts with roles and links."""
    phrases = read_form_phrases(lang)
    for account in open_accounts(inbox_path).all().values():
        facts = {"name": account.name, "roles": ", ".join(account.roles), "sessions": ", ".join(account.sessions)}
        facts["linked"] = phrases.fill("desk.accounts.link", {"subject": account.subject}) if account.subject else ""
        closed = phrases["desk.accounts.is_closed"] if account.is_closed else ""
        echo(phrases.fill("desk.accounts.row", {**facts, "closed": closed}).rstrip())


def open_accounts(inbox_path: Path) -> Accounts:
    """Return the accounts of the inbox."""
    return Accounts(inbox_path, time.time)


def known_account(phrases: Phrases, accounts: Accounts, name: str) -> Account:
    """Return the account *name*, closed or not, or refuse."""
    found = accounts.all().get(name)
    if found is None:
        raise usage_error(phrases, "desk.accounts.unknown", name=name)
    return found


def _password(phrases: Phrases, from_stdin: bool, name: str) -> str:
    given = (
        sys.stdin.readline().rstrip("\n")
        if from_stdin
        else click.prompt(
            phrases["desk.accounts.prompt"], hide_input=True, confirmation_prompt=phrases["desk.accounts.again"]
        )
    )
    if fault := fault_of(given, name):
        raise usage_error(phrases, f"desk.accounts.{fault}")
    return str(given)
