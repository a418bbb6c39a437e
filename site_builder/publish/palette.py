"""The colour of the site: our stylesheets are written in ink blue, and are turned to ``theme.palette.primary``.

Every turned colour is exactly as light as it was, so that text on it, or in it, can be read as well as before.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

INK = "#12355b"  # what the stylesheets are written in
NAMED = {
    **{"red": "#ef5552", "pink": "#e92063", "purple": "#ab47bd", "deep-purple": "#7e56c2", "indigo": "#4051b5"},
    **{"blue": "#2094f3", "light-blue": "#02a6f2", "cyan": "#00bdd6", "teal": "#009485", "green": "#4cae4f"},
    **{"light-green": "#8bc34b", "lime": "#cbdc38", "yellow": "#ffec3d", "amber": "#ffc105", "orange": "#ffa724"},
    **{"deep-orange": "#ff6e42", "brown": "#795649", "grey": "#757575", "blue-grey": "#546d78"},
    **{"black": "#14151a", "white": "#ffffff", "custom": INK},
}
"""The names that the theme gives to colours; ``custom`` is our own."""
AA = 4.5  # WCAG 2.2, 1.4.3: contrast of text
TAB_OPACITY = 0.82  # of the white of the palest text on the primary colour, that of the tabs
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_FOLLOWS = re.compile(
    r"(--(?:md-primary-fg-color(?:--light|--dark)?|md-typeset-a-color|jb-(?:blue|blue-light|bar|flow|tone-[1-4])): )"
    r"(#[0-9a-f]{6})"
)
_DARK = '[data-md-color-scheme="slate"]'

Rgb = tuple[float, float, float]


class UnknownColourError(Exception):
    """``theme.palette.primary`` is no colour that is known; the message is what it says."""


@dataclass(frozen=True)
class Palette:
    """The primary colour by day and in the dark, as asked for; what is shown is ``readable``."""

    light: str = INK
    dark: str = INK

    @property
    def too_light(self) -> Mapping[str, str]:
        """Return each colour on which white text could not be read -> the darker one that is shown."""
        return {asked: shown for asked in (self.light, self.dark) if (shown := readable(asked)) != asked}


def palette_of(written: Any) -> Palette:
    """Return the colours of ``theme.palette`` as ``mkdocs.yml`` has it: one mapping, or one for each scheme.

    Raises:
        UnknownColourError: a colour is neither ``#rrggbb`` nor one of ``NAMED``.
    """
    found = {scheme: _colour(entry["primary"]) for scheme, entry in _entries(written) if "primary" in entry}
    first = next(iter(found.values()), INK)
    return Palette(found.get("default", first), found.get("slate", first))


def _entries(written: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for entry in written if isinstance(written, list) else [written]:
        if isinstance(entry, dict):
            yield str(entry.get("scheme", "default")), entry


def _colour(written: object) -> str:
    name = str(written or "").strip().lower()
    colour = NAMED.get(name.replace(" ", "-"), name)
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        raise UnknownColourError(name)
    return colour


def repaint(stylesheet: str, palette: Palette) -> str:
    """Return *stylesheet* with the colours that follow from the primary one turned to *palette*."""

    def rule(match: re.Match[str]) -> str:
        primary = palette.dark if match[1].strip().startswith(_DARK) else palette.light
        return f"{match[1]}{{{_FOLLOWS.sub(lambda one: one[1] + turned(one[2], primary), match[2])}}}"

    return _RULE.sub(rule, stylesheet)


def turned(colour: str, primary: str) -> str:
    """Return *colour*, which goes with ink blue, as it goes with *primary*; ink blue itself becomes the primary."""
    if primary == INK:
        return colour
    if colour == INK:
        return readable(primary)
    hue, _, saturation = colorsys.rgb_to_hls(*_rgb(primary))
    own, ink = (colorsys.rgb_to_hls(*_rgb(one))[2] for one in (colour, INK))
    return _as_light_as(luminance(_rgb(colour)), hue, min(1.0, own * saturation / ink))


def readable(primary: str) -> str:
    """Return *primary*, or the lightest colour of its hue on which the white text of the tabs has the contrast AA."""
    hue, _, saturation = colorsys.rgb_to_hls(*_rgb(primary))
    shown = primary
    while _contrast_of_tabs(shown) < AA:
        shown = _as_light_as(0.98 * luminance(_rgb(shown)), hue, saturation)
    return shown


def _contrast_of_tabs(ground: str) -> float:
    red, green, blue = (TAB_OPACITY + (1 - TAB_OPACITY) * part for part in _rgb(ground))
    return contrast((red, green, blue), _rgb(ground))


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source:
        WCAG 2.2, contrast ratio.
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(rgb: Rgb) -> float:
    """Return how light a colour is, from 0 to 1.

    Source:
        WCAG 2.2, relative luminance.
    """
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _as_light_as(light: float, hue: float, saturation: float) -> str:
    """Return the colour of *hue* and *saturation* with the luminance *light*, or the next darker one."""
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        is_light = luminance(colorsys.hls_to_rgb(hue, middle, saturation)) > light
        low, high = (low, middle) if is_light else (middle, high)
    return "#" + "".join(f"{int(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, low, saturation))


def _rgb(colour: str) -> Rgb:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255
