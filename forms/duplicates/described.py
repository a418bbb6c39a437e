"""What of a record or a submission is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from site_builder.languages import REQUIRED_LANGS
from site_builder.model import Record, Text, is_a
from site_builder.records import Need
from site_builder.validate.need.owners import OWNERS

SUMMARY_OF = {"need": "summary", "result": "abstract", "solution": "public_abstract"}
OWNER_OF = {**OWNERS, "solution": "solver_org"}
NO_TEXT = Text()


@dataclass(frozen=True)
class Described:
    """What of a record or a submission is compared; ``id`` is its id or its receipt number."""

    id: str
    kind: str
    title: Text
    summary: Text = NO_TEXT
    indicators: tuple[str, ...] = ()
    owner: str = ""
    domains: frozenset[str] = frozenset()


def described_record(record: Record) -> Described:
    """Return what of a published *record* is compared."""
    summary, title, owner = record[SUMMARY_OF[record.type]], record["title"], record[OWNER_OF[record.type]]
    domains = record["tech_domains"] if record.type != "solution" else ()
    items = record.indicators if is_a(record, Need) else ()
    return Described(
        id=record.id,
        kind=record.type,
        title=title if isinstance(title, Text) else NO_TEXT,
        summary=summary if isinstance(summary, Text) else NO_TEXT,
        indicators=tuple(_indicator(item.name["zh"], item.name["en"], item.value, item.unit) for item in items),
        owner=str(owner or ""),
        domains=frozenset(map(str, domains) if isinstance(domains, tuple) else ()),
    )  # fmt: skip


def described_tree(name: str, kind: str, tree: Mapping[str, object]) -> Described:
    """Return what of a submission is compared: its values in the shape of the record as written."""

    def text(field: str) -> Text:
        value = tree.get(field)
        return (
            Text(**{lang: str(value.get(lang) or "") for lang in REQUIRED_LANGS})
            if isinstance(value, dict)
            else Text()
        )

    indicators = tree.get("indicators")
    domains = tree.get("tech_domains")
    return Described(
        id=name,
        kind=kind,
        title=text("title"),
        summary=text(SUMMARY_OF[kind]),
        indicators=tuple(_indicator_of(item) for item in indicators if isinstance(item, dict))
        if isinstance(indicators, list)
        else (),
        owner=str(tree.get(OWNER_OF[kind]) or ""),
        domains=frozenset(str(code) for code in domains) if isinstance(domains, list) else frozenset(),
    )


def _indicator_of(item: Mapping[str, object]) -> str:
    name = item.get("name")
    names = name if isinstance(name, dict) else {}
    return _indicator(names.get("zh"), names.get("en"), item.get("value"), item.get("unit"))


def _indicator(zh: object, en: object, value: object, unit: object) -> str:
    return f"{zh or en or ''} {value or ''} {unit or ''}"
