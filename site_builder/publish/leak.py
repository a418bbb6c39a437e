"""The leak check: nothing sealed, internal or personal in the repository or in what the build would put in place."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from site_builder.load.trees import files_below
from site_builder.load.zones import SETTINGS
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.publish.secrets import Key, Secrets
from site_builder.records import Edition
from site_builder.text_forms.names import Names
from site_builder.validate.texts.private_data import find_private

_COMMENTS = re.compile(r"<!--(.*?)-->", re.DOTALL)
_HIDDEN_PARTS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>", re.DOTALL)
_INLINE_TAGS = re.compile(r"</?(?:a|abbr|b|code|em|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_ATTRIBUTES = re.compile(r"""\s[\w:-]+=(?:"([^"]*)"|'([^']*)')""")


def readings_of(page: str) -> str:
    """Return everything that *page* tells a reader or a machine, each piece on lines of its own.

    Text with tags as spaces, text with the tags inside words taken out, the values of attributes, and comments: a
    number may be cut by a tag or stand in a link.
    """
    visible = _HIDDEN_PARTS.sub(" ", page)
    spaced = _TAGS.sub(" ", visible)
    joined = _TAGS.sub("\n", _INLINE_TAGS.sub("", visible))
    attributes = "\n".join(unquote(double or single) for double, single in _ATTRIBUTES.findall(page))
    comments = "\n".join(_COMMENTS.findall(page))
    return html.unescape("\n".join((spaced, joined, attributes, comments)))


def check_output(
    path: str,
    page: str,
    names: Iterable[str],
    allowed: Iterable[str] = (),
    sealed: Iterable[str] = (),
    settings: Iterable[str] = (),
) -> Iterator[Problem]:
    """Yield every leak in *page*, an HTML file of the site or the part of it that came from records.

    Args:
        path: the file's place in the site.
        page: HTML.
        names: names of owners that must not stand in it.
        allowed: contacts that an official notice disclosed.
        sealed: names and texts of panels, sheets and solutions that must not stand in it.
        settings: passwords and tokens of the service.
    """
    told = readings_of(page)
    for permitted in allowed:
        told = told.replace(permitted, " ")
    for code, found in dict.fromkeys(find_private(told)):
        yield Problem(path, 1, code, facts={"found": found, "field": path})
    if _names(tuple(names)).first_in(told):
        yield Problem(path, 1, "leak-owner-name")
    if _names(tuple(sealed)).first_in(told):
        yield Problem(path, 1, "leak-sealed")
    if any(secret in page or secret in told for secret in settings):
        yield Problem(path, 1, "leak-setting")


@functools.lru_cache(maxsize=64)  # most pages have the same
def _names(names: tuple[str, ...]) -> Names:
    return Names(names)


def check_sources(root: Path, catalogue: Catalogue, secrets: Secrets) -> Iterator[Problem]:
    """Yield each line of the repository's records, pages and settings that tells what *secrets* keep from it."""
    if not secrets:
        return
    owners = dict(_by_path(secrets.owners, catalogue))
    solvers = dict(_by_path(secrets.solvers, catalogue))
    for path in _sources(root):
        names = _names((*secrets.everywhere, *owners.get(path, ())))
        sealed = _names((*secrets.sealed, *solvers.get(path, ())))
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        for code, kept in (("leak-owner-name", names), ("leak-sealed", sealed)):
            lines = {text.count("\n", 0, start) + 1 for start, _ in kept.places_in(text)}
            yield from (Problem(path, number, code) for number in sorted(lines))
        for number, line in enumerate(text.split("\n") if secrets.settings else (), start=1):
            if any(secret in line for secret in secrets.settings):
                yield Problem(path, number, "leak-setting")


def _sources(root: Path) -> Iterator[str]:
    """Yield the path of each file that the author of a repository writes, from its root."""
    for folder in ("needs", "content"):
        yield from (f"{folder}/{name}" for name in files_below(root / folder))
    if (root / SETTINGS).is_file():
        yield SETTINGS


def _by_path(names: Mapping[Key, tuple[str, ...]], catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...]]]:
    for (kind, record_id), own in names.items():
        if record := catalogue.find(kind, record_id):
            yield record.path, own


def allowed_contacts(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the contacts that editions publish because an official notice did."""
    return tuple(
        value
        for edition in catalogue.all(Edition)
        for contact in edition.contacts
        if contact.public_by_notice
        for value in (contact.email, contact.phone)
        if value
    )
