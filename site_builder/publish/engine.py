"""The one file that knows the engine: MkDocs with its Material theme. Exchanging it means exchanging this file.

It takes a second to import, so it is imported where something is to be drawn.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from site_builder.languages import LANGS, instead_of, name_of
from site_builder.load.trees import files_below
from site_builder.phrases import Phrases
from site_builder.publish.palette import readable, repaint
from site_builder.publish.settings import Settings, SettingsError
from site_builder.publish.theme import THEME, shell_path

# The theme's own drawer and search overlay, which work by script alone and are not used here.
_UNUSED = re.compile(r'<input class="md-toggle"[^>]*>\s*|<label class="md-overlay"[^>]*></label>\s*')


def read_yaml(file: Path) -> Any:
    """Return what *file* says in the engine's YAML, with the file that it inherits from.

    Raises:
        SettingsError: it does not parse.
    """
    try:
        with file.open("rb") as opened:
            return yaml_load(opened)
    except (yaml.YAMLError, MkDocsException) as error:
        raise SettingsError(str(error)) from None


def draw(root: Path, settings: Settings, phrases: Phrases, wanted: Sequence[tuple[str, int]], drawn: Path) -> None:
    """Draw a shell for each of *wanted* (section, depth) and the hand-written pages into *drawn*/site."""
    docs = drawn / f"docs-{phrases.lang}"
    for section, depth in wanted:
        page = docs / phrases.lang / shell_path(section, depth)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\ntitle: jb-slot-title\nslot: true\nsection: {section}\n---\n\njb-slot-body\n")
    spoken = _copy_pages(root / "content" / "pages", phrases.lang, docs)
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    build(_config_of(settings, phrases, drawn, docs, spoken))
    built = drawn / f"built-{phrases.lang}"
    for page in built.rglob("*.html"):
        page.write_text(_UNUSED.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    for sheet in (built / "assets" / "stylesheets").glob("jiebang*.css"):
        sheet.write_text(repaint(sheet.read_text(encoding="utf-8"), settings.palette), encoding="utf-8")
    shutil.copytree(built, drawn / "site", dirs_exist_ok=True)


def _copy_pages(pages: Path, lang: str, docs: Path) -> dict[str, str]:
    """Copy the hand-written pages in *lang*, or in what stands in for it, and return in which language each is."""
    found: dict[str, str] = {}
    for spoken in (*reversed(instead_of(lang)), lang):
        if (pages / spoken).exists():
            shutil.copytree(pages / spoken, docs / lang, dirs_exist_ok=True)
            found |= dict.fromkeys((f"{lang}/{name}" for name in files_below(pages / spoken)), spoken)
    return found


def _config_of(
    settings: Settings, phrases: Phrases, drawn: Path, docs: Path, spoken: Mapping[str, str]
) -> MkDocsConfig:
    """Return the organiser's MkDocs configuration with what the builder decides put over it."""
    theme = {**(settings.mkdocs.get("theme") or {}), "language": phrases.lang, "custom_dir": str(THEME)}
    if "palette" in theme:
        theme["palette"] = _own_colours(theme["palette"])
    extra = {
        **(settings.mkdocs.get("extra") or {}),
        "lang": phrases.lang,
        "others": [{"lang": lang, "name": name_of(lang)} for lang in LANGS if lang != phrases.lang],
        "spoken": spoken,
        "phrases": dict(phrases.by_key),
        "licence": {"name": settings.licence_name, "url": settings.licence_url},
        "primary": readable(settings.palette.light),
        "homepage": f"{phrases.lang}/",
    }
    try:
        return load_config(
            config_file=str(settings.file),
            site_name=settings.name[phrases.lang],
            docs_dir=str(docs),
            site_dir=str(drawn / f"built-{phrases.lang}"),
            use_directory_urls=True,
            plugins=[],
            theme=theme,
            extra=extra,
            extra_css=["assets/stylesheets/jiebang.css"],
        )
    except MkDocsException as error:
        raise SettingsError(str(error)) from None


def _own_colours(palette: Any) -> Any:
    """Return *palette* with the primary colour left to our stylesheets, whose contrast is held."""
    if isinstance(palette, list):
        return [_own_colours(entry) for entry in palette]
    return {**palette, "primary": "custom"} if isinstance(palette, dict) else palette
