"""The desk in a real Chromium: sign in, return, correct, edit, approve, publish; narrow, dark, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pyotp import TOTP

from forms.review.checks import all_checks
from tests.browsing import AXE, new_context
from tests.desks import PASSWORD, Clock, Desk, DeskCase, need, need_tree, new_site_case, open_desk

pytestmark = pytest.mark.browser


@pytest.fixture
def case(tmp_path: Path) -> DeskCase:
    summary = {"zh": "上海清河公司寻找一体化装备，预算80万元。", "en": "The budget is RMB 800,000."}
    return new_site_case(tmp_path, need({**need_tree(), "summary": summary}))


@pytest.fixture
def desk(case: DeskCase) -> Iterator[Desk]:
    with open_desk(case) as made:
        yield made


def sign_in(page: Page, desk: Desk, name: str) -> None:
    page.goto(f"{desk.origin}/desk")
    page.get_by_label("Account").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Queue").wait_for()


@pytest.mark.day
@pytest.mark.parametrize("has_script", [True, False])
def test_sign_in_return_correct_approve_publish(
    has_script: bool, browser: Browser, desk: Desk, case: DeskCase, tmp_path: Path
) -> None:
    context = new_context(browser, locale="en-GB", java_script_enabled=has_script)
    page = context.new_page()
    sign_in(page, desk, "organizer")
    page.get_by_role("link", name="Equipment that makes less sludge").click()
    page.get_by_role("button", name="Begin review").click()
    page.locator("summary", has_text="Return").click()
    page.get_by_label("Reason in Chinese").first.fill("请删去预算。")
    page.get_by_role("button", name="Return").click()
    page.get_by_role("alert").get_by_text("Say why, in Chinese and in English.").wait_for()
    assert page.get_by_label("Reason in Chinese").first.input_value() == "请删去预算。"
    page.get_by_label("Reason in English").first.fill("Please leave out the budget.")
    page.get_by_role("button", name="Return").click()
    page.locator("[data-state=returned]").wait_for()

    corrected = need({**need_tree(), "summary": {"zh": "寻找一体化装备，预算80万元。", "en": "Equipment wanted."}})
    case.inbox.resubmit(case.receipt, case.secret, corrected, "key-corrected")
    page.reload()
    page.get_by_role("button", name="Begin review").click()
    page.get_by_role("link", name="Compare versions").click()
    page.locator("del").first.wait_for()
    page.go_back()
    page.get_by_role("link", name="Public text and translation").click()
    page.locator(".jb-desk-warnings").get_by_text("80万元").wait_for()
    page.locator('[name="t:summary.zh"]').fill("需求方寻找一体化装备。")
    page.get_by_role("button", name="Save the public text").click()
    for code in all_checks("need"):
        page.locator(f'input[name="check:{code}"][value="pass"]').check()
    page.get_by_role("button", name="Record checks").click()
    other = new_context(browser, locale="en-GB", java_script_enabled=has_script).new_page()
    sign_in(other, desk, "reviewer")
    other.goto(f"{desk.origin}/desk/s/{case.receipt}")
    other.get_by_role("button", name="Approve", exact=True).click()
    other.locator("[data-state=approved]").wait_for()
    other.context.close()
    page.reload()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator("[data-state=published]").wait_for()
    assert (case.root / "needs/cic2026/cic2026-31-0103.yml").is_file()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_fits_a_phone_and_everybody_can_use_it(
    scheme: str, browser: Browser, desk: Desk, case: DeskCase
) -> None:
    context = new_context(
        browser,
        locale="en-GB",
        viewport={"width": 390, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    sign_in(page, desk, "organizer")
    widths, faults = {}, set()
    of_submission = (f"/s/{case.receipt}{part}" for part in ("", "/edit", "/compare"))
    for path in ("", *of_submission, "/account", "/account/factor", "/log"):
        page.goto(f"{desk.origin}/desk{path}")
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']})")
        faults |= {f"{path} {fault['id']}" for fault in found["violations"]}
    context.close()

    assert faults == set()
    assert widths == dict.fromkeys(widths, 390)


@pytest.mark.parametrize("has_script", [True, False])
def test_one_time_codes_are_set_up_and_used_by_keyboard_and_the_password_is_changed(
    has_script: bool, browser: Browser, case: DeskCase
) -> None:
    clock = Clock()
    with open_desk(case, clock, is_factor_required=True) as desk:
        page = new_context(browser, locale="en-GB", java_script_enabled=has_script).new_page()
        give_password(page, desk, PASSWORD)
        page.get_by_role("img", name="Picture to scan").wait_for()
        secret = re.sub(r"\s", "", page.locator(".jb-desk-key").inner_text())
        give_code(page, TOTP(secret).at(clock.now))
        page.get_by_role("heading", name="Recovery codes").wait_for()
        recovery = page.locator(".jb-desk-codes code").all_inner_texts()
        page.get_by_role("link", name="I have kept them.").press("Enter")
        page.get_by_role("heading", name="Queue").wait_for()
        page.get_by_role("link", name="organizer").click()
        page.get_by_label("Current password").last.fill(PASSWORD)
        for label in ("New password (12 characters or more)", "Repeat the new password"):
            page.get_by_label(label).fill("four quiet herons waited")
        page.keyboard.press("Enter")
        page.get_by_role("status").get_by_text("Your password is changed.").wait_for()
        page.get_by_role("link", name="Audit log").click()
        page.get_by_role("rowheader", name="Own password changed").wait_for()
        page.get_by_role("button", name="Sign out").press("Enter")
        page.get_by_role("heading", name="Sign in to the desk").wait_for()

        clock.now += timedelta(minutes=2)
        give_password(page, desk, "four quiet herons waited")
        give_code(page, "000000")
        page.get_by_role("alert").get_by_text("That code is not right").wait_for()
        give_code(page, recovery[0])
        page.get_by_role("heading", name="Queue").wait_for()
        page.get_by_role("link", name="organizer").click()
        page.get_by_text("Recovery codes left: 9").wait_for()
        page.get_by_role("button", name="End the session since").press("Enter")
        page.get_by_role("heading", name="Sign in to the desk").wait_for()
        page.context.close()


def give_password(page: Page, desk: Desk, password: str) -> None:
    page.goto(f"{desk.origin}/desk")
    page.get_by_label("Account").fill("organizer")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def give_code(page: Page, code: str) -> None:
    page.get_by_label("One-time code of six digits").fill(code)
    page.keyboard.press("Enter")
