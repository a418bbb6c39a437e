"""Owners of needs and holders of results: nowhere to be found where they are anonymous."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from site_builder.model import Catalogue, Record
from site_builder.problems import Problem
from site_builder.records import Organization
from site_builder.text_forms.folding import compared
from site_builder.text_forms.names import Names, with_bare_name
from site_builder.text_forms.properties import has_han
from site_builder.text_forms.shown import in_one_line
from site_builder.validate.registry import catalogue_rule
from site_builder.validate.texts.leaves import placed_texts, texts_in

OWNERS = {"need": "owner", "result": "holder"}
"""Type of record -> the field that names who it is from."""
DISCLOSURES = {f"{owner}_disclosure": owner for owner in OWNERS.values()}
"""Field that says whether somebody is named -> the field that names them."""
SHORTEST_ZH, SHORTEST_EN = 4, 6  # characters; shorter names are words of the language too
SHORTEST_OWN = 2  # the same where it is known whose record it is
_AN_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")  # that of an organisation is often its name
NOT_SEARCHED = frozenset({"source", "acknowledged", "id"})


@catalogue_rule("need", "result")
def check_anonymity(catalogue: Catalogue, day: date) -> Iterator[Problem]:
    """Yield each text of an anonymous need or result that names an enterprise of the repository (19).

    Who the true owner is stands only in the private folder; here every enterprise counts.
    """
    names = Names(_names(catalogue))
    for kind, owner in OWNERS.items():
        for record in catalogue.all_called(kind):
            if record[f"{owner}_disclosure"] == "anonymous":
                texts = texts_in(record)
                if names.first_in("\n".join([*texts.zh, *texts.en])):
                    yield from _named_in(record, names)


def names_of(organization: Organization) -> Iterator[str]:
    """Yield everything that names *organization*: names, aliases, the host of its website."""
    found = [*organization.name.values(), *organization.aliases]
    if organization.website and organization.website.url:
        found.append(urlsplit(organization.website.url).hostname or "")
    yield from (name.removeprefix("www.") for name in found if name)


def own_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return under which *names* somebody who stays anonymous is looked for in what is said of their own record.

    Form, publication and build ask here, so that what one of them takes the others take too. Each name with and
    without a remark in brackets, but none so short that any text has it.
    """
    every = (one for name in names for one in with_bare_name(name.strip()))
    return tuple(dict.fromkeys(name for name in every if len(compared(name)) >= SHORTEST_OWN))


def _is_telling(name: str) -> bool:
    """Return whether *name* is long enough to be searched for where it is not known whose need it is."""
    return len(name) >= (SHORTEST_ZH if has_han(name) else SHORTEST_EN)


def _names(catalogue: Catalogue) -> frozenset[str]:
    enterprises = (org for org in catalogue.all(Organization) if org.org_type == "enterprise")
    return frozenset(name for org in enterprises for name in names_of(org) if _is_telling(name))


def _named_in(record: Record, names: Names) -> Iterator[Problem]:
    for where, text in placed_texts(record):
        if where.partition(".")[0] in NOT_SEARCHED or _AN_ID.fullmatch(text):
            continue
        if found := names.first_in(text):
            yield Problem(record.path, 0, "owner-named-in-text", where, {"field": where, "found": in_one_line(found)})
