"""Reads the body of a request as a form or as JSON, within limits of size and time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from forms.intake.errors import RefusedError, malformed, too_large
from forms.intake.limits import Limits
from forms.intake.multipart import MultipartForm, MultipartReader, TakerMaker
from forms.intake.spool import Refused
from forms.model import Tree, Value

MOST_DEPTH = 12
_TOGETHER = 64 * 1024  # bytes that are collected before another thread is asked to read them
_REST_SECONDS, _PAUSE_SECONDS = 10.0, 1.0  # for which the rest of what is refused is taken in, and waited for
Body = AsyncIterator[bytes]


async def read_form(
    content_type: str, length: str, body: Body, limits: Limits, make: TakerMaker | None
) -> MultipartForm:
    """Return the fields and files of a form; without *make*, files are read as fields.

    Raises:
        RefusedError: too large, too slow, malformed, or not a form.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        await _check_length(length, limits.body_bytes, body)
        reader = await asyncio.to_thread(MultipartReader, content_type, limits, make)
        try:
            async with asyncio.timeout(limits.body_seconds):
                return await _pour(body, reader, limits.body_bytes)
        except BaseException as error:
            await asyncio.to_thread(reader.drop)
            if isinstance(error, TimeoutError):
                raise RefusedError("too_slow", 408) from None
            raise
    if kind == "application/x-www-form-urlencoded":
        raw = await read_whole(length, body, limits.fields_bytes, limits.body_seconds)
        return MultipartForm(pairs=await asyncio.to_thread(_urlencoded, raw, limits))
    raise RefusedError("not_a_form", 415)


async def _pour(body: Body, reader: MultipartReader, most: int) -> MultipartForm:
    """Return what *reader* finds in another thread: what is foreign never holds up those who wait for an answer."""
    total, waiting = 0, bytearray()
    async for piece in body:
        total += len(piece)
        if total > most:
            await _refuse(body)
        waiting += piece
        if len(waiting) >= _TOGETHER:
            taken, waiting = bytes(waiting), bytearray()
            await asyncio.to_thread(reader.write, taken)
    return await asyncio.to_thread(reader.close, bytes(waiting))


def _urlencoded(raw: bytes, limits: Limits) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=limits.fields)
    except (UnicodeDecodeError, ValueError):
        raise malformed() from None
    if any(len(text) > limits.field_bytes for _, text in pairs):
        raise too_large()
    return [(name, text.replace("\r\n", "\n")) for name, text in pairs]


async def read_whole(length: str, body: Body, most: int, seconds: float) -> bytes:
    """Return a body of at most *most* bytes.

    Raises:
        RefusedError: too large, too slow.
    """
    await _check_length(length, most, body)
    found = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in body:
                found += piece
                if len(found) > most:
                    await _refuse(body)
    except TimeoutError:
        raise RefusedError("too_slow", 408) from None
    return bytes(found)


async def _check_length(length: str, most: int, body: Body) -> None:
    """Refuse what says itself that it is too large, before it is looked at."""
    if length.isdigit() and (len(length) > 15 or int(length) > most):
        await _refuse(body)


async def _refuse(body: Body) -> NoReturn:
    """Refuse what is too large once the rest of it has come in, or has come for so long, or comes no more.

    Some proxies lose an answer that arrives while they still send.
    """
    with contextlib.suppress(TimeoutError, StopAsyncIteration):
        async with asyncio.timeout(_REST_SECONDS):
            while True:
                await asyncio.wait_for(anext(body), _PAUSE_SECONDS)
    raise too_large()


def read_json(raw: bytes) -> Any:
    """Return what *raw* holds, numbers and truth values as text: a record is written in text.

    Raises:
        RefusedError: it is no JSON, gives a name twice, lies too deep, or holds half of a surrogate pair.
    """
    try:
        found = json.loads(raw.decode("utf-8"), parse_float=str, parse_int=str, parse_constant=_no_constant,
                           object_pairs_hook=_once)  # fmt: skip
    except (ValueError, RecursionError):
        raise malformed() from None
    return _as_text(found, 0)


def _no_constant(_: str) -> None:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _as_text(value: Any, depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise malformed()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return {_sound(name): _as_text(held, depth + 1) for name, held in value.items()}
    if isinstance(value, list):
        return [_as_text(held, depth + 1) for held in value]
    return _sound(value) if isinstance(value, str) else None


def _sound(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise malformed() from None
    return text


def tree_in(value: Any) -> Tree:
    """Return *value* as a tree of values; what is null is left out.

    Raises:
        RefusedError: it is no mapping.
    """
    if not isinstance(value, dict):
        raise malformed()
    return {name: _without_nulls(held) for name, held in value.items() if held is not None}


def _without_nulls(value: Any) -> Value:
    if isinstance(value, dict):
        return {name: _without_nulls(held) for name, held in value.items() if held is not None}
    if isinstance(value, list):
        return [_without_nulls(held) for held in value if held is not None]
    return str(value)


def take_base64(rows: Any, make: TakerMaker, form: MultipartForm, limits: Limits) -> None:
    """Take files that came within JSON: ``[{name, content}]``, the content in base64.

    Raises:
        RefusedError: they have another form, or are too many.
    """
    if not isinstance(rows, list):
        raise malformed()
    if len(rows) > limits.files:
        raise too_large()
    for number, row in enumerate(rows):
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("name"), str)
            or not isinstance(row.get("content"), str)
        ):
            raise malformed()
        try:
            content = base64.b64decode(row["content"], validate=True)
        except (binascii.Error, ValueError):
            raise malformed() from None
        taker = make(row["name"])
        taker.write(content)
        found = taker.finish()
        if isinstance(found, Refused):
            form.refused.append((number, found))
        else:
            form.files.append(found)
