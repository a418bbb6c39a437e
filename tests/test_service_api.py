"""The JSON interface against its own description: no answer that it does not name, no fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from site_builder.load.forms import read_forms
from tests.service import Running

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.text() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FEW = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    service = Running(tmp_path_factory.mktemp("api"))
    yield service
    service.stop()


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
        def answers(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        answers()

    paths = schema.raw_schema["paths"]
    named = {f"{method.upper()} {path}" for path, item in paths.items() for method in item}
    assert tried == named - {"GET /api/v1/openapi.json"}  # schemathesis leaves out where it read the description


@FEW
@given(body=ANY_JSON)
def test_no_json_makes_a_fault_of_ours(running: Running, body: object) -> None:
    headers = {"idempotency-key": "k" * 16, "content-type": "application/json"}
    sent = {"language": "zh", "consents": [], "fields": {"title": body, "indicators": body, "contact": body}}
    answer = running.client.post("/api/v1/submissions/need", content=json.dumps(sent), headers=headers)

    assert answer.status_code in (400, 422)
