"""The publication log: a chain in which every change is found, and that grows by what is missing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.load.records import LOG_PATH
from site_builder.validate.history.log import check_log, missing_entries, read_log
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, copy_base, update_log

NEED = "needs/cic2026/cic2026-31-0001.yml"


def rows_of(root: Path) -> list[str]:
    return (root / LOG_PATH).read_text(encoding="utf-8").splitlines()


def problems_of(root: Path) -> list[tuple[str, int, str]]:
    return [(problem.path, problem.line, problem.code) for problem in check_repository(root, TODAY).problems]


def test_each_row_names_the_digest_of_the_row_before(base: Path) -> None:
    rows = rows_of(base)
    digests = ["0" * 64, *(hashlib.sha256(row.encode()).hexdigest() for row in rows)]

    assert [row.split("prev_hash: ")[1][:64] for row in rows] == digests[:-1]


def test_each_row_names_the_digest_of_its_file(base: Path) -> None:
    row = next(row for row in rows_of(base) if "id: cic2026-31-0001," in row)

    assert row.split("sha256: ")[1][:64] == hashlib.sha256((base / NEED).read_bytes()).hexdigest()


def test_a_changed_byte_in_any_row_is_found(tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    catalogue = check_repository(root, TODAY).catalogue
    rows = rows_of(root)
    dateless = len(rows[-1]) - len("2026-11-21}")  # the last row's day is guarded by log-rewritten
    missed = []
    for number, row in enumerate(rows, start=1):
        for at in range(len(row) if number < len(rows) else dateless):
            changed = row[:at] + ("1" if row[at] != "1" else "2") + row[at + 1 :]
            (root / LOG_PATH).write_text("\n".join([*rows[: number - 1], changed, *rows[number:]]) + "\n")
            found = [(problem.path, problem.line) for problem in check_log(catalogue, read_log(root))]
            if not any(path != LOG_PATH or line in (number, number + 1) for path, line in found):
                missed.append((number, at, changed))

    assert missed == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_row_is_found_where_it_was(base: Path, number: int) -> None:
    rows = rows_of(base)
    (base / LOG_PATH).write_text("\n".join(rows[: number - 1] + rows[number:]) + "\n")

    assert problems_of(base) == [(LOG_PATH, number, "log-broken")]


def test_swapped_rows_are_found(base: Path) -> None:
    rows = rows_of(base)
    (base / LOG_PATH).write_text("\n".join([rows[0], rows[2], rows[1], *rows[3:]]) + "\n")

    assert problems_of(base) == [(LOG_PATH, 2, "log-broken")]


@pytest.mark.parametrize(
    "raw",
    [
        b"- {seq: 5, id: a, version: 1, sha256: %064d, prev_hash: %064d, on: 2026-99-99}\n" % (0, 0),
        b"- \xff\n",
        b"{seq: 5}\n",
        b"- {seq: 5}\n",
        "- 五\n".encode(),
    ],
)
def test_a_row_that_cannot_be_read_is_a_problem_at_its_line(base: Path, raw: bytes) -> None:
    log, count = base / LOG_PATH, len(rows_of(base))
    log.write_bytes(log.read_bytes() + raw)

    assert problems_of(base) == [(LOG_PATH, count + 1, "log-row")]


def test_a_log_that_is_up_to_date_misses_nothing(base: Path) -> None:
    assert missing_entries(check_repository(base, TODAY).catalogue, read_log(base), TODAY) == []


def test_missing_entries_bring_the_log_up_to_date(base: Path) -> None:
    before = rows_of(base)
    need = base / NEED
    need.write_text(need.read_text(encoding="utf-8").replace("weight: 60", "weight: 50"), encoding="utf-8")
    found = problems_of(base)
    update_log(base)

    assert found == [(NEED, 1, "log-outdated")]
    assert rows_of(base)[: len(before)] == before
    assert [row.split(", sha256")[0] for row in rows_of(base)[len(before) :]] == [
        f"- {{seq: {len(before) + 1}, id: cic2026-31-0001, version: 2"
    ]
    assert problems_of(base) == []


def log(root: Path) -> int:
    words = ["log", "--root", str(root), "--date", TODAY.isoformat()]
    return CliRunner().invoke(cli, words, catch_exceptions=False).exit_code


def test_the_command_writes_a_log_where_there_is_none(base: Path) -> None:
    rows = rows_of(base)
    (base / LOG_PATH).unlink()

    assert log(base) == 0
    assert [row for row in rows_of(base) if not row.startswith("#")] == rows
    assert problems_of(base) == []


def test_the_command_run_twice_adds_nothing(base: Path) -> None:
    before = (base / LOG_PATH).read_bytes()

    assert log(base) == 0
    assert (base / LOG_PATH).read_bytes() == before


def test_the_command_adds_nothing_while_the_data_are_wrong(base: Path) -> None:
    before = (base / LOG_PATH).read_bytes()
    need = base / NEED
    need.write_text(need.read_text(encoding="utf-8").replace("weight: 60", "weight: 70"), encoding="utf-8")

    assert log(base) == 1
    assert (base / LOG_PATH).read_bytes() == before


def test_line_ends_of_windows_do_not_change_a_digest(base: Path) -> None:
    need = base / NEED
    need.write_bytes(need.read_bytes().replace(b"\n", b"\r\n"))

    assert problems_of(base) == []


def test_without_a_log_every_published_record_is_missing_from_it(base: Path) -> None:
    (base / LOG_PATH).unlink()

    assert {code for _, _, code in problems_of(base)} == {"not-in-log"}
