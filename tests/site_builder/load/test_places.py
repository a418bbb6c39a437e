"""Regions are called what the standards call them, so that no organiser types a list of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from site_builder.load.standards.places import country_of, id_part_of, name_of_place
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY


@pytest.mark.parametrize(
    ("code", "country", "names"),
    [
        ("51", "CN", {"zh": "四川省", "en": "Sichuan"}),
        ("5101", "CN", {"zh": "成都市", "en": "Chengdu City"}),
        ("1404", "CN", {"zh": "长治市", "en": "Changzhi City"}),
        ("3205", "CN", {"zh": "苏州市", "en": "Suzhou City (Jiangsu)"}),
        ("DE-BW", "DE", {"zh": "巴登-符腾堡州", "en": "Baden-Württemberg"}),
        ("JP-13", "JP", {"zh": "东京都", "en": "Tokyo"}),
        ("FI-18", "FI", {"zh": "Uusimaa", "en": "Uusimaa"}),  # no Chinese name anywhere
    ],
)
def test_a_code_of_a_standard_has_its_country_and_its_names(code: str, country: str, names: dict[str, str]) -> None:
    assert (country_of(code), name_of_place(code)) == (country, names)


@pytest.mark.parametrize("code", ["cn", "ov", "99", "9999", "de-bw", "TW-TPE", "HK", "HK-HCW", "CN-SC", "310100", ""])
def test_what_is_no_code_of_a_standard_has_neither(code: str) -> None:
    assert (country_of(code), name_of_place(code)) == ("", None)


def test_each_prefecture_lies_in_a_province_and_has_a_name_of_its_own() -> None:
    provinces = {code for number in range(100) if name_of_place(code := f"{number:02}")}
    below = {code: names for number in range(10_000) if (names := name_of_place(code := f"{number:04}"))}

    assert (len(provinces), len(below)) == (34, 333)
    assert {code[:2] for code in below} < provinces
    assert len({names["zh"] for names in below.values()}) == len({names["en"] for names in below.values()}) == 333


def test_the_id_of_a_need_has_the_code_in_lower_case() -> None:
    assert [id_part_of(code) for code in ("31", "cn", "DE-BW")] == ["31", "cn", "de-bw"]


def test_a_list_of_bare_codes_is_read_with_names(base: Path) -> None:
    file = base / "content" / "taxonomy" / "region.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("entries:\n", 'entries:\n  - {code: "51"}\n  - {code: DE-BW}\n'), encoding="utf-8")

    checked = check_repository(base, TODAY)

    assert [problem.code for problem in checked.problems] == []
    regions = checked.catalogue.codes["region"]
    assert (regions["51"].name["zh"], regions["DE-BW"].name["en"]) == ("四川省", "Baden-Württemberg")
    assert [code.code for code in regions.values() if code.is_home] == ["31", "32", "33", "34"]


def test_pycountry_is_not_imported_where_no_list_asks_for_it() -> None:
    code = "import sys; from site_builder.load.standards.places import name_of_place; name_of_place('31'); "
    done = subprocess.run(
        [sys.executable, "-c", f"{code}print('pycountry' in sys.modules)"], capture_output=True, text=True
    )

    assert done.stdout == "False\n"
