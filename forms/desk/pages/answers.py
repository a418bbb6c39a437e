"""A page of the desk in the shell of the public site."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse, Response

from forms.desk.pages.office import Office, Refused, Seat
from forms.phrases import read_form_phrases
from forms.web.render import moment
from site_builder.model import Lang
from site_builder.phrases import Phrases
from site_builder.render.environment import strict_environment
from site_builder.render.formats import format_date

SWITCH = "desk-in-the-other-language/"  # stands for the address of the page until it is known
_SWITCHES = re.compile(rf'"[^"]*\b(?P<lang>zh|en)/{SWITCH}"')
TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _environment(lang: Lang) -> Environment:
    env = strict_environment(TEMPLATES)
    phrases = read_form_phrases(lang)
    env.globals.update(lang=lang, other="en" if lang == "zh" else "zh", w=phrases, say=_sayer(phrases))
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


def answer(
    office: Office,
    lang: Lang,
    template: str,
    title: str,
    facts: Mapping[str, Any],
    seat: Seat | None,
    status: int = 200,
) -> HTMLResponse:
    """Return a page of the desk in the site's shell."""
    here = facts.get("here", "")
    around = {
        "here": here,
        "member": seat.member if seat else None,
        "csrf": seat.session.csrf if seat else "",
        "title": title,
    }
    body = _environment(lang).get_template(template).render({**around, **facts})
    drawn = office.site.on(office.today())
    page = _SWITCHES.sub(rf'"{here}?language=\g<lang>"', drawn.page(lang, title, body, SWITCH))
    return HTMLResponse(page, status, {"cache-control": "no-store"})


def refusal_page(office: Office, lang: Lang, refused: Refused, seat: Seat | None) -> Response:
    """Return the page that says why a request was refused."""
    phrases = read_form_phrases(lang)
    facts = {"text": phrases[f"desk.page.refused.{refused.code}"]}
    response = answer(office, lang, "refused.html", phrases["desk.page.title"], facts, seat, refused.status)
    response.headers["connection"] = "close"  # whatever of the body was not read is not waited for
    return response
