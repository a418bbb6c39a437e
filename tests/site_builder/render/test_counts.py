"""Every number that leads to a list is the length of that list, among what is real and among the examples."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

import pytest

from site_builder.derive.forms import FormSettings
from site_builder.derive.worlds import World, worlds_of
from site_builder.phrases import read_phrases
from site_builder.render.bodies import BodyRenderer
from site_builder.render.plan import plan_pages
from site_builder.validate.repository import check_repository
from tests.site import DAY, REPOSITORY

pytestmark = pytest.mark.slow

COUNTED = re.compile(r'<a href="([^"#]+)(?:#[^"]*)?" data-jb-count="(\d+)"')
ROW = re.compile(r"<li[^>]* data-jb-row(?:=\"(\w+)\")?")
OF_NEEDS = ("needs/", "regions/", "domains/", "tracks/", "editions/")
"""Lists of which the needs are counted; results may stand below them."""


@pytest.fixture(scope="module")
def worlds() -> tuple[World, ...]:
    return worlds_of(check_repository(REPOSITORY, DAY).catalogue, DAY)


def pages_of(world: World, lang: str) -> Mapping[str, str]:
    """Return the hero and the body of each page that is a list or has a number on it, by address."""
    renderer = BodyRenderer(read_phrases(lang), world.catalogue.codes)
    planned = plan_pages(world.catalogue, world.day)
    wanted = (page for page in planned if not page.path.startswith("forms/") and page.template not in RECORDS)
    bodies = ((page.path, renderer.render_body(page)) for page in wanted)
    return {path: body.hero + body.body for path, body in bodies}


RECORDS = {
    f"{kind}.html" for kind in "need result solution contest docking organization event policy case news".split()
}


def length_of(path: str, pages: Mapping[str, str]) -> int:
    """Return how many entries the list at *path* has, over all its pages."""
    own = [html for at, html in pages.items() if at == path or re.fullmatch(rf"{re.escape(path)}page/\d+/", at)]
    kinds = [kind for html in own for kind in ROW.findall(html)]
    assert own, f"no list at {path}"
    needs_only = path.startswith(OF_NEEDS) and path != "editions/"
    return sum(kind in ("", "need") for kind in kinds) if needs_only else len(kinds)


@pytest.mark.parametrize("number", [0, 1], ids=["real", "example"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_number_is_the_length_of_the_list_that_it_leads_to(
    number: int, lang: str, worlds: tuple[World, ...]
) -> None:
    pages = pages_of(worlds[number], lang)
    said = [
        (at, posixpath.normpath(posixpath.join(at or ".", href)) + "/", int(count))
        for at, html in pages.items()
        for href, count in COUNTED.findall(html)
    ]

    assert [(at, to, count) for at, to, count in said if length_of(to, pages) != count] == []
    assert {at for at, _, _ in said} >= {"", "statistics/"}
    assert len({to for at, to, _ in said if at == ""}) > 10


@pytest.mark.parametrize(
    ("forms", "href"),
    [
        (FormSettings(), "./guide/organiser/"),
        (FormSettings(desk_url="https://desk.example.org/desk"), "https://desk.example.org/desk"),
        (FormSettings(is_on=False, desk_url="https://desk.example.org/desk"), "./guide/organiser/"),
    ],
)
def test_the_door_of_organisers_leads_to_the_desk_where_that_is_known(
    forms: FormSettings, href: str, worlds: tuple[World, ...]
) -> None:
    catalogue = worlds[0].catalogue
    home = next(plan_pages(catalogue, DAY, forms))
    body = BodyRenderer(read_phrases("en"), catalogue.codes).render_body(home).body
    [(door, said)] = re.findall(r'<li><a href="([^"]+)"><small>Organiser</small><strong>([^<]+)<', body)

    assert door == href
    assert ("at the desk" in said) is href.startswith("https")


@pytest.mark.parametrize("number", [0, 1], ids=["real", "example"])
def test_the_counters_of_the_home_page_share_out_the_needs(number: int, worlds: tuple[World, ...]) -> None:
    home = pages_of(worlds[number], "en")[""]
    [total] = re.findall(r'href="\./needs/" data-jb-count="(\d+)"', home)
    regions = re.findall(r'href="\./regions/\w+/" data-jb-count="(\d+)"', home)
    editions = re.findall(r'href="\./editions/\w+/needs/" data-jb-count="(\d+)"', home)

    assert sum(map(int, regions)) == int(total)
    assert sum(map(int, editions)) == (0 if worlds[number].is_example else int(total))  # nothing is reported there
