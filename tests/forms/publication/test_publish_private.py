"""What is sealed goes to the private folder when its record is published, and nowhere else; never without it."""

from __future__ import annotations

import logging
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from forms.cli import cli
from forms.inbox.errors import CannotOpenError, ConflictError
from forms.inbox.writing import read_record_text
from forms.model import Submission, Tree
from forms.publication.branch import Branch, move
from forms.publication.job import INBOX, Published
from forms.publication.publish import Means, publish
from forms.publication.reservations import Given
from forms.refusals import DeskError
from forms.review.actions import Decision
from site_builder.judge.layout import CRITERION, SCORE
from site_builder.judge.layout import SOLUTION as SOLUTION_COLUMN
from site_builder.publish.leak import check_sources
from site_builder.publish.secrets import read_secrets
from site_builder.validate.private.private import read_private
from site_builder.validate.private.sealed import check_sealed
from site_builder.validate.repository import check_repository
from tests.anonymous import CONTACT, NEED, NEED_PATH, OWNER, anonymous_need, ready
from tests.desks import (
    ORGANIZER,
    REASON,
    DeskCase,
    approved,
    decided,
    need_tree,
    new_case,
    open_desk,
    send,
    solution_tree,
    with_site,
)
from tests.repositories import TODAY, apply_changes, commit, git, update_log

pytestmark = pytest.mark.slow

SOLUTION = "cic2026-31-0001-p01"
OTHER = "cic2026-31-0001-p02"
SOLUTION_PATH = f"content/solutions/cic2026/{SOLUTION}.yml"
SOLVER, ROUTE = "示例低温生物膜研究院", "载体在出厂前接种，到场即开始硝化。"
RESPONSES: list[Tree] = [
    {"code": "nh3_n", "claim": "meets", "value": "1.2"},
    {"code": "commissioning", "claim": "not_met", "value": "20"},
]


def sealed_solution(responses: Sequence[Tree] = RESPONSES, solver: str = SOLVER) -> Submission:
    sealed: Tree = {
        "title": {"zh": "不公开的方案名称"},
        "cooperation_mode": "cooperative_development",
        "solver": solver,
        "indicator_responses": [*responses],
        "technical_route": {"zh": ROUTE},
        "schedule_months": "9",
        "quote": {"amount": "640000", "currency": "CNY", "qualifier": "exact"},
        "declaration": dict.fromkeys(("own_ip", "truthful", "no_infringement", "rules_accepted"), "true"),
        "contact": CONTACT,
    }
    return Submission("solution", "solution", "zh", "web", solution_tree(), sealed, about="cic2026-31-0001")


def published(case: DeskCase, identity: str | None = None) -> Published:
    means = Means(case.opened.identity if identity is None else identity)
    return publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip, means)


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def everything_in(case: DeskCase) -> bytes:
    """Return the public repository, its history and all that lies in plain in the inbox."""
    written = [path.read_bytes() for path in case.root.rglob("*") if path.is_file() and ".git" not in path.parts]
    inbox = [path.read_bytes() for path in (case.opened.path / "jiebang").rglob("*") if path.is_file()]
    words = ["git", "log", "--all", "-p", "-m"]
    history = [subprocess.check_output(words, cwd=root) for root in (case.root, case.opened.path)]
    return b"\n".join([*written, *inbox, *history])


def test_the_owner_of_an_anonymous_need_is_known_to_the_leak_check_from_then_on(
    tmp_path: Path, private: Path
) -> None:
    case = ready(tmp_path, anonymous_need())

    done = published(case)

    file = private / NEED_PATH
    assert (done.path, done.sealed_in) == (NEED_PATH, f"$JIEBANG_PRIVATE/{NEED_PATH}")
    assert read_record_text(file.read_text(encoding="utf-8")) == {"owner": OWNER}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    catalogue = check_repository(case.root, TODAY).catalogue
    assert read_private(private, catalogue).owners[NEED].owner == OWNER
    page = case.root / "content/news/release-held.yml"
    page.write_text(page.read_text(encoding="utf-8") + f"# {OWNER}\n", encoding="utf-8")
    assert [found.code for found in check_sources(case.root, catalogue, read_secrets(catalogue))] == [
        "leak-owner-name"
    ]


