"""Links of hand-written pages to the site itself: each leads to a page, and its anchor to a heading there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder.languages import LANGS
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.folders import FOLDERS
from site_builder.load.pages import PAGES, anchors_in, is_page, links_in, list_page_files
from site_builder.load.text import decode_text, read_bytes
from site_builder.model import Catalogue
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.every.addresses import slug_of

SECTIONS = frozenset({"", "awards", "browse", "editions", "forms", "search", "statistics", *FOLDERS.values()})
"""First steps of the addresses at which the builder puts a page whatever the records are."""
LISTS = {"tracks": "track", "regions": "region", "districts": "district", "domains": "tech_domain",
         "industries": "industry"}  # fmt: skip
"""Folder of the pages of a code list -> the list."""
_TO_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NAMED = re.compile(r"\{[^}\n]*#([\w.:-]+)[^}\n]*\}")
_SLUG = re.compile(r"[\w-]+")
_TO_A_FILE = re.compile(r".*\.\w+")


@dataclass(frozen=True)
class Site:
    """Where a link can lead: hand-written pages by language and address with their anchors, and the records."""

    root: Path
    anchors: Mapping[str, frozenset[str]]
    catalogue: Catalogue

    def has(self, address: str, anchor: str) -> bool:
        """Return whether there is a page at *address* (``zh/guide/``), with a heading *anchor* if it names one.

        Of pages that the builder makes, anchors are not known here and taken to be right.
        """
        if (own := self.anchors.get(address)) is not None:
            return not anchor or anchor in own
        lang, _, below = address.partition("/")
        return not lang or (lang in LANGS and self._is_made(below.strip("/").split("/")))

    def _is_made(self, steps: list[str]) -> bool:
        section, name = steps[0], steps[1] if len(steps) > 1 else ""
        if section in LISTS:
            return name in {slug_of(code) for code in self.catalogue.codes[LISTS[section]]}
        if section not in SECTIONS or name in ("", "page"):
            return section in SECTIONS
        if section == "forms":
            return name in read_forms()
        kind = next((kind for kind, folder in FOLDERS.items() if folder == section), "edition")
        return name == "districts" or self.catalogue.find(kind, name) is not None or self._is_unread(kind, name)

    def _is_unread(self, kind: str, name: str) -> bool:
        """Return whether there is a file of that record, which has problems of its own."""
        pattern = re.sub(r"\{\w+\}", "*", read_schemas().types[kind].path.replace("{id}", name))
        return bool(_SLUG.fullmatch(name)) and any(self.root.glob(pattern))


def check_page_links(root: Path, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield each link of a hand-written page into the site that leads nowhere, at its line."""
    texts = dict(_texts(root))
    anchors = {
        address_of(path): frozenset({*_NAMED.findall(text), *(anchor for _, anchor in anchors_in(text))})
        for path, text in texts.items()
    }
    site = Site(root, anchors, catalogue)
    for path, text in texts.items():
        for line, link in links_in(text):
            if not _TO_ELSEWHERE.match(link) and not _leads(path, link, site):
                yield Problem(path, line, "link-leads-nowhere", facts={"link": link})


def address_of(path: str) -> str:
    """Return the address of the hand-written page at *path*: ``content/pages/zh/guide/index.md`` -> ``zh/guide/``."""
    return f"{path.removeprefix(f'{PAGES}/').removesuffix('.md')}/".removesuffix("index/")


def _texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield path and text of each hand-written page that can be read; what cannot is told elsewhere."""
    for path in list_page_files(root):
        if is_page(path) and not (root / path).is_symlink():
            try:
                yield path, decode_text(path, read_bytes(path, root / path))
            except InvalidDataError:
                continue


def _leads(path: str, link: str, site: Site) -> bool:
    target, _, anchor = link.partition("#")
    target = target.partition("?")[0]
    if _TO_A_FILE.fullmatch(posixpath.basename(target)):
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return site.has(address_of(file), anchor) if file.endswith(".md") else (site.root / file).is_file()
    here = address_of(path)
    whole = posixpath.normpath(posixpath.join("/", here, target)) if target else f"/{here}"
    return site.has(f"{whole.strip('/')}/".lstrip("/"), anchor)
