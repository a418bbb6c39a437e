"""Characters by their properties: Chinese ones are those of Unicode's script, of every plane."""

from __future__ import annotations

import unicodedata

import pytest

from site_builder.text_forms.properties import has_han, is_han, is_ideograph

CHINESE = "水㐀龥鿿𠮷𬭎𨱏𬬭𬭸𰻞豈\U0002f800⽔⺡〇々〡〸"


@pytest.mark.parametrize("character", CHINESE)
def test_chinese_characters_are_of_every_block_and_plane(character: str) -> None:
    assert (is_han(character), has_han(f"a{character}b")) == (True, True)


@pytest.mark.parametrize("character", "aあア한ㄅ，（。・ー１Ａ𝟘🀄\u3000")
def test_what_merely_stands_beside_them_is_none(character: str) -> None:
    assert (is_han(character), has_han(character)) == (False, False)


def test_every_ideograph_by_its_name_is_one_and_has_variants() -> None:
    named = [character for character in map(chr, range(0x2E80, 0x40000)) if name_of(character)[:4] == "CJK "]

    assert len(named) > 90_000
    ideographs = [character for character in named if "IDEOGRAPH-" in name_of(character)]
    assert [character for character in ideographs if not (is_han(character) and is_ideograph(character))] == []


def test_radicals_are_chinese_and_have_no_variants() -> None:
    radicals = [chr(code) for code in range(0x2E80, 0x2FD6) if " RADICAL " in name_of(chr(code))]

    assert len(radicals) == 329
    assert {(is_han(radical), is_ideograph(radical)) for radical in radicals} == {(True, False)}


def name_of(character: str) -> str:
    return unicodedata.name(character, "")
