"""The desk as an application of its own: it serves no file of the site, and no page of it runs a script."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from forms.desk.answers import message
from forms.desk.office import Office
from forms.desk.routes import desk_routes
from forms.intake.errors import RefusedError
from forms.web.answers import Faults, SecureHeaders, code_of
from forms.web.gate import Gate

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
OWN = frozenset({b"same-origin", b"none"})
"""Where a browser says that a request comes from when no other origin has a part in it."""


class DeskHeads(SecureHeaders):
    """Adds the heads to every answer of the desk: it loads its own files only, and nothing runs in it."""

    dynamic = ("/",)

    def __init__(self, app: ASGIApp, secure: frozenset[str]) -> None:
        super().__init__(app, lambda: (), frozenset(), secure)

    def policy(self, host: str) -> str:
        """Return what a page may load, and from where."""
        return POLICY


class OwnPagesOnly:
    """Refuses what a page of another origin asks for, cookies or not; following a link to the desk is no such thing.

    Source: Fetch Metadata, W3C; a browser that does not send it is held by the guards of each form.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        heads = dict(scope["headers"])
        is_link = scope["method"] == "GET" and heads.get(b"sec-fetch-dest") == b"document"
        if heads.get(b"sec-fetch-site", b"none") in OWN or is_link:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("Forbidden", 403)(scope, receive, send)


def make_desk(office: Office) -> Starlette:
    """Return the application of the desk *office*."""

    def not_there(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
        return message(office, request, code_of(error), error.status_code)

    def failed(request: Request, code: str, status: int, seconds: int) -> Response:
        return message(office, request, code, status)

    def refused(request: Request, error: RefusedError) -> Response:
        return message(office, request, error.code, error.status)

    return Starlette(
        routes=desk_routes(office),
        middleware=[
            Middleware(DeskHeads, secure=office.hosts.secure),
            Middleware(OwnPagesOnly),
            Middleware(Faults, page=failed),
            Middleware(
                Gate, hosts=office.hosts, bounds=office.bounds, trusted_hops=office.trusted_hops, page=refused
            ),
        ],
        exception_handlers={HTTPException: not_there},
    )
