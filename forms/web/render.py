"""Our own pages in the site's shell."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.responses import HTMLResponse

from forms.phrases import read_form_phrases
from forms.web.site import Drawn
from site_builder.render.environment import strict_environment
from site_builder.render.formats import format_moment

TEMPLATES = Path(__file__).parent / "templates"


_environment = functools.cache(functools.partial(strict_environment, TEMPLATES))


def render(template: str, lang: str, **facts: Any) -> str:
    """Return the body that *template* makes in *lang*."""
    around = {"lang": lang, "w": read_form_phrases(lang)}
    return _environment().get_template(template).render(**around, **facts)


def moment(at: str, lang: str, zone: ZoneInfo) -> Markup:
    """Return the time *at* (UTC) for people in *lang*, and for programs as it is."""
    return Markup('<time datetime="{}">{}</time>').format(at, format_moment(at, lang, zone))


def page(
    drawn: Drawn,
    lang: str,
    title: str,
    body: str,
    status: int = 200,
    path: str = "forms/",
    *,
    is_practice: bool = False,
) -> HTMLResponse:
    """Return *body* as an answer in the site's shell, that of the example world where it *is_practice*."""
    return HTMLResponse(drawn.page(lang, title, body, path, is_practice=is_practice), status)


def message_page(drawn: Drawn, lang: str, code: str, status: int) -> HTMLResponse:
    """Return the page that says why a request was refused, by the phrases ``refused.<code>``."""
    phrases = read_form_phrases(lang)
    title = phrases["service.error.title"]
    return page(
        drawn, lang, title, render("message.html", lang, title=title, text=phrases[f"refused.{code}"]), status
    )
