"""The browser folds a text as the builder does: what is searched for is what was indexed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from site_builder.publish.fold_table import TABLE, fold_table
from site_builder.text_forms.folding import searched
from tests.browsing import new_context
from tests.site import served

FOLD_ALL = "async texts => { const { fold } = await import('./jiebang-fold.js'); return texts.map(fold); }"
PAIRS = [
    ("ｍＲＮＡ", "mRNA"),
    ("７０ MPa", "70 MPa"),
    ("5 \u00b5m", "5 \u03bcm"),
    ("⽔泵", "水泵"),
    ("⺠用", "民用"),
    ("黑臭水體", "黑臭水体"),
    ("ther\u00admal", "THERMAL"),
    ("水\u200b泵", "水泵"),
    ("Straße", "STRASSE"),
    ("DEMO-32-0013", "demo-32-0013"),
    ("ＤＥＭＯ－３２－００１３", "demo-32-0013"),
    ("氢\u3000能\r\n源", "氢 能\u2028源"),
    ("e\u0301", "É"),
    ("①Ⅻ㎡", "1xiim2"),
    ("ΑΣ ας", "ας ΑΣ"),
    ("İ", "i\u0307"),
]
_OFTEN_WRONG = st.sampled_from(
    "aAÄ\u0308\u0301\u00ad\u200dΣςß\u00b5μİıſ⽔⺠體臺后後①㎡Ⅻ\u3000\t\r\n\x0b \u2800\u1680Ａ０٣ﬁꭰᎠ\ufe0f\u0345"
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with served(TABLE.parent) as base:
        page = new_context(browser).new_page()
        page.goto(base)
        yield page
        page.close()


@pytest.mark.slow
def test_the_table_is_what_text_forms_says() -> None:
    assert TABLE.read_text(encoding="utf-8") == fold_table()


@pytest.mark.browser
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_ways_of_writing_are_one_text_in_builder_and_browser(page: Page, one: str, other: str) -> None:
    assert page.evaluate(FOLD_ALL, [one, other]) == [searched(one), searched(other)]
    assert searched(one) == searched(other)


@pytest.mark.browser
def test_every_character_is_folded_alike(page: Page) -> None:
    known = [chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) not in ("Cs", "Co", "Cn")]
    texts = [f"a{character}b" for character in known]

    folded = page.evaluate(FOLD_ALL, texts)

    assert [text for text, one in zip(texts, folded, strict=True) if one != searched(text)] == []


@pytest.mark.browser
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(_OFTEN_WRONG, max_size=12), min_size=20, max_size=60))
def test_texts_of_what_is_often_wrong_are_folded_alike(page: Page, texts: list[str]) -> None:
    assert page.evaluate(FOLD_ALL, texts) == [searched(text) for text in texts]
