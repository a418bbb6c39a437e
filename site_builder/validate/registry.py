"""What a rule is: a check with the records that it speaks of and where it can be judged.

Each check is marked where it is written, ``@record_rule(…)`` or ``@catalogue_rule(…)``; ``rules.py`` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue, CodeLists, R, Record
from site_builder.problems import Problem
from site_builder.worlds import example_day, is_example

LEDGER = "ledger"
"""What ``rests_on`` calls the points ledgers, which are no records."""
CHAIN = frozenset(
    "edition rules special_session organization technology_manager need result solution contest docking".split()
) | {LEDGER}
"""What follows from need, solution, docking and points together: where one cannot be read, nothing can be said."""


@dataclass(frozen=True)
class Around:
    """What one record is judged with: all code lists, and the calendar day of the challenge that it is for it."""

    codes: CodeLists
    day: date


RecordCheck = Callable[[Record, Around], Iterator[Problem]]
CatalogueCheck = Callable[[Catalogue, date], Iterator[Problem]]
"""The day is today's; ``day_of`` and ``day_in`` of ``worlds`` tell that of an example."""


@dataclass(frozen=True)
class Rule:
    """What every rule says of itself.

    ``of`` are the types of the records that its problems are placed at, all of them where it is empty.
    """

    name: str
    of: tuple[str, ...]

    def speaks_of(self, kind: str) -> bool:
        """Return whether a record of type *kind* can break it."""
        return kind in (self.of or read_schemas().types)

    def problems_in(self, catalogue: Catalogue, day: date) -> Iterator[Problem]:
        """Yield what breaks it in the whole *catalogue* on *day*."""
        raise NotImplementedError

    def can_be_judged(self, unread: Collection[str | None]) -> bool:
        """Return whether it says anything although records of the types *unread* could not be read."""
        raise NotImplementedError


@dataclass(frozen=True)
class RecordRule(Rule):
    """A rule that one record shows by itself, so that file, form, sheet and desk judge it alike.

    ``waits_for`` says what a submission lacks until it is published, so that forms and sheets cannot judge it yet;
    it is empty where they do.
    """

    check: RecordCheck
    waits_for: str = ""

    def problems_in(self, catalogue: Catalogue, day: date) -> Iterator[Problem]:
        """Yield what breaks it in each record of *catalogue*."""
        today = Around(catalogue.codes, day)
        always = Around(catalogue.codes, example_day(catalogue, day))
        for kind in self.of or catalogue.records:
            for record in catalogue.all_called(kind):
                yield from self.check(record, always if is_example(record) else today)

    def can_be_judged(self, unread: Collection[str | None]) -> bool:
        """Return that it always can: it looks at no other record."""
        return True


@dataclass(frozen=True)
class CatalogueRule(Rule):
    """A rule that takes other records to judge one, so that only a whole repository can show it.

    ``rests_on`` are types of records, or ``LEDGER``: where one of them cannot be read, the rule says nothing.
    """

    check: CatalogueCheck
    rests_on: frozenset[str] = frozenset()

    def problems_in(self, catalogue: Catalogue, day: date) -> Iterator[Problem]:
        """Yield what breaks it in *catalogue*."""
        return self.check(catalogue, day)

    def can_be_judged(self, unread: Collection[str | None]) -> bool:
        """Return whether all that it rests on could be read."""
        return self.rests_on.isdisjoint(unread)


def record_rule(*of: str, waits_for: str = "") -> Callable[[Callable[[R, Around], Iterator[Problem]]], RecordRule]:
    """Return what makes a rule of a check of one record; the arguments are those of ``RecordRule``.

    The check may take the class of the one type that it speaks of.
    """
    return lambda check: RecordRule(check.__name__, of, cast(RecordCheck, check), waits_for)


def catalogue_rule(*of: str, rests_on: frozenset[str] = frozenset()) -> Callable[[CatalogueCheck], CatalogueRule]:
    """Return what makes a rule of a check of the catalogue; the arguments are those of ``CatalogueRule``."""
    return lambda check: CatalogueRule(check.__name__, of, check, rests_on)
