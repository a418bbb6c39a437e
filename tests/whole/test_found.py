"""What a reader holds leads to the page: a number, a receipt, a half-remembered address, however they are written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from site_builder.publish.search_feed import UNSHOWN, folded_words, number_of, words_of_number
from tests.browsing import new_context
from tests.site import built_full_repository, served

RECEIPT = "JB-20261121-0ABCDE"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(built_full_repository() / "site") as base:
        yield base


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = new_context(browser, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("demo-32-0013", ["demo-32-0013", "demo320013", "0013"]),
        ("demo-31-0001-p04", ["demo-31-0001-p04", "demo310001p04", "0001"]),
        ("stcsm", ["stcsm"]),
        ("", []),
    ],
)
def test_a_page_is_fed_with_its_number_as_people_write_it(number: str, words: list[str]) -> None:
    assert words_of_number(number) == words


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("needs/demo-32-0013/index.html", "demo-32-0013"),
        ("needs/index.html", ""),
        ("needs/page/2/index.html", ""),
    ],
)
def test_only_the_page_of_a_record_has_a_number(path: str, number: str) -> None:
    assert number_of(Path(path)) == number


def test_a_page_is_fed_with_the_words_that_are_others_once_folded() -> None:
    html = "<p>粒径5 \u00b5m，⽔體<b>治</b>理</p><script>水體</script> ther\u00admal ＡＢＣ plain"

    assert folded_words(html) == ["abc", "thermal", "\u03bcm", "水体治理"]


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "written", ["demo-32-0013", "DEMO-32-0013", "ＤＥＭＯ－３２－００１３", "demo–32–0013", "0013"]
)
def test_a_number_finds_its_need_by_search(page: Page, address: str, lang: str, written: str) -> None:
    page.goto(f"{address}{lang}/search/?q={quote(written)}")
    expect(page.locator(".jb-hits li").first).to_be_visible()

    found = [urlsplit(link.get_attribute("href") or "").path for link in page.locator(".jb-hits h2 a").all()]
    assert f"/{lang}/needs/demo-32-0013/" in found
    assert all("-0013" in path for path in found)  # its solution too; digits alone stand in several numbers
    assert UNSHOWN not in page.locator(".jb-hits").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("one", "other"),
    [("ｍＲＮＡ", "mRNA"), ("\u03bcm", "\u00b5m"), ("⽔体", "水体"), ("水體", "水体"), ("ther\u00admal", "thermal")],
)
def test_two_ways_of_writing_find_the_same(page: Page, address: str, one: str, other: str) -> None:
    counts = []
    for query in (one, other):
        page.goto(f"{address}zh/search/?q={quote(query)}")
        expect(page.locator("[data-jb-status]")).to_contain_text("共找到")
        counts.append((page.locator("[data-jb-status]").inner_text()).rpartition("”")[2])

    assert counts[0] == counts[1]


@pytest.mark.browser
def test_a_number_that_nothing_has_finds_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}en/search/?q=demo-99-0001")

    expect(page.locator("[data-jb-status]")).to_contain_text("Nothing found")


@pytest.mark.browser
@pytest.mark.parametrize(
    "written", ["70 MPa", "７０ MPa", "70 ｍｐａ", "demo-31-0001", "ＤＥＭＯ－３１－０００１", "黑臭水體", "⿊臭⽔体"]
)
def test_the_list_filter_reads_what_is_typed_as_the_search_does(page: Page, address: str, written: str) -> None:
    page.goto(f"{address}zh/needs/")
    page.locator("[data-jb-filter] input").fill(written)

    expect(page.locator("[data-jb-row]:visible")).to_have_count(1)


@pytest.mark.browser
@pytest.mark.parametrize("written", [RECEIPT, "jb 20261121 0abcde", "ＪＢ－２０２６１１２１－０ＡＢＣＤＥ"])
def test_a_receipt_leads_to_the_page_that_asks_for_its_secret_and_is_kept_nowhere(
    page: Page, address: str, written: str
) -> None:
    page.goto(f"{address}en/search/?q={quote(written)}")
    note = page.locator("[data-jb-receipt]")
    expect(note).to_be_visible()

    assert note.get_by_role("link").get_attribute("href") == "/track?language=en"
    assert urlsplit(page.url).query == ""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("demo-32-0013", "en/needs/demo-32-0013/"),
        ("en/needs/DEMO-32-0013", "en/needs/demo-32-0013/"),
        ("zh/needs/%EF%BC%A4emo-32-0013/", "zh/needs/demo-32-0013/"),
        ("needs/demo-32-0013.html", "en/needs/demo-32-0013/"),
        ("zh/demo-31-0001-p01", "zh/solutions/demo-31-0001-p01/"),
        ("en/Guide/Solver", "en/guide/solver/"),
        ("stcsm", "en/organizations/stcsm/"),
    ],
)
def test_an_address_that_is_nearly_right_leads_to_the_page(
    page: Page, address: str, typed: str, leads_to: str
) -> None:
    page.goto(f"{address}{typed}")
    page.wait_for_url(f"{address}{leads_to}")

    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.browser
def test_an_address_that_leads_nowhere_offers_to_search_for_it(page: Page, address: str) -> None:
    page.goto(f"{address}en/needs/nothing-here/")

    expect(page.get_by_role("searchbox").first).to_have_value("nothing-here")
    page.goto(f"{address}{RECEIPT}")
    expect(page.locator("[data-jb-receipt]").first).to_be_visible()
    expect(page.get_by_role("searchbox").first).to_have_value("")


@pytest.mark.browser
def test_without_javascript_the_404_page_has_a_search_and_the_lists(browser: Browser, address: str) -> None:
    context = new_context(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}en/needs/DEMO-32-0013")
    links = {link.get_attribute("href") for link in page.locator("section[lang=en] a").all()}
    form = page.locator("section[lang=en] form")
    told = form.get_attribute("action"), form.locator("input").get_attribute("name")
    context.close()

    assert links == {"/en/", "/en/needs/", "/en/results/", "/en/browse/", "/track?language=en"}
    assert told == ("/en/search/", "q")
