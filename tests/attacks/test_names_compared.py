"""A name is the same name however it is spelt: for a solver's second solution, a hidden owner, an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.check.context import CheckContext
from forms.check.submission import check_submission
from forms.submission.sent import Sent
from site_builder.load.contract.forms import read_forms
from site_builder.publish.leak import check_output
from site_builder.text_forms.folding import compared
from site_builder.text_forms.lines import unwrapped
from site_builder.text_forms.names import Names
from site_builder.text_forms.shown import in_one_line
from site_builder.validate.repository import check_repository
from tests.repositories import BASE
from tests.service import CONSENTS, NOW, Running, as_tree, need_pairs, solution_pairs

SPELLINGS = {
    "width": "Ｒｈｉｎｅ　Biofilm Institute",
    "case": "RHINE BIOFILM INSTITUTE",
    "spaces": "Rhine  Biofilm\u2003Institute",
    "a dash": "Rhine-Biofilm Institute",
    "another dash": "Rhine Bio‑film Institute",
    "dots": "Rhine·Biofilm Institute.",
    "brackets": "Rhine (Biofilm) Institute",
    "letters that look the same": "Rhinе Biоfilm Institute",
}
OWNER = "上海清水特钢有限公司"
IN_TEXT = {
    "as it is": OWNER,
    "traditional characters": "上海清水特鋼有限公司",
    "radicals": "上海清⽔特钢有限公司",
    "spaces": "上海 清水 特钢 有限公司",
    "wide spaces": "上海　清水特钢有限公司",
    "brackets": "上海（清水）特钢有限公司",
    "dots": "上海·清水·特钢有限公司",
    "full stops": "上海.清水.特钢有限公司",
    "dashes": "上海—清水—特钢有限公司",
    "quotation marks": "“上海清水”特钢有限公司"[1:],
    "the end of a line": "上海清\n水特钢有限公司",
    "the ends of paragraphs": "上海清水\n\n特钢有限公司",
    "Chinese full stops": "上海。清水。特钢有限公司",
    "commas": "上海、清水，特钢有限公司",
    "marks of Markdown": "上海**清水**_特钢_有限公司",
    "a mark taken for itself": "上海\\清水特钢有限公司",
    "variants of characters": "上海清\ufe00水特钢\U000e0100有限公司",
    "compatible ideographs and other width": "上海淸水特鋼有限公司".replace("淸", "清"),
}


@pytest.fixture(scope="module")
def context() -> CheckContext:
    return CheckContext(check_repository(BASE, NOW.date()).catalogue, NOW.date())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    served = Running(tmp_path_factory.mktemp("service"))
    assert served.hand_in("solution", solution_pairs()).status_code == 201
    yield served
    served.stop()


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_solver_who_spells_the_name_otherwise_has_one_active_solution_all_the_same(
    running: Running, spelling: str
) -> None:
    answer = running.hand_in("solution", solution_pairs(solver=spelling))

    assert [row["code"] for row in answer.json()["errors"]] == ["solution-twice"]


def test_another_solver_is_another_solver(running: Running) -> None:
    assert running.hand_in("solution", solution_pairs(solver="Rhein Biofilm Institute")).status_code == 201


@pytest.mark.parametrize("spelling", IN_TEXT.values(), ids=IN_TEXT)
def test_name_of_an_anonymous_owner_is_refused_at_the_form_however_it_is_spelt(
    context: CheckContext, spelling: str
) -> None:
    tree = as_tree(need_pairs(**{"problem.zh": f"由{spelling}提出，烟气温度低。", "applicant": OWNER}), "need")
    sent = Sent(read_forms()["need"], "zh", "web", tree, "", frozenset(CONSENTS["need"]))
    found = check_submission(sent, context, lambda need, solver: "").errors

    assert [(one.where, one.code, one.told("found")) for one in found] == [
        ("problem.zh", "owner-named-in-text", in_one_line(unwrapped(spelling)))
    ]


@pytest.mark.parametrize("spelling", IN_TEXT.values(), ids=IN_TEXT)
def test_name_of_a_hidden_owner_is_found_on_a_page_however_it_is_spelt(spelling: str) -> None:
    found = check_output("zh/needs/x/index.html", f"<p>由{spelling}提出</p>", [OWNER])

    assert [one.code for one in found] == ["leak-owner-name"]


SHORT = ("浦江", "浦江特钢", "Rhine Bio")


@pytest.mark.parametrize("name", SHORT)
def test_a_short_name_is_refused_where_it_is_said(context: CheckContext, name: str) -> None:
    assert named_in(context, f"我们{name}公司提出", name) == [f"{name}"]


@pytest.mark.parametrize(
    ("applicant", "said"),
    [
        ("（虚构）浦江特钢集团", "浦江特钢集团"),
        ("浦江特钢集团（总部）", "浦江(特钢)集团"),
        ("上海浦江（集团）有限公司", "上海浦江(集团)有限公司"),
    ],
)
def test_a_remark_in_brackets_is_no_part_of_the_name(context: CheckContext, applicant: str, said: str) -> None:
    assert named_in(context, f"由{said}提出", applicant) == [said]


@pytest.mark.parametrize("text", ["水位浦\n\n江苏", "浦。江特钢", "在浦、江边", "生物Rhine Biology"])
def test_a_short_name_is_not_put_together_from_two_sentences(context: CheckContext, text: str) -> None:
    assert [found for name in SHORT for found in named_in(context, text, name)] == []


def named_in(context: CheckContext, text: str, applicant: str) -> list[str]:
    """Return which names of the anonymous *applicant* the form finds in the *text* of a problem."""
    tree = as_tree(need_pairs(**{"problem.zh": text, "applicant": applicant}), "need")
    sent = Sent(read_forms()["need"], "zh", "web", tree, "", frozenset(CONSENTS["need"]))
    found = check_submission(sent, context, lambda need, solver: "").errors
    return [one.told("found") for one in found if one.code == "owner-named-in-text"]


@given(st.data())
def test_form_and_leak_check_find_a_name_however_its_characters_are_varied(data: st.DataObject) -> None:
    spelt = "".join(data.draw(st.sampled_from(VARIED.get(one, one) + one)) for one in OWNER)
    between = data.draw(st.sampled_from(["", " ", "\u3000", "·", "-", "\n", "\u00ad", "\u200d", "（", "\ufe0f"]))
    place = data.draw(st.integers(1, len(OWNER) - 1))
    text = f"由{spelt[:place]}{between}{spelt[place:]}提出"

    assert compared(spelt) == compared(OWNER)
    assert Names([OWNER]).first_in(text)
    assert [one.code for one in check_output("x.html", f"<p>{text}</p>", [OWNER])] == ["leak-owner-name"]


VARIED = {"清": "清", "水": "⽔⽔", "钢": "鋼", "公": "公", "司": "司", "限": "限"}


@given(left=st.text("ＡaÀàⅫß華华⽔水µμﬁ -（）.王", max_size=8), right=st.text("Ａaàⅻ华水μ (.王", max_size=8))
def test_names_are_the_same_both_ways(left: str, right: str) -> None:
    assert (compared(left) == compared(right)) == (compared(right) == compared(left))
    assert compared(left) == compared(left.upper()) or "ß" in left or "ﬁ" in left or "µ" in left
    assert compared(compared(left)) == compared(left)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Li Na", "a linear li near the Berlin arena"),
        ("王伟", "国王，伟大的；王\n伟"),
        ("Acme", "acmeite and Macme"),
        ("浦江", "黄浦。江水"),
    ],
)
def test_words_that_merely_hold_the_letters_of_a_name_are_no_name(name: str, text: str) -> None:
    assert list(Names([name]).found_in(text)) == []


def test_organisation_under_a_name_spelt_otherwise_is_the_same_organisation(base: Path) -> None:
    folder = base / "content/organizations"
    one = next(path for path in sorted(folder.glob("*.yml")) if "aliases:" not in path.read_text(encoding="utf-8"))
    other = next(path for path in sorted(folder.glob("*.yml")) if path != one)
    text = other.read_text(encoding="utf-8")
    name = text.partition("zh: ")[2].partition("\n")[0].partition(",")[0].strip("\"'{} ")
    one.write_text(one.read_text(encoding="utf-8") + f"aliases: ['{name[:2]}·{name[2:]}']\n", encoding="utf-8")
    found = [problem.code for problem in check_repository(base, NOW.date()).problems]

    assert "alias-twice" in found


def test_names_of_nothing_but_signs_stay_apart() -> None:
    assert compared("+++") != compared("---")


@pytest.mark.parametrize("name", ["@*!?()[]{}<>", "!" * 40])
def test_a_long_name_of_nothing_but_signs_is_looked_for_as_it_is(name: str) -> None:
    found = Names([name])

    assert list(found.found_in("A text with (brackets) and dashes.")) == []
    assert found.first_in(f"say {name} twice")
