"""What the commands of ``jiebang inbox`` share: who acts, and what is said where inbox or desk refuse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from forms.commands.options import inbox_option
from forms.desk.errors import DeskError
from forms.desk.roles import DESK_ROLES, Member
from forms.inbox.errors import InboxError, NoRecipientsError
from forms.model import Entry
from site_builder.commands.options import lang_option, usage_error
from site_builder.phrases import Phrases
from site_builder.problems import render_text

account_option = click.option(
    "--as",
    "account",
    default="organizer",
    show_default=True,
    envvar="JIEBANG_ACCOUNT",
    help="Account that acts; also named by JIEBANG_ACCOUNT. It stands in the history.",
)
role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(DESK_ROLES),
    default=("organizer",),
    show_default=True,
    help="Role in which it acts; may be given more than once.",
)
note_zh_option = click.option("--zh", "note_zh", default="", help="Reason in Chinese.")
note_en_option = click.option("--en", "note_en", default="", help="Reason in English.")
Command = Callable[..., Any]


def desk_options(command: Command) -> Command:
    """Return *command* with the options that every command of the desk has."""
    for option in (lang_option, role_option, account_option, inbox_option):
        command = option(command)
    return command


def member_of(account: str, roles: tuple[str, ...]) -> Member:
    """Return who acts."""
    return Member(account, frozenset(roles))


def tell(phrases: Phrases, entry: Entry) -> None:
    """Print where the submission stands now."""
    state = entry.envelope.state
    click.echo(phrases.fill("desk.stands", {"receipt": entry.envelope.receipt, "state": state}))


@contextmanager
def refusals(phrases: Phrases) -> Iterator[None]:
    """Run the block; where inbox or desk refuse, say why and exit with 1."""
    try:
        yield
    except NoRecipientsError as error:
        raise usage_error(phrases, f"inbox.refused.{error.code}") from None
    except InboxError as error:
        click.echo(phrases[f"inbox.refused.{error.code}"], err=True)
        sys.exit(1)
    except DeskError as error:
        if error.problems:
            click.echo(render_text(sorted(error.problems), phrases), nl=False, err=True)
        click.echo(phrases.fill(f"desk.refused.{error.code}", error.facts), err=True)
        sys.exit(1)
