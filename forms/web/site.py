"""The public site around the service: its records, its shell around our pages, the pages of forms in it."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from forms.check.context import CheckContext
from forms.phrases import read_form_phrases
from site_builder.derive.forms import FormPage, FormSettings, choices_of, form_page
from site_builder.languages import LANGS
from site_builder.load.folders import FOLDERS
from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.publish.content import Content, read_content
from site_builder.publish.settings import Settings
from site_builder.publish.theme import Shell
from site_builder.render.bodies import Body, BodyRenderer
from site_builder.render.forms.drawing import Carried, form_view, render_form
from site_builder.render.plan import plan_pages

SECTION, DEPTH = "forms", 2
TO_ROOT = "../" * (DEPTH + 1)  # from a page of that depth below the folder of its language
_INLINE = re.compile(r"<script(?![^>]*(?:\bsrc=|/json))[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class Drawn:
    """The site as it stands: its records, and a shell a language with absolute addresses."""

    context: CheckContext
    settings: Settings
    shells: Mapping[str, Shell]
    script_hashes: tuple[str, ...]

    def page(self, lang: str, title: str, body: str, path: str = "forms/") -> str:
        """Return a whole page: *body* is HTML, *title* is text; *path* is where the other language is found."""
        slots = {
            "title": str(escape(title)),
            "description": str(escape(title)),
            "path": path,
            "hero": "",
            "body": body,
        }
        return self.shells[lang].fill(slots)

    def form_page(self, name: str, about: str) -> FormPage:
        """Return the page of form *name* about the record of that id, if there is one."""
        found = form_page(name, FormSettings(), self._choices)
        record = self.context.record(found.form.about, about) if found.form.record == "solution" else None
        return replace(found, about=record)

    @functools.cached_property
    def _renderers(self) -> Mapping[str, BodyRenderer]:
        """Return what renders pages in each language; made once, since it reads every template."""
        codes = self.context.catalogue.codes
        return {lang: BodyRenderer(read_form_phrases(lang), codes) for lang in LANGS}

    @functools.cached_property
    def _choices(self) -> Mapping[str, Any]:
        return choices_of(self.context.catalogue)

    def form(
        self,
        lang: str,
        name: str,
        about: str,
        values: Mapping[str, Any],
        problems: Sequence[Problem],
        key: str = "",
        carried: Carried = (),
    ) -> str:
        """Return the form with what was typed and what is wrong with it; the arguments are those of ``form_view``."""
        page, codes = self.form_page(name, about), self.context.catalogue.codes
        view = form_view(page, read_form_phrases(lang), codes, values, problems, key, carried)
        return render_form(view, self._renderers[lang].env, f"/{lang}/")

    def record_page(self, record: Record, lang: str, site: str = "") -> Body | None:
        """Return the page of *record* as it would be published, ``None`` where such records have no page.

        Args:
            site: where the site is whose pages it leads to; empty: here.
        """
        folder = FOLDERS.get(record.type)
        alone = _with_named(record, self.context.catalogue)
        wanted = f"{folder}/{record.id}/"
        planned = next((page for page in plan_pages(alone, self.context.day) if page.path == wanted), None)
        if planned is None:
            return None
        return self._renderers[lang].render_body(planned.template, planned.facts, wanted, f"{site}/{lang}/")


class Site:
    """Keeps the site as it was built last: ``show`` takes what a build made; without one it is read from disk."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.folder = self.root / "site"
        self._drawn: Drawn | None = None
        self._lock = threading.Lock()

    def on(self, day: date) -> Drawn:
        """Return the site as it stands on *day*."""
        with self._lock:
            drawn = self._drawn or self.show(read_content(self.root, day))
        if drawn.context.day != day:
            drawn = self._drawn = replace(drawn, context=CheckContext(drawn.context.catalogue, day))
        return drawn

    def show(self, content: Content) -> Drawn:
        """Return the site drawn as a build made it, from now on the one that is shown."""
        self._drawn = _drawn(content)
        return self._drawn


def _drawn(content: Content) -> Drawn:
    shells: dict[str, Shell] = {lang: _absolute(content.theme.shells[lang, SECTION, DEPTH]) for lang in LANGS}
    # one script holds the way to the root, so that it is another on pages of another depth
    every = (*content.theme.shells.values(), *shells.values())
    hashes = {_hash(script) for shell in every for script in _INLINE.findall("".join(shell.pieces))}
    context = CheckContext(content.catalogue, content.day)
    return Drawn(context, content.settings, shells, tuple(sorted(hashes)))


def _with_named(record: Record, catalogue: Catalogue) -> Catalogue:
    """Return a catalogue of *record* and those it names, with their edition and its rules."""
    from site_builder.load.contract.schemas import read_schemas

    records: dict[str, dict[str, Record]] = {kind: {} for kind in catalogue.records}
    records["edition"] = dict(catalogue.records.get("edition", {}))
    records["rules"] = dict(catalogue.records.get("rules", {}))
    for name, spec in read_schemas().types[record.type].fields.items():
        if spec.ref and name in record:
            held = record[name]
            for item in held if isinstance(held, tuple) else (held,):
                if found := catalogue.find(spec.ref, str(item)):
                    records[spec.ref][found.id] = found
    records[record.type][record.id] = record
    return Catalogue(records, catalogue.codes)


def _absolute(shell: Shell) -> Shell:
    """Return *shell*, whose addresses all begin with the way to the root, for pages that lie anywhere."""
    return Shell(tuple(piece.replace(TO_ROOT, "/") for piece in shell.pieces))


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def marked(html: str) -> Markup:
    """Return *html* that our own templates made, so that another does not escape it."""
    return Markup(html)  # noqa: S704 - from an escaping template
