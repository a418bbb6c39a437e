"""What an issue form asks: a question for each public field of a form, in both languages, as the schema has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forms.phrases import in_both, read_form_phrases
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.forms import FormDefinition, read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import CodeLists, Field, Text

FORMS = ("need", "result", "correction")
INPUT, TEXTAREA, DROPDOWN, CHECKBOXES = "input", "textarea", "dropdown", "checkboxes"
NOT_ASKED = frozenset({"privacy"})  # a consent about contact details, which an issue never holds
_NEEDED = frozenset({"submitted", "sent"})


@dataclass(frozen=True)
class Question:
    """One question of an issue form.

    Args:
        id: letters, digits, ``-`` and ``_``; unique in its form.
        kind: ``input``, ``textarea``, ``dropdown`` or ``checkboxes``.
        label: heading under which the answer stands in the issue.
        help: what to write, in both languages.
        is_required: whether the host insists on an answer.
        options: what can be chosen, as it is shown -> the value; in checkboxes -> the dotted place that is ticked.
        is_multiple: whether several options may be chosen.
        place: steps to the value in the record, a language the last where there is one; empty where none comes of it.
        spec: field of the schema, ``None`` where the question is the issue form's own.
    """

    id: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    is_multiple: bool = False
    place: tuple[str, ...] = ()
    spec: Field | None = None


@dataclass(frozen=True)
class Part:
    """One section of an issue form."""

    heading: str
    help: str
    questions: tuple[Question, ...]


def both(key: str) -> str:
    """Return the name that phrase *key* is, in both languages."""
    return _both(in_both(key))


def said(key: str) -> str:
    """Return the sentence that phrase *key* is, in both languages."""
    return _said(in_both(key))


def parts_of(name: str, codes: CodeLists) -> tuple[Part, ...]:
    """Return the sections of the issue form *name*, without those that ask nothing public.

    Args:
        name: one of ``FORMS``.
        codes: the code lists, those of the repository among them.
    """
    form = read_forms()[name]
    found = [_own_part()] if not form.record else []
    for section in form.sections:
        asked = [question for spec in section.fields for question in _of_field(spec, codes)]
        if asked:
            found.append(Part(_both(section.label), _said(section.help), tuple(asked)))
    return (*found, _consents(form))


def questions_of(name: str, codes: CodeLists) -> tuple[Question, ...]:
    """Return all questions of the issue form *name* in order."""
    return tuple(question for part in parts_of(name, codes) for question in part.questions)


def _own_part() -> Part:
    """Return what is asked about a correction: its web form asks nothing that may be public."""
    asked = (
        _own_question("record", INPUT, is_needed=True),
        _own_question("change", TEXTAREA, is_needed=True),
        _own_question("source", TEXTAREA, is_needed=False),
    )
    return Part(both("hosts.correction.heading"), "", asked)


def _own_question(name: str, kind: str, *, is_needed: bool) -> Question:
    key = f"hosts.correction.{name}"
    return Question(f"public-{name}", kind, both(key), said(f"{key}_help"), is_needed)


def _consents(form: FormDefinition) -> Part:
    options = {_both(consent.label): consent.code for consent in form.consents if consent.code not in NOT_ASKED}
    options[both("hosts.nothing_private")] = "nothing_private"
    asked = Question("consents", CHECKBOXES, both("hosts.consents"), "", True, options)
    return Part(both("hosts.consents_heading"), "", (asked,))


def _of_field(spec: Field, codes: CodeLists) -> Iterator[Question]:
    if spec.visibility == "public":
        is_needed = spec.is_required or spec.required_when in _NEEDED
        if spec.type == "object":
            yield from _of_object(spec, codes, is_needed)
        else:
            yield from _of_value(spec, (spec.name,), spec.label, codes, is_needed)


def _of_object(spec: Field, codes: CodeLists, is_needed: bool) -> Iterator[Question]:
    parts = read_schemas().parts[spec.part].fields
    ticks = {_both_of(part): f"{spec.name}.{name}" for name, part in parts.items() if part.widget == "checkbox"}
    if ticks:
        yield Question(spec.name, CHECKBOXES, _both(spec.label), _said(spec.help), is_needed, ticks, spec=spec)
    for name, part in parts.items():
        if part.widget not in ("checkbox", "hidden") and part.visibility == "public":
            colon = in_both("format.colon")
            label = Text({lang: f"{spec.label[lang]}{colon[lang]}{part.label[lang]}" for lang in REQUIRED_LANGS})
            needed = is_needed and (part.is_required or part.required_when == "sent")
            yield from _of_value(part, (spec.name, name), label, codes, needed)


def _of_value(
    spec: Field, place: tuple[str, ...], label: Text, codes: CodeLists, is_needed: bool
) -> Iterator[Question]:
    name = "-".join(place)
    if spec.bilingual:
        yield from _in_languages(spec, place, label, is_needed)
    elif spec.part:
        yield Question(name, TEXTAREA, _both(label), _rows_help(spec), is_needed, place=place, spec=spec)
    elif spec.type == "boolean":
        options: Mapping[str, str] = {both("hosts.yes"): "true", both("hosts.no"): "false"}
        yield Question(name, DROPDOWN, _both(label), _said(spec.help), is_needed, options, place=place, spec=spec)
    elif spec.codes and codes.get(spec.codes):
        is_multiple = spec.type == "array"
        options = options_of(spec.codes, codes)
        yield Question(
            name, DROPDOWN, _both(label), _said(spec.help), is_needed, options, is_multiple, place, spec=spec
        )
    else:
        help_ = f"{_said(spec.help)} {said('hosts.with_commas')}" if spec.type == "array" else _said(spec.help)
        yield Question(name, INPUT, _both(label), help_, is_needed, place=place, spec=spec)


def _in_languages(spec: Field, place: tuple[str, ...], label: Text, is_needed: bool) -> Iterator[Question]:
    """Yield a question a language; one answer will do, so the host insists on neither."""
    kind = TEXTAREA if spec.widget == "textarea" or spec.markup else INPUT
    hints = [_said(spec.help)]
    hints += [said("hosts.with_commas")] if spec.type == "array" else []
    hints += [said("hosts.one_language")] if is_needed else []
    for lang in REQUIRED_LANGS:
        if lang in spec.languages:
            known = {told: read_form_phrases(told) for told in REQUIRED_LANGS}
            named = {told: said.in_brackets(said[f"hosts.in_{lang}"]) for told, said in known.items()}
            shown = _both(Text({told: f"{label[told]}{name}" for told, name in named.items()}))
            yield Question("-".join((*place, lang)), kind, shown, " ".join(hints), place=(*place, lang), spec=spec)


def columns_of(spec: Field) -> tuple[tuple[str, ...], ...]:
    """Return the place of each column of a list of parts, as steps below a row: ``("name", "zh")``, ``("unit",)``."""
    found: list[tuple[str, ...]] = []
    for name, part in read_schemas().parts[spec.part].fields.items():
        if part.widget != "hidden" and part.visibility == "public":
            found += [(name, lang) for lang in REQUIRED_LANGS] if part.bilingual else [(name,)]
    return tuple(found)


def _rows_help(spec: Field) -> str:
    parts = read_schemas().parts[spec.part].fields
    lines = []
    for told in REQUIRED_LANGS:
        phrases = read_form_phrases(told)
        shown = [
            f"{parts[name].label[told]} ({phrases[f'hosts.in_{lang[0]}']})" if lang else parts[name].label[told]
            for name, *lang in columns_of(spec)
        ]
        lines.append(phrases.fill("hosts.rows", {"columns": " | ".join(shown)}))
    return " ".join([_said(spec.help), *lines])


def options_of(name: str, codes: CodeLists) -> Mapping[str, str]:
    """Return the options of the code list *name* as they are shown, each with its code; no two are shown alike."""
    shown: dict[str, str] = {}
    for code, entry in codes[name].items():
        label = _both(entry.name)
        shown[f"{label} [{code}]" if label in shown else label] = code
    return shown


def _both_of(spec: Field) -> str:
    return f"{_both(spec.label)}: {_said(spec.help)}"


def _said(text: Text) -> str:
    return " ".join(text.values())


def _both(text: Text) -> str:
    return " / ".join(dict.fromkeys(text.values()))
