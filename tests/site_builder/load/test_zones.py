"""The time zone of a challenge: which there are, what people call them, and when a day ends there."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from site_builder.derive.days.stages import end_of
from site_builder.load.zones import first_zone_of, is_zone, offset_at, read_zone, zone_list, zone_of
from site_builder.render.formats import format_day_end, format_deadline, format_moment

BERLIN = ZoneInfo("Europe/Berlin")


def with_setting(root: Path, setting: str) -> Path:
    (root / "mkdocs.yml").write_text(f"extra: {{jiebang: {{time_zone: {setting}}}}}\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("setting", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("", "Asia/Shanghai"),
        ("Europe/Stuttgart", "Asia/Shanghai"),
        ("../../etc/passwd", "Asia/Shanghai"),
        ("[Europe/Berlin]", "Asia/Shanghai"),
    ],
)
def test_the_zone_is_that_of_the_settings_where_there_is_one(tmp_path: Path, setting: str, zone: str) -> None:
    root = with_setting(tmp_path, setting)

    assert read_zone(root).key == zone
    assert zone_of(zone_list(root)).key == zone


def test_without_settings_it_is_that_of_china(tmp_path: Path) -> None:
    assert read_zone(tmp_path).key == zone_of({}).key == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2027, 3, 27), datetime(2027, 3, 27, 23, 0, tzinfo=UTC)),  # the day before clocks go forward
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),  # the day before clocks go back
        (date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_day_in_stuttgart_ends_at_midnight_there_summer_and_winter(day: date, instant: datetime) -> None:
    assert end_of(day, BERLIN).astimezone(UTC) == instant


@pytest.mark.parametrize(
    ("zone", "day", "zh", "en"),
    [
        ("Europe/Berlin", date(2027, 1, 15), "2027年1月15日24:00（中欧时间）",
         "15 January 2027, 24:00 Central European Time (UTC+1)"),
        ("Europe/Berlin", date(2027, 3, 28), "2027年3月28日24:00（中欧时间）",
         "28 March 2027, 24:00 Central European Time (UTC+2)"),
        ("America/St_Johns", date(2027, 1, 15), "2027年1月15日24:00（纽芬兰时间）",
         "15 January 2027, 24:00 Newfoundland Time (UTC−3:30)"),
        ("UTC", date(2027, 1, 15), "2027年1月15日24:00（UTC）", "15 January 2027, 24:00 UTC"),
        ("Asia/Shanghai", date(2027, 1, 15), "2027年1月15日24:00（北京时间）",
         "15 January 2027, 24:00 Beijing time (UTC+8)"),
    ],
)  # fmt: skip
def test_a_deadline_says_the_zone_as_people_do(zone: str, day: date, zh: str, en: str) -> None:
    assert (format_deadline(day, "zh", ZoneInfo(zone)), format_deadline(day, "en", ZoneInfo(zone))) == (zh, en)


def test_an_hour_says_the_zone_too() -> None:
    assert format_moment("2026-11-22T23:06:00Z", "en", BERLIN) == "23 November 2026, 00:06 (Central European Time)"
    assert format_moment("2026-11-22T23:06:00Z", "zh", BERLIN) == "2026年11月23日 00:06（中欧时间）"


def test_the_end_of_any_day_has_an_offset_only_where_it_is_the_same_all_year() -> None:
    assert format_day_end("en", BERLIN) == "24:00 Central European Time"
    assert format_day_end("en", ZoneInfo("Asia/Kolkata")) == "24:00 India Time (UTC+5:30)"


def test_offsets() -> None:
    told = [offset_at(datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))) for zone in ("Asia/Kathmandu", "UTC", "Etc/GMT+3")]

    assert told == ["UTC+5:45", "UTC", "UTC−3"]


@pytest.mark.parametrize(
    ("country", "zone"), [("CN", "Asia/Shanghai"), ("DE", "Europe/Berlin"), ("US", "America/New_York"), ("XX", "")]
)
def test_a_country_has_a_first_zone(country: str, zone: str) -> None:
    assert first_zone_of(country) == zone
    assert not zone or is_zone(zone)
