"""A submission as it came, checked: with everything wrong with it, or as it may be received."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forms.check.context import CheckContext
from forms.check.fields import read_fields, told_why
from forms.check.rules import (
    Asked,
    as_form,
    check_deadline,
    check_form,
    check_hidden_owner,
    check_solution,
    second_solution,
)
from forms.check.wording import Wording
from forms.model import Submission, Tree
from forms.submission.completing import complete
from forms.submission.receiving import solver_of, submission_of
from forms.submission.sent import Sent
from site_builder.model import is_a
from site_builder.problems import Problem
from site_builder.records import Need, Solution


@dataclass(frozen=True)
class CheckedSubmission:
    """A submission that may be received, ``None`` where an error keeps it out; problems, warnings too."""

    submission: Submission | None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that keep it out."""
        return tuple(found for found in self.problems if not found.is_warning)


SecondFinder = Callable[[str, str], str]
"""Need id and solver in plain form -> the receipt of that solver's active solution in the inbox, or empty."""


def check_submission(sent: Sent, context: CheckContext, second_of: SecondFinder) -> CheckedSubmission:
    """Return *sent* as it may be received that day, or everything wrong with it, in facts for people."""
    sent = context.placed(sent)
    context = context.of(is_practice=sent.is_practice)
    form, completed = sent.form, complete(sent, context.catalogue, context.day)
    tree = completed.tree
    need = context.catalogue.get(Need, sent.about) if form.record == "solution" else None
    found = [told_why(one, completed.unread) for one in _found(sent, tree, need, context)]
    if need and not any(not one.is_warning for one in found):
        found += _second(tree, need.id, context, second_of)
    wording = Wording(form.schema.fields, context.catalogue.codes, need, sent.language)
    problems = tuple(wording.worded(one) for one in found)
    if not sent.is_whole or any(not one.is_warning for one in problems):
        return CheckedSubmission(None, problems)
    return CheckedSubmission(submission_of(completed), problems)


def _found(sent: Sent, tree: Tree, need: Need | None, context: CheckContext) -> list[Problem]:
    """Return everything wrong with *sent*, whose completed values are *tree*, but for what lies in the inbox."""
    form = sent.form
    told = {name: value for name, value in tree.items() if name in form.schema.fields or name in sent.tree}
    read = read_fields(told, form, context, sent.language, sent.kept_fields, is_whole=sent.is_whole)
    asked = Asked(sent.about, sent.consents, sent.attachments, sent.kept_attachments, sent.is_returned)
    problems = [*read.problems, *check_form(form, asked, tree, context)]
    if sent.is_whole:
        public = frozenset(name for name in form.schema.fields if form.visibility_of(name) == "public")
        problems += [*check_hidden_owner(read.partial, tree, public, context), *check_deadline(read.partial, context)]
    if need and read.record and is_a(read.record, Solution):
        stays = sent.kept_fields - sent.tree.keys()
        beside = [as_form(found) for found in check_solution(read.record, need, context)]
        problems += [found for found in beside if found.where.partition(".")[0] not in stays]
    return problems


def _second(tree: Tree, need: str, context: CheckContext, second_of: SecondFinder) -> list[Problem]:
    solver = solver_of(tree)
    other = second_of(need, context.body(solver)) if solver else ""
    return [second_solution(solver, need, other)] if other else []
