"""Files that come in: told by content, counted, encrypted on the way; names are for showing only."""

from __future__ import annotations

import functools
import io
import resource
import socket
import struct
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.intake.spool import shown_name
from forms.model import named_as
from tests.kinds import kind_of
from tests.service import Running, need_pairs
from tests.waiting import PATIENCE, wait_until

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def office(part: str = "word/document.xml", content: bytes = b"<w/>", **more: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, content)
        for name, held in more.items():
            archive.writestr(name.replace("__", "."), held)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), *more, (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    rows = (
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(rows)


def jpeg(width: int, height: int, segment: bytes = b"x" * 100) -> bytes:
    thumbnail = b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    frame = b"\xff\xc0" + struct.pack(">HBHH", 11, 8, height, width) + b"\x01\x11\x00\x00"
    return b"\xff\xd8" + thumbnail + frame + b"\xff\xda\x00\x08" + b"scan" * 10 + b"\xff\xd9"


def overlapping() -> bytes:
    """Return an archive whose directory names one member many times (a bomb without nesting)."""
    raw = office()
    start = raw.index(b"PK\x01\x02")
    end = raw.index(b"PK\x05\x06")
    rows = raw[start:end] * 50
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 100, 100, len(rows), start, 0)
    return raw[:start] + rows + tail


@functools.cache
def bomb() -> bytes:
    """Return a small archive with a large member."""
    return office(content=b"0" * 40_000_000)


def lying() -> bytes:
    """Return an archive that says a large member is small."""
    raw = bytearray(bomb())
    place = raw.index(b"PK\x03\x04", 10)
    raw[place + 22 : place + 26] = struct.pack("<L", 10)
    return bytes(raw)


def encrypted() -> bytes:
    raw = bytearray(office())
    raw[6] |= 1
    return bytes(raw)


@pytest.mark.parametrize("piece", [1, 7, 1000, 10**7])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (b"\xef\xbb\xbf" + PDF, "pdf"),
        (b"\r\n" + PDF, "pdf"),
        (b"x" * 130 + PDF, "pdf"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + PDF, "pdf"),
        (b"%!PS-Adobe-3.0\n" + PDF, "pdf"),
        (b"x" * 1019 + PDF, "pdf"),
        (b"x" * 1020 + PDF, "attachment-type"),
        (b"MZ" + b"\0" * 100 + PDF, "attachment-type"),
        (b"\xef\xbb\xbf <html>" + PDF, "attachment-type"),
        (b"#!/bin/sh\n" + PDF, "attachment-type"),
        (b"\x7fELF" + b"\0" * 60 + PDF, "attachment-type"),
        (b"GIF89a" + PDF, "attachment-type"),
        (b"PK\x03\x04" + PDF, "attachment-type"),
        (b"\r\n" + PDF.replace(b"endobj", b"/JavaScript endobj"), "attachment-pdf"),
        (office(), "docx"),
        (workbook(), "xlsx"),
        (office("ppt/presentation.xml"), "pptx"),
        (png(2000, 1000), "png"),
        (jpeg(4000, 3000), "jpg"),
        (jpeg(4000, 3000, segment=b"x" * 60_000), "jpg"),
        (b"", "attachment-type"),
        (b"%PDF-1.7 cut off", "attachment-type"),
        (b"MZ" + b"\0" * 100, "attachment-type"),
        (b"<html><script>", "attachment-type"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "attachment-type"),
        (office("a/document.xml"), "attachment-type"),
        (office(xl__workbook__xml=b"x"), "docx"),
        (office(**{"word/vbaProject__bin": b"x"}), "attachment-program"),
        (office() + b"appended", "attachment-type"),
        (office()[:-30], "attachment-type"),
        (encrypted(), "attachment-type"),
        (overlapping(), "attachment-type"),
        (png(100_000, 100_000), "attachment-bomb"),
        (jpeg(60_000, 60_000), "attachment-bomb"),
        (png(0, 5), "attachment-type"),
    ],
    ids=range(36),
)
def test_kind_is_told_by_content(data: bytes, kind: str, piece: int) -> None:
    assert kind_of(data, piece) == kind


