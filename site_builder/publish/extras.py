"""The few files outside the two languages: the root page, the 404 page, the site map."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from site_builder.phrases import read_phrases
from site_builder.publish.settings import Settings
from site_builder.render.environment import TEMPLATES


def extra_files(settings: Settings, pages: Iterable[str]) -> dict[str, bytes]:
    """Return the files by path: ``index.html``, ``404.html``, and ``sitemap.xml`` where the site's address is set.

    The 404 page may answer at any depth, so its links start at the root of the site's address.
    """
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    facts = {
        "zh": read_phrases("zh"),
        "en": read_phrases("en"),
        "name": settings.name,
        "root": (urlsplit(settings.site_url).path or "") + "/",
    }
    files = {
        "index.html": env.get_template("root.html").render(facts).encode(),
        "404.html": env.get_template("notfound.html").render(facts).encode(),
    }
    if settings.site_url:
        files["sitemap.xml"] = _sitemap(settings.site_url, pages)
    return files


def _sitemap(site_url: str, pages: Iterable[str]) -> bytes:
    addresses = sorted(
        path.removesuffix("index.html")
        for path in pages
        if path.startswith(("zh/", "en/")) and path.endswith("/index.html")
    )
    rows = "".join(f"<url><loc>{escape(site_url)}/{escape(path)}</loc></url>\n" for path in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    ).encode()
