"""Issue forms: public fields only, as the hosts want them, up to date; and issues read back as data, never run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from forms.cli import cli
from forms.forges.errors import HostError
from forms.forges.events import read_event
from forms.forges.issue_form import FOLDERS, HOSTS, issue_forms
from forms.forges.issue_text import Issue, chosen, issue_of, read_issue
from forms.forges.proposing import publishable_of
from forms.forges.questions import CHECKBOXES, DROPDOWN, FORMS, Question, questions_of
from forms.inbox.writing import read_record_text
from forms.model import Tree
from site_builder.load.contract.forms import read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import Catalogue
from site_builder.validate.repository import check_repository
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, code_host
from tests.repositories import BASE, TODAY, commit, copy_base, git

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
CODES = check_repository(ROOT, TODAY).catalogue.codes
BODIES = {
    (host, name): yaml.load(text, Loader=yaml.CSafeLoader)
    for host in HOSTS
    for name, text in issue_forms(host, CODES).items()
}
WRITTEN = {key: tree for key, tree in BODIES.items() if key[1] != "config.yml"}
HOSTILE = (
    '"; rm -rf "$HOME"; echo "',
    "`touch /tmp/jiebang-hostile`",
    "$(touch /tmp/jiebang-hostile)",
    "${{ secrets.GITHUB_TOKEN }}",
    "${{ github.event.issue.title }}",
    "'; touch /tmp/jiebang-hostile; '",
    "--upload-pack=touch /tmp/jiebang-hostile",
    "::set-output name=x::y\n::add-mask::z",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "\u202egnp.exe",
    "!!python/object/apply:os.system ['touch /tmp/jiebang-hostile']",
)
MARK = Path("/tmp/jiebang-hostile")  # noqa: S108 - what hostile text would make


def asked(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [element for element in tree["body"] if element["type"] != "markdown"]


@pytest.mark.parametrize("host", HOSTS)
def test_the_written_issue_forms_are_up_to_date(host: str) -> None:
    for name, text in issue_forms(host, CODES).items():
        assert (ROOT / FOLDERS[host] / name).read_text(encoding="utf-8") == text, "run jiebang issue-forms write"


@pytest.mark.parametrize("key", WRITTEN, ids="-".join)
def test_no_field_that_is_not_public_is_asked(key: tuple[str, str]) -> None:
    form = read_forms()[key[1].removesuffix(".yml")]
    hidden = {name for name in form.schema.fields if form.visibility_of(name) != "public"}
    labels = {form.schema.fields[name].label["zh"] for name in hidden}

    assert hidden, "a form without such a field would show nothing"
    assert [one["id"] for one in asked(WRITTEN[key]) if one["id"].split("-")[0] in hidden] == []
    assert [one["id"] for one in asked(WRITTEN[key]) if one["attributes"]["label"].split(" / ")[0] in labels] == []


@pytest.mark.parametrize("name", FORMS)
def test_every_public_field_is_asked(name: str) -> None:
    form = read_forms()[name]
    public = {field for field in form.schema.fields if form.visibility_of(field) == "public"}

    found = {question.id.split("-")[0] for question in questions_of(name, CODES) if question.spec}

    assert found == public


# What GitHub refuses: docs.github.com, "Syntax for issue forms", "Syntax for GitHub's form schema", "Common
# validation errors when creating issue forms".
TOP = {"name", "description", "title", "labels", "body"}
KEYS = {"type", "id", "attributes", "validations"}
ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
RESERVED = {"none", "true", "false", "yes", "no", "on", "off"}


def parameterized(label: str) -> str:
    """Return *label* as GitHub compares it: letters without a Latin form count for nothing."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def wrong_on_github(tree: Mapping[str, Any]) -> Iterator[str]:
    if set(tree) - TOP or not {"name", "description", "body"} <= set(tree):
        yield f"keys {sorted(tree)}"
    if not all(isinstance(tree[key], str) and tree[key].strip() for key in ("name", "description", "title")):
        yield "a key is no text"
    if not asked(tree):
        yield "nothing is asked"
    for element in tree["body"]:
        kind, attributes = element["type"], element["attributes"]
        if set(element) - KEYS or kind not in ATTRIBUTES or set(attributes) - ATTRIBUTES[kind]:
            yield f"{element.get('id')}: key or attribute not permitted"
        if set(element.get("validations", {})) - {"required"}:
            yield f"{element.get('id')}: validation not permitted"
        if kind == "markdown":
            if not attributes["value"].strip():
                yield "empty markdown"
        elif not re.fullmatch(r"[A-Za-z0-9_-]+", element["id"]) or not attributes["label"].strip():
            yield f"{element['id']}: id or label"
        if any(not isinstance(value, str) or not value for name, value in attributes.items()
               if name not in ("options", "multiple", "default")):  # fmt: skip
            yield f"{element['id']}: an attribute is no text"
        options = attributes.get("options", [])
        shown = [one["label"] if kind == "checkboxes" else one for one in options]
        if not all(isinstance(one, str) and one.strip() for one in shown) or len(set(shown)) != len(shown):
            yield f"{element['id']}: options"
        if kind in ("dropdown", "checkboxes") and (not shown or RESERVED & {one.lower() for one in shown}):
            yield f"{element['id']}: no options, or a reserved one"
    ids = [one["id"] for one in asked(tree)]
    labels = [parameterized(one["attributes"]["label"]) for one in asked(tree)]
    if len(set(ids)) != len(ids) or len(set(labels)) != len(labels) or "" in labels:
        yield f"ids or labels are too alike: {sorted({one for one in labels if labels.count(one) > 1})}"


