"""The only file that knows the engine: MkDocs with its Material theme renders the shells and the hand-written pages.

A shell is a page with marks where title, description, address, hero and body go; one is drawn for each section,
depth and language, so every relative link in it is right. Exchanging the engine means exchanging this file.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from site_builder.model import LANGS
from site_builder.phrases import Phrases, read_phrases
from site_builder.publish.settings import Settings, SettingsError

THEME = Path(__file__).parent / "theme"
SLOT = re.compile(r"jb-slot-(title|description|path|hero|body)")

# The theme's own drawer and search overlay, which work by script alone and are not used here.
_UNUSED = re.compile(r'<input class="md-toggle"[^>]*>\s*|<label class="md-overlay"[^>]*></label>\s*')


@dataclass(frozen=True)
class Shell:
    """A page of the theme cut at its marks: text and slot names in turn, ending with text."""

    pieces: tuple[str, ...]

    def fill(self, slots: Mapping[str, str]) -> str:
        """Return the page with every slot filled."""
        return "".join(piece if n % 2 == 0 else slots[piece] for n, piece in enumerate(self.pieces))


ShellKey = tuple[str, str, int]
"""Language, section, depth: the number of folders below the language's root."""


@dataclass(frozen=True)
class Theme:
    """What the engine drew: shells to fill, and finished files by their path in the site."""

    shells: Mapping[ShellKey, Shell]
    files: Mapping[str, Path]


def theme_digest(root: Path, settings: Settings, wanted: Iterable[tuple[str, int]]) -> str:
    """Return a digest of everything that the shells and hand-written pages are drawn from."""
    found = hashlib.sha256(settings.digest.encode() + Path(__file__).read_bytes())
    found.update(repr((version("mkdocs"), version("mkdocs-material"), sorted(wanted))).encode())
    found.update(repr([(lang, sorted(read_phrases(lang).by_key.items())) for lang in LANGS]).encode())
    for folder in (THEME, root / "content" / "pages"):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def draw_theme(root: Path, settings: Settings, wanted: Iterable[tuple[str, int]], cache: Path) -> Theme:
    """Return the theme for the *wanted* (section, depth) pairs, drawn anew only where something changed."""
    pairs = sorted(set(wanted))
    digest = theme_digest(root, settings, pairs)
    drawn = cache / "theme"
    stamp = drawn / "digest"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(drawn, ignore_errors=True)
        for lang in LANGS:
            _draw(root, settings, read_phrases(lang), pairs, drawn)
        stamp.write_text(digest)
    return _read_theme(drawn / "site", pairs)


def _draw(root: Path, settings: Settings, phrases: Phrases, wanted: list[tuple[str, int]], drawn: Path) -> None:
    docs = drawn / f"docs-{phrases.lang}"
    for section, depth in wanted:
        page = docs / phrases.lang / _shell_path(section, depth)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\ntitle: jb-slot-title\nslot: true\nsection: {section}\n---\n\njb-slot-body\n")
    pages = root / "content" / "pages" / phrases.lang
    if pages.exists():
        shutil.copytree(pages, docs / phrases.lang, dirs_exist_ok=True)
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    build(_config_of(settings, phrases, drawn, docs))
    built = drawn / f"built-{phrases.lang}"
    for page in built.rglob("*.html"):
        page.write_text(_UNUSED.sub("", page.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copytree(built, drawn / "site", dirs_exist_ok=True)


def _shell_path(section: str, depth: int) -> str:
    if depth == 0:
        return "index.md"
    return "/".join([f"{section}-shell", *["x"] * (depth - 1), "index.md"])


def _config_of(settings: Settings, phrases: Phrases, drawn: Path, docs: Path) -> MkDocsConfig:
    """Return the organiser's MkDocs configuration with what the builder decides put over it."""
    theme = {**(settings.mkdocs.get("theme") or {}), "language": phrases.lang, "custom_dir": str(THEME)}
    extra = {
        **(settings.mkdocs.get("extra") or {}),
        "lang": phrases.lang,
        "other": "en" if phrases.lang == "zh" else "zh",
        "phrases": dict(phrases.by_key),
        "licence": {"name": settings.licence_name, "url": settings.licence_url},
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


def _read_theme(site: Path, wanted: list[tuple[str, int]]) -> Theme:
    shells: dict[ShellKey, Shell] = {}
    shell_files = set()
    for lang in LANGS:
        for section, depth in wanted:
            file = site / lang / _shell_path(section, depth).replace(".md", ".html")
            shell_files.add(file)
            shells[lang, section, depth] = Shell(tuple(SLOT.split(file.read_text(encoding="utf-8"))))
    files = {
        path.relative_to(site).as_posix(): path
        for path in sorted(site.rglob("*"))
        if path.is_file() and path not in shell_files and not _is_leftover(path)
    }
    return Theme(shells, files)


def _is_leftover(path: Path) -> bool:
    """Return whether the engine wrote *path* for features that this site does not use."""
    is_unused_script = (
        path.parent.name != "stylesheets" and path.suffix == ".js" and not path.stem.startswith("jiebang")
    )
    return path.name in ("404.html", "sitemap.xml", "sitemap.xml.gz") or path.suffix == ".map" or is_unused_script
