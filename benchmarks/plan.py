"""What the generator was asked for, and what all its records share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from bank import Tree
from subjects import EDITIONS

DELTA = ("31", "32", "33", "34")
ABROAD = ("DE", "JP", "SG", "CH", "GB")


@dataclass(frozen=True)
class Plan:
    """What the generator was asked for, and what it knows of the code lists."""

    needs: int
    seed: int
    day: date
    districts: dict[str, list[str]]  # region -> codes

    @property
    def years(self) -> range:
        """Return the years of the editions: the last one is open on the day."""
        last = self.day.year if self.day.month > 3 else self.day.year - 1
        return range(last - EDITIONS + 1, last + 1)

    def is_closed(self, year: int) -> bool:
        """Return whether the edition of *year* is over."""
        return year < self.years[-1]


def edition_id(year: int) -> str:
    """Return the id of the edition of *year*."""
    return f"cic{year}"


def told(on: str, by: str = "human", original: str = "zh") -> Tree:
    """Return the fields that say where a record comes from and who translated it."""
    other = "en" if original == "zh" else "zh"
    review = {"reviewed_by": "organizer", "reviewed_on": date.fromisoformat(on)} if by == "human" else {}
    return {
        "provenance": "submitted",
        "source_language": original,
        "translation": {other: {"by": by, **review}},
    }


def district_in(plan: Plan, region: str, rng: Random) -> Tree:
    """Return a district of *region* as a field, nothing where the region has none."""
    return {"district": rng.choice(plan.districts[region])} if region in plan.districts else {}
