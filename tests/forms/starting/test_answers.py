"""The answers about a new challenge: what each may be, defaults, and all wrong ones told at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from forms.phrases import read_form_phrases
from forms.starting.answers import Answers, Organiser, Track, WrongAnswersError
from forms.starting.money import bands_of
from forms.starting.questions import questions_on, read_answers
from site_builder.load.yaml_text import Written
from site_builder.model import Text

TODAY = date(2027, 1, 20)
FEWEST: Mapping[str, Written] = {
    "name": "城市挑战赛 | City Challenge",
    "organisers": "市科技局 | Science Office",
    "contact": "challenge@example.org",
    "region": "31",
}


def wrong(**changes: Written) -> list[tuple[str, str]]:
    with pytest.raises(WrongAnswersError) as refused:
        read_answers({**FEWEST, **changes}, TODAY)
    return [(one.key, one.code) for one in refused.value.wrong]


def test_four_answers_are_enough() -> None:
    assert read_answers(FEWEST, TODAY) == Answers(
        name=Text(zh="城市挑战赛", en="City Challenge"),
        organisers=(Organiser(Text(zh="市科技局", en="Science Office"), "government", "organizer"),),
        contact="challenge@example.org",
        regions=("31",),
        currency="CNY",
        time_zone="Asia/Shanghai",
        tracks=(Track("open_call", Text(zh="公开征集", en="Open call")),),
        edition="c2027",
        opens=TODAY,
        closes=date(2027, 5, 20),
        ends=date(2027, 9, 17),
        has_awards=True,
        has_examples=False,
        colour="custom",
        logo=None,
        host="none",
    )


def test_a_line_and_a_mapping_say_the_same() -> None:
    line = "市技术转移中心 | Transfer Centre | service_institution | sponsor"
    mapping: Written = {
        "zh": "市技术转移中心",
        "en": "Transfer Centre",
        "kind": "service_institution",
        "role": "sponsor",
    }

    assert read_answers({**FEWEST, "organisers": line}, TODAY) == read_answers(
        {**FEWEST, "organisers": [mapping]}, TODAY
    )


def test_every_wrong_answer_is_told_at_once_in_the_order_of_the_questions() -> None:
    assert wrong(
        name="城市挑战赛",
        organisers="市科技局 | Science Office | parliament",
        contact="challenge",
        region="",
        closes="2027-02-30",
        awards="perhaps",
        colour="sky",
        host="svn",
        slogan="x",
    ) == [
        ("slogan", "unknown_question"),
        ("name", "language_missing"),
        ("organisers", "unknown_code"),
        ("contact", "not_an_address"),
        ("region", "missing"),
        ("closes", "not_a_day"),
        ("awards", "not_yes_or_no"),
        ("colour", "not_a_colour"),
        ("host", "unknown_code"),
    ]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"opens": "2027-03-01", "closes": "2027-02-01"}, [("closes", "day_before")]),
        ({"closes": "2027-06-01", "ends": "2027-05-01"}, [("ends", "day_before")]),
        ({"opens": "2026-01-01", "closes": "2026-03-01"}, [("closes", "day_over")]),
        ({"name": {"zh": "城市挑战赛", "en": "City", "de": "Stadt"}}, [("name", "unknown_name")]),
        ({"name": "城" * 81 + " | City"}, [("name", "too_long")]),
        ({"name": ["城市挑战赛"]}, [("name", "form")]),
        ({"name": "城市 | City | and more"}, [("name", "form")]),
        ({"contact": {"email": "challenge@example.org"}}, [("contact", "form")]),
        ({"tracks": ["大企业 | Large", "大公司 | large"]}, [("tracks", "track_name")]),
        ({"tracks": "开放 | 开放"}, [("tracks", "track_name")]),
        ({"edition": "Season 1"}, [("edition", "not_an_id")]),
        ({"logo": "/no/such.png"}, [("logo", "no_file")]),
        ({"region": "atlantis"}, [("region", "not_a_region")]),
        ({"region": "DE-BX"}, [("region", "not_a_region")]),
        ({"name": "City | City"}, [("name", "no_chinese")]),
        ({"currency": "gold"}, [("currency", "not_a_currency")]),
    ],
)
def test_a_wrong_answer_says_why(changes: Mapping[str, Written], found: list[tuple[str, str]]) -> None:
    assert wrong(**changes) == found


def test_a_picture_is_what_its_name_says(tmp_path: Path) -> None:
    good, bad = tmp_path / "logo.png", tmp_path / "logo.jpg"
    Image.new("RGB", (2, 2)).save(good)
    bad.write_bytes(good.read_bytes())
    logo = read_answers({**FEWEST, "logo": str(good)}, TODAY).logo

    assert logo and (logo.suffix, logo.content) == (".png", good.read_bytes())
    assert wrong(logo=str(bad)) == [("logo", "not_a_picture")]


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("51", ("51",)),
        ("5101", ("5101",)),
        ("510104", ("5101",)),  # a district by its city
        ("de-bw", ("DE-BW",)),
        ("DE", ("DE",)),
        ("DE-BW, de-bw", ("DE-BW",)),
        ("31, 32、33", ("31", "32", "33")),
        (["31", "32"], ("31", "32")),
    ],
)
def test_a_region_is_named_by_its_code(written: Written, codes: tuple[str, ...]) -> None:
    assert read_answers({**FEWEST, "region": written}, TODAY).regions == codes


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_question_has_its_words(lang: str) -> None:
    phrases = read_form_phrases(lang)

    for question in questions_on(TODAY):
        assert phrases[f"init.ask.{question.key}"]
        assert all(phrases[f"init.ask.{piece}"] for piece in question.pieces)


@pytest.mark.parametrize(
    ("region", "currency", "zh", "en"),
    [
        ("5101", "CNY", "10万元以下", "CNY 100,000 to 500,000"),
        ("DE-BW", "EUR", "1万欧元以下", "EUR 10,000 to 50,000"),
        ("CH", "CHF", "1万瑞士法郎以下", "CHF 10,000 to 50,000"),
    ],
)
def test_bands_are_in_the_currency_of_the_region(region: str, currency: str, zh: str, en: str) -> None:
    answers = read_answers({**FEWEST, "region": region}, TODAY)
    bands = list(bands_of(answers.currency))

    assert (answers.currency, bands[0].name["zh"], bands[1].name["en"]) == (currency, zh, en)
