"""The description of a host's interface, and what in a request or an answer it does not know."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from jsonschema import Draft202012Validator

HERE = Path(__file__).parent
PREFIX = {"github": "/api/v3", "gitea": "/api/v1", "gitlab": "/api/v4"}


@dataclass(frozen=True)
class Call:
    """One request that the REST interface took."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    headers: Mapping[str, str]


def description(kind: str) -> Mapping[str, Any]:
    """Return the OpenAPI description of a kind of host as it is written."""
    file = next(file for suffix in ("json", "yml") if (file := HERE / f"{kind}.{suffix}").is_file())
    read: Mapping[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return read


@functools.cache
def contract(kind: str) -> Mapping[str, Any]:
    """Return the description with schemas as JSON Schema has them."""
    whole: Mapping[str, Any] = _nullable(description(kind))
    return whole


def _nullable(node: Any) -> Any:
    """Return *node* with ``nullable: true`` of OpenAPI 3.0 in words that JSON Schema knows."""
    if isinstance(node, list):
        return [_nullable(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _nullable(value) for name, value in node.items() if name != "nullable" or value is not True}
    return {"anyOf": [kept, {"type": "null"}]} if node.get("nullable") is True else kept


def operation_of(kind: str, call: Call) -> tuple[str, Mapping[str, str], Mapping[str, Any]]:
    """Return the path, its places filled, and the description of what *call* asks for, empty where it has none."""
    for template, methods in contract(kind)["paths"].items():
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        if (found := re.fullmatch(pattern, call.path)) and call.method.lower() in methods:
            places = {name: unquote(value) for name, value in found.groupdict().items()}
            own = methods[call.method.lower()]
            parameters = [*methods.get("parameters", ()), *own.get("parameters", ())]
            return template, places, {**own, "parameters": parameters}
    return "", {}, {}


def wrong_in_request(kind: str, operation: Mapping[str, Any], call: Call, places: Mapping[str, str]) -> Iterator[str]:
    """Yield what the description of the operation does not know in *call*."""
    if not operation:
        yield f"{call.method} {call.path} is not described"
        return
    parameters = [_resolved(kind, one) for one in operation["parameters"]]
    known = {where: {one["name"]: one for one in parameters if one["in"] == where} for where in ("path", "query")}
    for name in call.query:
        if name not in known["query"]:
            yield f"query {name} is not described"
    for where, given in (("path", places), ("query", call.query)):
        for name, one in known[where].items():
            if name in given:
                schema = one["schema"]
                is_number = _resolved(kind, schema).get("type") == "integer" and given[name].isdigit()
                yield from wrong(kind, schema, int(given[name]) if is_number else given[name])
            elif one.get("required"):
                yield f"{where} {name} is missing"
    yield from _wrong_in_body(kind, operation, call)


def _wrong_in_body(kind: str, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
    if "requestBody" not in operation:
        if call.body is not None:
            yield "a body is not described"
        return
    wanted = _resolved(kind, operation["requestBody"])["content"]["application/json"]["schema"]
    if call.headers.get("Content-Type") != "application/json":
        yield f"Content-Type is {call.headers.get('Content-Type')}"
    yield from wrong(kind, wanted, call.body)
    described = _resolved(kind, wanted).get("properties", {})
    yield from (f"body {name} is not described" for name in call.body or {} if name not in described)


def wrong_in_answer(kind: str, operation: Mapping[str, Any], status: int, answer: Any) -> Iterator[str]:
    """Yield what the description of the operation does not know in an answer."""
    known = operation["responses"].get(str(status))
    if known is None and status in (401, 403):  # any operation may answer so, whether it says so or not
        return
    if known is None:
        yield f"answer: status {status} is not described"
    elif content := _resolved(kind, known).get("content"):
        found = wrong(kind, content["application/json"]["schema"], answer)
        yield from (f"answer: {one}" for one in found if status < 300)


def _resolved(kind: str, node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        found: Any = contract(kind)
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def wrong(kind: str, schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Yield where *value* breaks *schema*."""
    whole = {**schema, "components": contract(kind).get("components", {})}
    yield from (
        f"{error.json_path}: {error.message[:200]}" for error in Draft202012Validator(whole).iter_errors(value)
    )
