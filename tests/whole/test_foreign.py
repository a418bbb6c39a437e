"""A challenge elsewhere, in Chengdu or in Baden-Württemberg, is checked and built, and nothing of the delta shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_builder.languages import REQUIRED_LANGS
from site_builder.phrases import read_phrases
from site_builder.publish.build import build_site
from site_builder.validate.repository import check_repository
from tests.emptiness import empty_in
from tests.foreign import COLOUR, FOREIGN, HINT, LOGO, write_foreign
from tests.repositories import TODAY

OF_THE_DELTA = re.compile(
    r"长三角|三省一市|上海|张江|江苏|浙江|安徽|[沪皖]|Yangtze|\bYRD\b|\bdelta\b|Shanghai|Zhangjiang|Jiangsu|Zhejiang|Anhui",
    re.IGNORECASE,
)
OF_CHINA = re.compile(r"\bCNY\b|\byuan\b|人民币|\d 元|万元|>元<", re.IGNORECASE)


@pytest.fixture(scope="module", params=sorted(FOREIGN))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return the name of a challenge and its repository with the site, built anew."""
    root = write_foreign(tmp_path_factory.mktemp("foreign") / request.param, request.param)
    assert [problem.code for problem in check_repository(root, TODAY).problems] == []
    assert build_site(root, TODAY, with_search=False).problems == ()
    return request.param, root


def pages_of(root: Path) -> dict[str, str]:
    """Return the pages of the site of *root* by path."""
    site = root / "site"
    return {file.relative_to(site).as_posix(): file.read_text(encoding="utf-8") for file in site.rglob("*.html")}


@pytest.mark.slow
def test_no_page_speaks_of_the_delta_nor_of_its_money(built: tuple[str, Path]) -> None:
    name, root = built
    pages = pages_of(root)

    assert len(pages) > 80
    assert {path: found[0] for path, page in pages.items() if (found := OF_THE_DELTA.search(page))} == {}
    if FOREIGN[name].currency != "CNY":
        assert {path: found[0] for path, page in pages.items() if (found := OF_CHINA.search(page))} == {}


@pytest.mark.slow
def test_no_page_has_an_empty_list_choice_or_picture(built: tuple[str, Path]) -> None:
    pages = pages_of(built[1])
    empty = {(path, found) for path, page in pages.items() for found in empty_in(page)}

    assert empty == set()


@pytest.mark.slow
def test_each_link_between_pages_leads_to_a_page(built: tuple[str, Path]) -> None:
    site = built[1] / "site"
    lost = {
        (path, link)
        for path, page in pages_of(built[1]).items()
        for link in re.findall(r'<a [^>]*href="(\.[^"#?]*)', page)
        if link.endswith("/") and not ((site / path).parent / link / "index.html").resolve().is_file()
    }

    assert lost == set()


@pytest.mark.slow
def test_home_compares_the_home_regions_and_needs_show_their_own_money(built: tuple[str, Path]) -> None:
    name, root = built
    pages, one = pages_of(root), FOREIGN[name]
    number = f"call2026-{one.owners[0].lower()}-0001"

    for region in one.owners:
        assert f'regions/{region.lower()}/"' in pages["zh/index.html"]
        assert f"zh/regions/{region.lower()}/index.html" in pages
    shown = {"CNY": ("80 万元", "CNY 800,000"), "EUR": ("80 万欧元", "EUR 800,000")}[one.currency]
    assert shown[0] in pages[f"zh/needs/{number}/index.html"]
    assert shown[1] in pages[f"en/needs/{number}/index.html"]


@pytest.mark.slow
def test_the_search_field_of_the_home_page_hints_at_what_the_settings_say(built: tuple[str, Path]) -> None:
    name, root = built
    is_set = FOREIGN[name].currency != "CNY"

    for lang in REQUIRED_LANGS:
        hint = HINT[lang] if is_set else read_phrases(lang)["home.search_hint"]
        assert f'placeholder="{hint}"' in pages_of(root)[f"{lang}/index.html"]


@pytest.mark.slow
def test_logo_and_colour_of_the_settings_take_effect_on_each_page(built: tuple[str, Path]) -> None:
    site = built[1] / "site"
    for path in ("zh/index.html", "en/index.html", "en/needs/index.html"):
        logo = re.search(
            r'class="jb-header__name"[^>]*><img src="([^"]+)"', (site / path).read_text(encoding="utf-8")
        )
        assert logo and ((site / path).parent / logo[1]).resolve() == site / "zh" / LOGO
        assert (site / "zh" / LOGO).is_file()
    sheets = [sheet.read_text(encoding="utf-8") for sheet in (site / "assets/stylesheets").glob("jiebang*.css")]
    assert any(COLOUR in sheet for sheet in sheets)
