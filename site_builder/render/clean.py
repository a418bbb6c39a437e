"""What HTML made of Markdown may hold, whoever wrote it: a list of what is let through; all else falls away."""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3

_CELL = frozenset({"style"})
TAGS = frozenset(
    "a abbr blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr img ins li mark ol p pre s span strong "
    "sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"id", "lang", "class"}),
    "a": frozenset({"href", "title"}),
    "abbr": frozenset({"title"}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "ol": frozenset({"start"}),
    "td": _CELL,
    "th": _CELL,
}
CLASSES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"headerlink", "footnote-ref", "footnote-backref"}),
    "div": frozenset(
        "admonition abstract attention bug caution danger error example failure footnote hint important info note "
        "question quote success tip warning".split()
    ),
    "p": frozenset({"admonition-title"}),
}
SCHEMES = frozenset({"http", "https", "mailto"})
_ID = re.compile(r"(?!jb-|__)[\w.:-]{1,120}")
_LANGUAGE_OF_CODE = re.compile(r"language-[\w-]{1,30}")
_OWN_FILE = re.compile(r"(?![\\/]{2})[^:\\]*")
_HELD: Mapping[str, re.Pattern[str]] = {"id": _ID, "src": _OWN_FILE, "lang": re.compile(r"[A-Za-z-]{2,12}")}


def _held(tag: str, name: str, value: str) -> str | None:
    """Return the *value* of an attribute, ``None`` where it may not stand: ids of ours, pictures from elsewhere."""
    if name == "class":
        known = CLASSES.get(tag, frozenset())
        return " ".join(one for one in value.split() if one in known or _is_of_code(tag, one)) or None
    pattern = _HELD.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None


def _is_of_code(tag: str, name: str) -> bool:
    return tag == "code" and bool(_LANGUAGE_OF_CODE.fullmatch(name))


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_held,
    filter_style_properties={"text-align"},
    url_schemes=set(SCHEMES),
    link_rel=None,
)


def is_plain_id(text: str) -> bool:
    """Return whether *text* may be the id of a part of a page."""
    return bool(_ID.fullmatch(text))


def clean_html(html: str) -> str:
    """Return *html* with nothing in it but what Markdown is for.

    Source: OWASP Cross Site Scripting Prevention, "HTML Sanitization"; the parser is that of browsers (html5ever).
    """
    return _cleaner.clean(html)
