"""A form that was sent to the desk: its fields, and the identity that may come with it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from forms.desk.office import Office, Refused
from forms.intake.bodies import read_whole
from forms.intake.errors import RefusedError
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
    try:
        length = request.headers.get("content-length", "")
        request._body = await read_whole(length, request.stream(), bound.size, bound.seconds)
    except RefusedError as error:
        raise Refused(error.code, error.status) from None
    try:
        return await request.form(max_files=4, max_fields=MOST_FIELDS, max_part_size=bound.size)
    except Exception as error:  # whatever the parser finds wrong
        raise Refused("malformed", 400) from error


def text_of(form: FormData, name: str) -> str:
    """Return the text that was sent as *name*, with the line ends that texts have here."""
    found = form.get(name, "")
    return stored(found) if isinstance(found, str) else ""


async def identity_in(office: Office, form: FormData) -> str:
    """Return the identity that came with the form, else the desk's own; empty where there is none."""
    found = form.get("identity")
    if isinstance(found, UploadFile):
        lines = (await found.read()).decode("utf-8", "replace").split()
        given = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
        if given:
            return given
    return office.identity
