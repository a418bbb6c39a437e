"""The leak check: nothing sealed, internal or personal in what the build is about to put in place."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from site_builder.load.text import decode_text
from site_builder.load.yaml_text import parse_mapping
from site_builder.model import Catalogue, Record
from site_builder.problems import InvalidDataError, Problem
from site_builder.validate.privacy import find_private

PRIVATE_FOLDER = "JIEBANG_PRIVATE"
"""Environment variable: a folder outside the repository with the private parts, laid out like the repository."""

SHORTEST_NAME = 2
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)

Secrets = Mapping[str, tuple[str, ...]]
"""Need id -> names of its anonymous owner, as the private folder tells them."""


def read_secrets(catalogue: Catalogue) -> Secrets:
    """Return the names of the anonymous owners that the private folder knows, none where there is no folder.

    A private part is ``needs/<edition>/<id>.yml`` with ``owner``: the id of an organisation on record, or
    ``owner_names``: a list of names.
    """
    folder = os.environ.get(PRIVATE_FOLDER)
    if not folder:
        return {}
    secrets = {
        need.id: _owner_names(Path(folder) / need.path, catalogue)
        for need in catalogue.all("need")
        if need["owner_disclosure"] == "anonymous"
    }
    return {need_id: names for need_id, names in secrets.items() if names}


def _owner_names(file: Path, catalogue: Catalogue) -> tuple[str, ...]:
    if not file.is_file():
        return ()
    try:
        values, _ = parse_mapping(file.name, decode_text(file.name, file.read_bytes()))
    except InvalidDataError as error:
        raise RuntimeError(f"the private part {file} cannot be read: {error}") from None
    names = values.get("owner_names") or []
    found = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    owner = values.get("owner")
    if isinstance(owner, str) and (organization := catalogue.get("organization", owner)):
        found += names_of(organization)
    elif isinstance(owner, str):
        found.append(owner)
    return tuple(name for name in found if len(name) >= SHORTEST_NAME)


def names_of(organization: Record) -> list[str]:
    """Return everything that names *organization*: names, aliases, the host of its website."""
    names = [organization["name"].zh, organization["name"].en, *organization["aliases"]]
    if organization["website"] and organization["website"]["url"]:
        names.append(organization["website"]["url"].split("/")[2].removeprefix("www."))
    return [name for name in names if name]


def check_output(path: str, text: str, names: Iterable[str], allowed: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield every leak in *text*, an output file or the part of it that came from records.

    Args:
        path: address of the output within the site.
        text: HTML or plain text.
        names: names that must not stand in it.
        allowed: contacts that an official notice disclosed.
    """
    plain = html.unescape(_TAGS.sub(" ", text))
    for permitted in allowed:
        plain = plain.replace(permitted, " ")
    for code, found in find_private(plain):
        yield Problem(path, 1, code, facts={"found": found, "field": path})
    for name in names:
        if name in plain or name in text:
            yield Problem(path, 1, "leak-owner-name")


def check_sources(root: Path, catalogue: Catalogue, secrets: Secrets) -> Iterator[Problem]:
    """Yield each record of an anonymous owner whose file names that owner."""
    for need_id, names in secrets.items():
        need = catalogue.records["need"][need_id]
        text = (root / need.path).read_text(encoding="utf-8")
        for number, line in enumerate(text.split("\n"), start=1):
            if any(name in line for name in names):
                yield Problem(need.path, number, "leak-owner-name")


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
