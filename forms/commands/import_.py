"""``jiebang import``: the rows of a workbook, a CSV or a JSON Lines file into the inbox."""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

import click

from forms.commands.options import may_inbox_option, refuse_no_inbox
from forms.inbox.errors import InboxError
from forms.inbox.layout import is_inbox
from forms.inbox.receipts import in_groups
from forms.inbox.store import Inbox
from forms.phrases import read_form_phrases
from forms.sheets.alike import alike
from forms.sheets.check_row import SheetContext
from forms.sheets.checked import OWN, Answers, said, write_checked
from forms.sheets.claims import Claims
from forms.sheets.columns import FORMS
from forms.sheets.importing import ReadFile, read_file, with_notes
from forms.sheets.keys import column_named
from forms.sheets.mapping import ColumnMapping, MappingError, read_mapping
from forms.sheets.received import Answer, active_in, receive
from forms.sheets.rows import ReadRow, is_note
from forms.sheets.values.by_column import Lists
from site_builder.commands.echo import echo
from site_builder.commands.options import (
    date_option,
    day_of,
    lang_option,
    require_repository,
    root_option,
    usage_error,
)
from site_builder.languages import REQUIRED_LANGS
from site_builder.phrases import Phrases
from site_builder.problems import Problem
from site_builder.validate.repository import check_repository


@click.command("import")
@may_inbox_option
@root_option
@lang_option
@date_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "kind", type=click.Choice(FORMS), required=True)
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE")
@click.option("--rate", "rates", multiple=True, metavar="USD=6.45")
@click.option("--dry-run", is_flag=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
def import_(
    root: Path, lang: str, day: datetime | None, inbox_path: Path, file: Path, kind: str, mapping_file: Path | None,
    settings: tuple[str, ...], rates: tuple[str, ...], dry_run: bool, output: Path | None,
) -> None:  # fmt: skip
    """Put the rows of a file into the inbox."""
    phrases = read_form_phrases(lang)
    require_repository(root, phrases)
    _check_output(output, phrases)
    mapping = _mapping(mapping_file, kind, rates, phrases)
    catalogue = check_repository(root, day_of(day)).catalogue
    constants = {**(mapping.constants if mapping else {}), **_settings(settings, kind, phrases)}
    inbox = _open(inbox_path, phrases, is_dry=dry_run)
    claims = Claims(partial(active_in, inbox)) if inbox else Claims()
    context = SheetContext(kind, Lists(catalogue), day_of(day), constants, claims)
    own = frozenset(read_form_phrases(each)[f"sheets.checked.{name}"] for each in REQUIRED_LANGS for name in OWN)
    read = read_file(file, context, mapping, own)
    read = with_notes(read, alike(read, kind, catalogue, inbox))
    receipts: dict[tuple[str, int], str] = {}
    known = 0
    if inbox and not dry_run:
        read, receipts, known = _receive(read, context, inbox, phrases)
    if output:
        write_checked(file, output, read, Answers(receipts, phrases))
    _tell(read, phrases, known, is_dry=dry_run)
    sys.exit(0 if all(map(is_note, read.all_problems)) else 1)


def _check_output(output: Path | None, phrases: Phrases) -> None:
    if output and output.suffix.lower() not in (".xlsx", ".csv"):
        raise usage_error(phrases, "sheets.refused.not_sheet", file=str(output))
    if output and output.exists():
        raise usage_error(phrases, "sheets.refused.exists", file=str(output))


def _mapping(file: Path | None, kind: str, rates: tuple[str, ...], phrases: Phrases) -> ColumnMapping | None:
    known: dict[str, Decimal] = {}
    for rate in rates:
        currency, _, value = rate.partition("=")
        try:
            known[currency.upper()] = Decimal(value)
        except InvalidOperation:
            raise usage_error(phrases, "sheets.refused.rate", value=rate) from None
    if file is None:
        return None
    try:
        mapping = read_mapping(file, known)
    except MappingError as error:
        raise usage_error(phrases, f"sheets.mapping.{error.reason}", file=file.name, **error.facts) from None
    if mapping.kind != kind:
        raise usage_error(phrases, "sheets.mapping.other_kind", file=file.name, kind=mapping.kind or "–")
    return mapping


def _settings(settings: tuple[str, ...], kind: str, phrases: Phrases) -> dict[str, str]:
    found: dict[str, str] = {}
    for setting in settings:
        key, sign, value = setting.partition("=")
        if not sign or column_named(kind, key) is None:
            raise usage_error(phrases, "sheets.refused.setting", value=setting)
        found[key] = value
    return found


def _open(path: Path, phrases: Phrases, *, is_dry: bool) -> Inbox | None:
    """Return the inbox; a dry run looks into one that is there and makes none."""
    if not is_inbox(path):
        if is_dry:
            return None
        refuse_no_inbox(phrases, path)
    try:
        return Inbox.open(path)
    except InboxError as error:
        if is_dry:
            return None
        raise usage_error(phrases, f"inbox.refused.{error.code}") from None


def _receive(
    read: ReadFile, context: SheetContext, inbox: Inbox, phrases: Phrases
) -> tuple[ReadFile, dict[tuple[str, int], str], int]:
    """Return *read* with what came up at the last, the receipt numbers by table and row, how many came before."""
    known = 0
    numbers: dict[tuple[str, int], str] = {}
    late: list[tuple[ReadRow, Problem]] = []
    for answer in receive(read, context, inbox):
        if answer.problem:
            late.append((answer.row, answer.problem))
            continue
        numbers[answer.table.table.name, answer.row.number] = answer.number
        known += answer.is_known
        echo(_line(answer, phrases))
    return with_notes(read, late), numbers, known


def _line(answer: Answer, phrases: Phrases) -> str:
    """Return that a row was received; who lost the output of before sends the row again to see its secret."""
    facts = {"row": answer.row.number, "receipt": answer.number}
    if answer.receipt is None:
        return phrases.fill("sheets.known_otherwise", facts)
    said = {**facts, "secret": in_groups(answer.receipt.secret)}
    return phrases.fill("sheets.known" if answer.is_known else "sheets.received", said)


def _tell(read: ReadFile, phrases: Phrases, known: int, *, is_dry: bool) -> None:
    for problem in read.all_problems:
        echo(f"{problem.path}:{problem.line}: {said(problem, phrases)} [{problem.code}]")
    if to_translate := sum(row.is_to_be_translated for row in read.good):
        echo(phrases.fill("sheets.to_translate", {"rows": to_translate}))
    rows = sum(len(table.rows) for table in read.tables)
    facts = {
        "rows": rows,
        "good": len(read.good) - known,
        "known": known,
        "bad": rows - len(read.good),
        "examples": sum(table.plan.examples for table in read.tables),
    }
    echo(phrases.fill("sheets.done_dry" if is_dry else "sheets.done", facts))
