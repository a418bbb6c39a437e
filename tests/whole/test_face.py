"""What people do on the face of the site, with and without script: read what is real, follow a number, decide."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import DESK, PHONE, new_context
from tests.site import built_full_repository, built_once, copy_real_repository, served

pytestmark = pytest.mark.browser

OPEN, CLOSED, CHOSEN = "demo-31-0001", "demo-31-0006", "demo-33-0011"
WIDTHS = {"phone": PHONE, "desk": DESK}
SAID = {
    "zh": {"h1": "企业出题，天下揭榜", "unannounced": "下一轮何时开始尚未公布", "example": "示例"},
    "en": {
        "h1": "Companies set the problem. Anyone may solve it.",
        "unannounced": "When the next round begins is not announced",
        "example": "Example",
    },
}


@pytest.fixture(scope="module")
def mixed() -> Iterator[str]:
    with served(built_full_repository() / "site") as base:
        yield base


@pytest.fixture(scope="module")
def real() -> Iterator[str]:
    with served(built_once("real", copy_real_repository) / "site") as base:
        yield base


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, has_script: bool) -> Iterator[Page]:
    context = new_context(browser, viewport=WIDTHS[request.param], java_script_enabled=has_script, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser, has_script: bool) -> Iterator[Page]:
    context = new_context(browser, viewport=PHONE, java_script_enabled=has_script)
    yield context.new_page()
    context.close()


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not shown"
    return box["y"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_home_page_is_carried_by_what_is_real(page: Page, real: str, lang: str) -> None:
    page.goto(f"{real}{lang}/")

    expect(page.get_by_role("heading", level=1)).to_have_text(SAID[lang]["h1"])
    expect(page.locator(".jb-round")).to_contain_text(SAID[lang]["unannounced"])
    assert SAID[lang]["example"] not in page.inner_text("body")
    assert "0" not in page.locator(".jb-counters dd").all_inner_texts()
    assert page.locator(".jb-totals__year").all_inner_texts() == [str(year) for year in range(2025, 2015, -1)]
    told = page.locator(".jb-totals li:has(p strong)")
    assert told.count() > 7
    assert all(told.nth(n).locator("small a[href^=http], small").count() for n in range(told.count()))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_number_of_the_home_page_leads_to_the_list_that_it_counts(page: Page, real: str) -> None:
    page.goto(f"{real}en/")
    number = page.locator('.jb-counters a[href$="needs/"]').first
    count = number.inner_text()
    number.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Needs")
    expect(page.locator(".jb-count")).to_have_text(f"Needs: {count}")


def test_a_tile_of_the_map_leads_to_the_needs_of_its_region(page: Page, real: str) -> None:
    page.goto(f"{real}en/")
    tile = page.locator(".jb-map a", has_text="Anhui")
    count = tile.get_attribute("data-jb-count")
    tile.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Anhui")
    expect(page.locator(".jb-count").first).to_contain_text(f"Needs: {count} ")


def test_an_edition_on_the_timeline_leads_to_its_needs_and_its_page(page: Page, real: str) -> None:
    page.goto(f"{real}zh/")
    page.locator("#cic2021").get_by_role("link", name="本站在库 7 项").click()
    expect(page.locator("li[data-jb-row]")).to_have_count(7)


def test_who_looks_for_a_need_comes_to_the_catalogue_and_organisers_to_their_guide(page: Page, real: str) -> None:
    page.goto(f"{real}zh/")
    page.get_by_role("link", name="找到适合我的需求").click()
    assert page.url == f"{real}zh/needs/"

    page.goto(f"{real}zh/")
    page.get_by_role("link", name="了解挑战赛如何组织").click()
    assert page.url == f"{real}zh/guide/organiser/"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_shows_all_that_decides_and_the_problem_before_the_facts(phone: Page, mixed: str, lang: str) -> None:
    phone.goto(f"{mixed}{lang}/needs/{OPEN}/")
    interest = phone.locator(f'.jb-act a[href$="forms/interest/?about={OPEN}"]')

    expect(interest).to_be_in_viewport()
    expect(phone.locator(".jb-act small").first).to_be_in_viewport()
    assert top_of(phone, ".jb-keyline") < top_of(phone, ".jb-main h2") < top_of(phone, ".jb-side .jb-facts")
    notes = phone.locator(".jb-side .jb-facts small")
    assert notes.count() > 5
    assert all(notes.nth(n).is_visible() for n in range(notes.count()))
    interest.click()
    assert phone.url == f"{mixed}{lang}/forms/interest/?about={OPEN}"


def test_each_deadline_has_its_label_hour_and_zone_on_cards_too(page: Page, mixed: str) -> None:
    page.goto(f"{mixed}en/needs/open/")
    cards = page.locator(".jb-card__deadline").all_inner_texts()

    assert len(cards) > 3
    assert [
        card for card in cards if not re.match(r"Deadline for solutions .*, 24:00 \w+ time \(UTC\+8\)", card)
    ] == []


def test_the_days_left_are_told_from_sixty_on(page: Page, mixed: str) -> None:
    page.goto(f"{mixed}en/needs/open/")
    badges = page.locator(".jb-badge").all_inner_texts()

    assert "Days left: 3" in badges  # OPEN, on 22 November
    assert "Open · days left: 39" in badges
    assert "Open" in badges


@pytest.mark.parametrize(
    ("need", "outcome", "steps"),
    [(CLOSED, "Contest opened", "done current upcoming"), (CHOSEN, "", "done done done")],
)
def test_a_need_that_is_closed_says_what_became_of_it(
    page: Page, mixed: str, need: str, outcome: str, steps: str
) -> None:
    page.goto(f"{mixed}en/needs/{need}/")
    classes = [step.get_attribute("class") for step in page.locator(".jb-steps li").all()]

    expect(page.locator(".jb-outcome h2")).to_have_text("What became of it")
    expect(page.locator(".jb-outcome__what")).to_contain_text(outcome)
    assert " ".join(str(name).removeprefix("jb-steps__") for name in classes) == steps


def test_the_awards_name_who_won_and_how_many_of_2022_are_on_record(page: Page, real: str) -> None:
    page.goto(f"{real}en/awards/")
    expect(page.locator(".jb-winners")).to_contain_text("Shanghai Academy of Agricultural Sciences")
    expect(page.locator("#jb-content")).not_to_contain_text("Most Innovative")

    for path in ("awards/cic2022/", "editions/cic2022/"):
        page.goto(f"{real}zh/{path}")
        expect(page.get_by_text("本站记录 11 项，报道 37 项").first).to_be_visible()


def test_three_awards_that_share_a_pool_read_as_one_pool(page: Page, real: str) -> None:
    page.goto(f"{real}en/awards/cic2021/")
    page.get_by_role("link", name="Most Innovative Award").click()

    shared = "One prize pool of CNY 500,000 for all of: Best Solution Award, Most Innovative Award, "
    expect(page.locator(".jb-award-group .jb-chips")).to_contain_text(shared)


def test_what_is_told_in_german_is_reached_from_a_list(page: Page, real: str) -> None:
    page.goto(f"{real}en/events/")
    page.get_by_role("link", name="All summaries in German").click()
    page.locator("li[data-jb-row] a").first.click()

    expect(page.locator("section#de")).to_be_visible()
    assert page.url.endswith("#de")
