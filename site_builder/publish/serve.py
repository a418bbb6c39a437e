"""A local server that rebuilds when records, pages, settings or templates change."""

from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from watchfiles import watch

from site_builder.languages import LANGS
from site_builder.phrases import read_phrases

PACKAGE = Path(__file__).parent.parent
SETTINGS = "mkdocs.yml"
BEHIND_THE_FORMS = ("submit", "track", "desk", "api")
"""First parts of the addresses that only ``jiebang forms serve`` answers."""
PAGE = """<!doctype html><html lang="zh"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width"><title>jiebang serve</title></head><body>{said}</body></html>"""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def serve_site(root: Path, port: int, rebuild: Callable[[], None]) -> None:
    """Serve ``site/`` of *root* on the loopback address until interrupted, calling *rebuild* after each change."""
    (root / "site").mkdir(exist_ok=True)
    app = Starlette(routes=routes_of(root / "site"))
    stop = threading.Event()
    watcher = threading.Thread(target=watch_records, args=(root, rebuild, stop), daemon=True)
    watcher.start()
    try:
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
    finally:
        stop.set()


def routes_of(site: Path) -> list[BaseRoute]:
    """Return the routes of a preview of *site*: its files, and for what a form sends that nobody receives it."""
    paths = [path for part in BEHIND_THE_FORMS for path in (f"/{part}", f"/{part}/{{rest:path}}")]
    refused: list[BaseRoute] = [Route(path, _takes_nothing_in, methods=[*METHODS]) for path in paths]
    return [*refused, Mount("/", StaticFiles(directory=site, html=True))]


async def _takes_nothing_in(request: Request) -> HTMLResponse:
    said = "".join(
        f'<p lang="{lang}">{phrases["serve.preview_only"]} <a href="/{lang}/">{phrases["serve.back"]}</a></p>'
        for lang, phrases in ((lang, read_phrases(lang)) for lang in LANGS)
    )
    return HTMLResponse(PAGE.format(said=said), status_code=503)


def watch_records(root: Path, rebuild: Callable[[], None], stop: threading.Event) -> None:
    """Call *rebuild* after each change of what a build reads; Python code, schemas and words want a new start.

    Settings are watched through their folder: many editors replace a file when they save it.
    """
    folders = [root / "needs", root / "content", PACKAGE / "render" / "templates", PACKAGE / "publish" / "theme"]
    settings = threading.Thread(target=_rebuild_on_settings, args=(root, rebuild, stop), daemon=True)
    settings.start()
    for _ in watch(*(path for path in folders if path.exists()), stop_event=stop):
        _try(rebuild)


def watch_days(
    last: date, today: Callable[[], date], rebuild: Callable[[], None], stop: threading.Event, seconds: float = 30
) -> None:
    """Call *rebuild* whenever the day is no longer the *last* one: what is open, due or over is told by the day."""
    while not stop.wait(seconds):
        if (day := today()) != last:
            last = day
            _try(rebuild)


def _rebuild_on_settings(root: Path, rebuild: Callable[[], None], stop: threading.Event) -> None:
    for _ in watch(root, recursive=False, watch_filter=lambda _, path: Path(path).name == SETTINGS, stop_event=stop):
        _try(rebuild)


_one_at_a_time = threading.Lock()


def _try(rebuild: Callable[[], None]) -> None:
    with _one_at_a_time:
        try:
            rebuild()
        except Exception:  # a half-typed file must not end the serving; the next change tries again
            traceback.print_exc()


def is_port_free(port: int) -> bool:
    """Return whether the loopback address has *port* to give."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
