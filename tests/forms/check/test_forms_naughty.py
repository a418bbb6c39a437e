"""Odd texts through every text field of every form, from the browser and the interface to wherever they are shown."""

from __future__ import annotations

import csv
import email
import email.policy
import functools
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from forms.check.values import pairs_of as named
from forms.mail.messages import NoAddressError, Notice, message_of
from forms.values.typed import habits_of_forms, is_free, is_left_out, read_typed
from site_builder.load.contract.forms import read_forms
from site_builder.text_forms.folding import stored
from site_builder.text_forms.hidden import without_hidden
from tests.desks import field as hidden_field
from tests.desks import sign_in
from tests.naughty import BASES, OWN, STRINGS, field_at, text_fields
from tests.repositories import commit
from tests.service import CONSENTS, receipt_in
from tests.service_desk import RunningWithDesk

pytestmark = pytest.mark.slow

# How many submissions of each form with all strings: the more fields of a kind that few forms have, the more.
COUNTS = {"need": 90, "result": 90, "institution": 60, "solution": 90}
FEWEST = 26
ALL_STRINGS = 585
PLAIN_IN = (".zh", ".en")
TRIES = 6
MARKDOWN = frozenset(
    "p a em strong ul ol li code pre h3 h4 blockquote hr br table thead tbody tr th td s span q".split()
)
MAIL_HEADS = sorted(
    "From To Subject Date Message-ID Auto-Submitted Content-Type Content-Transfer-Encoding MIME-Version".split()
)
ACTIVE = re.compile(r"\s*(?:javascript|data(?!:,$)|vbscript):", re.IGNORECASE)  # "data:," is the desk's empty icon
FROM_MARKDOWN = {("a", "href"), ("a", "title"), ("a", "rel"), ("ol", "start"), ("code", "class")}
FROM_MARKDOWN |= {("span", "lang"), ("span", "class")}  # a text that the page's language lacks
HARMLESS = ("aria-invalid", "aria-describedby", "checked")
COUNTED = ("script", "style", "form", "meta", "link", "base", "iframe", "object", "embed", "img", "title", "template")
RECEIPT = re.compile(r"JB-\d{8}-\w{6}")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LINKS = frozenset({"href", "src", "action", "formaction", "srcset", "poster", "xlink:href"})


class Page(HTMLParser):
    """A page as a browser reads it: its elements and attributes, what fields hold, what lists and tables say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.forms: set[str] = set()
        self.typed: dict[str, list[str]] = {}
        self.listed: set[str] = set()  # texts of the desk's lists and tables, under their labels
        self._taking: list[str] = []
        self._into: list[str] | None = None
        self._name = ""
        self.feed(html)
        self.close()

    def add(self, other: Page) -> None:
        """Count in what *other* has."""
        self.elements |= other.elements
        self.attributes |= other.attributes
        self.forms |= other.forms

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements[tag] += 1
        self.attributes |= {(tag, name) for name in given}
        self.links += [value for name, value in given.items() if name in LINKS]
        self.forms |= {RECEIPT.sub("", given.get("action", ""))} if tag == "form" else set()
        if tag == "input" and given.get("type") not in ("radio", "checkbox"):
            self.typed.setdefault(given.get("name", ""), []).append(given.get("value", ""))
        if tag in ("textarea", "td") or (tag == "dd" and given.get("class") == "jb-desk-text"):
            self._taking, self._into = [], []
            self._name = given.get("name", "") if tag == "textarea" else self._name
            self._into = self._taking

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._into is None or tag not in ("textarea", "td", "dd"):
            return
        text, self._into = "".join(self._taking), None
        if tag == "textarea":
            self.typed.setdefault(self._name, []).append(text.removeprefix("\n"))
        else:
            self.listed.add(text)


class House(RunningWithDesk):
    """The service with a desk, and who looks at both."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        commit(self.root, "base")
        self.at_desk = self.desk_client()
        assert sign_in(self.at_desk, "organizer").status_code == 303
        self.csrf = hidden_field(self.at_desk.get("/desk").text, "csrf")

    def stop(self) -> None:
        """End both."""
        self.at_desk.close()
        super().stop()

    def sent(self, form: str, pairs: Mapping[str, str], *, by_api: bool) -> Any:
        """Return the answer to *form* filled in with *pairs*."""
        return self.hand_in(form, pairs) if by_api else self.send(form, pairs)

    def tracked(self, receipt: tuple[str, str], lang: str) -> Page:
        """Return the tracking page, with the form of a corrected version."""
        data = {"receipt": receipt[0], "secret": receipt[1], "language": lang}
        answer = self.client.post("/track", data=data, headers={"origin": self.origin})
        assert answer.status_code == 200
        return Page(answer.text)

    def revealed(self, receipt: str) -> Page:
        """Return the page of the desk with what is sealed."""
        data = {"csrf": self.csrf, "tip": self.service.inbox.read(receipt).tip}
        answer = self.at_desk.post(f"/desk/s/{receipt}/reveal", data=data)
        assert answer.status_code == 200
        return Page(answer.text)

    def held(self, receipt: str) -> dict[str, str]:
        """Return dotted name -> text of everything that is in the inbox."""
        inbox = self.service.inbox
        return dict(named({**inbox.read(receipt).public, **inbox.sealed(receipt, self.identity)}))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.stop()


