"""A ranking as an answer: tables in the reader's language, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from site_builder.commands.tables import table_of
from site_builder.compute.ranking import Ballot, Placing, Ranking, rounded
from site_builder.compute.sensitivity import Sensitivity
from site_builder.phrases import Phrases


def ranking_text(ballot: Ballot, ranking: Ranking, firm: Sensitivity | None, phrases: Phrases) -> str:
    """Return the ranking for a terminal: standings, means by criterion, bids, leanings, sensitivity."""
    return "\n".join(_lines(ballot, ranking, firm, phrases)) + "\n"


def _lines(ballot: Ballot, ranking: Ranking, firm: Sensitivity | None, phrases: Phrases) -> Iterator[str]:
    yield table_of(_headings("standing", phrases), [_standing(one, phrases) for one in ranking.standings], "rlrrrrrl")
    yield phrases["judge.by.trimmed" if ranking.is_trimmed else "judge.by.mean"]
    if any(one.price is not None for one in ranking.standings):
        yield phrases.fill("judge.by.price", {"share": ballot.rubric.price_weight})
    yield ""
    yield phrases.fill("judge.heading.criteria", {"highest": ballot.rubric.scale_max})
    headings = [*_headings("criterion", phrases), *(one.solution for one in ranking.standings)]
    means = [
        (criterion.name[phrases.lang], int(criterion.weight), *_means(criterion.code, ranking))
        for criterion in ballot.rubric.criteria
    ]
    yield table_of(headings, means, "l" + "r" * (len(headings) - 1))
    if ballot.bids:
        yield ""
        yield phrases["judge.heading.price"]
        yield table_of(_headings("price", phrases), [_bid(one, ballot) for one in ranking.standings], "lrr")
    yield ""
    yield phrases["judge.heading.leaning"]
    leanings = [(juror, _signed(rounded(leaning))) for juror, leaning in ranking.leanings.items()]
    yield table_of(_headings("leaning", phrases), leanings, "lr")
    if firm:
        yield ""
        yield from _sensitivity(ballot, firm, phrases)


def _headings(table: str, phrases: Phrases) -> list[str]:
    return phrases[f"judge.columns.{table}"].split(" | ")


def _standing(one: Placing, phrases: Phrases) -> Sequence[object]:
    figures = (rounded(value) for value in (one.score, one.mean, one.median, one.trimmed))
    return one.rank, one.solution, *figures, one.sheets, phrases["judge.yes" if one.passes else "judge.no"]


def _means(code: str, ranking: Ranking) -> Iterator[str]:
    return (rounded(one.by_criterion[code]) for one in ranking.standings)


def _bid(one: Placing, ballot: Ballot) -> Sequence[object]:
    bid = ballot.bids.get(one.solution)
    return one.solution, f"{bid:,}" if bid else "–", "–" if one.price is None else rounded(one.price)


def _signed(figure: str) -> str:
    return figure if figure.startswith("-") else f"+{figure}"


def _sensitivity(ballot: Ballot, firm: Sensitivity, phrases: Phrases) -> Iterator[str]:
    yield phrases.fill("judge.heading.sensitivity", {"first": firm.first, "second": firm.second})
    yield phrases["judge.one_weight"]
    names = {criterion.code: criterion.name[phrases.lang] for criterion in ballot.rubric.criteria}
    rows = [
        (names[swap.criterion], swap.weight, f"{swap.change:+}", swap.weight + swap.change)
        if swap.change
        else (names[swap.criterion], swap.weight, phrases["judge.no_swap"], "–")
        for swap in firm.weights
    ]
    yield table_of(_headings("weights", phrases), rows, "lrrr")
    if firm.sheets:
        yield phrases.fill("judge.sheets_swap", {"jurors": ", ".join(firm.sheets)})
    else:
        yield phrases["judge.no_sheet_swaps"]


def ranking_json(contest: str, ballot: Ballot, ranking: Ranking, firm: Sensitivity | None) -> str:
    """Return the ranking as JSON; figures are decimal numbers as text, rounded to four digits."""
    told = {
        "contest": contest,
        "measure": "trimmed_mean" if ranking.is_trimmed else "mean",
        "price_weight": ballot.rubric.price_weight if ballot.bids else 0,
        "bids": {one.solution: ballot.bids.get(one.solution) for one in ranking.standings} if ballot.bids else {},
        "pass_mark": ballot.rubric.pass_mark,
        "standings": [
            {
                "rank": one.rank,
                "solution": one.solution,
                "score": rounded(one.score, 4),
                "mean": rounded(one.mean, 4),
                "median": rounded(one.median, 4),
                "trimmed_mean": rounded(one.trimmed, 4),
                "price": None if one.price is None else rounded(one.price, 4),
                "by_criterion": {code: rounded(mean, 4) for code, mean in one.by_criterion.items()},
                "sheets": one.sheets,
                "passes": one.passes,
            }
            for one in ranking.standings
        ],
        "leanings": {juror: rounded(leaning, 4) for juror, leaning in ranking.leanings.items()},
        "sensitivity": {
            "first": firm.first,
            "second": firm.second,
            "weights": [
                {"criterion": swap.criterion, "weight": swap.weight, "change": swap.change or None}
                for swap in firm.weights
            ],
            "sheets": list(firm.sheets),
        }
        if firm
        else None,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
