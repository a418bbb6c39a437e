"""The service as one application: forms and their interface, the desk, and the static site around them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route

from forms.inbox.store import Inbox
from forms.intake.errors import RefusedError
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


def make_app(
    settings: ServiceSettings, more: Callable[[Service], Sequence[BaseRoute]] = lambda service: ()
) -> Starlette:
    """Return the application that *settings* describe; *more* gives the routes of the desk for its service.

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
            Route("/track", track.show, methods=["POST"]),
            Route("/api/v1/submissions/{form}", api.submit, methods=["POST"]),
            Route("/api/v1/submissions/{receipt}", api.status, methods=["GET"]),
            Route("/api/v1/challenge", api.challenge, methods=["GET"]),
            Route("/api/v1/openapi.json", api.openapi, methods=["GET"]),
            Route("/api/{rest:path}", api.nothing, methods=[*METHODS]),
            Route("/healthz", api.healthz, methods=["GET"]),
            *more(service),
            Mount("/", SiteFiles(directory=site.folder, html=True)),
        ],
        middleware=[
            Middleware(SecureHeaders, hashes=hashes, origins=settings.origins, secure=settings.hosts.secure),
            Middleware(Faults),
            Middleware(
                Gate,
                hosts=settings.hosts,
                of_one=settings.bounds.of_one,
                in_all=settings.bounds.connections,
                trusted_hops=settings.trusted_hops,
            ),
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

    return [asyncio.create_task(keep_sending(service.outbox, SmtpServer.at(service.settings.smtp_url), look))]
