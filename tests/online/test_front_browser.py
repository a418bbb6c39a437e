"""A real browser at the two names, as visitors and organisers have it: what each of them keeps is its own."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import new_context, started_chromium
from tests.desks import PASSWORD
from tests.online.front import DESK, SITE, Front

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def watched(page: Page) -> list[str]:
    """Return what the console of *page* says from now on, and what could not be fetched."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    page.on(
        "response", lambda answer: said.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None
    )
    return said


def test_site_and_desk_work_and_share_nothing(proxy: Front) -> None:
    rules = f"MAP {SITE}:443 127.0.0.1:{proxy.https_port},MAP {DESK}:443 127.0.0.1:{proxy.https_port}"
    with started_chromium(f"--host-resolver-rules={rules}") as browser:
        context = new_context(browser, ignore_https_errors=True, locale="zh-CN")
        page = context.new_page()
        said = watched(page)
        page.goto(f"https://{SITE}/")
        expect(page).to_have_url(f"https://{SITE}/zh/")
        page.goto(f"https://{SITE}/zh/forms/need/")
        expect(page.locator("form.jb-form, form[action*=submit]").first).to_be_visible()
        page.goto(f"https://{DESK}/")
        page.locator("[name=name]").fill("o01")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").last.click()
        expect(page).to_have_url(re.compile(rf"https://{DESK}/desk$"))
        page.goto(f"https://{SITE}/zh/")

        assert said == []
        assert {cookie["name"][:7] for cookie in context.cookies(f"https://{DESK}")} == {"__Host-"}
        assert context.cookies(f"https://{SITE}") == []
        context.close()
