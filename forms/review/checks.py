"""The named checks of a review (formal, authenticity, validity) and the action that may record each."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from forms.model import Entry, Event, Tree, Value
from site_builder.languages import LANGS, asked_in

PASS, FAIL, OPEN = "pass", "fail", "open"
OFFICE: Mapping[str, str] = {"formal": "check_formal", "authenticity": "check_validity", "validity": "check_validity"}
"""Group of checks -> the action at the desk that records it."""
STAGE_OF: Mapping[str, str] = {
    "formal": "formal",
    "authenticity": "authenticity_validity",
    "validity": "authenticity_validity",
}
"""Group of checks -> code of ``review_stage`` that the published record names."""
OF_THE_TEXT = ("authenticity", "validity")
"""Groups whose verdicts hold for the text that they were given on."""


@functools.cache
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    table = yaml.safe_load((Path(__file__).parent / "checks.yml").read_text(encoding="utf-8"))
    return {record: {group: tuple(codes) for group, codes in groups.items()} for record, groups in table.items()}


def checks_of(record: str) -> Mapping[str, tuple[str, ...]]:
    """Return group -> codes of the checks that a *record* of this type has to pass."""
    return _table().get(record) or _table()["other"]


def office_of(record: str, code: str) -> str:
    """Return the action that may record check *code*, empty where *record* has no such check."""
    return next((OFFICE[group] for group, codes in checks_of(record).items() if code in codes), "")


def verdicts(entry: Entry) -> Mapping[str, tuple[str, Event]]:
    """Return check -> its last verdict on the present text, with the event that recorded it."""
    found: dict[str, tuple[str, Event]] = {}
    for event in entry.events:
        if event.actor == "submitter":
            found = {}  # a new version is looked at anew
        found |= {code: (verdict, event) for code, verdict in event.checks.items()}
    return {code: told for code, told in found.items() if told[0] != OPEN}


def opened_again(entry: Entry, public: Tree) -> Mapping[str, str]:
    """Return the checks that are open again once *public* is the text, each with ``open``.

    None is where only the language changes that the submission was not written in, or the mark of its translation.
    """
    source = str(entry.public.get("source_language", asked_in(entry.envelope.language)[0]))
    if _original(entry.public, source) == _original(public, source):
        return {}
    groups = checks_of(entry.envelope.record)
    return {code: OPEN for name in OF_THE_TEXT for code in groups.get(name, ()) if code in verdicts(entry)}


def _original(tree: Tree, source: str) -> Value:
    """Return *tree* without the mark of its translation, its texts in the language *source* where they have it."""
    return _in_language({name: value for name, value in tree.items() if name != "translation"}, source)


def _in_language(value: Value, source: str) -> Value:
    if isinstance(value, list):
        return [_in_language(item, source) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(source) and value.keys() <= set(LANGS):
        return {source: value[source]}
    return {name: _in_language(item, source) for name, item in value.items()}


def open_checks(entry: Entry, also: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the checks that have not passed; *also* are verdicts given just now."""
    known = {code: verdict for code, (verdict, _) in verdicts(entry).items()} | dict(also or {})
    return tuple(code for code in all_checks(entry.envelope.record) if known.get(code) != PASS)


def all_checks(record: str) -> tuple[str, ...]:
    """Return every check of a *record*, formal ones first."""
    return tuple(code for codes in checks_of(record).values() for code in codes)


def day_at(at: str, zone: ZoneInfo) -> date:
    """Return the calendar day in *zone* of the time *at* (UTC)."""
    return datetime.fromisoformat(at).astimezone(zone).date()


def days_of_stages(entry: Entry, zone: ZoneInfo) -> Mapping[str, str]:
    """Return code of ``review_stage`` -> day in *zone* on which the last of its checks passed."""
    found: dict[str, str] = {}
    known = verdicts(entry)
    for group, codes in checks_of(entry.envelope.record).items():
        days = [day_at(known[code][1].at, zone).isoformat() for code in codes if code in known]
        found[STAGE_OF[group]] = max([*days, found.get(STAGE_OF[group], "")])
    return found


def readers_of(entry: Entry) -> tuple[str, ...]:
    """Return the accounts whose checks are in force, sorted by name."""
    return tuple(sorted({event.actor for _, event in verdicts(entry).values()}))
