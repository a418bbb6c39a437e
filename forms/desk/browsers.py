"""What the desk knows of a browser: its language, its address, and how a cookie is given to it."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from forms.accounts.oidc import LOOPBACK
from forms.desk.office import Office
from forms.intake.heads import cookie_in
from forms.intake.rates import address_of
from forms.web.preferred import preferred
from site_builder.languages import LANGS, Lang

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip
"""Mark in ``User-Agent`` and the name to show; the first that is found, later ones stand there for old sites."""
LANGUAGE_COOKIE, BEFORE_COOKIE = "jb_desk_language", "jb_desk_before"


def kept_of(request: Request) -> str:
    """Return the query of the address without its language and without what was just done."""
    kept = ((name, value) for name, value in request.query_params.items() if name not in ("language", "done"))
    return urlencode(list(kept))


def language_of(request: Request) -> Lang:
    """Return the language that was chosen, else that of the browser."""
    return preferred(request, request.query_params.get("language", ""), held(request, LANGUAGE_COOKIE))


def remembered(request: Request, response: Response) -> Response:
    """Return *response* with the language that the address asks for kept in a cookie."""
    if request.query_params.get("language") in LANGS:
        give(request, response, LANGUAGE_COOKIE, request.query_params["language"], max_age=365 * 86400)
    return response


def held(request: Request, name: str) -> str:
    """Return the cookie *name* that the browser holds, empty where it holds none."""
    return cookie_in("; ".join(request.headers.getlist("cookie")), _named(request, name))


def give(request: Request, response: Response, name: str, value: str, **how: Any) -> None:
    """Let the browser hold the cookie *name*; *how* says what is other than usual."""
    response.set_cookie(_named(request, name), value, **{**_kept(request), **how})


def take(request: Request, response: Response, name: str, **how: Any) -> None:
    """Let the browser forget the cookie *name*, which was given in the same way."""
    response.delete_cookie(_named(request, name), **{**_kept(request), **how})


def is_local(request: Request) -> bool:
    """Return whether the browser is on this machine and asks without TLS."""
    return request.url.hostname in LOOPBACK and request.url.scheme == "http"


def _named(request: Request, name: str) -> str:
    """Return the name as the browser knows it: with the prefix, no other host and no page without TLS can set it."""
    return name if is_local(request) else f"__Host-{name}"


def _kept(request: Request) -> dict[str, Any]:
    """Return how a cookie of the desk is kept: unseen by scripts, sent by our own pages, over TLS but on loopback."""
    local = is_local(request)
    return {"path": "/desk" if local else "/", "httponly": True, "samesite": "strict", "secure": not local}


def address(office: Office, request: Request) -> str:
    """Return the address to count sign-ins by."""
    peer = request.client.host if request.client else ""
    return address_of(peer, ",".join(request.headers.getlist("x-forwarded-for")), office.trusted_hops)


def browser_of(request: Request) -> str:
    """Return the browser and system that people would know theirs by, ``Firefox, Windows``; empty: none is known."""
    told = request.headers.get("user-agent", "")[:400]
    found = (next((name for mark, name in known if mark in told), "") for known in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found))


def new_nonce() -> str:
    """Return what the browser holds before anybody signed in."""
    return secrets.token_urlsafe(24)
