"""Where a challenge is at home: how the answer is read, and the list of regions that follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forms.phrases import read_form_phrases
from forms.starting.answers import AnswerError
from site_builder.languages import REQUIRED_LANGS
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.standards.places import country_of as country_of_place
from site_builder.load.yaml_text import Written
from site_builder.load.zones import first_zone_of, is_zone
from site_builder.model import SHANGHAI, Text
from site_builder.problems import Fact

CHINA = "CN"
_PREFECTURE = re.compile(r"(\d{4})\d{2}")


@dataclass(frozen=True)
class Region:
    """An entry of the list of regions; one without a *name* is called what its standard calls it."""

    code: str
    is_home: bool
    country: str = ""
    name: Text | None = None


def read_regions(written: Written) -> tuple[str, ...]:
    """Return the codes of the home regions that *written* names: ``51``, ``5101``, ``DE-BW`` or ``DE``."""
    items = written if isinstance(written, list) else re.split(r"[,，、\s]+", (written or "").strip())  # type: ignore[union-attr]
    codes = tuple(dict.fromkeys(_code(str(item)) for item in items if item))
    if not codes:
        raise AnswerError("missing")
    return codes


def _code(text: str) -> str:
    """Return the code of a region: of a district of China that of its city, of a country its own."""
    code = text.upper()
    if district := _PREFECTURE.fullmatch(code):
        code = district[1]
    if not country_of_place(code) and code not in read_schemas().codes["country"]:
        raise AnswerError("not_a_region", value=text)
    return code


def country_of(region: str) -> str:
    """Return the code of the country in which *region* lies, itself where it is one."""
    return country_of_place(region) or region


def read_zone(written: Written) -> str:
    """Return the time zone of the IANA that *written* names."""
    zone = written.strip() if isinstance(written, str) else ""
    if not is_zone(zone):
        raise AnswerError("not_a_zone", value=zone)
    return zone


def zone_in_region(region: str) -> str:
    """Return the first time zone of the country in which *region* lies."""
    return first_zone_of(country_of(region)) or SHANGHAI.key


def regions_of(home: tuple[str, ...]) -> Iterator[Region]:
    """Yield the list of regions of a challenge at *home* there: these, the rest of their countries, all others."""
    yield from (_home(code) for code in home)
    for country in dict.fromkeys(map(country_of, home)):
        if country not in home:
            yield Region(country.lower(), is_home=False, country=country, name=_rest_of(country))
    yield Region("other", is_home=False, name=_said("elsewhere"))


def _home(code: str) -> Region:
    if country_of_place(code):
        return Region(code, is_home=True)
    return Region(code, is_home=True, country=code, name=read_schemas().codes["country"][code].name)


def _rest_of(country: str) -> Text:
    known = read_schemas().codes["country"].get(country)
    return _said("rest", country=known.name if known else country)


def _said(key: str, **facts: Fact) -> Text:
    return Text({lang: read_form_phrases(lang).fill(f"init.region.{key}", facts) for lang in REQUIRED_LANGS})
