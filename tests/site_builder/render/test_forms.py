"""The forms: definitions name fields, the schema says everything else, and every field says what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from forms.check.context import CheckContext
from forms.check.fields import read_fields
from forms.check.problems import problem
from forms.check.values import tree_of
from forms.phrases import read_form_phrases
from site_builder.derive.forms import FormPage, FormSettings, choices_of, form_page, open_needs_on
from site_builder.load.contract import forms as definitions
from site_builder.load.contract.forms import (
    DEFINITIONS,
    SET_BY_SERVICE,
    FormDefinition,
    FormDefinitionError,
    form_of,
    read_forms,
)
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.states import has_flag
from site_builder.model import Catalogue, Field, Record, Text
from site_builder.phrases import read_phrases
from site_builder.problems import Problem
from site_builder.records import Need, Result
from site_builder.render.bodies import BodyRenderer
from site_builder.render.environment import environment_for
from site_builder.render.forms.drawing import form_view, render_form
from site_builder.render.forms.plan_forms import plan_forms
from site_builder.validate.repository import check_repository
from tests.site import DAY, REPOSITORY

LANGS = ("zh", "en")
MARKS = {"public", "consent", "sealed", "internal"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return check_repository(REPOSITORY, DAY).catalogue


def page_of(name: str, catalogue: Catalogue) -> FormPage:
    """Return the page of a form as the site has it; that of a solution is about the first open need."""
    about = open_needs_on(catalogue, DAY)[0] if name == "solution" else None
    return form_page(name, FormSettings(), choices_of(catalogue), about)


NOTHING_TO_CHOOSE = {"industrial_cluster"}  # no open edition names its clusters yet


def rendered(name: str, catalogue: Catalogue, lang: str, **given: Any) -> str:
    return drawn(page_of(name, catalogue), catalogue, lang, **given)


def drawn(page: FormPage, catalogue: Catalogue, lang: str, **given: Any) -> str:
    phrases = read_phrases(lang)
    return render_form(form_view(page, phrases, catalogue.codes, **given), environment_for(phrases, catalogue.codes))


class Fields(HTMLParser):
    """Collects each input with the marks that stand in its label, or in the legend of a group around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.marks_of: dict[str, set[str]] = {}
        self.values: dict[str, list[str]] = {}
        self._groups: list[set[str]] = []
        self._last: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag in ("fieldset", "div"):
            self._groups.append(set())
        marks = {name.removeprefix("jb-mark--") for name in classes if name.startswith("jb-mark--")}
        if marks and self._groups:
            self._groups[-1] |= marks
        is_sent = "name" in given and given.get("type") != "hidden"
        if tag in ("input", "textarea", "select") and is_sent:
            self.marks_of.setdefault(given["name"], set()).update(*self._groups)
            if tag == "input":
                self.values.setdefault(given["name"], []).append(given.get("value", ""))
        if tag == "input" and self._groups:
            self._last = self._groups[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("fieldset", "div"):
            self._last = self._groups.pop()
        if tag == "div" and self._last:
            for name, marks in self.marks_of.items():
                if not marks:
                    self.marks_of[name] = set(self._last)


@pytest.mark.parametrize("name", read_forms())
def test_every_field_of_a_form_says_whether_it_becomes_public(name: str, catalogue: Catalogue) -> None:
    form = read_forms()[name]
    marks_of = Fields(rendered(name, catalogue, "en")).marks_of
    unmarked = {}
    for field_name, spec in form.schema.fields.items():
        if field_name in NOTHING_TO_CHOOSE:
            continue
        own = {found for found in marks_of if found == field_name or found.startswith(f"{field_name}.")}
        open_marks = {"public", "consent"} if form.record else {"desk"}
        wanted = open_marks if spec.visibility == "public" else {spec.visibility}
        if not own or any(not marks_of[found] & wanted for found in own):
            unmarked[field_name] = {found: marks_of[found] for found in own}

    assert unmarked == {}


@pytest.mark.parametrize("name", read_forms())
@pytest.mark.parametrize("lang", LANGS)
def test_every_field_of_a_form_is_asked_with_label_and_help(name: str, lang: str, catalogue: Catalogue) -> None:
    html = rendered(name, catalogue, lang)
    asked = [spec for spec in read_forms()[name].schema.fields.values() if spec.name not in NOTHING_TO_CHOOSE]
    helps = [spec.help[lang] for spec in asked if spec.kind != "deadline"]  # pages say the time zone beside that
    texts = [*(spec.label[lang] for spec in asked), *helps]

    assert [text for text in texts if str(escaped(text)) not in html] == []


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;")


NEW = Field(
    name="smell",
    type="string",
    label=Text(zh="气味", en="Smell"),
    help=Text(zh="闻起来怎样。", en="What it smells of."),
    bilingual="both",
    limit={"zh": 17, "en": 71},
    visibility="sealed",
    required_when="sent",
)


def tree_asking(*names: str) -> Mapping[str, Any]:
    """Return a definition as written that asks for the fields *names* of a need."""
    both = {"zh": "表", "en": "Form"}
    section = {"code": "all", "label": both, "fields": list(names)}
    files = {"most": "1", "bytes": "10", "types": ["pdf"]}
    return {
        "order": "9",
        "who": {},
        "name": "need",
        "record": "need",
        "label": both,
        "intro": both,
        "sections": [section],
        "attachments": files,
    }


def test_a_field_added_to_a_schema_and_a_section_is_asked_without_another_line(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    schemas = read_schemas()
    need = schemas.types["need"]
    grown = replace(schemas, types={**schemas.types, "need": replace(need, fields={**need.fields, "smell": NEW})})
    monkeypatch.setattr(definitions, "read_schemas", lambda: grown)
    form = form_of(tree_asking("title", "smell"))

    html = drawn(FormPage(form, FormSettings()), catalogue, "en")
    own = html[html.index('id="f-smell"') :]

    assert tuple(text for text in ("Smell", "What it smells of.") if text in own) == ("Smell", "What it smells of.")
    assert 'name="smell.en" required aria-describedby="f-smell-en-count" data-jb-limit="71"' in own.replace(
        'id="f-smell-en" ', ""
    )
    assert 'data-jb-limit="17"' in own
    assert Fields(html).marks_of["smell.zh"] == {"sealed"}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("title", "colour"), "form.yml:7: colour is no field of schema need"),
        (("title", "status"), "form.yml:7: status is set by the service and not asked"),
        (("title", "title"), "form.yml:5: asks twice for title"),
    ],
)
def test_a_definition_that_asks_for_what_cannot_be_asked_says_where(names: tuple[str, ...], message: str) -> None:
    lines = {"sections": 5, "sections.0.fields.0": 6, "sections.0.fields.1": 7}

    with pytest.raises(FormDefinitionError, match=f"^{message}$"):
        form_of(tree_asking(*names), "form.yml", lines)


