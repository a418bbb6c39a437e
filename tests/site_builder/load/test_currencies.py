"""What messages call the currency of a challenge."""

from __future__ import annotations

import pytest

from site_builder.load.standards.currencies import code_fact, unit_fact
from site_builder.model import Code, Text
from site_builder.phrases import read_phrases


@pytest.mark.parametrize(
    ("currency", "lang", "says"),
    [
        ("CNY", "zh", "奖金总额 90 元，未分配 5 元，积分截至 2026-12-01。"),
        ("CNY", "en", "Pool: CNY 90. Not given out: CNY 5. Points as of 2026-12-01."),
        ("EUR", "zh", "奖金总额 90 欧元，未分配 5 欧元，积分截至 2026-12-01。"),
        ("EUR", "en", "Pool: EUR 90. Not given out: EUR 5. Points as of 2026-12-01."),
    ],
)
def test_a_payout_is_told_in_the_currency_of_the_challenge(currency: str, lang: str, says: str) -> None:
    money = code_fact({"currency": {currency: Code(currency, Text())}})

    told = read_phrases(lang).fill("points.payout_done", {"pool": 90, "rest": 5, "day": "2026-12-01", **money})

    assert told == says


@pytest.mark.parametrize(
    ("currency", "lang", "says"),
    [
        ("CNY", "zh", "各名次档奖金合计 9 元，超过奖金总额 5 元"),
        ("CNY", "en", "The tiers sum to 9 yuan, more than the pool of 5 yuan"),
        ("EUR", "zh", "各名次档奖金合计 9 欧元，超过奖金总额 5 欧元"),
        ("EUR", "en", "The tiers sum to 9 euros, more than the pool of 5 euros"),
    ],
)
def test_a_problem_counts_in_the_currency_of_the_challenge(currency: str, lang: str, says: str) -> None:
    unit = unit_fact({"currency": {currency: Code(currency, Text())}})

    assert read_phrases(lang).fill("problems.rank-tiers-over-pool.what", {"sum": "9", "pool": "5", **unit}) == says
