"""What people do, in a real Chromium: find, read, switch language, use a keyboard, a phone, no JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsing import NOON, PHONE, faults_of, new_context
from tests.site import PAGE_TYPES, built_full_repository, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(built_full_repository() / "site") as base:
        yield base


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def test_from_home_by_search_to_a_need_its_counterpart_its_region_an_award_and_the_winner(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.wait_for_url(f"{address}zh/")

    page.locator("#jb-hero-input").fill("黑臭水体")
    page.locator(".jb-hero__search button").click()
    page.wait_for_url(f"{address}zh/search/?q={quote('黑臭水体')}")
    page.get_by_role("link", name="黑臭水体一体化治理装备", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("黑臭水体一体化治理装备")

    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Integrated treatment equipment for black-odorous water bodies"
    )
    assert page.url == f"{address}en/needs/demo-31-0001/"

    page.locator(".jb-chips").get_by_role("link", name="Shanghai", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shanghai")

    page.locator(".jb-tabs").get_by_role("link", name="Awards").click()
    page.get_by_role("link", name="7th China Innovation Challenge").first.click()
    page.get_by_role("link", name="Shanghai Academy of Agricultural Sciences").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shanghai Academy of Agricultural Sciences")
    expect(page.get_by_role("link", name="Best Solution Award")).to_be_visible()


def test_a_search_without_a_hit_says_what_to_try(page: Page, address: str) -> None:
    page.goto(f"{address}zh/search/?q={quote('zzzqqqxv')}")

    expect(page.locator("[data-jb-status]")).to_contain_text("没有找到")
    expect(page.get_by_role("link", name="分类浏览")).to_be_visible()


def test_results_of_a_search_stay_in_the_visitors_language(page: Page, address: str) -> None:
    page.goto(f"{address}en/search/?q=coating")
    expect(page.locator(".jb-hits li").first).to_be_visible()

    paths = [urlsplit(link.get_attribute("href") or "").path for link in page.locator(".jb-hits h2 a").all()]

    assert paths != []
    assert [path for path in paths if not path.startswith("/en/")] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_on_any_page_type(browser: Browser, address: str, lang: str) -> None:
    context = new_context(browser, reduced_motion="reduce")
    page = context.new_page()
    found = [f"{path}: {fault}" for path in PAGE_TYPES for fault in faults_of(page, f"{address}{lang}/{path}")]
    context.close()

    assert found == []


IN_THE_DARK = (
    *("", "needs/", "needs/demo-31-0001/", "needs/demo-33-0011/", "contests/ct-demo-31-0009/"),
    *("dockings/dk-demo-33-0029-01/", "awards/demo/", "awards/demo/standings/"),
    *("statistics/", "events/", "editions/demo/report/"),
    *("forms/", "forms/need/", "forms/solution/demo-31-0001/"),
)


@pytest.mark.parametrize("path", IN_THE_DARK)
def test_axe_finds_nothing_in_the_dark_and_on_a_phone(browser: Browser, address: str, path: str) -> None:
    context = new_context(browser, viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    found = faults_of(page, f"{address}zh/{path}")
    context.close()

    assert found == []


def test_no_page_type_asks_anything_of_another_origin_or_fails_to_load(browser: Browser, address: str) -> None:
    context = new_context(browser)
    page = context.new_page()
    asked: list[str] = []
    failed: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.on("pageerror", lambda error: failed.append(str(error)))
    for lang in ("zh", "en"):
        for path in PAGE_TYPES:
            page.goto(f"{address}{lang}/{path}", wait_until="networkidle")
    page.goto(f"{address}zh/search/?q={quote('涂层')}", wait_until="networkidle")
    context.close()

    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert failed == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_type_scrolls_sideways_on_a_phone(browser: Browser, address: str, lang: str) -> None:
    context = new_context(browser, viewport=PHONE, is_mobile=True)
    page = context.new_page()
    wide = []
    for path in PAGE_TYPES:
        page.goto(f"{address}{lang}/{path}")
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            wide.append(path)
    context.close()

    assert wide == []


def test_without_javascript_one_can_browse_page_and_read(browser: Browser, address: str) -> None:
    context = new_context(browser, java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="中文").click()
    page.locator(".jb-menu summary").click()
    page.locator(".jb-menu").get_by_role("link", name="需求榜").click()
    page.get_by_role("link", name="黑臭水体一体化治理装备").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("黑臭水体一体化治理装备")
    expect(page.get_by_role("link", name="我来揭榜")).to_be_visible()

    page.goto(f"{address}zh/domains/new-energy/")
    page.get_by_role("link", name="这一类的全部").click()
    page.get_by_role("link", name="下一页").click()
    assert page.url == f"{address}zh/domains/new-energy/results/page/2/"
    expect(page.locator(".jb-card").first).to_be_visible()

    page.goto(f"{address}zh/search/?q=x")
    expect(page.get_by_text("搜索需要启用 JavaScript")).to_be_visible()
    context.close()


def test_a_deadline_passes_without_a_rebuild(browser: Browser, address: str) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{address}zh/needs/demo-31-0001/")
    expect(page.locator(".jb-badge").first).to_have_text("还剩 3 天")
    expect(page.get_by_role("link", name="我来揭榜")).to_be_visible()

    page.clock.set_fixed_time(NOON.replace(day=26))
    page.reload()
    expect(page.locator(".jb-badge").first).to_have_text("已截止")
    expect(page.get_by_role("link", name="我来揭榜")).to_be_hidden()
    context.close()


def test_the_keyboard_reaches_skip_link_search_and_menu_in_order(page: Page, address: str) -> None:
    page.goto(f"{address}zh/needs/demo-31-0001/")
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))

    assert reached[0] == "跳到正文"
    assert reached[1] == "长三角创新挑战赛"
    assert reached[2] == "q"
    assert reached[5] == "English"
    assert reached[6:10] == ["首页", "需求榜", "成果库", "获奖榜"]


def test_the_filter_of_a_list_shows_only_what_matches(page: Page, address: str) -> None:
    page.goto(f"{address}zh/needs/")
    page.locator("[data-jb-filter] input").fill("黑臭水体")

    expect(page.locator("[data-jb-row]:visible")).to_have_count(1)
    page.locator("[data-jb-filter] input").fill("没有这样的需求")
    expect(page.get_by_text("本页没有匹配的条目")).to_be_visible()


def test_the_chosen_colours_stay_on_the_next_page(page: Page, address: str) -> None:
    page.goto(f"{address}zh/")
    page.locator("[data-jb-palette]").click()
    page.goto(f"{address}zh/needs/")

    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_a_page_that_does_not_exist_says_so_in_both_languages(page: Page, address: str) -> None:
    page.goto(f"{address}404.html")

    expect(page.get_by_role("heading", name="没有这个页面")).to_be_visible()
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


def test_german_stands_in_its_own_section_and_nowhere_else(page: Page, address: str) -> None:
    page.goto(f"{address}zh/events/yrd-open-day-2023/")

    german = page.locator("section[lang=de]")  # beside titles of German sources, marked in their place
    expect(german).to_have_count(1)
    expect(german.get_by_role("heading")).to_contain_text("Tag der offenen Tür")


def test_an_archive_entry_names_its_source_and_cannot_be_taken_up(page: Page, address: str) -> None:
    page.goto(f"{address}en/needs/cic2021-31-0001/")

    expect(page.get_by_text("Archived as publicly reported")).to_be_visible()
    expect(page.get_by_role("link", name="Take up this need")).to_have_count(0)
    assert page.locator(".jb-notice--reported a").first.get_attribute("href") != ""


def test_a_need_prints_its_facts_and_not_the_navigation(page: Page, address: str) -> None:
    page.goto(f"{address}zh/needs/demo-31-0001/")
    page.emulate_media(media="print")

    expect(page.locator(".jb-header")).to_be_hidden()
    expect(page.locator(".jb-facts")).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_of_an_edition_prints_on_a4_in_ink_and_without_the_navigation(
    browser: Browser, address: str, lang: str
) -> None:
    context = new_context(browser, viewport={"width": 680, "height": 960}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}{lang}/editions/demo/report/")
    page.emulate_media(media="print", color_scheme="dark")

    for hidden in (".jb-header", ".jb-footer", ".jb-subnav"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_role("img")).to_have_count(3)
    inks = "[...document.querySelectorAll('.jb-chart text, .jb-report p')].map(x => getComputedStyle(x))"
    assert (
        page.evaluate(f"[...new Set({inks}.map(s => s.fill + s.color))].filter(c => /rgb\\(2\\d\\d/.test(c))") == []
    )
    assert (
        page.evaluate(
            "[...document.querySelectorAll('.jb-report :is(table, svg)')]"
            ".filter(x => x.getBoundingClientRect().right > 681).map(x => x.outerHTML.slice(0, 80))"
        )
        == []
    )
    printed = page.pdf(prefer_css_page_size=True)
    context.close()

    boxes = re.findall(rb"/MediaBox \[([^]]+)\]", printed)
    assert {tuple(round(float(edge)) for edge in box.split()) for box in boxes} == {(0, 0, 595, 842)}


def test_the_report_is_found_from_the_edition_its_awards_and_the_statistics(page: Page, address: str) -> None:
    for path in ("editions/demo/", "awards/demo/", "statistics/"):
        page.goto(f"{address}en/{path}")
        page.get_by_role("link", name=re.compile("^Report of the year(: Example edition| →)$")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Report of the year: Example edition")

    page.locator(".jb-report").get_by_role("row", name=re.compile("^Published")).first.get_by_role("link").click()
    assert page.url == f"{address}en/editions/demo/reached/published/"


def test_one_can_register_for_an_event_that_is_to_come(page: Page, address: str) -> None:
    page.goto(f"{address}zh/events/demo-onsite-contest/")

    link = page.get_by_role("link", name="报名链接")
    assert link.get_attribute("href") == "https://example.org/register"


def test_a_need_names_its_attachments_and_its_ids_elsewhere(page: Page, address: str) -> None:
    page.goto(f"{address}en/needs/demo-31-1001/")

    expect(page.locator(".jb-files li").nth(1)).to_have_text(f"现场照片 photograph.jpg sha256 {'b' * 64}")
    expect(page.locator(".jb-facts").get_by_role("link", name="IM-2026-0001")).to_be_visible()
    expect(page.locator(".jb-facts")).to_contain_text("Mobilised by")
