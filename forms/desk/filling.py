"""What publication adds to a submission: id, state, reviews, days and digests; everything else stays as approved."""

from __future__ import annotations

from datetime import date

from forms.desk.checks import day_at, days_of_stages
from forms.model import Entry, Tree, Value
from site_builder.load.schemas import read_schemas
from site_builder.load.states import entry_state
from site_builder.validate.conditions import by_consent


def filled(entry: Entry, record_id: str, day: date) -> Tree:
    """Return the record that is published on *day* (Asia/Shanghai), its fields in the order of the schema.

    A stage of the review that has not passed yet is taken to pass on *day*: whoever publishes has made sure.
    """
    record = entry.envelope.record
    added: Tree = {"id": record_id, "provenance": "submitted", **_added(entry, record, day)}
    whole: Tree = {"source_language": entry.envelope.language, **entry.public, **added}
    if record == "solution" and whole.get("public_consent") != "true":
        whole = {
            "public_consent": "false",
            **{name: value for name, value in whole.items() if name not in by_consent(record)},
        }
    fields = read_schemas().types[record].fields
    return {name: whole[name] for name in fields if name in whole}


def _added(entry: Entry, record: str, day: date) -> Tree:
    if record == "solution":
        return _of_solution(entry)
    known = read_schemas().types[record].fields
    added: Tree = {**entry_state(record), "published_on": day.isoformat(), "reviews": _reviews(entry, day)}
    if record == "need":
        added |= {"open_for_proposals": "true", "sealed_digest": entry.envelope.sealed_digests[-1]}
    return {name: value for name, value in added.items() if name in known}


def _of_solution(entry: Entry) -> Tree:
    envelope = entry.envelope
    digests: list[Value] = list(envelope.sealed_digests)
    languages: list[Value] = [envelope.language]
    return {
        **entry_state("solution"),
        "received_on": day_at(envelope.received_at).isoformat(),
        "version": str(envelope.version),
        "sealed_digests": digests,
        "languages": entry.public.get("languages", languages),
    }


def _reviews(entry: Entry, day: date) -> list[Value]:
    days = {stage: on or day.isoformat() for stage, on in days_of_stages(entry).items()}
    return [{"stage": stage, "verdict": "pass", "on": on} for stage, on in days.items()]
