"""An application that is served on the loopback address until it is stopped."""

from __future__ import annotations

import threading
import time
from typing import Any

import uvicorn


class Served:
    """An application that is served on a port of the loopback address."""

    def __init__(self, app: Any) -> None:
        """Start it, and return once it answers."""
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        self.origin = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        """End it."""
        self._server.should_exit = True
        self._thread.join()
