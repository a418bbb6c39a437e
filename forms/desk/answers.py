"""A page of the desk in the shell of the public site."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from forms.desk.office import Office, Refused, Seat
from forms.desk.views import DeskPage, RefusedPage
from forms.phrases import read_form_phrases
from forms.web.render import moment
from site_builder.languages import LANGS, REQUIRED_LANGS, Lang, name_of
from site_builder.phrases import Phrases
from site_builder.render.environment import strict_environment
from site_builder.render.formats import format_date

TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _environment(lang: Lang) -> Environment:
    env = strict_environment(TEMPLATES)
    phrases = read_form_phrases(lang)
    env.globals.update(
        lang=lang, other_langs=[other for other in LANGS if other != lang], w=phrases, say=_sayer(phrases)
    )
    env.globals.update(language_name=name_of, required_langs=REQUIRED_LANGS)
    env.globals["size_of"] = size_of
    env.globals["day"] = functools.partial(format_date, lang=lang)
    env.globals["moment"] = functools.partial(moment, lang=lang)
    return env


def size_of(count: int) -> str:
    """Return *count* bytes as people write it: ``48 KB``, ``1.2 MB``."""
    return f"{max(1, round(count / 1024))} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def _sayer(phrases: Phrases) -> Callable[..., str]:
    def say(key: str, **facts: str) -> str:
        return phrases.fill(key, facts)

    return say


def answer(office: Office, lang: Lang, page: DeskPage, seat: Seat | None, status: int = 200) -> HTMLResponse:
    """Return *page* in the site's shell; its switch leads to ``switched`` (see ``routes.py``)."""
    around = {"member": seat.member if seat else None, "csrf": seat.session.csrf if seat else ""}
    body = _environment(lang).get_template(page.template).render({**around, **vars(page)})
    drawn = office.site.on(office.today())
    html = drawn.page(lang, page.title, body, page.here.removeprefix("/"))
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def refusal_page(office: Office, lang: Lang, refused: Refused, seat: Seat | None) -> Response:
    """Return the page that says why a request was refused."""
    phrases = read_form_phrases(lang)
    text = phrases[f"desk.page.refused.{refused.code}"]
    page = RefusedPage(title=phrases["desk.page.title"], here="/desk", text=text)
    response = answer(office, lang, page, seat, refused.status)
    response.headers["connection"] = "close"  # whatever of the body was not read is not waited for
    return response


async def switched(request: Request) -> Response:
    """``GET /{lang}/desk…``: where the switch of the site's shell leads, to the same page in that language."""
    lang, rest = request.path_params["lang"], request.path_params["rest"]
    if lang not in LANGS or (rest and not rest.startswith("/")):
        raise HTTPException(404)
    return RedirectResponse(f"/desk{quote(rest)}?language={lang}", 303)
