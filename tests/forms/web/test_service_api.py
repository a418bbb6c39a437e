"""The JSON interface against its own description: no answer that it does not name, no fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from site_builder.load.contract.forms import read_forms
from tests.naughty import BASES
from tests.service import Running

pytestmark = pytest.mark.slow

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.text() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FEW = settings(
    max_examples=12,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


OPERATIONS = [
    *(f"POST /api/v1/submissions/{form}" for form in sorted(BASES)),
    "GET /api/v1/submissions/{receipt}",
]
BODIES = [
    ("", b"x"),
    ("text/plain", b"{}"),
    ("application/xml", b"<a/>"),
    ("application/x-www-form-urlencoded", b"language=en"),
    ("application/json", b""),
    ("application/json", b"\xff\xfe"),
    ("application/json", b"language=en"),
    ("application/json; charset=utf-16", "{}".encode("utf-16")),
    ("multipart/form-data", b"{}"),
    ("multipart/form-data; boundary=x", b"{}"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="submission"\r\n\r\n[]\r\n--x--',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n{}\r\n--x--\r\n',
    ),
]
"""Content types and bodies that are none of either."""


def description_at(running: Running) -> Any:
    """Return the description that the service gives."""
    return schemathesis.openapi.from_url(f"{running.origin}/api/v1/openapi.json")


def operation_of(description: Any, label: str) -> Any:
    """Return one operation: ``GET /path``."""
    operations: Any = description.get_all_operations()
    return next(found.ok() for found in operations if found.ok().label == label)


def assert_described(operation: Any, answer: Any) -> None:
    """The status, the kind and the content of *answer* are such as the description names."""
    operation.Case(path_parameters={"receipt": "JB"}).validate_response(answer, checks=CHECKS)


def test_description_names_every_form_and_only_what_schemas_know(running: Running) -> None:
    description = running.client.get("/api/v1/openapi.json").json()

    assert description["openapi"] == "3.1.0"
    for name, form in read_forms().items():
        schema = description["components"]["schemas"][f"{name.title()}Submission"]
        assert list(schema["properties"]["fields"]["properties"]) == list(form.schema.fields)
        Draft202012Validator.check_schema({**schema, "components": description["components"]})


def test_answers_are_those_of_the_description(running: Running) -> None:
    schema = schemathesis.openapi.from_url(f"{running.origin}/api/v1/openapi.json")
    tried = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        tried.add(operation.label)

        @FEW
        @given(case=operation.as_strategy())
        def answers(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=CHECKS)

        answers()

    paths = schema.raw_schema["paths"]
    named = {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    assert tried == named - {"GET /api/v1/openapi.json"}  # schemathesis leaves out where it read the description


@pytest.mark.parametrize("label", OPERATIONS)
def test_answers_to_what_the_description_forbids_are_those_of_the_description(running: Running, label: str) -> None:
    operation = operation_of(description_at(running), label)

    @FEW
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def answers(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    answers()


@pytest.mark.parametrize(("kind", "body"), BODIES)
@pytest.mark.parametrize("form", sorted(BASES))
def test_body_of_another_kind_is_answered_as_described(running: Running, form: str, kind: str, body: bytes) -> None:
    path = f"/api/v1/submissions/{form}"
    heads = {"idempotency-key": "k" * 16, **({"content-type": kind} if kind else {})}
    answer = running.client.post(path, content=body, headers=heads)

    assert answer.status_code in (400, 415)
    assert_described(operation_of(description_at(running), f"POST {path}"), answer)


@pytest.mark.parametrize("form", sorted(BASES))
def test_what_is_received_and_tracked_is_answered_as_described(running: Running, form: str) -> None:
    description = description_at(running)
    post = operation_of(description, f"POST /api/v1/submissions/{form}")
    get = operation_of(description, "GET /api/v1/submissions/{receipt}")
    proof = running.proof()
    first, again = (running.hand_in(form, BASES[form], key=f"described-{form:_<16}", altcha=proof) for _ in range(2))
    got = first.json()
    tracked = running.client.get(f"/api/v1/submissions/{got['receipt']}", headers={"receipt-secret": got["secret"]})

    assert (first.status_code, again.status_code, tracked.status_code) == (201, 200, 200)
    for operation, answer in ((post, first), (post, again), (get, tracked)):
        assert_described(operation, answer)


def test_status_that_the_description_does_not_name_is_found(running: Running) -> None:
    raw = running.client.get("/api/v1/openapi.json").json()
    del raw["paths"]["/api/v1/submissions/{receipt}"]["get"]["responses"]["404"]
    operation = operation_of(schemathesis.openapi.from_dict(raw), "GET /api/v1/submissions/{receipt}")
    answer = running.client.get("/api/v1/submissions/JB-20261121-000000", headers={"receipt-secret": "x"})

    assert answer.status_code == 404
    with pytest.raises(FailureGroup):
        assert_described(operation, answer)


@FEW
@given(body=ANY_JSON)
def test_no_json_makes_a_fault_of_ours(running: Running, body: object) -> None:
    headers = {"idempotency-key": "k" * 16, "content-type": "application/json"}
    sent = {"language": "zh", "consents": [], "fields": {"title": body, "indicators": body, "contact": body}}
    answer = running.client.post("/api/v1/submissions/need", content=json.dumps(sent), headers=headers)

    assert answer.status_code in (400, 422)
