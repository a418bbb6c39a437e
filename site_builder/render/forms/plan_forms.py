"""The pages of the forms: which form is for whom, each form, each open need to take up, and what became of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.derive.forms import FormSettings, FormsPage, form_pages, forms_over_on, open_needs_on
from site_builder.load.contract.forms import read_forms
from site_builder.model import Catalogue
from site_builder.render.planned import PlannedPage


def plan_forms(catalogue: Catalogue, day: date, settings: FormSettings) -> Iterator[PlannedPage]:
    """Yield the pages of the forms as they stand on *day*."""
    index = FormsPage(read_forms(), settings, len(open_needs_on(catalogue, day)))
    yield PlannedPage("forms/", "forms", "forms.html", index)
    for page in form_pages(catalogue, day, settings):
        yield PlannedPage(page.path, "forms", "form.html", page)
    for over in forms_over_on(catalogue, day):
        yield PlannedPage(over.path, "forms", "form_over.html", over)