@pytest.mark.parametrize("form", [form for form in read_forms().values() if form.record], ids=lambda form: form.name)
def test_what_a_record_needs_is_asked_or_set_by_the_service(form: FormDefinition) -> None:
    schema = read_schemas().types[form.record]
    needed = {spec.name for spec in schema.fields.values() if spec.is_required or spec.required_when}

    # The edition of a solution is that of its need, its languages are those that were typed.
    assert needed - set(form.schema.fields) - SET_BY_SERVICE - {"edition", "languages"} == set()


def test_every_field_is_asked_or_named_with_the_reason_why_not() -> None:
    said = re.findall(r"^\| (\w+) \| `(\w+)` \| \S", (DEFINITIONS / "README.md").read_text("utf-8"), re.MULTILINE)
    schemas = {**read_schemas().private, **read_schemas().types}
    left_out = [
        (form.schema.name, name)
        for form in read_forms().values()
        for name in schemas[form.schema.name].fields
        if name not in form.schema.fields and name not in SET_BY_SERVICE
    ]

    assert sorted(said) == sorted(left_out)


def test_an_id_in_a_list_has_to_be_there(catalogue: Catalogue) -> None:
    form = read_forms()["solution"]
    result = next(catalogue.all(Result)).id
    pairs = [("results_used.0", result), ("results_used.1", ""), ("results_used.2", "no-such-result")]
    tree = tree_of(pairs, form.schema)

    problems = read_fields(tree, form, CheckContext(catalogue, DAY), "en").problems

    assert tree["results_used"] == [result, "no-such-result"]
    assert [one.where for one in problems if one.code == "unknown-reference"] == ["results_used.1"]


