"""Publishing by way of a code host: a branch and a request, the same when tried again, nothing where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.desk.errors import REFUSALS, DeskError
from forms.desk.publish import publish
from forms.phrases import read_form_phrases
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, code_host
from tests.desks import ORGANIZER, DeskCase, approved, new_case
from tests.repositories import commit, git


@pytest.fixture(params=["github", "gitea", "gitlab"])
def host(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CodeHostCase]:
    monkeypatch.setattr("forms.hosts.rest.WAITS", (0.0, 0.0))
    monkeypatch.setattr("forms.hosts.delivering.WAITS", (0.0, 0.0))
    with code_host(request.param, tmp_path / "served") as made:
        yield made


@pytest.fixture
def case(host: CodeHostCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskCase:
    made = new_case(tmp_path / "desk")
    settings = f"{{kind: {host.kind}, url: '{host.address}', repository: {REPOSITORY}, base: main}}"
    text = f"site_name: t\nextra:\n  code_host: {settings}\n"
    (made.root / "mkdocs.yml").write_text(text, encoding="utf-8")
    commit(made.root, "settings")
    approved(made)
    monkeypatch.setenv("JIEBANG_HOST_TOKEN", TOKEN)
    return made


def test_publishing_opens_a_request_and_leaves_the_branch_alone(case: DeskCase, host: CodeHostCase) -> None:
    before = git(case.root, "rev-parse", "HEAD")

    done = publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)

    branch = f"publish/{case.receipt}"
    assert git(case.root, "rev-parse", "HEAD") == before
    assert host.branches() == {branch: done.commit}
    assert done.request == f"{host.address}/{REPOSITORY}/pull/1"
    (asked,) = host.requests
    assert (asked["title"], asked["base"]) == (f"Publish {done.record_id}", "main")
    assert f"- Receipt: {case.receipt}" in asked["body"].splitlines()
    assert done.path in git(host.repository, "show", "--format=", "--name-only", f"{branch}^2").split()
    assert case.entry.envelope.state == "published"


def test_after_a_failure_nothing_is_published_and_the_next_try_succeeds(case: DeskCase, host: CodeHostCase) -> None:
    host.failures = [503, 503, 503]

    with pytest.raises(DeskError) as refused:
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)
    assert (refused.value.code, case.entry.envelope.state) == ("host_no_answer", "approved")

    done = publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)
    assert (len(host.requests), host.branches()) == (1, {f"publish/{case.receipt}": done.commit})


def test_without_a_token_it_is_refused_before_anything_is_sent(
    case: DeskCase, host: CodeHostCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIEBANG_HOST_TOKEN")

    with pytest.raises(DeskError) as refused:
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)

    assert (refused.value.code, host.calls, host.branches()) == ("host_no_token", [], {})


def test_the_command_tells_where_the_request_is(case: DeskCase, host: CodeHostCase) -> None:
    words = ["inbox", "publish", case.receipt, "--inbox", str(case.inbox.repository.path), "--root", str(case.root)]

    told = CliRunner().invoke(cli, [*words, "--lang", "en"])

    assert told.exit_code == 0, told.output
    assert told.output.endswith(
        f"pull request {host.address}/{REPOSITORY}/pull/1. It is published once that is merged.\n"
    )
    assert TOKEN not in told.output


@pytest.mark.parametrize("code", [code for code in REFUSALS if code.startswith("host_")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_refusal_of_a_host_has_its_words(code: str, lang: str) -> None:
    assert read_form_phrases(lang)[f"desk.refused.{code}"]
    assert read_form_phrases(lang)[f"hosts.refused.{code.removeprefix('host_')}"]
