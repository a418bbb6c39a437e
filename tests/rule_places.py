"""Every place that judges a need, asked about the same need: ``python -m tests.rule_places FOLDER`` prints the codes.

It runs with the code of another folder on the path, to which ``test_rules.py`` has added a rule and a condition.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from click.testing import CliRunner

from forms.check.context import CheckContext
from forms.check.submission import Sent, check_submission
from forms.check.values import tree_of
from forms.cli import cli
from forms.review.findings import findings
from site_builder.load.contract.forms import read_forms
from site_builder.problems import Problem
from site_builder.validate.repository import check_repository
from tests.desks import need, need_tree, new_case
from tests.repositories import TODAY, apply_changes, commit, copy_base, update_log
from tests.service import CONSENTS, need_pairs
from tests.sheets import GOOD_ROW, read, workbook

PLATFORM = "没有这样的平台"


def codes(problems: Iterable[Problem]) -> list[str]:
    """Return the codes of the errors in *problems*."""
    return sorted(problem.code for problem in problems if not problem.is_warning)


def change(root: Path) -> None:
    """Let a need of the repository name the platform."""
    apply_changes(root, [{"file": "needs/cic2026/cic2026-31-0001.yml", "append": f"source_platform: {PLATFORM}\n"}])
    update_log(root)


def in_file(folder: Path) -> list[str]:
    """Return what the check of a repository finds."""
    change(copy_base(folder))
    return codes(check_repository(folder, TODAY).problems)


def in_form() -> list[str]:
    """Return what the form says."""
    form = read_forms()["need"]
    tree = tree_of(need_pairs(source_platform=PLATFORM).items(), form.schema)
    sent = Sent(form, "zh", "web", tree, "", frozenset(CONSENTS["need"]))
    context = CheckContext(check_repository(copy_base(Path(sys.argv[1]) / "form"), TODAY).catalogue, TODAY)
    return codes(check_submission(sent, context, lambda need, solver: "").problems)


def in_sheet(folder: Path) -> list[str]:
    """Return what the row of a sheet is told."""
    return codes(read(workbook(folder / "row.xlsx", [{**GOOD_ROW, "来源平台": PLATFORM}])).all_problems)


def at_desk(folder: Path) -> list[str]:
    """Return what the desk shows before the submission is published."""
    case = new_case(folder, need({**need_tree(), "source_platform": PLATFORM}))
    context = CheckContext(check_repository(case.root, TODAY).catalogue, TODAY)
    return codes(findings(case.entry, context).problems)


def on_pull_request(folder: Path) -> list[str]:
    """Return what the answer to a pull request says in both languages."""
    root, found = copy_base(folder / "root"), folder / "findings"
    commit(root, "base")
    change(root)
    found.mkdir()
    (found / "number").write_text("7\n", encoding="ascii")
    for lang in ("zh", "en"):
        words = ["check", "--root", root, "--since", "HEAD", "--date", TODAY, "--lang", lang, "--format", "json"]
        result = CliRunner().invoke(cli, list(map(str, words)))
        (found / f"{lang}.json").write_text(result.stdout, encoding="utf-8")
    answer = CliRunner().invoke(cli, ["pull-request", "summary", str(found)], catch_exceptions=False).stdout
    return sorted(set(re.findall(r"\[([a-z-]+)\]", answer)))


def main(folder: Path) -> None:
    """Print place -> codes as JSON."""
    for name in ("file", "form", "sheet", "desk", "request"):
        (folder / name).mkdir()
    told = {
        "file": in_file(folder / "file"),
        "form": in_form(),
        "sheet": in_sheet(folder / "sheet"),
        "desk": at_desk(folder / "desk"),
        "pull request": on_pull_request(folder / "request"),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