def test_a_solution_is_asked_about_each_indicator_of_its_need(catalogue: Catalogue) -> None:
    need = open_needs_on(catalogue, DAY)[0]
    html = rendered("solution", catalogue, "en")

    for n, indicator in enumerate(need["indicators"]):
        assert f'name="indicator_responses.{n}.code" value="{indicator["code"]}"' in html
        assert escaped(indicator["name"]["en"]) in html
    assert f'name="indicator_responses.{len(need["indicators"])}.' not in html


def test_a_form_shown_again_keeps_what_was_typed_and_says_what_is_wrong(catalogue: Catalogue) -> None:
    typed = '<script>alert("1")</script>'
    values = {
        "title": {"zh": typed, "en": "A pump"},
        "tech_domains": ["materials", "nonsense"],
        "indicators": [{"name": {"en": "Noise"}, "operator": "le", "value": "1.5"}],
        "contact": {"name": "A B"},
        "consents": ["privacy"],
    }
    facts = {"field": "title.zh", "label": Text(zh="技术需求名称", en="Title"), "found": "<script"}
    problems = [Problem("record.yml", 1, "markup-in-text", "title.zh", facts)]

    html = rendered("need", catalogue, "en", values=values, problems=problems, key="k1")
    fields = Fields(html)

    assert "<script>" not in html
    assert [fields.values[name][0] for name in ("title.en", "indicators.0.name.en", "contact.name")] == [
        "A pump", "Noise", "A B",
    ]  # fmt: skip
    assert fields.values["title.zh"] == [typed]
    assert 'value="materials" checked' in html
    assert 'value="privacy" required checked' in html
    assert 'name="key" value="k1"' in html
    assert '<a href="#f-title-zh">' in html
    assert 'aria-describedby="f-title-zh-fault f-title-zh-count" aria-invalid="true"' in html
    assert "data-jb-blank" not in html


def test_what_is_wrong_with_one_of_several_words_stands_beside_it(catalogue: Catalogue) -> None:
    facts = {"label": Text(zh="路演", en="Roadshows"), "value": "no-such", "type": Text(zh="活动", en="event")}
    problems = [Problem("form", 1, "unknown-reference", "roadshows.1", facts)]

    html = rendered("result", catalogue, "en", values={"roadshows": ["", "no-such"]}, problems=problems)

    assert 'aria-describedby="f-roadshows-1-fault" aria-invalid="true"' in html
    assert html.count('<span class="jb-fault" id="f-roadshows-1-fault">') == 1


def test_where_there_is_no_service_a_form_says_how_to_hand_it_in(catalogue: Catalogue) -> None:
    page = replace(page_of("result", catalogue), settings=FormSettings(is_on=False))
    html = drawn(page, catalogue, "en")

    assert ("action=" in html, 'type="submit"' in html, "How to hand it in" in html) == (False, False, True)


def test_forms_are_sent_to_the_address_of_the_settings(catalogue: Catalogue) -> None:
    page = replace(page_of("need", catalogue), settings=FormSettings("https://forms.example.org/"))
    html = drawn(page, catalogue, "en")

    assert 'action="https://forms.example.org/submit/need"' in html
    assert 'formaction="https://forms.example.org/submit/need/preview"' in html


def test_only_open_needs_can_be_taken_up(catalogue: Catalogue) -> None:
    first, later = open_needs_on(catalogue, DAY), open_needs_on(catalogue, date(2030, 1, 1))

    assert (first[0].id, later) == ("demo-31-0001", ())


