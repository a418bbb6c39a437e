"""A form that was sent to the desk: its fields, and the identity that may come with it."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from forms.desk.pages.office import Office, Refused

MOST_BYTES = 1024 * 1024  # of one form of the desk; an identity file is small, a record has its limits
MOST_FIELDS = 2000


async def read_form(request: Request) -> FormData:
    """Return the form, which is held in memory and never touches the disk.

    Raises:
        Refused: it is too large.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Refused("too_large", 413)
    request._body = body
    try:
        return await request.form(max_files=4, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
    except Exception as error:  # whatever the parser finds wrong
        raise Refused("malformed", 400) from error


def text_of(form: FormData, name: str) -> str:
    """Return the text that was sent as *name*, with the line ends that texts have here."""
    found = form.get(name, "")
    return found.replace("\r\n", "\n") if isinstance(found, str) else ""


async def identity_of(office: Office, form: FormData) -> str:
    """Return the identity that came with the form, else the one that the desk was started with.

    Raises:
        Refused: there is none.
    """
    if found := await identity_in(office, form):
        return found
    raise Refused("no_identity", 422)


async def identity_in(office: Office, form: FormData) -> str:
    """Return what ``identity_of`` does, empty where there is none."""
    found = form.get("identity")
    if isinstance(found, UploadFile):
        lines = (await found.read()).decode("utf-8", "replace").split()
        given = next((line for line in lines if line.startswith("AGE-SECRET-KEY-")), "")
        if given:
            return given
    return office.identity
