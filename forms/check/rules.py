"""What a form checks beyond its fields: the need is open, every indicator answered, the solver not the owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forms.check.context import CheckContext
from forms.check.problems import FORM, problem
from forms.model import Attachment, Tree
from site_builder.compute.conflicts import root_of
from site_builder.derive.days.stages import stage_on
from site_builder.languages import LANGS
from site_builder.load.contract.forms import FormDefinition
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import has_flag
from site_builder.load.zones import zone_of
from site_builder.model import Record, Text, is_a
from site_builder.problems import Fact, Problem
from site_builder.records import Need, Organization, Solution
from site_builder.render.formats import format_end
from site_builder.text_forms.names import Names
from site_builder.text_forms.shown import in_one_line
from site_builder.validate.need.owners import DISCLOSURES, NOT_SEARCHED, names_of, own_names
from site_builder.validate.solution.responses import check_responses
from site_builder.validate.texts.leaves import placed_texts

DECLARATION = "declaration"
"""The part of which every yes-or-no has to be yes."""


@dataclass(frozen=True)
class Asked:
    """What came besides the fields: what it is about, what was agreed to, which files.

    ``is_returned``: the desk asked for it, and the version before had come in time.
    """

    about: str
    consents: frozenset[str]
    attachments: Sequence[Attachment] = ()
    kept_attachments: int = 0
    is_returned: bool = False


def check_form(form: FormDefinition, asked: Asked, tree: Tree, context: CheckContext) -> Iterator[Problem]:
    """Yield what is wrong besides single values."""
    yield from _about(form, asked, context)
    for consent in form.consents:
        if consent.code not in asked.consents:
            facts: dict[str, Fact] = {"label": consent.label}
            yield problem("consent-missing", f"consents.{consent.code}", None, **facts)
    yield from _given(form, tree)
    yield from _files(form, asked)


def _about(form: FormDefinition, asked: Asked, context: CheckContext) -> Iterator[Problem]:
    if not form.about:
        return
    record = context.record(form.about, asked.about)
    if record is None:
        yield problem("about-unknown", "about", None, value=asked.about[:64])
    elif form.record == "solution" and is_a(record, Need) and not stage_on(record, context.day).is_open:
        deadline = record.proposal_deadline
        passed = deadline is not None and deadline < context.day
        if passed and asked.is_returned and has_flag(record, "takes_solutions"):
            return
        if deadline is None or not passed:
            yield problem("need-not-open", "about", None, need=record.id)
            return
        zone = zone_of(context.catalogue.codes)
        ends = Text({lang: format_end(deadline, lang, zone) for lang in LANGS})
        yield problem("deadline-over", "about", None, need=record.id, deadline=deadline.isoformat(), ends=ends)


def _given(form: FormDefinition, tree: Tree) -> Iterator[Problem]:
    part = tree.get(DECLARATION)
    for spec in read_schemas().parts[DECLARATION].fields.values() if DECLARATION in form.schema.fields else ():
        if spec.type == "boolean" and isinstance(part, dict) and part.get(spec.name, "true") != "true":
            yield problem("not-declared", f"{DECLARATION}.{spec.name}", spec)


def _files(form: FormDefinition, asked: Asked) -> Iterator[Problem]:
    rule = form.attachments
    count = len(asked.attachments) + asked.kept_attachments
    if count > rule.most:
        yield problem("attachments-too-many", "attachments", None, count=str(count), bound=str(rule.most))
    for number, file in enumerate(asked.attachments):
        if file.size > rule.bytes:
            yield file_too_large(number, file.name, rule.bytes)


def file_too_large(number: int, name: str, most: int) -> Problem:
    """Return the problem of file *number* (from 0) that has more than *most* bytes."""
    return problem("attachment-too-large", f"attachments.{number}", None, name=name, bound=f"{most // 2**20}")


def check_solution(record: Solution, need: Need, context: CheckContext) -> Iterator[Problem]:
    """Yield what is wrong with a *solution* beside its *need*."""
    yield from check_responses(record, need)
    if record.public_consent is None:
        return
    solver, owner = context.body(record.solver or ""), need.owner or ""
    if owner and solver:
        heads = ((org.id, org.parent or org.successor_of) for org in context.catalogue.all(Organization))
        above = {org: head for org, head in heads if head}
        if root_of(solver, above) == root_of(owner, above):
            yield problem("solver-is-owner", "solver", None, solver=record.solver or "", owner=owner)
    for stub in context.catalogue.all(Solution):
        if stub.need == need.id and stub.solver_org == solver and has_flag(stub, "active"):
            yield second_solution(record.solver or "", need.id, stub.id)


def second_solution(solver: str, need: str, other: str) -> Problem:
    """Return the problem of a *solver* who has an active solution of *need* already; *other* names it."""
    return problem("solution-twice", "solver", None, solver=solver, need=need, other=other)


def check_deadline(record: Record, context: CheckContext) -> Iterator[Problem]:
    """Yield that nobody could take up the need any more when it is published."""
    deadline = record.proposal_deadline if is_a(record, Need) else None
    if deadline and deadline < context.day:
        yield problem("deadline-in-past", "proposal_deadline", None, value=deadline.isoformat())


def check_hidden_owner(
    record: Record, tree: Tree, public: frozenset[str], context: CheckContext
) -> Iterator[Problem]:
    """Yield each public text that names the submitter or the owner of an anonymous need or result."""
    hiding = [owner for name, owner in DISCLOSURES.items() if name in record and record[name] == "anonymous"]
    written = [name for field in (*hiding, "applicant") if isinstance(name := tree.get(field), str)]
    if not hiding or not written:
        return
    on_record = (context.catalogue.get(Organization, context.body(name)) for name in written)
    every = (name for organization in on_record if organization for name in names_of(organization))
    wanted = Names(own_names([*written, *every]))
    passed_over = {*NOT_SEARCHED, *hiding}  # the field that names the owner is sealed when it comes in
    for where, text in placed_texts(record):
        first = where.partition(".")[0]
        if first in public and first not in passed_over and (found := wanted.first_in(text)):
            yield problem("owner-named-in-text", where, None, found=in_one_line(found))


def as_form(found: Problem) -> Problem:
    """Return *found* with the place of a form instead of a file's."""
    return Problem(FORM, 1, found.code, found.where, found.facts)
