"""The catalogue parted in two: what is real, and the examples with what they name of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from site_builder.derive.days.standing import standing_on
from site_builder.derive.refs import refs_in
from site_builder.model import Catalogue, Record
from site_builder.worlds import EXAMPLE, SHARED, example_day, is_example


@dataclass(frozen=True)
class World:
    """One of the two: its ``folder`` below that of a language, empty for what is real, its records and its day.

    Each record is in the state in which it stands on that day.
    """

    folder: str
    catalogue: Catalogue
    day: date

    @property
    def is_example(self) -> bool:
        """Return whether it is the world of examples."""
        return bool(self.folder)


def worlds_of(catalogue: Catalogue, day: date) -> tuple[World, ...]:
    """Return the real world on *day*, and behind it the example world on its own day where there are examples."""
    every = [record for records in catalogue.records.values() for record in records.values()]
    examples = [record for record in every if is_example(record)]
    real = [record for record in every if not is_example(record)]
    worlds = [World("", standing_on(_part_of(catalogue, real), day), day)]
    if examples:
        lists = [record for record in real if record.type == "taxonomy"]
        own = [*lists, *_with_shared(examples, catalogue)]
        always = example_day(catalogue, day)
        worlds.append(World(EXAMPLE, standing_on(_on_day(_part_of(catalogue, own), always), always), always))
    return tuple(worlds)


def _with_shared(examples: Iterable[Record], catalogue: Catalogue) -> list[Record]:
    """Return the *examples*, and the real records that they name, or that those name."""
    found: dict[tuple[str, str], Record] = {(record.type, record.id): record for record in examples}
    waiting = list(found.values())
    while waiting:
        for kind, key in refs_in(waiting.pop()):
            named = catalogue.find(kind, key) if kind in SHARED else None
            if named and (kind, key) not in found:
                found[kind, key] = named
                waiting.append(named)
    return list(found.values())


def _on_day(catalogue: Catalogue, day: date) -> Catalogue:
    """Return *catalogue* with no line of the log later than *day*, which it always is where it is read."""
    log = {key: tuple(replace(line, on=min(line.on, day)) for line in lines) for key, lines in catalogue.log.items()}
    return replace(catalogue, log=log)


def _part_of(catalogue: Catalogue, records: Iterable[Record]) -> Catalogue:
    """Return what *catalogue* has of *records*, in its order, with their lines of the log and their ledgers."""
    own = {(record.type, record.id) for record in records}
    kept = {
        kind: {key: record for key, record in by_id.items() if (kind, key) in own}
        for kind, by_id in catalogue.records.items()
    }
    ids = {key for _, key in own}
    log = {key: lines for key, lines in catalogue.log.items() if key in ids}
    ledgers = {edition: lines for edition, lines in catalogue.ledgers.items() if ("edition", edition) in own}
    return replace(catalogue, records=kept, log=log, ledgers=ledgers)
