"""Foreign bytes cost time in proportion to their number, wherever they come in, and never on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import threading
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OctKey
from pyrage import x25519
from starlette.datastructures import QueryParams

from forms.accounts.oidc import Attempt, OidcError, Provider, subject_in
from forms.check.values import tree_of
from forms.inbox.errors import CannotOpenError
from forms.inbox.sealed.crypt import opened_bytes, sealed_bytes
from forms.intake import bodies, multipart
from forms.intake.bodies import read_form, read_json
from forms.intake.errors import RefusedError
from forms.intake.heads import cookie_in, parameters_of
from forms.intake.kinds import ContentReader, KindError
from forms.intake.limits import LIMITS, Limits
from forms.intake.multipart import LONGEST_HEAD
from forms.intake.origins import is_own_origin
from forms.sheets.files.tables import read_tables
from site_builder.load.contract.forms import read_forms
from site_builder.load.text import decode_text
from site_builder.load.yaml_text import parse_mapping
from site_builder.problems import InvalidDataError
from tests.costs import is_linear
from tests.raw_http import Raw
from tests.service import CONSENTS, Running, need_pairs, pairs_of
from tests.waiting import wait_until

LARGE = Limits(fields=10**6, field_bytes=10**8, fields_bytes=10**8)
HEAD, BODY, TEXT = 32 * 1024, 100_000, 50_000  # bytes
PART = b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
IDENTITY = x25519.Identity.from_str("AGE-SECRET-KEY-1F2EF6DTSYVP4F8CX9GQFMU5PLPUEAVR8GEWAUZLKP7W2UX67V5DQVU82Y9")
SEALED = sealed_bytes(b"sealed", [str(IDENTITY.to_public())])
QUIET = (RefusedError, KindError, InvalidDataError, CannotOpenError, OidcError)
Feed = Callable[[bytes], object]


def quiet(feed: Feed) -> Feed:
    """Return *feed*, to which it is the same whether it refuses or not."""

    def fed(data: bytes) -> None:
        with contextlib.suppress(*QUIET):
            feed(data)

    return fed


async def in_pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 65536):
        yield data[start : start + 65536]


def form_of(kind: str, limits: Limits = LARGE) -> Feed:
    return lambda data: asyncio.run(read_form(kind, "", in_pieces(data), limits, None))


def as_file(folder: Path, name: str) -> Feed:
    def feed(data: bytes) -> None:
        (folder / name).write_bytes(data)
        read_tables(folder / name)

    return feed


def kind_of(data: bytes) -> None:
    reader = ContentReader()
    for start in range(0, len(data), 4096):
        reader.write(data[start : start + 4096])
    reader.close()


def repeated(*words: bytes, before: bytes = b"", after: bytes = b"") -> list[tuple[str, Callable[[int], bytes]]]:
    """Return what makes as many bytes as asked for of each of *words*."""

    def maker(word: bytes) -> Callable[[int], bytes]:
        return lambda size: before + word * (size // len(word)) + after

    return [(repr(before[-12:] + word[:30]), maker(word)) for word in words]


def cases(*rows: tuple[str, Feed, int, list[tuple[str, Callable[[int], bytes]]]]) -> list[Any]:
    return [
        pytest.param(quiet(feed), make, size, id=f"{name} {word}")
        for name, feed, size, makers in rows
        for word, make in makers
    ]


MARKS = (b";", b'";', b'a=";', b"\\", b'\\"', b"=", b" ", b"a;", b"a*0=b;", b"[", b"%", b"&", b"a=b&", b"@", b":")
PARTS = repeated(b'--xyz\r\nContent-Disposition: form-data; name="a"; x="' + b";" * 400 + b"\r\n\r\nv\r\n")
HEADS = cases(
    ("content type", parameters_of, HEAD, repeated(*MARKS, before=b'm/f; x="')),
    ("content type", parameters_of, HEAD, repeated(*MARKS, before=b"m/f; ")),
    ("cookie", lambda data: cookie_in(data.decode("latin-1"), "jb"), HEAD, repeated(*MARKS, before=b'jb="')),
    ("origin", lambda data: is_own_origin({"origin": data.decode(), "host": "a"}, frozenset()), HEAD,
     repeated(*MARKS, before=b"http://")),
    ("query", lambda data: QueryParams(data.decode("latin-1")), HEAD, repeated(*MARKS)),
)  # fmt: skip
FORMS = cases(
    ("parts", form_of("multipart/form-data; boundary=xyz"), BODY, PARTS),
    ("part", form_of("multipart/form-data; boundary=xyz"), BODY,
     repeated(b"\r", b"\n", b"\r\n--", b"\r\n--xy", b"\r\n--xyz\r", b"-", b"a", before=PART)),
    ("preamble", form_of("multipart/form-data; boundary=xyz"), BODY, repeated(b"-", b"\r\n", b"--xyz", b"a: b\r\n")),
    ("form", form_of("application/x-www-form-urlencoded"), BODY, repeated(b"&", b"a&", b"a=b&", b"%", b"%zz", b"+")),
    ("names", lambda data: tree_of([(f"indicators.{n}.name.zh", "x") for n in range(len(data))],
                                   read_forms()["need"].schema), 1000, repeated(b"a")),
)  # fmt: skip
JSON = cases(
    ("json", read_json, BODY, repeated(b"[", b'{"a":', b" ", b"1", b"-")),
    ("json", read_json, BODY, repeated(b"{},", b"[],", b"1,", b'"\\ud83d",', before=b"[", after=b"1]")),
    ("json", read_json, BODY, repeated(b"\\u0041", b"\\", before=b'"', after=b'"')),
    ("json names", read_json, BODY,
     [("names", lambda size: json.dumps({f"name{n}": "" for n in range(size // 12)}).encode())]),
)  # fmt: skip
YAML = cases(
    ("yaml", lambda data: parse_mapping("a", decode_text("a", data)), TEXT,
     repeated(b"[", b"{", b"- ", b"-\n", b"? ", b"a: b\n", b'"', b"'", b"&a ", b"%", b"a\n", b"---\n", b" ")),
    ("yaml", lambda data: parse_mapping("a", decode_text("a", data)), TEXT,
     repeated(b"[", b"{", b"[a,\n", b"{a: b,\n", b"a\n ", b"|\n ", b'"', b"\n", before=b"a: ")),
)  # fmt: skip
AGE = cases(
    ("age", lambda data: opened_bytes(data, str(IDENTITY)), BODY,
     repeated(b"-> X25519 a\n", b"-> a\n\n", b"a", b"\n", before=b"age-encryption.org/v1\n")),
    ("identity", lambda data: opened_bytes(SEALED, data.decode()), BODY,
     repeated(b"a", b"a ", b"\n", b"AGE-SECRET-KEY-1", f"{IDENTITY} ".encode())),
)  # fmt: skip


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


FILES = cases(
    ("zip members", kind_of, 500, [("many", lambda size: zipped(**{f"m{n}": b"" for n in range(size)}))]),
    ("zip", kind_of, BODY, [("one", lambda size: zipped(a=b"\0" * size))]),
    ("pdf", kind_of, BODY, repeated(b"%%EOF", before=b"%PDF-")),
    ("png", kind_of, BODY, repeated(b"\0", b"\0\0\0\0tEXt\0\0\0\0", before=b"\x89PNG\r\n\x1a\n")),
    ("jpg", kind_of, BODY, repeated(b"\xff", b"\xff\xe1\0\2", b"\xff\xed\0\x1cPhotoshop 3.0\x008BIM" + b"\0" * 8,
                                    before=b"\xff\xd8\xff\xe1\0\2")),
)  # fmt: skip


@pytest.mark.parametrize(("feed", "make", "size"), [*HEADS, *FORMS, *JSON, *YAML, *AGE, *FILES])
def test_foreign_bytes_cost_time_in_proportion(feed: Feed, make: Callable[[int], bytes], size: int) -> None:
    assert is_linear(feed, make, size)


TABLES = {
    "a.csv": repeated(b'"', b'"a"', b"a,", b"\n", b"\r", b'""', b'"a\n', b"\x81", b",;|\t", b"a,b;c|d\n",
                      b"\xd6\xd0,\xb9\xfa\n", b"\xe9t\xe9,a\n", b"a\0", "涓浗Ã©".encode(), b'="'),
    "a.jsonl": repeated(b'{"a":1}\n', b"{}\n", b"[", b'{"a":', b"\n"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make"),
    [pytest.param(name, make, id=f"{name} {word}") for name, rows in TABLES.items() for word, make in rows],
)
def test_tables_cost_time_in_proportion(tmp_path: Path, name: str, make: Callable[[int], bytes]) -> None:
    assert is_linear(quiet(as_file(tmp_path, name)), make, BODY)


NAMESPACE = "http://schemas.openxmlformats.org"
RELATION = f"{NAMESPACE}/officeDocument/2006/relationships"
PACKAGE = f"{NAMESPACE}/package/2006"
SPREADSHEET = f"{NAMESPACE}/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(rows: str, shared: str = "") -> bytes:
    """Return a workbook of one sheet, which no program would write like this."""
    links = '<Relationships xmlns="{}/relationships">{}</Relationships>'
    link = '<Relationship Id="r{}" Type="{}/{}" Target="{}"/>'
    part = '<Override PartName="/{}" ContentType="{}.{}+xml"/>'
    parts = [("w.xml", "sheet.main"), ("s.xml", "worksheet"), ("t.xml", "sharedStrings")]
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    kinds = default + "".join(part.format(name, KIND, kind) for name, kind in parts)
    inner = link.format(1, RELATION, "worksheet", "s.xml") + link.format(2, RELATION, "sharedStrings", "t.xml")
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": links.format(PACKAGE, link.format(1, RELATION, "officeDocument", "w.xml")),
        "w.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "_rels/w.xml.rels": links.format(PACKAGE, inner),
        "s.xml": f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>',
        "t.xml": f'<sst xmlns="{SPREADSHEET}">{shared}</sst>',
    }
    return zipped(**{name: text.encode() for name, text in texts.items()})


def row_of(cell: str) -> str:
    return f'<row r="1">{cell}</row>'


def beside(name: str, item: str, size: int) -> str:
    """Return what stands behind the cells: *size* times an item."""
    return f"</sheetData><{name}>{''.join(item.format(n + 2) for n in range(size))}</{name}><sheetData>"


SHARED_CELL = '<c r="A1" t="s"><v>0</v></c>'
TEXT_CELL = '<c r="A1" t="inlineStr"><is>{}</is></c>'
WORKBOOKS: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "many rows": (400, lambda size: workbook("".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, size)))),
    "a row far below": (40, lambda size: workbook(f'<row r="{size * 25}"><c r="A1"><v>1</v></c></row>')),
    "cells at the far end": (400, lambda size: workbook('<row r="1"><c r="XFD1"><v>1</v></c></row>' * size)),
    "one long text": (BODY, lambda size: workbook(row_of(TEXT_CELL.format(f"<t>{'x' * size}</t>")))),
    "one long number": (BODY, lambda size: workbook(row_of(f'<c r="A1"><v>{"1" * size}</v></c>'))),
    "one long place": (4000, lambda size: workbook(row_of(f'<c r="{"A" * size}1"><v>1</v></c>'))),
    "one long formula": (BODY, lambda size: workbook(row_of(f'<c r="A1"><f>{"(" * size}</f><v>1</v></c>'))),
    "many runs in a text": (4000, lambda size: workbook(row_of(TEXT_CELL.format("<r><t>a</t></r>" * size)))),
    "many shared texts": (4000, lambda size: workbook(row_of(SHARED_CELL), "<si><t>a</t></si>" * size)),
    "many merged cells": (4000, lambda size: workbook(
        "".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, 400))
        + beside("mergeCells", '<mergeCell ref="A1:B{}"/>', size))),
    "merged without end": (4000, lambda size: workbook(
        row_of("<c><v>1</v></c>") + beside("mergeCells", '<mergeCell ref="A1:XFD1048576"/>', size))),
    "many hidden columns": (4000, lambda size: workbook(
        row_of("<c><v>1</v></c>") + beside("cols", '<col min="1" max="16384" hidden="1"/>', size))),
    "many lists": (4000, lambda size: workbook(
        row_of("<c><v>1</v></c>") + beside("dataValidations", "<formula1>'{}'!A1</formula1>", size))),
    "nested": (4000, lambda size: workbook(row_of("<a>" * size + "</a>" * size))),
}  # fmt: skip


def test_a_workbook_like_these_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook(row_of(TEXT_CELL.format("<t>x</t>"))))

    assert [row.cells[0].text for row in read_tables(tmp_path / "a.xlsx")[0].rows] == ["x"]


@pytest.mark.parametrize(("size", "make"), WORKBOOKS.values(), ids=WORKBOOKS.keys())
def test_workbooks_cost_time_in_proportion(tmp_path: Path, size: int, make: Callable[[int], bytes]) -> None:
    assert is_linear(quiet(as_file(tmp_path, "a.xlsx")), make, size)


def answered_by_provider(token: Callable[[int], str], keys: Callable[[int], Any]) -> Feed:
    provider, attempt = (
        Provider("https://a.example", "desk", "secret"),
        Attempt("s", "n", "v", "https://b.example", 0),
    )

    def feed(data: bytes) -> None:
        told = {"id_token": token(len(data)), "access_token": "a" * len(data)}
        subject_in(provider, attempt, told, {"keys": keys(len(data))}, 0)

    return feed


WEAK = [OctKey.generate_key(256, {"kid": "k"}).as_dict(private=True)]
ANSWERS = {
    "dots": answered_by_provider(lambda size: "." * size, lambda size: WEAK),
    "a long head": answered_by_provider(lambda size: f"{'e' * size}.e30.e30", lambda size: WEAK),
    "many keys": answered_by_provider(lambda size: "e30.e30.e30", lambda size: WEAK * (size // 100)),
    "a large key": answered_by_provider(
        lambda size: "eyJhbGciOiJSUzI1NiJ9.e30.e30", lambda size: [{"kty": "RSA", "n": "_" * size, "e": "AQAB"}]
    ),
    "a large exponent": answered_by_provider(
        lambda size: "eyJhbGciOiJSUzI1NiJ9.e30.e30",
        lambda size: [{"kty": "RSA", "n": "_" * min(size, 1366), "e": "_" * min(size, 1366)}],
    ),
    "no keys": answered_by_provider(lambda size: "e30.e30.e30", lambda size: size),
}


@pytest.mark.parametrize("feed", ANSWERS.values(), ids=ANSWERS.keys())
def test_answers_of_a_provider_cost_time_in_proportion(feed: Feed) -> None:
    assert is_linear(quiet(feed), lambda size: b"a" * size, 60_000)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    service = Running(tmp_path_factory.mktemp("service"))
    yield service
    service.stop()


def test_what_a_part_says_of_itself_is_bounded(running: Running) -> None:
    long = ("a" * LONGEST_HEAD + ".pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    answer = running.post("need", [("language", "en")], [long], **{"accept-language": "en"})

    assert answer.status_code == 431
    assert "shorter name" in answer.text


def test_a_name_of_a_hundred_and_twenty_chinese_characters_is_taken(running: Running) -> None:
    file = ("方" * 116 + ".pdf", b"%PDF-1.4\n%%EOF", "application/pdf")

    assert running.send("need", need_pairs(), [file]).status_code == 200


def test_the_number_of_parts_is_bounded(running: Running) -> None:
    assert running.post("need", [("a", "")] * (LIMITS.fields + 1)).status_code == 413


def test_a_need_with_all_that_the_form_can_ask_is_taken(running: Running) -> None:
    row = {"name.zh": "脱硝效率", "name.en": "Efficiency", "operator": "ge", "value": "9"}
    row |= dict.fromkeys(("value_max", "unit", "text.zh", "text.en", "weight"), "")
    rows = {f"indicators.{number}.{name}": text for number in range(20) for name, text in row.items()}
    left_empty = [(f"beside.{number}", "") for number in range(80)]
    pairs = [*pairs_of(need_pairs(**rows), *CONSENTS["need"]), *left_empty]

    assert len(pairs) > 290
    assert running.post("need", pairs).status_code == 200


@pytest.mark.parametrize(
    "kind",
    ["application/json", "multipart/form-data; boundary=xyz", "application/x-www-form-urlencoded"],
)
def test_bodies_are_read_beside_the_event_loop(running: Running, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Whatever thread reads a body, it is not the one in which all others wait for their answers."""
    threads = set()

    def noted(real: Callable[..., Any]) -> Callable[..., Any]:
        def reader(*given: Any, **more: Any) -> Any:
            threads.add(threading.current_thread())
            return real(*given, **more)

        return reader

    monkeypatch.setattr("forms.web.api.read_json", noted(read_json))
    monkeypatch.setattr(bodies, "parse_qsl", noted(bodies.parse_qsl))
    monkeypatch.setattr(multipart, "parameters_of", noted(parameters_of))
    path = "/api/v1/submissions/need" if "json" in kind else "/submit/need"
    body = {"application/json": b"{}", "multipart/form-data; boundary=xyz": PART + b"a\r\n--xyz--\r\n"}.get(
        kind, b"a=b"
    )
    heads = {"content-type": kind, "idempotency-key": "k" * 16}
    assert running.client.post(path, content=body, headers=heads).status_code in (400, 422)

    assert threads
    assert running._thread not in threads


def test_others_are_answered_while_hostile_bodies_are_read(running: Running) -> None:
    kind = 'Content-Type: multipart/form-data; boundary=xyz; x="' + ";" * 7000
    with contextlib.ExitStack() as held:
        for _ in range(10):
            raw = held.enter_context(Raw(running.origin))
            raw.begin("POST /submit/need HTTP/1.1", kind, "Content-Length: 200000")
            raw.send(b"\r\n" + PARTS[0][1](100_000))

        assert running.client.get("/api/v1/challenge").status_code == 200
    wait_until(lambda: not running._server.server_state.tasks)
