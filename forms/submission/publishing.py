"""The last step: what publication adds; everything else stays as it was approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from forms.model import Tree, Value
from forms.submission.splitting import without_consent
from site_builder.languages import asked_in
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import entry_state


@dataclass(frozen=True)
class Publishable:
    """What publication knows of a submission; what is checked or shown before it came is its own first version.

    Args:
        record: type of the record that it becomes.
        language: in which it was written.
        public: its public values.
        received_on: calendar day of the challenge; ``None``: the day of publication.
        version: number of the last version.
        sealed_digests: salted digest of each version.
        passed_on: code of ``review_stage`` -> day on which it passed; empty: on the day of publication.
    """

    record: str
    language: str
    public: Tree
    received_on: date | None = None
    version: int = 1
    sealed_digests: tuple[str, ...] = ()
    passed_on: Mapping[str, str] = field(default_factory=dict)


def published(what: Publishable, record_id: str, day: date) -> Tree:
    """Return the record that is merged when *what* is published on *day*, its fields in the order of the schema."""
    whole: Tree = {"source_language": asked_in(what.language)[0], **what.public, **added(what, record_id, day)}
    hidden = without_consent(what.record, whole)
    if hidden:
        whole = {"public_consent": "false", **whole}
    fields = read_schemas().types[what.record].fields
    return {name: whole[name] for name in fields if name in whole and name not in hidden}


def added(what: Publishable, record_id: str, day: date) -> Tree:
    """Return the values that publication on *day* adds, as far as records of the type have them."""
    own = _of_solution(what, day) if what.record == "solution" else _of_others(what, day)
    every: Tree = {"id": record_id, "provenance": "submitted", **entry_state(what.record), **own}
    schema = read_schemas().types.get(what.record)
    return {name: value for name, value in every.items() if value and schema and name in schema.fields}


def _of_solution(what: Publishable, day: date) -> Tree:
    languages: list[Value] = [asked_in(what.language)[0]]
    return {
        "received_on": (what.received_on or day).isoformat(),
        "version": str(what.version),
        "sealed_digests": [*what.sealed_digests],
        "languages": what.public.get("languages", languages),
    }


def _of_others(what: Publishable, day: date) -> Tree:
    own: Tree = {"published_on": day.isoformat(), "reviews": _reviews(what.passed_on, day)}
    if what.record == "need":
        own |= {"open_for_proposals": "true", "sealed_digest": (what.sealed_digests or ("",))[-1]}
    return own


def _reviews(passed_on: Mapping[str, str], day: date) -> list[Value]:
    """Return the reviews; a stage that has not passed yet is taken to pass on *day*: whoever publishes makes sure."""
    return [{"stage": stage, "verdict": "pass", "on": on or day.isoformat()} for stage, on in passed_on.items()]
