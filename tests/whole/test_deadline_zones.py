"""Beside each deadline stand hour and zone, and in a browser that is elsewhere the hour there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from site_builder.derive.days.stages import end_of
from site_builder.publish.build import build_site
from site_builder.render.formats import format_deadline
from tests.browsing import new_context
from tests.foreign import write_foreign
from tests.site import built_full_repository, served

ENDS = {
    "zh": "2026年11月25日24:00（北京时间）",
    "en": "25 November 2026, 24:00 Beijing time (UTC+8)",
}
PLACES = ("needs/", "needs/demo-31-0001/", "forms/solution/", "forms/solution/demo-31-0001/", "")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(built_full_repository() / "site") as base:
        yield base


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_deadline_is_written_with_hour_and_zone(lang: str) -> None:
    assert format_deadline(date(2026, 11, 25), lang) == ENDS[lang]


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 11, 25), "2026-11-26T00:00:00+08:00"),
        (date(2026, 12, 31), "2027-01-01T00:00:00+08:00"),
        (date(2028, 2, 28), "2028-02-29T00:00:00+08:00"),
    ],
)
def test_a_deadline_is_over_when_its_day_is_over_in_shanghai(day: date, instant: str) -> None:
    assert end_of(day).isoformat() == instant


@pytest.mark.slow
@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wherever_a_solver_reads_it_a_deadline_says_hour_and_zone_without_a_script(lang: str, path: str) -> None:
    page = (built_full_repository() / "site" / lang / path / "index.html").read_text(encoding="utf-8")

    assert f'<time datetime="2026-11-26T00:00:00+08:00" data-jb-until="2026-11-25">{ENDS[lang]}</time>' in page


@pytest.mark.browser
@pytest.mark.parametrize(
    ("zone", "lang", "said"),
    [
        ("Europe/Berlin", "en", " (17:00 Central European Time)"),
        ("Europe/Berlin", "zh", "（中欧时间17:00）"),
        ("America/New_York", "en", " (11:00 Eastern Time)"),
        ("Asia/Tokyo", "en", " (26 November 2026, 01:00 Japan Standard Time)"),
        ("Asia/Kolkata", "zh", "（印度时间21:30）"),
        ("Pacific/Auckland", "zh", "（新西兰时间2026年11月26日05:00）"),
    ],
)
def test_a_visitor_elsewhere_reads_the_hour_of_the_own_clock(
    browser: Browser, address: str, zone: str, lang: str, said: str
) -> None:
    context = new_context(browser, timezone_id=zone)
    page = context.new_page()
    page.goto(f"{address}{lang}/needs/demo-31-0001/")
    expect(page.locator(".jb-side .jb-local")).to_have_count(1)
    shown = page.locator(".jb-side .jb-local").evaluate("note => note.textContent")
    context.close()

    assert shown == said


@pytest.mark.browser
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Asia/Taipei", "Australia/Perth"])
def test_where_the_clock_shows_the_same_nothing_is_added(browser: Browser, address: str, zone: str) -> None:
    context = new_context(browser, timezone_id=zone)
    page = context.new_page()
    page.goto(f"{address}en/needs/demo-31-0001/")
    expect(page.locator(".jb-badge").first).to_have_text("Days left: 3")
    count = page.locator(".jb-local").count()
    context.close()

    assert count == 0


@pytest.fixture(scope="module")
def stuttgart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a challenge in Baden-Württemberg whose need ends on 15 January 2027."""
    root = write_foreign(tmp_path_factory.mktemp("zones") / "stuttgart", "baden")
    assert build_site(root, date(2027, 1, 14), with_search=False).problems == ()
    with served(root / "site") as base:
        yield base


@pytest.mark.browser
@pytest.mark.parametrize(
    ("zone", "said"), [("Europe/Berlin", []), ("Asia/Shanghai", [" (16 January 2027, 07:00 China Standard Time)"])]
)
def test_a_deadline_in_stuttgart_is_in_the_time_of_stuttgart(
    browser: Browser, stuttgart: str, zone: str, said: list[str]
) -> None:
    context = new_context(browser, timezone_id=zone)
    page = context.new_page()
    page.goto(f"{stuttgart}en/needs/call2026-de-bw-0001/")
    expect(page.locator(".jb-side time[data-jb-until]").first).to_have_text(
        "15 January 2027, 24:00 Central European Time (UTC+1)"
    )
    shown = page.locator(".jb-side .jb-local").evaluate_all("notes => notes.map(note => note.textContent)")
    context.close()

    assert shown == said


@pytest.mark.browser
@pytest.mark.parametrize(
    ("hour", "badge"), [("2027-01-15T22:59:00Z", "Closes today"), ("2027-01-15T23:00:00Z", "Closed")]
)
def test_days_left_are_those_of_stuttgart_wherever_the_visitor_is(
    browser: Browser, stuttgart: str, hour: str, badge: str
) -> None:
    context = new_context(browser, timezone_id="America/New_York")
    page = context.new_page()
    page.clock.set_fixed_time(hour)
    page.goto(f"{stuttgart}en/needs/call2026-de-bw-0001/")
    expect(page.locator("[data-jb-deadline]").first).to_have_text(badge)
    context.close()
