"""A form comes in: refused, shown again with its faults, confirmed, previewed, or received with a receipt."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forms.check.problems import problem
from forms.check.values import pairs_of, tree_of
from forms.inbox.errors import InboxError, KeyReusedError
from forms.inbox.layout import title_of
from forms.inbox.receipts import in_groups, normal_number
from forms.inbox.states import is_state
from forms.inbox.store import Inbox
from forms.inbox.versions import Kept
from forms.intake.bodies import read_form
from forms.intake.errors import RefusedError
from forms.intake.multipart import MultipartForm
from forms.intake.tickets import Ticket, digest_of, new_key
from forms.model import Attachment, Receipt
from forms.phrases import read_form_phrases
from forms.submission.sent import Sent
from forms.submission.splitting import hidden_names
from forms.submission.texts import shown_tree
from forms.web.preferred import preferred
from forms.web.previewing import preview_of
from forms.web.render import moment, page, render
from forms.web.service import TRAP, Corrected, Service, drop_files, refused_files
from site_builder.languages import Lang
from site_builder.load.contract.forms import FormDefinition, read_forms
from site_builder.problems import Problem
from site_builder.render.forms.drawing import Carried

LONGEST_KEY, SHORTEST_KEY = 128, 16


@dataclass(frozen=True)
class Arrived:
    """A form as it arrived: what was sent, and what came along with it."""

    sent: Sent
    key: str
    payload: str
    ticket: Ticket | None
    corrected: Corrected | None
    problems: tuple[Problem, ...]


def language_of(request: Request, form: MultipartForm | None = None) -> Lang:
    """Return the language to answer in: what the form says, the address says, or the browser prefers."""
    return preferred(request, (form.one("language") or "") if form else "")


async def submit(request: Request) -> Response:
    """``POST /submit/{form}``."""
    service: Service = request.app.state.service
    definition = service.admit(request)
    form = await _read(request, service, definition)
    request.state.language = language_of(request, form)
    try:
        return await asyncio.to_thread(_answer, service, definition, form, request.state.language)
    except BaseException:
        drop_files(form.files)
        raise


def _answer(service: Service, definition: FormDefinition, form: MultipartForm, language: str) -> Response:
    arrived = _arrived(service, definition, form, language)
    if form.one("action") == "preview":
        drop_files(form.files)
        return preview_of(service, arrived.sent)
    if form.one(TRAP, 10**6):
        raise RefusedError("trap", 422)
    return _take(service, arrived)


async def back(request: Request) -> Response:
    """``GET /submit/{form}``: the address of an answer opened again leads to the form."""
    definition = read_forms().get(request.path_params["form"])
    if definition is None:
        raise RefusedError("no_form", 404)
    return RedirectResponse(f"/{language_of(request)}/forms/{definition.name}/", 303)


async def preview(request: Request) -> Response:
    """``POST /submit/{form}/preview``: what it would look like; nothing is kept."""
    service: Service = request.app.state.service
    definition = service.admit(request)
    form = await _read(request, service, definition)
    drop_files(form.files)
    request.state.language = language_of(request, form)
    return await asyncio.to_thread(_previewed, service, definition, form, request.state.language)


def _previewed(service: Service, definition: FormDefinition, form: MultipartForm, language: str) -> Response:
    return preview_of(service, _arrived(service, definition, form, language).sent)


async def _read(request: Request, service: Service, definition: FormDefinition) -> MultipartForm:
    headers = request.headers
    return await read_form(
        headers.get("content-type", ""),
        headers.get("content-length", ""),
        request.stream(),
        service.settings.limits,
        lambda name: service.taker_for(request, definition, name),
    )


def _arrived(service: Service, definition: FormDefinition, form: MultipartForm, language: str) -> Arrived:
    tree = tree_of(form.pairs, definition.schema)
    consents = frozenset(text for name, text in form.pairs if name == "consents")
    about = form.one("about")
    ticket = service.tickets.read(form.one("ticket", 20_000))
    files = tuple(form.files)
    if ticket:
        files = (*ticket.files, *files)
        if ticket.form != definition.name or ticket.digest != digest_of(tree, about, consents):
            ticket, files = None, tuple(form.files)
    key = ticket.key if ticket else form.one("key")
    key = key if SHORTEST_KEY <= len(key) <= LONGEST_KEY and key.isascii() else new_key()
    corrected = _corrected(service.inbox, form)
    sent = Sent(definition, language, "web", tree, about, consents, files, is_practice=bool(form.one("practice")))
    sent = service.context().placed(sent)
    if corrected:
        entry = service.inbox.read(corrected.receipt)
        before, is_returned = entry.versions[-1].public, is_state(entry.envelope, "with_submitter")
        hidden = hidden_names(tree, definition) & hidden_names(before, definition)
        kept = hidden | {name for name in definition.schema.fields if definition.visibility_of(name) != "public"}
        files_kept = len(corrected.kept.attachments)
        sent = replace(sent, kept_fields=kept, kept_attachments=files_kept, is_returned=is_returned)
        sent = replace(sent, is_practice=entry.envelope.is_practice)
    return Arrived(sent, key, form.one("altcha", 4000), ticket, corrected, tuple(refused_files(form, definition)))


def _corrected(inbox: Inbox, form: MultipartForm) -> Corrected | None:
    """Return which submission the form corrects, if it says so and knows its secret.

    Raises:
        RefusedError: it says so and does not.
    """
    receipt, secret = form.one("receipt"), form.one("secret")
    if not receipt:
        return None
    if not inbox.authenticate(receipt, secret):
        raise RefusedError("unknown_receipt", 403)
    count = inbox.read(receipt).envelope.attachments
    numbers = {
        int(text) for name, text in form.pairs if name == "kept_attachments" and re.fullmatch("[0-9]{1,3}", text)
    }
    kept = tuple(number for number in range(1, count + 1) if number in numbers)
    secret = secret.replace("-", "").replace(" ", "").upper()
    return Corrected(normal_number(receipt), secret, Kept(fields=True, attachments=kept))


def _take(service: Service, arrived: Arrived) -> Response:
    """Return the answer to a form that is to be received."""
    sent, key = arrived.sent, arrived.key
    checked = service.check(sent, _own(service, arrived))
    if arrived.problems or checked.submission is None:
        return _again(service, arrived, (*arrived.problems, *checked.errors))
    if arrived.ticket is None and not service.proof.is_solved(arrived.payload):
        return _confirm(service, arrived)
    spent = (
        service.proof.spend_once(arrived.ticket.key, key)
        if arrived.ticket
        else service.proof.spend(arrived.payload, key)
    )
    if not spent:
        return _confirm(service, replace(arrived, ticket=None, key=new_key()))
    if any(not file.path.exists() for file in sent.attachments) and not service.inbox.receipt_for(key):
        return _again(service, arrived, (problem("attachments-gone", "attachments"),))
    try:
        receipt, problems = service.receive(checked.submission, key, arrived.corrected)
    except KeyReusedError:  # typed on after going back: another content is another request
        return _confirm(service, replace(arrived, ticket=None, key=new_key()))
    except InboxError as error:
        raise RefusedError(error.code, 409) from None
    if receipt is None:
        return _again(service, arrived, problems)
    drop_files(sent.attachments)
    return _receipt(service, arrived, receipt)


def _own(service: Service, arrived: Arrived) -> str:
    if arrived.corrected:
        return arrived.corrected.receipt
    return service.inbox.receipt_for(arrived.key)


def _again(service: Service, arrived: Arrived, problems: tuple[Problem, ...]) -> Response:
    """Return the form with what was typed and what is wrong; files have to be chosen again."""
    sent = arrived.sent
    if sent.attachments:
        problems = (*problems, problem("attachments-again", "attachments"))
        drop_files(sent.attachments)
    drawn = service.site.on(service.settings.today())
    html = form_html(service, sent, problems, new_key(), arrived.corrected)
    label = sent.form.label[sent.language]
    body = f"<div data-jb-form-page><h1>{escape(label)}</h1>{html}</div>"
    path = f"forms/{sent.form.name}/"
    return page(drawn, sent.language, label, body, 422, path, is_practice=sent.is_practice)


def form_html(
    service: Service, sent: Sent, problems: tuple[Problem, ...], key: str, corrected: Corrected | None
) -> str:
    """Return the form of *sent* as HTML; that of a corrected version carries what it is of."""
    drawn = service.site.on(service.settings.today())
    values: dict[str, Any] = {**shown_tree(sent.tree), "consents": sorted(sent.consents), "about": sent.about}
    carried = _carried(corrected) if corrected else ()
    return drawn.form(
        sent.language, sent.form.name, sent.about, values, problems, key, carried, is_practice=sent.is_practice
    )


def _carried(corrected: Corrected) -> Carried:
    kept = (("kept_attachments", str(number)) for number in corrected.kept.attachments)
    return (("receipt", corrected.receipt), ("secret", corrected.secret), *kept)


def _confirm(service: Service, arrived: Arrived) -> Response:
    """Return the page that a browser without script answers in the place of a proof of work."""
    sent = arrived.sent
    drawn = service.site.on(service.settings.today())
    files: tuple[Attachment, ...] = sent.attachments
    ticket = Ticket(sent.form.name, arrived.key, digest_of(sent.tree, sent.about, sent.consents), files)
    pairs = [*pairs_of(sent.tree), ("language", sent.language), ("about", sent.about)]
    pairs += [("consents", consent) for consent in sorted(sent.consents)]
    pairs += _carried(arrived.corrected) if arrived.corrected else []
    pairs += [("practice", "1")] if sent.is_practice else []
    title = title_of(sent.tree)[sent.language]
    body = render(
        "confirm.html", sent.language, form=sent.form, pairs=pairs, ticket=service.tickets.write(ticket),
        title=title, about=sent.about, files=files, is_practice=sent.is_practice,
    )  # fmt: skip
    title = read_form_phrases(sent.language)["service.confirm.title"]
    return page(drawn, sent.language, title, body, is_practice=sent.is_practice)


def _receipt(service: Service, arrived: Arrived, receipt: Receipt) -> Response:
    sent = arrived.sent
    drawn = service.site.on(service.settings.today())
    secret = in_groups(receipt.secret)
    facts = {"form": sent.form, "receipt": receipt, "secret": secret, "about": sent.about}
    facts |= {
        "is_practice": sent.is_practice,
        "at": moment(receipt.received_at, sent.language, service.settings.zone),
    }
    body = render("receipt.html", sent.language, corrected=arrived.corrected is not None, **facts)
    title = read_form_phrases(sent.language)["service.receipt.title"]
    return page(drawn, sent.language, title, body, is_practice=sent.is_practice)
