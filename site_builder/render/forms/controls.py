"""The fields of a form as inputs and groups of inputs.

The schema decides everything; what an input looks like is the template's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from site_builder.languages import asked_in
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Field, is_a
from site_builder.records import Need
from site_builder.render.formats import format_indicator
from site_builder.render.forms.inputs import Inputs, either, is_asked_for, other_language
from site_builder.render.forms.items import Group, Item, Related

FEWEST_FOR_LINES = 200  # characters from which a text is given several lines
WORDS = 5  # boxes for a list of words that has no limit of its own
ROWS = {"table": 6, "": 3}
MOST_ROWS = 30


@dataclass(frozen=True)
class Asking(Inputs):
    """What the inputs and groups of one page are made from."""

    def item(self, spec: Field) -> Item | None:
        """Return the control or group for the field *spec* of the form; ``None`` where nothing is asked."""
        mark = "consent" if spec.name in self.by_consent else ""
        if spec.visibility == "public" and not self.is_published:
            mark = "desk"
        return self._item(spec, spec.name, self.values.get(spec.name), mark)

    def _item(self, spec: Field, name: str, value: Any, mark: str) -> Item | None:
        mark = mark or spec.visibility
        if spec.widget == "hidden":
            return self.control(spec, name, value, mark, "hidden") if value else None
        if spec.bilingual:
            return self._pair(spec, name, value, mark)
        if spec.type == "object":
            return self._struct(spec, name, value, mark)
        if spec.type == "array" and spec.part:
            return self._rows(spec, name, value, mark)
        if spec.type == "array" and not spec.codes:
            return self._words(spec, name, value, mark, "")
        if not self.choices.get(spec.ref or spec.codes, (True,)) or (spec.codes and not self.codes[spec.codes]):
            return None  # there is nothing to choose; the organisers assign it
        return self.control(spec, name, value, mark, self.kind(spec))

    def _pair(self, spec: Field, name: str, value: Any, mark: str) -> Group:
        given = value if isinstance(value, dict) else {}
        langs = asked_in(self.lang)
        items: list[Item] = []
        for lang in langs:
            own = f"{name}.{lang}"
            label = self.phrases[f"form.in_{lang}" if lang == langs[0] else f"form.in_{lang}_{spec.bilingual}"]
            if spec.type == "array":
                words = self._words(spec, own, given.get(lang), mark, lang)
                items.append(replace(words, label=label, help="", is_required=words.is_required and lang == langs[0]))
                continue
            longest = max(spec.limit.values(), default=0)
            kind = "textarea" if spec.widget == "textarea" or longest >= FEWEST_FOR_LINES else "text"
            control = self.control(spec, own, given.get(lang), mark, kind, lang)
            items.append(replace(control, label=label, help="", is_required=control.is_required and lang == langs[0]))
        return Group(
            "pair", name, spec.label[self.lang], spec.help[self.lang], mark, tuple(items), is_asked_for(spec),
            self.problems.get(name, ()), related=self.related(spec) if name == spec.name else Related(),
        )  # fmt: skip

    def _words(self, spec: Field, name: str, value: Any, mark: str, lang: str) -> Group:
        given = value if isinstance(value, list) else []
        count = max(len(given), spec.constraints.get("maxLength", WORDS))
        plain = replace(spec, type="string", constraints={})
        items = []
        for n in range(min(count, MOST_ROWS)):
            held = given[n] if n < len(given) else None
            box = self.control(plain, f"{name}.{n}", held, mark, "text", lang)
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
            self.problems.get(name, ()), related=self.related(spec) if name == spec.name else Related(),
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
            note, spoken = "", ""
            if fixed:
                label, note = either(fixed[n]["name"], self.lang), format_indicator(fixed[n], self.lang)
                spoken = other_language(fixed[n]["name"], self.lang)
            items = self._parts(spec, own, held, mark, is_needed=bool(fixed) or (n == 0 and is_asked_for(spec)))
            if fixed and (unit := fixed[n]["unit"]):
                items = tuple(self._in_unit(item, f"{own}.value", unit) for item in items)
            rows.append(
                Group(
                    "row", own, label, "", mark, items, problems=self.problems.get(own, ()), note=note, spoken=spoken
                )
            )
        return Group(
            "rows", name, spec.label[self.lang], spec.help[self.lang], mark, tuple(rows), is_asked_for(spec),
            self.problems.get(name, ()), is_fixed=bool(fixed), most=spec.constraints.get("maxLength", MOST_ROWS),
        )  # fmt: skip

    def _in_unit(self, item: Item, name: str, unit: str) -> Item:
        """Return *item* with the *unit* of the need in its label where it is the input *name*."""
        label = item.label + self.phrases.in_brackets(unit)
        return replace(item, label=label) if item.name == name else item

    def _answered(self, spec: Field) -> Sequence[Any]:
        """Return the indicators of the need that the rows of *spec* answer; none for any other field."""
        return (
            self.about.indicators
            if spec.part == "indicator_response" and self.about and is_a(self.about, Need)
            else ()
        )


def _optional(spec: Field) -> dict[str, Any]:
    return {name: value for name, value in spec.constraints.items() if name != "required"}


def _by_code(given: list[Any], codes: list[str]) -> list[dict[str, Any]]:
    """Return the rows of *given* in the order of *codes*, empty ones where a code was not answered."""
    found = {row.get("code"): row for row in given if isinstance(row, dict)}
    return [{**found.get(code, {}), "code": code} for code in codes]
