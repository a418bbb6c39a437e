"""An edit at the desk puts in no value that the schema does not take; texts on their way are let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms.model import Tree
from forms.refusals import DeskError
from forms.review.actions import Decision
from forms.review.edit_rules import not_taken
from forms.review.editing import edited
from tests.desks import ORGANIZER, Desk, decided, need_tree, new_case, new_office, send, with_site

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("edition", "../../docs/y"),
        ("edition", "a/b"),
        ("edition", "CIC 2026"),
        ("region", "../x"),
        ("region", "31 or 32"),
        ("budget_disclosure", "sometimes"),
        ("period_start", "soon"),
        ("multi_award", "perhaps"),
        ("id", "../x"),
        ("indicators.0.code", "a\nb"),
        ("nobody", "x"),
    ],
)
def test_a_value_that_the_schema_does_not_take_is_refused_with_its_field(
    name: str, value: str, tmp_path: Path
) -> None:
    case = new_case(tmp_path)
    decided(case, ORGANIZER, Decision("start_review"))
    tip, public = case.entry.tip, case.entry.public
    changed = edited(
        {**public, **({} if "." in name or name in public else {name: "x"})}, "need", {f"v:{name}": value}
    )
    tree: Tree = changed if name != "nobody" else {**public, name: value}

    with pytest.raises(DeskError) as refused:
        decided(case, ORGANIZER, Decision("edit_public", public=tree))

    assert (refused.value.code, refused.value.facts) == ("not_taken", {"fields": name})
    assert [found.where for found in refused.value.problems] == [name]
    assert case.entry.tip == tip


@pytest.mark.parametrize(
    "change",
    [
        {"region": "32"},
        {"industry": "C26"},
        {"industry": "energy_environment"},
        {"edition": "cic2027"},
        {"budget_disclosure": "negotiable"},
        {"title": {"zh": "只有中文"}},
        {"summary": {"zh": "长" * 5000}},
    ],
)
def test_what_it_takes_and_texts_on_their_way_are_let_through(change: Tree) -> None:
    assert not_taken(need_tree(), {**need_tree(), **change}, "need") == []


def test_what_was_wrong_before_hinders_no_edit() -> None:
    wrong: Tree = {**need_tree(), "region": "../x"}

    assert not_taken(wrong, {**wrong, "budget_disclosure": "negotiable"}, "need") == []


def test_the_page_says_at_the_field_what_is_wrong(tmp_path: Path) -> None:
    case = new_case(tmp_path)
    with_site(case.root)
    decided(case, ORGANIZER, Decision("start_review"))
    tip = case.entry.tip
    desk = Desk(new_office(case))
    client = desk.signed_in("reviewer")
    refused = send(client, case, "edit", **{"v:edition": "../../docs/y", "v:period_start": "soon"})
    desk.stop()

    assert (refused.status_code, case.entry.tip) == (422, tip)
    for field in ("edition", "period_start"):
        assert f'aria-describedby="f-{field}"' in refused.text
        assert f'<span class="jb-desk-fault" id="f-{field}">' in refused.text
    assert refused.text.count('aria-invalid="true"') == 2