def test_clusters_are_offered_once_an_open_edition_names_them(catalogue: Catalogue) -> None:
    edition = replace_values(catalogue.records["edition"]["demo"], clusters=("cluster-2",))
    named = replace(catalogue, records={**catalogue.records, "edition": {"demo": edition}})

    assert 'name="industrial_cluster"' not in rendered("need", catalogue, "zh")
    assert re.findall(r'value="(cluster-\d)"', rendered("need", named, "zh")) == ["cluster-2"]


def test_long_lists_are_grouped_and_every_choice_can_be_told_from_the_others(catalogue: Catalogue) -> None:
    html = rendered("need", catalogue, "zh")
    industry = html[html.index('id="f-industry"') :].partition("</select>")[0]
    names = re.findall(r"<option[^>]*>([^<]*)</option>", industry)

    assert (
        '<optgroup label="教育"><option value="P">P 教育（门类）</option><option value="83">83 教育</option>'
        in industry
    )
    assert len(names) == len(set(names))
    assert '<optgroup label="杭州市"><option value="330100">' in html
    assert 'data-jb-within="region"' in html


def test_an_example_edition_says_that_nothing_is_really_posted(catalogue: Catalogue) -> None:
    assert "示例届次（仅供试用，不会真正张榜）" in rendered("need", catalogue, "zh")


def test_a_field_that_a_choice_asks_for_says_so(catalogue: Catalogue) -> None:
    html = rendered("need", catalogue, "zh")

    assert 'data-jb-when="budget_disclosure=band"' in html
    assert re.search("“投入公开方式”选“[^”]+”时必填", html)


def test_the_summary_is_in_the_order_of_the_form(catalogue: Catalogue) -> None:
    places = ["consents.privacy", "attachments", "keywords", "indicators.1", "indicators.0.value", "title.zh"]
    problems = [problem("attachments-again", where) for where in places]
    view = form_view(page_of("need", catalogue), read_form_phrases("zh"), catalogue.codes, problems=problems)

    wanted = ["title-zh", "indicators-0-value", "indicators-1", "keywords", "attachments", "consents-privacy"]
    assert [fault.id for fault in view.faults] == [f"f-{name}" for name in wanted]


def replace_values(record: Record, **changes: Any) -> Record:
    return record.with_values(**changes)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "查看该需求及其进展"), ("en", "Read the need and what became of it")]
)
def test_a_bookmark_of_a_form_whose_deadline_has_passed_leads_to_its_need(
    catalogue: Catalogue, lang: str, said: str
) -> None:
    need = open_needs_on(catalogue, DAY)[0]
    after = need.proposal_deadline.replace(year=need.proposal_deadline.year + 1)  # type: ignore[union-attr]
    pages = {page.path: page for page in plan_forms(catalogue, after, FormSettings())}
    html = BodyRenderer(read_phrases(lang), catalogue.codes).render_body(pages[f"forms/solution/{need.id}/"]).body

    assert f'<a class="jb-button" href="../../../needs/{need.id}/">{said}</a>' in html
    assert read_phrases(lang)["badge.closed"] in html
    assert "<form" not in html


def test_each_need_of_the_challenge_that_is_published_has_a_page_where_its_form_is_or_was(
    catalogue: Catalogue,
) -> None:
    paths = {page.path for page in plan_forms(catalogue, DAY, FormSettings())}
    needs = [need for need in catalogue.all(Need) if need.provenance != "reported" and has_flag(need, "published")]

    assert len(needs) > 20
    assert {f"forms/solution/{need.id}/" for need in needs} <= paths


def test_a_form_that_asks_for_an_edition_says_so_where_none_takes_submissions(catalogue: Catalogue) -> None:
    closed = {key: one for key, one in catalogue.records["edition"].items() if has_flag(one, "closed")}
    known = replace(catalogue, records={**catalogue.records, "edition": closed})
    pages = {page.path: page for page in plan_forms(known, DAY, FormSettings())}
    html = BodyRenderer(read_phrases("en"), catalogue.codes).render_body(pages["forms/need/"]).body

    assert read_phrases("en")["form.no_edition"] in html
    assert "<form" not in html
