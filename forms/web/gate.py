"""Before any page: the name that was asked for is ours, and nobody asks for too much at once."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from forms.intake.errors import RefusedError
from forms.intake.rates import address_in, wide_network_of
from forms.web.answers import refused
from forms.web.bounds import Bounds, Crowd
from forms.web.hosts import Hosts, name_in

CROWDED_SECONDS = 5


class Gate:
    """Lets in what asks for one of *hosts*, and so many requests at a time from one address as *bounds* say.

    Args:
        page: what is answered where it is refused, from the request and the error.
        trusted_hops: proxies of our own before the service, which tell the address.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: Hosts,
        bounds: Bounds,
        trusted_hops: int,
        page: Callable[[Request, RefusedError], Response] = refused,
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._page = page
        self._crowd = Crowd(bounds.connections, bounds.of_one)
        self._trusted_hops = trusted_hops

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if name_in(headers.get("host", "")) not in self._hosts.names:
            await self._refuse(RefusedError("wrong_host", 421), scope, receive, send)
            return
        name = wide_network_of(address_in(scope, self._trusted_hops))
        if not self._crowd.enter(name):
            await self._refuse(RefusedError("crowded", 503, CROWDED_SECONDS), scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            self._crowd.leave(name)

    async def _refuse(self, error: RefusedError, scope: Scope, receive: Receive, send: Send) -> None:
        await self._page(Request(scope, receive), error)(scope, receive, send)
