"""The inbox by command line: list, look, decide and publish; the same rules as the web desk."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from forms.commands.options import identity_in, identity_option, inbox_option, may_identity_option
from forms.desk import actions
from forms.desk.actions import Decision
from forms.desk.checks import PASS, all_checks, checks_of, office_of, verdicts
from forms.desk.errors import DeskError
from forms.desk.merging import INBOX
from forms.desk.publish import Means
from forms.desk.publish import publish as publish_submission
from forms.desk.roles import DESK_ROLES, Member, may
from forms.inbox.errors import InboxError, NoRecipientsError
from forms.inbox.layout import RECORD
from forms.inbox.store import Filter, Inbox
from forms.inbox.writing import read_record_text, record_text
from forms.model import Entry
from forms.phrases import read_form_phrases
from site_builder.commands.options import day_of, lang_option, root_option, usage_error
from site_builder.model import Text
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


@click.group()
def inbox() -> None:
    """Review what came in: list, show, decide, publish."""


@inbox.command(name="list")
@desk_options
@click.option("--state", "states", multiple=True, help="Only in this state; may be given more than once.")
@click.option("--form", default="", help="Only of this form.")
@click.option("--assignee", default="", help="Only those that this account looks after.")
def list_submissions(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    states: tuple[str, ...],
    form: str,
    assignee: str,
) -> None:
    """List the submissions, those received last first."""
    phrases, wanted = read_form_phrases(lang), Filter(frozenset(states), form=form, assignee=assignee)
    with refusals(phrases):
        for row in actions.queue(Inbox.open(inbox_path), _member(account, roles), wanted):
            facts = {"receipt": row.receipt, "at": row.received_at, "form": row.form, "state": row.state}
            facts |= {"title": row.title[lang] or row.title.zh or row.title.en, "assignee": row.assignee or "–"}
            click.echo(phrases.fill("desk.row", facts))


@inbox.command()
@desk_options
@click.option("--record", "only_record", is_flag=True, help="Print record.yml alone.")
@click.argument("receipt")
def show(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, only_record: bool, receipt: str) -> None:
    """Show a submission: its public part, checks, what was done and what can be."""
    phrases, member = read_form_phrases(lang), _member(account, roles)
    with refusals(phrases):
        entry = actions.look(Inbox.open(inbox_path), member, receipt)
    if only_record:
        click.echo(entry.text, nl=False)
        return
    click.echo("\n".join(_shown(phrases, entry, member)))


def _shown(phrases: Phrases, entry: Entry, member: Member) -> Iterator[str]:
    envelope = entry.envelope
    facts = {"receipt": envelope.receipt, "at": envelope.received_at, "form": envelope.form, "state": envelope.state}
    facts |= {
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
        told = {"at": event.at, "action": phrases[f"desk.action.{event.action}"], "actor": event.actor}
        yield phrases.fill("desk.event", {**told, "role": event.role, "state": event.state}).rstrip()
        yield from (f"    {text}" for text in (event.note.zh, event.note.en) if text)
    yield ""
    can = ", ".join(phrases[f"desk.action.{name}"] for name in actions.possible(entry, member))
    yield phrases.fill("desk.possible", {"actions": can or "–"})


@inbox.command()
@desk_options
@click.option(
    "--pass", "passed", multiple=True, metavar="CHECK", help="A check that passed; “all” for all of your office."
)
@click.option("--fail", "failed", multiple=True, metavar="CHECK", help="A check that did not.")
@note_zh_option
@note_en_option
@click.argument("receipt")
def review(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    passed: tuple[str, ...],
    failed: tuple[str, ...],
    note_zh: str,
    note_en: str,
    receipt: str,
) -> None:
    """Begin the review of a submission, or record checks."""
    phrases, member = read_form_phrases(lang), _member(account, roles)
    with refusals(phrases):
        opened = Inbox.open(inbox_path)
        entry = actions.look(opened, member, receipt)
        if "start_review" in actions.possible(entry, member):
            entry = actions.act(opened, member, receipt, entry.tip, Decision("start_review"))
        record = entry.envelope.record
        if "all" in passed:
            own = [code for code in all_checks(record) if may(member, office_of(record, code)) and code not in failed]
            passed = (*(code for code in passed if code != "all"), *own)
        checks = {**dict.fromkeys(passed, PASS), **dict.fromkeys(failed, "fail")}
        if checks:
            decision = Decision("check", Text(zh=note_zh, en=note_en), checks)
            entry = actions.act(opened, member, receipt, entry.tip, decision)
    _tell(phrases, entry)


def _decision(name: str, words: str) -> None:
    """Add the command *name*, a decision that takes no more than a reason."""

    @inbox.command(name=name.removeprefix("mark_").replace("_", "-"), help=words)
    @desk_options
    @note_zh_option
    @note_en_option
    @click.argument("receipt")
    def command(
        inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, note_zh: str, note_en: str, receipt: str
    ) -> None:
        _act(inbox_path, account, roles, lang, receipt, Decision(name, Text(zh=note_zh, en=note_en)))


_decision("return", "Return a submission to its submitter, with a reason in both languages.")
_decision("reject", "Reject a submission, with a reason in both languages.")
_decision("reopen", "Take a submission up again that was approved or rejected, with a reason.")
_decision("withdraw", "Withdraw a submission because its submitter asks, with a reason.")
_decision("mark_spam", "Put a submission aside as spam.")
_decision("restore", "Take a submission back from spam or duplicates.")


@inbox.command()
@desk_options
@click.option("--warnings-read", is_flag=True, help="What the public text may still tell was looked at and may stay.")
@click.argument("receipt")
def approve(
    inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, warnings_read: bool, receipt: str
) -> None:
    """Approve a submission as it stands now; every check has to have passed."""
    phrases, member = read_form_phrases(lang), _member(account, roles)
    with refusals(phrases):
        opened = Inbox.open(inbox_path)
        entry = actions.look(opened, member, receipt)
        decision = Decision("approve", digest=entry.envelope.digests[RECORD], warnings_read=warnings_read)
        _tell(phrases, actions.act(opened, member, receipt, entry.tip, decision))


@inbox.command()
@desk_options
@click.argument("receipt")
@click.argument("assignee", default="")
def assign(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, assignee: str) -> None:
    """Give a submission to account ASSIGNEE, or to nobody."""
    _act(inbox_path, account, roles, lang, receipt, Decision("assign", assignee=assignee))


@inbox.command()
@desk_options
@click.argument("receipt")
@click.argument("other")
def duplicate(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, other: str) -> None:
    """Mark a submission as a duplicate of OTHER, a receipt number or the id of a record."""
    _act(inbox_path, account, roles, lang, receipt, Decision("mark_duplicate", duplicate_of=other))


@inbox.command()
@desk_options
@click.argument("receipt")
@click.argument("file", type=click.File(encoding="utf-8"))
def edit(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, file: Any) -> None:
    """Put the public text in FILE (as `show --record` prints it; - for standard input) in place of what was sent."""
    public = read_record_text(file.read())
    if not isinstance(public, dict):
        raise usage_error(read_form_phrases(lang), "desk.refused.not_a_record")
    _act(inbox_path, account, roles, lang, receipt, Decision("edit_public", public=public))


@inbox.command()
@desk_options
@root_option
@may_identity_option
@click.option("--build/--no-build", "with_build", default=True, help="Build the site afterwards.")
@click.argument("receipt")
def publish(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    root: Path,
    identity_file: Path | None,
    with_build: bool,
    receipt: str,
) -> None:
    """Publish an approved submission in the repository, as one merge commit.

    Where JIEBANG_PRIVATE names a private folder, the sealed part of a solution and the owner of an anonymous need go
    there; that takes an identity.

    Exit status: 0 published, 1 refused, 2 wrong usage.
    """
    phrases, member = read_form_phrases(lang), _member(account, roles)
    means = Means(identity_in(identity_file, lang) if identity_file else "")
    with refusals(phrases):
        opened = Inbox.open(inbox_path)
        entry = actions.look(opened, member, receipt)
        done = publish_submission(opened, root, member, receipt, entry.tip, means)
    if done.sealed_in:
        said = "inbox" if done.sealed_in == INBOX else "folder"
        click.echo(phrases.fill(f"desk.part.{said}", {"path": done.sealed_in}))
    if done.request:
        click.echo(phrases.fill("hosts.requested", {"id": done.record_id, "url": done.request}))
        return
    click.echo(phrases.fill("desk.published", {"id": done.record_id, "path": done.path, "commit": done.commit[:12]}))
    if with_build and (root / "mkdocs.yml").is_file():
        from site_builder.publish.build import build_site

        built = build_site(root, day_of(None), say=lambda key: click.echo(phrases[key], err=True))
        if built.problems:
            click.echo(render_text(built.problems, phrases), nl=False)
            click.echo(phrases["desk.not_built"])


@inbox.command()
@desk_options
@identity_option
@click.option(
    "--attachment", "number", type=int, default=0, help="Write this attachment (from 1) to standard output."
)
@click.argument("receipt")
def reveal(
    inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, identity_file: Path, number: int, receipt: str
) -> None:
    """Show what is sealed in a submission; that it was opened is put on record."""
    phrases, member = read_form_phrases(lang), _member(account, roles)
    identity = identity_in(identity_file, lang)
    with refusals(phrases):
        opened = Inbox.open(inbox_path)
        if number:
            _, stream = actions.download(opened, member, receipt, number, identity)
            with stream:
                while piece := stream.read(64 * 1024):
                    sys.stdout.buffer.write(piece)
            return
        entry = actions.look(opened, member, receipt)
        found = actions.reveal(opened, member, receipt, entry.tip, identity)
    click.echo(record_text(found.fields), nl=False)
    for count, part in enumerate(found.attachments, start=1):
        facts = {"number": str(count), "name": _plain(part.name), "size": str(part.size), "type": part.media_type}
        click.echo(phrases.fill("desk.attachment", facts))


def _plain(text: str) -> str:
    """Return *text* without what would steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _member(account: str, roles: tuple[str, ...]) -> Member:
    return Member(account, frozenset(roles))


def _act(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, decision: Decision) -> None:
    phrases, member = read_form_phrases(lang), _member(account, roles)
    with refusals(phrases):
        opened = Inbox.open(inbox_path)
        entry = actions.look(opened, member, receipt)
        _tell(phrases, actions.act(opened, member, receipt, entry.tip, decision))


def _tell(phrases: Phrases, entry: Entry) -> None:
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
