"""Values that an edit at the desk may not introduce: a wrong format, an unknown code, an id that is not plain."""

from __future__ import annotations

import re

from forms.inbox.layout import RECORD
from forms.inbox.writing import record_text
from forms.model import Tree
from forms.refusals import DeskError
from forms.review.compare import leaves
from forms.review.editing import others_to_edit
from forms.review.placing import is_slug
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import parse_record
from site_builder.model import Field
from site_builder.problems import Fact, InvalidDataError, Problem
from site_builder.validate.shape import Known, read_as_far_as_possible

_CODE = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")


def require_taken(before: Tree, after: Tree, record: str) -> None:
    """Refuse an edit that puts in a value which the schema of *record* does not take.

    Texts in two languages are left aside, since they are written step by step; so is what was wrong before.

    Raises:
        DeskError: with the fields and the problems.
    """
    if problems := not_taken(before, after, record):
        fields = ", ".join(dict.fromkeys(found.where for found in problems))
        raise DeskError("not_taken", {"fields": fields}, problems)


def not_taken(before: Tree, after: Tree, record: str) -> list[Problem]:
    """Return what is wrong with the values that *after* has anew; which records there are is not looked at."""
    if record not in read_schemas().types:
        return []
    old = dict(leaves(before))
    changed = {where: text for where, text in others_to_edit(after, record) if text and old.get(where) != text}
    found = [one for one in _by_schema(after, record) if one.where in changed and not _is_of_open_list(one)]
    known = {one.where for one in found}
    for where, text in changed.items():
        spec = _spec_at(record, where)
        is_wrong = spec and ((spec.ref and not is_slug(text)) or (spec.codes and not _CODE.fullmatch(text)))
        if spec and is_wrong and where not in known:
            facts: dict[str, Fact] = {"field": where, "label": spec.label, "help": spec.help, "value": text[:40]}
            found.append(Problem(RECORD, 1, "wrong-form", where, facts))
    return found


def _by_schema(tree: Tree, record: str) -> list[Problem]:
    try:
        source = parse_record(record, RECORD, record_text(tree, record))
    except InvalidDataError as error:
        return [error.problem]
    return read_as_far_as_possible(source, Known(read_schemas().codes))[1]


def _is_of_open_list(problem: Problem) -> bool:
    """Return whether it is about a code list of the repository, which publishing checks."""
    return problem.code == "unknown-code" and problem.facts["list"] not in read_schemas().codes


def _spec_at(record: str, where: str) -> Field | None:
    """Return the field at the dotted path *where*, whose numbers stand for items of lists."""
    schema, spec = read_schemas().types[record], None
    for step in where.split("."):
        if step.isdigit():
            continue
        spec = schema.fields.get(step)
        if spec is None:
            return None
        schema = read_schemas().parts.get(spec.part, schema)
    return spec
