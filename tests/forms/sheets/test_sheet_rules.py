"""A row is held to everything that a form is held to: consents, declarations, an open need, one solution a solver."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from forms.cli import cli
from site_builder.records import Organization
from tests.inboxes import Opened, new_inbox
from tests.sheets import DAY, GOOD_ROW, REPOSITORY, catalogue, found, read, workbook

NEED = "demo-ov-0017"  # open, its owner is named
SOLUTION: Mapping[str, Any] = {
    "need": NEED,
    "solver": "（虚构）低噪齿轮研究所",
    "solver_type": "research_institute",
    "solver_region": "31",
    "country": "CN",
    "title.zh": "修形齿轮的低噪传动",
    "public_abstract.zh": "用修形和阻尼结构降低谐波减速器的噪声。",
    "public_consent": "否",
    "trl": "6",
    "ipr_status": "granted",
    "technical_route.zh": "先测传动误差，再修形，最后做整机试验。",
    "schedule_months": 10,
    "cooperation_mode": "合作开发",
    "quote.amount": "640000元",
    "contact.name": "（虚构）联系人",
    "contact.email": "contact@example.org",
    "declaration.own_ip": "是",
    "declaration.truthful": "是",
    "declaration.no_infringement": "是",
    "declaration.rules_accepted": "是",
    "consents.privacy": "是",
    **{
        f"indicator_responses.{number}.{name}": value
        for number, code in enumerate(
            ("noise", "tonality", "transmission_error", "stiffness", "efficiency", "noise_drift"), start=1
        )
        for name, value in (("code", code), ("claim", "meets"))
    },
}  # fmt: skip


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return new_inbox(tmp_path)


def problems(tmp_path: Path, kind: str, *rows: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """Return the problems of *rows*, with the heading of the column instead of its letter."""
    result = read(workbook(tmp_path / "rows.xlsx", rows), kind)
    labels = {
        f"{result.tables[0].table.address(row.number, number)}": label
        for row in result.tables[0].plan.rows
        for number, label in result.tables[0].plan.labels.items()
    }
    return [(line, labels.get(where, where), code) for line, where, code in found(result)]


def received(file: Path, opened: Opened, *more: str) -> tuple[int, str]:
    options = ["--as", "solution", "--inbox", str(opened.path), "--root", str(REPOSITORY), "--date", DAY.isoformat()]
    result = CliRunner().invoke(cli, ["import", str(file), *options, "--lang", "en", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_solution_that_says_everything_can_come_in(tmp_path: Path) -> None:
    assert problems(tmp_path, "solution", SOLUTION) == []


# Which row, which cell of it is changed to what -> the column and the code.
WRONG = {
    "a consent that is not given": ("need", "consents.publication", "否", "consent-missing"),
    "a consent that is left out": ("need", "consents.privacy", None, "consent-missing"),
    "a consent that is neither yes nor no": ("need", "consents.privacy", "看情况", "consent-missing"),
    "an attestation that is refused": ("need", "需求方承诺·真实", "否", "attestation-not-given"),
    "a country that is not where the region is": ("need", "国家", "德国", "country-not-region"),
    "a deadline that has passed": ("need", "揭榜截止", "2026-11-19", "deadline-in-past"),
    "no contact": ("need", "联系人·电子邮箱", None, "missing"),
    "no applicant": ("need", "提交单位", None, "missing"),
    "a declaration that is refused": ("solution", "declaration.own_ip", "否", "not-declared"),
    "a consent to a solution that is left out": ("solution", "consents.privacy", None, "consent-missing"),
    "an indicator that is not answered": ("solution", "indicator_responses.6.code", None, "missing"),
    "a need that is solved": ("solution", "need", "demo-31-0012", "need-not-open"),
    "a need whose deadline has passed": ("solution", "need", "demo-31-0006", "deadline-over"),
    "a need that is not there": ("solution", "need", "demo-31-9999", "sheet-reference-unknown"),
    "no need": ("solution", "need", None, "missing"),
    "the need's owner": ("solution", "solver", "demo-neckar-robotik", "solver-is-owner"),
    "a solver who has taken it up": ("solution", "solver", "demo-jiuhua-drive", "solution-twice"),
    "another edition than the need's": ("solution", "edition", "archive", "other-edition"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_a_form_would_refuse_is_refused_at_its_cell(tmp_path: Path, case: str) -> None:
    kind, heading, value, code = WRONG[case]
    good = GOOD_ROW if kind == "need" else SOLUTION

    told = problems(tmp_path, kind, {**good, heading: value})

    assert (2, heading, code) in told
    # Another need has other indicators.
    assert {code for _, _, code in told} <= {code, "indicator-unanswered", "indicator-not-of-need"}


def test_the_owner_is_known_by_its_name_too(tmp_path: Path) -> None:
    owner = catalogue().get(Organization, "demo-neckar-robotik")
    assert owner is not None

    assert problems(tmp_path, "solution", {**SOLUTION, "solver": owner["name"]["zh"] or owner["name"]["en"]}) == [
        (2, "solver", "solver-is-owner")
    ]


def test_an_anonymous_owner_named_in_a_public_text_is_told(tmp_path: Path) -> None:
    row = {**GOOD_ROW, "概述（中文）": f"{GOOD_ROW['提交单位']}的设备要能在两周内启动。"}

    assert problems(tmp_path, "need", row) == [(2, "概述（中文）", "owner-named-in-text")]


def test_a_second_row_of_the_same_solver_names_the_first(tmp_path: Path) -> None:
    other = {**SOLUTION, "title.zh": "阻尼齿轮的低噪传动", "solver": " （虚构） 低噪齿轮研究所"}

    result = read(workbook(tmp_path / "rows.xlsx", [SOLUTION, other]), "solution")

    (told,) = result.all_problems
    assert (told.line, told.code, told.facts["other"]) == (3, "solution-twice", "rows.xlsx!Tabelle1:2")
    assert [row.number for row in result.good] == [2]


def test_a_second_solution_is_refused_where_the_first_is_in_the_inbox_and_the_same_row_is_not(
    tmp_path: Path, opened: Opened
) -> None:
    first = workbook(tmp_path / "first.xlsx", [SOLUTION])
    other = workbook(tmp_path / "other.xlsx", [{**SOLUTION, "title.zh": "阻尼齿轮的低噪传动"}])

    status = received(first, opened)[0]
    entry = next(opened.inbox.entries())
    again, second, dry = received(first, opened), received(other, opened), received(other, opened, "--dry-run")

    assert (status, again[0], second[0], dry[0]) == (0, 0, 1, 1)
    assert entry.receipt in again[1]
    assert f"already has an active solution to the need {NEED}" in second[1]
    assert f"already has an active solution to the need {NEED}" in dry[1]
    assert len(list(opened.inbox.entries())) == 1


def test_a_solution_comes_in_with_need_consents_and_mark(tmp_path: Path, opened: Opened) -> None:
    received(workbook(tmp_path / "first.xlsx", [SOLUTION]), opened)

    entry = opened.inbox.read(next(opened.inbox.entries()).receipt)

    assert (entry.envelope.about, entry.envelope.consents, entry.public["edition"]) == (NEED, ("privacy",), "demo")
    assert opened.inbox.active_with(entry.envelope.mark) == entry.envelope.receipt
    assert "solver" not in entry.public


def test_a_problem_of_a_sealed_cell_says_no_name(tmp_path: Path, opened: Opened) -> None:
    file = workbook(tmp_path / "first.xlsx", [{**SOLUTION, "solver": "demo-neckar-robotik"}])

    output = received(file, opened)[1]

    assert ("belongs to its group" in output, "solver “demo-neckar-robotik”" in output) == (True, False)


def test_a_consent_may_be_set_for_all_rows(tmp_path: Path, opened: Opened) -> None:
    row = {name: value for name, value in SOLUTION.items() if name != "consents.privacy"}

    assert received(workbook(tmp_path / "first.xlsx", [row]), opened, "--set", "consents.privacy=true")[0] == 0


def test_the_day_of_an_attestation_is_that_of_the_sheet(tmp_path: Path) -> None:
    row = read(workbook(tmp_path / "rows.xlsx", [GOOD_ROW])).tables[0].rows[0]

    assert row.submission
    assert row.submission.public["attestation"] == {
        "authentic": "true", "valid": "true", "authorized": "true", "signed_on": "2026-11-20",
    }  # fmt: skip
