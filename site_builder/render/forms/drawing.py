"""A form as HTML, for the static page and for the service, which shows it again with what was typed and wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment

from site_builder.derive.forms import FormPage
from site_builder.load.contract.forms import FormDefinition, Section
from site_builder.model import CodeLists
from site_builder.phrases import Phrases
from site_builder.problems import Problem, say
from site_builder.render.forms.controls import Asking
from site_builder.render.forms.items import Item, id_of
from site_builder.validate.conditions import by_consent

Carried = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fault:
    """One line of the error summary; ``id`` is the element it leads to, empty where there is none."""

    id: str
    message: str


@dataclass(frozen=True)
class FormView:
    """A form ready for its template: sections with their controls, what was typed, what is wrong."""

    page: FormPage
    sections: tuple[tuple[Section, tuple[Item, ...]], ...]
    faults: tuple[Fault, ...]
    values: Mapping[str, Any]
    problems: Mapping[str, tuple[str, ...]]
    key: str
    action: str
    about: str
    carried: Carried

    @property
    def is_correction(self) -> bool:
        """Return whether it corrects what was sent before: what is left empty then stays as it was."""
        return bool(self.carried)

    @property
    def sealed(self) -> tuple[str, ...]:
        """Return the names of the fields that do not become public; drafts leave them out unless asked."""
        return tuple(item.name for _, items in self.sections for item in items if item.mark in ("sealed", "internal"))

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was typed yet, so that a draft may be offered."""
        return not self.values and not self.faults


def form_view(
    page: FormPage,
    phrases: Phrases,
    codes: CodeLists,
    values: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
    key: str = "",
    carried: Carried = (),
) -> FormView:
    """Return the form of *page* ready for its template.

    Args:
        page: the form, the record it is about and the records its fields may name (``derive.forms.form_page``).
        phrases: words in the visitor's language.
        codes: all code lists of the catalogue.
        values: what was typed, in the shape of the record as written in YAML; besides the fields ``consents``, a
            list of codes, and ``about``, an id.
        problems: what is wrong, each at the dotted path of its field (``title.zh``, ``consents.privacy``,
            ``attachments``); shown beside the field and in the summary, in the order of the form.
        key: idempotency key; a script gives one where it is empty.
        carried: names and texts of hidden inputs that say which submission is corrected; empty where none is.
    """
    held, told = values or {}, _told(problems, phrases)
    asking = Asking(
        phrases=phrases,
        codes=codes,
        choices=page.choices,
        values=held,
        problems=told,
        about=page.about,
        schema=page.form.schema,
        by_consent=by_consent(page.form.record),
        is_published=bool(page.form.record),
    )
    sections = tuple(
        (section, tuple(item for spec in section.fields if (item := asking.item(spec))))
        for section in page.form.sections
    )
    order = _Order(page.form)
    faults = tuple(
        Fault(id_of(where) if where else "", message) for where in sorted(told, key=order) for message in told[where]
    )
    about = page.about.id if page.about else str(held.get("about", ""))
    action = f"{page.settings.url.rstrip('/')}/submit/{page.form.name}"
    return FormView(page, sections, faults, held, told, key, action, about, carried)


def render_form(view: FormView, env: Environment, base: str = "./") -> str:
    """Return *view* as HTML, as the static page includes it.

    Args:
        view: the form.
        env: templates in the visitor's language.
        base: relative address of the language's root from where the page is shown, e.g. ``/zh/``.
    """
    return env.get_template("form_body.html").render(page=view.page, view=view, base=base)


class _Order:
    """The order in which the form asks: what it is about, its fields, files, consents."""

    def __init__(self, form: FormDefinition) -> None:
        names = ["about", *form.schema.fields, "attachments", "consents"]
        self._places = {name: place for place, name in enumerate(names)}

    def __call__(self, where: str) -> tuple[int, int]:
        """Return the place of *where*, and that of its row."""
        first, *rest = where.split(".")
        return self._places.get(first, -1), int(rest[0]) if rest and rest[0].isdecimal() else -1


def _told(problems: Sequence[Problem], phrases: Phrases) -> dict[str, tuple[str, ...]]:
    """Return the messages by dotted path: what is wrong and how to fix it."""
    found: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        found[problem.where] = (*found.get(problem.where, ()), say(problem, "form", phrases))
    return found
