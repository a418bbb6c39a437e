"""The vocabulary of problems: whoever can meet a code reads words made for them, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml

from forms.check.wording import Wording
from forms.phrases import STRINGS as FORM_STRINGS
from forms.phrases import read_form_phrases
from forms.review.wording import DeskWords
from site_builder.load.forms import read_forms
from site_builder.load.schemas import read_schemas
from site_builder.model import LANGS, Text
from site_builder.phrases import STRINGS, read_phrases
from site_builder.problems import RENDERERS, Audience, Problem, say
from site_builder.validate.repository import check_repository
from tests.repositories import CASES, TODAY, build_case, read_case

ROOT = Path(__file__).parent.parent
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

OF_A_RECORD = """
    site_builder/validate: shape cells texts private_data references budgets dates indicators owners
"""
MODULES: dict[Audience, str] = {
    "form": f"""{OF_A_RECORD} responses
        forms/check: fields rules submission wording
        forms/web: submit
        forms/intake: spool kinds""",
    "sheet": f"""{OF_A_RECORD} responses
        forms/check: fields rules submission wording
        forms/sheets: *""",
    "desk": f"""{OF_A_RECORD} addresses belonging duplicates languages links managers needs organizations provenance
            regions solutions solvers tracks visibility
        site_builder/load: records text
        forms/check: wording
        forms/desk: closed""",
}
"""Where the codes are given that an audience can meet: ``folder: modules``."""

NEVER: dict[Audience, str] = {
    # of rules over records that are published, or of fields that no form asks
    "form": """band-not-in-rules folder-not-field id-not-file-name ip-numbers-not-hidden not-public-field
        owner-label-missing owner-missing owner-not-hidden reference-cycle wrong-reference""",
    # the same; and a row has no files, and the reference to the need says that there is no such need
    "sheet": """band-not-in-rules folder-not-field id-not-file-name ip-numbers-not-hidden not-public-field
        owner-label-missing owner-missing owner-not-hidden reference-cycle wrong-reference
        about-unknown attachment-too-large attachments-too-many""",
    # publishing makes file, id, reviews and digests; what is published for the first time has not come to an end;
    # the last two are about what names it
    "desk": """folder-not-field id-not-file-name id-other-region need-id-form not-utf8 symbolic-link
        example-named not-a-warning review-after-publication review-missing sealed-digest-count sealed-digest-form
        closing-reason-missing lapse-reason-missing open-but-not-published status-not-public suspension-missing
        suspension-open
        other-need party-solver-not-hidden""",
}
"""Codes of those modules that it cannot meet all the same."""


def literals(audience: Audience) -> Iterator[str]:
    """Yield each text in the modules of *audience*."""
    folder = ROOT
    for word in MODULES[audience].split():
        if word.endswith(":"):
            folder = ROOT / word.rstrip(":")
            continue
        paths = sorted(folder.glob(f"{word}.py"))
        assert paths, f"{folder}/{word}.py"
        for node in (node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def with_words_for(audience: Audience, lang: str) -> set[str]:
    return {key.split(".")[0] for key in WORDS[lang] if key.split(".")[1] == audience}


def entries(lang: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each code with each pair of words that is written for it."""
    for folder in (STRINGS, FORM_STRINGS):
        text = (folder / lang / "problems.yml").read_text(encoding="utf-8")
        for code, entry in yaml.load(text, Loader=yaml.BaseLoader)["problems"].items():  # noqa: S506 - text only
            for words in (entry, *entry.values()):
                if isinstance(words, dict) and "what" in words:
                    yield code, (words["what"], words["fix"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("audience", MODULES)
def test_an_audience_has_words_for_each_code_that_it_can_meet_and_no_others(audience: Audience, lang: str) -> None:
    can_meet = {*literals(audience)} & CODES - {*NEVER[audience].split()}

    assert sorted(with_words_for(audience, lang)) == sorted(can_meet)


@pytest.mark.parametrize("audience", MODULES)
def test_what_an_audience_cannot_meet_is_a_code_of_those_modules(audience: Audience) -> None:
    assert sorted({*NEVER[audience].split()} - {*literals(audience)}) == []


def test_both_languages_have_words_for_the_same() -> None:
    assert sorted(WORDS["zh"]) == sorted(WORDS["en"])


def test_all_words_are_for_an_audience() -> None:
    audiences = {key.split(".")[1] for key in WORDS["en"] if key.count(".") == 2}

    assert audiences == {*get_args(Audience)} - {"file"}


@pytest.mark.parametrize("lang", LANGS)
def test_no_words_are_written_twice_for_a_code(lang: str) -> None:
    written = list(entries(lang))

    assert [pair for pair in written if written.count(pair) > 1] == []


@pytest.mark.parametrize("code", sorted(CODES))
def test_what_people_read_names_no_field_and_no_file(code: str) -> None:
    for lang in LANGS:
        for audience in ("form", "sheet", "desk"):
            if code in with_words_for(audience, lang):
                text = WORDS[lang][f"{code}.{audience}.what"] + WORDS[lang][f"{code}.{audience}.fix"]
                assert text
                assert not re.search(r"\{(list|file|code|operator)\}|\.yml|YAML|_on\b|\btrue\b|\bfalse\b", text)
                assert re.findall(r"\b[a-z]+_[a-z_]+\b", FACT.sub("", text)) == []


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
