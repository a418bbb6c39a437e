"""An issue that was filled in with one of our forms, read back into the values of a record; none of it is trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.check.values import tree_of
from forms.forges.errors import HostError
from forms.forges.questions import CHECKBOXES, DROPDOWN, FORMS, Question, columns_of, questions_of
from forms.model import Tree
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import CodeLists, Field
from site_builder.text_forms.folding import searched

EMPTY = "_No response_"  # what the hosts write where nothing was answered
_HEADING = "### "


@dataclass(frozen=True)
class Issue:
    """One issue as the host tells it.

    ``opened_on`` is when it was opened, UTC, as the host writes it (``2026-11-21T08:00:00Z``).
    """

    number: int
    title: str
    body: str
    account: str
    opened_on: str


@dataclass(frozen=True)
class ReadIssue:
    """What was read from an issue: the name of its form, and the values in the shape of the record."""

    form: str
    tree: Tree


def issue_of(event: Mapping[str, Any]) -> Issue:
    """Return the issue that *event* is about.

    Raises:
        HostError: it is about none.
    """
    try:
        issue = event["issue"]
        number = issue["number"]
        user = issue.get("user") or {}
        words = [issue["title"], issue.get("body") or "", user.get("login") or "", issue.get("created_at") or ""]
    except (KeyError, TypeError, AttributeError):
        raise HostError("event", {"why": "issue"}) from None
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise HostError("event", {"why": "issue.number"})
    if not all(isinstance(word, str) for word in words):
        raise HostError("event", {"why": "issue"})
    title, body, account, opened_on = words
    return Issue(number, title, body, account, opened_on)


def read_issue(issue: Issue, codes: CodeLists) -> ReadIssue:
    """Return what *issue* says, by the form it was filled in with.

    Raises:
        HostError: it was filled in with none of them.
    """
    lines = issue.body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line.removeprefix(_HEADING).strip() for line in lines if line.startswith(_HEADING)), "")
    for name in FORMS:
        questions = questions_of(name, codes)
        if first == questions[0].label:
            return ReadIssue(name, _tree(name, _answers(lines, questions), questions))
    raise HostError("not_a_form")


def _answers(lines: list[str], questions: tuple[Question, ...]) -> dict[str, str]:
    """Return the text under the heading of each question by its id.

    Headings count in the order of the form, so that one inside an answer, written again further down, is text.
    """
    places = {question.label: number for number, question in enumerate(questions)}
    found: dict[str, list[str]] = {}
    at = -1
    for line in lines:
        place = places.get(line.removeprefix(_HEADING).strip(), -1) if line.startswith(_HEADING) else -1
        if place > at:
            at = place
            found[questions[at].id] = []
        elif at >= 0:
            found[questions[at].id].append(line)
    texts = {name: "\n".join(kept).strip() for name, kept in found.items()}
    return {name: text for name, text in texts.items() if text and text != EMPTY}


def _tree(name: str, answers: Mapping[str, str], questions: tuple[Question, ...]) -> Tree:
    form = read_forms()[name]
    if not form.record:
        return {}
    pairs: list[tuple[str, str]] = []
    for question in questions:
        text = answers.get(question.id, "")
        if not text:
            continue
        place = ".".join(question.place)
        if question.kind == CHECKBOXES:
            pairs += [(option, "true") for option in _ticked(text, question)]
        elif question.kind == DROPDOWN:
            pairs += [(place, code) for code in chosen(text, question.options)]
        elif question.spec and question.spec.part:
            pairs += _rows(text, question.spec, place)
        else:
            pairs.append((place, text))
    return tree_of(pairs, form.schema)


def _ticked(text: str, question: Question) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    kept = {line[6:].strip() for line in lines if line.lower().startswith("- [x] ")}
    return [place for shown, place in question.options.items() if shown in kept]


def chosen(text: str, options: Mapping[str, str]) -> list[str]:
    """Return the codes of the options that *text* names, separated by commas, which options may hold too.

    What is no option is kept as it is, so that the check tells of it.
    """
    found = []
    rest = text.strip()
    while rest:
        shown = max((one for one in options if _starts(rest, one)), key=len, default=None)
        if shown is None:
            word, _, rest = rest.partition(", ")
            found.append(word.strip())
        else:
            found.append(options[shown])
            rest = rest[len(shown) :].removeprefix(",")
        rest = rest.strip()
    return found


def _starts(text: str, option: str) -> bool:
    return text == option or text.startswith(f"{option}, ")


def _rows(text: str, spec: Field, place: str) -> list[tuple[str, str]]:
    """Return the cells of each line as dotted places and texts."""
    parts = read_schemas().parts[spec.part].fields
    pairs = []
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        for (name, *lang), cell in zip(columns_of(spec), cells, strict=False):
            if cell:
                value = _code(cell, parts[name]) if parts[name].codes else cell
                pairs.append((".".join((place, str(number), name, *lang)), value))
    return pairs


_SIGNS = {"≤": "le", "<=": "le", "≥": "ge", ">=": "ge", "<": "lt", ">": "gt", "=": "eq"}


def _code(cell: str, spec: Field) -> str:
    """Return the code that *cell* names by its code, its name in one of the languages, or a sign of comparison."""
    known = read_schemas().codes.get(spec.codes, {})
    for code, entry in known.items():
        if searched(cell) in {searched(text) for text in (code, *entry.name.values())}:
            return code
    sign = _SIGNS.get(cell, "")
    return sign if sign in known else cell
