"""All countries of ISO 3166-1 may be chosen; their names come when somebody asks for them."""

from __future__ import annotations

import subprocess
import sys

import pycountry
import pytest

from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas

COUNTRIES = read_schemas().codes["country"]


def test_the_list_is_that_of_the_standard() -> None:
    assert set(COUNTRIES) == {country.alpha_2 for country in pycountry.countries}
    assert len(COUNTRIES) == len(list(COUNTRIES))


@pytest.mark.parametrize("lang", REQUIRED_LANGS)
def test_each_country_has_a_name_of_its_own(lang: str) -> None:
    names = [country.name[lang] for country in COUNTRIES.values()]

    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CN", "中国", "China"),
        ("KR", "韩国", "Republic of Korea"),
        ("HK", "中国香港", "Hong Kong, China"),
        ("MO", "中国澳门", "Macao, China"),
        ("TW", "中国台湾", "Taiwan, China"),
        ("UA", "乌克兰", "Ukraine"),
        ("RS", "塞尔维亚", "Serbia"),
    ],
)
def test_what_a_country_is_called(code: str, zh: str, en: str) -> None:
    assert dict(COUNTRIES[code].name) == {"zh": zh, "en": en}


def test_what_is_no_country_is_not_there() -> None:
    assert "XX" not in COUNTRIES
    assert COUNTRIES.get("XX") is None


def test_reading_the_schemas_asks_for_no_name() -> None:
    asked = "import sys; from site_builder.load.contract.schemas import read_schemas; read_schemas()"
    said = f"{asked}; print('babel' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", said], capture_output=True, check=True, text=True).stdout == "False\n"
    )