def wrong_on_gitea(tree: Mapping[str, Any]) -> Iterator[str]:
    """Yield what ``modules/issue/template.Validate`` of Gitea refuses."""
    if not tree.get("name", "").strip() or not tree.get("about", "").strip() or not tree.get("body"):
        yield "name, about or body"
    ids = [one["id"] for one in asked(tree)]
    if len(set(ids)) != len(ids) or any(re.search(r"[^\d\w-]", one) for one in ids):
        yield "ids"
    for element in tree["body"]:
        attributes, checks = element["attributes"], element.get("validations", {})
        if element["type"] not in ATTRIBUTES or not isinstance(attributes.get("description", ""), str):
            yield f"{element.get('id')}: type or description"
        if not all(isinstance(checks.get(name, True), bool) for name in ("required", "is_number")):
            yield f"{element.get('id')}: validation is not true or false"
        if element["type"] == "dropdown" and not all(isinstance(one, str) for one in attributes["options"]):
            yield f"{element['id']}: options"


@pytest.mark.parametrize("key", WRITTEN, ids="-".join)
def test_the_host_takes_the_form(key: tuple[str, str]) -> None:
    check = wrong_on_github if key[0] == "github" else wrong_on_gitea

    assert list(check(WRITTEN[key])) == []


def test_a_form_that_the_host_refuses_is_seen() -> None:
    tree = json.loads(json.dumps(WRITTEN["github", "need.yml"]))
    tree["body"][2]["validations"] = {"is_number": True}
    asked(tree)[1]["attributes"]["label"] = asked(tree)[0]["attributes"]["label"] + "？"

    assert len(list(wrong_on_github(tree))) == 2


@pytest.mark.parametrize("key", WRITTEN, ids="-".join)
def test_everything_is_said_in_both_languages(key: tuple[str, str]) -> None:
    for element in WRITTEN[key]["body"]:
        text = element["attributes"].get("label") or element["attributes"]["value"]
        assert re.search(r"[\u4e00-\u9fff]", text), text
        assert re.search(r"[A-Za-z]{2}", text), text


def test_what_the_schema_needs_is_marked_as_required() -> None:
    required = {
        one["id"] for one in asked(WRITTEN["github", "need.yml"]) if one.get("validations", {}).get("required")
    }

    assert {"edition", "region", "tech_domains", "ip_terms", "indicators", "solver_eligibility-overseas"} <= required
    assert {"title-zh", "title-en", "district", "keywords-en"} & required == set()


# Issues as the hosts write them, read back.


def answered(question: Question, tree: Tree) -> str:
    """Return what stands under the heading of *question* for the record *tree*."""
    value: Any = tree
    for step in question.place:
        value = value.get(step, "") if isinstance(value, dict) else ""
    if question.kind == CHECKBOXES:
        return "\n".join(f"- [X] {shown}" for shown in question.options)
    if not value or not question.place:
        return "_No response_"
    if question.kind == DROPDOWN:
        shown = {code: label for label, code in question.options.items()}
        return ", ".join(shown[code] for code in (value if isinstance(value, list) else [value]))
    if question.spec and question.spec.part:
        return "\n".join(row_text(row) for row in value)
    return ", ".join(value) if isinstance(value, list) else value


def row_text(row: Mapping[str, Any]) -> str:
    name, text = row["name"], row.get("text", {})
    operator = read_schemas().codes["operator"][row["operator"]].name["zh"]
    cells = [name["zh"], name["en"], operator, row.get("value", ""), row.get("value_max", ""), row.get("unit", ""),
             text.get("zh", ""), text.get("en", ""), row.get("weight", "")]  # fmt: skip
    return " | ".join(cells)


