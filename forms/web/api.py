"""The JSON interface, for the mini program and partner platforms: the same checks, the same inbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from forms.check.problems import Message, messages
from forms.inbox.errors import InboxError, UnknownReceiptError
from forms.intake.bodies import read_form, read_json, read_whole, take_base64, tree_in
from forms.intake.errors import RefusedError, malformed
from forms.intake.limits import Limits
from forms.intake.multipart import MultipartForm, TakerMaker
from forms.model import Entry, Receipt
from forms.phrases import read_form_phrases
from forms.submission.sent import Sent
from forms.web.answers import problem_json
from forms.web.openapi import description
from forms.web.service import Service, drop_files, refused_files
from forms.web.submit import LONGEST_KEY, SHORTEST_KEY
from forms.web.track import comment_on, history_of, told_of
from site_builder.languages import LANGS
from site_builder.load.contract.forms import FormDefinition
from site_builder.problems import Problem

PART = "submission"
"""Name of the part of a multipart request that holds the JSON."""
_KNOWN = frozenset({"language", "about", "consents", "fields", "attachments", "altcha", "practice"})


@dataclass(frozen=True)
class _Parsed:
    sent: Sent
    payload: str
    problems: tuple[Problem, ...]


async def submit(request: Request) -> Response:
    """``POST /api/v1/submissions/{form}``."""
    service: Service = request.app.state.service
    definition = service.admit(request)
    key = request.headers.get("idempotency-key", "")
    if not (SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise RefusedError("no_key", 400)
    form, tree = await _body(request, service, definition)
    try:
        return await asyncio.to_thread(_take, service, definition, form, tree, f"api:{key}")
    except InboxError as error:
        raise RefusedError(error.code, 409) from None
    finally:
        drop_files(form.files)


async def _body(
    request: Request, service: Service, definition: FormDefinition
) -> tuple[MultipartForm, dict[str, Any]]:
    headers, limits = request.headers, service.settings.limits
    kind, length = headers.get("content-type", ""), headers.get("content-length", "")
    form = MultipartForm()

    def make(name: str) -> Any:
        return service.taker_for(request, definition, name)

    if kind.partition(";")[0].strip().lower() == "application/json":
        raw = await read_whole(length, request.stream(), limits.json_bytes, limits.body_seconds)
    elif kind.partition(";")[0].strip().lower() == "multipart/form-data":
        form = await read_form(kind, length, request.stream(), limits, make)
        raw = form.one(PART, limits.field_bytes).encode()
    else:
        raise RefusedError("not_json", 415)
    try:
        return form, await asyncio.to_thread(_tree, raw, form, make, limits)
    except BaseException:
        drop_files(form.files)
        raise


def _tree(raw: bytes, form: MultipartForm, make: TakerMaker, limits: Limits) -> dict[str, Any]:
    """Return the JSON *raw*; files in it are added to *form*."""
    tree = tree_in(read_json(raw))
    if not tree.keys() <= _KNOWN:
        raise malformed()
    if "attachments" in tree:
        take_base64(tree["attachments"], make, form, limits)
    return tree


def _parsed(definition: FormDefinition, form: MultipartForm, tree: dict[str, Any]) -> _Parsed:
    language, about, consents = tree.get("language"), tree.get("about", ""), tree.get("consents", [])
    payload, is_practice = tree.get("altcha", ""), tree.get("practice", False)
    if language not in LANGS or not isinstance(about, str) or not isinstance(payload, str):
        raise malformed()
    if not isinstance(is_practice, bool):
        raise malformed()
    if not isinstance(consents, list) or not all(isinstance(consent, str) for consent in consents):
        raise malformed()
    fields, agreed = tree_in(tree.get("fields", {})), frozenset(map(str, consents))
    sent = Sent(definition, str(language), "api", fields, about, agreed, tuple(form.files), is_practice=is_practice)
    return _Parsed(sent, payload, tuple(refused_files(form, definition)))


def _take(
    service: Service, definition: FormDefinition, form: MultipartForm, tree: dict[str, Any], key: str
) -> Response:
    parsed = _parsed(definition, form, tree)
    known = service.inbox.receipt_for(key)
    checked = service.check(parsed.sent, known)
    if parsed.problems or checked.submission is None:
        return _problems((*parsed.problems, *checked.errors))
    if not service.proof.is_solved(parsed.payload) or not service.proof.spend(parsed.payload, key):
        raise RefusedError("no_proof", 422)
    receipt, problems = service.receive(checked.submission, key)
    if receipt is None:
        return _problems(problems)
    told = _receipt(receipt) | _practice(checked.submission.is_practice)
    return JSONResponse(told, 200 if known else 201)


def _practice(is_practice: bool) -> dict[str, Any]:
    return {"practice": True} if is_practice else {}


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "receipt": receipt.number,
        "secret": receipt.secret,
        "received_at": receipt.received_at,
        "digest": receipt.digest,
    }


def _problems(found: tuple[Problem, ...]) -> Response:
    said = [messages(found, read_form_phrases(lang)) for lang in LANGS]
    return problem_json("problems", 422, errors=[_row(one) for one in zip(*said, strict=True)])


def _row(said: tuple[Message, ...]) -> dict[str, str]:
    """Return one problem, *said* in each language."""
    texts = {lang: one.text for lang, one in zip(LANGS, said, strict=True)}
    return {"field": said[0].where, "code": said[0].code, **texts}


async def status(request: Request) -> Response:
    """``GET /api/v1/submissions/{receipt}``, with the secret in a header."""
    service: Service = request.app.state.service
    service.count_address(request)
    number, secret = request.path_params["receipt"], request.headers.get("receipt-secret", "")
    return await asyncio.to_thread(_status, service, number, secret)


def _status(service: Service, number: str, secret: str) -> Response:
    try:
        if not service.inbox.authenticate(number, secret):
            raise RefusedError("unknown_receipt", 404)
        return JSONResponse(_tracked(told_of(service, number)))
    except UnknownReceiptError:
        raise RefusedError("unknown_receipt", 404) from None


def _tracked(entry: Entry) -> dict[str, Any]:
    envelope = entry.envelope
    histories = [history_of(entry, lang) for lang in LANGS]
    return {
        "receipt": envelope.receipt,
        "form": envelope.form,
        "state": envelope.state,
        "version": envelope.version,
        "received_at": envelope.received_at,
        "changed_at": envelope.changed_at,
        "published_as": envelope.published_as,
        "comment": {lang: comment_on(entry, lang) for lang in LANGS},
        **_practice(envelope.is_practice),
        "history": [
            {
                "at": step[0].at,
                **{lang: f"{one.name} {one.note}".strip() for lang, one in zip(LANGS, step, strict=True)},
            }
            for step in zip(*histories, strict=True)
        ],
    }


async def challenge(request: Request) -> Response:
    """``GET /api/v1/challenge``."""
    service: Service = request.app.state.service
    return JSONResponse(service.proof.challenge())


async def openapi(request: Request) -> Response:
    """``GET /api/v1/openapi.json``."""
    service: Service = request.app.state.service
    return JSONResponse(description(service.context().catalogue.codes, service.settings.limits))


async def nothing(_: Request) -> Response:
    """Any other address under ``/api/``: there is none, told as the interface tells it."""
    raise RefusedError("no_page", 404)


async def healthz(request: Request) -> Response:
    """``GET /healthz``: the process answers, and what it writes to the inbox reaches the disk."""
    service: Service = request.app.state.service
    found = await asyncio.to_thread(service.health.look)
    return JSONResponse(found, 200 if found["status"] == "ok" else 503)
