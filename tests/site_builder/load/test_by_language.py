"""Texts by language: a mapping that never changes and is empty where nothing is said."""

from __future__ import annotations

import pickle

import pytest

from site_builder.model import Text, Words

TITLE = Text(en="Gears", zh="齿轮", de="")


def test_a_text_is_a_mapping_of_the_languages_that_it_has() -> None:
    assert (dict(TITLE), len(TITLE), "de" in TITLE) == ({"zh": "齿轮", "en": "Gears"}, 2, False)


def test_a_language_without_text_is_empty() -> None:
    assert (TITLE["de"], TITLE["fr"], Text()["zh"], Words()["zh"]) == ("", "", "", ())


def test_chinese_and_english_come_first_then_the_others_by_code() -> None:
    assert list(Text(fr="f", de="d", en="e", zh="z")) == ["zh", "en", "de", "fr"]


def test_a_text_without_any_language_counts_as_none() -> None:
    assert (bool(Text()), bool(Text(zh="")), bool(TITLE), Text(zh="") == Text()) == (False, False, True, True)


def test_texts_are_equal_whatever_the_order_and_differ_from_words_and_mappings() -> None:
    same = Text(zh="齿轮", en="Gears")

    assert (same == TITLE, hash(same) == hash(TITLE), Text() == Words(), Text() == {}) == (True, True, False, False)


@pytest.mark.parametrize("value", [TITLE, Text(), Words(zh=("齿轮", "噪声"))])
def test_a_pickle_holds_all_languages(value: Text | Words) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - made here


@pytest.mark.parametrize(
    ("text", "lang", "shown"),
    [
        (TITLE, "en", "Gears"),
        (Text(zh="齿轮"), "en", "齿轮"),
        (Text(en="Gears"), "zh", "Gears"),
        (Text(de="Zahnräder"), "en", ""),
    ],
)
def test_the_other_language_of_the_interface_stands_in_and_german_never(text: Text, lang: str, shown: str) -> None:
    assert text.preferring(lang) == shown


def test_nothing_is_set_from_outside() -> None:
    with pytest.raises(TypeError):
        TITLE["zh"] = "别的"  # type: ignore[index]
