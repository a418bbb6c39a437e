"""The description of the JSON interface (OpenAPI 3.1), made from the form definitions and the schemas."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from forms.intake.kinds import MEDIA_TYPES
from forms.intake.limits import Limits
from site_builder.languages import LANGS
from site_builder.load.contract.forms import FormDefinition, read_forms
from site_builder.load.contract.schemas import read_schemas
from site_builder.model import CodeLists, Field

Json = dict[str, Any]
_FORMATS = {
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
}


def description(codes: CodeLists, limits: Limits) -> Json:
    """Return the whole description; *codes* are the code lists as they stand."""
    forms = read_forms()
    paths: Json = {f"/api/v1/submissions/{name}": {"post": _post(form, limits)} for name, form in forms.items()}
    paths["/api/v1/submissions/{receipt}"] = {"get": _get_status()}
    paths["/api/v1/challenge"] = {
        "get": _simple("getChallenge", "A challenge of the proof of work (ALTCHA)", "Challenge")
    }
    paths["/api/v1/openapi.json"] = {"get": _simple("getDescription", "This description", "")}
    paths["/healthz"] = {"get": _simple("getHealth", "Whether the service can receive", "Health", 503)}
    schemas = {f"{_title(name)}Submission": _submission(form, codes) for name, form in forms.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "jiebang: submissions",
            "version": version("jiebang"),
            "description": "Hand in needs, solutions, results and requests; the rules are those of the repository. "
            "What is not public is encrypted before it is stored.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": {**schemas, **_COMMON}},
    }


def _title(name: str) -> str:
    return name.title().replace("_", "")


def _post(form: FormDefinition, limits: Limits) -> Json:
    reference = {"$ref": f"#/components/schemas/{_title(form.name)}Submission"}
    return {
        "operationId": f"submit{_title(form.name)}",
        "summary": form.label["en"],
        "description": f"{form.intro['en']} JSON: at most {limits.json_bytes} bytes; else multipart/form-data.",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "The same key with the same content gives the same receipt again.",
                "schema": {"type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[!-~]+$"},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": reference},
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["submission"],
                        "properties": {
                            "submission": reference,
                            "attachments": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        },
                    },
                    "encoding": {"submission": {"contentType": "application/json"}},
                },
            },
        },
        "responses": {
            "201": _answer("Received; the receipt is on disk.", "Receipt"),
            "200": _answer("Received before with this key; the same receipt.", "Receipt"),
            **_problems(400, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503),
        },
    }


def _get_status() -> Json:
    return {
        "operationId": "getSubmission",
        "summary": "What became of a submission",
        "parameters": [
            {"name": "receipt", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}},
            {"name": "Receipt-Secret", "in": "header", "required": True, "schema": {"type": "string"}},
        ],
        "responses": {"200": _answer("Where it stands.", "Tracked"), **_problems(404, 429, 500)},
    }


def _simple(operation: str, summary: str, schema: str, other: int = 0) -> Json:
    answer = (
        _answer(summary, schema)
        if schema
        else {"description": summary, "content": {"application/json": {"schema": {"type": "object"}}}}
    )
    return {
        "operationId": operation,
        "summary": summary,
        "responses": {"200": answer, **({str(other): _answer("It cannot.", schema)} if other else {})},
    }


def _answer(text: str, schema: str, kind: str = "application/json") -> Json:
    return {"description": text, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


_STATUSES = {
    400: "The body or a head is malformed.",
    403: "Sent by another site, or not the secret of this receipt.",
    404: "There is no such submission, or not with this secret.",
    408: "The body did not come in time.",
    409: "The key was used for another content.",
    413: "Too large.",
    415: "Neither JSON nor multipart/form-data.",
    422: "Values are wrong; each with its field and words in both languages. Or the proof of work is missing.",
    429: "Too many requests; Retry-After says when the next is taken.",
    431: "The name of a file or of a field is too long.",
    500: "A fault of ours.",
    503: "Too many files are waiting to be confirmed; Retry-After says when the next is taken.",
}


def _problems(*statuses: int) -> Json:
    return {str(status): _answer(_STATUSES[status], "Problem", "application/problem+json") for status in statuses}


def _submission(form: FormDefinition, codes: CodeLists) -> Json:
    fields = {name: _field(spec, codes) for name, spec in form.schema.fields.items()}
    required = ["language", "fields", "consents", *(["about"] if form.about else [])]
    properties: Json = {
        "language": {"enum": [*LANGS], "description": "Of the submitter; answers and mails come in it."},
        "fields": {
            "type": "object",
            "properties": fields,
            "required": [name for name, spec in form.schema.fields.items() if spec.is_required or spec.required_when],
            "additionalProperties": False,
        },
        "consents": {"type": "array", "items": {"enum": [consent.code for consent in form.consents]}},
        "attachments": _attachments(form),
        "altcha": {"type": "string", "description": "Solved challenge of /api/v1/challenge, as ALTCHA writes it."},
    }
    properties["practice"] = _YES
    if form.about:
        properties["about"] = {"type": "string", "description": f"Id of a record: {', '.join(form.about)}."}
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _attachments(form: FormDefinition) -> Json:
    types = ", ".join(MEDIA_TYPES[kind] for kind in form.attachments.types)
    return {
        "type": "array",
        "maxItems": form.attachments.most,
        "description": f"{types}; at most {form.attachments.bytes} bytes each.",
        "items": {
            "type": "object",
            "required": ["name", "content"],
            "properties": {"name": {"type": "string"}, "content": {"type": "string", "contentEncoding": "base64"}},
            "additionalProperties": False,
        },
    }


def _field(spec: Field, codes: CodeLists) -> Json:
    about = {"title": spec.label["en"], "description": f"{spec.label['zh']} · {spec.help['en']} ({spec.visibility})"}
    if spec.bilingual:
        return {**about, "type": "object", "properties": {lang: _in_language(spec, lang) for lang in spec.languages},
                "additionalProperties": False}  # fmt: skip
    if spec.type == "array":
        item = _part(spec, codes) if spec.part else _one(spec, codes)
        return {**about, "type": "array", "items": item, **_counts(spec)}
    return {**about, **(_part(spec, codes) if spec.part else _one(spec, codes))}


def _counts(spec: Field) -> Json:
    names = {"minLength": "minItems", "maxLength": "maxItems"}
    return {names[name]: value for name, value in spec.constraints.items() if name in names}


def _in_language(spec: Field, lang: str) -> Json:
    text: Json = {"type": "string"}
    if lang in spec.limit:
        text["maxLength"] = spec.limit[lang]
    return {"type": "array", "items": text, **_counts(spec)} if spec.type == "array" else text


def _part(spec: Field, codes: CodeLists) -> Json:
    fields = read_schemas().parts[spec.part].fields
    return {
        "type": "object",
        "properties": {name: _field(part, codes) for name, part in fields.items()},
        "required": [name for name, part in fields.items() if part.is_required],
        "additionalProperties": False,
    }


def _one(spec: Field, codes: CodeLists) -> Json:
    if spec.codes:
        listed = sorted(codes.get(spec.codes, {}))
        return {"type": "string", "enum": listed} if listed else {"type": "string"}
    found: Json = dict(_FORMATS.get(spec.type, {"type": "string"}))
    if spec.type in ("integer", "number"):
        found |= {name: spec.constraints[name] for name in ("minimum", "maximum") if name in spec.constraints}
    elif spec.type == "string":
        found |= {"maxLength": spec.constraints["maxLength"]} if "maxLength" in spec.constraints else {}
        found |= {"pattern": f"^(?:{spec.constraints['pattern']})$"} if "pattern" in spec.constraints else {}
    return found


_TEXT: Json = {"type": "string"}
_YES: Json = {
    "type": "boolean",
    "description": "True where it belongs to the examples, so that it is never published.",
}
_SAID: Json = dict.fromkeys(LANGS, _TEXT)
_COMMON: Json = {
    "Receipt": {
        "type": "object",
        "required": ["receipt", "secret", "received_at", "digest"],
        "properties": dict.fromkeys(("receipt", "secret", "received_at", "digest"), _TEXT) | {"practice": _YES},
    },
    "Tracked": {
        "type": "object",
        "required": ["receipt", "form", "state", "version", "history"],
        "properties": {
            "receipt": _TEXT, "form": _TEXT, "state": _TEXT, "version": {"type": "integer"}, "received_at": _TEXT,
            "changed_at": _TEXT, "published_as": _TEXT, "comment": {"type": "object"}, "practice": _YES,
            "history": {"type": "array", "items": {"type": "object"}},
        },
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457, with the words in each language.",
        "required": ["type", "title", "status", "code", *LANGS],
        "properties": {
            "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "code": _TEXT, **_SAID,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "code", *LANGS],
                    "properties": {"field": _TEXT, "code": _TEXT, **_SAID},
                },
            },
        },
    },
    "Challenge": {
        "type": "object",
        "required": ["algorithm", "challenge", "salt", "signature", "maxnumber"],
        "properties": {
            "algorithm": _TEXT, "challenge": _TEXT, "salt": _TEXT, "signature": _TEXT,
            "maxnumber": {"type": "integer"},
        },
    },
    "Health": {
        "type": "object",
        "required": ["status", "files"],
        "properties": {"status": _TEXT, "files": _TEXT},
    },
}  # fmt: skip
