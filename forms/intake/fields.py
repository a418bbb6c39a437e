"""Fields, formulas and actions in a part of an Office file: those that run or fetch something are refused.

Read with patterns rather than as a tree: a part may have a hundred megabytes, and each byte is to be looked at once.
"""

from __future__ import annotations

import html
import re

from forms.intake.archives import Budget
from forms.intake.errors import KindError

MOST_OPEN = 2**20  # bytes behind the last mark
MOST_MARKS = 1_000_000  # fields, formulas and actions of a file
MOST_NESTED, MOST_FIELD = 32, 64 * 1024
_BEHIND_PREFIX = rb"(?:[^\s<>/:]+:)?"
_TOKEN = re.compile(
    rb"<" + _BEHIND_PREFIX + rb"instrText(?=[\s>])[^<>]*>(?P<text>[^<]*)"
    rb"|<" + _BEHIND_PREFIX + rb"f(?:\s[^<>]*)?>(?P<formula>[^<]*)"
    rb"|fldCharType\s*=\s*[\"'](?P<mark>\w+)"
    rb"|instr\s*=\s*(?:\"(?P<field>[^\"<]*)\"|'(?P<field1>[^'<]*)')"
    rb"|action\s*=\s*(?:\"(?P<action>[^\"<]*)\"|'(?P<action1>[^'<]*)')"
    rb"|<(?P<odd>!|\?(?!xml\s))"
)
_UTF16 = (b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0", b"\0<")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!(?:utf-?8|us-ascii)[\"'])", re.IGNORECASE)
_KEYWORD = re.compile(r"[\s\"]*([\w.=]*)")
_QUOTED = re.compile(r"\s*\S+\s+(?:\\\w\s+)*\"?([^\"\s]*)")
_SAFE = frozenset(
    "addin addressblock advance author autonum autonumlgl autonumout barcode bibliography bidioutline citation"
    " comments compare createdate date displaybarcode docproperty docvariable edittime eq filename filesize fillin"
    " formcheckbox formdropdown formtext glossary gotobutton greetingline hyperlink if includepicture index info"
    " keywords lastsavedby listnum macrobutton mergefield mergerec mergeseq next nextif noteref numchars numpages"
    " numwords page pageref print printdate private ref revnum savedate section sectionpages seq shape skipif"
    " styleref subject symbol ta tc template time title toa toc username useraddress userinitials xe".split()
)
_DYNAMIC = re.compile(r"\|[^\"!|]*!|\b(?:webservice|call|register|exec|dde)\s*\(", re.IGNORECASE)
_ACTION = re.compile(r"\s*ppaction://(?:program|macro|ole)", re.IGNORECASE)
_WEB = re.compile(r"https?://|mailto:|tel:|ftp://|#|(?!\s*(?:[a-z][a-z0-9+.-]*:|[\\/]{2}))", re.IGNORECASE)
_NETWORK = re.compile(r"\s*(?:[\\/]{2}|file:)", re.IGNORECASE)


def is_web_address(target: str) -> bool:
    """Return whether *target* leads to a page, a mail or a place in the same file, and opens nothing else."""
    return _WEB.match(target) is not None


class FieldScanner:
    """Takes a part in pieces; one that is no XML is passed over.

    Raises (``write`` and ``close``):
        KindError: a field, a formula or an action in it runs or fetches something.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._waiting = bytearray()
        self._is_xml: bool | None = None
        self._open: list[str] = []
        self._has_fields = self._is_odd = False

    def write(self, piece: bytes) -> None:
        """Take the next *piece*."""
        if self._is_xml is False:
            return
        start = len(self._waiting)
        self._waiting += piece
        if self._is_xml is None and len(self._waiting) >= 4:
            self._look_at_head()
        cut = self._waiting.rfind(b"<", start)
        if self._is_xml and cut > 0:
            self._read(bytes(self._waiting[:cut]))
            del self._waiting[:cut]
        if len(self._waiting) > MOST_OPEN:
            raise KindError("attachment-type")

    def close(self) -> None:
        """Take the end of the part."""
        if self._is_xml is None:
            self._look_at_head()
        if self._is_xml:
            self._read(bytes(self._waiting))
            while self._open:
                _check_field(self._open.pop())
            if self._has_fields and self._is_odd:
                raise KindError("attachment-type")  # a comment may stand inside a word

    def _look_at_head(self) -> None:
        head = bytes(self._waiting[:4])
        if head.startswith(_UTF16):
            raise KindError("attachment-type")  # no office program writes it
        self._is_xml = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"<", b"")
        if not self._is_xml:
            self._waiting.clear()

    def _read(self, part: bytes) -> None:
        if _ENCODING.search(part[:200]):
            raise KindError("attachment-type")
        for found in _TOKEN.finditer(part):
            self._budget.marks += 1
            if self._budget.marks > MOST_MARKS:
                raise KindError("attachment-bomb")
            kind, text = found.lastgroup or "", html.unescape(found[found.lastgroup or 0].decode("utf-8", "replace"))
            if kind == "odd":
                self._is_odd = True
            elif kind.startswith("action"):
                if _ACTION.match(text):
                    raise KindError("attachment-program")
            elif kind == "formula":
                self._has_fields = True
                if _DYNAMIC.search(text):
                    raise KindError("attachment-link")
            else:
                self._has_fields = True
                self._take(kind, text)

    def _take(self, kind: str, text: str) -> None:
        if kind == "mark" and text == "begin":
            if len(self._open) >= MOST_NESTED or (self._open and not self._open[-1].strip()):
                raise KindError("attachment-link")  # what a field does is not for another field to say
            self._open.append("")
        elif kind == "mark":
            if text == "separate" and self._open:
                _check_field(self._open[-1])
                self._open[-1] = " private "  # what follows is its result
            elif text == "end" and self._open:
                _check_field(self._open.pop())
        elif kind == "text" and self._open:
            self._open[-1] += text
            if len(self._open[-1]) > MOST_FIELD:
                raise KindError("attachment-link")
        else:
            _check_field(text)


def _check_field(instruction: str) -> None:
    """Refuse a field that is not known to stay inside the document."""
    found = _KEYWORD.match(instruction)
    keyword = found[1].lower() if found else ""
    if keyword.startswith("=") or not keyword:
        return
    if keyword not in _SAFE:
        raise KindError("attachment-link")
    target = named[1] if (named := _QUOTED.match(instruction)) else ""
    if (keyword == "hyperlink" and not is_web_address(target)) or (
        keyword == "includepicture" and _NETWORK.match(target)
    ):
        raise KindError("attachment-link")
