"""What would break a build, or be left out without a word, is told by the check."""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time

import pytest

from site_builder.derive.facets import FACETS
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.records import LOG_PATH
from site_builder.validate.cells import cell_reader_of
from site_builder.validate.every.addresses import LISTS_WITH_PAGES
from site_builder.validate.every.taxonomies import needed_lists
from site_builder.validate.repository import check_repository
from tests.repositories import TODAY, apply_changes, update_log

AWARD = "content/awards/cic2026/cic2026-award-001.yml"
EVENT = "content/events/minhang-release.yml"
REPORTED = "needs/cic2026/cic2026-32-0001.yml"


def found(root: Path) -> list[tuple[str, str]]:
    """Return the path and code of each problem of *root*."""
    return [(problem.path, problem.code) for problem in check_repository(root, TODAY).problems]


@pytest.mark.parametrize(
    "url",
    [
        "http://[x",
        "https://[::1]/",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://:80/",
        "https://?q",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https://exa\u2100mple.org/",
    ],
)
def test_an_address_without_a_plain_host_is_no_web_address(url: str) -> None:
    read = cell_reader_of(read_schemas().parts["link"].fields["url"])

    assert read(url)[1] == "not-a-web-address"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a[1]?q=%5B",
        "https://揭榜.中国/需求",
        "https://example.org?q=1",
    ],
)
def test_an_address_with_a_plain_host_is_read(url: str) -> None:
    assert cell_reader_of(read_schemas().parts["link"].fields["url"])(url) == (url, None, {})


def test_a_website_that_cannot_be_parsed_is_a_problem_of_its_record(base: Path) -> None:
    path = "content/organizations/clear-river.yml"
    apply_changes(base, [{"file": path, "replace": [{"old": "https://clear-river.example", "new": '"http://[x"'}]}])

    assert found(base) == [(path, "not-a-web-address")]


@pytest.mark.parametrize("name", ["period_start", "period_end"])
def test_either_half_of_a_period_asks_for_the_other(base: Path, name: str) -> None:
    apply_changes(base, [{"file": REPORTED, "append": f"{name}: 2026-11-01\n"}])
    update_log(base)

    assert found(base) == [(REPORTED, "period-half-given")]


@pytest.mark.parametrize("provenance", ["submitted", "reported"])
@pytest.mark.parametrize("given", ["notice_from: 2026-10-12\n", "notice_to: 2026-10-16\n", ""])
def test_an_award_on_public_notice_says_from_when_to_when(base: Path, provenance: str, given: str) -> None:
    text = (base / AWARD).read_text(encoding="utf-8").partition("status:")[0]
    source = "source: {title: 示例报道, outlet: 示例报, reported_on: 2026-11}\n" if provenance == "reported" else ""
    text = text.replace("provenance: submitted", f"provenance: {provenance}") + source
    apply_changes(base, [{"file": AWARD, "text": f"{text}status: public_notice\n{given}"}])
    update_log(base)

    among_submitted = {(AWARD, "award-not-a-report")} if provenance == "reported" else set()
    assert set(found(base)) == {(AWARD, "notice-missing"), *among_submitted}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (EVENT, "id: minhang-release", 'id: "2027"'),
        ("content/results/ceramic-membrane.yml", "id: ceramic-membrane", "id: page"),
        ("content/organizations/clear-river.yml", "id: clear-river", "id: page"),
        ("content/news/release-held.yml", "id: release-held", "id: page"),
        ("needs/cic2026/cic2026-32-0001.yml", "id: cic2026-32-0001", "id: page"),
    ],
)
def test_an_id_that_stands_for_another_page_is_taken(base: Path, path: str, old: str, new: str) -> None:
    apply_changes(base, [{"file": path, "replace": [{"old": old, "new": new}]}])

    assert (path, "address-taken") in found(base)


def test_an_edition_is_not_called_like_the_pages_of_districts(base: Path) -> None:
    path = "content/editions/districts/edition.yml"
    apply_changes(base, [{"file": path, "copy_of": "content/editions/cic2026/edition.yml"}])
    apply_changes(base, [{"file": path, "pattern": "^id: cic2026", "new": "id: districts"}])

    assert (path, "address-taken") in found(base)


