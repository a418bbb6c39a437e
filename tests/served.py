"""What the tests of pages need: an application that is served until it is stopped, and a real Chromium."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright

QUIET = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


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


@contextmanager
def started_chromium() -> Iterator[Browser]:
    """Yield a browser that ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()
