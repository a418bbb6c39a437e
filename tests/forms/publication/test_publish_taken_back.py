"""What a refused publication takes back from the private folder is what it wrote itself, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.inbox.errors import InboxError
from forms.publication.branch import Branch
from forms.publication.private_part import remove_private_part
from forms.publication.publish import Means, publish
from forms.publication.reservations import Given
from forms.refusals import DeskError
from tests.anonymous import NEED_PATH, anonymous_need, ready
from tests.desks import ORGANIZER, DeskCase

pytestmark = pytest.mark.slow

BEFORE = b"owner: somebody-else\n"
Break = Callable[[DeskCase, pytest.MonkeyPatch], str]


def nothing(case: DeskCase, patch: pytest.MonkeyPatch) -> str:
    return case.opened.identity


def no_identity(case: DeskCase, patch: pytest.MonkeyPatch) -> str:
    return ""


def wrong_repository(case: DeskCase, patch: pytest.MonkeyPatch) -> str:
    def refuses(*words: object) -> None:
        raise DeskError("check_failed", {"count": "1"})

    patch.setattr("forms.publication.merging.put_in", refuses)
    return case.opened.identity


def unreadable(case: DeskCase, patch: pytest.MonkeyPatch) -> str:
    def refuses(*words: object) -> None:
        raise OSError("the disk failed")

    patch.setattr("forms.publication.sealing.private_part", refuses)
    return case.opened.identity


@pytest.mark.parametrize("breaks", [nothing, no_identity, wrong_repository, unreadable])
def test_a_file_that_was_there_before_stays_as_it_is(
    breaks: Break, tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())
    file = private / NEED_PATH
    file.parent.mkdir(parents=True)
    file.write_bytes(BEFORE)
    monkeypatch.setattr(
        "forms.publication.merging.ids_in", lambda *_: set()
    )  # so that the id of that file is given again
    identity = breaks(case, monkeypatch)

    with pytest.raises((DeskError, InboxError, OSError)):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means(identity))

    assert file.read_bytes() == BEFORE
    assert Given(case.opened.path).all() == {}


def test_a_part_that_somebody_changed_since_stays(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())

    def changed(branch: Branch, made: str) -> bool:
        (private / NEED_PATH).write_bytes(BEFORE)
        return False

    monkeypatch.setattr("forms.publication.merging.move", changed)
    with pytest.raises(DeskError, match="branch_moved"):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, Means(case.opened.identity))

    assert (private / NEED_PATH).read_bytes() == BEFORE


def test_a_part_that_is_completed_later_and_does_not_fit_is_taken_back(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())
    monkeypatch.delenv("JIEBANG_PRIVATE")
    means = Means(case.opened.identity)
    publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, means)
    monkeypatch.setenv("JIEBANG_PRIVATE", str(private))
    seen: list[bool] = []

    def refuses(*words: object) -> None:
        seen.append((private / NEED_PATH).is_file())
        raise DeskError("check_failed", {"count": "1"})

    monkeypatch.setattr("forms.publication.sealing.check_secrets", refuses)
    with pytest.raises(DeskError, match="check_failed"):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, means)

    assert seen == [True]
    assert [path for path in private.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("path", ["../victim/plan.yml", "needs/../../victim/plan.yml", "link/plan.yml", "{victim}"])
def test_nothing_is_removed_outside_of_the_folder(path: str, tmp_path: Path, private: Path) -> None:
    victim = tmp_path / "victim/plan.yml"
    victim.parent.mkdir()
    victim.write_bytes(BEFORE)
    (private / "link").symlink_to(victim.parent)

    remove_private_part(private, path.format(victim=victim), hashlib.sha256(BEFORE).hexdigest())

    assert victim.read_bytes() == BEFORE


def test_what_is_named_within_the_folder_is_removed_with_its_empty_folders(private: Path) -> None:
    (private / "needs/cic2026").mkdir(parents=True)
    (private / NEED_PATH).write_bytes(BEFORE)
    (private / "needs/kept.yml").write_bytes(BEFORE)

    remove_private_part(private, NEED_PATH, hashlib.sha256(b"other").hexdigest())
    assert (private / NEED_PATH).read_bytes() == BEFORE
    remove_private_part(private, NEED_PATH, hashlib.sha256(BEFORE).hexdigest())

    assert [path.name for path in (private / "needs").iterdir()] == ["kept.yml"]


def test_the_rest_of_the_list_reads_rows_of_before(tmp_path: Path) -> None:
    given = Given(tmp_path)
    (tmp_path / "jiebang/desk/given.json").write_text('{"JB-1": {"id": "a-1", "part": "a/b.yml"}}', encoding="utf-8")
    removed: list[tuple[str, str]] = []

    given.take_back("JB-1", lambda *row: removed.append(row), keeps_id=True)

    assert removed == [("a/b.yml", "")]
    assert given.id_for("JB-1") == "a-1"
