"""Reads what a request or a part says of itself, in time that grows with its length and no faster."""

from __future__ import annotations

from python_multipart.multipart import parse_options_header


def parameters_of(head: bytes) -> dict[str, str]:
    """Return the parameters of *head*, such as ``form-data; name="title.zh"``.

    Browsers write ``%22`` for a quotation mark in names and leave everything else as it is (HTML standard); the
    extended form ``filename*=UTF-8''…`` is not allowed in forms (RFC 7578, 4.2) and is passed over.
    """
    _, found = parse_options_header(head)
    return {name.decode("latin-1"): _plain(value.decode("utf-8", "replace")) for name, value in found.items()}


def _plain(value: str) -> str:
    return value.replace("%22", '"').replace("%0D", "").replace("%0A", "")


def cookie_in(head: str, name: str) -> str:
    """Return the cookie *name* of a ``Cookie`` head as it was given, the last where there are several, else nothing.

    None of ours is ever quoted, so nothing is unquoted: the standard library takes quadratic time for that before
    Python 3.11.10.
    """
    found = ""
    for pair in head.split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            found = value
    return found
