"""Practice: forms of the example world can be tried to the end on their own day, and nothing of it is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from forms.phrases import read_form_phrases
from forms.publication.publish import publish
from forms.refusals import DeskError
from forms.review.queue import Wanted, rows
from site_builder.publish.content import read_content
from tests.desks import ORGANIZER
from tests.repositories import update_log
from tests.service import Running, need_pairs, solution_pairs, started

pytestmark = pytest.mark.slow
AS_OF = date(2026, 11, 21)
LONG_AFTER = datetime(2030, 1, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def trying(tmp_path: Path) -> Iterator[Running]:
    """Yield a service whose records are all examples, used long after the day on which they live."""
    with started(tmp_path) as service:
        for folder in ("needs", "content"):
            for file in (service.root / folder).rglob("*.yml"):
                text = file.read_text(encoding="utf-8").replace("\nexample: false\n", "\nexample: true\n")
                if file.name == "edition.yml":
                    text = text.replace("\nexample: true\n", f"\nexample: true\nas_of: {AS_OF}\n")
                file.write_text(text, encoding="utf-8")
        update_log(service.root)
        service.service.site.show(read_content(service.root, LONG_AFTER.date()))
        service.clock.now = LONG_AFTER
        yield service


def test_an_example_need_is_taken_up_to_the_receipt_which_says_that_it_is_practice(trying: Running) -> None:
    answer = trying.send("solution", solution_pairs())

    trying.receipt_of(answer)
    assert read_form_phrases("en")["service.practice"] in unescape(answer.text)
    assert 'class="jb-world" data-jb-always="2026-11-21"' in answer.text
    assert [one.is_practice for one in trying.received()] == [True]


def test_a_form_of_practice_that_is_shown_again_stays_one(trying: Running) -> None:
    answer = trying.send("need", need_pairs(**{"title.zh": ""}))

    assert answer.status_code == 422
    assert '<input type="hidden" name="practice" value="1">' in answer.text
    assert read_form_phrases("zh")["form.practice"] in answer.text
    assert 'href="/zh/example/needs/"' in answer.text


def test_practice_is_listed_apart_at_the_desk_and_never_published(trying: Running) -> None:
    trying.receipt_of(trying.send("need", need_pairs()))
    inbox = trying.service.inbox
    (only,) = trying.received()

    assert list(rows(inbox, ORGANIZER, Wanted(), AS_OF)) == []
    assert [row.summary.receipt for row in rows(inbox, ORGANIZER, Wanted(is_practice=True), AS_OF)] == [only.receipt]
    with pytest.raises(DeskError, match="practice"):
        publish(inbox, trying.root, ORGANIZER, only.receipt, only.tip)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Running]:
    with started(tmp_path) as service:
        yield service


def test_what_comes_in_about_a_real_need_is_no_practice(serving: Running) -> None:
    answer = serving.send("solution", solution_pairs())

    serving.receipt_of(answer)
    assert "jb-world" not in answer.text
    assert [one.is_practice for one in serving.received()] == [False]


def test_the_interface_for_programs_says_that_it_is_practice(trying: Running) -> None:
    answer = trying.hand_in("solution", solution_pairs())
    told = answer.json()
    heads = {"receipt-secret": told["secret"]}

    assert (answer.status_code, told["practice"]) == (201, True)
    assert trying.client.get(f"/api/v1/submissions/{told['receipt']}", headers=heads).json()["practice"] is True
