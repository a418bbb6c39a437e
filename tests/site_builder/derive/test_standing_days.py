"""On 24 days over three years no page says of a record what the calendar does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from site_builder.derive.days.standing import standing_on
from site_builder.load.contract.states import has_flag
from site_builder.load.periods import last_day_of
from site_builder.model import Catalogue
from site_builder.phrases import read_phrases
from site_builder.publish.digests import digest_of
from site_builder.records import Award, Contest, Edition, Event, Need
from site_builder.render.bodies import BodyRenderer
from site_builder.render.plan import plan_pages
from site_builder.validate.repository import check_repository
from site_builder.worlds import is_example
from tests.site import DAY, REPOSITORY

DAYS = tuple(date(2026, 10, 5) + timedelta(days=46 * n) for n in range(24))
LANGS = ("zh", "en")
_BADGE = re.compile(r'<span class="jb-badge jb-badge--(\w+)"[^>]*>([^<]*)</span>')
_CARD = re.compile(r'<li class="(?:jb-card|jb-award)[^"]*"(?: id="([^"]+)")?.*?</li>', re.DOTALL)
_LINK = re.compile(r'href="[^"]*?(needs|contests|events|editions)/([a-z0-9-]+)/"')


@pytest.fixture(scope="module")
def season() -> Catalogue:
    """Return the records of the example edition as they are written, as if it were a season like any other."""
    catalogue = check_repository(REPOSITORY, DAY).catalogue
    own = {
        kind: {key: record for key, record in known.items() if kind == "taxonomy" or is_example(record)}
        for kind, known in catalogue.records.items()
    }
    return replace(catalogue, records=own)


class Pages:
    """The pages of the season on one day after another, each drawn again only where what it tells has changed."""

    def __init__(self, season: Catalogue) -> None:
        self.season = season
        self.renderers = {lang: BodyRenderer(read_phrases(lang), season.codes) for lang in LANGS}
        self.known: dict[str, str] = {}
        self.html: dict[str, dict[str, str]] = {}

    def on(self, day: date) -> dict[str, dict[str, str]]:
        """Return the HTML of each page as it stands on *day* by language, by address."""
        pages = {
            page.path: page for page in plan_pages(standing_on(self.season, day), day) if page.section != "forms"
        }
        for path, page in pages.items():
            digest = digest_of(page.facts)
            if self.known.get(path) != digest:
                self.known[path] = digest
                self.html[path] = {lang: self._drawn(lang, page) for lang in LANGS}
        return {path: self.html[path] for path in pages}

    def _drawn(self, lang: str, page) -> str:
        body = self.renderers[lang].render_body(page)
        return f"{body.hero}\n{body.body}"


def said_of(path: str, html: str) -> Iterator[tuple[str, str, str]]:
    """Yield id, colour and words of each badge on a page: those at its head, and those of its cards."""
    pieces = path.strip("/").split("/")
    if len(pieces) == 2 and pieces[0] in ("needs", "contests", "events", "editions"):
        head = html.partition("</h1>")[0]
        yield from ((pieces[1], colour, words) for colour, words in _BADGE.findall(head)[:1])
    for card in _CARD.finditer(html):
        link = _LINK.search(card[0])
        name = card[1] or (link[2] if link else "")
        yield from ((name, colour, words) for colour, words in _BADGE.findall(card[0])[:1])


def fault_of(name: str, colour: str, words: str, lang: str, season: Catalogue, day: date) -> str:
    """Return what is wrong with a badge of the record called *name* on *day*, nothing where it may stand."""
    codes = season.codes
    if need := season.get(Need, name):
        is_past = need.proposal_deadline is not None and need.proposal_deadline < day
        return "open after its deadline" if is_past and colour in ("open", "closing") else ""
    if award := season.get(Award, name):
        is_over = award.notice_to is not None and award.notice_to < day
        on_notice = codes["award_status"]["public_notice"].name[lang]
        return "on notice after its end" if is_over and words == on_notice else ""
    if event := season.get(Event, name):
        is_past = last_day_of(event.ends_on or event.starts_on) < day  # type: ignore[operator]
        return "planned after its day" if is_past and words == codes["event_status"]["planned"].name[lang] else ""
    edition = season.get(Edition, name)
    contest = season.get(Contest, name)
    of = edition or (season.get(Edition, contest.edition) if contest else None)
    is_over = of is not None and all(last_day_of(one.to or one.from_) < day for one in of.timeline)  # type: ignore[operator]
    if edition and is_over and colour == "open":
        return "open after its last day"
    return "under way after its edition" if contest and is_over and colour == "in_contest" else ""


@pytest.mark.slow
def test_no_page_contradicts_the_calendar_on_24_days_over_three_years(season: Catalogue) -> None:
    pages, found, looked_at = Pages(season), [], set()
    for day in DAYS:
        for path, by_lang in pages.on(day).items():
            for lang, html in by_lang.items():
                for name, colour, words in said_of(path, html):
                    looked_at |= {name, *(kind for kind in ("need", "award") if season.find(kind, name))}
                    fault = fault_of(name, colour, words, lang, season, day)
                    found += [(day, lang, path, name, fault)] if fault else []
                found += [(day, lang, path, one, "may be taken up") for one in offered(html, season, day)]
    assert found == []
    assert {"need", "award", "demo", "ct-demo-31-0006", "demo-onsite-contest"} <= looked_at


def offered(html: str, season: Catalogue, day: date) -> list[str]:
    """Return the needs past their deadline on *day* that a page offers to take up."""
    linked = re.findall(r"forms/solution/(?:\?about=)?([a-z0-9-]+)", html)
    needs = [need for name in dict.fromkeys(linked) if (need := season.get(Need, name))]
    return [need.id for need in needs if need.proposal_deadline and need.proposal_deadline < day]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 11, 10), "notice_ahead"),
        (date(2026, 11, 17), "public_notice"),
        (date(2026, 11, 24), "public_notice"),
        (date(2026, 11, 25), "notice_over"),
    ],
)
def test_a_notice_begins_and_runs_out_by_the_calendar(season: Catalogue, day: date, state: str) -> None:
    notice = {"notice_from": date(2026, 11, 17), "notice_to": date(2026, 11, 24)}
    award = next(one for one in season.all(Award) if has_flag(one, "on_notice")).with_values(**notice)
    known = replace(season, records={**season.records, "award": {award.id: award}})
    shown = standing_on(known, day).get(Award, award.id)

    assert shown is not None
    assert shown.status == state
    assert (shown.digest == award.digest) is (state == "public_notice")


@pytest.mark.parametrize(
    ("kind", "name", "last", "after"),
    [
        (Event, "demo-onsite-contest", date(2026, 12, 18), "unreported"),
        (Edition, "demo", date(2027, 9, 30), "over"),
    ],
)
def test_what_was_planned_is_not_held_by_its_day_passing(season, kind, name, last: date, after: str) -> None:
    before = season.get(kind, name).status
    assert standing_on(season, last).get(kind, name).status == before
    assert standing_on(season, last + timedelta(days=1)).get(kind, name).status == after


def test_a_contest_that_nobody_closed_waits_for_its_outcome(season: Catalogue) -> None:
    contest = standing_on(season, date(2028, 1, 1)).get(Contest, "ct-demo-31-0006")
    assert contest is not None
    assert (contest.outcome, contest.closed_on) == ("awaited", None)
