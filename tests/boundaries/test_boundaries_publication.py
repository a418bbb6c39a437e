"""Publication at its edges: what of a sealed part goes to the private folder, by whom it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.model import Submission, Tree
from forms.publication.private_part import has_private_part, ids_in, private_part
from site_builder.model import Text
from tests.anonymous import anonymous_need
from tests.chain import catalogue, record
from tests.desks import need_tree
from tests.inboxes import new_inbox

ON_RECORD = record("organization", "clear-river", name=Text(zh="清川环境", en="Clear River"), org_type="enterprise")


@pytest.mark.parametrize(
    ("sealed", "expected"),
    [
        ({"applicant": "某某公司"}, {"owner": "某某公司"}),
        ({"owner": "某某公司", "applicant": "另一公司"}, {"owner": "某某公司", "owner_names": ["另一公司"]}),
        ({"applicant": "Clear River"}, {"owner": "clear-river"}),
        ({"applicant": "清川环境"}, {"owner": "clear-river"}),
        ({"owner": "某某公司", "applicant": "清川环境"}, {"owner": "clear-river", "owner_names": ["某某公司"]}),
        ({"applicant": "", "contact": {"name": "联系人甲"}}, {}),
    ],
)
def test_owner_is_kept_by_id_where_on_record_and_every_other_name_beside(
    tmp_path: Path, sealed: Tree, expected: Tree
) -> None:
    inbox = new_inbox(tmp_path).inbox
    entry = inbox.read(inbox.receive(anonymous_need(), "key").number)

    assert private_part(entry, "cic2026-31-0103", sealed, catalogue(ON_RECORD)) == expected


def test_a_need_that_names_its_owner_has_no_private_part(tmp_path: Path) -> None:
    inbox = new_inbox(tmp_path).inbox
    named = Submission("need", "need", "zh", "web", need_tree(), {"applicant": "清川环境"}, consents=("privacy",))
    receipts = [inbox.receive(one, key) for key, one in (("1", named), ("2", anonymous_need()))]

    assert [has_private_part(inbox.read(receipt.number)) for receipt in receipts] == [False, True]


def test_ids_are_those_of_the_records_of_the_type_alone(tmp_path: Path) -> None:
    for name in (
        "needs/e/need-1.yml",
        "needs/f/need-2.yml",
        "needs/e/note.txt",
        "content/solutions/e/need-1-p01.yml",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert (ids_in(tmp_path, "need"), ids_in(tmp_path, "solution")) == ({"need-1", "need-2"}, {"need-1-p01"})
