"""The public site around the service: its records, its shell around our pages, the pages of forms in it."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from forms.check.context import CheckContext
from forms.phrases import read_form_phrases
from site_builder.derive.days.standing import standing_on
from site_builder.derive.forms import FormPage, FormSettings, choices_of, form_page
from site_builder.derive.worlds import worlds_of
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
from site_builder.worlds import EXAMPLE, day_of, folder_of, is_example

SECTION, DEPTH = "forms", 2
_INLINE = re.compile(r"<script(?![^>]*(?:\bsrc=|/json))[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class Drawn:
    """The site as it stands: its records, and shells with absolute addresses by language and folder of the world."""

    context: CheckContext
    settings: Settings
    shells: Mapping[tuple[str, str], Shell]
    script_hashes: tuple[str, ...]

    def page(self, lang: str, title: str, body: str, path: str = "forms/", *, is_practice: bool = False) -> str:
        """Return a whole page: *body* is HTML, *title* is text; *path* is where the other language is found.

        What is practice is shown in the shell of the example world.
        """
        folder = EXAMPLE if is_practice and (lang, EXAMPLE) in self.shells else ""
        always = self.context.of(is_practice=True).day
        slots = {
            "title": str(escape(title)),
            "description": str(escape(title)),
            "path": f"{folder}{path}",
            "banner": self._renderers[lang].banner(always, f"/{lang}/") if folder else "",
            "hero": "",
            "body": body,
        }
        return self.shells[lang, folder].fill(slots)

    def form_page(self, name: str, about: str, *, is_practice: bool = False) -> FormPage:
        """Return the page of form *name* about the record of that id, if there is one."""
        found = form_page(name, FormSettings(is_practice=is_practice), self._choices[is_practice])
        record = self.context.record(found.form.about, about) if found.form.record == "solution" else None
        return replace(found, about=record)

    @functools.cached_property
    def _renderers(self) -> Mapping[str, BodyRenderer]:
        """Return what renders pages in each language; made once, since it reads every template."""
        codes = self.context.catalogue.codes
        return {lang: BodyRenderer(read_form_phrases(lang), codes) for lang in LANGS}

    @functools.cached_property
    def _choices(self) -> Mapping[bool, Mapping[str, Any]]:
        """Return what forms offer, by whether they are those of the example world."""
        worlds = worlds_of(self.context.catalogue, self.context.day)
        return defaultdict(dict, {world.is_example: choices_of(world.catalogue) for world in worlds})

    def form(
        self,
        lang: str,
        name: str,
        about: str,
        values: Mapping[str, Any],
        problems: Sequence[Problem],
        key: str = "",
        carried: Carried = (),
        *,
        is_practice: bool = False,
    ) -> str:
        """Return the form with what was typed and what is wrong with it; the arguments are those of ``form_view``."""
        page, codes = self.form_page(name, about, is_practice=is_practice), self.context.catalogue.codes
        view = form_view(page, read_form_phrases(lang), codes, values, problems, key, carried)
        return render_form(view, self._renderers[lang].env, f"/{lang}/{EXAMPLE if is_practice else ''}")

    def record_page(self, record: Record, lang: str, site: str = "") -> Body | None:
        """Return the page of *record* as it would be published, ``None`` where such records have no page.

        Args:
            site: where the site is whose pages it leads to; empty: here.
        """
        alone = _with_named(record, self.context.catalogue)
        day = day_of(record, self.context.catalogue, self.context.day)
        wanted = f"{FOLDERS.get(record.type)}/{record.id}/"
        pages = plan_pages(standing_on(alone, day), day)
        planned = next((page for page in pages if page.path == wanted), None)
        if planned is None:
            return None
        if is_example(record):
            planned = planned.placed_in(folder_of(record), day)
        return self._renderers[lang].render_body(planned, f"{site}/{lang}/")


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
    shells = {
        (lang, folder): _absolute(content.theme.shells[lang, f"{folder}{SECTION}", depth], depth)
        for folder, depth in (("", DEPTH), (EXAMPLE, DEPTH + 1))
        for lang in LANGS
        if (lang, f"{folder}{SECTION}", depth) in content.theme.shells
    }
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


def _absolute(shell: Shell, depth: int) -> Shell:
    """Return *shell* of that *depth*, whose addresses all begin with the way to the root, for pages anywhere."""
    return Shell(tuple(piece.replace("../" * (depth + 1), "/") for piece in shell.pieces))


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def marked(html: str) -> Markup:
    """Return *html* that our own templates made, so that another does not escape it."""
    return Markup(html)  # noqa: S704 - from an escaping template
