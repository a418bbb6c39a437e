"""Examples live on the day of their edition: on whatever day the check runs, it finds in them what it finds today."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Edition, Need
from site_builder.validate.need.needs import check_openness
from site_builder.validate.repository import check_repository
from site_builder.worlds import day_of, example_day
from tests.repositories import BASE, TODAY
from tests.site import REPOSITORY

LATER = (date(2027, 6, 1), date(2030, 1, 1))
NEED = "cic2026-31-0001"


def records(*, is_example: bool, as_of: date | None) -> Catalogue:
    """Return the base with its edition and its open need, examples or not, on a day of their own or not."""
    catalogue = check_repository(BASE, TODAY).catalogue
    edition, need = catalogue.records["edition"]["cic2026"], catalogue.records["need"][NEED]
    edition = edition.with_values(example=is_example, as_of=as_of)
    changed = {"edition": {edition.id: edition}, "need": {need.id: need.with_values(example=is_example)}}
    return Catalogue({**catalogue.records, **changed}, catalogue.codes)


def found(catalogue: Catalogue, day: date) -> list[Problem]:
    """Return what the rule about deadlines finds on *day*."""
    return list(check_openness.problems_in(catalogue, day))


@pytest.mark.parametrize("day", LATER)
def test_the_deadline_of_an_example_never_passes(day: date) -> None:
    assert found(records(is_example=True, as_of=TODAY), day) == []


@pytest.mark.parametrize("day", LATER)
def test_the_deadline_of_a_real_need_and_of_examples_without_a_day_of_their_own_passes(day: date) -> None:
    for catalogue in (records(is_example=False, as_of=None), records(is_example=True, as_of=None)):
        assert [problem.code for problem in found(catalogue, day)] == ["deadline-passed"]


def test_the_day_of_a_record_is_that_of_its_world() -> None:
    catalogue = records(is_example=True, as_of=TODAY)
    example = catalogue.get(Need, NEED)
    real = next(iter(catalogue.all_called("event")))
    assert example_day(catalogue, LATER[0]) == day_of(example, catalogue, LATER[0]) == TODAY
    assert day_of(real, catalogue, LATER[0]) == LATER[0]


@pytest.mark.slow
@pytest.mark.parametrize("day", LATER)
def test_the_repository_as_shipped_has_nothing_to_mend_on_any_day(day: date) -> None:
    assert check_repository(Path(REPOSITORY), day).problems == []


def test_the_example_edition_as_shipped_says_on_which_day_it_lives() -> None:
    editions = list(check_repository(Path(REPOSITORY), TODAY).catalogue.all(Edition))
    assert [edition.as_of for edition in editions if edition.example] == [date(2026, 11, 20)]
