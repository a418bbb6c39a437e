"""From what was sent to what would be merged: each step by itself, then all of them in a row."""

from __future__ import annotations

from datetime import date

import pytest

from forms.model import Tree
from forms.submission.completing import complete
from forms.submission.publishing import Publishable, added, published
from forms.submission.receiving import marked, submission_of
from forms.submission.sent import SHEET, Sent
from forms.submission.splitting import Parts, split
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import entry_state
from site_builder.model import Catalogue

DAY = date(2026, 11, 20)
NOTHING = Catalogue({}, read_schemas().codes)
SOLUTION: Tree = {
    "need": "cic2026-31-0001",
    "edition": "cic2026",
    "solver": "某大学",
    "title": {"zh": "方案", "en": "Solution"},
    "public_consent": "true",
}

STUB = {"need", "edition", "public_consent"}


def sent(form: str, tree: Tree, channel: str = "web") -> Sent:
    return Sent(read_forms()[form], "zh", channel, tree, consents=frozenset({"privacy"}))


def test_service_signs_what_comes_by_the_web_and_leaves_a_row_as_it_was_written() -> None:
    tree: Tree = {"attestation": {"signed_by": "张某"}, "provenance": "reported"}
    own = {"source_language": "zh", "provenance": "reported"}

    assert complete(sent("need", tree), NOTHING, DAY).tree == {
        **own,
        "attestation": {"signed_by": "张某", "signed_on": "2026-11-20"},
    }
    assert complete(sent("need", tree, SHEET), NOTHING, DAY).tree == {**own, **tree}


@pytest.mark.parametrize(
    ("form", "tree", "public", "sealed"),
    [
        ("need", {"owner": "acme", "owner_disclosure": "named"}, {"owner", "owner_disclosure"}, set()),
        ("need", {"owner": "acme", "owner_disclosure": "anonymous"}, {"owner_disclosure"}, {"owner"}),
        ("result", {"holder": "acme", "holder_disclosure": "anonymous"}, {"holder_disclosure"}, {"holder"}),
        ("solution", SOLUTION, {*STUB, "title"}, {"solver"}),
        ("solution", {**SOLUTION, "public_consent": "false"}, STUB, {"solver", "title"}),
        ("need", {"contact": {"name": "张某"}}, set(), {"contact"}),
    ],
)  # fmt: skip
def test_what_nobody_agreed_to_show_is_sealed(form: str, tree: Tree, public: set[str], sealed: set[str]) -> None:
    parts = split(tree, read_forms()[form])

    assert (set(parts.public), set(parts.sealed)) == (public, sealed)


def test_parts_stand_in_the_order_of_the_schema() -> None:
    tree: Tree = {"summary": {"zh": "概述"}, "contact": {"name": "张某"}, "title": {"zh": "标题"}}

    assert split(tree, read_forms()["need"]) == Parts(
        {"title": {"zh": "标题"}, "summary": {"zh": "概述"}}, {"contact": {"name": "张某"}}
    )


def test_solver_is_marked_by_need_and_plain_name_and_nobody_else_is() -> None:
    solution = submission_of(complete(sent("solution", SOLUTION), NOTHING, DAY))
    need = submission_of(complete(sent("need", {"title": {"zh": "标题"}}), NOTHING, DAY))

    def mark_of(need: str, solver: str) -> str:
        return f"{need}/{solver}"

    assert marked(solution, str.upper, mark_of).mark == "/某大学"
    assert marked(need, str.upper, mark_of) == need


@pytest.mark.parametrize("record", ["need", "result", "solution", "technology_manager"])
def test_record_is_published_in_a_state_that_it_may_have(record: str) -> None:
    codes = read_schemas().codes[read_schemas().types[record].fields["status"].codes]

    assert entry_state(record)["status"] in codes


def test_need_is_published_with_its_reviews_and_the_digest_of_its_last_version() -> None:
    tree: Tree = {"title": {"zh": "标题"}, "edition": "cic2026"}
    reviewed = Publishable(
        "need", "zh", tree, date(2026, 11, 1), 2, ("sha256:1", "sha256:2"), {"formal": "2026-11-03", "other": ""}
    )

    assert published(reviewed, "cic2026-31-0001", DAY) == {
        **tree,
        "id": "cic2026-31-0001",
        "provenance": "submitted",
        "status": "published",
        "source_language": "zh",
        "published_on": "2026-11-20",
        "open_for_proposals": "true",
        "sealed_digest": "sha256:2",
        "reviews": [
            {"stage": "formal", "verdict": "pass", "on": "2026-11-03"},
            {"stage": "other", "verdict": "pass", "on": "2026-11-20"},
        ],
    }


def test_solution_without_consent_is_published_as_a_stub() -> None:
    tree: Tree = {name: value for name, value in SOLUTION.items() if name not in ("public_consent", "solver")}
    received = Publishable("solution", "en", tree, date(2026, 11, 1), 2, ("sha256:1", "sha256:2"))

    assert published(received, "cic2026-31-0001-p01", DAY) == {
        "id": "cic2026-31-0001-p01",
        "provenance": "submitted",
        "status": "eligible",
        "source_language": "en",
        "need": "cic2026-31-0001",
        "edition": "cic2026",
        "public_consent": "false",
        "received_on": "2026-11-01",
        "version": "2",
        "sealed_digests": ["sha256:1", "sha256:2"],
        "languages": ["en"],
    }


@pytest.mark.parametrize("record", sorted({form.record for form in read_forms().values()}))
def test_only_fields_that_the_record_has_are_added(record: str) -> None:
    schema = read_schemas().types.get(record)

    assert set(added(Publishable(record, "zh", {}), "the-id", DAY)) <= set(schema.fields if schema else ())
