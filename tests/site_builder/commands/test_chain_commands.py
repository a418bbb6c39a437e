"""The commands over the repository's own demo edition: the whole chain recomputed, and every change found."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.cli import cli
from site_builder.compute.ledger import linked, row_of
from site_builder.model import PointsLine
from site_builder.validate.points.ledgers import read_ledgers
from tests.site import DAY, copy_repository

pytestmark = pytest.mark.slow

LEDGER = "content/editions/demo/points.yml"
PAYOUT = "content/editions/demo/payout.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_repository(tmp_path)


def run(root: Path, *words: str, lang: str = "en") -> tuple[int, str]:
    """Return exit status and output of a command on the demo's day."""
    result = CliRunner().invoke(
        cli, [*words, "--root", str(root), "--date", DAY.isoformat(), "--lang", lang], catch_exceptions=False
    )
    return result.exit_code, result.output


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["points", "awards"])
def test_the_demo_edition_is_as_computed(root: Path, command: str, lang: str) -> None:
    status, told = run(root, command, "verify", lang=lang)

    assert (status, "demo" in told) == (0, True)


def test_everything_is_posted_already(root: Path) -> None:
    before = (root / LEDGER).read_bytes()

    status, told = run(root, "points", "post")

    assert (status, "Lines added to the ledger of demo: 0." in told) == (0, True)
    assert (root / LEDGER).read_bytes() == before


def test_a_ledger_thrown_away_comes_out_the_same_but_for_what_was_taken_back(root: Path) -> None:
    kept = (root / LEDGER).read_text(encoding="ascii")
    (root / LEDGER).unlink()

    run(root, "points", "post")

    again = (root / LEDGER).read_text(encoding="ascii")
    assert _granted(again) == _granted(kept)


def _granted(ledger: str) -> list[tuple[str, str, str]]:
    """Return docking, beneficiary and points of every line whose points still count."""
    row = re.compile(r"seq: (\d+), .*docking: (\S+),.* beneficiary: (\S+), points: (-?\d+),(?:.*reverses: (\d+))?")
    found = {match[1]: match for match in row.finditer(ledger)}
    taken_back = {match[5] for match in found.values() if match[5]}
    return sorted(
        (match[2], match[3], match[4]) for seq, match in found.items() if not match[5] and seq not in taken_back
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("points: 70, rule: 1", "points: 71, rule: 1", 3, "ledger-broken"),
        ("seq: 4, kind", "seq:  4, kind", 6, "ledger-row"),
        ("beneficiary: demo-manager-xu", "beneficiary: demo-manager-lin", 6, "ledger-broken"),
    ],
)
def test_a_changed_line_is_named(root: Path, old: str, new: str, line: int, code: str) -> None:
    text = (root / LEDGER).read_text(encoding="ascii")
    assert old in text
    (root / LEDGER).write_text(text.replace(old, new, 1), encoding="ascii")

    status, told = run(root, "points", "verify")

    assert status == 1
    assert f"{LEDGER}:{line}: " in told
    assert f"[{code}]" in told


def test_a_line_taken_off_the_end_leaves_a_payout_without_its_ledger(root: Path) -> None:
    lines = (root / LEDGER).read_text(encoding="ascii").splitlines(keepends=True)
    (root / LEDGER).write_text("".join(lines[:-1]), encoding="ascii")

    status, told = run(root, "points", "verify")

    assert status == 1
    assert "[payout-ledger-unknown]" in told


def test_a_record_changed_after_the_points_were_posted_is_found_and_corrected(root: Path) -> None:
    file = root / "content/dockings/demo/dk-demo-32-0002-01.yml"
    text = file.read_text(encoding="utf-8")
    shares = re.findall(r"share_percent: (\d+)", text)
    assert sorted(shares) == ["40", "60"]
    swapped = {"60": "50", "40": "50"}
    file.write_text(
        re.sub(r"share_percent: (\d+)", lambda found: f"share_percent: {swapped[found[1]]}", text), encoding="utf-8"
    )

    status, told = run(root, "points", "verify")
    assert (status, "[points-not-as-computed]" in told) == (1, True)

    run(root, "points", "reverse", "--docking", "dk-demo-32-0002-01", "--reason", "correction")
    status, told = run(root, "points", "post")

    assert status == 0
    assert "42" in told
    _, told = run(root, "points", "verify")
    assert "[points-" not in told and "[ledger-" not in told


def test_the_payout_is_written_again_byte_for_byte(root: Path) -> None:
    kept = (root / PAYOUT).read_bytes()
    (root / PAYOUT).write_bytes(kept.replace(b"168860", b"168861"))
    status, told = run(root, "points", "verify")
    assert (status, "[payout-not-as-computed]" in told) == (1, True)

    assert run(root, "points", "payout", "--write")[0] == 0

    assert (root / PAYOUT).read_bytes() == kept


def test_prizes_and_payout_use_the_pools_of_the_notice_to_the_yuan(root: Path) -> None:
    text = (root / PAYOUT).read_text(encoding="utf-8")

    assert sum(map(int, re.findall(r"amount: (\d+)", text))) == 500_000


def test_standings_as_json_are_ranked_and_name_their_lines(root: Path) -> None:
    status, told = run(root, "points", "standings", "--format", "json", "--at", "2026-11-15")

    managers = json.loads(told)["manager"]
    assert status == 0
    assert [one["rank"] for one in managers] == list(range(1, len(managers) + 1))
    assert all(one["lines"] for one in managers)
    assert managers == sorted(managers, key=lambda one: -one["points"])


