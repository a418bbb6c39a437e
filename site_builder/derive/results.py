"""The result catalogue: rows, pages, and the rough assessment of how complete a result is."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, LogEntry
from site_builder.records import Organization, Result


@dataclass(frozen=True)
class ResultRow:
    """A result in a list, with its holder where that is named."""

    result: Result
    holder: Organization | None

    @property
    def record(self) -> Result:
        """Return the result."""
        return self.result


@dataclass(frozen=True)
class Assessment:
    """How complete the statement of a result is: which points are met, and a grade A to D."""

    points: tuple[tuple[str, bool], ...]
    grade: str


@dataclass(frozen=True)
class ResultPage:
    """Everything that the page of a result shows."""

    result: Result
    assessment: Assessment
    history: tuple[LogEntry, ...]


def result_rows(catalogue: Catalogue) -> tuple[ResultRow, ...]:
    """Return all results that were ever published, newest first, withdrawn and archived ones last."""
    rows = [
        ResultRow(result, catalogue.get(Organization, result.holder))
        for result in catalogue.all(Result)
        if has_flag(result, "published")
    ]

    def order(row: ResultRow) -> tuple[bool, int, str]:
        on = row.result.published_on
        return not has_flag(row.result, "offered"), -on.toordinal() if on else 0, row.result.id

    return tuple(sorted(rows, key=order))


def assessment_of(result: Result) -> Assessment:
    """Return the rough assessment of *result*: a check-list of completeness, never a value in money.

    Source:
        Notice 沪科〔2021〕303号, 三(5) 成果粗评估; the points and grades are this project's own default.
    """
    points = (
        ("trl", result.trl is not None),
        ("evidence", bool(result.evidence)),
        ("ipr", result.ipr_status is not None),
        ("pilot", result.pilot is not None),
        ("application", bool(result.application)),
        ("price", result.price is not None or bool(result.negotiable)),
        ("contact", result.represented_by is not None or result.holder is not None),
    )
    met = sum(is_met for _, is_met in points)
    return Assessment(points, "A" if met == 7 else "B" if met >= 5 else "C" if met >= 3 else "D")


def result_page(row: ResultRow, catalogue: Catalogue) -> ResultPage:
    """Return the page of the result in *row*."""
    result = row.result
    return ResultPage(
        result=result,
        assessment=assessment_of(result),
        history=catalogue.log.get(result.id, ()),
    )
