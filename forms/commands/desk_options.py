"""What the commands of ``jiebang inbox`` share: who acts, and what is said where inbox or desk refuse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from forms.accounts.roles import DESK_ROLES, Member
from forms.commands.options import inbox_option
from forms.inbox.errors import InboxError, NoRecipientsError, UnknownReceiptError
from forms.inbox.states import state_names
from forms.inbox.store import Inbox
from forms.model import Entry
from forms.phrases import read_form_phrases
from forms.refusals import DeskError
from forms.review import actions
from forms.review.wording import DeskWords, words_of
from site_builder.commands.echo import echo
from site_builder.commands.options import lang_option, usage_error
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, Text
from site_builder.phrases import Phrases
from site_builder.problems import Fact, render_text

account_option = click.option(
    "--as",
    "account",
    default="organizer",
    show_default=True,
    envvar="JIEBANG_ACCOUNT",
)
role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(DESK_ROLES),
    default=("organizer",),
    show_default=True,
)


def _known_states(context: click.Context, option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    known = state_names(read_form_phrases("en"), "desk.state")
    if not set(value) <= set(known):
        raise click.BadParameter(", ".join(known), context, option)
    return value


state_option = click.option(
    "--state",
    "states",
    multiple=True,
    callback=_known_states,
)
note_zh_option = click.option("--zh", "note_zh", default="")
note_en_option = click.option("--en", "note_en", default="")
Command = Callable[..., Any]


def note_of(note_zh: str, note_en: str) -> Text:
    """Return the reason that was given."""
    return Text(dict(zip(REQUIRED_LANGS, (note_zh, note_en), strict=True)))


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
    state = state_names(phrases, "desk.state")[entry.envelope.state]
    echo(phrases.fill("desk.stands", {"receipt": entry.envelope.receipt, "state": state}))


@contextmanager
def refusals(phrases: Phrases) -> Iterator[None]:
    """Run the block; where inbox or desk refuse, say why and exit with 1."""
    try:
        yield
    except NoRecipientsError as error:
        raise usage_error(phrases, f"inbox.refused.{error.code}") from None
    except InboxError as error:
        said = _of_asked(phrases, error) or phrases[f"inbox.refused.{error.code}"]
        echo(said, err=True)
        sys.exit(1)
    except DeskError as error:
        if error.problems:
            echo(_told(phrases, error), nl=False, err=True)
        said = _not_now(phrases) if error.code == "state" else ""
        echo(said or phrases.fill(f"desk.refused.{error.code}", _facts_of(phrases, error)), err=True)
        sys.exit(1)


def _of_asked(phrases: Phrases, error: InboxError) -> str:
    """Return what to say of the submission that the command was asked about, empty where *error* says it all."""
    asked = click.get_current_context().params
    if not isinstance(error, UnknownReceiptError):
        return ""
    receipt = asked.get("receipt", str(error))  # a command may take several
    try:
        Inbox.open(asked["inbox_path"]).read(receipt)
    except InboxError:
        return phrases.fill("desk.no_submission", {"receipt": receipt})
    return phrases.fill("desk.no_attachment", {"number": str(asked["number"]), "receipt": receipt})


def _not_now(phrases: Phrases) -> str:
    """Return in which state the submission is that the command was asked about, and what can be done now."""
    asked = click.get_current_context().params
    member = member_of(asked["account"], asked["roles"])
    entry = actions.look(Inbox.open(asked["inbox_path"]), member, asked["receipt"])
    can = [phrases[f"desk.action.{name}"] for name in actions.possible(entry, member)]
    facts = {"state": state_names(phrases, "desk.state")[entry.envelope.state]}
    return phrases.fill("desk.not_now", {**facts, "actions": phrases["desk.between"].join(can) or "–"})


def _facts_of(phrases: Phrases, error: DeskError) -> Mapping[str, Fact]:
    """Return what fills in the words of *error*: fields by their labels, checks by their names and codes."""
    facts = dict(error.facts)
    if checks := error.told("checks"):
        named = [f"{phrases[f'desk.check.{code}']} [{code}]" for code in checks.split(", ")]
        facts["checks"] = phrases["desk.between"].join(named)
    return _words_of_asked(phrases).facts_of(error) if "fields" in facts or "field" in facts else facts


def _words_of_asked(phrases: Phrases) -> DeskWords:
    """Return the words of the submission that the command was asked about."""
    asked = click.get_current_context().params
    entry = Inbox.open(asked["inbox_path"]).read(asked["receipt"])
    return words_of(entry, Catalogue({}, read_schemas().codes), phrases.lang)


def _told(phrases: Phrases, error: DeskError) -> str:
    """Return the problems that go with *error*; those of the submission itself by label, those of files by line."""
    if error.code != "errors_found":
        return render_text(sorted(error.problems), phrases)
    words = _words_of_asked(phrases)
    return "".join(f"{words.label(found.where)}: {words.say(found)}\n" for found in error.problems)
