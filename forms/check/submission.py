"""Checks and completes what was sent and splits it by visibility, so that it may be received."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.check.fields import read_fields
from forms.check.ground import Ground
from forms.check.rules import (
    Asked,
    as_form,
    check_deadline,
    check_form,
    check_hidden_owner,
    check_solution,
    second_solution,
    solver_of,
)
from forms.check.wording import Wording
from forms.model import Attachment, Submission, Tree
from site_builder.load.forms import FormDefinition
from site_builder.model import Record
from site_builder.problems import Problem
from site_builder.validate.conditions import by_consent

SHEET = "spreadsheet"
"""The channel of what came as a row."""


@dataclass(frozen=True)
class Sent:
    """What a visitor sent, before anything is known to be right.

    ``kept_fields`` and ``kept_attachments`` are of a correction: what stays of the version before, and whether the
    desk had returned it (``is_returned``). ``is_whole`` is false where something was written that could not be read,
    as in a cell of a sheet.
    """

    form: FormDefinition
    language: str
    channel: str
    tree: Tree
    about: str = ""
    consents: frozenset[str] = frozenset()
    attachments: tuple[Attachment, ...] = ()
    kept_fields: frozenset[str] = frozenset()
    kept_attachments: int = 0
    is_whole: bool = True
    is_returned: bool = False


@dataclass(frozen=True)
class Checked:
    """A submission that may be received, ``None`` where an error keeps it out; problems, warnings too."""

    submission: Submission | None
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that keep it out."""
        return tuple(found for found in self.problems if not found.is_warning)


SecondFinder = Callable[[str, str], str]
"""Need id and solver in plain form -> the receipt of that solver's active solution in the inbox, or empty."""


def check_submission(sent: Sent, ground: Ground, second_of: SecondFinder) -> Checked:
    """Return *sent* as it may be received on the ground's day, or everything wrong with it, in facts for people."""
    form, tree = sent.form, completed(sent, ground)
    need = ground.catalogue.get("need", sent.about) if form.record == "solution" else None
    found = _found(sent, tree, need, ground)
    if need and not any(not one.is_warning for one in found):
        found += _second(tree, need.id, ground, second_of)
    wording = Wording(form.schema.fields, ground.catalogue.codes, need, sent.language)
    problems = tuple(wording.worded(one) for one in found)
    if not sent.is_whole or any(not one.is_warning for one in problems):
        return Checked(None, problems)
    public_part, sealed = split(tree, form)
    submission = Submission(
        form=form.name,
        record=form.record,
        language=sent.language,
        channel=sent.channel,
        public=public_part,
        sealed=sealed,
        attachments=sent.attachments,
        consents=tuple(consent.code for consent in form.consents),
        about=sent.about if form.about else "",
    )
    return Checked(submission, problems)


def _found(sent: Sent, tree: Tree, need: Record | None, ground: Ground) -> list[Problem]:
    """Return everything wrong with *sent*, whose completed values are *tree*, but for what lies in the inbox."""
    form = sent.form
    told = {name: value for name, value in tree.items() if name in form.schema.fields or name in sent.tree}
    read = read_fields(told, form, ground, sent.language, sent.kept_fields, is_whole=sent.is_whole)
    asked = Asked(sent.about, sent.consents, sent.attachments, sent.kept_attachments, sent.is_returned)
    problems = [*read.problems, *check_form(form, asked, tree, ground)]
    if sent.is_whole:
        public = frozenset(name for name in form.schema.fields if form.visibility_of(name) == "public")
        problems += [*check_hidden_owner(read.partial, tree, public, ground), *check_deadline(read.partial, ground)]
    if need and read.record:
        stays = sent.kept_fields - sent.tree.keys()
        beside = [as_form(found) for found in check_solution(read.record, need, ground)]
        problems += [found for found in beside if found.where.partition(".")[0] not in stays]
    return problems


def _second(tree: Tree, need: str, ground: Ground, second_of: SecondFinder) -> list[Problem]:
    solver = solver_of(tree)
    other = second_of(need, ground.body(solver)) if solver else ""
    return [second_solution(solver, need, other)] if other else []


def completed(sent: Sent, ground: Ground) -> Tree:
    """Return the values with those that the service gives: edition and need of a solution, day of the signature.

    Nobody sends these: what the form does not ask is refused.
    """
    tree = dict(sent.tree)
    record = sent.form.record
    if record == "solution" and (need := ground.catalogue.get("need", sent.about)):
        own = {"edition": need["edition"], "need": need.id}
        tree = {**own, **tree, **own, "languages": [sent.language]}
    if sent.channel != SHEET and isinstance(part := tree.get("attestation"), dict):  # in a sheet somebody wrote it
        tree["attestation"] = {**part, "signed_on": ground.day.isoformat()}
    if record in ("need", "result", "solution"):
        tree = {"provenance": "submitted", "source_language": sent.language, **tree}
    return tree


def split(tree: Tree, form: FormDefinition) -> tuple[Tree, Tree]:
    """Return the public and the sealed part of *tree*, each in the order of the schema.

    What is public by consent stays sealed without it; so does the owner of an anonymous record.
    """
    from site_builder.load.schemas import read_schemas

    whole = read_schemas().types.get(form.record)
    order = list(whole.fields) if whole else list(form.schema.fields)
    hidden = hidden_names(tree, form)
    public: Tree = {}
    sealed: Tree = {}
    for name in sorted(tree, key=lambda key: order.index(key) if key in order else len(order)):
        spec = (whole.fields if whole else form.schema.fields).get(name)
        is_public = spec is not None and spec.visibility == "public" and name not in hidden
        (public if is_public else sealed)[name] = tree[name]
    return public, sealed


def hidden_names(tree: Tree, form: FormDefinition) -> frozenset[str]:
    """Return the public fields that stay sealed for what *tree* says: without consent, or of an anonymous owner."""
    hidden = (
        set(by_consent(form.record)) if form.record == "solution" and tree.get("public_consent") != "true" else set()
    )
    for name, owner in (("owner_disclosure", "owner"), ("holder_disclosure", "holder")):
        if tree.get(name) == "anonymous":
            hidden |= {owner, "ip_numbers"}
    return frozenset(hidden)
