"""The vocabulary of problems: whoever can meet a code reads words made for them, in both languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
import yaml

from forms.check.wording import Wording
from forms.phrases import STRINGS as FORM_STRINGS
from forms.phrases import read_form_phrases
from forms.review.wording import DeskWords
from site_builder.languages import LANGS
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Text
from site_builder.phrases import STRINGS, read_phrases
from site_builder.problems import RENDERERS, Audience, Problem, say
from site_builder.validate.registry import Rule
from site_builder.validate.repository import check_repository
from site_builder.validate.rules import all_rules, rules_of_submissions
from tests.given_codes import conditions_in, texts_of_modules, texts_of_rules
from tests.repositories import CASES, TODAY, apply_changes, build_case, copy_base, read_case

WORDS = {
    lang: {
        key.removeprefix("problems."): phrase
        for key, phrase in read_form_phrases(lang).by_key.items()
        if key.startswith("problems.")
    }
    for lang in LANGS
}
CODES = {key.split(".")[0] for key in WORDS["en"]}
FACT = re.compile(r"\{(\w+)\}")

RECORDS = {form.record for form in read_forms().values() if form.record}
OF_SUBMISSIONS = {rule for kind in RECORDS for rule in rules_of_submissions(kind)}
OF_PUBLISHING = {rule for kind in RECORDS for rule in all_rules() if rule.speaks_of(kind)}
RULES: dict[Audience, set[Rule]] = {"form": OF_SUBMISSIONS, "sheet": OF_SUBMISSIONS, "desk": OF_PUBLISHING}
"""The rules that each audience is held to, those of records that no form asks left aside."""

OF_A_RECORD = """site_builder/validate: shape cells
        site_builder/validate/texts: texts private_data"""
MODULES: dict[Audience, str] = {
    "form": f"""{OF_A_RECORD}
        site_builder/validate/solution: responses
        site_builder/load: names
        forms/check: fields rules submission wording
        forms/web: submit
        forms/values: *
        forms/intake: spool kinds office fields pdf""",
    "sheet": f"""{OF_A_RECORD}
        site_builder/validate/solution: responses
        site_builder/load: names
        forms/check: fields rules submission wording
        forms/values: *
        forms/values: *
        forms/sheets: *
        forms/sheets/files: *
        forms/sheets/layout: *
        forms/sheets/values: *""",
    "desk": f"""{OF_A_RECORD}
        site_builder/load: records text names
        forms/check: wording
        forms/review: edit_rules""",
}
"""Where codes are given beside rules that an audience can meet: ``folder: modules``."""

OF_NO_FORM = {
    "deadline-passed open-but-not-published": "whether it is open is decided by the desk",
    "closing-reason-missing lapse-reason-missing": "it comes in with the first of its states",
    "status-not-public": "the state is not sent, and the rules are given one of those that are public",
    "suspension-missing suspension-open": "nobody is suspended on coming in",
    "employment-overlap": "forms ask for the employer of today",
    "review-half-stated": "the organisers translate",
    "not-a-warning": "only an author of a file acknowledges",
    "yaml-indent-missing": "what is sent is no YAML",
    "name-character name-ending": "the name of a file in a record has a form of its own",
    "not-public-field": "forms ask for fields that are not public too",
}
NEVER: dict[Audience, dict[str, str]] = {
    "form": {
        **OF_NO_FORM,
        "sheet-number-with-unit": "that it is no number says as much",
        "sheet-amount-unit": "the unit stands beside the input",
    },
    "sheet": {
        **OF_NO_FORM,
        "attachment-too-large attachments-too-many name-reserved path-too-long": "a row has no files",
        "about-unknown": "the reference to the need says that there is no such need",
    },
    "desk": {
        "folder-not-field id-not-file-name id-other-region need-id-form": "publishing gives id and file",
        "not-utf8 symbolic-link utf16 byte-order-mark line-separator conflict-marker lfs-pointer yaml-indent-missing":
            "publishing writes the file",
        "name-character name-ending": "the name of a file in a record has a form of its own",
        "review-missing review-after-publication": "publishing writes the reviews",
        "sealed-digest-count sealed-digest-form": "publishing writes the digests",
        "status-not-public open-but-not-published": "publishing gives the state",
        "example-named": "what names an example is practice, and nothing is published of it",
        "not-a-warning": "only an author of a file acknowledges",
        "closing-reason-missing lapse-reason-missing suspension-missing suspension-open":
            "what is published for the first time has not come to an end",
        "chosen-twice contest-solution-state other-need solution-without-contest":
            "no contest names yet what is published for the first time",
        """need-beside-contest need-beside-docking need-beside-success need-not-docking need-without-contest
            need-without-docking need-without-success solution-not-as-docked solution-without-docking""":
            "what is published for the first time has no contest and no docking",
    },
}  # fmt: skip
"""Codes of those rules and modules that it cannot meet all the same -> why."""


def never(audience: Audience) -> set[str]:
    return {code for codes in NEVER[audience] for code in codes.split()}


@functools.cache
def given(audience: Audience) -> set[str]:
    """Return the codes of the rules and modules of *audience*."""
    return (texts_of_rules(RULES[audience]) | texts_of_modules(MODULES[audience])) & CODES


def with_words_for(audience: Audience, lang: str) -> set[str]:
    return {key.split(".")[0] for key in WORDS[lang] if key.split(".")[1] == audience}


def entries(lang: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each code with each pair of words that is written for it."""
    for folder in (STRINGS, FORM_STRINGS):
        text = (folder / lang / "problems.yml").read_text(encoding="utf-8")
        for code, entry in yaml.load(text, Loader=yaml.CBaseLoader)["problems"].items():  # noqa: S506 - text only
            for words in (entry, *entry.values()):
                if isinstance(words, dict) and "what" in words:
                    yield code, (words["what"], words["fix"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("audience", MODULES)
def test_an_audience_has_words_for_each_code_that_it_can_meet_and_no_others(audience: Audience, lang: str) -> None:
    assert sorted(with_words_for(audience, lang)) == sorted(given(audience) - never(audience))


@pytest.mark.parametrize("audience", MODULES)
def test_what_an_audience_cannot_meet_is_a_code_of_those_rules_and_modules(audience: Audience) -> None:
    assert sorted(never(audience) - given(audience)) == []


FACTS_OF_KIND = {
    "needed_when": {"given", "value", "lacking"},
    "only_when": {"given", "value"},
    "not_when": {"given", "value"},
    "not_before": {"first", "first_value", "second", "second_value"},
    "after": {"first", "first_value", "second", "second_value"},
    "not_after": {"value", "day"},
    "within": set(),
}


@pytest.mark.parametrize("audience", get_args(Audience))
def test_words_for_a_condition_name_only_what_it_tells(audience: Audience) -> None:
    for condition in conditions_in(all_rules()):
        told = {"field", "part", "label", "help"} | condition.names | FACTS_OF_KIND[condition.kind]
        at = condition.problem if audience == "file" else f"{condition.problem}.{audience}"
        for lang in LANGS:
            said = WORDS[lang].get(f"{at}.what", "") + WORDS[lang].get(f"{at}.fix", "")
            assert (at, {*FACT.findall(said)} - told) == (at, set())


def test_both_languages_have_words_for_the_same() -> None:
    assert sorted(WORDS["zh"]) == sorted(WORDS["en"])


def test_all_words_are_for_an_audience() -> None:
    audiences = {key.split(".")[1] for key in WORDS["en"] if key.count(".") == 2}

    assert audiences == {*get_args(Audience)} - {"file"}


@pytest.mark.parametrize("lang", LANGS)
def test_no_words_are_written_twice_for_a_code(lang: str) -> None:
    written = list(entries(lang))

    assert [pair for pair in written if written.count(pair) > 1] == []


NAMED = re.compile(r"\{(list|file|code|operator)\}|\.yml|YAML|_on\b|\btrue\b|\bfalse\b")


def named_in(text: str) -> list[str]:
    """Return each field and file that *text* names; where there is no text, that."""
    found = [one[0] for one in NAMED.finditer(text)] + re.findall(r"\b[a-z]+_[a-z_]+\b", FACT.sub("", text))
    return found if text else ["no words"]


def test_what_people_read_names_no_field_and_no_file() -> None:
    said = {
        (code, audience, lang): WORDS[lang][f"{code}.{audience}.what"] + WORDS[lang][f"{code}.{audience}.fix"]
        for lang, audience in product(LANGS, MODULES)
        for code in with_words_for(audience, lang)
    }

    assert {where: named for where, text in said.items() if (named := named_in(text))} == {}


def test_words_that_are_missing_are_an_error() -> None:
    with pytest.raises(KeyError):
        say(Problem("needs/a.yml", 1, "yaml-tab"), "form", read_form_phrases("en"))


FOLDERS = {
    "needs": "need",
    "content/solutions": "solution",
    "content/results": "result",
    "content/organizations": "organization",
    "content/managers": "technology_manager",
}
FORMS = {form.record: form for form in read_forms().values() if form.record}


@pytest.mark.slow
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_desk_says_what_the_check_finds_in_a_record_of_a_form(folder: Path, tmp_path: Path) -> None:
    case, at_desk = read_case(folder), with_words_for("desk", "en")
    if case.code not in at_desk:
        return
    checked = check_repository(build_case(case, "bad", tmp_path), TODAY)
    for found in checked.problems:
        kind = next((kind for start, kind in FOLDERS.items() if found.path.startswith(start)), "")
        if kind and found.code in at_desk:
            fields = {**read_schemas().types[kind].fields, **FORMS[kind].schema.fields}
            wording = Wording(fields, checked.catalogue.codes)
            told = [DeskWords(wording, checked.catalogue, lang).say(found) for lang in LANGS]
            assert all(told)
            assert "{" not in "".join(told)


MANAGER = "content/managers/manager-one.yml"
AT_DESK = (
    (
        {"old": "from: 2024-03-01", "new": "from: 2024-03-01, to: 2024-02-01"},
        "“开始”（2024-03-01）晚于“结束”（2024-02-01）。请核对这两个日期。",
        "“From” (2024-03-01) is after “To” (2024-02-01). Check both dates.",
    ),
    (
        {"old": ", reviewed_on: 2026-09-01", "new": ""},
        "英文译文的审校只写了一半。审校人和日期请都写，或都不写。",
        "The review of the translation into English is only half stated."
        " Give both the reviewer and the day, or neither.",
    ),
)


@pytest.mark.parametrize(("change", "zh", "en"), AT_DESK, ids=["order", "half"])
def test_the_desk_calls_fields_inside_a_part_by_their_labels(
    change: dict[str, str], zh: str, en: str, tmp_path: Path
) -> None:
    root = copy_base(tmp_path)
    apply_changes(root, [{"file": MANAGER, "replace": [change]}])
    checked = check_repository(root, TODAY)
    found = [one for one in checked.problems if one.path == MANAGER]
    fields = {**read_schemas().types["technology_manager"].fields, **FORMS["technology_manager"].schema.fields}
    wording = Wording(fields, checked.catalogue.codes)

    assert [[DeskWords(wording, checked.catalogue, lang).say(one) for one in found] for lang in LANGS] == [[zh], [en]]


NEW = {
    "en": """problems:
  well-worded:
    what: "{field} is worded well"
    fix: "Keep it."
    form, sheet: {what: "“{label}” is worded well", fix: ""}
    desk: {what: "The submitter words “{label}” well", fix: "Say so."}
""",
    "zh": """problems:
  well-worded:
    what: "{field} 措辞得当"
    fix: "请保留。"
    form, sheet: {what: "“{label}”措辞得当", fix: ""}
    desk: {what: "提交人的“{label}”措辞得当", fix: "请告知对方。"}
""",
}
SAID = {
    "en": {
        "file": "title is worded well. Keep it.",
        "form": "“Title” is worded well.",
        "sheet": "“Title” is worded well.",
        "desk": "The submitter words “Title” well. Say so.",
    },
    "zh": {
        "file": "title 措辞得当。请保留。",
        "form": "“标题”措辞得当。",
        "sheet": "“标题”措辞得当。",
        "desk": "提交人的“标题”措辞得当。请告知对方。",
    },
}


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_code_is_said_to_everybody_once_it_has_words(lang: str, tmp_path: Path) -> None:
    (tmp_path / lang).mkdir()
    (tmp_path / lang / "problems.yml").write_text(NEW[lang], encoding="utf-8")
    phrases = read_phrases(lang, (STRINGS, FORM_STRINGS, tmp_path))
    facts = {"field": "title", "label": Text(zh="标题", en="Title")}
    found = Problem("needs/a.yml", 3, "well-worded", "title", facts)

    assert {audience: say(found, audience, phrases) for audience in get_args(Audience)} == SAID[lang]
    assert ["well-worded" in render([found], phrases) for render in RENDERERS.values()] == [True] * len(RENDERERS)


def test_words_that_are_given_by_two_files_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = "problems:\n  yaml-tab: {what: A tab, fix: Take it out}\n"
    (tmp_path / "en" / "problems.yml").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match=r"gives problems\.yaml-tab\.what a second time"):
        read_phrases("en", (STRINGS, tmp_path))