@pytest.mark.parametrize("make", [bomb, lying])
def test_zip_bomb_is_refused_before_it_has_grown(make: Callable[[], bytes]) -> None:
    data = make()

    assert len(data) < 200_000
    assert kind_of(data, 64 * 1024) == "attachment-bomb"


@pytest.mark.parametrize(("bound", "most"), [("MOST_BYTES", 1000), ("MOST_MEMBERS", 3)])
def test_archive_with_too_much_or_too_many_in_it_is_a_bomb(
    monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    data = office(content=bytes(1500), **{f"part{number}__xml": b"x" for number in range(5)})
    assert kind_of(data, 1000) == "docx"
    monkeypatch.setattr(f"forms.intake.archives.{bound}", most)

    assert kind_of(data, 1000) == "attachment-bomb"


def rows_of(raw: bytes) -> list[bytes]:
    """Return the rows of the directory of an archive."""
    directory = raw[raw.index(b"PK\x01\x02") : raw.index(b"PK\x05\x06")]
    return [b"PK\x01\x02" + row for row in directory.split(b"PK\x01\x02")[1:]]


def with_rows(rows: list[bytes], count: int) -> bytes:
    """Return an archive whose directory has *rows* and says that there are *count*."""
    raw = office()
    start, content = raw.index(b"PK\x01\x02"), b"".join(rows)
    return raw[:start] + content + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(content), start, 0)


def test_directory_names_each_member_once_by_its_own_name_and_no_other() -> None:
    first, second = rows_of(office())
    other_name = second.replace(b"word/document.xml", b"word/documenT.xml")
    found = [
        kind_of(with_rows(rows, count), 1000)
        for rows, count in [
            ([first, second], 2),
            ([first, second, second], 2),
            ([second], 1),
            ([first, second], 3),
            ([first, other_name], 2),
        ]
    ]

    assert found == ["docx", *["attachment-type"] * 4]


def test_picture_of_endless_segments_is_refused() -> None:
    picture = jpeg(40, 30)
    few, many = (picture[:2] + b"\xff\xe2\x00\x02" * count + picture[2:] for count in (100, 300_000))

    assert [kind_of(few, 1000), kind_of(many, 1000)] == ["jpg", "attachment-type"]


def test_texts_in_a_picture_that_would_grow_are_not_unpacked() -> None:
    bomb = png(40, 30, (b"zTXt", b"name\0\0" + zlib.compress(bytes(200 * 2**20))))

    assert [kind_of(png(40, 30, (b"tEXt", b"name\0text")), 1000), kind_of(bomb, 1000)] == ["png", "attachment-type"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        png(7000, 8000),  # 56 million points, which would take 168 MB
        png(40, 30, (b"zTXt", b"name\0\0" + zlib.compress(bytes(200 * 2**20)))),
        jpeg(7000, 8000),
        jpeg(40, 30)[:2] + b"\xff\xe2\x00\x02" * 300_000,
    ],
    ids=["points", "texts", "points-jpg", "segments"],
)
def test_hostile_picture_costs_little_memory(data: bytes) -> None:
    tracemalloc.start()
    kind_of(data, 64 * 1024)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 40 * 2**20


EXIF = b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x01\x1a\0\x05\0\0\0\x01\0\0\0\x26"
PICTURES = [png(40, 30, (b"tEXt", b"name\0text")), jpeg(40, 30, EXIF)]


