"""A challenge in Stuttgart: its form closes when the day is over there, and not when it is over in China."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from forms.web.settings import ServiceSettings, clock_from
from site_builder.commands.options import own_zone, root_option
from tests.foreign import write_foreign
from tests.service import Places, Running, new_places

NEED = "call2026-de-bw-0001"
FORM = f"forms/solution/{NEED}/"


def places(folder: Path) -> Places:
    """Return the places of the service, the repository that of a challenge in Baden-Württemberg."""
    _, inbox, identity = new_places(folder)
    return write_foreign(folder / "stuttgart", "baden"), inbox, identity


@pytest.fixture(scope="module")
def stuttgart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("stuttgart"), places)
    yield running
    running.stop()


def refused_at(running: Running, hour: datetime, lang: str = "en") -> str:
    """Return the answer to a solution that comes in at *hour*."""
    running.clock.now = hour
    pairs = {"language": lang, "about": NEED, "title.en": "Rings of graphite", "title.zh": "石墨环"}
    return str(running.hand_in("solution", pairs).text)


@pytest.mark.slow
def test_the_last_hour_in_stuttgart_is_open_though_the_day_is_over_in_china(stuttgart: Running) -> None:
    assert "deadline-over" not in refused_at(stuttgart, datetime(2027, 1, 15, 22, 59, tzinfo=UTC))
    assert "deadline-over" in refused_at(stuttgart, datetime(2027, 1, 15, 23, 0, tzinfo=UTC))


@pytest.mark.slow
def test_who_comes_late_reads_by_which_clock(stuttgart: Running) -> None:
    late = datetime(2027, 1, 16, 9, 0, tzinfo=UTC)

    assert "at 24:00 Central European Time (UTC+1)" in refused_at(stuttgart, late)
    assert "24:00（中欧时间）截止" in refused_at(stuttgart, late, "zh")


@pytest.mark.parametrize(("minute", "day"), [(59, date(2026, 11, 30)), (60, date(2026, 12, 1))])
def test_a_new_day_begins_at_midnight_in_stuttgart(tmp_path: Path, minute: int, day: date) -> None:
    (tmp_path / "mkdocs.yml").write_text("extra: {jiebang: {time_zone: Europe/Berlin}}\n", encoding="utf-8")
    hour = datetime(2026, 11, 30, 22, tzinfo=UTC) + timedelta(minutes=minute)

    assert ServiceSettings(tmp_path, tmp_path, clock=lambda: hour).today() == day


def test_a_command_stands_on_the_day_of_the_repository_that_it_works_on(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("extra: {jiebang: {time_zone: Pacific/Kiritimati}}\n", encoding="utf-8")

    @click.command()
    @root_option
    def asked(root: Path) -> None:
        print(own_zone().key)

    assert CliRunner().invoke(asked, ["--root", str(tmp_path)]).output == "Pacific/Kiritimati\n"


@pytest.mark.parametrize(("hour", "in_utc"), [(0, (6, 30, 22)), (12, (7, 1, 10)), (23, (7, 1, 21))])
def test_a_clock_moved_over_the_end_of_summer_time_stands_at_the_same_hour_there(
    hour: int, in_utc: tuple[int, int, int]
) -> None:
    winter = datetime(2026, 11, 15, hour, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    moved = clock_from(date(2027, 7, 1), ZoneInfo("Europe/Berlin"), winter.astimezone)()

    assert moved == datetime(2027, *in_utc, 30, tzinfo=UTC)
