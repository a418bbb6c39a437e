"""The form pages: each form, one page for each open need to take up, and the choices that records offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from site_builder.derive.days.stages import Stage, stage_on
from site_builder.load.contract.forms import FormDefinition, read_forms
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, R, Record, Text, is_a
from site_builder.records import Edition, Need, Organization, SpecialSession, TechnologyManager

MOST_CHOICES = 200  # a longer list is asked as an id


@dataclass(frozen=True)
class FormSettings:
    """Where forms are sent: ``url`` is the address of the service, empty for the site's own origin.

    Where ``is_on`` is false there is no service, and a form is printed and handed in. ``is_practice`` marks the forms
    of the example world: they can be tried to the end, and nothing is published of what comes in. ``desk_url`` is
    where the desk is found, empty where the site leads nobody to it.
    """

    url: str = ""
    is_on: bool = True
    is_practice: bool = False
    desk_url: str = ""

    def track(self, lang: str) -> str:
        """Return the address at which whoever has a receipt follows a submission; it never holds the number."""
        return f"{self.url.rstrip('/')}/track?language={lang}"


@dataclass(frozen=True)
class Choice:
    """One record that a field may name, or one code where not all of a list are offered; a trial is not for real."""

    code: str
    name: Text
    is_trial: bool = False


@dataclass(frozen=True)
class FormPage:
    """Everything that the page of a form shows.

    ``about`` is the record that the form is fixed to (the need of a solution); ``choices`` are by record type;
    ``needs`` are the open needs, by deadline, of a page that lets one choose.
    """

    form: FormDefinition
    settings: FormSettings
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    about: Record | None = None
    needs: tuple[Need, ...] = ()

    @property
    def path(self) -> str:
        """Return the address of the page below the language's root."""
        return f"forms/{self.form.name}/{self.about.id}/" if self.about else f"forms/{self.form.name}/"

    @property
    def lacks_edition(self) -> bool:
        """Return whether the form asks for an edition and none takes submissions, so that it cannot be sent."""
        spec = self.form.schema.fields.get("edition")
        is_asked = spec is not None and (spec.is_required or bool(spec.required_when))
        return is_asked and self.choices.get("edition") == ()

    @property
    def is_chooser(self) -> bool:
        """Return whether the page only leads to the pages of the records that the form can be about."""
        return self.form.about == ("need",) and self.about is None


@dataclass(frozen=True)
class FormOver:
    """What stands in the place of a form that is over, for those who come back to it: the record and its stage."""

    form: FormDefinition
    need: Need
    stage: Stage

    @property
    def path(self) -> str:
        """Return the address that the form had below the root of its world."""
        return f"forms/{self.form.name}/{self.need.id}/"


@dataclass(frozen=True)
class FormsPage:
    """The page that says which form is for whom."""

    forms: Mapping[str, FormDefinition]
    settings: FormSettings
    open_needs: int


def open_needs_on(catalogue: Catalogue, day: date) -> tuple[Need, ...]:
    """Return the needs that may be taken up on *day*, by deadline."""
    needs = [need for need in catalogue.all(Need) if stage_on(need, day).is_open]
    return tuple(sorted(needs, key=lambda need: (need.proposal_deadline or date.max, need.id)))


def form_pages(catalogue: Catalogue, day: date, settings: FormSettings) -> Iterator[FormPage]:
    """Yield the page of each form, and for each need that is open on *day* the page to take it up."""
    needs, choices = open_needs_on(catalogue, day), choices_of(catalogue)
    for name in read_forms():
        page = form_page(name, settings, choices)
        yield replace(page, needs=needs, choices={}) if page.is_chooser else page
        if page.is_chooser:
            yield from (replace(page, about=need) for need in needs)


def forms_over_on(catalogue: Catalogue, day: date) -> Iterator[FormOver]:
    """Yield for each need that can no more be taken up on *day*, or not now, what stands in the place of its form."""
    forms = [form for form in read_forms().values() if form.about == ("need",)]
    for need in catalogue.all(Need):
        stage = stage_on(need, day)
        if need.provenance != "reported" and has_flag(need, "published") and not stage.is_open:
            yield from (FormOver(form, need, stage) for form in forms)


def form_page(
    name: str, settings: FormSettings, choices: Mapping[str, tuple[Choice, ...]], about: Record | None = None
) -> FormPage:
    """Return the page of form *name* with the choices that its fields offer."""
    form = read_forms()[name]
    refs = {spec.ref or spec.codes for spec in form.schema.fields.values()}
    return FormPage(form, settings, {kind: found for kind, found in choices.items() if kind in refs}, about)


def choices_of(catalogue: Catalogue) -> dict[str, tuple[Choice, ...]]:
    """Return what a form offers: open editions and sessions, managers, institutions; clusters that they name."""
    editions = _open(catalogue, Edition)
    found: dict[str, Sequence[Record]] = {
        "edition": editions,
        "special_session": _open(catalogue, SpecialSession),
        "technology_manager": [r for r in catalogue.all(TechnologyManager) if has_flag(r, "active")],
        "organization": [r for r in catalogue.all(Organization) if r.org_type == "service_institution"],
    }
    choices = {
        kind: tuple(Choice(record.id, _name_of(record), _is_trial(record)) for record in records)
        for kind, records in found.items()
        if len(records) <= MOST_CHOICES
    }
    named = {code for edition in editions for code in edition.clusters}
    clusters = catalogue.codes.get("industrial_cluster", {}).values()
    return choices | {
        "industrial_cluster": tuple(Choice(code.code, code.name) for code in clusters if code.code in named)
    }


def _is_trial(record: Record) -> bool:
    return is_a(record, Edition) and bool(record.example)


def _open(catalogue: Catalogue, kind: type[R]) -> list[R]:
    records = list(catalogue.all(kind))
    return [record for record in records if has_flag(record, "open")] or [
        record for record in records if has_flag(record, "upcoming")
    ]


def _name_of(record: Record) -> Text:
    first, second = {"edition": ("short_name", "title"), "technology_manager": ("name", "name_label")}.get(
        record.type, ("name", "name")
    )
    name, other = record[first], record[second]
    return _both(name, other) if isinstance(name, Text) and isinstance(other, Text) else Text()


def _both(name: Text, other: Text) -> Text:
    return name or other
