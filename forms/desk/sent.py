"""A form that was sent to the desk: its fields, and the identity that may come with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request

from forms.desk.office import Office, Refused
from forms.intake import bodies
from forms.intake.errors import RefusedError
from forms.intake.limits import Limits
from site_builder.text_forms.folding import stored

MOST_FIELDS = 2000


@dataclass(frozen=True)
class Bound:
    """How much of a form is taken, and how long it may be on its way in seconds."""

    size: int
    seconds: float


BOUND = Bound(1024 * 1024, 60.0)  # an identity file is small, a record has its limits
SIGN_IN = Bound(8 * 1024, 15.0)  # nobody is known yet


async def read_form(request: Request, bound: Bound) -> FormData:
    """Return the form, which is held in memory and never touches the disk.

    Raises:
        Refused: it is too large, too slow or no form.
    """
    kind, length = request.headers.get("content-type", ""), request.headers.get("content-length", "")
    limits = Limits(fields=MOST_FIELDS, field_bytes=bound.size, fields_bytes=bound.size, body_seconds=bound.seconds)
    try:
        raw = await bodies.read_whole(length, request.stream(), bound.size, bound.seconds)
        form = await bodies.read_form(kind, "", _once(raw), limits, None)
    except RefusedError as error:
        code = error.code if error.code in ("too_large", "too_slow") else "malformed"
        raise Refused(code, error.status) from None
    return FormData([*form.pairs])


async def _once(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


def text_of(form: FormData, name: str) -> str:
    """Return the text that was sent as *name*, with the line ends that texts have here."""
    found = form.get(name, "")
    return stored(found) if isinstance(found, str) else ""


async def identity_in(office: Office, form: FormData) -> str:
    """Return the identity that came with the form, else the desk's own; empty where there is none."""
    return await asyncio.to_thread(_identity_in, text_of(form, "identity")) or office.identity


def _identity_in(text: str) -> str:
    return next((line for line in text.split() if line.startswith("AGE-SECRET-KEY-")), "")
