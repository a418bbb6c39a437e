"""The inbox by command line: list, look, decide and publish; the same rules as the web desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from forms.accounts.roles import Member
from forms.commands.desk_options import desk_options, member_of, refusals, state_option
from forms.commands.inbox_decisions import decisions
from forms.commands.inbox_publishing import publishing
from forms.commands.inbox_purging import purging
from forms.inbox.layout import RECORD
from forms.inbox.states import state_names
from forms.inbox.store import Filter, Inbox
from forms.model import Entry
from forms.phrases import read_form_phrases
from forms.review import actions
from forms.review.checks import checks_of, verdicts
from forms.review.wording import actor_name, form_name, role_name
from site_builder.commands.echo import echo
from site_builder.commands.options import own_zone
from site_builder.load.contract.forms import form_names
from site_builder.phrases import Phrases
from site_builder.render.formats import format_moment


@click.group()
def inbox() -> None:
    """Review and publish what came in."""


@inbox.command(name="list")
@desk_options
@state_option
@click.option("--form", type=click.Choice(form_names()), default=None)
@click.option("--assignee", default="")
def list_submissions(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    states: tuple[str, ...],
    form: str | None,
    assignee: str,
) -> None:
    """List the submissions, newest first."""
    phrases, wanted = read_form_phrases(lang), Filter(frozenset(states), form=form or "", assignee=assignee)
    names = state_names(phrases, "desk.state")
    with refusals(phrases):
        for row in actions.queue(Inbox.open(inbox_path), member_of(account, roles), wanted):
            facts = {"receipt": row.receipt, "at": format_moment(row.received_at, lang, own_zone())}
            facts |= {"form": form_name(row.form, phrases), "state": names[row.state]}
            facts |= {"title": row.title.preferring(lang), "assignee": row.assignee or "–"}
            echo(phrases.fill("desk.row", facts))


@inbox.command()
@desk_options
@click.option("--record", "only_record", is_flag=True)
@click.argument("receipt")
def show(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, only_record: bool, receipt: str) -> None:
    """Show a submission and what can be done."""
    phrases, member = read_form_phrases(lang), member_of(account, roles)
    with refusals(phrases):
        entry = actions.look(Inbox.open(inbox_path), member, receipt)
    if only_record:
        echo(entry.text, nl=False, is_exact=not sys.stdout.isatty())
        return
    echo("\n".join(_shown(phrases, entry, member)))


def _shown(phrases: Phrases, entry: Entry, member: Member) -> Iterator[str]:
    envelope, names = entry.envelope, state_names(phrases, "desk.state")
    facts = {
        "receipt": envelope.receipt,
        "at": format_moment(envelope.received_at, phrases.lang, own_zone()),
        "form": form_name(envelope.form, phrases),
        "state": names[envelope.state],
        "version": str(envelope.version),
        "assignee": envelope.assignee or "–",
        "digest": envelope.digests[RECORD],
    }
    facts |= {"attachments": str(envelope.attachments), "published_as": envelope.published_as or "–"}
    yield phrases.fill("desk.shown", facts)
    yield ""
    yield entry.text.rstrip("\n")
    yield ""
    known = verdicts(entry)
    for group, codes in checks_of(envelope.record).items():
        for code in codes:
            verdict = known[code][0] if code in known else "open"
            words = {"group": phrases[f"desk.group.{group}"], "check": phrases[f"desk.check.{code}"]}
            yield phrases.fill("desk.checked", {**words, "code": code, "verdict": phrases[f"desk.verdict.{verdict}"]})
    yield ""
    for event in entry.events:
        told = {
            "at": format_moment(event.at, phrases.lang, own_zone()),
            "action": phrases[f"desk.action.{event.action}"],
        }
        told |= {"actor": actor_name(event.actor, phrases), "role": role_name(event.role, phrases)}
        yield phrases.fill("desk.event", {**told, "state": names[event.state]}).rstrip()
        yield from (f"    {text}" for text in (event.note["zh"], event.note["en"]) if text)
    yield ""
    can = phrases["desk.between"].join(phrases[f"desk.action.{name}"] for name in actions.possible(entry, member))
    yield phrases.fill("desk.possible", {"actions": can or "–"})


for _command in (*decisions.commands.values(), *publishing.commands.values(), *purging.commands.values()):
    inbox.add_command(_command)
