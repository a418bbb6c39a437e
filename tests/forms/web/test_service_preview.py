"""The preview: the page as it would be published, for each kind of record; nothing in it that is not so yet."""

from __future__ import annotations

import re

import pytest

from tests.service import Running, need_pairs, pairs_of, solution_pairs


def test_need_is_shown_open_and_without_what_only_a_review_gives(running: Running) -> None:
    answer = running.post("need/preview", pairs_of(need_pairs()))

    assert answer.status_code == 200
    assert "某钢铁企业" in answer.text
    assert "已审核" not in answer.text
    assert 'class="jb-act"' in answer.text
    assert 'id="provenance"' not in answer.text
    assert "sha256" not in re.sub(r"<(head|script)\b.*?</\1>", "", answer.text, flags=re.DOTALL)
    assert "being-checked" not in answer.text
    assert re.findall(r"<a[^>]*>(?:我来揭榜|表达意向|更正或撤回)", answer.text) == [
        '<a class="jb-button">我来揭榜',
        "<a>表达意向",
        "<a>更正或撤回",
    ]
    assert re.findall(r'(?:href|src|action)="\.', answer.text) == []  # seen from wherever the preview is shown


def test_solution_with_consent_is_shown(running: Running) -> None:
    changes = {"public_consent": "true", "team_label.en": "A water laboratory"}
    answer = running.post("solution/preview", pairs_of(solution_pairs(**changes)))

    assert answer.status_code == 200
    assert "A floating biofilm reactor" in answer.text
    assert "Rhine Biofilm Institute" not in answer.text


def test_solution_without_consent_is_told_why_there_is_nothing_to_see(running: Running) -> None:
    answer = running.post("solution/preview", pairs_of(solution_pairs()))

    assert answer.status_code == 422
    assert "nothing to preview" in answer.text


@pytest.mark.parametrize("form", ["need", "solution", "result", "institution", "manager"])
def test_form_left_empty_has_no_preview_and_breaks_nothing(running: Running, form: str) -> None:
    answer = running.post(f"{form}/preview", [("language", "en")])

    assert answer.status_code in (200, 422)