@dataclass
class Outcome:
    """What became of one submission: which texts were kept, and which refused with a message."""

    receipt: tuple[str, str]
    kept: dict[str, str]
    refused: dict[str, str]
    by_api: bool


def tried(house: House, form: str, odd: Mapping[str, str], number: int, plain: Page | None = None) -> Outcome:
    """Return what became of *form* with the *odd* texts; those that were refused give way to plain ones.

    Args:
        plain: the form shown again with nothing odd in it; ``None``: send to the interface.
    """
    by_api = plain is None
    base = {**BASES[form], **({"solver": f"Institute {number}"} if form == "solution" else {})}
    kept, refused = dict(odd), dict[str, str]()
    for _ in range(TRIES):
        answer = house.sent(form, {**base, **kept}, by_api=by_api)
        if answer.status_code in (200, 201):
            row = answer.json() if by_api else {}
            found = (row["receipt"], row["secret"]) if by_api else receipt_in(answer.text)
            assert found, answer.text[-2000:]
            return Outcome(found, kept, refused, by_api)
        assert answer.status_code == 422, (answer.status_code, kept)
        named_wrong = wrong_in_page(answer, {**base, **kept}, plain) if plain else wrong_in_json(answer)
        wrong = {place for place in kept if any(is_same_place(place, where) for where in named_wrong)}
        assert wrong, (form, named_wrong, kept)
        refused |= {place: kept.pop(place) for place in wrong}
    raise AssertionError((form, kept, refused))


def is_same_place(place: str, where: str) -> bool:
    """Return whether a problem at *where* is beside the field *place*."""
    first, second = (f"{re.sub('[._]', '-', name)}-" for name in (place, where))
    return first.startswith(second) or second.startswith(first)


def wrong_in_json(answer: Any) -> set[str]:
    errors = answer.json()["errors"]
    assert all(error["zh"] and error["en"] and error["code"] for error in errors)
    return {error["field"] for error in errors}


def wrong_in_page(answer: Any, typed: Mapping[str, str], plain: Page) -> set[str]:
    """Return the fields that the page names; what was typed stands in it as it was typed."""
    page = Page(answer.text)
    assert_inactive(page, plain)
    box = re.search(r'<div class="jb-faults".*?</div>', answer.text, re.DOTALL)
    assert box
    for name, text in typed.items():
        if name in page.typed and text.strip() and not is_word_list(name) and not name.endswith(".code"):
            assert page.typed[name] == [stored(without_hidden(stored(text)))], name
    return set(re.findall(r'href="#f-([^"]+)"', box[0])) or {box[0]}


def is_word_list(name: str) -> bool:
    """Return whether one field takes several words, so that a comma in it ends one."""
    return name.endswith(".0") or name == "preferred_partners"


def kind_of(form: str, place: str) -> str:
    """Return what makes a difference to a text: a list of words, within a part, public or not."""
    spec = read_forms()[form].schema.fields[place.partition(".")[0]]
    if is_word_list(place):
        return "words"
    return "part" if spec.part else read_forms()[form].visibility_of(spec.name)


