"""Verdicts hold for the text that they were given on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forms.inbox.layout import RECORD
from forms.refusals import DeskError
from forms.review.actions import Decision
from forms.review.checks import PASS, checks_of, days_of_stages, open_checks, readers_of
from site_builder.model import SHANGHAI
from tests.desks import EXPERT, ORGANIZER, REVIEWER, DeskCase, decided, need, need_tree, new_case

GROUPS = checks_of("need")
OF_THE_TEXT = (*GROUPS["authenticity"], *GROUPS["validity"])
INDICATOR: dict[str, Any] = {"name": {"zh": "污泥含水率", "en": "water content"}, "value": "60", "unit": "%"}


@pytest.fixture
def case(tmp_path: Path) -> DeskCase:
    """Return a need that passed: the formal checks by a reviewer, the others by an expert."""
    made = new_case(tmp_path, need({**need_tree(), "source_language": "zh"}))
    decided(made, ORGANIZER, Decision("start_review"))
    decided(made, EXPERT, Decision("check", checks=dict.fromkeys(OF_THE_TEXT, PASS)))
    decided(made, REVIEWER, Decision("check", checks=dict.fromkeys(GROUPS["formal"], PASS)))
    return made


def edit(case: DeskCase, **changes: Any) -> None:
    decided(case, REVIEWER, Decision("edit_public", public={**case.entry.public, **changes}))


def approve(case: DeskCase) -> None:
    digest = case.entry.envelope.digests[RECORD]
    decided(case, REVIEWER, Decision("approve", digest=digest, warnings_read=True))


@pytest.mark.parametrize(
    "changes",
    [
        {"summary": {"zh": "完全不同的难题", "en": "quite another need"}},
        {"title": {"zh": "污泥减量化装备（二）", "en": "Equipment that makes less sludge"}},
        {"region": "44"},
        {"source_language": "en"},
        {"indicators": [INDICATOR]},
        {"ip_note": {"en": "Only in English, so no translation of anything."}},
        {"multi_award": "true"},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_an_edit_of_what_was_passed_opens_authenticity_and_validity_again(changes: Any, case: DeskCase) -> None:
    edit(case, **changes)

    assert set(open_checks(case.entry)) == set(OF_THE_TEXT)
    assert readers_of(case.entry) == (REVIEWER.account,)  # the expert's name does not stand for this text
    assert days_of_stages(case.entry, SHANGHAI)["authenticity_validity"] == ""
    with pytest.raises(DeskError, match="checks_open"):
        approve(case)


def test_a_field_taken_out_opens_them_again(case: DeskCase) -> None:
    public = {name: value for name, value in case.entry.public.items() if name != "indicators"}
    decided(case, REVIEWER, Decision("edit_public", public=public))

    assert set(open_checks(case.entry)) == set(OF_THE_TEXT)


def test_a_text_put_back_stays_open_until_it_is_looked_at(case: DeskCase) -> None:
    before = case.entry.public["region"]
    edit(case, region="44")
    edit(case, region=before)
    assert set(open_checks(case.entry)) == set(OF_THE_TEXT)

    decided(case, EXPERT, Decision("check", checks=dict.fromkeys(OF_THE_TEXT, PASS)))
    approve(case)
    assert case.entry.envelope.state == "approved"


def test_the_other_language_and_the_mark_of_its_translation_keep_what_passed(case: DeskCase) -> None:
    title: Any = case.entry.public["title"]
    edit(case, title={**title, "en": "Less sludge"}, translation={"en": {"by": "machine"}})
    edit(case, translation={"en": {"by": "human", "reviewed_by": "reviewer", "reviewed_on": "2026-11-21"}})

    assert open_checks(case.entry) == ()
    approve(case)
    assert case.entry.envelope.state == "approved"
