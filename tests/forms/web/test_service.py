"""The service from outside: what a visitor and a partner platform see, and what then lies in the inbox."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from forms.model import Actor
from site_builder.model import Text
from tests.service import (
    CONSENTS,
    NEED,
    NOW,
    Running,
    as_tree,
    faults_in,
    hidden_in,
    need_pairs,
    pairs_of,
    solution_pairs,
)

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def _now(running: Running) -> None:
    running.clock.now = NOW


def test_form_without_script_is_confirmed_then_received(running: Running) -> None:
    first = running.post("need", pairs_of(need_pairs(), *CONSENTS["need"]), [("计划.pdf", PDF)])
    before = len(running.received())
    hidden = hidden_in(first.text)
    second = running.post("need", [(name, text) for name, texts in hidden.items() for text in texts])

    number, secret = running.receipt_of(second)
    entry = running.service.inbox.read(number)
    attachment = running.service.inbox.attachment(number, 1, running.identity)

    assert len(running.received()) == before + 1
    assert entry.public["title"] == {"zh": "低温脱硝催化剂的抗中毒改性"}
    assert entry.envelope.channel == "web"
    assert running.service.inbox.sealed(number, running.identity)["applicant"] == "上海浦江特钢有限公司"
    assert attachment.read() == PDF
    attachment.close()
    assert running.service.inbox.authenticate(number, secret)
    assert list(running.service.inbox.repository.incoming.glob("*.age")) == []


def test_confirming_twice_gives_the_same_receipt(running: Running) -> None:
    first = running.post("need", pairs_of(need_pairs(), *CONSENTS["need"]))
    pairs = [(name, text) for name, texts in hidden_in(first.text).items() for text in texts]

    assert running.receipt_of(running.post("need", pairs)) == running.receipt_of(running.post("need", pairs))


def test_changed_values_are_confirmed_anew(running: Running) -> None:
    first = running.post("need", pairs_of(need_pairs(), *CONSENTS["need"]))
    pairs = hidden_in(first.text)
    pairs["title.zh"] = ["另一个名称"]
    again = running.post("need", [(name, text) for name, texts in pairs.items() for text in texts])

    assert again.status_code == 200
    assert 'name="ticket"' in again.text


def test_form_with_proof_of_work_is_received_at_once(running: Running) -> None:
    number, _ = running.receipt_of(running.send("solution", solution_pairs()))
    entry = running.service.inbox.read(number)

    assert entry.public == {
        "provenance": "submitted",
        "source_language": "en",
        "edition": "cic2026",
        "need": NEED,
        "public_consent": "false",
        "solver_type": "research_institute",
        "solver_region": "ov",
        "country": "DE",
        "languages": ["en"],
    }
    assert running.service.inbox.sealed(number, running.identity)["title"] == {"en": "A floating biofilm reactor"}


def test_faults_keep_what_was_typed(running: Running) -> None:
    answer = running.post(
        "need", pairs_of(need_pairs(**{"indicators.0.value": "九十", "title.zh": "名" * 61}), "privacy")
    )

    assert answer.status_code == 422
    assert len(faults_in(answer.text)) == 3
    assert 'value="九十"' in answer.text
    assert "名" * 61 in answer.text
    assert "上海浦江特钢有限公司" in answer.text
    assert hidden_in(answer.text)["language"] == ["zh"]


def test_messages_are_in_the_language_of_the_form(running: Running) -> None:
    zh = running.post("service", [("language", "zh")])
    en = running.post("service", [("language", "en")])

    assert "还没有同意" in zh.text
    assert "Not agreed to yet" in en.text


@pytest.mark.parametrize("form", sorted(CONSENTS))
def test_empty_form_is_answered_with_its_faults(running: Running, form: str) -> None:
    answer = running.post(form, [("language", "en")])

    assert answer.status_code == 422
    assert len(faults_in(answer.text)) >= len(CONSENTS[form])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"about": "cic2026-31-0002"}, "deadline-over"),
        ({"about": "cic2099-31-0001"}, "about-unknown"),
        ({"indicator_responses.1.code": "nh3_n"}, "indicator-answered-twice"),
        ({"indicator_responses.1.claim": ""}, "missing"),
        ({"indicator_responses.1.code": "ph"}, "indicator-not-of-need"),
        ({"solver": "清川环境装备有限公司"}, "solver-is-owner"),
        ({"solver": "clear-river"}, "solver-is-owner"),
        ({"declaration.truthful": "false"}, "not-declared"),
        ({"contact.name": ""}, "missing"),
        ({"trl": "11"}, "unknown-code"),
        ({"contact.email": "ada.keller"}, "wrong-form"),
        ({"contact.email": "ada@keller"}, "wrong-form"),
    ],
)
def test_solution_is_refused_where(running: Running, changes: dict[str, str], code: str) -> None:
    answer = running.hand_in("solution", solution_pairs(solver="Another Institute") | changes)

    assert answer.status_code == 422
    assert code in [error["code"] for error in answer.json()["errors"]]


def test_solution_after_the_deadline_is_refused(running: Running) -> None:
    running.clock.now = datetime(2027, 1, 15, 16, 0, tzinfo=UTC)  # the next day in Shanghai
    answer = running.hand_in("solution", solution_pairs(solver="Late Institute"))

    assert [error["code"] for error in answer.json()["errors"]] == ["deadline-over"]


def test_second_active_solution_of_a_solver_is_refused_until_the_first_is_withdrawn(running: Running) -> None:
    first = running.hand_in("solution", solution_pairs(solver="Elbe Water Lab")).json()
    second = running.hand_in("solution", solution_pairs(solver="ELBE  water lab"))
    entry = running.service.inbox.read(first["receipt"])
    organizer = Actor("org-1", "organizer")
    note = Text(zh="申请方要求", en="The solver asked")
    running.service.inbox.act(first["receipt"], "withdraw", organizer, expected_tip=entry.tip, note=note)
    third = running.hand_in("solution", solution_pairs(solver="Elbe Water Lab"))

    assert [error["code"] for error in second.json()["errors"]] == ["solution-twice"]
    assert third.status_code == 201
    assert "Elbe" not in json.dumps([entry.text, str(entry.envelope)])


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        ("need", "status", "completed"),
        ("need", "id", "cic2026-31-0001"),
        ("need", "provenance", "reported"),
        ("need", "translation", {"en": {"by": "human"}}),
        ("need", "nonsense", "1"),
        ("solution", "edition", "../../elsewhere"),
        ("solution", "need", "cic2026-31-0002"),
    ],
)
def test_interface_refuses_what_the_form_does_not_ask(running: Running, form: str, name: str, value: Any) -> None:
    pairs = {"need": need_pairs, "solution": solution_pairs}[form]()
    before = len(running.received())
    answer = running.hand_in(form, pairs, fields={**as_tree(pairs, form), name: value})

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(name, "unknown-field")]
    assert len(running.received()) == before


def test_interface_gives_the_same_receipt_for_the_same_key(running: Running) -> None:
    pairs, key = solution_pairs(solver="Oder Lab"), "k" * 20
    body = {"altcha": running.proof()}
    first, second = running.hand_in("solution", pairs, key, **body), running.hand_in("solution", pairs, key, **body)
    other = running.hand_in("solution", pairs | {"schedule_months": "10"}, key, **body)

    assert (first.status_code, second.status_code, other.status_code) == (201, 200, 409)
    assert first.json() == second.json()
    assert other.headers["content-type"] == "application/problem+json"


def test_interface_tells_the_state_to_whoever_has_the_secret(running: Running) -> None:
    got = running.hand_in("need", need_pairs()).json()
    right = running.client.get(f"/api/v1/submissions/{got['receipt']}", headers={"receipt-secret": got["secret"]})
    wrong = running.client.get(f"/api/v1/submissions/{got['receipt']}", headers={"receipt-secret": "0" * 26})

    assert right.json()["state"] == "submitted"
    assert wrong.status_code == 404


def test_interface_takes_files_in_json_and_multipart(running: Running) -> None:
    rows = [{"name": "a.pdf", "content": base64.b64encode(PDF).decode()}]
    by_json = running.hand_in("need", need_pairs(), attachments=rows).json()
    pairs = need_pairs()
    body = {
        "language": "zh",
        "fields": as_tree(pairs, "need"),
        "consents": CONSENTS["need"],
        "altcha": running.proof(),
    }
    parts = [("submission", (None, json.dumps(body))), ("attachments", ("b.pdf", PDF))]
    by_parts = running.client.post(
        "/api/v1/submissions/need", files=parts, headers={"idempotency-key": "p" * 20}
    ).json()

    for got, name in ((by_json, "a.pdf"), (by_parts, "b.pdf")):
        found = running.service.inbox.attachments(got["receipt"], running.identity)
        assert [(file.name, file.media_type, file.size) for file in found] == [(name, "application/pdf", len(PDF))]


def test_returned_submission_is_corrected_on_the_tracking_page(running: Running) -> None:
    number, secret = running.receipt_of(running.send("need", need_pairs(), [("a.pdf", PDF)]))
    reviewer, inbox = Actor("rev-1", "reviewer"), running.service.inbox
    entry = inbox.act(number, "start_review", reviewer, expected_tip=inbox.read(number).tip)
    note = Text(zh="请写明检测方法", en="Say how it is measured")
    inbox.act(number, "return", reviewer, expected_tip=entry.tip, note=note)

    tracked = running.client.post(
        "/track", data={"receipt": number, "secret": secret, "language": "zh"}, headers={"origin": running.origin}
    )
    hidden = hidden_in(tracked.text)
    changed = {name: text for name, text in need_pairs().items() if not name.startswith(("contact", "applicant"))}
    changed |= {"title.zh": "改过的名称", "key": hidden["key"][0]}
    carried = [(name, hidden[name][-1]) for name in ("receipt", "secret")]
    carried += [("kept_attachments", text) for text in hidden["kept_attachments"]]
    pairs = [*pairs_of(changed, *CONSENTS["need"]), *carried, ("altcha", running.proof())]
    again = running.receipt_of(running.post("need", pairs))
    after = inbox.read(number)

    assert 'data-jb-state="returned"' in tracked.text
    assert re.findall(r"<(?:input|select|textarea)[^>]* required[ >]", tracked.text) == []  # what is sealed may stay
    assert "请写明检测方法" in tracked.text
    assert again == (number, secret)
    assert (after.envelope.version, after.envelope.state) == (2, "submitted")
    assert after.public["title"] == {"zh": "改过的名称"}
    assert inbox.sealed(number, running.identity)["applicant"] == "上海浦江特钢有限公司"
    assert [file.name for file in inbox.attachments(number, running.identity)] == ["a.pdf"]


@pytest.mark.parametrize(("is_returned", "faults"), [(True, 0), (False, 1)])
def test_correction_after_the_deadline_is_taken_where_the_desk_asked_for_it(
    running: Running, is_returned: bool, faults: int
) -> None:
    pairs = solution_pairs(solver=f"Ems Institute {is_returned}")
    number, secret = running.receipt_of(running.send("solution", pairs))
    organizer, inbox = Actor("org-1", "organizer"), running.service.inbox
    if is_returned:
        entry = inbox.act(number, "start_review", organizer, expected_tip=inbox.read(number).tip)
        note = Text(zh="请补充指标", en="Answer every indicator")
        inbox.act(number, "return", Actor("rev-1", "reviewer"), expected_tip=entry.tip, note=note)
    running.clock.now = datetime(2027, 1, 15, 16, 0, tzinfo=UTC)  # the next day in Shanghai
    answer = running.send("solution", {**pairs, "receipt": number, "secret": secret})

    assert len(faults_in(answer.text)) == faults
    assert inbox.read(number).envelope.version == 2 - faults


def test_preview_shows_the_public_page_and_keeps_nothing(running: Running) -> None:
    before = len(running.received())
    answer = running.post("need/preview", pairs_of(need_pairs()), [("a.pdf", PDF)])

    assert answer.status_code == 200
    assert "低温脱硝催化剂的抗中毒改性" in answer.text
    assert "浦江特钢" not in answer.text
    assert "林禾" not in answer.text
    assert len(running.received()) == before
    assert list(running.service.inbox.repository.incoming.glob("*.age")) == []


@pytest.mark.parametrize("path", ["/submit/need", "/submit/need/preview"])
def test_address_of_an_answer_opened_again_leads_to_the_form(running: Running, path: str) -> None:
    answer = running.client.get(path, headers={"accept-language": "en"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/en/forms/need/")
    assert running.client.get("/submit/nothing").status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/submissions/need"])
def test_interface_says_itself_that_there_is_no_such_address(running: Running, method: str, path: str) -> None:
    answer = running.client.request(method, path)

    assert (answer.status_code, answer.json()["code"]) == (404, "no_page")
    assert answer.headers["content-type"] == "application/problem+json"


def test_health_says_whether_the_inbox_can_be_written_to(running: Running) -> None:
    assert running.client.get("/healthz").json() == {"status": "ok", "files": "taken"}


def test_static_site_is_served_at_the_root(running: Running) -> None:
    (running.service.site.folder / "index.html").write_text("<p>root</p>", encoding="utf-8")

    assert running.client.get("/").text == "<p>root</p>"


def test_the_language_of_the_tracking_page_changes_and_the_page_stays(running: Running) -> None:
    there = running.client.get("/track?language=zh")
    [switch] = re.findall(r'jb-header__language" href="([^"]+)" hreflang="en"', there.text)
    answer = running.client.get(switch)

    assert (answer.status_code, answer.headers["location"]) == (303, "/track?language=en")
    assert "Follow a submission" in running.client.get(answer.headers["location"]).text
    assert running.client.get("/xx/track/").status_code == 404


def test_what_became_of_a_submission_is_read_in_the_other_language_without_asking_again(running: Running) -> None:
    number, secret = running.receipt_of(running.send("need", need_pairs()))
    told = running.client.post(
        "/track", data={"receipt": number, "secret": secret, "language": "zh"}, headers={"origin": running.origin}
    )
    [form] = re.findall(r'<form method="post" action="/track" class="jb-language">.*?</form>', told.text, re.DOTALL)
    again = running.client.post(
        "/track", data={name: texts[0] for name, texts in hidden_in(form).items()}, headers={"origin": running.origin}
    )

    assert (again.status_code, number in again.text) == (200, True)
    assert '<html lang="en"' in again.text
