"""What a build promises: nothing changes without cause, an edit equals a clean build, the same day the same bytes."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from site_builder.load.lock import locked
from site_builder.publish import build as building
from tests.repositories import update_log
from tests.site import (
    DAY,
    build,
    built_full_repository,
    change,
    copy_built,
    copy_built_repository,
    copy_repository,
    files_in,
)
from tests.waiting import PATIENCE

pytestmark = pytest.mark.slow


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return copy_repository(tmp_path / "repository")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Return a copy of the repository as it stands after a build."""
    return copy_built_repository(tmp_path / "built")


def test_building_twice_writes_nothing(repository: Path) -> None:
    assert build(repository).written > 600
    before = files_in(repository / "site")

    again = build(repository)

    assert (again.written, again.removed, again.problems) == (0, 0, ())
    assert files_in(repository / "site") == before


def test_edited_added_and_deleted_records_give_the_same_as_a_clean_build(built: Path) -> None:
    change(built / "needs/demo/demo-31-0001.yml", "黑臭水体一体化治理装备", "黑臭水体一体化治理新装备")
    change(built / "content/organizations/siemens.yml", "en: Siemens", "en: Siemens AG")
    (built / "content/cases/tesla-open-patents.yml").unlink()
    added = (built / "content/results/demo-result-microbial-denitrification.yml").read_text(encoding="utf-8")
    new = built / "content/results/demo-result-second.yml"
    new.write_text(added.replace("id: demo-result-microbial-denitrification", "id: demo-result-second"), "utf-8")
    update_log(built)

    edited = build(built)
    incremental = files_in(built / "site")
    build(built, is_clean=True)

    assert edited.problems == ()
    assert 0 < edited.written < 150
    assert edited.removed == 2
    assert incremental == files_in(built / "site")


def test_two_clean_builds_of_one_day_are_the_same_bytes_with_their_search_index(
    repository: Path, built: Path
) -> None:
    build(repository, is_clean=True, with_search=True)
    build(built, with_search=True)

    assert files_in(repository / "site") == files_in(built / "site")


def test_a_problem_in_the_records_leaves_the_site_as_it_was(built: Path) -> None:
    before = files_in(built / "site")
    change(built / "needs/demo/demo-31-0001.yml", "proposal_deadline: 2026-11-25", "proposal_deadline: 11月25日")

    refused = build(built)

    assert {problem.code for problem in refused.problems} >= {"not-a-date"}
    assert files_in(built / "site") == before


def test_the_name_of_an_anonymous_owner_stops_the_build(built: Path, tmp_path: Path, monkeypatch) -> None:
    before = files_in(built / "site")
    private = tmp_path / "private/needs/demo/demo-31-0001.yml"
    private.parent.mkdir(parents=True)
    private.write_text("owner_names: [申城碧波水务]\n", encoding="utf-8")
    monkeypatch.setenv("JIEBANG_PRIVATE", str(tmp_path / "private"))
    assert build(built).problems == ()

    change(built / "needs/demo/demo-31-0001.yml", "城镇支浜", "申城碧波水务所辖城镇支浜")
    update_log(built)
    refused = build(built)

    assert {problem.code for problem in refused.problems} == {"leak-owner-name"}
    assert "needs/demo/demo-31-0001.yml" in {problem.path for problem in refused.problems}
    assert files_in(built / "site") == before


def test_a_telephone_number_on_a_hand_written_page_stops_the_build(built: Path) -> None:
    before = files_in(built / "site")
    number = "139" + "0013" + "8000"
    with (built / "content/pages/zh/about.md").open("a", encoding="utf-8") as page:
        page.write(f"\n联系电话 {number}\n")

    refused = build(built)

    assert [problem.path for problem in refused.problems] == ["content/pages/zh/about.md"]
    assert number not in str(refused.problems)
    assert files_in(built / "site") == before


def test_one_setting_takes_the_examples_off_the_site(repository: Path) -> None:
    settings = repository / "mkdocs.yml"
    change(settings, "show_examples: true", "show_examples: false")
    assert yaml.safe_load(settings.read_text(encoding="utf-8"))["extra"]["jiebang"]["show_examples"] is False

    built = build(repository)
    pages = files_in(repository / "site")

    assert built.problems == ()
    assert [path for path, content in pages.items() if b"demo-" in content or "/demo-" in path] == []


def test_a_need_past_its_deadline_is_shown_as_closed_without_any_edit(tmp_path: Path) -> None:
    built = copy_built(built_full_repository(), tmp_path / "built")
    page = built / "site/zh/needs/demo-31-0001/index.html"
    assert "我来揭榜" in page.read_text(encoding="utf-8")

    build(built, day=DAY.replace(month=12))

    assert "我来揭榜" not in page.read_text(encoding="utf-8")


def test_the_examples_look_the_same_on_every_day(built: Path) -> None:
    before = files_in(built / "site/zh/example")
    assert "我来揭榜" in before["needs/demo-31-0001/index.html"].decode()

    build(built, day=DAY.replace(year=2030))

    assert files_in(built / "site/zh/example") == before


def test_two_builds_of_one_repository_come_one_after_the_other(tmp_path: Path, monkeypatch) -> None:
    told: list[str] = []

    def build_pages(*_: object) -> building.Built:
        told.append("begun")
        time.sleep(0.05)  # long enough for another to come in between
        told.append("done")
        return building.Built(())

    monkeypatch.setattr(building, "_build_pages", build_pages)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: building.build_site(tmp_path, DAY, with_search=False), range(4)))

    assert told == ["begun", "done"] * 4


def test_a_worker_that_outlives_its_parent_holds_nobody_up(tmp_path: Path) -> None:
    with locked(tmp_path):
        worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,), daemon=True)
        worker.start()
    pool = ThreadPoolExecutor(1)
    try:
        assert pool.submit(_enter, tmp_path).result(timeout=PATIENCE)
    finally:
        worker.kill()
        pool.shutdown()


def _enter(root: Path) -> bool:
    with locked(root):
        return True
