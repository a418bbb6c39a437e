"""Connections within bounds: heads of a size, in a time, and so many from one address and in all.

ASGI begins where a head is complete, so what comes before is bounded in uvicorn's own protocol. No library does this:
uvicorn has no time for heads, and h11 looks at the size of a head only while it is incomplete.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from forms.intake.rates import wide_network_of
from forms.web.bounds import BOUNDS, Bounds, Crowd

_HEAD_END = re.compile(rb"\n\r?\n")
_SLICE = 16 * 1024  # bytes that are parsed before it is looked whether the connection still stands
_CRUMB = 32  # bytes; a body in smaller pieces than this costs more to take apart than to read
_FREE_CRUMBS = 4096
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 10\r\ncontent-length: 0\r\n\r\n"


class _Connection(h11.Connection):
    """Takes apart what comes in, and refuses a head that is too long even where it comes at once."""

    def __init__(self, most: int) -> None:
        super().__init__(h11.SERVER, most)
        self._most = most
        self._crumbs = _FREE_CRUMBS

    def receive_data(self, data: bytes) -> None:
        """Take in more *data*."""
        self._crumbs = min(self._crumbs + 16 + len(data) // _CRUMB, _FREE_CRUMBS)
        super().receive_data(data)

    def next_event(self) -> Any:
        """Return the next event.

        Raises:
            h11.RemoteProtocolError: a head is too long, a body comes in crumbs, or it is no HTTP.
        """
        if self.their_state is h11.IDLE:
            waiting, _ = self.trailing_data
            if len(waiting) > self._most and not _HEAD_END.search(waiting, 0, self._most + 3):
                raise h11.RemoteProtocolError("head too long", error_status_hint=431)
        elif self.their_state is h11.SEND_BODY:
            self._crumbs -= 1
            if self._crumbs < 0:
                raise h11.RemoteProtocolError("body in crumbs")
        return super().next_event()


class _Deadline:
    """Ends the connection of *protocol* unless it is stopped within *seconds* after it was started."""

    def __init__(self, protocol: H11Protocol, seconds: float) -> None:
        self._protocol = protocol
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to count, if it does not yet."""
        if self._timer is None:
            self._timer = self._protocol.loop.call_later(self._seconds, self._protocol.transport.abort)

    def stop(self) -> None:
        """Count no longer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Lingering:
    """A transport that, told to close while a body still comes in, says no more and takes in the rest for a while.

    A connection that is closed with something unread is reset, and the answer on its way is lost with it.

    Args:
        is_unread: whether there is more of a body to come.
        late: ends the connection where that takes too long.
    """

    def __init__(self, transport: asyncio.Transport, is_unread: Callable[[], bool], late: _Deadline) -> None:
        self._transport = transport
        self._is_unread = is_unread
        self._late = late
        self._has_said_all = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Return whether nothing more is said."""
        return self._has_said_all or self._transport.is_closing()

    def close(self) -> None:
        """End what is said; the connection ends with the sender's part of it."""
        if self.is_closing() or not self._is_unread():
            self._transport.close()
            return
        self._has_said_all = True
        self._late.start()
        self._transport.write_eof()
        self._transport.resume_reading()


class BoundedProtocol(H11Protocol):
    """One connection; ``bounded_protocol`` makes the class for one server."""

    bounds: Bounds
    crowd: Crowd

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.conn = _Connection(self.bounds.head_bytes)
        self._name: str | None = None  # by which it is counted
        self._late = _Deadline(self, self.bounds.head_seconds)
        self._stalled = _Deadline(self, self.bounds.stalled_seconds)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let the connection in where there is room for it."""
        super().connection_made(transport)
        name = wide_network_of(self.client[0] if self.client else "")
        if not self.crowd.enter(name):
            transport.write(_BUSY)
            transport.close()
            return
        self._name = name
        self._late.start()
        lingering = _Lingering(transport, lambda: self.conn.their_state is h11.SEND_BODY, self._late)
        self.transport = cast(asyncio.Transport, lingering)

    def data_received(self, data: bytes) -> None:
        """Take apart what came in, a slice at a time."""
        if self.conn.their_state is h11.IDLE:
            self._late.start()
        for start in range(0, len(data), _SLICE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + _SLICE])
        self._look()

    def on_response_complete(self) -> None:
        """Wait for the next head, and no longer than that for a body that nobody reads."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.pause_writing()  # closed once all is written, and a client that reads nothing has its time
        else:
            self._look()

    def timeout_keep_alive_handler(self) -> None:
        """End a connection that nothing came on."""
        super().timeout_keep_alive_handler()
        if self.transport.get_write_buffer_size():
            self.transport.abort()  # it has not even read the last answer

    def pause_writing(self) -> None:
        """Begin to wait for a client that does not read."""
        super().pause_writing()
        self._stalled.start()

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        self._stalled.stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for another."""
        super().connection_lost(exc)
        self._late.stop()
        self._stalled.stop()
        if self._name is not None:
            self.crowd.leave(self._name)
            self._name = None

    def _look(self) -> None:
        """Wait where a head has begun, or where a body goes on that was answered already; else no longer."""
        state = self.conn.their_state
        has_begun = state is h11.IDLE and bool(self.conn.trailing_data[0])
        is_left_over = state is h11.SEND_BODY and self.cycle is not None and self.cycle.response_complete
        if has_begun or is_left_over:
            self._late.start()
        else:
            self._late.stop()


def bounded_protocol(bounds: Bounds, is_behind_proxy: bool) -> type[BoundedProtocol]:
    """Return the protocol of one server; behind a proxy all connections come from there, and only all are counted."""
    of_one = bounds.connections if is_behind_proxy else bounds.of_one
    held = {"bounds": bounds, "crowd": Crowd(bounds.connections, of_one)}
    return type("Protocol", (BoundedProtocol,), held)


def server_options(trusted_hops: int, bounds: Bounds = BOUNDS) -> dict[str, Any]:
    """Return what uvicorn is told so that it serves within *bounds*; servers with the same options count together."""
    return {
        "http": bounded_protocol(bounds, trusted_hops > 0),
        "ws": "none",
        "h11_max_incomplete_event_size": bounds.head_bytes,
        "timeout_keep_alive": bounds.idle_seconds,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
    }
