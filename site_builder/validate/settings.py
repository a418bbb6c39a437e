"""What ``mkdocs.yml`` may set: a list of settings and of Markdown extensions, read as plain text; nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from site_builder.languages import LANGS
from site_builder.load.pages import PAGES, picture_format
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import Written, parse_mapping
from site_builder.load.zones import SETTINGS, is_zone, zone_in
from site_builder.problems import InvalidDataError, Problem

SHIPPED_PICTURES = frozenset({"assets/images/logo.svg", "assets/images/favicon.svg"})
"""Pictures of the theme, of which no challenge needs a copy."""

Form: TypeAlias = "re.Pattern[str] | Mapping[str, Form] | Several | Extensions"
"""What a setting may be: text of a form, settings below it, several of one form, Markdown extensions."""


@dataclass(frozen=True)
class Several:
    """One of a form, or a list of them."""

    form: Form


@dataclass(frozen=True)
class Extensions:
    """A list of extensions, each its name or ``{name: options}``; or all of them as one mapping."""

    known: Mapping[str, Form]


_TEXT = re.compile(r'[^<>"\n]{0,200}')
_WORD = re.compile(r'[^<>"\s]{0,200}')
_YES_OR_NO = re.compile(r"true|false", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]|[0-9]-[0-9]")
_ADDRESS = re.compile(r"(?:https?://[\w.:\[\]-]+(?:/[\w./~%-]*)?)?")
_FILE = re.compile(r"(?!.*\.\.)(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.(?:svg|png|jpe?g|webp|gif|ico)")
_BY_LANGUAGE = dict.fromkeys(LANGS, _TEXT)
_PLAIN: Mapping[str, Form] = {}
_EXTENSIONS: Mapping[str, Form] = {
    **dict.fromkeys(("abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes"), _PLAIN),
    **dict.fromkeys(("nl2br", "sane_lists", "smarty", "tables"), _PLAIN),
    **dict.fromkeys(("pymdownx.caret", "pymdownx.mark", "pymdownx.tilde"), _PLAIN),
    "toc": {"baselevel": _NUMBER, "permalink": _YES_OR_NO, "title": _TEXT, "toc_depth": _NUMBER},
}
_PALETTE: Mapping[str, Form] = {"media": _TEXT, "scheme": _WORD, "primary": _TEXT, "accent": _TEXT}
_KNOWN: Mapping[str, Form] = {
    "site_name": _TEXT,
    "site_url": _ADDRESS,
    "theme": {
        "name": re.compile("material"),
        "font": re.compile("false", re.IGNORECASE),  # no request leaves the site's own origin
        "logo": _FILE,
        "favicon": _FILE,
        "palette": Several(_PALETTE),
    },
    "markdown_extensions": Extensions(_EXTENSIONS),
    "extra": {
        "forms": _YES_OR_NO,
        "forms_url": _ADDRESS,
        "desk_url": _ADDRESS,
        "code_host": {"kind": _WORD, "url": _WORD, "repository": _WORD, "base": _WORD},
        "jiebang": {
            "name": _BY_LANGUAGE,
            "home": dict.fromkeys(("headline", "lead", "description", "search_hint"), _BY_LANGUAGE),
            "time_zone": _WORD,
            "show_examples": _YES_OR_NO,
            "four_eyes": _WORD,  # the desk says what is wrong with it
            "licence": {"name": _TEXT, "url": _ADDRESS},
        },
    },
}


def check_settings(root: Path) -> Iterator[Problem]:
    """Yield what ``mkdocs.yml`` sets and may not, each at its line: plugins, hooks, tags, files from elsewhere.

    Where there is no such file there is nothing to say.
    """
    if not (root / SETTINGS).is_file():
        return
    try:
        tree, lines = parse_mapping(SETTINGS, decode_text(SETTINGS, read_bytes(SETTINGS, root / SETTINGS)))
    except InvalidDataError as error:
        yield error.problem
        return
    wrong = list(_wrong(tree, _KNOWN, ""))
    told = {where for _, where, _ in wrong}
    also = (*_lost_pictures(root, tree), *_unknown_zone(tree))
    for code, where, facts in (*wrong, *(one for one in also if one[1] not in told)):
        yield Problem(SETTINGS, _line_of(where, lines), code, where, {"setting": where, **facts})


def _lost_pictures(root: Path, tree: Mapping[str, Written]) -> Wrong:
    """Yield a logo or icon that is neither the program's own nor a picture among the hand-written pages."""
    theme = tree.get("theme")
    for name in ("logo", "favicon"):
        value = theme.get(name) if isinstance(theme, dict) else None
        if isinstance(value, str) and value and value not in SHIPPED_PICTURES:
            path = f"{PAGES}/{value}"
            if not (picture_format(path) and (root / path).is_file()):
                yield "setting-picture-lost", f"theme.{name}", {"value": value[:60]}


def _unknown_zone(tree: Mapping[str, Written]) -> Wrong:
    """Yield a time zone that there is not."""
    value = zone_in(tree)
    if isinstance(value, str) and value and not is_zone(value):
        yield "setting-zone-unknown", "extra.jiebang.time_zone", {"value": value[:60]}


def _line_of(where: str, lines: Mapping[str, int]) -> int:
    """Return the line of the setting at *where*, or of the nearest one above it that has a line."""
    while where not in lines:
        where = where.rpartition(".")[0]
    return lines[where]


Wrong: TypeAlias = Iterator[tuple[str, str, dict[str, str]]]
"""Code, dotted path of the setting, facts."""


def _wrong(value: Written, form: Form, where: str) -> Wrong:
    if value is None:
        return
    if isinstance(form, re.Pattern):
        if not isinstance(value, str) or not form.fullmatch(value):
            yield "setting-form", where, {"value": value[:60] if isinstance(value, str) else "…"}
    elif isinstance(form, Several):
        for place, item in _items(value, where):
            yield from _wrong(item, form.form, place)
    elif isinstance(form, Extensions):
        for place, item in _items(value, where):
            yield from _wrong({item: None} if isinstance(item, str) else item, form.known, place)
    elif isinstance(value, dict):
        for name, below in value.items():
            place = f"{where}.{name}" if where else name
            if name in form:
                yield from _wrong(below, form[name], place)
            else:
                yield "setting-unknown", place, {"known": ", ".join(sorted(form)) or "–"}
    else:
        yield "setting-form", where, {"value": value[:60] if isinstance(value, str) else "…"}


def _items(value: Written, where: str) -> Iterator[tuple[str, Written]]:
    """Yield the items of a list with their places; what is none is the only one."""
    if isinstance(value, list):
        yield from ((f"{where}.{number}", item) for number, item in enumerate(value))
    else:
        yield where, value
