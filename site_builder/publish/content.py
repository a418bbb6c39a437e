"""What a site shows on a day: its records, the pages made of them, and the theme around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from site_builder.derive.worlds import World, worlds_of
from site_builder.load.contract.translated import lacking_words
from site_builder.load.lock import locked
from site_builder.model import Catalogue
from site_builder.publish.cache import read_known_records
from site_builder.publish.cache_folder import cache_folder
from site_builder.publish.settings import LackingWordsError, Settings, read_settings
from site_builder.publish.theme import Theme, draw_theme
from site_builder.render.plan import PlannedPage, plan_pages
from site_builder.validate.repository import check_repository


@dataclass(frozen=True)
class Content:
    """The content of a site on *day*: its records and the pages of both worlds.

    ``pages`` hold the facts of each, the same in all languages.
    """

    settings: Settings
    day: date
    catalogue: Catalogue
    pages: tuple[PlannedPage, ...]
    theme: Theme


def content_of(root: Path, settings: Settings, catalogue: Catalogue, day: date) -> Content:
    """Return what the site at *root* shows of *catalogue* on *day*; the theme is drawn anew where it changed.

    Raises:
        LackingWordsError: a language that is added does not say everything.
        SettingsError: ``mkdocs.yml`` cannot be used.
    """
    if lacking := lacking_words(root):
        raise LackingWordsError(lacking)
    worlds = worlds_of(catalogue, day)[: None if settings.show_examples else 1]
    pages = tuple(page for world in worlds for page in _pages_of(world, settings, has_examples=len(worlds) > 1))
    theme = draw_theme(root, settings, {page.shell for page in pages}, cache_folder(root))
    return Content(settings, day, catalogue if len(worlds) > 1 else worlds[0].catalogue, pages, theme)


def _pages_of(world: World, settings: Settings, *, has_examples: bool) -> Iterator[PlannedPage]:
    """Yield the pages of *world*, each at its address."""
    if not world.is_example:
        yield from plan_pages(world.catalogue, world.day, settings.forms, has_examples=has_examples)
        return
    for page in plan_pages(world.catalogue, world.day, replace(settings.forms, is_practice=True)):
        yield page.placed_in(world.folder, world.day)


def read_content(root: Path, day: date) -> Content:
    """Return what the site at *root* would show on *day*, without building it; what is broken stays out of it.

    Raises:
        SettingsError: ``mkdocs.yml`` cannot be used.
        CacheError: others may write the cache.
    """
    with locked(root):
        settings = read_settings(root)
        catalogue = check_repository(root, day, read_known_records(cache_folder(root), root)).catalogue
        return content_of(root, settings, catalogue, day)