@functools.cache
def plans() -> dict[str, list[dict[str, str]]]:
    """Return the submissions of each form: another string in each text field, each string in each kind of field."""
    met = Counter[str]()
    found: dict[str, list[dict[str, str]]] = {}
    for form in sorted(BASES):
        found[form] = []
        for number in range(COUNTS.get(form, FEWEST) * len(STRINGS) // ALL_STRINGS + 1):
            given = plain_texts(form)
            for count, place in enumerate(text_fields(form)):
                if place.endswith(PLAIN_IN[(number + count // 2) % 2]):
                    continue  # a problem is told of both languages, and would hide what becomes of the other
                kind = kind_of(form, place)
                text = STRINGS[met[kind] % len(STRINGS)]
                given[place] = f"{text}（中文）" if place.endswith(".zh") else text  # a text without Chinese is none
                met[kind] += 1
            found[form].append(given)
    return found


def assert_inactive(page: Page, plain: Page) -> None:
    """Nothing that was typed became an element, an attribute or an address that does something."""
    assert [name for _, name in page.attributes if name.startswith("on")] == []
    assert {(tag, name) for tag, name in page.attributes - plain.attributes if name not in HARMLESS} <= FROM_MARKDOWN
    assert set(page.elements) - set(plain.elements) <= MARKDOWN
    assert [tag for tag in COUNTED if page.elements[tag] > plain.elements[tag]] == []
    assert page.forms <= plain.forms
    assert [link for link in page.links if ACTIVE.match(link)] == []


def check_shown(house: House, form: str, outcome: Outcome, plain: Mapping[str, Page], lang: str) -> None:
    """What was kept is in the inbox and on the pages of submitter and desk as it was typed."""
    held = house.held(outcome.receipt[0])
    for place, text in outcome.kept.items():
        if text.strip() and not is_word_list(place):
            assert held.get(place, "") == as_kept(form, place, text), place
    tracked, desk = house.tracked(outcome.receipt, lang), house.revealed(outcome.receipt[0])
    assert_inactive(tracked, plain["tracked"])
    assert_inactive(desk, plain["desk"])
    for name, text in named(house.service.inbox.read(outcome.receipt[0]).public):
        if name in outcome.kept and not is_word_list(name):
            assert tracked.typed[name] == [text]
    for name in outcome.kept.keys() & held.keys():
        assert any(held[name] in text for text in desk.listed), name  # a cell holds both languages


def as_kept(form: str, place: str, text: str) -> str:
    """Return how the inbox keeps *text*: a value in the form of a record, where it says one."""
    spec = field_at(form, place)
    if is_free(spec):
        return stored(text)
    return "" if is_left_out(stored(text), spec) else read_typed(stored(text), spec, habits_of_forms("CNY")).text


def plain_texts(form: str) -> dict[str, str]:
    """Return a text for each field that takes one."""
    return {place: "Plain words" if ".en" in place else "普通文字" for place in text_fields(form)}


def plain_pages(house: House, form: str) -> dict[str, Page]:
    """Return the pages of submitter and desk where nothing odd was typed: with few fields, and with all."""
    pages: dict[str, Page] = {"form": Page(""), "tracked": Page(""), "desk": Page("")}
    for number, texts in enumerate((dict[str, str](), plain_texts(form)), start=10**6):
        receipt = tried(house, form, texts, number).receipt
        pages["form"].add(Page(house.post(form, {**BASES[form], **texts}.items()).text))
        pages["tracked"].add(house.tracked(receipt, BASES[form]["language"]))
        pages["desk"].add(house.revealed(receipt[0]))
    return pages


@pytest.mark.parametrize("form", sorted(BASES))
def test_odd_text_is_kept_and_shown_exactly_or_refused_with_a_message_and_never_active(
    house: House, form: str
) -> None:
    plain = plain_pages(house, form)
    kept = refused = 0
    for number, odd in enumerate(plans()[form]):
        outcome = tried(house, form, odd, number, plain["form"] if number % 2 else None)
        check_shown(house, form, outcome, plain, BASES[form]["language"])
        kept, refused = kept + len(outcome.kept), refused + len(outcome.refused)
    check_queue(house, form)

    assert kept > refused / 10


@pytest.mark.parametrize("path", ["need", "need/preview"])
def test_odd_text_is_inactive_on_the_page_to_confirm_and_in_the_preview(house: House, path: str) -> None:
    consents = [("consents", consent) for consent in CONSENTS["need"]]
    plain = Page(house.post(path, [*BASES["need"].items(), *consents]).text)
    plain.add(Page(house.post("need", BASES["need"].items()).text))
    shown = 0
    for text in OWN:
        odd = (
            {"title.zh": f"{text}（中文）"} if path.endswith("preview") else {"applicant": text, "contact.post": text}
        )
        answer = house.post(path, [*{**BASES["need"], **odd}.items(), *consents])
        shown += answer.status_code == 200
        assert answer.status_code in (200, 422)
        assert_inactive(Page(answer.text), plain)

    assert shown > 10


def check_queue(house: House, form: str) -> None:
    """The list of the desk as a sheet: the titles as they were typed, and no cell that is a formula."""
    answer = house.at_desk.get("/desk/queue.csv", params={"state": "all", "form": form})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    titles = {row.receipt: row.title for row in house.service.inbox.entries() if row.form == form}

    assert {row["receipt"] for row in rows} == set(titles)
    assert [cell for row in rows for cell in row.values() if cell.startswith(FORMULA)] == []
    for row in rows:
        for lang in ("zh", "en"):
            title = titles[row["receipt"]][lang]
            assert row[f"title_{lang}"] in (title, f"'{title}")


def test_each_string_meets_each_kind_of_field() -> None:
    met = {(kind_of(form, place), text) for form in BASES for given in plans()[form] for place, text in given.items()}
    kinds = {kind for kind, _ in met}

    assert len(STRINGS) >= 60
    assert kinds == {"words", "part", "public", "sealed", "internal"}
    assert [
        (kind, text) for kind in kinds for text in STRINGS if not {(kind, text), (kind, f"{text}（中文）")} & met
    ] == []


def test_odd_text_is_a_line_of_a_mail_and_never_a_head_or_an_address() -> None:
    for text in STRINGS:
        notice = Notice("returned", "JB-20261121-7K3M9Q", "need", "en", "2026-11-21T08:00:00Z", text)
        mail = message_of(notice, "a@example.org", "office@example.org")
        read = email.message_from_bytes(mail.as_bytes(policy=email.policy.SMTP), policy=email.policy.default)

        assert sorted(read.keys()) == MAIL_HEADS
        assert read.get_content_type() == "text/plain"
        assert lines_of(text) in lines_of(read.get_content())
        with pytest.raises(NoAddressError):
            message_of(notice, text, "office@example.org")


def lines_of(text: str) -> str:
    """Return *text* with its line ends alike, as mail has them."""
    return "\n".join(text.splitlines()).strip()
