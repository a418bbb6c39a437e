"""Texts: each in its own language, numbers carried over, no markup, nothing private."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.model import Text
from site_builder.validate.texts import private_data
from site_builder.validate.texts.private_data import find_private, may_hold_private
from site_builder.validate.texts.texts import check_languages, check_numbers, markup_in

NAMES = frozenset({"InnoMatch", "张江"})


def languages_of(zh: str, en: str) -> list[tuple[str, str]]:
    return [(code, lang) for code, lang, _ in check_languages(Text(zh=zh, en=en), NAMES)]


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("黑臭水体治理", "Treatment of black water", []),
        ("黑臭水体治理", "Treatment of 黑臭 water", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Treatment，of black water", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Treatment（of black water）", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Treatment of カ water", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Ammonia ≤ 1.5 mg/L at 10 °C – “nitrified”", []),
        ("张江水体治理", "Treatment in 张江", []),
        ("InnoMatch", "InnoMatch", []),
        ("Water", "Water", [("no-chinese-in-chinese", "zh")]),
        ("2026", "2026", [("no-chinese-in-chinese", "zh")]),
        ("㐀", "Rare", []),
        ("𬭎𨱏𬬭", "Rare ones", []),
        ("〇", "Zero", []),
        ("黑臭水体治理", "Treatment of 𬭸 water", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Treatment of ⽔ water", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Treatment of ⺡ water", [("chinese-in-english", "en")]),
        ("黑臭水体治理", "Treatment of 々 water", [("chinese-in-english", "en")]),
        ("ㄅㄆ", "Letters", [("no-chinese-in-chinese", "zh")]),
        ("黑臭水体", "Wat", [("length-ratio", "en")]),
        ("黑臭水体", "Wate", []),
        ("黑臭水体", "W" * 32, []),
        ("黑臭水体", "W" * 33, [("length-ratio", "en")]),
        ("水", "A short name says nothing", []),
        ("", "English only", []),
        ("只有中文", "", []),
    ],
)
def test_each_text_stands_in_its_language(zh: str, en: str, expected: list[tuple[str, str]]) -> None:
    assert languages_of(zh, en) == expected


@pytest.mark.parametrize(
    ("zh", "en", "missing"),
    [
        ("近5000万元", "nearly CNY 50 million", []),
        ("近5000万元", "nearly CNY 50,000,000", []),
        ("近5000万元", "nearly CNY 5,000", ["5000万"]),
        ("1.5亿元", "CNY 150 million", []),
        ("1.5亿元", "CNY 0.15 billion", []),
        ("2万亿元", "CNY 2 trillion", []),
        ("3万人", "30 thousand people", []),
        ("日处理1000立方米", "1,000 cubic metres a day", []),
        ("日处理1,000立方米", "1000 cubic metres a day", []),
        ("日处理1000立方米", "many cubic metres a day", ["1000"]),
        ("7项指标", "seven indicators", []),
        ("第7届", "the seventh challenge", []),
        ("第7届", "the 7th challenge", []),
        ("11月5日", "5 November", []),
        ("11月5日", "November", ["5"]),
        ("1月至12月", "January to December", []),
        ("0.25千瓦时", "0.25 kWh", []),
        ("0.25千瓦时", "0.52 kWh", ["0.25"]),
        ("没有数字", "no numbers", []),
        ("5项", "", []),
    ],
)
def test_numbers_of_the_chinese_stand_in_the_english(zh: str, en: str, missing: list[str]) -> None:
    assert [facts["number"] for _, _, facts in check_numbers(Text(zh=zh, en=en))] == missing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a < b and c > d", ""),
        ("氨氮<1.5", ""),
        ("<b>", "<b"),
        ("</p>", "</"),
        ("<!-- x -->", "<!"),
        ("<?php", "<?"),
        ("[x](javascript:alert(1))", "javascript:"),
        ("JavaScript : x", "JavaScript :"),
        ("vbscript:x", "vbscript:"),
        ("data:text/html,x", "data:text/"),
        ("data: textile", ""),
        ("{{ config }}", "{{"),
        ("{% raw %}", "{%"),
        ("{# note #}", "{#"),
        ("{zh: 名称}", ""),
        ("**bold** and [link](https://example.org)", ""),
    ],
)
def test_markup_is_found(text: str, found: str) -> None:
    assert markup_in(text) == found


# Invented numbers; only their check digits are right.
def id_number(first: str = "31011219000101001") -> str:
    """Return an identity-card number with its check digit (GB 11643: weights 2^(17-i) mod 11)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


