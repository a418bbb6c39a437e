"""Around every answer: heads that keep browsers safe, and what is said when something goes wrong."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forms.intake.errors import RefusedError
from forms.phrases import read_form_phrases
from forms.web.preferred import preferred
from forms.web.render import message_page
from forms.web.service import Service
from site_builder.languages import ENGLISH, LANGS

LOG = logging.getLogger("jiebang.forms")
PROBLEM = "application/problem+json"
API = "/api/"
_FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_READ_ELSEWHERE = re.compile(r"/api/v1/challenge|/submit/[a-z_]+/preview")
_DYNAMIC = ("/submit/", "/track", API, "/desk")


class SecureHeaders:
    """Adds the heads to every answer; what belongs to one visitor is stored by nobody.

    Args:
        hashes: of the scripts inside the site's own shell; no other script inside a page runs.
        origins: of a static site elsewhere, whose script may read a challenge and a preview.
    """

    def __init__(self, app: ASGIApp, hashes: Callable[[], tuple[str, ...]], origins: frozenset[str]) -> None:
        self._app = app
        self._hashes = hashes
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_heads(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", self._policy())
                origin = Headers(scope=scope).get("origin", "")
                if origin in self._origins and _READ_ELSEWHERE.fullmatch(scope["path"]):
                    headers["access-control-allow-origin"] = origin
                    headers.add_vary_header("origin")
                if scope["path"].startswith(_DYNAMIC):
                    headers["cache-control"] = "no-store"
                    headers.setdefault("x-robots-tag", "noindex")
            await send(message)

        await self._app(scope, receive, with_heads)

    def _policy(self) -> str:
        scripts = " ".join(("'self'", "'wasm-unsafe-eval'", *self._hashes()))  # the search index is WebAssembly
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


class Faults:
    """Answers a fault of ours itself, so that nothing below it writes what was sent into a log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def watched(message: Message) -> None:
            nonlocal has_started
            has_started = has_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            return  # nobody is left to answer
        except Exception as error:
            answer = failed(Request(scope, receive), error)
            if not has_started:
                await answer(scope, receive, send)


def refused(request: Request, error: Exception) -> Response:
    """Return the answer to a request that was refused."""
    assert isinstance(error, RefusedError)  # noqa: S101 - registered for it
    return _answer(request, error.code, error.status, error.retry_after)


def http_error(request: Request, error: Exception) -> Response:
    """Return the answer where there is no such page, or no such method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    code = {404: "no_page", 405: "no_method"}.get(error.status_code, "malformed")
    answer = _answer(request, code, error.status_code, 0)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def failed(request: Request, error: Exception) -> Response:
    """Return the answer to a fault of ours; the log says where, and repeats nothing of what was sent."""
    where = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    route = request.scope.get("route")
    LOG.error("%s %s failed: %s at %s", request.method, getattr(route, "path", "?"), type(error).__name__, where)
    return _answer(request, "failed", 500, 0)


def _answer(request: Request, code: str, status: int, retry_after: int) -> Response:
    heads = {"retry-after": str(retry_after)} if retry_after else {}
    if request.url.path.startswith(API):
        return problem_json(code, status, heads)
    service: Service = request.app.state.service
    lang = preferred(request, getattr(request.state, "language", ""))
    try:
        answer = message_page(service.site.on(service.settings.today()), lang, code, status)
    except Exception:  # the page that says that something failed must not fail
        answer = HTMLResponse(
            f"<!doctype html><title>{status}</title><p>{read_form_phrases(lang)[f'refused.{code}']}", status
        )
    answer.headers.update(heads)
    return answer


def problem_json(
    code: str, status: int, heads: dict[str, str] | None = None, errors: list[dict[str, str]] | None = None
) -> JSONResponse:
    """Return a problem as RFC 9457 writes it, with the words in each language."""
    said = {lang: read_form_phrases(lang)[f"refused.{code}"] for lang in LANGS}
    body = {"type": f"urn:jiebang:{code}", "title": said[ENGLISH], "status": status, "code": code, **said}
    if errors is not None:
        body["errors"] = errors
    return JSONResponse(body, status, heads, PROBLEM)
