"""The leak check: nothing sealed, internal or personal in the repository or in what the build would put in place."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from site_builder.load.text import decode_text
from site_builder.load.yaml_text import parse_mapping
from site_builder.model import Catalogue
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.owners import names_of
from site_builder.validate.private import PRIVATE_FOLDER
from site_builder.validate.private_data import find_private

SHORTEST_NAME = 2
_COMMENTS = re.compile(r"<!--(.*?)-->", re.DOTALL)
_HIDDEN_PARTS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>", re.DOTALL)
_INLINE_TAGS = re.compile(r"</?(?:a|abbr|b|code|em|i|mark|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_ATTRIBUTES = re.compile(r"""\s[\w:-]+=(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class Secrets:
    """Names of anonymous owners, as the private folder tells them.

    ``everywhere`` may stand nowhere. ``by_need`` may not stand on that need's own page or in its file, but may
    elsewhere: an organisation on record can own one need openly and another anonymously.
    """

    everywhere: tuple[str, ...] = ()
    by_need: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def on_page(self, path: str) -> tuple[str, ...]:
        """Return the names that may not stand on the page at *path* below a language's root."""
        own = self.by_need.get(path.split("/")[1], ()) if path.startswith("needs/") else ()
        return (*self.everywhere, *own)


def read_secrets(catalogue: Catalogue) -> Secrets:
    """Return the names of the anonymous owners that the private folder knows, none where there is no folder.

    A private part is ``needs/<edition>/<id>.yml`` with ``owner``: the id of an organisation on record or a name, and
    ``owner_names``: a list of further names.

    Raises:
        RuntimeError: a private part cannot be read; its content is not repeated.
    """
    folder = os.environ.get(PRIVATE_FOLDER)
    if not folder:
        return Secrets()
    everywhere: list[str] = []
    by_need: dict[str, tuple[str, ...]] = {}
    for need in catalogue.all("need"):
        file = Path(folder) / need.path
        if need["owner_disclosure"] == "anonymous" and file.is_file():
            on_record, others = _owner_names(file, catalogue)
            by_need[need.id] = tuple(on_record)
            everywhere += others
    return Secrets(tuple(sorted(set(everywhere))), by_need)


def _owner_names(file: Path, catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """Return the names of the owner's organisation on record, and the names that are on no record."""
    try:
        values, _ = parse_mapping(file.name, decode_text(file.name, file.read_bytes()))
    except InvalidDataError as error:
        raise RuntimeError(f"the private part {file.name} cannot be read: {error.problem.code}") from None
    names = values.get("owner_names")
    others = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    on_record: list[str] = []
    owner = values.get("owner")
    if isinstance(owner, str):
        organization = catalogue.get("organization", owner)
        if organization:
            on_record = [name for name in names_of(organization) if len(name) >= SHORTEST_NAME]
        else:
            others.append(owner)
    return on_record, [name for name in others if len(name) >= SHORTEST_NAME]


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


def check_output(path: str, page: str, names: Iterable[str], allowed: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield every leak in *page*, an HTML file of the site or the part of it that came from records.

    Args:
        path: the file's place in the site.
        page: HTML.
        names: names that must not stand in it.
        allowed: contacts that an official notice disclosed.
    """
    told = readings_of(page)
    for permitted in allowed:
        told = told.replace(permitted, " ")
    for code, found in dict.fromkeys(find_private(told)):
        yield Problem(path, 1, code, facts={"found": found, "field": path})
    if any(name in told for name in names):
        yield Problem(path, 1, "leak-owner-name")


def check_sources(root: Path, catalogue: Catalogue, secrets: Secrets) -> Iterator[Problem]:
    """Yield each line of the repository's records and pages that names an owner who may not be named there."""
    if not secrets.everywhere and not secrets.by_need:
        return
    own_names = {need.path: secrets.by_need.get(need.id, ()) for need in catalogue.all("need")}
    for folder in ("needs", "content"):
        for file in sorted(path for path in (root / folder).rglob("*") if path.is_file()):
            path = file.relative_to(root).as_posix()
            names = (*secrets.everywhere, *own_names.get(path, ()))
            for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
                if any(name in line for name in names):
                    yield Problem(path, number, "leak-owner-name")


def allowed_contacts(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the contacts that editions publish because an official notice did."""
    return tuple(
        value
        for edition in catalogue.all("edition")
        for contact in edition["contacts"]
        if contact["public_by_notice"]
        for value in (contact["email"], contact["phone"])
        if value
    )
