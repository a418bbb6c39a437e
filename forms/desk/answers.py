"""A page of the desk in a shell of its own, in the look of the site."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from forms.accounts.roles import may
from forms.desk.browsers import language_of
from forms.desk.office import Office, Refused, Seat
from forms.desk.styles import stylesheet
from forms.desk.views import DeskPage, RefusedPage
from forms.phrases import read_form_phrases
from forms.web.render import moment
from site_builder.languages import LANGS, REQUIRED_LANGS, Lang, name_of
from site_builder.phrases import Phrases
from site_builder.render.environment import strict_environment
from site_builder.render.formats import format_date

TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _environment(lang: Lang, zone: ZoneInfo) -> Environment:
    env = strict_environment(TEMPLATES)
    phrases = read_form_phrases(lang)
    env.globals.update(
        lang=lang, other_langs=[other for other in LANGS if other != lang], w=phrases, say=_sayer(phrases)
    )
    env.globals.update(language_name=name_of, required_langs=REQUIRED_LANGS)
    env.globals["size_of"] = size_of
    env.globals["day"] = functools.partial(format_date, lang=lang)
    env.globals["moment"] = functools.partial(moment, lang=lang, zone=zone)
    return env


def size_of(count: int) -> str:
    """Return *count* bytes as people write it: ``48 KB``, ``1.2 MB``."""
    return f"{max(1, round(count / 1024))} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def _sayer(phrases: Phrases) -> Callable[..., str]:
    def say(key: str, **facts: str) -> str:
        return phrases.fill(key, facts)

    return say


def answer(office: Office, lang: Lang, page: DeskPage, seat: Seat | None, status: int = 200) -> HTMLResponse:
    """Return *page* for whoever sits at *seat*, ``None`` where nobody is signed in."""
    around = {
        "member": seat.member if seat else None,
        "csrf": seat.session.csrf if seat else "",
        "reads_log": seat is not None and may(seat.member, "audit"),
        "site": office.site_url,
        "site_name": office.site.on(office.today()).settings.name[lang],
    }
    html = _environment(lang, office.zone).get_template(page.template).render({**around, **vars(page)})
    return HTMLResponse(html, status)


def refusal_page(office: Office, lang: Lang, refused: Refused, seat: Seat | None) -> Response:
    """Return the page that says why a request was refused."""
    phrases = read_form_phrases(lang)
    text = phrases[f"desk.page.refused.{refused.code}"]
    page = RefusedPage(title=phrases["desk.page.title"], here="/desk", text=text)
    response = answer(office, lang, page, seat, refused.status)
    response.headers["connection"] = "close"  # whatever of the body was not read is not waited for
    return response


def message(office: Office, request: Request, code: str, status: int) -> Response:
    """Return the page for a request that has no page of its own, by the phrases ``refused.<code>``."""
    lang = language_of(request)
    phrases = read_form_phrases(lang)
    page = RefusedPage(title=phrases["desk.page.title"], here="/desk", text=phrases[f"refused.{code}"])
    return answer(office, lang, page, None, status)


async def to_queue(request: Request) -> Response:
    """``GET /``."""
    return RedirectResponse("/desk", 303)


async def site_styles(office: Office, request: Request) -> Response:
    """``GET /desk/assets/site.css``."""
    palette = office.site.on(office.today()).settings.palette
    return Response(await asyncio.to_thread(stylesheet, palette), media_type="text/css")
