"""The web desk with a browser that runs no script: sign in, queue, review, return, edit, approve, publish."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.inbox.layout import RECORD
from forms.review.actions import purge
from forms.review.checks import all_checks
from site_builder.model import Text
from tests.desks import ORGANIZER, Desk, DeskCase, new_site_case, open_desk, send
from tests.repositories import git

pytestmark = pytest.mark.slow


@pytest.fixture
def case(tmp_path: Path) -> DeskCase:
    return new_site_case(tmp_path)


@pytest.fixture
def desk(case: DeskCase) -> Iterator[Desk]:
    with open_desk(case) as made:
        yield made


def test_a_need_goes_from_the_queue_to_the_public_repository(case: DeskCase, desk: Desk) -> None:
    client = desk.signed_in("organizer")

    assert "Equipment that makes less sludge" in client.get("/desk").text
    assert send(client, case, "decide", action="start_review").status_code == 303
    checks = {f"check:{code}": "pass" for code in all_checks("need")}
    assert send(client, case, "decide", action="check", **checks).status_code == 303
    digest = case.entry.envelope.digests[RECORD]
    approving = desk.signed_in("reviewer")
    assert send(approving, case, "decide", action="approve", digest=digest).status_code == 303
    assert send(client, case, "publish").status_code == 303

    assert case.entry.envelope.published_as == "cic2026-31-0103"
    assert "needs/cic2026/cic2026-31-0103.yml" in git(case.root, "ls-files")
    assert "cic2026-31-0103" in client.get(f"/desk/s/{case.receipt}").text


def test_the_page_shows_the_record_as_it_would_be_published_in_both_languages(case: DeskCase, desk: Desk) -> None:
    page = desk.signed_in("reviewer").get(f"/desk/s/{case.receipt}").text

    assert page.count("污泥减量化装备</h1>") == 1
    assert "Equipment that makes less sludge</h1>" in page
    assert "联系人甲" not in page
    assert "清河水务有限公司" not in page


def test_the_desk_says_how_long_what_is_sealed_is_kept_and_when_it_was_destroyed(case: DeskCase, desk: Desk) -> None:
    edition = case.root / "content/editions/cic2026/edition.yml"
    edition.write_text(edition.read_text(encoding="utf-8") + "sealed_kept_days: 90\n", encoding="utf-8")
    client, page = desk.signed_in("organizer"), f"/desk/s/{case.receipt}"
    assert "Kept until" not in client.get(page).text

    send(client, case, "decide", action="start_review")
    send(client, case, "decide", action="reject", note_zh="不属于征集范围。", note_en="Out of scope.")
    assert "Kept until 19 February 2027." in client.get(page).text

    purge(case.inbox, ORGANIZER, case.entry, Text(en="Asked for by the submitter."))
    shown = client.get(page).text
    assert "Destroyed: 21 November 2026, 12:00 (Beijing time). Nobody can open it any more." in shown
    assert "Asked for by the submitter." in shown
    assert 'formaction="/desk/s/' not in shown
    assert "/reveal" not in shown


@pytest.mark.parametrize("query", ["state=submitted&words=sludge", "form=need&overdue=1"])
def test_the_queue_stays_as_it_was_asked_for_when_the_language_changes(query: str, desk: Desk) -> None:
    client = desk.signed_in("organizer")
    [switch] = re.findall(r'<a href="([^"]+)" hreflang="zh"', client.get(f"/desk?{query}&done=1").text)
    page = client.get(html.unescape(switch))

    assert html.unescape(switch) == f"/desk?{query}&language=zh"
    assert (page.status_code, '<html lang="zh"' in page.text) == (200, True)


def test_a_comparison_of_versions_stays_when_the_language_changes(case: DeskCase, desk: Desk) -> None:
    page = f"/desk/s/{case.receipt}/compare"
    names = re.findall(r'<option value="([^"]+)"', desk.signed_in("organizer").get(page).text)
    query = f"from={names[0]}&to={names[-1]}"
    [switch] = re.findall(r'<a href="([^"]+)" hreflang="zh"', desk.signed_in("organizer").get(f"{page}?{query}").text)

    assert html.unescape(switch) == f"{page}?{query}&language=zh"
