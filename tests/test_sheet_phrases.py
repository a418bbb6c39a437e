"""The words of the sheets: each problem that is raised has its words, in both languages, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forms.phrases import STRINGS, read_form_phrases
from site_builder.phrases import read_phrases_in

FORMS = STRINGS.parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in (*FORMS.glob("sheets/*.py"), FORMS / "commands" / "import_.py", FORMS / "commands" / "template.py")
)
RAISED = set(re.findall(r'"(sheet-[a-z-]+)"', SOURCE))
FACT = re.compile(r"\{(\w+)\}")


def worded(lang: str) -> set[str]:
    return {key.split(".")[1] for key in read_phrases_in(STRINGS / lang) if key.startswith("problems.sheet-")}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_problem_that_is_raised_has_words_and_no_other(lang: str) -> None:
    assert worded(lang) == RAISED


@pytest.mark.parametrize("code", sorted(RAISED))
def test_both_languages_fill_in_the_same_facts(code: str) -> None:
    keys = [f"problems.{code}.{part}" for part in ("what", "mend")]
    zh, en = ({fact for key in keys for fact in FACT.findall(read_form_phrases(lang)[key])} for lang in ("zh", "en"))

    assert zh == en


def test_both_languages_have_the_same_keys() -> None:
    zh, en = ({key for key in read_form_phrases(lang).by_key if key.startswith("sheets.")} for lang in ("zh", "en"))

    assert zh == en


def test_the_mappings_that_come_with_it_can_be_read() -> None:
    from forms.sheets.mapping import read_mapping

    for file in Path(FORMS / "sheets" / "mappings").glob("*.yml"):
        assert read_mapping(file, {}).targets