@settings(deadline=None)
@given(
    st.sampled_from(PICTURES),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=8),
    st.integers(0, 300),
)
def test_picture_altered_in_any_way_is_told_or_refused(
    picture: bytes, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(picture)
    for place, byte in changes:
        data[place % len(data)] = byte

    assert kind_of(bytes(data[:length]), 1000) in {"png", "jpg", "attachment-type", "attachment-bomb"}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("计划书.pdf", "计划书.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/abs/olute.pdf", "olute.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("..", "file"),
        ("", "file"),
        ("exe\u202efdp.exe", "exefdp.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("报告.pdf. . ", "报告.pdf"),
        ("\u2067abc\u2069.pdf", "abc.pdf"),
        ("汉" * 200 + ".pdf", "汉" * 78 + ".pdf"),
        ("𬭎" * 200, "𬭎" * 60),
    ],
)
def test_name_is_for_showing_only(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ("con.pdf", "_con.pdf"), ("AUX", "_AUX.pdf"), ("nul.tar.pdf", "_nul.tar.pdf"), ("lpt1.exe", "_lpt1.pdf"),
        ("com¹.pdf", "_com¹.pdf"), ("console.pdf", "console.pdf"), ("报价单.hta", "报价单.pdf"),
    ],
)  # fmt: skip
def test_a_file_is_given_out_under_a_name_that_every_system_takes(sent: str, given: str) -> None:
    assert named_as(sent, "pdf") == given


@pytest.mark.parametrize("name", ["../../../../tmp/jb-escaped.pdf", "/tmp/jb-escaped.pdf", "..\\jb-escaped.pdf"])  # noqa: S108
def test_name_of_a_file_leads_nowhere(running: Running, name: str) -> None:
    folder = running.inbox_path.parent
    number, _ = running.receipt_of(running.send("need", need_pairs(), [(name, PDF)]))

    assert [file.name for file in running.service.inbox.attachments(number, running.identity)] == ["jb-escaped.pdf"]
    assert list(folder.rglob("*jb-escaped*")) == []


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("plan.pdf", lambda: b"MZ\x90" * 100, "not of an accepted type"),
        ("bomb.docx", bomb, "grow far too large"),
        ("large.pdf", lambda: PDF + b"0" * (10 * 2**20) + b"%%EOF", "larger than 10 MB"),
    ],
    ids=["type", "bomb", "large"],
)
def test_refused_file_is_named_beside_the_field(
    running: Running, name: str, make: Callable[[], bytes], said: str
) -> None:
    answer = running.send("need", {**need_pairs(), "language": "en"}, [(name, make())])

    assert answer.status_code == 422
    assert said in answer.text
    assert "低温脱硝催化剂的抗中毒改性" in answer.text
    assert list(running.service.inbox.repository.incoming.glob("*.age")) == []


def test_upload_that_breaks_off_leaves_nothing(running: Running) -> None:
    host, port = running.origin.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        head = ["POST /submit/need HTTP/1.1", f"Host: {host}:{port}", "Content-Type: multipart/form-data; boundary=x"]
        part = '--x\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\n%PDF-1.7'
        connection.sendall("\r\n".join([*head, "Content-Length: 5000000", "", part + "0" * 300_000]).encode())
        wait_until(lambda: list(running.service.inbox.repository.incoming.glob("*.age")))

    wait_until(lambda: not list(running.service.inbox.repository.incoming.glob("*.age")))


STATM = Path("/proc/self/statm")


def memory() -> int:
    """Return the bytes of memory that this process has now."""
    return int(STATM.read_text().split()[1]) * resource.getpagesize()


@pytest.mark.slow
@pytest.mark.skipif(not STATM.exists(), reason="the system does not tell")
def test_large_uploads_are_not_held_in_memory(running: Running) -> None:
    """Six bodies of 40 MB at a time; the ciphertext goes to disk, the file never, and memory stays where it was."""
    before, most = memory(), [0]
    boundary, size = "x" * 20, 40 * 2**20
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\n%PDF-1.7'

    def body() -> Iterator[bytes]:
        yield head.encode()
        for _ in range(size // 65536):
            yield b"0" * 65536
            most[0] = max(most[0], memory())
        yield f"\r\n--{boundary}--\r\n".encode()

    def send() -> None:
        headers = {"content-type": f"multipart/form-data; boundary={boundary}", "origin": running.origin}
        running.client.post("/submit/solution", content=body(), headers=headers)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most[0] - before < 60 * 2**20
