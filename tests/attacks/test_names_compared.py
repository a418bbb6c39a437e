"""A name is the same name however it is spelt: for a solver's second solution, a hidden owner, an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.check.context import CheckContext
from forms.check.submission import check_submission
from forms.submission.sent import Sent
from site_builder.load.contract.forms import read_forms
from site_builder.publish.leak import check_output
from site_builder.text_forms.folding import compared
from site_builder.text_forms.names import Names
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
        ("problem.zh", "owner-named-in-text", spelling)
    ]


@pytest.mark.parametrize("spelling", IN_TEXT.values(), ids=IN_TEXT)
def test_name_of_a_hidden_owner_is_found_on_a_page_however_it_is_spelt(spelling: str) -> None:
    found = check_output("zh/needs/x/index.html", f"<p>由{spelling}提出</p>", [OWNER])

    assert [one.code for one in found] == ["leak-owner-name"]


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
