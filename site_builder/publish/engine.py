"""The one file that knows the engine: MkDocs with its Material theme. Exchanging it means exchanging this file.

It takes a second to import, so it is imported where something is to be drawn.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from site_builder.languages import LANGS, instead_of, name_of
from site_builder.load.pages import (
    MOST_PICTURE_BYTES,
    PAGES,
    anchor_of,
    is_page,
    list_page_files,
    picture_format,
    read_page,
    written_addresses,
)
from site_builder.load.text import read_bytes
from site_builder.model import SHANGHAI
from site_builder.phrases import Phrases
from site_builder.publish.palette import readable, repaint
from site_builder.publish.settings import Settings, SettingsError
from site_builder.publish.theme import THEME, shell_path
from site_builder.render.clean import clean_html, is_plain_id

# The theme's own drawer and search overlay, which work by script alone and are not used here.
_UNUSED = re.compile(r'<input class="md-toggle"[^>]*>\s*|<label class="md-overlay"[^>]*></label>\s*')


def draw(root: Path, settings: Settings, phrases: Phrases, wanted: Sequence[tuple[str, int]], drawn: Path) -> None:
    """Draw a shell for each of *wanted* (section, depth) and the hand-written pages into *drawn*/site."""
    docs = drawn / f"docs-{phrases.lang}"
    spoken = _write_pages(root, phrases.lang, docs)
    for section, depth in wanted:
        world, slash, own = section.rpartition("/")
        head = {"title": "jb-slot-title", "slot": True, "section": own, "world": f"{world}{slash}"}
        _write_page(docs / phrases.lang / shell_path(section, depth), head, "jb-slot-body\n")
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    build(_config_of(settings, phrases, drawn, docs, spoken))
    built = drawn / f"built-{phrases.lang}"
    for page in built.rglob("*.html"):
        page.write_text(_UNUSED.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    for sheet in (built / "assets" / "stylesheets").glob("jiebang*.css"):
        sheet.write_text(repaint(sheet.read_text(encoding="utf-8"), settings.palette), encoding="utf-8")
    shutil.copytree(built, drawn / "site", dirs_exist_ok=True)


def _write_pages(root: Path, lang: str, docs: Path) -> dict[str, str]:
    """Write the hand-written pages in *lang*, or in what stands in for it; return in which language each is.

    Each page has a head that this builder wrote; pictures are copied.
    """
    found: dict[str, str] = {}
    for spoken in (*reversed(instead_of(lang)), lang):
        for path in list_page_files(root):
            if path.startswith(f"{PAGES}/{spoken}/") and _is_written(root, path, docs / lang / _name_of(path)):
                found[f"{lang}/{_name_of(path)}"] = spoken
    return found


def _name_of(path: str) -> str:
    """Return the name of a page or a picture, the same in all languages."""
    return path.removeprefix(f"{PAGES}/").partition("/")[2]


def _is_written(root: Path, path: str, target: Path) -> bool:
    """Return whether there is a page or a picture at *path*; then it is written to *target*."""
    if picture_format(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read_bytes(path, root / path, MOST_PICTURE_BYTES))
    elif is_page(path):
        page = read_page(root, path)
        told = {"title": page.title, "description": page.description}
        _write_page(target, {name: text for name, text in told.items() if text}, page.body)
    else:
        return False
    return True


def _write_page(target: Path, head: Mapping[str, object], body: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"---\n{json.dumps(head)}\n---\n\n{body}", encoding="utf-8")


class _Cleaning(BasePlugin):  # type: ignore[no-untyped-call, type-arg]
    """Holds what the engine made of a hand-written page to what any Markdown here may become."""

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Return the clean *html* of *page*, whose table of contents is made plain too."""
        for link in page.toc:
            _make_plain(link)
        return html if page.meta.get("slot") else clean_html(html)


def _make_plain(link: AnchorLink) -> None:
    """Make title and address of *link*, and of those below it, what templates may show as they are."""
    link.title = escape(Markup(link.title).striptags(), quote=False)  # noqa: S704 - its tags are taken off
    link.id = link.id if is_plain_id(link.id) else ""
    for below in link.children:
        _make_plain(below)


def _config_of(
    settings: Settings, phrases: Phrases, drawn: Path, docs: Path, spoken: Mapping[str, str]
) -> MkDocsConfig:
    """Return the organiser's MkDocs configuration with what the builder decides put over it."""
    theme = {**(settings.mkdocs.get("theme") or {}), "language": phrases.lang, "custom_dir": str(THEME)}
    if "palette" in theme:
        theme["palette"] = _own_colours(theme["palette"])
    extra = {
        "lang": phrases.lang,
        "others": [{"lang": lang, "name": name_of(lang)} for lang in LANGS if lang != phrases.lang],
        "spoken": spoken,
        "time_zone": settings.zone.key if settings.zone != SHANGHAI else "",
        "name_spoken": settings.name.spoken(phrases.lang),
        "written": written_addresses(settings.file.parent),
        "phrases": dict(phrases.by_key),
        "licence": {"name": settings.licence_name, "url": settings.licence_url},
        "primary": readable(settings.palette.light),
        "homepage": f"{phrases.lang}/",
    }
    config = MkDocsConfig(config_file_path=str(settings.file))
    config.load_dict(
        {
            "site_name": escape(settings.name[phrases.lang]),  # the engine's templates show it as it is
            "site_url": settings.mkdocs.get("site_url") or "",
            "markdown_extensions": _with_anchors(settings.mkdocs.get("markdown_extensions") or []),
            "docs_dir": str(docs),
            "site_dir": str(drawn / f"built-{phrases.lang}"),
            "use_directory_urls": True,
            "plugins": [],
            "theme": theme,
            "extra": extra,
            "extra_css": ["assets/stylesheets/jiebang.css"],
        }
    )
    if failed := config.validate()[0]:
        raise SettingsError(", ".join(f"{name}: {error}" for name, error in failed))
    config.plugins["jiebang"] = _Cleaning()
    return config


def _with_anchors(extensions: Any) -> dict[str, dict[str, Any]]:
    """Return the Markdown *extensions* of the settings, with what gives headings the anchors that the check knows."""
    pairs = [extensions] if isinstance(extensions, Mapping) else extensions
    known: dict[str, dict[str, Any]] = {"attr_list": {}, "toc": {}}
    for one in pairs:
        given = one if isinstance(one, Mapping) else {one: {}}
        known.update({name: dict(options or {}) for name, options in given.items()})
    return {**known, "toc": {**known["toc"], "slugify": anchor_of}}


def _own_colours(palette: Any) -> Any:
    """Return *palette* with the primary colour left to our stylesheets, whose contrast is held."""
    if isinstance(palette, list):
        return [_own_colours(entry) for entry in palette]
    return {**palette, "primary": "custom"} if isinstance(palette, dict) else palette