def test_an_owner_on_record_is_named_by_id(tmp_path: Path, private: Path) -> None:
    published(ready(tmp_path, anonymous_need("清川环境装备有限公司")))

    assert read_record_text((private / NEED_PATH).read_text(encoding="utf-8")) == {"owner": "clear-river"}


def test_a_text_that_names_its_anonymous_owner_is_refused_and_nothing_stays(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, anonymous_need("清澈河装备厂", "清澈河装备厂寻找一体化装备。"))
    before = git(case.root, "rev-parse", "HEAD")

    with pytest.raises(DeskError, match="check_failed") as refused:
        published(case)

    assert {found.code for found in refused.value.problems} == {"leak-owner-name"}
    assert files_in(private) == []
    assert git(case.root, "rev-parse", "HEAD") == before
    assert Given(case.opened.path).all() == {}


def test_the_sealed_part_of_a_solution_is_what_judges_and_checks_read(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, sealed_solution())

    done = published(case)

    written = read_record_text((private / SOLUTION_PATH).read_text(encoding="utf-8"))
    assert list(written) == ["id", "edition", "cooperation_mode", "solver", "indicator_responses", "technical_route",
                             "schedule_months", "quote", "declaration"]  # fmt: skip
    assert (done.record_id, written["solver"], written["indicator_responses"]) == (SOLUTION, SOLVER, RESPONSES)
    catalogue = check_repository(case.root, TODAY).catalogue
    assert [found for found in check_sealed(case.root, private, catalogue) if found.code != "panel-missing"] == []
    assert read_private(private, catalogue).solutions[SOLUTION]["solver"] == SOLVER


def test_score_sheets_lock_a_published_solution_for_a_juror_who_works_for_its_solver(
    tmp_path: Path, private: Path
) -> None:
    case = ready(tmp_path, sealed_solution())
    published(case)
    second = case.inbox.receive(sealed_solution(solver="示例另一家研究所"), "key-2")
    other = DeskCase(case.root, case.opened, second.number, second.secret)
    approved(other)
    published(other)
    contest = "ct-cic2026-31-0001"
    told = {
        "content/contests": f"id: {contest}\nexample: false\nprovenance: submitted\nedition: cic2026\n"
        f"need: cic2026-31-0001\nmethod: bipin\nhost_org: delta-transfer\nformat: online\n"
        f"solutions: [{SOLUTION}, {OTHER}]\npanel_size: 2\nopened_on: 2026-11-20\n",
        "content/panels": f"id: {contest}\nedition: cic2026\njurors:\n  - {{code: juror-1, name: 评委甲, employer: "
        f"{SOLVER}}}\n  - {{code: juror-2, name: 评委乙, employer: 某设计院}}\n",
    }
    for folder, text in told.items():
        root = case.root if folder.endswith("contests") else private
        apply_changes(root, [{"file": f"{folder}/cic2026/{contest}.yml", "text": text}])
    update_log(case.root)

    words = ["judge", "sheets", contest, "-o", str(tmp_path / "scores.xlsx"), "--root", str(case.root)]
    made = CliRunner().invoke(cli, [*words, "--lang", "en", "--date", TODAY.isoformat()])

    assert made.exit_code == 0, made.output
    assert free_in(tmp_path / "scores.xlsx", "juror-1") == {OTHER}
    assert free_in(tmp_path / "scores.xlsx", "juror-2") == {SOLUTION, OTHER}


