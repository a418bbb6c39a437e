"""The service: forms and their interface in the static site, and the desk at an origin of its own beside them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from forms.accounts.audit import Audit
from forms.inbox.store import Inbox
from forms.intake.errors import RefusedError
from forms.mail.messages import Notice
from forms.mail.outbox import Lost
from forms.mail.sending import SmtpServer, keep_sending
from forms.web import api, submit, track
from forms.web.answers import Faults, SecureHeaders, http_error, refused
from forms.web.gate import Gate
from forms.web.service import Service
from forms.web.settings import ServiceSettings
from forms.web.site import Site
from forms.web.site_files import SiteFiles

LOG = logging.getLogger("jiebang.forms")
CLEARING_SECONDS = 600.0
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def make_app(settings: ServiceSettings) -> Starlette:
    """Return the application that *settings* describe, without the desk, which has an origin of its own.

    Raises:
        NoRecipientsError: nobody could read what would be sealed.
    """
    inbox = Inbox.open(settings.inbox, clock=settings.clock)
    site = Site(settings.root)
    service = Service(settings, inbox, site)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(site.on, settings.today())
        tasks = [asyncio.create_task(_keep_clearing(inbox)), *_sending(service)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    def hashes() -> tuple[str, ...]:
        return site.on(settings.today()).script_hashes

    (site.folder).mkdir(exist_ok=True)
    app = Starlette(
        routes=[
            Route("/submit/{form}", submit.submit, methods=["POST"]),
            Route("/submit/{form}", submit.back, methods=["GET"]),
            Route("/submit/{form}/preview", submit.back, methods=["GET"]),
            Route("/submit/{form}/preview", submit.preview, methods=["POST"]),
            Route("/track", track.ask, methods=["GET"]),
            Route("/{lang}/track/", track.ask_in, methods=["GET"]),
            Route("/track", track.show, methods=["POST"]),
            Route("/api/v1/submissions/{form}", api.submit, methods=["POST"]),
            Route("/api/v1/submissions/{receipt}", api.status, methods=["GET"]),
            Route("/api/v1/challenge", api.challenge, methods=["GET"]),
            Route("/api/v1/openapi.json", api.openapi, methods=["GET"]),
            Route("/api/{rest:path}", api.nothing, methods=[*METHODS]),
            Route("/healthz", api.healthz, methods=["GET"]),
            Mount("/", SiteFiles(directory=site.folder, html=True)),
        ],
        middleware=[
            Middleware(SecureHeaders, hashes=hashes, origins=settings.origins, secure=settings.hosts.secure),
            Middleware(Faults),
            Middleware(Gate, hosts=settings.hosts, bounds=settings.bounds, trusted_hops=settings.trusted_hops),
        ],
        exception_handlers={RefusedError: refused, HTTPException: http_error},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # would lead to whatever name was asked for
    app.state.service = service
    return app


async def _keep_clearing(inbox: Inbox) -> None:
    """Remove uploads that nobody confirmed, as long as the service runs."""
    while True:
        await asyncio.sleep(CLEARING_SECONDS)
        try:
            await asyncio.to_thread(inbox.repository.clear_abandoned)
        except OSError as error:
            LOG.error("abandoned uploads could not be removed: %s", type(error).__name__)


def _sending(service: Service) -> list[asyncio.Task[None]]:
    """Return the task that sends mails, none where no server is configured."""
    if not service.settings.smtp_url:
        return []

    def look() -> int:
        return service.steps.tell(service.inbox, service.is_merged)

    server = SmtpServer.at(service.settings.smtp_url)
    return [asyncio.create_task(keep_sending(service.outbox, server, look, _to_audit_log(service)))]


def _to_audit_log(service: Service) -> Lost:
    """Return what tells the desk of a mail that will never be sent: of which submission it was, never its address."""
    audit = Audit(service.inbox.repository.path, lambda: service.settings.clock().timestamp())

    def lost(event: str, notice: Notice) -> None:
        audit.write(event, "", about=f"{notice.receipt} {notice.event}")

    return lost


class TwoOrigins:
    """Site and desk in one process: which of them answers is told by the port that was asked, never by a head.

    A name that is the desk's own (*desk_url*, empty: none) is answered at its port only, and there no other is, so
    that a proxy that mixes them up is noticed.
    """

    def __init__(self, site: ASGIApp, desk: ASGIApp, desk_port: int, desk_url: str = "") -> None:
        self._site, self._desk = site, desk
        self._port = desk_port
        self._name = urlsplit(desk_url).netloc.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to whom it was sent."""
        if scope["type"] == "lifespan":
            await self._site(scope, receive, send)
            return
        is_desk = scope["server"][1] == self._port
        if self._name and (dict(scope["headers"]).get(b"host", b"").lower() == self._name) != is_desk:
            await PlainTextResponse("Misdirected Request", 421)(scope, receive, send)
            return
        await (self._desk if is_desk else self._site)(scope, receive, send)