def test_every_list_whose_codes_have_pages_is_looked_at() -> None:
    assert {name for _, name in FACETS.values()} <= set(LISTS_WITH_PAGES)


def test_a_file_does_not_replace_a_list_of_the_program(base: Path) -> None:
    path = "content/taxonomy/need_status.yml"
    entry = "{code: own, name: {zh: 自定, en: Own}}"
    text = f"id: need_status\ntitle: {{zh: 状态, en: Status}}\nentries: [{entry}]\n"
    apply_changes(base, [{"file": path, "text": text}])

    assert check_repository(base, TODAY).catalogue.codes["need_status"] == read_schemas().codes["need_status"]
    assert found(base) == [(path, "code-list-closed")]


def test_two_files_for_one_list_are_told(base: Path) -> None:
    apply_changes(base, [{"file": "content/taxonomy/tracks.yml", "copy_of": "content/taxonomy/track.yml"}])

    assert found(base) == [("content/taxonomy/tracks.yml", "id-twice")]


@pytest.mark.parametrize("name", needed_lists())
def test_a_missing_list_is_told_once(base: Path, name: str) -> None:
    apply_changes(base, [{"file": f"content/taxonomy/{name}.yml", "delete": "true"}])

    assert found(base) == [(f"content/taxonomy/{name}.yml", "code-list-missing")]


def test_an_empty_repository_lacks_its_lists(tmp_path: Path) -> None:
    (tmp_path / "needs").mkdir()

    assert found(tmp_path) == [
        (f"content/taxonomy/{name}.yml", "code-list-missing") for name in sorted(needed_lists())
    ]


@pytest.mark.parametrize("path", ["needs/linked", "content/linked", "content/editions/linked", "content/pages"])
def test_a_linked_folder_is_told(base: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (base / path).symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    assert (path, "symbolic-link") in found(base)


@pytest.mark.parametrize("path", ["content/pages/zh/about.md", "content/pages/zh", "needs/cic2026/.gitkeep"])
def test_a_link_is_told_wherever_it_stands(base: Path, path: str) -> None:
    (base / path).parent.mkdir(parents=True, exist_ok=True)
    (base / path).symlink_to(base / EVENT)

    assert (path, "symbolic-link") in found(base)


def test_a_pipe_is_not_read(base: Path) -> None:
    os.mkfifo(base / "content/news/pipe.yml")

    assert found(base) == [("content/news/pipe.yml", "symbolic-link")]


@pytest.mark.parametrize(
    "path",
    ["needs/cic2026/_cic2026-31-0002.yml", "content/news/.draft.yml", "content/_notes/a.yml", "needs/.hidden"],
)
def test_a_file_that_would_be_passed_over_is_told(base: Path, path: str) -> None:
    apply_changes(base, [{"file": path, "text": "id: a\n"}])

    assert found(base) == [(path, "no-record-type")]


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "a.yml~", ".a.yml.swp"])
def test_what_desktops_and_editors_drop_into_folders_is_no_record(base: Path, name: str) -> None:
    apply_changes(base, [{"file": f"needs/{name}", "text": "id: a\n"}])

    assert found(base) == []


def test_a_file_that_keeps_an_empty_folder_is_welcome(base: Path) -> None:
    apply_changes(base, [{"file": "content/alliances/new/.gitkeep", "text": ""}])

    assert found(base) == []


@pytest.mark.parametrize("path", ["needs/cic2026/cic2026-31-0009.yml", LOG_PATH])
def test_a_file_of_400_megabytes_is_not_read(base: Path, path: str) -> None:
    with (base / path).open("ab") as file:
        file.truncate(400 * 2**20)
    began = process_time()

    assert found(base) == [(path, "file-too-large")]
    assert process_time() - began < 1


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_log_that_is_no_file_is_told(base: Path, kind: str) -> None:
    (base / LOG_PATH).rename(base / "elsewhere.yml")
    if kind == "link":
        (base / LOG_PATH).symlink_to(base / "elsewhere.yml")
    else:
        (base / LOG_PATH).mkdir()

    assert found(base) == [(LOG_PATH, "symbolic-link")]
