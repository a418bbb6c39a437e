"""Publishing by way of a code host: a branch and a request, the same when tried again, nothing where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.forges.delivering import deliver
from forms.inbox.errors import ConflictError
from forms.phrases import read_form_phrases
from forms.publication.branch import merged
from forms.publication.publish import publish
from forms.publication.recovery import begun
from forms.publication.reservations import Given
from forms.refusals import DeskError
from forms.review.actions import Decision, reveal
from tests.codehosts import REPOSITORY, TOKEN, CodeHostCase, code_host
from tests.desks import ORGANIZER, REASON, DeskCase, approved, decided, need, need_tree, new_case
from tests.repositories import commit, git

pytestmark = pytest.mark.slow


@pytest.fixture(params=["github", "gitea", "gitlab"])
def host(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CodeHostCase]:
    monkeypatch.setattr("forms.forges.rest.WAITS", (0.0, 0.0))
    monkeypatch.setattr("forms.forges.delivering.WAITS", (0.0, 0.0))
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


@pytest.mark.parametrize("code", ["host_settings", "host_no_token", "host_no_answer", "host_status", "host_push"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_refusal_of_a_host_has_its_words(code: str, lang: str) -> None:
    assert read_form_phrases(lang)[f"desk.refused.{code}"]
    assert read_form_phrases(lang)[f"hosts.refused.{code.removeprefix('host_')}"]


def withdrawing(case: DeskCase, patch: pytest.MonkeyPatch) -> None:
    """Have somebody withdraw the submission once its request is open."""

    def late(*words: Any) -> str:
        url = deliver(*words)
        decided(case, ORGANIZER, Decision("withdraw", REASON))
        return url

    patch.setattr("forms.publication.delivery.deliver", late)


def test_a_request_of_what_was_withdrawn_in_the_meantime_is_closed_and_its_branch_deleted(
    case: DeskCase, host: CodeHostCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawing(case, monkeypatch)

    with pytest.raises(ConflictError):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)

    assert (host.branches(), [one["state"] for one in host.requests]) == ({}, ["closed"])
    assert begun(case.inbox, case.root, case.entry) == ("", "")
    assert Given(case.opened.path).id_for(case.receipt) == "cic2026-31-0103"  # the host has shown it


def test_a_request_that_stays_open_is_told_with_its_address_and_closed_when_the_next_is_published(
    case: DeskCase, host: CodeHostCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.keeps_requests = True
    with monkeypatch.context() as patch:
        withdrawing(case, patch)
        with pytest.raises(DeskError, match="request_open") as refused:
            publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)

    assert refused.value.facts["url"] == f"{host.address}/{REPOSITORY}/pull/1"
    assert case.entry.envelope.state == "withdrawn"
    assert begun(case.inbox, case.root, case.entry) == ("cic2026-31-0103", "")

    host.keeps_requests = False
    host.requests[0]["state"] = "closed"  # by somebody, by hand
    second = case.inbox.receive(need({**need_tree(), "title": {"zh": "另一项", "en": "Another need"}}), "key-2")
    other = DeskCase(case.root, case.opened, second.number, second.secret)
    approved(other)
    publish(other.inbox, other.root, ORGANIZER, other.receipt, other.entry.tip)
    assert begun(case.inbox, case.root, case.entry) == ("", "")


def test_what_was_withdrawn_before_the_push_is_not_shown_to_the_host(
    case: DeskCase, host: CodeHostCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*words: Any) -> str:
        decided(case, ORGANIZER, Decision("withdraw", REASON))
        return merged(*words)

    monkeypatch.setattr("forms.publication.merging.merged", late)
    with pytest.raises(ConflictError):
        publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)

    assert (host.calls, host.branches()) == ([], {})
    assert Given(case.opened.path).all() == {}


def test_whoever_only_opens_it_in_the_meantime_stops_nothing(
    case: DeskCase, host: CodeHostCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*words: Any) -> str:
        reveal(case.inbox, ORGANIZER, case.receipt, case.entry.tip, case.opened.identity)
        return merged(*words)

    monkeypatch.setattr("forms.publication.merging.merged", late)
    publish(case.inbox, case.root, ORGANIZER, case.receipt, case.entry.tip)

    assert case.entry.envelope.state == "published"
