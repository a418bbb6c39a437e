"""A local server that builds again whenever records, pages, settings or templates change."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from watchfiles import watch

PACKAGE = Path(__file__).parent.parent


def serve_site(root: Path, port: int, rebuild: Callable[[], None]) -> None:
    """Serve ``site/`` of *root* on the loopback address until interrupted, calling *rebuild* after each change."""
    (root / "site").mkdir(exist_ok=True)
    app = Starlette(routes=[Mount("/", StaticFiles(directory=root / "site", html=True))])
    stop = threading.Event()
    watcher = threading.Thread(target=_rebuild_on_change, args=(root, rebuild, stop), daemon=True)
    watcher.start()
    try:
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
    finally:
        stop.set()


def _rebuild_on_change(root: Path, rebuild: Callable[[], None], stop: threading.Event) -> None:
    watched = [
        root / "needs",
        root / "content",
        root / "mkdocs.yml",
        PACKAGE / "render" / "templates",
        PACKAGE / "publish" / "theme",
    ]
    for _ in watch(*(path for path in watched if path.exists()), stop_event=stop):
        try:
            rebuild()
        except Exception:  # a half-typed file must not end the serving; the next change tries again
            traceback.print_exc()
