"""Every entry passes one reader of text: what nobody sees comes in nowhere, what is honest stays as written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.check.context import CheckContext
from forms.check.submission import check_submission
from forms.submission.sent import Sent
from forms.submission.texts import shown_tree
from site_builder.load.contract.forms import read_forms
from site_builder.load.text import decode_text
from site_builder.problems import InvalidDataError
from site_builder.text_forms.folding import compared, folded, plain, searched, spelt, stored
from site_builder.text_forms.hidden import hidden_in, without_hidden
from site_builder.validate.repository import check_repository
from tests.repositories import BASE
from tests.service import CONSENTS, NOW, Running, as_tree, faults_in, need_pairs

ROOT = Path(__file__).parents[2]
HIDDEN = {
    "a soft hyphen": "\u00ad",
    "a zero-width space": "\u200b",
    "a byte-order mark": "\ufeff",
    "a joiner between Chinese characters": "\u200d",
    "a selector behind a Latin letter": "a\ufe0f",
    "a second selector": "❤\ufe0f\ufe0f",
    "a tag": "\U000e0041",
    "a supplementary selector behind nothing that has variants": "a\U000e0100",
    "a Hangul filler": "\u3164",
    "an invisible operator": "\u2063",
    "an override of direction": "\u202e",
    "an isolate": "\u2067",
    "a private character": "\ue000",
    "a private character of another plane": "\U000f0000",
    "a noncharacter": "\ufdd0",
    "a character that is not assigned": "\u0378",
    "an escape": "\x1b",
    "a control of the second block": "\u009b",
}
HONEST = (
    "葛\U000e0100飾区、辻\U000e0100", "，\ufe00。\ufe01", "全角：（ＡＢＣ）！？", "❤️ 1️⃣ ⚕️ ☎︎", "👩‍🔬👩🏽‍🚒🏳️‍🌈👨‍👩‍👧",
    "می‌خواهم",
    "क्‍ष क्‌ष", "র‍্য", "ᠠ᠋ᠨ", "𠮷野家 𰻞面", "神 神", "5 µm ⅓ №12", "a\u00a0b\u2009c\u3000d", "naïve Ångström", "🫩",
)  # fmt: skip
ANY_TEXT = st.text(max_size=12) | st.text(
    "e\u0301\u0308\u00ad\u200d\ufe0f華乾麼裏ＡﬁßİıΣς①⑴Ⅻµμㅎㅏᄒ\u11a8豈⽔⺡\u0345ᾳЙи\u0306\n\r\u2028.,-·a1王ǅ\U000e0100٣",
    max_size=10,
)


@pytest.fixture(scope="module")
def context() -> CheckContext:
    return CheckContext(check_repository(BASE, NOW.date()).catalogue, NOW.date())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    served = Running(tmp_path_factory.mktemp("service"))
    yield served
    served.stop()


def codes_of(context: CheckContext, channel: str, **changes: str) -> list[tuple[str, str]]:
    """Return where and what is wrong with a need that came by *channel*."""
    signed = {"attestation.signed_on": "2026-11-20"} if channel == "spreadsheet" else {}
    tree, agreed = as_tree(need_pairs(**changes, **signed), "need"), frozenset(CONSENTS["need"])
    sent = Sent(read_forms()["need"], "zh", channel, tree, "", agreed)
    return [(found.where, found.code) for found in check_submission(sent, context, lambda need, solver: "").errors]


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_hidden_character_is_refused_in_a_file(hidden: str) -> None:
    with pytest.raises(InvalidDataError) as refused:
        decode_text("needs/x.yml", f"id: x\ntitle: 中{hidden}国\n".encode())

    code = "byte-order-mark" if hidden == "\ufeff" else "hidden-character"  # joined files leave it: told in its words
    assert (refused.value.problem.line, refused.value.problem.code) == (2, code)


@pytest.mark.parametrize("channel", ["web", "api", "issue", "spreadsheet"])
@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_hidden_character_is_refused_in_a_submission_at_its_field(
    context: CheckContext, hidden: str, channel: str
) -> None:
    changes = {"title.zh": f"低温脱{hidden}硝催化剂", "applicant": f"浦江{hidden}特钢"}

    assert codes_of(context, channel, **changes) == [
        ("title.zh", "hidden-character"),
        ("applicant", "hidden-character"),
    ]


@pytest.mark.parametrize("honest", HONEST)
def test_honest_text_is_kept_as_it_was_written(context: CheckContext, honest: str) -> None:
    assert (stored(honest), hidden_in(honest)) == (honest, "")
    assert decode_text("needs/x.yml", honest.encode()) == honest
    assert codes_of(context, "web", **{"problem.zh": f"原文{honest}"}) == []


def test_hidden_character_is_taken_out_of_the_form_shown_again_and_the_answer_says_so(
    running: Running,
) -> None:
    answer = running.send("need", need_pairs(**{"title.zh": "低温\u00ad脱硝\u202e催化剂"}))

    assert answer.status_code == 422
    assert [line for line in faults_in(answer.text) if "U+00AD" in line and "已将其去掉" in line]
    assert 'value="低温脱硝催化剂"' in answer.text
    assert "\u00ad" not in answer.text and "\u202e" not in answer.text


def test_hidden_character_is_refused_in_the_json_interface(running: Running) -> None:
    answer = running.hand_in("need", need_pairs(**{"title.zh": "低温\U000e0041脱硝催化剂"}))

    assert [(row["field"], row["code"]) for row in answer.json()["errors"]] == [("title.zh", "hidden-character")]


def test_line_ends_and_letters_come_in_one_form_whatever_sends_them(running: Running) -> None:
    texts = {"problem.zh": "一\u2028二\u0085三\r\n四\r五", "applicant": "Socie\u0301te\u0301 浦江"}
    receipt = running.hand_in("need", need_pairs(**texts)).json()["receipt"]
    inbox = running.service.inbox

    assert inbox.read(receipt).public["problem"] == {"zh": "一\n二\n三\n四\n五"}
    assert inbox.sealed(receipt, running.identity)["applicant"] == "Société 浦江"


@given(text=ANY_TEXT, fold=st.sampled_from([stored, plain, folded, searched, compared, spelt, without_hidden]))
def test_folded_once_equals_folded_twice(text: str, fold: object) -> None:
    assert callable(fold)
    assert fold(fold(text)) == fold(text)


@given(text=ANY_TEXT)
def test_what_is_shown_again_comes_in_the_second_time(text: str) -> None:
    shown = shown_tree({"text": text})["text"]

    assert isinstance(shown, str)
    assert (hidden_in(shown), shown_tree({"text": shown})) == ("", {"text": shown})


EVERY_CHARACTER = """
from itertools import chain
from site_builder.text_forms.folding import compared, folded, spelt, stored

in_use, no_characters = chain(range(0x34000), range(0xE0000, 0xE1000)), range(0x34000, 0x110000, 97)
texts = [chr(code) for code in chain(in_use, no_characters)]
folds = (stored, folded, compared, spelt)
once = ((f, text, f(text)) for f in folds for text in texts)
print([(f.__name__, hex(ord(text))) for f, text, one in once if one != text and f(one) != one])
"""


def test_every_character_there_is_folds_to_what_folds_no_further() -> None:
    """In a process of its own, since it fills the tables; where there are no characters, every 97th code."""
    command = [sys.executable, "-c", EVERY_CHARACTER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⽔泵", "水泵"), ("⺠营企业", "民营企业"), ("5 µm", "5 μm"), ("１２Ａ", "12a"), ("華東", "华东"),
        ("co\u00adop", "coop"),
        ("第\u0663章", "第3章"), ("ﬁlm", "film"),
    ],
)  # fmt: skip
def test_what_reads_the_same_is_found_by_the_same_search(one: str, other: str) -> None:
    assert searched(one) == searched(other)


def test_units_that_differ_stay_different() -> None:
    assert searched("5 μm") != searched("5 mm")
