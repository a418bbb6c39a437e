"""States that follow from record and day: shown on pages, never written."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.load.contract.states import read_state_tables
from site_builder.model import Record
from site_builder.problems import Problem
from site_builder.validate.registry import Around, record_rule


@record_rule("award", "contest", "edition", "event", "special_session")
def check_written_states(record: Record, around: Around) -> Iterator[Problem]:
    """Yield a state that pages show by themselves, written in a record."""
    table = read_state_tables()[record.type]
    state = table.states.get(str(record[table.field]))
    if state and state.is_shown_only:
        yield Problem(record.path, 0, "state-follows", table.field, {"field": table.field, "value": state.code})
