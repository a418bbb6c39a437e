"""A page's facts to its title, description, hero and body in one language."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from site_builder.derive.needs import NeedRow
from site_builder.derive.results import ResultRow
from site_builder.model import CodeLists, Text
from site_builder.phrases import Phrases
from site_builder.render.environment import environment_for
from site_builder.render.forms.drawing import form_view
from site_builder.render.planned import PlannedPage

SLOT_END = "\x1e"
BASE_MARK = "jb-base-mark/"


@dataclass(frozen=True)
class Body:
    """What fills the slots of a shell; ``title`` and ``description`` are already escaped."""

    title: str
    description: str
    hero: str
    body: str
    banner: str = ""


class BodyRenderer:
    """Renders bodies in one language; cards of rows that stand in several lists are rendered once."""

    def __init__(
        self,
        phrases: Phrases,
        codes: CodeLists,
        written: Collection[str] = (),
        award_names: Mapping[tuple[str, str], Text] = MappingProxyType({}),
    ) -> None:
        """Prepare the environment of the language of *phrases*.

        Args:
            phrases: words of the pages.
            codes: all code lists.
            written: addresses of the hand-written pages, ``guide/``.
            award_names: what rules call award categories, by edition and code; the code list names the others.
        """
        listed = codes["award_category"]
        self.env: Environment = environment_for(phrases, codes)
        self.env.globals["written"] = written
        self.env.globals["award_name"] = lambda award: (
            award_names.get((award.edition, award.category)) or listed[award.category].name
        )
        self.env.globals["need_card"] = self._need_card
        self.env.globals["result_card"] = self._result_card
        self.env.globals["form_view"] = lambda page: form_view(page, phrases, codes)
        cards = self.env.get_template("cards.html").make_module({"base": BASE_MARK})
        self._cards: Any = cards

    def render_body(self, page: PlannedPage, preview_from: str = "") -> Body:
        """Return the body of *page*; its links are relative to its address.

        Args:
            page: with ``base`` its template leads to pages of its world, with ``root`` to hand-written ones.
            preview_from: address of the language's root (``/zh/``) where the page is shown before it is published, so
                that nothing may lead to it; empty where it is published.
        """
        root = preview_from or "../" * page.path.count("/") or "./"
        base = f"{preview_from}{page.folder}" if preview_from else "../" * page.own_path.count("/") or "./"
        facts = {"page": page.facts, "base": base, "root": root, "world": page.folder, "path": page.own_path}
        rendered = self.env.get_template(page.template).render(facts, is_preview=bool(preview_from))
        title, description, hero, body = rendered.split(SLOT_END)
        hero, body = self._placed(hero, base), self._placed(body, base)
        banner = self.banner(page.always, root) if page.always else ""
        return Body(" ".join(title.split()), " ".join(description.split()), hero, body, banner)

    def banner(self, always: date, root: str) -> str:
        """Return what each page of the example world says at its head: that it is invented, and *always* that day.

        Args:
            always: the day.
            root: address of the language's root from the page.
        """
        return self.env.get_template("world_banner.html").render(always=always, root=root)

    def _placed(self, html: str, base: str) -> str:
        return html.strip().replace(BASE_MARK, base)

    @functools.lru_cache(maxsize=200_000)  # noqa: B019 - one renderer lives as long as one build
    def _need_card(self, row: NeedRow) -> Markup:
        return Markup(self._cards.need(row))  # noqa: S704 - rendered by an escaping template

    @functools.lru_cache(maxsize=200_000)  # noqa: B019
    def _result_card(self, row: ResultRow) -> Markup:
        return Markup(self._cards.result(row))  # noqa: S704
