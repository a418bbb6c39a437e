"""Amounts of money as people write them in Chinese and English; approximate ones are not made exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from forms.numerals import in_digits
from forms.values.currency_forms import FORMS_BESIDE_YUAN, forms_beside, written_plainly
from forms.values.reading import Reading, digits_of, refuse
from site_builder.load.standards.currencies import YUAN, currency_facts
from site_builder.problems import Fact
from site_builder.text_forms.folding import plain

SMALLEST_WITHOUT_UNIT = 1000  # below it, 50 is as likely to be meant as 500,000 (50万)
_WORDS = re.compile(
    r"面议|面谈|待定|协商|保密|免费|negotiable|tbd|tba|(?<![a-z])n/?a(?![a-z])"
    r"|to be (?:agreed|determined)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"[\d万亿元一二三四五六七八九十百千两]\s*(?:-|–|—|~|〜|至|到|to|and)\s*\D{0,4}[\d一二三四五六七八九十百两]"
)
_APPROXIMATE = re.compile(
    r"约|左右|上下|近|超|逾|余|多|以上|以下|以内|不超|不低|不少|至少|至多|最高|最多|不等|[~≈<>≤≥+?]"
    r"|\b(?:up to|about|approx\w*|around|circa|ca\.|over|nearly|almost)"
    r"|\b(?:at least|at most|more than|less than|max\w*|min\w*)",
    re.IGNORECASE,
)
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
           "thousand": 10**3, "million": 10**6, "billion": 10**9}  # fmt: skip
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_STEP = re.compile(rf"({_NUMBER}) ?(千万|百万|十万|亿|万|千|百|thousand|million|billion|)", re.IGNORECASE)
_CHINESE = re.compile(r"([零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾佰仟点]+?)(亿|万)?")


@dataclass(frozen=True)
class AmountHabits:
    """What is known of an amount besides its cell.

    ``own`` is the currency of the challenge, in which the amount comes out; ``unit`` what a bare number counts
    (10,000 under a heading that says 万元); ``currency`` what ``$`` or a bare number is, empty for the own one;
    ``rate`` how much of the own currency one unit of that is, where the giver of the data set one.
    ``is_stated``: whoever writes it has the unit before their eyes, so that a small number is meant as it is.
    """

    unit: int = 1
    currency: str = ""
    rate: Decimal | None = None
    own: str = YUAN
    is_stated: bool = False


NO_AMOUNT_HABITS = AmountHabits()


def read_amount(text: str, habits: AmountHabits = NO_AMOUNT_HABITS) -> Reading:
    """Return the whole amount that *text* names, in digits; text that names no amount is refused."""
    written = plain(text)
    if _WORDS.search(written):
        return refuse("sheet-amount-in-words", text)
    if _RANGE.search(written):
        return refuse("sheet-amount-range", text)
    if _APPROXIMATE.search(written):
        return refuse("sheet-amount-approximate", text)
    bare, named = _without_currency(written, habits.own)
    number, has_scale = _number_in(bare if habits.own == YUAN else written_plainly(bare))
    if number is None:
        return _refuse("sheet-amount-unreadable", text, habits)
    is_bare = not has_scale and not named
    if (habits.unit != 1 and not is_bare) or (
        habits == NO_AMOUNT_HABITS and is_bare and 0 < number < SMALLEST_WITHOUT_UNIT
    ):
        return _refuse("sheet-amount-unit", text, habits)
    usual = habits.currency or habits.own
    is_own_dollar = named == "$" and usual.endswith("D")
    currency = usual if named == "" or is_own_dollar else named
    amount = number * habits.unit
    if currency != habits.own:
        if habits.rate is None or currency != usual:
            return _refuse("sheet-amount-currency", text, habits, amount=f"{digits_of(amount)} {currency}")
        amount = (amount * habits.rate).quantize(Decimal(1))
    if amount != amount.to_integral_value():
        return _refuse("sheet-amount-not-whole", text, habits, amount=digits_of(amount))
    return Reading(digits_of(amount))


def _refuse(code: str, text: str, habits: AmountHabits, **facts: Fact) -> Reading:
    """Return the refusal of *text*, with what the currency of the challenge is called."""
    return refuse(code, text, **facts, **currency_facts(habits.own))


def _without_currency(text: str, own: str) -> tuple[str, str]:
    """Return *text* without the currency it names, and its code; two currencies leave text that is no number."""
    text = re.sub(r"[整正]$", "", text)
    forms = FORMS_BESIDE_YUAN if own == YUAN else forms_beside(own)
    around = (
        (found[1].strip(), code)
        for code, form in forms.items()
        if (found := re.fullmatch(rf"(?:{form})?:? ?(.*?) ?(?:{form})?", text, re.IGNORECASE)) and found[1] != text
    )
    if own == YUAN:
        return next(around, (text, ""))
    return min(around, key=lambda found: len(found[0]), default=(text, ""))  # US$ is more than $


def _number_in(text: str) -> tuple[Decimal | None, bool]:
    """Return the number that all of *text* is, and whether it names a scale such as 万."""
    if found := _CHINESE.fullmatch(text):
        return _chinese_number(text, found), True
    steps = list(_steps(text))
    if not steps or "".join(whole for whole, _, _ in steps) != text.replace(" ", ""):
        return None, False
    total, last = Decimal(0), 10**13
    for number, (whole, digits, scale) in enumerate(steps):
        value = Decimal(digits.replace(",", ""))
        # 3万5000 is 35,000, but 3万5 may be 35,000 or 30,005; 3万5千 steps down, 3千5万 does not.
        fits = scale < last and (number == 0 or value * scale < last)
        is_plain_rest = scale > 1 or number == 0 or len(digits) == len(str(last)) - 1
        if not fits or not is_plain_rest or (number < len(steps) - 1 and "." in digits):
            return None, False
        total, last = total + value * scale, scale
        del whole
    return total, steps[0][2] > 1


def _steps(text: str) -> Iterator[tuple[str, str, int]]:
    for found in _STEP.finditer(text):
        yield found[0].replace(" ", ""), found[1], _SCALES[found[2].lower()]


def _chinese_number(text: str, found: re.Match[str]) -> Decimal | None:
    """Return the number of *text* in Chinese numerals; 三万五 says two things and gives none."""
    try:
        if "点" in found[1] and found[2]:
            return Decimal(in_digits(found[1].replace("两", "二"))) * _SCALES[found[2]]
        return Decimal(in_digits(text.replace("两", "二")))
    except (ValueError, KeyError):
        return None
