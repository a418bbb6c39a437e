"""The primary colour of ``mkdocs.yml`` is the colour of the site, and its text can be read in any."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from forms.cli import cli
from site_builder.languages import REQUIRED_LANGS
from site_builder.publish.palette import (
    INK,
    NAMED,
    Palette,
    UnknownColourError,
    contrast,
    luminance,
    palette_of,
    readable,
    repaint,
    turned,
)
from site_builder.publish.theme import THEME
from tests.browsing import faults_of, new_context
from tests.repositories import TODAY
from tests.site import build, change, files_in, served

SHEET = (THEME / "assets/stylesheets/jiebang.css").read_text(encoding="utf-8")
PRIMARY = "scheme: {scheme}\n      primary: custom"
WHITE = (1.0, 1.0, 1.0)


def rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


@pytest.mark.parametrize(
    ("written", "light", "dark"),
    [
        (None, INK, INK),
        ([{"scheme": "default", "primary": "custom"}, {"scheme": "slate", "primary": "custom"}], INK, INK),
        ({"primary": "teal"}, "#009485", "#009485"),
        ({"scheme": "slate", "primary": "Deep Purple"}, "#7e56c2", "#7e56c2"),
        ([{"scheme": "default", "primary": "#0A5C4F"}, {"scheme": "slate", "primary": "red"}], "#0a5c4f", "#ef5552"),
        ([{"scheme": "default", "primary": "brown"}, {"scheme": "slate"}], "#795649", "#795649"),
    ],
)
def test_the_palette_names_a_colour_for_the_day_and_one_for_the_dark(written: object, light: str, dark: str) -> None:
    assert palette_of(written) == Palette(light, dark)


@pytest.mark.parametrize("primary", [None, "", "turquoise", "#12f", "0a5c4f", 795649])
def test_what_is_no_colour_is_refused(primary: object) -> None:
    with pytest.raises(UnknownColourError):
        palette_of({"primary": primary})


def test_the_named_colours_are_those_of_the_theme() -> None:
    origin = find_spec("material")
    assert origin and origin.origin
    (sheet,) = Path(origin.origin).parent.glob("templates/assets/stylesheets/palette.*.css")
    theirs = re.findall(
        r"\[data-md-color-primary=([a-z-]+)\]\{--md-primary-fg-color:(#[0-9a-f]{6});",
        sheet.read_text(encoding="utf-8"),
    )

    own = {"black", "white", "custom"}  # the theme gives the first two by a formula
    assert dict(theirs) == {name: colour for name, colour in NAMED.items() if name not in own}


def test_ink_blue_leaves_the_stylesheet_as_it_is() -> None:
    assert repaint(SHEET, Palette()) == SHEET


def test_what_follows_from_the_primary_colour_is_turned_and_what_has_a_meaning_stays() -> None:
    sheet = ":root { --md-primary-fg-color: #12355b; --jb-jade: #1d6f53; }\n" + (
        '[data-md-color-scheme="slate"] { --md-primary-fg-color: #0e2238; --jb-line: #36404a; }\n'
    )

    assert repaint(sheet, Palette("#0a5c4f", "#7a1f3d")) == (
        ":root { --md-primary-fg-color: #0a5c4f; --jb-jade: #1d6f53; }\n"
        '[data-md-color-scheme="slate"] { --md-primary-fg-color: #3c1220; --jb-line: #36404a; }\n'
    )


@pytest.mark.parametrize("primary", [*NAMED.values(), "#0a5c4f", "#000000"])
def test_white_text_can_be_read_on_any_primary_colour_and_every_contrast_stays(primary: str) -> None:
    tabs = rgb(readable(primary))
    palest = tuple(0.82 + 0.18 * part for part in tabs)
    own = ["#174a7c", "#2c5a8c", "#8fbcec", "#e8eef5", "#0e2238"]

    assert contrast((palest[0], palest[1], palest[2]), tabs) >= 4.5
    assert [round(luminance(rgb(turned(colour, primary))), 2) for colour in own] == pytest.approx(
        [luminance(rgb(colour)) for colour in own], abs=0.012
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#12355b", "#12355b", 1)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(rgb(one), rgb(other)) == pytest.approx(expected, abs=0.005)


def paint(root: Path, light: str, dark: str) -> None:
    for scheme, colour in (("default", light), ("slate", dark)):
        old = PRIMARY.format(scheme=scheme)
        change(root / "mkdocs.yml", old, old.replace("custom", colour))


@pytest.mark.slow
def test_a_colour_that_is_too_light_is_darkened_and_each_build_says_so(base: Path) -> None:
    copied = copy_settings(base)
    paint(copied, "yellow", "indigo")
    words = ["build", "--root", str(copied), "--date", TODAY.isoformat(), "--no-search", "--lang"]

    told = [CliRunner().invoke(cli, [*words, lang], catch_exceptions=False) for lang in ("en", "zh", "en")]

    assert [(one.exit_code, one.stderr.splitlines()[-1]) for one in told] == [
        (0, "White text cannot be read on #ffec3d; the site shows #726600 instead."),
        (0, "#ffec3d 太浅，上面的白字看不清；网站改用 #726600。"),
        (0, "White text cannot be read on #ffec3d; the site shows #726600 instead."),
    ]


def test_a_colour_that_there_is_not_is_refused_with_what_can_be_written(base: Path) -> None:
    copied = copy_settings(base)
    paint(copied, "#0a5c4f", "turquoise")  # without quotation marks the first is a comment
    words = ["build", "--root", str(copied), "--lang", "en", "--no-search"]

    result = CliRunner().invoke(cli, words, catch_exceptions=False)

    assert result.exit_code == 2
    assert 'theme.palette.primary is “”, which is not a colour. Write one like "#0a5c4f"' in result.stderr
    assert not (copied / "site").exists()


def copy_settings(root: Path) -> Path:
    """Return *root* with the settings of this repository."""
    (root / "mkdocs.yml").write_text((THEME.parents[2] / "mkdocs.yml").read_text(encoding="utf-8"), encoding="utf-8")
    return root


SHOWN = """() => {
  const style = selector => getComputedStyle(document.querySelector(selector));
  return [style(".jb-header").backgroundColor, style("#jb-content p a").color];
}"""


@pytest.mark.browser
@pytest.mark.slow
def test_another_primary_colour_is_the_colour_of_the_site_by_day_and_in_the_dark(
    browser: Browser, base: Path
) -> None:
    root = copy_settings(base)
    for lang in REQUIRED_LANGS:
        page = root / "content/pages" / lang / "about.md"
        page.parent.mkdir(parents=True)
        page.write_text("---\ntitle: About\n---\n\n# About\n\nSee the [needs](../needs/).\n", encoding="utf-8")
    assert build(root, day=TODAY).problems == ()
    assert "--md-primary-fg-color: #12355b" in (root / "site/assets/stylesheets/jiebang.css").read_text("utf-8")
    paint(root, '"#7a1f3d"', "light-green")

    assert build(root, day=TODAY).problems == ()  # nothing is cleaned: what the colour changes is built anew

    changed = files_in(root / "site")
    shown, faults = {}, []
    with served(root / "site") as address:
        for scheme in ("light", "dark"):
            context = new_context(browser, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            for path in ("", "needs/cic2026-31-0001/", "statistics/", "forms/need/", "dockings/"):
                faults += faults_of(page, f"{address}en/{path}")
            page.goto(f"{address}en/about/")
            shown[scheme] = page.evaluate(SHOWN)
            context.close()
    assert shown == {
        "light": ["rgb(122, 31, 61)", "rgb(134, 32, 66)"],
        "dark": ["rgb(25, 36, 13)", "rgb(142, 200, 77)"],
    }
    assert faults == []
    assert build(root, is_clean=True, day=TODAY).problems == ()
    assert files_in(root / "site") == changed
