"""``jiebang inbox review``, ``edit``, ``approve`` and the other decisions."""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import yaml

from forms.accounts.accounts import Accounts
from forms.accounts.roles import may
from forms.check.context import CheckContext
from forms.commands.desk_options import (
    desk_options,
    member_of,
    note_en_option,
    note_of,
    note_zh_option,
    refusals,
    tell,
)
from forms.inbox.layout import RECORD
from forms.inbox.store import Inbox
from forms.inbox.writing import read_record_text
from forms.phrases import read_form_phrases
from forms.publication.rehearsal import rehearse
from forms.review import actions
from forms.review.actions import Decision
from forms.review.checks import PASS, all_checks, office_of
from forms.review.deciding import Context, decide
from forms.web.settings import clock_from
from site_builder.commands.options import date_option, day_of, own_zone, require_repository, root_option, usage_error
from site_builder.validate.repository import check_repository


@click.group()
def decisions() -> None:
    """Decide on what came in."""


@decisions.command()
@desk_options
@date_option
@click.option("--pass", "passed", multiple=True, metavar="CHECK")
@click.option("--fail", "failed", multiple=True, metavar="CHECK")
@note_zh_option
@note_en_option
@click.argument("receipt")
def review(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    day: datetime | None,
    passed: tuple[str, ...],
    failed: tuple[str, ...],
    note_zh: str,
    note_en: str,
    receipt: str,
) -> None:
    """Begin the review, or record checks."""
    phrases, member = read_form_phrases(lang), member_of(account, roles)
    with refusals(phrases):
        opened = Inbox.open(inbox_path, clock=clock_from(day.date() if day else None, own_zone()))
        entry = actions.look(opened, member, receipt)
        if "start_review" in actions.possible(entry, member):
            entry = decide(_context(opened), member, receipt, entry.tip, Decision("start_review"))
        record = entry.envelope.record
        if "all" in passed:
            own = [code for code in all_checks(record) if may(member, office_of(record, code)) and code not in failed]
            passed = (*(code for code in passed if code != "all"), *own)
        checks = {**dict.fromkeys(passed, PASS), **dict.fromkeys(failed, "fail")}
        if checks:
            decision = Decision("check", note_of(note_zh, note_en), checks)
            entry = decide(_context(opened), member, receipt, entry.tip, decision)
    tell(phrases, entry)


def _decision(name: str) -> None:
    """Add the command *name*, a decision that takes no more than a reason."""

    @decisions.command(name=name.removeprefix("mark_").replace("_", "-"))
    @desk_options
    @note_zh_option
    @note_en_option
    @click.argument("receipt")
    def command(
        inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, note_zh: str, note_en: str, receipt: str
    ) -> None:
        _act(inbox_path, account, roles, lang, receipt, Decision(name, note_of(note_zh, note_en)))


_decision("return")
_decision("reject")
_decision("reopen")
_decision("withdraw")
_decision("mark_spam")
_decision("restore")


@decisions.command()
@desk_options
@root_option
@date_option
@click.option("--warnings-read", is_flag=True)
@click.argument("receipt")
def approve(
    inbox_path: Path,
    account: str,
    roles: tuple[str, ...],
    lang: str,
    root: Path,
    day: datetime | None,
    warnings_read: bool,
    receipt: str,
) -> None:
    """Approve a submission as it stands now."""
    phrases, member = read_form_phrases(lang), member_of(account, roles)
    require_repository(root, phrases)
    with refusals(phrases):
        entry = actions.look(Inbox.open(inbox_path), member, receipt)
    decision = Decision("approve", digest=entry.envelope.digests[RECORD], warnings_read=warnings_read)
    _act(inbox_path, account, roles, lang, receipt, decision, root, day)


@decisions.command()
@desk_options
@click.argument("receipt")
@click.argument("assignee", default="")
def assign(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, assignee: str) -> None:
    """Assign a submission to an account."""
    _act(inbox_path, account, roles, lang, receipt, Decision("assign", assignee=assignee))


@decisions.command()
@desk_options
@root_option
@click.argument("receipt")
@click.argument("other")
def duplicate(
    inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, root: Path, receipt: str, other: str
) -> None:
    """Mark a submission as a duplicate."""
    require_repository(root, read_form_phrases(lang))
    _act(inbox_path, account, roles, lang, receipt, Decision("mark_duplicate", duplicate_of=other), root)


@decisions.command()
@desk_options
@click.argument("receipt")
@click.argument("file", type=click.File(encoding="utf-8"))
def edit(inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, file: Any) -> None:
    """Replace the public text of a submission."""
    phrases = read_form_phrases(lang)
    try:
        public = read_record_text(file.read())
    except yaml.MarkedYAMLError as error:
        facts = {"line": str(error.problem_mark.line + 1 if error.problem_mark else 1), "detail": error.problem or ""}
        raise usage_error(phrases, "desk.refused.not_yaml", **facts) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        facts = {"line": "1", "detail": str(error).partition("\n")[0]}
        raise usage_error(phrases, "desk.refused.not_yaml", **facts) from None
    if not isinstance(public, dict):
        raise usage_error(phrases, "desk.refused.not_a_record")
    _act(inbox_path, account, roles, lang, receipt, Decision("edit_public", public=public))


def _act(
    inbox_path: Path, account: str, roles: tuple[str, ...], lang: str, receipt: str, decision: Decision,
    root: Path = Path(), day: datetime | None = None,
) -> None:  # fmt: skip
    """Decide, or say why not; *root* is the repository for decisions that rest on what is published there."""
    phrases, member = read_form_phrases(lang), member_of(account, roles)
    with refusals(phrases):
        opened = Inbox.open(inbox_path, clock=clock_from(day.date() if day else None, own_zone()))
        entry = actions.look(opened, member, receipt)
        tell(phrases, decide(_context(opened, root, day), member, receipt, entry.tip, decision))


def _context(opened: Inbox, root: Path = Path(), day: datetime | None = None) -> Context:
    """Return what decisions rest on: what is published in the repository at *root* on *day*, if it is asked."""

    def published() -> CheckContext:
        today = day_of(day)
        return CheckContext(check_repository(root, today).catalogue, today)

    accounts = Accounts(opened.repository.path, time.time)
    return Context(opened, accounts, published, partial(rehearse, opened, root))
