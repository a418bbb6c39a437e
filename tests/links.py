"""What the pages of a built site point to, and whether it is there."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Links(HTMLParser):
    """Collects what a page points to and which places in it can be pointed at."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()
        self.lang = ""
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what *tag* points to."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        if "id" in given:
            self.ids.add(given["id"])
        for name in ("href", "src", "action"):
            if name in given:
                self.targets.append(given[name])
        if tag in ("script", "img", "link", "iframe", "source") and given.get("rel") != "canonical":
            self.loads.append(given.get("src") or given.get("href") or "")


@functools.cache  # nobody changes a page that was built
def read_links(page: Path) -> Links:
    """Return what the built *page* points to."""
    links = Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def pages_of(site: Path) -> Iterator[Path]:
    """Yield every page of *site*, in both languages."""
    yield from sorted(path for lang in ("zh", "en") for path in (site / lang).rglob("*.html"))


def is_alive(site: Path, page: Path, target: str, parsed: dict[Path, Links]) -> bool:
    """Return whether *target*, a link on *page*, leads to a file of *site* and a place in it."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or parts.path.startswith(("/submit/", "/track")):  # the service answers
        return True
    folder = page.parent.relative_to(site).as_posix()
    path = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else None
    file = site / path if path else page
    if file.is_dir():
        file = file / "index.html"
    if not file.is_file():
        return False
    return not parts.fragment or file not in parsed or unquote(parts.fragment) in parsed[file].ids
