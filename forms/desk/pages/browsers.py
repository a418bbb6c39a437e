"""What the desk knows of a browser: its language, its address, and how a cookie is given to it."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from forms.desk.oidc import LOOPBACK
from forms.desk.pages.office import Office
from forms.intake.rates import address_of
from site_builder.model import Lang

LANGUAGE_COOKIE, BEFORE_COOKIE = "jb_desk_language", "jb_desk_before"


def language_of(request: Request) -> Lang:
    """Return the language that was chosen, else that of the browser."""
    asked = request.query_params.get("language") or request.cookies.get(LANGUAGE_COOKIE, "")
    if asked not in ("zh", "en"):
        asked = "zh" if request.headers.get("accept-language", "zh").lower().startswith("zh") else "en"
    return "zh" if asked == "zh" else "en"


def remembered(request: Request, response: Response) -> Response:
    """Return *response* with the language that the address asks for kept in a cookie."""
    if request.query_params.get("language") in ("zh", "en"):
        response.set_cookie(LANGUAGE_COOKIE, request.query_params["language"], max_age=365 * 86400, **cookie(request))
    return response


def cookie(request: Request) -> dict[str, Any]:
    """Return how a cookie of the desk is set: unseen by scripts, sent by our own pages, over TLS but on loopback."""
    is_local = request.url.hostname in LOOPBACK and request.url.scheme == "http"
    return {"path": "/desk", "httponly": True, "samesite": "strict", "secure": not is_local}


def address(office: Office, request: Request) -> str:
    """Return the address to count sign-ins by."""
    peer = request.client.host if request.client else ""
    return address_of(peer, ",".join(request.headers.getlist("x-forwarded-for")), office.trusted_hops)


def new_nonce() -> str:
    """Return what the browser holds before anybody signed in."""
    return secrets.token_urlsafe(24)
