"""A real Chromium for the tests of pages: its windows stand on the day of the tests, whatever the machine says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

AXE = Path(__file__).parent / "browser/node_modules/axe-core/axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000  # at most, for what takes an instant on a quiet machine
NOON = datetime(2026, 11, 22, 4, 0)  # UTC, noon in Shanghai
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@contextmanager
def started_chromium(*more: str) -> Iterator[Browser]:
    """Yield a browser that ends with the block, started with *more* switches than usual.

    It does not start under a shifted clock, so it is given none.
    """
    expect.set_options(timeout=PATIENCE_MS)
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*QUIET, *more], env=environment
        )
        yield browser
        browser.close()


def new_context(browser: Browser, **more: Any) -> BrowserContext:
    """Return a window of somebody new in *browser*, a desk's unless *more* says otherwise, at noon of that day."""
    context = browser.new_context(**{"viewport": DESK, **more})
    context.clock.set_fixed_time(NOON)
    context.set_default_timeout(PATIENCE_MS)
    return context


def faults_of(page: Page, url: str) -> list[str]:
    """Return what axe finds on the page at *url*."""
    page.goto(url)
    page.add_script_tag(path=AXE)
    report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']} ({violation['impact']}) {violation['nodes'][0]['html'][:120]}"
        for violation in report["violations"]
    ]
