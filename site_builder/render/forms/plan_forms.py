"""The pages of the forms: which form is for whom, each form, and each open need to take up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from site_builder.derive.forms import FormSettings, FormsPage, form_pages, open_needs_on
from site_builder.load.contract.forms import read_forms
from site_builder.model import Catalogue
from site_builder.render.planned import PlannedPage


def plan_forms(catalogue: Catalogue, day: date, settings: FormSettings) -> Iterator[PlannedPage]:
    """Yield the pages of the forms as they stand on *day*."""
    index = FormsPage(read_forms(), settings, len(open_needs_on(catalogue, day)))
    yield PlannedPage("forms/", "forms", "forms.html", index)
    for page in form_pages(catalogue, day, settings):
        yield PlannedPage(page.path, "forms", "form.html", page)
