"""The time zone of a challenge: in it a day begins and a deadline ends."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from site_builder.languages import Lang, locale_of
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import Written, parse_mapping
from site_builder.model import SHANGHAI, Code, CodeLists, Text
from site_builder.problems import InvalidDataError

SETTINGS = "mkdocs.yml"
TIME_ZONE = "time_zone"
_NOWHERE = ("ZZ", "001")  # of the CLDR: an unknown country, the world


def zone_of(codes: CodeLists) -> ZoneInfo:
    """Return the time zone of the challenge whose lists are *codes*; the check puts it among them."""
    return ZoneInfo(next(iter(codes.get(TIME_ZONE, {})), SHANGHAI.key))


def zone_list(root: Path) -> CodeLists:
    """Return the list with the time zone of the repository at *root* as its one entry."""
    key = read_zone(root).key
    return {TIME_ZONE: {key: Code(key, Text())}}


def read_zone(root: Path) -> ZoneInfo:
    """Return the time zone that the settings of *root* name, that of China where they name none that there is."""
    try:
        tree, _ = parse_mapping(SETTINGS, decode_text(SETTINGS, read_bytes(SETTINGS, root / SETTINGS)))
    except (OSError, InvalidDataError):
        return SHANGHAI
    written = zone_in(tree)
    return ZoneInfo(written) if isinstance(written, str) and is_zone(written) else SHANGHAI


def zone_in(tree: Mapping[str, Written]) -> Written:
    """Return what the settings *tree* has under ``extra.jiebang.time_zone``."""
    extra = tree.get("extra")
    own = extra.get("jiebang") if isinstance(extra, dict) else None
    return own.get(TIME_ZONE) if isinstance(own, dict) else None


def is_zone(key: str) -> bool:
    """Return whether *key* is a time zone of the IANA: ``Europe/Berlin``."""
    return key in _known()


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@functools.cache
def name_of_zone(key: str, lang: Lang) -> str:
    """Return what the CLDR calls the time zone *key*, summer and winter: ``中欧时间``, ``Central European Time``.

    One that belongs to no country is called by its key.
    """
    from babel.core import get_global
    from babel.dates import get_timezone_name

    if get_global("zone_territories").get(get_global("zone_aliases").get(key, key), _NOWHERE[0]) in _NOWHERE:
        return key.removeprefix("Etc/")
    return get_timezone_name(ZoneInfo(key), width="long", zone_variant="generic", locale=locale_of(lang))


def offset_at(moment: datetime) -> str:
    """Return how far the clocks of *moment* are from UTC: ``UTC+8``, ``UTC−3:30``, ``UTC``."""
    ahead = moment.utcoffset() or timedelta()
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    sign = "" if not ahead else "+" if ahead > timedelta() else "−"
    return "UTC" if not sign else f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def first_zone_of(country: str) -> str:
    """Return the first time zone of a *country* (ISO 3166-1) in the list of the IANA, empty where it has none."""
    from importlib.resources import files

    listed = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in listed.splitlines() if not line.startswith("#"))
    return next((zone for code, _, zone, *_ in rows if code == country), "")
