"""What forms say to people: every code that a form can give has words for them, and none names a key or a file."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from forms.check import fields, rules, submission, wording
from forms.check.ground import Ground
from forms.check.submission import Checked, check_submission
from forms.check.values import tree_of
from forms.phrases import FOR_VISITORS, STRINGS, read_form_phrases, visitor_phrases
from forms.submission.sent import Sent
from site_builder.load.forms import read_forms
from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS
from site_builder.phrases import read_phrases, read_phrases_in
from site_builder.problems import say
from site_builder.validate import (
    budgets,
    cells,
    dates,
    indicators,
    owners,
    private_data,
    references,
    responses,
    shape,
    texts,
)
from site_builder.validate.repository import check_repository
from tests.repositories import BASE
from tests.service import CONSENTS, NEED, need_pairs, solution_pairs

DAY = date(2026, 11, 21)
OWN = {key.split(".")[1] for key in read_phrases_in(STRINGS / "zh") if key.startswith(FOR_VISITORS)}
OF_FORMS_ALONE = {key.split(".")[1] for key in read_phrases_in(STRINGS / "zh") if key.startswith("problems.")}
OF_THE_CHECK = {key.split(".")[1] for key in read_phrases("zh").by_key if key.startswith("problems.")}
MODULES: tuple[ModuleType, ...] = (
    shape, cells, texts, private_data, budgets, dates, indicators, owners, references, responses,
    fields, rules, submission,
)  # fmt: skip
# Of the same modules, but of rules over records that are published, or of fields that no form asks.
NEVER = {
    "not-public-field", "band-not-in-rules", "owner-missing", "owner-not-hidden", "owner-label-missing",
    "ip-numbers-not-hidden", "id-not-file-name", "folder-not-field", "wrong-reference", "reference-cycle",
    "example-named", "need-not-published",
}  # fmt: skip
KEYS = {name for schema in (*read_schemas().types.values(), *read_schemas().parts.values()) for name in schema.fields}


def literals(module: ModuleType) -> Iterator[str]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


GIVEN = {text for module in MODULES for text in literals(module)} & (OF_THE_CHECK | OF_FORMS_ALONE) - NEVER


def test_every_code_that_a_form_can_give_has_words_for_people() -> None:
    assert len(GIVEN) > 50
    assert sorted(GIVEN - OWN - OF_FORMS_ALONE) == []


def test_no_words_for_people_are_left_over() -> None:
    beside = {"other-edition"}  # of a row of a sheet

    assert sorted(OWN - GIVEN - beside - set(literals(wording))) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", sorted(OWN | (OF_FORMS_ALONE & GIVEN)))
def test_words_for_people_name_no_key_and_no_file(code: str, lang: str) -> None:
    phrases = visitor_phrases(lang)
    said = phrases[f"problems.{code}.what"] + phrases[f"problems.{code}.mend"]

    assert not re.search(r"\{(field|list|file|first_zh|code|operator)\}|\.yml|YAML|_on\b|\btrue\b|\bfalse\b", said)
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", re.sub(r"\{\w+\}", "", said))
    assert said.strip()


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(check_repository(BASE, DAY).catalogue, DAY)


def checked(form: str, pairs: dict[str, str], ground: Ground, language: str) -> Checked:
    definition = read_forms()[form]
    tree = tree_of(pairs.items(), definition.schema)
    about = NEED if definition.about else ""
    sent = Sent(definition, language, "web", tree, about, frozenset(CONSENTS[form]))
    return check_submission(sent, ground, lambda need, solver: "")


def told(found: Checked, language: str) -> dict[str, str]:
    return {one.where: say(one, visitor_phrases(language)) for one in found.errors}


SAID = (
    ("need", {"summary.zh": "有意者请打13800001234，小王。"}, "summary.zh", "“概述”中有手机号码"),
    ("need", {"indicators.0.value": "1.5%"}, "indicators.0.value", "“技术指标 1 · 数值”填的“1.5%”不是数字"),
    ("need", {"indicators.0.value": ""}, "indicators.0", "“技术指标 1”还没有填数值"),
    ("need", {"budget_disclosure": "band"}, "budget_band", "请选择“投入区间”"),
    ("need", {"period_end": "2026-12-31"}, "period_start", "“需求时限（起）”（2027-01-01）晚于“需求时限（止）”"),
    ("need", {"district": "320500"}, "district", "苏州市（江苏）不属于上海市"),
    ("need", {"title.zh": ""}, "title", "请填写“技术需求名称”"),
    ("need", {"track": ""}, "track", "请选择“专场类型”"),
    ("need", {"attestation.valid": ""}, "attestation.valid", "请勾选“需求方承诺 · 有效”"),
    ("need", {"contact.email": "lin"}, "contact.email", "name@example.com"),
    ("need", {"title.en": "Title 名称 of a need"}, "title.en", "“技术需求名称（英文）”里有中文"),
    ("solution", {"schedule_months": "9 months"}, "schedule_months", "“周期（月）”填的“9 months”不是整数"),
)


@pytest.mark.parametrize(("form", "changes", "where", "words"), SAID, ids=lambda part: str(part)[:20])
def test_messages_speak_of_labels_and_names(
    form: str, changes: dict[str, str], where: str, words: str, ground: Ground
) -> None:
    pairs = need_pairs() if form == "need" else solution_pairs()
    found = told(checked(form, {**pairs, **changes}, ground, pairs["language"]), "zh")

    assert words in found.get(where, str(found))


def test_relations_are_told_together_with_what_cannot_be_read(ground: Ground) -> None:
    changes = {"indicators.0.value": "viel", "budget_disclosure": "band", "district": "320500", "period_end": "?"}
    found = told(checked("need", need_pairs(**changes), ground, "zh"), "zh")

    assert sorted(found) == ["budget_band", "district", "indicators.0.value", "period_end"]


def test_label_of_a_solver_who_consents_is_asked_for_at_once(ground: Ground) -> None:
    found = told(checked("solution", solution_pairs(public_consent="true", trl="ten"), ground, "en"), "en")

    assert sorted(found) == ["team_label", "trl"]
    assert found["team_label"] == "Please fill in “Solver label”."
    assert told(checked("solution", solution_pairs(), ground, "en"), "en") == {}


def test_what_follows_from_a_value_that_cannot_be_read_is_not_told(ground: Ground) -> None:
    changes = {"budget_disclosure": "band", "budget_band": "plenty", "indicators.0.operator": "some"}
    found = checked("need", need_pairs(**changes), ground, "zh")

    assert sorted((one.where, one.code) for one in found.errors) == [
        ("budget_band", "unknown-code"),
        ("indicators.0.operator", "unknown-code"),
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", sorted(read_forms()))
def test_no_message_of_an_empty_form_names_a_key(form: str, lang: str, ground: Ground) -> None:
    found: Any = told(checked(form, {"language": lang}, ground, lang), lang)

    assert found
    for message in found.values():
        assert not re.findall(r"\b[a-z]+_[a-z_]+\b", message), message
        assert "{" not in message


def test_form_words_replace_only_what_is_there() -> None:
    other = set(literals(wording)) & OWN

    assert {code for code in OWN - other if f"problems.{code}.what" not in read_form_phrases("zh").by_key} == set()
