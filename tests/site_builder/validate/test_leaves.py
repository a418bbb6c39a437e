"""All texts of a record are looked at, at whatever depth they stand."""

from __future__ import annotations

from site_builder.model import Text, Words
from site_builder.records import Indicator, Need, PublicContact
from site_builder.validate.texts.leaves import placed_texts, texts_in
from site_builder.validate.texts.privacy import private_values

PHONE = "139" + "0000" * 2
NEED = Need(
    {
        "id": "n",
        "title": Text(zh="标题", en="Title"),
        "keywords": Words(zh=("电池",), en=("battery",)),
        "indicators": (Indicator({"name": Text(zh="能耗", en="Energy"), "text": Text(zh="低", en=f"ask {PHONE}")}),),
    },
    "needs/n.yml",
    "0" * 64,
)


def test_texts_of_parts_are_among_those_of_the_record() -> None:
    found = texts_in(NEED)

    assert found.zh == ["标题", "能耗", "低", "电池"]
    assert found.en == ["n", "Title", "Energy", f"ask {PHONE}", "battery"]


def test_texts_are_told_with_their_places() -> None:
    assert dict(placed_texts(NEED)) == {
        "id": "n",
        "title.zh": "标题",
        "title.en": "Title",
        "keywords.zh.0": "电池",
        "keywords.en.0": "battery",
        "indicators.0.name.zh": "能耗",
        "indicators.0.name.en": "Energy",
        "indicators.0.text.zh": "低",
        "indicators.0.text.en": f"ask {PHONE}",
    }


def test_a_private_number_is_found_inside_a_part() -> None:
    assert [(problem.code, problem.where) for problem in private_values(NEED)] == [
        ("private-mobile", "indicators.0.text.en")
    ]


def test_texts_of_a_part_alone() -> None:
    assert texts_in(PublicContact({"name": "联系人", "phone": "021"})).en == ["联系人", "021"]