def base_catalogue(root: Path = BASE) -> Catalogue:
    return check_repository(root, TODAY).catalogue


def need_tree() -> Tree:
    return read_record_text((BASE / "needs/cic2026/cic2026-31-0001.yml").read_text(encoding="utf-8"))


def body_of(name: str, tree: Tree, catalogue: Catalogue) -> str:
    return "\n\n".join(
        f"### {question.label}\n\n{answered(question, tree)}" for question in questions_of(name, catalogue.codes)
    )


def event_of(body: str, title: str = "[need] x", number: int = 12) -> dict[str, Any]:
    return {
        "action": "labeled",
        "label": {"name": "accepted"},
        "issue": {
            "number": number, "title": title, "body": body, "user": {"login": "somebody"},
            "created_at": "2026-11-20T08:00:00Z",
        },
        "repository": {"default_branch": "main", "full_name": REPOSITORY},
    }  # fmt: skip


def issue(body: str) -> Issue:
    return issue_of(event_of(body))


def test_a_need_comes_back_as_it_was_filled_in() -> None:
    catalogue, tree = base_catalogue(), need_tree()

    read = read_issue(issue(body_of("need", tree, catalogue).replace("\n", "\r\n")), catalogue.codes)

    rows = [{**row, "code": f"i{number}"} for number, row in enumerate(tree["indicators"], start=1)]  # type: ignore[dict-item]
    kept = {question.id.split("-")[0] for question in questions_of("need", catalogue.codes)}
    expected = {name: value for name, value in tree.items() if name in kept}
    expected["intended_investment"] = {"amount": "800000", "qualifier": "exact"}  # nobody is asked for the currency
    expected |= {"indicators": rows, "attestation": {"authentic": "true", "valid": "true", "authorized": "true"}}
    assert read.form == "need"
    assert read.tree == expected


def test_a_record_from_an_issue_lacks_nothing_but_id_and_review(tmp_path: Path) -> None:
    catalogue = base_catalogue()
    root = copy_base(tmp_path / "repository")
    event = tmp_path / "event.json"
    event.write_text(json.dumps(event_of(body_of("need", need_tree(), catalogue))), encoding="utf-8")

    told = CliRunner().invoke(
        cli, ["issue-forms", "read", str(event), "--root", str(root), "--date", TODAY.isoformat(), "--lang", "en"]
    )

    assert (told.exit_code, told.output.strip()) == (
        0, f"Read from issue #12 and written to {root}/needs/cic2026/cic2026-31-0103.yml",
    )  # fmt: skip
    found = check_repository(root, TODAY).errors
    # the base is an example, so the copy of its need has to be one too; the log is written when it is merged
    assert {problem.code for problem in found} <= {"review-missing", "example-named", "not-in-log", "missing"}
    assert [problem.where for problem in found if problem.code == "missing"] in ([], ["reviews"])


def test_options_with_commas_are_told_apart() -> None:
    options = {
        "农、林、牧、渔业 / Agriculture, forestry, animal": "A",
        "采矿业 / Mining": "B",
        "采矿业 / Mining, other": "C",
    }

    assert chosen(", ".join([*options, "made up"]), options) == ["A", "B", "C", "made up"]


def test_a_heading_inside_an_answer_does_not_answer_another_question() -> None:
    catalogue, tree = base_catalogue(), need_tree()
    questions = questions_of("need", catalogue.codes)
    first, last = questions[0], questions[-2]
    tree["summary"] = {"zh": f"文字\n### {first.label}\n伪造", "en": "text"}

    read = read_issue(issue(body_of("need", tree, catalogue)), catalogue.codes)

    assert read.tree["title"] == need_tree()["title"]
    assert read.tree["summary"] == tree["summary"]
    assert last.label != first.label


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"edition": "../../.github/workflows"}, "edition"),
        ({"edition": "cic1999"}, "edition"),
        ({"region": ""}, "region"),
    ],
)
def test_what_has_no_place_is_refused(change: Tree, code: str) -> None:
    catalogue = base_catalogue()

    with pytest.raises(HostError) as refused:
        publishable_of(issue(body_of("need", {**need_tree(), **change}, catalogue)), catalogue, TODAY)

    assert refused.value.code == code


@pytest.mark.parametrize("body", ["", "hello", "### Something else\n\nx", "### " * 1000])
def test_an_issue_of_no_form_is_left_alone(body: str) -> None:
    with pytest.raises(HostError, match="not_a_form"):
        read_issue(issue(body), base_catalogue().codes)


