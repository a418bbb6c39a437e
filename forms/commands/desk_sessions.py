"""Sessions, second factors and the audit log of the desk, for whoever runs the service."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from forms.accounts.audit import COMMAND_LINE, EVENTS, Audit
from forms.accounts.sessions import Sessions
from forms.commands.desk import desk, known_account, open_accounts
from forms.commands.options import inbox_option
from forms.phrases import read_form_phrases
from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option, usage_error

SHOWN_OF_MARK = 12  # characters; two sessions do not share them


@desk.command(name="list-sessions")
@inbox_option
@lang_option
def list_sessions(inbox_path: Path, lang: str) -> None:
    """List who is signed in."""
    phrases = read_form_phrases(lang)
    for one in Sessions(inbox_path, time.time).open_ones():
        used = datetime.fromtimestamp(one.used, UTC).strftime("%Y-%m-%d %H:%M UTC")
        facts = {"mark": one.mark[:SHOWN_OF_MARK], "name": one.session.account, "used": used}
        facts |= {"network": one.session.network or "–", "browser": one.session.browser or "–"}
        echo(phrases.fill("desk.accounts.session", facts))


@desk.command(name="end-session")
@inbox_option
@lang_option
@click.argument("mark")
def end_session(inbox_path: Path, lang: str, mark: str) -> None:
    """End one session."""
    phrases, sessions = read_form_phrases(lang), Sessions(inbox_path, time.time)
    found = [one for one in sessions.open_ones() if len(mark) >= SHOWN_OF_MARK and one.mark.startswith(mark)]
    if not found:
        raise usage_error(phrases, "desk.accounts.no_session", mark=mark)
    name = found[0].session.account
    Audit(inbox_path, time.time).write("session_ended", name, by=COMMAND_LINE)
    sessions.end_marked(found[0].mark)
    echo(phrases.fill("desk.accounts.session_ended", {"name": name}))


@desk.command(name="remove-factor")
@inbox_option
@lang_option
@click.argument("name")
def remove_factor(inbox_path: Path, lang: str, name: str) -> None:
    """Take a second factor away that was lost."""
    phrases, accounts = read_form_phrases(lang), open_accounts(inbox_path)
    if not accounts.remove_factor(known_account(phrases, accounts, name).name, COMMAND_LINE):
        raise usage_error(phrases, "desk.accounts.no_factor", name=name)
    Sessions(inbox_path, time.time).end_all(name)
    echo(phrases.fill("desk.accounts.factor_removed", {"name": name}))


@desk.command()
@inbox_option
@lang_option
@click.option("--account", default="")
@click.option("--event", default="", type=click.Choice(("", *EVENTS)))
@click.option("--most", default=100, show_default=True)
def audit(inbox_path: Path, lang: str, account: str, event: str, most: int) -> None:
    """Print the audit log, the last event first."""
    phrases = read_form_phrases(lang)
    for row in Audit(inbox_path, time.time).latest(most, account, event):
        words = (row.at, phrases[f"desk.event_of.{row.event}"], row.account, row.by, row.network, row.about)
        echo("  ".join(word or "–" for word in words))
