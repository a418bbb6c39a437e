"""What both faces of the desk enforce: a page and a command that try the same are refused in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from forms.cli import cli
from forms.inbox.writing import record_text
from forms.model import Submission, Tree
from forms.review.checks import PASS, all_checks
from tests.desks import DeskCase, need, need_tree, new_site_case, open_desk, send

pytestmark = pytest.mark.slow

REQUEST = Submission("service", "", "zh", "web", {"service": "patent_search"}, consents=("privacy",))
ORIGINAL: Tree = {name: value for name, value in need_tree().items() if name != "translation"}
RENAMED: Tree = {**ORIGINAL, "title": {"zh": "污泥减量化装备", "en": "A machine that makes less sludge"}}
UNTRANSLATED: Tree = {**need_tree(), "title": {"zh": "污泥减量化装备"}}


@dataclass(frozen=True)
class Try:
    """One thing that is tried at both faces, and what is said to it."""

    command: tuple[str, ...]
    page: str
    sent: Mapping[str, str]
    said: str
    submission: Submission = field(default_factory=need)
    text: Tree = field(default_factory=dict)
    needs_root: bool = False


TRIES = {
    "assigned to nobody that there is": Try(
        ("assign", "RECEIPT", "nobody"), "decide", {"action": "assign", "assignee": "nobody"},
        "There is no account nobody.",
    ),
    "translated by nobody": Try(
        ("edit", "RECEIPT", "FILE"), "edit", {"t:title.en": "A machine that makes less sludge"},
        "Choose who translated it.", need(ORIGINAL), RENAMED,
    ),
    "text of what has none": Try(
        ("edit", "RECEIPT", "FILE"), "edit", {"v:service": "training"},
        "This form does not lead to a public record, so there is no public text.", REQUEST, {"service": "training"},
    ),
    "approved with errors": Try(
        ("approve", "RECEIPT"), "decide", {"action": "approve"}, "Fix them before you approve.", need(UNTRANSLATED),
        needs_root=True,
    ),
    "duplicate of nothing": Try(
        ("duplicate", "RECEIPT", "JB-1"), "decide", {"action": "mark_duplicate", "duplicate_of": "JB-1"},
        "There is no other submission or record JB-1.", needs_root=True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("attempt", TRIES.values(), ids=TRIES)
def test_both_faces_refuse_the_same_in_the_same_words(attempt: Try, tmp_path: Path) -> None:
    case = new_site_case(tmp_path, attempt.submission)
    file = tmp_path / "record.yml"
    file.write_text(record_text(attempt.text), encoding="utf-8")
    with open_desk(case) as desk:
        client = desk.signed_in("organizer")
        for sent in reviewed(case):
            assert send(client, case, "decide", **sent).status_code == 303
        before = case.entry
        page = send(client, case, attempt.page, **attempt.sent, digest=before.envelope.digests["record.yml"])
        told = run(case, attempt, file)

    assert (page.status_code, attempt.said in page.text) == (422, True)
    assert (told.exit_code, told.output.endswith(f"{attempt.said}\n")) == (1, True)
    assert case.entry == before


def reviewed(case: DeskCase) -> list[dict[str, str]]:
    """Return what is sent until every check has passed."""
    checks = {f"check:{code}": PASS for code in all_checks(case.entry.envelope.record)}
    return [{"action": "start_review"}, {"action": "check", **checks}]


def run(case: DeskCase, attempt: Try, file: Path) -> Result:
    """Return what the command says."""
    words = [{"RECEIPT": case.receipt, "FILE": str(file)}.get(word, word) for word in attempt.command]
    root = ["--root", str(case.root)] if attempt.needs_root else []
    return CliRunner().invoke(cli, ["inbox", *words, *root], env={"FORMS_INBOX": str(case.opened.path), "LANG": "C"})
