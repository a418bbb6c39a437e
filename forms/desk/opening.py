"""What is sealed, opened once for the page that asks: beside the submission, beside its public text, as a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import BinaryIO
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from forms.desk.browsers import address
from forms.desk.office import Office, Refused, Seat
from forms.desk.review import entry_for, page_of, receipt_in, words_for
from forms.desk.sent import identity_in, text_of
from forms.desk.shown import NOTHING_SAID, Said, said_of
from forms.inbox.errors import InboxError
from forms.intake.scan import FOUND
from forms.model import Entry
from forms.phrases import read_form_phrases
from forms.refusals import DeskError
from forms.review import actions
from forms.review.actions import Opened

CHUNK = 64 * 1024
Draw = Callable[[Office, Seat, Entry, Said, Opened | None], Response]
"""A page of a submission, with what was said and what was opened."""


async def revealed(office: Office, request: Request, seat: Seat, form: FormData, draw: Draw) -> Response:
    """Return the page that *draw* makes with the sealed part, or with the reason why it was not opened."""
    identity = await identity_in(office, form)
    asked = receipt_in(request), text_of(form, "tip"), identity, address(office, request)
    return await asyncio.to_thread(_revealed, office, seat, asked, draw)


def _revealed(office: Office, seat: Seat, asked: tuple[str, str, str, str], draw: Draw) -> Response:
    receipt, tip, identity, network = asked
    entry = entry_for(office, seat, receipt)
    if not identity:
        return draw(office, seat, entry, _no_key(seat), None)
    try:
        opened = actions.reveal(office.inbox, seat.member, receipt, tip, identity, network)
    except (DeskError, InboxError) as error:
        return draw(office, seat, entry, said_of(error, words_for(office, seat, entry)), None)
    return draw(office, seat, opened.entry, NOTHING_SAID, opened)


def _no_key(seat: Seat) -> Said:
    """Return what is said where the file holds no identity: the page stays, the file can be chosen again."""
    return Said(read_form_phrases(seat.lang)["desk.page.refused.no_identity"], status=422, is_key=True)


async def reveal(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/s/{receipt}/reveal``: shown once, in this answer."""
    return await revealed(office, request, seat, form, page_of)


async def attachment(office: Office, request: Request, seat: Seat, form: FormData) -> Response:
    """``POST /desk/s/{receipt}/attachments/{number}``: the file as it was sent, never shown inside the desk."""
    identity = await identity_in(office, form)
    receipt, number = receipt_in(request), _number_in(request)
    entry = await asyncio.to_thread(entry_for, office, seat, receipt)
    if not identity:
        return await asyncio.to_thread(page_of, office, seat, entry, _no_key(seat))
    try:
        asked = office.inbox, seat.member, receipt, number, identity, address(office, request)
        part, stream = await asyncio.to_thread(actions.download, *asked)
    except (DeskError, InboxError) as error:
        said = said_of(error, words_for(office, seat, entry))
        return await asyncio.to_thread(page_of, office, seat, entry, said)
    if part.scan == FOUND:
        await asyncio.to_thread(stream.close)
        why = read_form_phrases(seat.lang).fill("desk.page.scan_found", {"said": part.scan_said})
        return await asyncio.to_thread(page_of, office, seat, entry, Said(why, status=422, is_key=True))
    name = quote(part.name.replace("/", "_").replace("\\", "_")[:150], safe="")
    heads = {
        "content-disposition": f"attachment; filename=\"attachment-{number}\"; filename*=UTF-8''{name}",
        "content-length": str(part.size),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
    }
    return StreamingResponse(_pieces(stream), media_type="application/octet-stream", headers=heads)


def _number_in(request: Request) -> int:
    """Return the number that the address names; not all digits that a request may hold are a number to Python."""
    text = str(request.path_params["number"])
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise Refused("no_submission", 404)
    return int(text)


async def _pieces(stream: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(stream.read, CHUNK):
            yield piece
    finally:
        await asyncio.to_thread(stream.close)
