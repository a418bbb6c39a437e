"""Odd texts through every text field of every form: kept exactly or refused with a message, active nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from forms.check.submission import Sent
from forms.check.values import pairs_of as named
from forms.check.values import tree_of
from forms.web.submit import form_html
from site_builder.load.forms import read_forms
from site_builder.load.schemas import read_schemas
from site_builder.model import Field
from tests.service import CONSENTS, Running, need_pairs, solution_pairs
from tests.test_service_guards import service_pairs

SHARED = Path(__file__).parents[2] / "shared" / "data" / "malformed" / "blns.json"
OWN = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "--><svg onload=alert(1)>",
    "<!--/jb:form--><b>out</b>",
    "{{ 7 * 7 }}{% for x in y %}",
    "=cmd|'/c calc'!A1",
    "javascript:alert(1)",
    "[link](javascript:alert(1))",
    "a\0b",
    "\u202egnp.exe",
    "𠮷野家 田中さん ﷽",
    "ﬁ ① Ａ",
    "yes",
    "null",
    "1e3",
    "2026-11-21",
    "- list\n- item",
    "key: value # comment",
    "\\r\\n\x0b\x0c\x1b[31m",
    "trailing space ",
    " leading space",
    "'; DROP TABLE needs; --",
    "a\r\nBcc: b@example.org",
    "\ufeffbom",
    "\u2028line\u2029paragraph",
    "e\u0301",
    "%00%0d%0a",
    "x" * 5000,
]
STRINGS = [*OWN, *(json.loads(SHARED.read_text(encoding="utf-8")) if SHARED.exists() else [])]
FULL = {
    "need": (need_pairs(), "zh"),
    "solution": (solution_pairs(), "en"),
    "service": (service_pairs("a@example.com"), "en"),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    service = Running(tmp_path_factory.mktemp("naughty"))
    yield service
    service.stop()


def text_fields(fields: Any, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Yield the dotted name of every field that takes free text."""
    for name, spec in fields.items():
        place = f"{prefix}{name}"
        if spec.part:
            inner = read_schemas().parts[spec.part].fields
            yield from text_fields(inner, f"{place}.{'0.' if spec.type == 'array' else ''}", depth + 1)
        elif is_text(spec):
            words = ".0" if spec.type == "array" else ""
            yield from (
                (f"{place}.{lang}{words}" for lang in spec.languages) if spec.bilingual else (f"{place}{words}",)
            )


def is_text(spec: Field) -> bool:
    return spec.type in ("string", "array") and not spec.codes and not spec.ref


class Page(HTMLParser):
    """Reads a page as a browser does: which elements it has, which attributes, which values fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.handlers: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]


def structure(html: str) -> tuple[list[str], list[str]]:
    page = Page()
    page.feed(html)
    page.close()
    assert page.handlers == []
    assert [link for link in page.links if link.lower().lstrip().startswith("javascript:")] == []
    return [tag for tag in page.elements if tag not in ("li", "ul", "a", "span", "p", "div", "h2")], page.links


def test_odd_texts_come_back_in_the_form_exactly_and_inactive(running: Running) -> None:
    """Each string in every text field of every form at once, as the form is shown again."""
    tried = 0
    for name, form in read_forms().items():
        places = list(text_fields(form.schema.fields))
        base = Sent(form, "zh", "web", tree_of([(place, "plain") for place in places], form.schema))
        expected = structure(form_html(running.service, base, (), "key", None))[0]
        for text in STRINGS:
            tree = tree_of([(place, text) for place in places], form.schema)
            kept = [held for _, held in named(tree)]
            html = form_html(running.service, Sent(form, "zh", "web", tree), (), "key", None)
            found = structure(html)[0]
            if text.strip() and not re.search("[,，、;；\n]", text) and len(kept) == len(places):
                assert found == expected, (name, text)
                assert set(kept) <= {text, text.strip()}
            assert "<script>alert" not in html
            tried += len(places)

    assert tried > 3000


@pytest.mark.parametrize("form", sorted(FULL))
def test_odd_text_is_kept_exactly_or_refused_with_a_message(running: Running, form: str) -> None:
    """A few strings through each text field, one at a time, to the inbox and back."""
    pairs, lang = FULL[form]
    places = [place for place in text_fields(read_forms()[form].schema.fields) if place in pairs]
    outcomes = {"kept": 0, "refused": 0}
    for number, text in enumerate(OWN):
        place = places[number % len(places)]
        fields = tree_of({**pairs, place: text, **unique(form, number)}.items(), read_forms()[form].schema)
        answer = running.client.post(
            f"/api/v1/submissions/{form}",
            json={
                "language": lang,
                "about": pairs.get("about", ""),
                "fields": fields,
                "consents": CONSENTS[form],
                "altcha": running.proof(),
            },
            headers={"idempotency-key": f"naughty-{form}-{number:06d}"},
        )
        if answer.status_code == 201:
            receipt = answer.json()["receipt"]
            inbox = running.service.inbox
            held = dict(named({**inbox.read(receipt).public, **inbox.sealed(receipt, running.identity)}))
            sent = dict(named(fields))
            assert {name: held[name] for name in sent} == sent, text
            outcomes["kept"] += 1
        else:
            assert answer.status_code == 422, (place, text, answer.text)
            assert all(error["zh"] and error["en"] for error in answer.json()["errors"])
            outcomes["refused"] += 1

    assert outcomes["kept"] > 3


def unique(form: str, number: int) -> dict[str, str]:
    return {"solver": f"Institute {number}"} if form == "solution" else {}


@pytest.mark.parametrize("text", OWN)
def test_odd_title_is_inactive_on_confirmation_preview_and_tracking(running: Running, text: str) -> None:
    pairs = {**need_pairs(), "title.zh": text, "applicant": text}
    given = [*pairs.items(), *(("consents", consent) for consent in CONSENTS["need"])]
    for path in ("need", "need/preview"):
        answer = running.post(path, given)
        content = answer.text[answer.text.index('id="jb-content"') :]
        assert answer.status_code in (200, 422)
        structure(content.partition("<footer")[0])
        assert "<svg onload" not in content
        assert "<script>alert" not in content
        assert "<img src=x" not in content