def bank_card(first: str = "622200000000000000") -> str:
    """Return a card number with its Luhn digit."""
    doubled = [int(d) * 2 if place % 2 == 0 else int(d) for place, d in enumerate(reversed(first))]
    return first + str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


def social_credit_code(first: str = "91310000000000000") -> str:
    """Return a unified social credit code with its check character (GB 32100: weights 3^i mod 31)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(first))
    return first + alphabet[-total % 31]


def with_wrong_end(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


ID, CARD, USCC = id_number(), bank_card(), social_credit_code()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("write to somebody@example.org.", ["private-email"]),
        ("邮箱somebody@example.org。", ["private-email"]),
        ("ｓ somebody＠example.org", ["private-email"]),
        ("logo@2x.png", []),
        ("@home", []),
        ("a@b", []),
        ("电话19900000000", ["private-mobile"]),
        ("+86 199 0000 0000", ["private-mobile"]),
        ("199-0000-0000", ["private-mobile"]),
        ("１９９００００００００", ["private-mobile"]),
        ("12900000000", []),
        ("199000000001", []),
        ("0.19900000000", []),
        ("021-00000000", []),
        ("8000000000元", []),
        (f"身份证{ID}", ["private-id-number"]),
        (id_number("31011219000101002"), ["private-id-number"]),
        (id_number("31011219000101013").lower(), ["private-id-number"]),
        (with_wrong_end(ID), []),
        (id_number("31011219001301001"), []),
        (f"{CARD}", ["private-bank-card"]),
        (" ".join([CARD[:4], CARD[4:8], CARD[8:12], CARD[12:16], CARD[16:]]), ["private-bank-card"]),
        (with_wrong_end(CARD), []),
        ("0000000000000000", []),
        (USCC, ["private-uscc"]),
        (f"代码：{USCC}，", ["private-uscc"]),
        (with_wrong_end(USCC), []),
        ("ZL202600000000.0", []),
        ("2026-11-21 09:30:00", []),
        (f"somebody@example.org {ID}", ["private-email", "private-id-number"]),
    ],
)
def test_private_numbers_are_found(text: str, codes: list[str]) -> None:
    assert [code for code, _ in find_private(text)] == codes


@pytest.mark.parametrize("number", [ID, CARD, USCC, "19900000000", "somebody@example.org"])
def test_what_is_found_is_not_shown(number: str) -> None:
    assert [found for _, found in find_private(number)] == ["*" * (len(number) - 2) + number[-2:]]


@settings(max_examples=200, derandomize=True, database=None)
@given(
    before=st.text(max_size=20),
    number=st.sampled_from([ID, CARD, USCC, "19900000000", "somebody@example.org"]),
    after=st.text(max_size=20),
)
def test_the_quick_look_never_misses(before: str, number: str, after: str) -> None:
    assert may_hold_private(f"{before}{number}{after}")


@settings(max_examples=300, derandomize=True, database=None)
@given(text=st.text(alphabet=st.characters() | st.sampled_from("0123456789-@.X１"), max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert [code for code, _ in find_private(text) if not code.startswith("private-")] == []


PIECES = [
    ID,
    CARD,
    USCC,
    USCC.lower(),
    "19900000000",
    "+86 199 0000 0000",
    "1 3 8 0 0 1 3 8 0 0 0",
    "x" * 64,
    "a" * 64,
]
SIGNS = st.text(alphabet="0123456789 .+-aXKſ@元万－１一二\n", max_size=12)


@settings(max_examples=1500, derandomize=True, database=None)
@given(st.lists(st.sampled_from(PIECES) | SIGNS, max_size=8))
def test_looking_at_the_runs_alone_finds_what_a_look_at_every_place_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = list(find_private(text))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(private_data, "_RUNS", {})
        patch.setattr(
            private_data, "_worth_looking_for", lambda text: dict.fromkeys(("@", "keys", "digits", "letters"), True)
        )
        assert list(find_private(text)) == found