def test_on_an_earlier_day_fewer_points_had_been_earned(root: Path) -> None:
    def total(at: str) -> int:
        found = json.loads(run(root, "points", "standings", "--format", "json", "--at", at)[1])
        return sum(one["points"] for one in (*found["manager"], *found["institution"]))

    assert 0 < total("2026-06-30") < total("2026-10-31") < total("2026-11-15")


def test_proposals_are_those_who_hold_the_awards_and_others(root: Path) -> None:
    _, told = run(root, "awards", "propose", "--format", "json")

    found = json.loads(told)["candidates"]
    assert [one["id"] for one in found["craftsmanship"]] == re.findall(
        r"manager: (\S+),", (root / PAYOUT).read_text(encoding="utf-8")
    )
    assert all(found.values())


def test_a_category_filled_beyond_its_number_is_refused(root: Path) -> None:
    award = root / "content/awards/demo/demo-award-best-solution.yml"
    text = award.read_text(encoding="utf-8")
    other = text.replace("id: demo-award-best-solution", "id: demo-award-best-solution-2")
    award.with_name("demo-award-best-solution-2.yml").write_text(other, encoding="utf-8")

    status, told = run(root, "awards", "verify")

    assert status == 1
    assert "[award-too-many]" in told


def test_points_of_an_unknown_edition_are_not_guessed(root: Path) -> None:
    status, told = run(root, "points", "post", "--edition", "cic2099")

    assert (status, "demo" in told) == (2, True)


# What somebody might try


def chain(root: Path, *rows: str) -> None:
    """Add properly linked lines to the ledger: ``kind docking type beneficiary points rule day [seq reason]``."""
    known = read_ledgers(root).lines["demo"]
    new = []
    for row in rows:
        kind, docking, beneficiary_type, beneficiary, points, rule, on, *rest = row.split()
        reverses, reason = (int(rest[0]), rest[1]) if rest else (0, "")
        new.append(
            PointsLine(
                0,
                kind,
                docking,
                beneficiary_type,
                beneficiary,
                int(points),
                int(rule),
                reverses,
                reason,
                date.fromisoformat(on),
            )
        )
    with (root / LEDGER).open("a", encoding="ascii") as ledger:
        ledger.writelines(f"{row_of(line)}\n" for line in linked(known, new))


@pytest.mark.parametrize("taken_back_on", ["2099-01-01", "2026-11-20", "2026-11-01"])
def test_points_that_were_never_earned_pay_nothing_even_if_taken_back_as_a_correction(
    root: Path, taken_back_on: str
) -> None:
    before = json.loads(run(root, "points", "standings", "--format", "json", "--at", "2026-11-15")[1])
    chain(
        root,
        "docking_success dk-demo-31-0016-01 manager demo-manager-gu 5000 2 2026-11-01",
        f"reversal dk-demo-31-0016-01 manager demo-manager-gu -5000 2 {taken_back_on} 21 correction",
    )

    status, told = run(root, "points", "verify")

    if taken_back_on == "2026-11-01":  # counts on no day; only the payout has to name the new end of the ledger
        assert "[payout-outdated]" in told
        run(root, "points", "payout", "--write")
        assert run(root, "points", "verify")[0] == 0
        after = json.loads(run(root, "points", "standings", "--format", "json", "--at", "2026-11-15")[1])
        assert [one["points"] for one in after["manager"]] == [one["points"] for one in before["manager"]]
    else:
        assert status == 1
        assert "[points-not-as-computed]" in told


def test_a_payout_cannot_end_before_what_counts_by_its_day(root: Path) -> None:
    lines = read_ledgers(root).lines["demo"]
    payout = root / PAYOUT
    text = payout.read_text(encoding="utf-8")
    payout.write_text(text.replace(lines[-1].hash, lines[17].hash), encoding="utf-8")

    status, told = run(root, "points", "verify")

    assert (status, "[payout-outdated]" in told) == (1, True)


def test_the_payout_waits_for_points_that_are_not_posted(root: Path) -> None:
    lines = (root / LEDGER).read_text(encoding="ascii").splitlines(keepends=True)
    (root / LEDGER).write_text("".join(lines[:-2]), encoding="ascii")

    status, told = run(root, "points", "payout", "--write")

    assert (status, "jiebang points post" in told) == (2, True)


def test_nothing_is_verified_while_a_record_cannot_be_read(root: Path) -> None:
    with (root / "content/editions/demo/rules.yml").open("a", encoding="utf-8") as rules:
        rules.write("nonsense: 1\n")

    assert [run(root, command, "verify")[0] for command in ("points", "awards")] == [1, 1]


def test_rows_are_added_on_lines_of_their_own_whatever_the_file_ends_with(root: Path) -> None:
    text = (root / LEDGER).read_text(encoding="ascii")
    (root / LEDGER).write_text(text.rstrip("\n") + "\n# 核对过", encoding="utf-8")

    run(root, "points", "reverse", "--docking", "dk-demo-32-0021-01", "--reason", "award_fraud")

    assert len(read_ledgers(root).lines["demo"]) == 22
    assert "# 核对过\n" in (root / LEDGER).read_text(encoding="utf-8")


def test_nothing_is_added_to_a_broken_ledger(root: Path) -> None:
    text = (root / LEDGER).read_text(encoding="ascii").replace("points: 70, rule: 1", "points: 71, rule: 1")
    (root / LEDGER).write_text(text, encoding="ascii")

    status, _ = run(root, "points", "reverse", "--docking", "dk-demo-32-0021-01", "--reason", "correction")

    assert (status, (root / LEDGER).read_text(encoding="ascii")) == (2, text)
