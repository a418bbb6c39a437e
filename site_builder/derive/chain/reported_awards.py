"""Reported numbers of awards beside those on record, part by part, so that anyone sees whether they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from site_builder.load.contract.states import has_flag
from site_builder.model import Text
from site_builder.records import Award, Statistic


@dataclass(frozen=True)
class ReportedPart:
    """A reported part, such as a category; ``recorded`` is ``None`` where the records know no such part."""

    label: Text
    reported: int
    recorded: int | None


@dataclass(frozen=True)
class ReportedAwards:
    """A reported number of awards beside the number on record; awards that were revoked are not counted."""

    statistic: Statistic
    reported: int
    recorded: int
    parts: tuple[ReportedPart, ...]

    @property
    def is_equal(self) -> bool:
        """Return whether report and records agree in the total and in every part."""
        return self.reported == self.recorded and all(part.reported == part.recorded for part in self.parts)


def reported_awards(
    statistics: Iterable[Statistic], awards: Iterable[Award], names: Mapping[str, Text]
) -> tuple[ReportedAwards, ...]:
    """Return each of *statistics* beside the *awards* of one edition that it covers.

    Args:
        statistics: reported figures of metric ``awards``, of that edition.
        awards: all awards of the edition.
        names: category -> its name in that edition; a reported part goes by that name.
    """
    standing = tuple(award for award in awards if not has_flag(award, "revoked"))
    return tuple(_compared(statistic, standing, names) for statistic in statistics)


def _compared(statistic: Statistic, awards: Iterable[Award], names: Mapping[str, Text]) -> ReportedAwards:
    covered = [award for award in awards if _is_covered(award, statistic)]
    by_name = Counter(names[award.category]["zh"] for award in covered if award.category in names)
    known = {name["zh"] for name in names.values()}
    parts = tuple(
        ReportedPart(part.label, part.quantity.value, by_name[zh] if (zh := part.label["zh"]) in known else None)
        for part in statistic.parts
    )
    return ReportedAwards(statistic, statistic.quantity.value, len(covered), parts)


def _is_covered(award: Award, statistic: Statistic) -> bool:
    return all(statistic[name] in (None, award[name]) for name in ("region", "district"))
