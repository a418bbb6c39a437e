"""The manual for organisers at the desk: the pages that came with this program, in the language of the reader."""

from __future__ import annotations

import asyncio
import functools
import itertools
import posixpath
import re
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from forms.desk.answers import answer
from forms.desk.browsers import language_of, remembered
from forms.desk.guards import seat_of
from forms.desk.office import Office
from forms.desk.views import ManualPage
from site_builder.languages import ENGLISH, Lang

PATH, FIRST = "/desk/manual", "README"
MANUAL = Path(__file__).parents[2] / "docs/manual"
_OTHER_LANGUAGE = re.compile(r"^\*.*\]\(\.\./\w+/[\w-]+\.md\).*\*\n", re.MULTILINE)
_NOTE = re.compile(r"^ *<!--.*?-->\n", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s:]+)\)")
_PAGE = re.compile(r"([\w-]+)\.md(#.*)?")
_markdown = MarkdownIt("js-default", {"html": False, "linkify": False})


async def to_first(request: Request) -> Response:
    """``GET /desk/manual``."""
    return RedirectResponse(f"{PATH}/{FIRST}", 303)


async def show_manual(office: Office, request: Request) -> Response:
    """``GET /desk/manual/{page}``: for whoever finds the desk; it holds nothing of the challenge."""
    seat, lang = await asyncio.to_thread(seat_of, office, request), language_of(request)
    name = request.path_params["page"]
    title, html = await asyncio.to_thread(page_of, lang, name)
    page = ManualPage(title=title, here=f"{PATH}/{name}", html=html)
    return remembered(request, answer(office, lang, page, seat))


async def show_file(request: Request) -> Response:
    """``GET /desk/manual/online/{name}``: a file to go online with, as text."""
    files = {file.name: file for file in (MANUAL / "online").glob("*")}
    if (file := files.get(request.path_params["name"])) is None:
        raise HTTPException(404)
    return PlainTextResponse(await asyncio.to_thread(file.read_text, encoding="utf-8"))


@functools.cache
def page_of(lang: Lang, name: str) -> tuple[str, Markup]:
    """Return title and HTML of a page; where the manual is not in *lang*, in English.

    Raises:
        HTTPException: 404, there is no such page.
    """
    folder = MANUAL / lang if (MANUAL / lang).is_dir() else MANUAL / ENGLISH
    file = next((file for file in folder.glob("*.md") if file.stem == name), None)
    if file is None:
        raise HTTPException(404)
    text = _NOTE.sub("", _OTHER_LANGUAGE.sub("", file.read_text(encoding="utf-8"), count=1))
    tokens = _markdown.parse(_LINK.sub(lambda found: _link_at_the_desk(folder.name, found), text))
    for opened, inline in itertools.pairwise(tokens):
        if opened.type == "heading_open":
            opened.attrSet("id", _anchor_of(inline.content))
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return text.partition("\n")[0].removeprefix("# "), Markup(html)  # noqa: S704 - a file of ours, no HTML in it


def _link_at_the_desk(folder: str, found: re.Match[str]) -> str:
    """Return a link as it is at the desk; of what is not there, where it is in the program."""
    said, target = found.groups()
    if page := _PAGE.fullmatch(target):
        return f"[{said}]({PATH}/{page[1]}{page[2] or ''})"
    if target.startswith("#"):
        return found[0]
    if target.startswith("../online/") and not target.endswith("/"):
        return f"[{said}]({PATH}{target.removeprefix('..')})"
    file = target.partition("#")[0]
    return f"{said} (`{posixpath.normpath(posixpath.join('docs/manual', folder, file))}`)"


def _anchor_of(heading: str) -> str:
    """Return the anchor that code hosts give to *heading*, so that links are the same here and there."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
