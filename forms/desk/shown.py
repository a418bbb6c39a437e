"""What the desk shows of a submission, in words: what is sealed, its values, what is found, what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.inbox.errors import CannotOpenError, ConflictError, InboxError
from forms.model import Tree, Value
from forms.phrases import read_form_phrases
from forms.refusals import DeskError
from forms.review.actions import Opened
from forms.review.compare import leaves
from forms.review.wording import DeskWords
from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Text, is_a
from site_builder.problems import Problem, say
from site_builder.records import Indicator, Need
from site_builder.render.formats import format_indicator

ANSWERS = "indicator_responses"
Row = tuple[str, str]
"""Label and text."""


@dataclass(frozen=True)
class Said:
    """What a page says about what was just tried: a fault, the problems that go with it, what was typed.

    ``is_key``: it is about the identity file, so that it stands beside its field.
    """

    fault: str = ""
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    is_key: bool = False


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Answer:
    """One indicator of the need with what a solver answers to it."""

    indicator: str
    asked: str
    claim: str
    value: str
    evidence: str


@dataclass(frozen=True)
class Sealed:
    """What is sealed, opened: label and text of each value, and the answers to the indicators of the need."""

    rows: Sequence[Row]
    answers: Sequence[Answer]


def sealed_of(opened: Opened | None, words: DeskWords) -> Sealed | None:
    """Return what is sealed in words, ``None`` where it was not opened."""
    if opened is None:
        return None
    answers = _answers(opened.fields, words)
    rest = {name: value for name, value in opened.fields.items() if name != ANSWERS or not answers}
    return Sealed(rows_of(rest, words), answers)


def rows_of(tree: Tree, words: DeskWords) -> list[Row]:
    """Return label and text of every value of *tree*, in its order."""
    return [(words.label(where), words.value(where, text)) for where, text in leaves(tree)]


def _answers(fields: Tree, words: DeskWords) -> list[Answer]:
    about, given = words.wording.about, fields.get(ANSWERS)
    if about is None or not is_a(about, Need) or not isinstance(given, list):
        return []
    by_code = {item.get("code"): item for item in given if isinstance(item, dict)}
    return [_answer(one, by_code.get(one.code, {}), words) for one in about.indicators]


def _answer(asked: Indicator, given: Mapping[str, Value], words: DeskWords) -> Answer:
    value = str(given.get("value", ""))
    held = given.get("evidence", {})
    evidence = [text for lang in REQUIRED_LANGS if isinstance(held, dict) and (text := str(held.get(lang, "")))]
    return Answer(
        _either(asked.name, words),
        format_indicator(asked, words.lang),
        words.value(f"{ANSWERS}.0.claim", str(given.get("claim", "–"))),
        f"{value} {asked.unit or ''}".strip() if value else "–",
        "\n".join(evidence) or "–",
    )


def _either(text: Text, words: DeskWords) -> str:
    return text.preferring(words.lang)


def told(problems: Iterable[Problem], words: DeskWords) -> list[tuple[str, str, bool]]:
    """Return the field, what is wrong with it and how to fix it, and whether it is only a warning."""
    return [
        (words.label(found.where) if found.where else "", words.say(found), found.is_warning) for found in problems
    ]


def told_of_repository(problems: Iterable[Problem], words: DeskWords) -> list[tuple[str, str]]:
    """Return file and line, what is wrong there and how to fix it, in the words of ``jiebang check``."""
    phrases = read_form_phrases(words.lang)
    return [(f"{found.path}:{found.line}", say(found, "file", phrases)) for found in problems]


def missing_in_words(places: Iterable[str], words: DeskWords) -> list[str]:
    """Return a line a language in which texts are missing: ``Missing in English: Title, Summary``.

    Args:
        places: dotted names that end in the language, ``title.en``.
    """
    phrases, known = read_form_phrases(words.lang), [place.rpartition(".") for place in places]
    lines = []
    for lang in REQUIRED_LANGS:
        if names := tuple(name for name, _, language in known if language == lang):
            facts = {"language": phrases[f"desk.page.in_{lang}"], "fields": words.labels(names)}
            lines.append(phrases.fill("desk.page.missing_language", facts))
    return lines


def said_of(error: DeskError | InboxError, words: DeskWords, typed: Mapping[str, str] | None = None) -> Said:
    """Return what the page says about a refusal."""
    phrases = read_form_phrases(words.lang)
    if isinstance(error, DeskError):
        status = 403 if error.code in ("role", "unseen") else 409 if error.code == "branch_moved" else 422
        text = phrases.fill(f"desk.refused.{error.code}", words.facts_of(error))
        problems = () if error.code == "errors_found" else error.problems  # the page shows them as what is found
        return Said(text, problems, typed or {}, status, error.code == "identity_wanted")
    status = 409 if isinstance(error, ConflictError) else 422
    return Said(phrases[f"inbox.refused.{error.code}"], (), typed or {}, status, isinstance(error, CannotOpenError))
