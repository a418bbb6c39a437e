"""One registry: what is added to it holds everywhere, what one place leaves out says why."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import site_builder.validate
from site_builder.load.contract.forms import read_forms
from site_builder.model import Condition
from site_builder.validate.registry import RecordRule, Rule
from site_builder.validate.rules import MODULES, all_rules, rules_in, rules_of_submissions
from tests.repositories import TESTS
from tests.rule_places import PLATFORM

REPOSITORY = TESTS.parent
OWN = {name: importlib.import_module(name) for _, name, _ in
       pkgutil.walk_packages(site_builder.validate.__path__, "site_builder.validate.")}  # fmt: skip

RULE = f'''

@record_rule("need")
def check_platforms(need: Need, around: Around) -> Iterator[Problem]:
    """Yield a platform that there is not."""
    if need.source_platform == "{PLATFORM}":
        yield Problem(need.path, 0, "platform-unknown", "source_platform", {{"value": need.source_platform}})
'''
CONDITION = f"  - {{field: ip_note, needed_when: {{source_platform: {PLATFORM}}}}}\n"
WORDS = '  platform-unknown: {what: "“{value}”", fix: "–"}\n'


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


@pytest.mark.slow
def test_a_rule_and_a_condition_hold_in_every_place_without_another_line(tmp_path: Path) -> None:
    code, work = tmp_path / "code", tmp_path / "work"
    for room in ("site_builder", "forms"):
        shutil.copytree(REPOSITORY / room, code / room)
    append(code / "site_builder/validate/need/needs.py", RULE)
    append(code / "site_builder/schemas/need.yml", CONDITION)
    for lang in ("zh", "en"):
        append(code / f"site_builder/strings/{lang}/problems.yml", WORDS)
    work.mkdir()

    found = subprocess.run(
        [sys.executable, "-m", "tests.rule_places", str(work)],
        cwd=code, env={**os.environ, "PYTHONPATH": f"{code}:{REPOSITORY}"},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    told = ["missing", "platform-unknown"]
    assert found.stderr == ""
    assert json.loads(found.stdout) == dict.fromkeys(("file", "form", "sheet", "desk", "pull request"), told)


def test_every_module_with_a_rule_is_listed_once() -> None:
    with_rules = {module.__name__ for module in OWN.values() if any(rules_in(module))}

    assert sorted(module.__name__ for module in MODULES) == sorted(with_rules)


def test_every_rule_is_registered_once_under_its_name() -> None:
    names = [rule.name for rule in all_rules()]
    made = [name for module in OWN.values() for name, found in vars(module).items() if isinstance(found, Rule)]

    assert sorted(set(names)) == sorted(names)
    assert set(made) - set(names) == set()


NEVER_HELD = {
    "check_paths": "publication gives the id and the file",
    "check_addresses": "publication gives the id",
    "check_ids": "publication gives the id",
    "check_reviews": "the reviews come after it",
    "check_digests": "the inbox makes the digests",
    "check_translations": "the organisers translate it and say who did",
    "check_provenance": "the organisers complete the source of what was reported",
    "deadline-not-after-publication": "publication gives the day",
    "check_links": "the organisers look at links when they review",
    "owner-not-hidden": "it is sealed when it comes in",
    "ip-numbers-not-hidden": "they are sealed when they come in",
    "solution-without-consent": "without consent they are sealed when they come in",
}
"""Rule, or problem of a condition -> why a submission is not held to it."""


def test_a_submission_is_held_to_every_rule_of_one_record_but_those_that_say_why_not() -> None:
    kinds = [form.record for form in read_forms().values() if form.record]
    left_out = {
        rule.name if ":" not in rule.name else problem_of(rule): rule.waits_for
        for rule in all_rules()
        for kind in kinds
        if isinstance(rule, RecordRule) and rule.speaks_of(kind) and rule not in rules_of_submissions(kind)
    }

    assert left_out == NEVER_HELD


def problem_of(rule: RecordRule) -> str:
    """Return the code of the condition that *rule* stands for."""
    condition: Condition = rule.check.args[0]  # type: ignore[attr-defined]  # a partial
    return condition.problem
