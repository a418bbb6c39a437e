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

from forms.inbox.disk import is_full
from forms.intake.errors import RefusedError
from forms.intake.room import FULL_SECONDS
from forms.phrases import read_form_phrases
from forms.web.hosts import name_in
from forms.web.preferred import preferred
from forms.web.render import message_page
from forms.web.service import Service
from site_builder.languages import ENGLISH, LANGS

LOG = logging.getLogger("jiebang.forms")
PROBLEM = "application/problem+json"
API = "/api/"
HTTPS_SECONDS = 365 * 86400
_FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_READ_ELSEWHERE = re.compile(r"/api/v1/challenge|/submit/[a-z_]+/preview")
SCRIPTS = ("assets/", "pagefind/")
"""Folders of the site in which scripts lie; what is there, the builder wrote."""
_DYNAMIC = ("/submit/", "/track", API)


class SecureHeaders:
    """Adds the heads to every answer; what belongs to one visitor is stored by nobody.

    Args:
        hashes: of the scripts inside the site's own shell; no other script inside a page runs.
        origins: of a static site elsewhere, whose script may read a challenge and a preview.
        secure: names that are reached by HTTPS; browsers are told to use nothing else there.
    """

    dynamic: tuple[str, ...] = _DYNAMIC

    def __init__(
        self,
        app: ASGIApp,
        hashes: Callable[[], tuple[str, ...]],
        origins: frozenset[str],
        secure: frozenset[str] = frozenset(),
    ) -> None:
        self._app = app
        self._hashes = hashes
        self._origins = origins
        self._secure = secure

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
                asked = Headers(scope=scope)
                host = asked.get("host", "")
                headers.setdefault("content-security-policy", self.policy(host if name_in(host) else ""))
                if name_in(host) in self._secure:
                    headers.setdefault("strict-transport-security", f"max-age={HTTPS_SECONDS}")
                origin = asked.get("origin", "")
                if origin in self._origins and _READ_ELSEWHERE.fullmatch(scope["path"]):
                    headers["access-control-allow-origin"] = origin
                    headers.add_vary_header("origin")
                if scope["path"].startswith(self.dynamic):
                    headers["cache-control"] = "no-store"
                    headers.setdefault("x-robots-tag", "noindex")
            await send(message)

        await self._app(scope, receive, with_heads)

    def policy(self, host: str) -> str:
        """Return what a page may load, from where: scripts from two folders at *host*, and those that hashes name.

        An address of IPv6 is none that a policy could name (CSP 3, 2.3.1), so there any script of the site may run.
        """
        own = [f"{host}/{folder}" for folder in SCRIPTS if host] if not host.startswith("[") else ["'self'"]
        scripts = " ".join((*own, "'wasm-unsafe-eval'", *self._hashes()))  # the search index is WebAssembly
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )


class Faults:
    """Answers a fault of ours itself, so that nothing below it writes what was sent into a log.

    Args:
        page: from the request, the code of what is said, the status and the seconds to wait to what is answered;
            ``None``: in the words and the shell of the site.
    """

    def __init__(self, app: ASGIApp, page: Callable[[Request, str, int, int], Response] | None = None) -> None:
        self._app = app
        self._page = page or _answer

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
            request = Request(scope, receive)
            log_fault(request, error)
            if not has_started:
                said = ("no_space", 503, FULL_SECONDS) if is_full(error) else ("failed", 500, 0)
                await self._page(request, *said)(scope, receive, send)


def refused(request: Request, error: Exception) -> Response:
    """Return the answer to a request that was refused."""
    assert isinstance(error, RefusedError)  # noqa: S101 - registered for it
    return _answer(request, error.code, error.status, error.retry_after)


def http_error(request: Request, error: Exception) -> Response:
    """Return the answer where there is no such page, or no such method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    answer = _answer(request, code_of(error), error.status_code, 0)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def code_of(error: HTTPException) -> str:
    """Return which of the phrases ``refused.<code>`` says what *error* is."""
    return {404: "no_page", 405: "no_method"}.get(error.status_code, "malformed")


def log_fault(request: Request, error: Exception) -> None:
    """Log where a fault of ours is; nothing of what was sent is repeated."""
    where = " < ".join(
        f"{frame.name}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    route = request.scope.get("route")
    LOG.error("%s %s failed: %s at %s", request.method, getattr(route, "path", "?"), type(error).__name__, where)


def _answer(request: Request, code: str, status: int, retry_after: int) -> Response:
    heads = {"retry-after": str(retry_after)} if retry_after else {}
    if request.scope["path"].startswith(API):
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
