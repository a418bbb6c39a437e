"""The look of the site at the desk: its stylesheets, from the packages that are installed and not from the site."""

from __future__ import annotations

import functools
import re
from importlib.util import find_spec
from pathlib import Path

from site_builder.publish.palette import Palette, repaint
from site_builder.publish.theme import THEME

_IN_THE_DARK = re.compile(r'(?<!, )\[data-md-color-scheme="?slate"?\]([^{},\[]*)(\{[^{}]*\})')


@functools.lru_cache(maxsize=4)
def stylesheet(palette: Palette) -> str:
    """Return the one stylesheet that a page of the desk has besides ``desk.css``.

    What the site's script chooses, day or dark, is here left to the browser.
    """
    own = (THEME / "assets" / "stylesheets" / "jiebang.css").read_text(encoding="utf-8")
    day = _of_engine("main") + repaint(own, palette)
    dark = "".join(
        f":root{rest}{body}" for rest, body in _IN_THE_DARK.findall(_of_engine("palette") + repaint(own, palette))
    )
    return f"{day}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n"


def _of_engine(name: str) -> str:
    package = find_spec("material")
    assert package and package.origin  # noqa: S101 - we depend on it
    folder = Path(package.origin).parent / "templates" / "assets" / "stylesheets"
    return next(folder.glob(f"{name}.*.min.css")).read_text(encoding="utf-8")