def test_a_correction_is_made_by_hand() -> None:
    catalogue = base_catalogue()

    with pytest.raises(HostError, match="by_hand"):
        publishable_of(issue(body_of("correction", {}, catalogue)), catalogue, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '{"issue": 1}', "[" * 9999),
        *('{"issue": {"number": "1; ls", "title": "x"}}', '{"issue": {"number": true, "title": "x"}}'),
        *('{"issue": {"number": 0, "title": "x"}}', '{"issue": {"number": 1, "title": ["x"]}}'),
    ],
)
def test_an_event_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(HostError, match="event"):
        issue_of(read_event(file))


@pytest.mark.parametrize("text", ["[]", "3", "null", '"issue"'])
def test_an_event_that_is_no_mapping_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(HostError, match="event"):
        read_event(file)


def test_an_event_of_any_size_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text('{"x": "' + "x" * 4_000_000 + '"}', encoding="utf-8")

    with pytest.raises(HostError) as refused:
        read_event(file)

    assert refused.value.facts == {"why": "> 4000000"}


# The workflow's own commands, run as the runner does, on hostile issues.


@pytest.fixture(params=["github", "gitea"])
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CodeHostCase]:
    with code_host(request.param, tmp_path / "served") as case:
        yield case


def lines_of_workflow(kind: str) -> list[str]:
    file = ROOT / f".{kind}/workflows/issue-to-pull-request.yml"
    steps = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]["propose"]["steps"]
    return [step["run"] for step in steps if "jiebang" in step.get("run", "")]


TEXTS = ("summary", "problem", "key_technology", "expected_outcome", "title", "owner_label")


@pytest.mark.parametrize("shift", [0, len(TEXTS)])
def test_hostile_text_is_text_from_the_issue_to_the_pull_request(
    shift: int, host: CodeHostCase, tmp_path: Path
) -> None:
    root = copy_base(tmp_path / "checkout")
    commit(root, "base")
    (root / ".venv").symlink_to(Path(sys.executable).parent.parent)
    hostile = HOSTILE[shift : shift + len(TEXTS)]
    texts = dict(zip(TEXTS, hostile, strict=True))
    tree = {**need_tree(), **{name: {"zh": text, "en": f"{text} {text}"} for name, text in texts.items()}}
    text = " ".join(hostile)
    event = event_of(body_of("need", tree, base_catalogue()), title=text)
    event["issue"]["user"]["login"] = text
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event), encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "GITHUB_EVENT_PATH": str(file),
        "GITHUB_SERVER_URL": host.address, "GITHUB_REPOSITORY": REPOSITORY, "JIEBANG_HOST_TOKEN": TOKEN,
    }  # fmt: skip

    for line in lines_of_workflow(host.kind):
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", line], cwd=root, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert TOKEN not in done.stdout + done.stderr

    assert not MARK.exists()
    assert [(one["head"], one["title"]) for one in host.requests] == [("issue-12", "Issue #12: cic2026-31-0103")]
    assert host.requests[0]["body"].endswith("Closes #12")
    assert re.search(r"by `[\w.\[\]-]{1,60}`", host.requests[0]["body"])
    kept = git(host.repository, "show", "issue-12:needs/cic2026/cic2026-31-0103.yml")
    assert {name: read_record_text(kept)[name] for name in TEXTS} == {name: tree[name] for name in TEXTS}
    assert git(host.repository, "show", "--format=", "--name-only", "issue-12").split() == [
        "needs/cic2026/cic2026-31-0103.yml"
    ]
    assert git(root, "status", "--porcelain", "--untracked-files=no") == ""


def test_a_pull_request_that_is_open_is_left_to_who_works_on_it(host: CodeHostCase, tmp_path: Path) -> None:
    root = copy_base(tmp_path / "checkout")
    commit(root, "base")
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event_of(body_of("need", need_tree(), base_catalogue()))), encoding="utf-8")
    known = {"GITHUB_SERVER_URL": host.address, "GITHUB_REPOSITORY": REPOSITORY, "JIEBANG_HOST_TOKEN": TOKEN}
    words = ["issue-forms", "propose", str(file), "--root", str(root), "--host", host.kind, "--lang", "en"]

    told = []
    for _ in range(2):
        told.append(CliRunner().invoke(cli, words, env=known).output)
        tip = git(host.repository, "commit-tree", "issue-12^{tree}", "-p", "issue-12", "-m", "translated").strip()
        git(host.repository, "update-ref", "refs/heads/issue-12", tip)

    assert told == [f"Pull request: {host.address}/{REPOSITORY}/pull/1\n"] * 2
    assert git(host.repository, "log", "--format=%s", "-3", "issue-12").split("\n")[:2] == ["translated"] * 2
    assert len(host.requests) == 1
