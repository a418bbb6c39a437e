"""Checks that a form was sent from our own pages, so that another site cannot make a visitor's browser send one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

SAME = frozenset({"same-origin", "none"})


def is_own_origin(headers: Mapping[str, str], allowed: frozenset[str]) -> bool:
    """Return whether the request with these *headers* (small letters) comes from our own pages.

    Every recent browser says where a form comes from; a request that does not is not from a browser, and since
    no cookie stands for anybody it can do no more than its sender could.

    Args:
        allowed: origins besides our own, e.g. of a static site elsewhere: ``https://example.org``.
    """
    origin = headers.get("origin", "")
    if origin in allowed:
        return True
    if origin:
        return _host_of(origin) == headers.get("host", "") != ""
    return headers.get("sec-fetch-site", "none") in SAME


def _host_of(origin: str) -> str | None:
    """Return host and port of *origin*, ``None`` where nobody can read it as one: ``null``, ``http://[``."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
