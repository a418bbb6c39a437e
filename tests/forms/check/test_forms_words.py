"""What forms say to people: labels and names instead of keys and codes."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from forms.check.context import CheckContext
from forms.check.submission import CheckedSubmission, check_submission
from forms.check.values import tree_of
from forms.phrases import read_form_phrases
from forms.submission.sent import Sent
from site_builder.languages import LANGS
from site_builder.load.contract.forms import read_forms
from site_builder.problems import say
from site_builder.validate.repository import check_repository
from tests.repositories import BASE
from tests.service import CONSENTS, NEED, need_pairs, solution_pairs

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def context() -> CheckContext:
    return CheckContext(check_repository(BASE, DAY).catalogue, DAY)


def checked(form: str, pairs: dict[str, str], context: CheckContext, language: str) -> CheckedSubmission:
    definition = read_forms()[form]
    tree = tree_of(pairs.items(), definition.schema)
    about = NEED if definition.about else ""
    sent = Sent(definition, language, "web", tree, about, frozenset(CONSENTS[form]))
    return check_submission(sent, context, lambda need, solver: "")


def told(found: CheckedSubmission, language: str) -> dict[str, str]:
    return {one.where: say(one, "form", read_form_phrases(language)) for one in found.errors}


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
    ("need", {"attestation.valid": "false"}, "attestation.valid", "“需求方承诺 · 有效”没有确认"),
    ("need", {"country": "DE"}, "country", "“地区”选的是上海市，“国家”选的是德国"),
    ("need", {"track": "overseas_innovation"}, "match_scope", "“匹配范围”不能选“全国”"),
    (
        "need",
        {"track": "yrd_characteristic_region", "region": "ov"},
        "region",
        "“地区”选的是海外，专场“长三角特色区域专场”只接受本赛事地区的需求",
    ),
    ("solution", {"public_consent": "true", "team_label.zh": ""}, "team_label", "您同意公开，请填写“揭榜方代称”"),
    ("manager", {"public_consent": "false", "name.zh": "林禾"}, "name", "您没有同意公开姓名，却填了“姓名”"),
    ("manager", {"public_consent": "false"}, "name_label", "请填写“代称”"),
    ("institution", {"website.kind": "website", "website.name.zh": "官网"}, "website", "“网站”没有填网址"),
    ("solution", {"schedule_months": "9 months"}, "schedule_months", "“周期（月）”填的“9 months”不是整数"),
)


@pytest.mark.parametrize(("form", "changes", "where", "words"), SAID, ids=lambda part: str(part)[:20])
def test_messages_speak_of_labels_and_names(
    form: str, changes: dict[str, str], where: str, words: str, context: CheckContext
) -> None:
    pairs = {"need": need_pairs, "solution": solution_pairs}.get(form, lambda: {"language": "zh"})()
    found = told(checked(form, {**pairs, **changes}, context, pairs["language"]), "zh")

    assert words in found.get(where, str(found))


def test_relations_are_told_together_with_what_cannot_be_read(context: CheckContext) -> None:
    changes = {"indicators.0.value": "viel", "budget_disclosure": "band", "district": "320500", "period_end": "?"}
    found = told(checked("need", need_pairs(**changes), context, "zh"), "zh")

    assert sorted(found) == ["budget_band", "district", "indicators.0.value", "period_end"]


def test_label_of_a_solver_who_consents_is_asked_for_at_once(context: CheckContext) -> None:
    found = told(checked("solution", solution_pairs(public_consent="true", trl="ten"), context, "en"), "en")

    assert sorted(found) == ["team_label", "trl"]
    assert found["team_label"] == (
        "You agree to be shown: please fill in “Solver label”. "
        "It stands for your name, which stays sealed until selection."
    )
    assert told(checked("solution", solution_pairs(), context, "en"), "en") == {}


def test_what_follows_from_a_value_that_cannot_be_read_is_not_told(context: CheckContext) -> None:
    changes = {"budget_disclosure": "band", "budget_band": "plenty", "indicators.0.operator": "some"}
    found = checked("need", need_pairs(**changes), context, "zh")

    assert sorted((one.where, one.code) for one in found.errors) == [
        ("budget_band", "unknown-code"),
        ("indicators.0.operator", "unknown-code"),
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", sorted(read_forms()))
def test_no_message_of_an_empty_form_names_a_key(form: str, lang: str, context: CheckContext) -> None:
    found: Any = told(checked(form, {"language": lang}, context, lang), lang)

    assert found
    for message in found.values():
        assert not re.findall(r"\b[a-z]+_[a-z_]+\b", message), message
        assert "{" not in message
