"""The language to answer in."""

from __future__ import annotations

from starlette.requests import Request

from site_builder.languages import ENGLISH, LANGS, Lang


def preferred(request: Request, *asked: str) -> Lang:
    """Return the first of *asked* and of what the address says that is a language of ours, else the browser's.

    A browser that names none of ours gets English, one that names none at all gets Chinese.
    """
    named = (*asked, request.query_params.get("language", ""))
    accepted = request.headers.get("accept-language", LANGS[0]).lower().split(",")
    fitting = (lang for wanted in accepted for lang in LANGS if _is_of(wanted.partition(";")[0].strip(), lang))
    return next((lang for lang in named if lang in LANGS), "") or next(fitting, ENGLISH)


def _is_of(tag: str, lang: Lang) -> bool:
    """Return whether *tag*, ``zh-cn``, is *lang* or a variety of it."""
    return f"{tag}-".startswith(f"{lang.lower()}-")
