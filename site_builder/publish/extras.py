"""The few files outside the languages: the root page, the 404 page, the site map."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from site_builder.languages import LANGS, name_of
from site_builder.phrases import read_phrases
from site_builder.publish.settings import Settings
from site_builder.worlds import EXAMPLE

SITE_MAP = "sitemap.xml"
TEMPLATE_OF = {"index.html": "root.html", "404.html": "notfound.html"}


def extra_inputs(settings: Settings, pages: Sequence[str]) -> dict[str, object]:
    """Return the paths of the files, each with what it is made from besides settings, templates and words.

    The site map is among them where the site's address is set; *pages* are the files of the site.
    """
    return {**dict.fromkeys(TEMPLATE_OF), **({SITE_MAP: pages} if settings.site_url else {})}


def extra_file(path: str, settings: Settings, pages: Sequence[str]) -> bytes:
    """Return the file at *path*; *pages* are the files of the site.

    The 404 page may answer at any depth, so its links start at the root of the site's address.
    """
    if path == SITE_MAP:
        return _sitemap(settings.site_url, pages)
    from site_builder.load.folders import FOLDERS
    from site_builder.render.environment import TEMPLATES, strict_environment

    examples = [f"{EXAMPLE}{folder}" for folder in FOLDERS.values()] if settings.show_examples else []
    facts = {
        "words": {lang: read_phrases(lang) for lang in LANGS},
        "language_name": name_of,
        "name": settings.name,
        "root": (urlsplit(settings.site_url).path or "") + "/",
        "folders": (*FOLDERS.values(), *examples),
        "forms": settings.forms,
    }
    return strict_environment(TEMPLATES).get_template(TEMPLATE_OF[path]).render(facts).encode()


def _sitemap(site_url: str, pages: Sequence[str]) -> bytes:
    addresses = sorted(
        path.removesuffix("index.html")
        for path in pages
        if path.startswith(tuple(f"{lang}/" for lang in LANGS))
        and path.endswith("/index.html")
        and not path.partition("/")[2].startswith(EXAMPLE)
    )
    rows = "".join(f"<url><loc>{escape(f'{site_url}/{path}', quote=False)}</loc></url>\n" for path in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    ).encode()
