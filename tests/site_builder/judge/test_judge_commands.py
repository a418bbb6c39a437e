"""``jiebang judge`` as an organiser runs it: the ranking, what is published, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from site_builder.cli import cli
from tests.checking import check
from tests.judging import CONTEST, CONTEST_FILE, P01, P02, PANEL, SHEETS, Room, new_room
from tests.repositories import PRIVATE, apply_changes, update_log
from tests.site import REPOSITORY

pytestmark = pytest.mark.slow

DEMO = REPOSITORY / "tests" / "private"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return new_room(tmp_path)


def edit(root: Path, file: str, old: str, new: str) -> None:
    apply_changes(root, [{"file": file, "replace": [{"old": old, "new": new}]}])


def without_digest(root: Path) -> None:
    apply_changes(root, [{"file": CONTEST_FILE, "pattern": "rubric_digest: .*\n", "new": ""}])


def test_the_ranking_is_told_as_it_was_worked_out_by_hand(room: Room) -> None:
    # p01: 80.5, 83, 75 → mean 79.5, median 80.5; p02: 65, 66.5, 69.5 → 67, 66.5
    status, said = room.run("rank", CONTEST)

    assert status == 0
    assert [line.split() for line in said.splitlines()[2:4]] == [
        ["1", P01, "79.50", "79.50", "80.50", "80.50", "3", "yes"],
        ["2", P02, "67.00", "67.00", "66.50", "66.50", "3", "yes"],
    ]
    # own totals less the panel's means: (1 - 2) / 2, (3.5 - 0.5) / 2, (-4.5 + 2.5) / 2
    assert [line.split() for line in said.splitlines() if line.startswith("juror-")] == [
        ["juror-1", "-0.50"],
        ["juror-2", "+1.50"],
        ["juror-3", "-1.00"],
    ]


def test_both_languages_rank_alike(room: Room) -> None:
    zh, en = (room.run("rank", CONTEST, lang=lang)[1].splitlines()[2:4] for lang in ("zh", "en"))

    assert [line.split()[:7] for line in zh] == [line.split()[:7] for line in en]


def test_json_says_the_same_as_figures(room: Room) -> None:
    told = json.loads(room.run("rank", CONTEST, "--format", "json")[1])

    assert [(one["rank"], one["solution"], one["score"]) for one in told["standings"]] == [
        (1, P01, "79.5000"),
        (2, P02, "67.0000"),
    ]
    assert told["standings"][0]["by_criterion"] == {"fit": "8.0000", "innovation": "7.8333", "delivery": "8.0000"}
    assert told["sensitivity"]["first"] == P01
    assert told["measure"] == "mean"


def test_the_ranking_names_no_juror_and_no_employer(room: Room) -> None:
    said = room.run("rank", CONTEST)[1] + room.run("rank", CONTEST, "--format", "json")[1]

    assert "示例评委" not in said
    assert "示例水务学会" not in said


def test_what_is_published_is_digest_scores_and_ranks_and_nothing_else(room: Room) -> None:
    without_digest(room.root)
    before = yaml.safe_load((room.root / CONTEST_FILE).read_text(encoding="utf-8"))
    assert room.run("publish", CONTEST)[0] == 0
    after = yaml.safe_load((room.root / CONTEST_FILE).read_text(encoding="utf-8"))

    assert {name: value for name, value in after.items() if name not in ("rubric_digest", "aggregates")} == before
    assert after["aggregates"] == [
        {"solution": P01, "mean": "79.50", "rank": 1},
        {"solution": P02, "mean": "67.00", "rank": 2},
    ]
    assert after["rubric_digest"].startswith("sha256:")


def test_what_a_person_wrote_into_the_record_stays_byte_for_byte(room: Room) -> None:
    edit(room.root, CONTEST_FILE, "id: ct", "# begun by hand\nid: ct")
    edit(room.root, CONTEST_FILE, f"solutions: [{P01}, {P02}]", f"solutions:   # as received\n- {P01}\n-   '{P02}'")
    means = f'- {{solution: {P01}, mean: "79.50", rank: 1}}\n- {{solution: {P02}, mean: "67.00", rank: 2}}\n'
    edit(room.root, CONTEST_FILE, "outcome:", f"aggregates:\n{means}# told by hand\noutcome:")
    old = (room.root / CONTEST_FILE).read_text(encoding="utf-8").splitlines()
    assert room.run("publish", CONTEST)[0] == 0
    new = (room.root / CONTEST_FILE).read_text(encoding="utf-8").splitlines()

    published = ("aggregates", "- {solution", "  - {solution", "rubric_digest")
    kept = [line for line in old if not line.startswith(published)]
    assert new[: len(kept)] == kept
    assert [line.split(":")[0] for line in new[len(kept) :]] == [
        "rubric_digest",
        "aggregates",
        *["  - {solution"] * 2,
    ]


def test_published_twice_is_published_once(room: Room) -> None:
    room.run("publish", CONTEST)
    once = (room.root / CONTEST_FILE).read_bytes()

    assert room.run("publish", CONTEST) == (0, f"{CONTEST_FILE} needs no change.\n")
    assert (room.root / CONTEST_FILE).read_bytes() == once


def test_what_was_published_passes_the_check_with_the_sheets_at_hand(tmp_path: Path) -> None:
    room = new_room(tmp_path)
    room.run("publish", CONTEST)
    update_log(room.root)
    room.private.rename(room.root / PRIVATE)

    assert check(room.root, "--format", "json") == "[]\nexit 0\n"


def test_an_open_contest_publishes_the_digest_only(room: Room) -> None:
    without_digest(room.root)
    edit(room.root, CONTEST_FILE, "closed_on: 2026-10-16\noutcome: selected\nselected: cic2026-31-0002-p01\n"
         "decided_by: panel\n", "")  # fmt: skip
    said = room.run("publish", CONTEST)[1]

    assert said == f"Written to {CONTEST_FILE}: digest of the rubric. Run jiebang log before you commit.\n"
    assert "aggregates" not in (room.root / CONTEST_FILE).read_text(encoding="utf-8")


def test_rules_that_publish_no_aggregates_are_followed(room: Room) -> None:
    without_digest(room.root)
    edit(room.root, "content/editions/cic2026/rules.yml", "publish_aggregates: true", "publish_aggregates: false")
    for file in room.sheets():
        (room.private / SHEETS / file).unlink()

    assert room.run("publish", CONTEST)[0] == 0
    assert "aggregates" not in (room.root / CONTEST_FILE).read_text(encoding="utf-8")


def test_nothing_is_ranked_or_published_while_a_sheet_is_missing(room: Room) -> None:
    (room.private / SHEETS / "juror-2.yml").unlink()
    before = (room.root / CONTEST_FILE).read_bytes()

    for command in ("rank", "publish"):
        status, said = room.run(command, CONTEST)
        assert status == 1
        assert said.startswith(f"$JIEBANG_PRIVATE/{PANEL}:5: The score sheet of juror-2 is missing [sheet-missing]")
    assert (room.root / CONTEST_FILE).read_bytes() == before


def test_after_a_change_of_weights_nothing_is_ranked(room: Room) -> None:
    rules = "content/editions/cic2026/rules.yml"
    edit(room.root, rules, "en: Fit to the need}, weight: 50}", "en: Fit to the need}, weight: 40}")
    edit(room.root, rules, "en: Innovation}, weight: 30}", "en: Innovation}, weight: 40}")
    status, said = room.run("rank", CONTEST)

    assert status == 1
    assert said.count("[rubric-changed]") == 1  # the contest tells its rubric, and nothing more is looked at


def test_a_sheet_that_cannot_be_read_stops_the_ranking_without_repeating_it(room: Room) -> None:
    edit(room.private, f"{SHEETS}/juror-2.yml", "value: 9}", "value: nine-and-a-half}")
    status, said = room.run("rank", CONTEST)

    assert status == 1
    assert "[not-a-number]" in said
    assert "nine-and-a-half" not in said


def test_trouble_elsewhere_in_the_repository_does_not_stop_a_contest(room: Room) -> None:
    (room.root / "content/news/release-held.yml").write_text("broken: [", encoding="utf-8")

    assert room.run("rank", CONTEST)[0] == 0


def test_a_withdrawn_solution_is_not_ranked(room: Room) -> None:
    edit(room.root, f"content/solutions/cic2026/{P02}.yml", "status: not_selected",
         "status: withdrawn\nlapse_reason: {zh: 揭榜方撤回。, en: The solver withdrew it.}")  # fmt: skip
    for file in room.sheets():
        sheet = room.private / SHEETS / file
        lines = sheet.read_text(encoding="utf-8").split("comments:")[0].splitlines(keepends=True)
        sheet.write_text("".join(line for line in lines if P02 not in line), encoding="utf-8")
    told = json.loads(room.run("rank", CONTEST, "--format", "json")[1])

    assert [one["solution"] for one in told["standings"]] == [P01]
    assert told["sensitivity"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rank", "ct-nowhere"], "There is no contest “ct-nowhere”. There are: ct-cic2026-31-0002"),
        (["sheets", CONTEST, "-o", "/nowhere/scores.ods"], "The file name has to end in .xlsx"),
        (["sheets", CONTEST, "-o", "/nowhere/x.xlsx", "--juror", "juror-9"], "juror-9 is not on the panel"),
    ],
)
def test_wrong_usage_is_told(room: Room, words: list[str], said: str) -> None:
    status, output = room.run(*words)

    assert status == 2
    assert said in output


def test_without_a_private_folder_nothing_is_judged(room: Room) -> None:
    nowhere = Room(room.root, room.private / "nowhere")

    assert nowhere.run("rank", CONTEST)[0] == 2


def test_without_a_panel_nothing_is_judged(room: Room) -> None:
    (room.private / PANEL).unlink()
    status, said = room.run("rank", CONTEST)

    assert status == 2
    assert f"content/panels/cic2026/{CONTEST}.yml" in said


@pytest.fixture
def all_withdrawn(room: Room) -> Room:
    """Return a room in which every solution of the closed contest was withdrawn, without sheets."""
    edit(room.root, f"content/solutions/cic2026/{P02}.yml", "status: not_selected",
         "status: withdrawn\nlapse_reason: {zh: 揭榜方撤回。, en: The solver withdrew it.}")  # fmt: skip
    file = room.root / f"content/solutions/cic2026/{P01}.yml"
    withdrawn = "status: withdrawn\nlapse_reason: {zh: 揭榜方撤回。, en: The solver withdrew it.}"
    file.write_text(re.sub("(?m)^status: .*", withdrawn, file.read_text(encoding="utf-8")), encoding="utf-8")
    for sheet in room.sheets():
        (room.private / SHEETS / sheet).unlink()
    return room


def test_where_every_solution_was_withdrawn_nothing_is_ranked_and_nothing_breaks(all_withdrawn: Room) -> None:
    status, said = all_withdrawn.run("rank", CONTEST, "--format", "json")

    assert (status, json.loads(said)["standings"]) == (0, [])
    all_withdrawn.private.rename(all_withdrawn.root / PRIVATE)
    assert "Traceback" not in check(all_withdrawn.root)


def test_where_every_solution_was_withdrawn_no_empty_aggregates_are_published(all_withdrawn: Room) -> None:
    assert all_withdrawn.run("publish", CONTEST)[0] == 0
    assert "aggregates" not in (all_withdrawn.root / CONTEST_FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ['"rubric_digest": ', "'rubric_digest': ", "rubric_digest : "])
def test_a_field_however_its_name_is_written_is_published_once(room: Room, key: str) -> None:
    edit(room.root, CONTEST_FILE, "rubric_digest: ", key)

    assert room.run("publish", CONTEST)[0] == 0
    assert (room.root / CONTEST_FILE).read_text(encoding="utf-8").count("rubric_digest") == 1


def test_a_contest_that_recusals_leave_to_one_juror_is_not_ranked(room: Room) -> None:
    for employer in ("示例检测中心", "示例设计院"):
        edit(room.private, PANEL, f"employer: {employer}}}", f"employer: {employer}, declared: [{P02}]}}")
    for juror in ("juror-2", "juror-3"):
        sheet = room.private / SHEETS / f"{juror}.yml"
        lines = sheet.read_text(encoding="utf-8").splitlines(keepends=True)
        sheet.write_text("".join(line for line in lines if P02 not in line), encoding="utf-8")

    status, said = room.run("rank", CONTEST)

    assert status == 1
    assert "[too-few-scorers]" in said


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("content/editions/cic2026/rules.yml", 'score_step: "0.5"', 'score_step: "0"', "step-not-fitting"),
        ("content/editions/cic2026/rules.yml", 'score_step: "0.5"', 'score_step: "0.001"', "step-not-fitting"),
        ("content/editions/cic2026/rules.yml", "tie_break: [fit,", "tie_break: [none,", "criterion-unknown"),
        (CONTEST_FILE, "opened_on: 2026-10-12", "opened_on: 0001-01-01", ""),
    ],
)
def test_what_the_rules_leave_open_is_told_and_breaks_nothing(
    room: Room, file: str, old: str, new: str, code: str
) -> None:
    edit(room.root, file, old, new)
    _, said = room.run("rank", CONTEST)
    room.private.rename(room.root / PRIVATE)

    assert code in said
    assert code in check(room.root)


DEMO_CONTESTS = sorted(path.stem for path in (REPOSITORY / "content/contests/demo").glob("*.yml"))
CLOSED = [
    contest
    for contest in DEMO_CONTESTS
    if "closed_on" in (REPOSITORY / f"content/contests/demo/{contest}.yml").read_text(encoding="utf-8")
]


def totals_by_hand(contest: str) -> dict[str, list[float]]:
    """Return the weighted totals of each solution from the sheets, computed without the package."""
    rules = yaml.safe_load((REPOSITORY / "content/editions/demo/rules.yml").read_text(encoding="utf-8"))
    weights = {criterion["code"]: criterion["weight"] for criterion in rules["rubric"]}
    totals: dict[str, list[float]] = {}
    for file in (DEMO / "content/sheets/demo" / contest).glob("*.yml"):
        own: dict[str, float] = {}
        for score in yaml.safe_load(file.read_text(encoding="utf-8"))["scores"]:
            part = weights[score["criterion"]] * float(score["value"]) / 10
            own[score["solution"]] = own.get(score["solution"], 0) + part
        for solution, total in own.items():
            totals.setdefault(solution, []).append(total)
    return totals


@pytest.mark.parametrize("contest", CLOSED)
def test_the_published_scores_of_the_demo_edition_follow_from_its_sheets(contest: str) -> None:
    record = yaml.safe_load((REPOSITORY / f"content/contests/demo/{contest}.yml").read_text(encoding="utf-8"))
    trimmed = {
        solution: sum(sorted(totals)[1:-1]) / (len(totals) - 2)
        for solution, totals in totals_by_hand(contest).items()
    }

    for item in record["aggregates"]:
        assert float(item["mean"]) == pytest.approx(trimmed[item["solution"]], abs=0.0051)
    assert [item["solution"] for item in record["aggregates"]] == sorted(trimmed, key=lambda s: -trimmed[s])


def test_the_demo_edition_has_contests_with_panels_a_waiver_and_a_recusal() -> None:
    room = Room(REPOSITORY, DEMO)
    told = [json.loads(room.run("rank", contest, "--format", "json")[1]) for contest in CLOSED]

    assert (len(DEMO_CONTESTS), len(CLOSED)) == (6, 5)
    assert min(len(one["leanings"]) for one in told) >= 5
    assert {standing["sheets"] for one in told for standing in one["standings"]} == {5, 6, 7}
    waived = (REPOSITORY / "content/contests/demo/ct-demo-32-0002.yml").read_text(encoding="utf-8")
    assert "waivers:" in waived


def test_the_demo_edition_passes_the_check_with_its_private_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEBANG_PRIVATE", str(DEMO))
    words = ["check", "--root", str(REPOSITORY), "--date", "2026-11-22", "--format", "json"]
    result = CliRunner().invoke(cli, words, catch_exceptions=False)

    assert (result.exit_code, result.stdout) == (0, "[]\n")
