"""What the engine drew: shells, and the hand-written pages; drawn anew only where something changed.

A shell is a page with marks where title, description, address, hero and body go; one is drawn for each section,
depth and language, so every relative link in it is right.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import mkdocs

from site_builder.languages import LANGS
from site_builder.load.trees import files_below
from site_builder.phrases import STRINGS, read_phrases
from site_builder.publish.digests import digest_of, digest_of_files
from site_builder.publish.settings import Settings

THEME = Path(__file__).parent / "theme"
OUTSIDE = ("render/clean.py", "load/pages.py", "text_forms/lines.py")
"""What the engine uses of other rooms: how a hand-written page is read and cleaned."""
SLOT = re.compile(r"jb-slot-(title|description|path|banner|hero|body)")


@dataclass(frozen=True)
class Shell:
    """A page of the theme cut at its marks: text and slot names in turn, ending with text."""

    pieces: tuple[str, ...]

    def fill(self, slots: Mapping[str, str]) -> str:
        """Return the page with every slot filled."""
        return "".join(piece if n % 2 == 0 else slots[piece] for n, piece in enumerate(self.pieces))


ShellKey = tuple[str, str, int]
"""Language, section with the folder of its world before it, depth: how many folders below the language's root."""


@dataclass(frozen=True)
class Theme:
    """What the engine drew: shells to fill, and finished files by their path in the site."""

    shells: Mapping[ShellKey, Shell]
    files: Mapping[str, Path]


def theme_digest(root: Path, settings: Settings, wanted: Iterable[tuple[str, int]]) -> str:
    """Return a digest of everything that the shells and hand-written pages are drawn from."""
    code = [Path(__file__).with_name(name).read_bytes() for name in ("theme.py", "engine.py", "palette.py")]
    code += [(Path(__file__).parents[1] / name).read_bytes() for name in OUTSIDE]
    folders = (THEME, root / "content" / "pages", STRINGS)
    return digest_of(
        settings.digest,
        _engine_versions(),
        sorted(wanted),
        code,
        *map(digest_of_files, folders),
    )


def _engine_versions() -> tuple[str, str]:
    """Return the version of MkDocs, and the page of its theme that names the theme's; to ask pip takes longer."""
    material = find_spec("material")
    assert material and material.origin  # noqa: S101 - we depend on it
    page = Path(material.origin).with_name("templates") / "base.html"
    return mkdocs.__version__, page.read_text(encoding="utf-8")


def draw_theme(root: Path, settings: Settings, wanted: Iterable[tuple[str, int]], cache: Path) -> Theme:
    """Return the theme for the *wanted* (section, depth) pairs, drawn anew only where something changed."""
    pairs = sorted(set(wanted))
    digest = theme_digest(root, settings, pairs)
    drawn = cache / "theme"
    stamp = drawn / "digest"
    if not stamp.exists() or stamp.read_text() != digest:
        from site_builder.publish.engine import draw

        shutil.rmtree(drawn, ignore_errors=True)
        for lang in LANGS:
            draw(root, settings, read_phrases(lang), pairs, drawn)
        stamp.write_text(digest)
    return _read_theme(drawn / "site", pairs)


def shell_path(section: str, depth: int) -> str:
    """Return the source of the shell of *section* at *depth*, below the language's root."""
    if depth == 0:
        return "index.md"
    return "/".join([f"{section.replace('/', '-')}-shell", *["x"] * (depth - 1), "index.md"])


def _read_theme(site: Path, wanted: list[tuple[str, int]]) -> Theme:
    shells: dict[ShellKey, Shell] = {}
    shell_files = set()
    for lang in LANGS:
        for section, depth in wanted:
            file = site / lang / shell_path(section, depth).replace(".md", ".html")
            shell_files.add(file)
            shells[lang, section, depth] = Shell(tuple(SLOT.split(file.read_text(encoding="utf-8"))))
    files = {path: site / path for path in files_below(site)}
    return Theme(
        shells, {path: file for path, file in files.items() if file not in shell_files and not _is_leftover(file)}
    )


def _is_leftover(path: Path) -> bool:
    """Return whether the engine wrote *path* for features that this site does not use."""
    is_unused_script = (
        path.parent.name != "stylesheets" and path.suffix == ".js" and not path.stem.startswith("jiebang")
    )
    return path.name in ("404.html", "sitemap.xml", "sitemap.xml.gz") or path.suffix == ".map" or is_unused_script