def free_in(file: Path, juror: str) -> set[str]:
    """Return the solutions that *juror* may score in the workbook."""
    rows = load_workbook(file)[juror].iter_rows()
    return {
        str(row[SOLUTION_COLUMN - 1].value)
        for row in rows
        if row[CRITERION - 1].value in ("fit", "innovation", "delivery") and not row[SCORE - 1].protection.locked
    }


def test_a_solution_that_leaves_an_indicator_out_is_refused_and_nothing_stays(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, sealed_solution(RESPONSES[:1]))

    with pytest.raises(DeskError, match="check_failed") as refused:
        published(case)

    assert [found.code for found in refused.value.problems] == ["indicator-unanswered"]
    assert files_in(private) == []
    assert case.entry.envelope.state == "eligible"


@pytest.mark.parametrize("submission", [anonymous_need(), sealed_solution()], ids=["need", "solution"])
def test_nothing_sealed_stands_in_repository_inbox_or_log(
    submission: Submission, tmp_path: Path, private: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = ready(tmp_path, submission)
    done = published(case)

    written = everything_in(case) + caplog.text.encode() + repr(done).encode()
    sealed = [OWNER, SOLVER, ROUTE, "联系人甲", "13800000000", "签署人乙", "640000", case.opened.identity]
    assert [word for word in sealed if word.encode() in written] == []
    part = "".join(path.read_text(encoding="utf-8") for path in private.rglob("*.yml"))
    assert [word for word in ("联系人甲", "13800000000", "jia@example.org", "签署人乙") if word in part] == []


def test_without_a_private_folder_it_is_published_and_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIEBANG_PRIVATE", raising=False)
    case = ready(tmp_path, sealed_solution())
    words = [
        "inbox",
        "publish",
        case.receipt,
        "--inbox",
        str(case.opened.path),
        "--root",
        str(case.root),
        "--no-build",
    ]

    told = CliRunner().invoke(cli, [*words, "--lang", "en"])

    assert told.exit_code == 0, told.output
    assert told.output.startswith("The sealed part stays in the inbox only")
    assert published(case).sealed_in == INBOX


def test_published_again_it_changes_nothing_but_completes_a_missing_part(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())
    monkeypatch.delenv("JIEBANG_PRIVATE")
    first = published(case)
    monkeypatch.setenv("JIEBANG_PRIVATE", str(private))
    head, tip = git(case.root, "rev-parse", "HEAD"), case.entry.tip

    second = published(case)
    further = private / NEED_PATH
    further.write_text(f"owner: {OWNER}\nowner_names: [精密装备]\n", encoding="utf-8")
    third = published(case, "")

    assert (first.sealed_in, second.sealed_in, third.sealed_in) == (INBOX, *[f"$JIEBANG_PRIVATE/{NEED_PATH}"] * 2)
    assert {done.record_id for done in (first, second, third)} == {NEED}
    assert "owner_names" in further.read_text(encoding="utf-8")  # what an organiser added stays
    assert (git(case.root, "rev-parse", "HEAD"), case.entry.tip) == (head, tip)


def test_without_an_identity_or_with_a_wrong_one_nothing_is_published(tmp_path: Path, private: Path) -> None:
    case, other = ready(tmp_path / "a", anonymous_need()), new_case(tmp_path / "b")
    before = git(case.root, "rev-parse", "HEAD")

    with pytest.raises(DeskError, match="identity_wanted"):
        published(case, "")
    with pytest.raises(CannotOpenError):
        published(case, other.opened.identity)

    assert (git(case.root, "rev-parse", "HEAD"), files_in(private)) == (before, [])
    assert published(case).record_id == NEED


def test_a_named_need_takes_no_identity(tmp_path: Path, private: Path) -> None:
    case = new_case(tmp_path)
    approved(case)

    assert published(case, "").sealed_in == ""
    assert files_in(private) == []


def test_a_folder_inside_the_public_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = ready(tmp_path, anonymous_need())
    inside = case.root / "private"
    inside.mkdir()
    monkeypatch.setenv("JIEBANG_PRIVATE", str(inside))

    with pytest.raises(DeskError, match="private_inside"):
        published(case)
    monkeypatch.setenv("JIEBANG_PRIVATE", str(tmp_path / "nowhere"))
    with pytest.raises(DeskError, match="private_missing"):
        published(case)


def test_a_link_in_the_private_folder_leads_nothing_into_the_repository(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, anonymous_need())
    (private / "needs").symlink_to(case.root / "needs")

    with pytest.raises(DeskError, match="private_taken"):
        published(case)

    assert OWNER.encode() not in everything_in(case)


def test_faults_of_the_private_folder_are_told_without_what_they_hold(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, anonymous_need())
    panel = private / "content/panels/cic2026/ct-cic2026-31-0002.yml"
    panel.parent.mkdir(parents=True)
    panel.write_text("id: ct-cic2026-31-0002\nedition: cic2026\njurors: 张三\n", encoding="utf-8")

    with pytest.raises(DeskError, match="private_unreadable") as refused:
        published(case)

    assert "张三" not in repr(refused.value.problems)
    assert files_in(private / "needs") == []


def test_what_a_killed_publication_left_is_cleared_away_and_its_id_goes_to_nobody_else(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())

    def dies(*words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("forms.publication.merging.move", dies)
        with pytest.raises(KeyboardInterrupt):
            published(case)
    assert files_in(private)[-1] == NEED_PATH
    title: Tree = {"title": {"zh": "另一项需求", "en": "Another need"}}
    second = case.inbox.receive(Submission("need", "need", "zh", "web", {**need_tree(), **title}), "key-2")
    other = DeskCase(case.root, case.opened, second.number, second.secret)
    approved(other)

    assert published(other).record_id == "cic2026-31-0104"
    assert published(case).record_id == NEED
    assert Given(case.opened.path).all() == {}


def test_a_return_in_the_last_moment_takes_the_part_back_too(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())

    def move_late(branch: Branch, made: str) -> bool:
        decided(case, ORGANIZER, Decision("reopen", REASON))
        return move(branch, made)

    monkeypatch.setattr("forms.publication.merging.move", move_late)
    with pytest.raises(ConflictError):
        published(case)

    assert files_in(private) == []


def test_after_a_killed_word_to_the_inbox_the_part_stays(
    tmp_path: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(tmp_path, anonymous_need())

    def dies(*words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("forms.publication.merging.tell", dies)
        with pytest.raises(KeyboardInterrupt):
            published(case)

    assert published(case).sealed_in == f"$JIEBANG_PRIVATE/{NEED_PATH}"
    assert case.entry.envelope.state == "published"
    assert (private / NEED_PATH).is_file()


def test_the_desk_asks_for_the_identity_and_says_where_the_part_is(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, anonymous_need())
    with_site(case.root)
    with open_desk(case) as desk:
        client = desk.signed_in("organizer")
        page = client.get(f"/desk/s/{case.receipt}").text
        refused = send(client, case, "publish")
        desk.office.identity = case.opened.identity
        done = send(client, case, "publish")
        after = client.get(f"/desk/s/{case.receipt}").text

    assert 'id="publish-identity"' in page
    assert (refused.status_code, done.status_code) == (422, 303)
    assert "needs your key file" in refused.text
    assert 'data-part="kept"' in after
    assert OWNER not in page + refused.text + after


def test_the_check_of_the_whole_repository_knows_the_new_owner(tmp_path: Path, private: Path) -> None:
    case = ready(tmp_path, anonymous_need())
    page = case.root / "content/news/release-held.yml"
    page.write_text(page.read_text(encoding="utf-8") + f"# {OWNER}\n", encoding="utf-8")
    commit(case.root, "a page that tells the owner")

    with pytest.raises(DeskError, match="check_failed") as refused:
        published(case)

    assert [found.path for found in refused.value.problems] == ["content/news/release-held.yml"]
