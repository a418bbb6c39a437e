"""The fields of a form as controls in one language: what each is called, asks, offers, holds and got wrong.

The schema decides everything; what a control looks like is the template's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from site_builder.derive.forms import Choice
from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, CodeLists, Field, Record, Text
from site_builder.phrases import Phrases
from site_builder.render.formats import format_indicator

MOST_RADIOS = 5  # more codes make a list, and so do fewer that may be left out: a radio button cannot be taken back
FEWEST_FOR_LINES = 200  # characters from which a text is given several lines
WORDS = 5  # boxes for a list of words that has no limit of its own
ROWS = {"table": 6, "": 3}
MOST_ROWS = 30
_KINDS = {"email": "email", "phone": "tel", "url": "url"}
_COMPLETED = {"contact.name": "name", "contact.email": "email", "contact.phone": "tel", "applicant": "organization"}


@dataclass(frozen=True)
class Option:
    """One value to choose; ``group`` is the name of what it belongs to, e.g. a province."""

    code: str
    name: str
    group: str = ""


@dataclass(frozen=True)
class Control:
    """One input. ``values`` are what it holds; a code list of many values holds several."""

    kind: str
    name: str
    label: str
    help: str
    mark: str
    is_required: bool = False
    limit: int = 0
    options: tuple[Option, ...] = ()
    values: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    lang: str = ""
    unit: str = ""
    least: int | None = None
    most: int | None = None
    complete: str = ""
    lines: int = 1

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return id_of(self.name)

    @property
    def value(self) -> str:
        """Return the one value, or nothing."""
        return self.values[0] if self.values else ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """Return the options by group, in order."""
        found: dict[str, list[Option]] = {}
        for option in self.options:
            found.setdefault(option.group, []).append(option)
        return tuple((name, tuple(options)) for name, options in found.items())


@dataclass(frozen=True)
class Group:
    """Several controls under one name: ``pair`` (languages), ``struct``, ``words``, ``rows`` and each ``row``."""

    kind: str
    name: str
    label: str
    help: str
    mark: str
    items: tuple[Control | Group, ...]
    is_required: bool = False
    problems: tuple[str, ...] = ()
    note: str = ""
    is_fixed: bool = False
    most: int = 0

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return id_of(self.name)


Item = Control | Group


def id_of(name: str) -> str:
    """Return the id of the element for field *name*: ``f-title-zh``."""
    return "f-" + name.replace(".", "-").replace("_", "-")


@dataclass(frozen=True)
class Asking:
    """What the controls of one page are made from.

    Args:
        phrases: words of the page's language.
        codes: all code lists.
        choices: records that fields may name, by type.
        values: what was typed, in the shape of the record as written.
        problems: messages by dotted path of the field.
        about: the record that the form is about.
        by_consent: names of the public fields that are shown with consent only.
    """

    phrases: Phrases
    codes: CodeLists
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: Record | None = None
    by_consent: frozenset[str] = frozenset()

    @property
    def lang(self) -> str:
        """Return the language of the page."""
        return self.phrases.lang

    def item(self, spec: Field) -> Item | None:
        """Return the control or group for the field *spec* of the form; ``None`` where nothing is asked."""
        mark = "consent" if spec.name in self.by_consent else ""
        return self._item(spec, spec.name, self.values.get(spec.name), mark)

    def _item(self, spec: Field, name: str, value: Any, mark: str) -> Item | None:
        mark = mark or spec.visibility
        if spec.widget == "hidden":
            return self._control(spec, name, value, mark, "hidden") if value else None
        if spec.bilingual:
            return self._pair(spec, name, value, mark)
        if spec.type == "object":
            return self._struct(spec, name, value, mark)
        if spec.type == "array" and spec.part:
            return self._rows(spec, name, value, mark)
        if spec.type == "array" and not spec.codes:
            return self._words(spec, name, value, mark, "")
        if spec.ref and not self.choices.get(spec.ref, (True,)):
            return None  # there is nothing to choose; the organisers assign it
        return self._control(spec, name, value, mark, self._kind(spec))

    def _kind(self, spec: Field) -> str:
        if spec.type == "array":
            return "checkboxes"
        if spec.type == "boolean":
            return "checkbox" if spec.widget == "checkbox" else "radio" if is_asked_for(spec) else "select"
        if spec.codes or (spec.ref and spec.ref in self.choices):
            return "radio" if is_asked_for(spec) and 0 < len(self._options(spec)) <= MOST_RADIOS else "select"
        if spec.type in ("date", "integer"):
            return "money" if spec.unit == "CNY" else {"integer": "number"}.get(spec.type, spec.type)
        if spec.kind == "decimal":
            return "decimal"
        return _KINDS.get(spec.kind or spec.name, "text")

    def _control(self, spec: Field, name: str, value: Any, mark: str, kind: str, lang: str = "") -> Control:
        given = value if isinstance(value, list) else [value] if isinstance(value, str) and value else []
        options = self._options(spec) if kind in ("radio", "select", "checkboxes") else ()
        required = is_asked_for(spec)
        if not given and required and spec.ref and len(options) == 1:
            given = [options[0].code]
        return Control(
            kind=kind,
            name=name,
            label=spec.label[self.lang],
            help=spec.help[self.lang],
            mark=mark,
            is_required=required,
            limit=spec.limit.get(lang, 0) or (spec.constraints.get("maxLength", 0) if spec.type == "string" else 0),
            options=options,
            values=tuple(one for one in given if isinstance(one, str)),
            problems=self.problems.get(name, ()),
            lang=lang,
            unit=self._unit(spec),
            least=spec.constraints.get("minimum"),
            most=_most(spec),
            complete=_COMPLETED.get(name, ""),
            lines=_lines(min(spec.limit.values(), default=0)),
        )

    def _unit(self, spec: Field) -> str:
        return self.phrases[f"unit.{spec.unit}"] if spec.unit else ""

    def _options(self, spec: Field) -> tuple[Option, ...]:
        if spec.type == "boolean":
            return tuple(
                Option(code, self.phrases[f"form.{word}"]) for code, word in (("true", "yes"), ("false", "no"))
            )
        if spec.ref:
            return tuple(Option(c.code, _either(c.name, self.lang)) for c in self.choices.get(spec.ref, ()))
        listed = self.codes[spec.codes].values()
        parents = self.codes["region"] if spec.codes == "district" else self.codes[spec.codes]
        return tuple(
            Option(
                code.code,
                f"{code.code} {code.name[self.lang]}" if spec.codes == "trl" else code.name[self.lang],
                parents[code.parent].name[self.lang] if code.parent in parents else "",
            )
            for code in listed
        )

    def _pair(self, spec: Field, name: str, value: Any, mark: str) -> Group:
        given = value if isinstance(value, dict) else {}
        first = [self.lang, *(lang for lang in LANGS if lang != self.lang)]
        items: list[Item] = []
        for lang in first:
            own = f"{name}.{lang}"
            label = self.phrases[f"form.in_{lang}" if lang == self.lang else f"form.in_{lang}_{spec.bilingual}"]
            if spec.type == "array":
                words = self._words(spec, own, given.get(lang), mark, lang)
                items.append(
                    replace(words, label=label, help="", is_required=words.is_required and lang == self.lang)
                )
                continue
            longest = max(spec.limit.values(), default=0)
            kind = "textarea" if spec.widget == "textarea" or longest >= FEWEST_FOR_LINES else "text"
            control = self._control(spec, own, given.get(lang), mark, kind, lang)
            items.append(
                replace(control, label=label, help="", is_required=control.is_required and lang == self.lang)
            )
        return Group(
            "pair", name, spec.label[self.lang], spec.help[self.lang], mark, tuple(items), is_asked_for(spec),
            self.problems.get(name, ()),
        )  # fmt: skip

    def _words(self, spec: Field, name: str, value: Any, mark: str, lang: str) -> Group:
        given = value if isinstance(value, list) else []
        count = max(len(given), spec.constraints.get("maxLength", WORDS))
        plain = replace(spec, type="string", constraints={})
        items = []
        for n in range(min(count, MOST_ROWS)):
            held = given[n] if n < len(given) else None
            box = self._control(plain, f"{name}.{n}", held, mark, "text", lang)
            label = self.phrases.fill("form.nth", {"label": spec.label[self.lang], "number": n + 1})
            items.append(replace(box, label=label, help="", is_required=False, limit=0, most=spec.limit.get(lang)))
        return Group(
            "words", name, spec.label[self.lang], spec.help[self.lang], mark, tuple(items), is_asked_for(spec),
            self.problems.get(name, ()),
        )  # fmt: skip

    def _struct(self, spec: Field, name: str, value: Any, mark: str) -> Group:
        return Group(
            "struct", name, spec.label[self.lang], spec.help[self.lang], mark,
            self._parts(spec, name, value, mark, is_needed=is_asked_for(spec)), is_asked_for(spec),
            self.problems.get(name, ()),
        )  # fmt: skip

    def _parts(self, spec: Field, name: str, value: Any, mark: str, *, is_needed: bool) -> tuple[Item, ...]:
        given = value if isinstance(value, dict) else {}
        items = []
        for part in read_schemas().parts[spec.part].fields.values():
            own = mark if mark != "public" and part.visibility == "public" else part.visibility
            asked = part if is_needed else replace(part, constraints=_optional(part), required_when="")
            item = self._item(asked, f"{name}.{part.name}", given.get(part.name), own)
            if item:
                items.append(item)
        return tuple(items)

    def _rows(self, spec: Field, name: str, value: Any, mark: str) -> Group:
        given = value if isinstance(value, list) else []
        fixed = self._answered(spec)
        if fixed:
            given = _by_code(given, [indicator["code"] for indicator in fixed])
        least = ROWS.get(spec.widget, ROWS[""])
        count = len(fixed) or min(max(len(given) + 1, least), spec.constraints.get("maxLength", MOST_ROWS))
        rows = []
        for n in range(count):
            own = f"{name}.{n}"
            held = given[n] if n < len(given) else None
            label = self.phrases.fill("form.nth", {"label": spec.label[self.lang], "number": n + 1})
            note = ""
            if fixed:
                label, note = _either(fixed[n]["name"], self.lang), format_indicator(fixed[n], self.lang)
            items = self._parts(spec, own, held, mark, is_needed=bool(fixed) or (n == 0 and is_asked_for(spec)))
            rows.append(Group("row", own, label, "", mark, items, problems=self.problems.get(own, ()), note=note))
        return Group(
            "rows", name, spec.label[self.lang], spec.help[self.lang], mark, tuple(rows), is_asked_for(spec),
            self.problems.get(name, ()), is_fixed=bool(fixed), most=spec.constraints.get("maxLength", MOST_ROWS),
        )  # fmt: skip

    def _answered(self, spec: Field) -> Sequence[Any]:
        """Return the indicators of the need that the rows of *spec* answer; none for any other field."""
        return self.about["indicators"] if spec.part == "indicator_response" and self.about else ()


def _most(spec: Field) -> int | None:
    """Return the greatest number, or how many values at most; a text has its limit instead."""
    found: int | None = spec.constraints.get({"integer": "maximum", "array": "maxLength"}.get(spec.type, ""))
    return found


def _lines(limit: int) -> int:
    """Return how many lines a text of at most *limit* characters is given."""
    return 3 if limit <= 300 else 4 if limit <= 500 else 7


def is_asked_for(spec: Field) -> bool:
    """Return whether a form has to be sent with the field."""
    return spec.is_required or bool(spec.required_when)


def _optional(spec: Field) -> dict[str, Any]:
    return {name: value for name, value in spec.constraints.items() if name != "required"}


def _by_code(given: list[Any], codes: list[str]) -> list[dict[str, Any]]:
    """Return the rows of *given* in the order of *codes*, empty ones where a code was not answered."""
    found = {row.get("code"): row for row in given if isinstance(row, dict)}
    return [{**found.get(code, {}), "code": code} for code in codes]


def _either(text: Text, lang: str) -> str:
    return text[lang] or text.zh or text.en
