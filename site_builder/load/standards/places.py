"""What places are called that have a code in a standard, so that no organiser types a list of them.

Two digits are a province of GB/T 2260, four a prefecture of it; what begins with the letters of a country, such as
``DE-BW``, is a subdivision of ISO 3166-2. ``pycountry`` takes long to import, so it is when a list asks for a name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from site_builder.languages import CHINESE, ENGLISH
from site_builder.load.yaml_text import parse_values

REGION = "region"
"""The code list of the regions."""
_CHINA = "CN"
_HERE = Path(__file__).parent
_CHINESE = re.compile(r"\d{2}|\d{4}")
_ISO = re.compile(r"(?!CN|HK|MO|TW)([A-Z]{2})-[A-Z0-9]{1,3}")  # all of China by GB/T 2260
_REMARK = re.compile(r"\s*[\[(（].*")

Names = Mapping[str, str]
"""``{"zh": …, "en": …}``"""


def country_of(code: str) -> str:
    """Return the country (ISO 3166-1) in which the place of *code* lies, empty where no standard says so."""
    if _CHINESE.fullmatch(code):
        return _CHINA if code in _read("gb2260.yml") else ""
    return code[:2] if _ISO.fullmatch(code) and _iso_name(code) else ""


def name_of_place(code: str) -> Names | None:
    """Return what the place of *code* is called, ``None`` where neither standard has it."""
    if _CHINESE.fullmatch(code):
        return _read("gb2260.yml").get(code)
    return _iso_name(code) if _ISO.fullmatch(code) else None


def id_part_of(code: str) -> str:
    """Return the code of a region as it stands in the id of a need: ``DE-BW`` -> ``de-bw``."""
    return code.lower()


def _iso_name(code: str) -> Names | None:
    import pycountry

    found = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]  # it has no annotations
    if found is None:
        return None
    english = _REMARK.sub("", found.name)
    return {CHINESE: _read("iso3166_2.yml").get(code, {}).get(CHINESE) or _translated(english), ENGLISH: english}


def _translated(english: str) -> str:
    """Return the Chinese name that comes with ``pycountry``; where it has none, the English one stands in."""
    import gettext

    import pycountry

    said = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=["zh_CN"], fallback=True)
    return said.gettext(english)


@functools.cache
def _read(name: str) -> Mapping[str, Names]:
    tree = parse_values(name, (_HERE / name).read_text(encoding="utf-8"))
    return cast("Mapping[str, Names]", tree)
