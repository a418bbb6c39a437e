"""Texts that were read in another encoding than they were written in, told by the bytes that they were.

A text is garbled only where that is plain: its bytes in the wrong encoding are whole characters of the right one,
which honest texts are not. Held against all texts of the repository and of thousands of public calls.
"""

from __future__ import annotations

import re
import unicodedata

_LOST = "锟斤拷"  # two replacement characters of UTF-8 read as GBK
_OF_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_HIGH = re.compile(f"[\x80-\xff{_OF_WINDOWS}]+")
_STRONG = rb"[\xc2\xc3][\x80-\xbf]|[\xe2-\xe9\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
_UTF8_OF_THE_WEST = re.compile(rb"(?:%s)+" % _STRONG)
_UTF8_OF_TWO_BYTES = re.compile(rb"(?:[\xc4-\xdf][\x80-\xbf]|%s){3,}" % _STRONG)
_FEWEST = 2  # Chinese characters that have to come out
_SHARE = 4  # one of so many characters has to come out, where others were lost on the way
_LONGEST = 8  # letters with marks in a row, of a word
_NO_WORD = re.compile("[a-zß-ÿ][A-ZÀ-Þ]|[ªº]")
_SIGN_ROWS, _CHARACTER_ROWS = range(0xA1, 0xA4), range(0xB0, 0xF8)  # of GB2312, by lead byte
_PIECE = re.compile(rb"[\xe4-\xe9][\x80-\xbf]|[\x80-\xbf][\xe4-\xe9\x80-\xbf]|\xef\xbc|[\x80-\xbf]\xef")
"""Two bytes in a row of a Chinese text in UTF-8."""
_AMONG_LETTERS = re.compile("[A-Za-z][\u4e00-\u9fff]{1,2}[a-z]|鈥|掳[CF]|卤 ?\\d|碌[A-Za-z]|[a-z][鲁虏]")
"""Chinese characters where no text has them, but Western letters and signs read as GBK leave them."""


def is_garbled(text: str) -> bool:
    """Return whether *text* is plainly another one, read in the wrong encoding.

    >>> [is_garbled(text) for text in ("CafÃ©", "ÖÐ¹ú", "涓浗", "锟斤拷", "it鈥檚", "Café “au lait”，中国")]
    [True, True, True, True, True, False]
    """
    if text.isascii():
        return False
    return _LOST in text or any(_is_of_the_west(run) for run in _HIGH.findall(text)) or _is_of_gbk(text)


def _is_of_the_west(run: str) -> bool:
    """Return whether *run* is UTF-8 or GB2312 read as Latin-1 or Windows-1252."""
    raw = b"".join(sign.encode("latin-1" if ord(sign) < 0x100 else "cp1252") for sign in run)
    if _UTF8_OF_THE_WEST.fullmatch(raw) or _UTF8_OF_TWO_BYTES.fullmatch(raw):
        return True
    is_word = len(run) < _LONGEST and run.isalpha() and not _NO_WORD.search(run)
    return not is_word and len(raw) >= 2 * _FEWEST and not len(raw) % 2 and _is_chinese(raw)


def _is_chinese(raw: bytes) -> bool:
    """Return whether *raw* is Chinese text in GB2312, all of it characters and punctuation."""
    leads, trails = raw[::2], raw[1::2]
    return (
        all(lead in _CHARACTER_ROWS or lead in _SIGN_ROWS for lead in leads)
        and min(trails) > 0xA0
        and any(lead in _CHARACTER_ROWS for lead in leads)
    )


def _is_of_gbk(text: str) -> bool:
    """Return whether *text* is UTF-8 read as GBK, from which characters may have been lost."""
    found = text.encode("gb18030", "replace").decode("utf-8", "replace")
    good = [sign for sign in found if not sign.isascii() and sign != "\ufffd"]
    han = sum("\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef" for sign in good)
    is_chinese = han >= _FEWEST and _SHARE * han >= sum(not sign.isascii() for sign in text)
    if (is_chinese or _is_pieces(text)) and _has_rare(text):
        return True
    is_western = "\ufffd" not in found and all(sign < "\u0250" or "\u2010" <= sign <= "\u203a" for sign in good)
    return bool(good) and is_western and bool(_AMONG_LETTERS.search(text))


def _is_pieces(text: str) -> bool:
    """Return whether each of at least two characters is a piece of a Chinese text in UTF-8."""
    pieces = [sign.encode("gb18030", "replace") for sign in text if not sign.isascii()]
    return len(pieces) >= _FEWEST and all(_PIECE.fullmatch(piece) for piece in pieces)


def _has_rare(text: str) -> bool:
    """Return whether *text* holds a character that few honest texts of simplified Chinese have."""
    return any(
        unicodedata.category(sign) == "Co" or ("\u4e00" <= sign <= "\u9fff" and not sign.encode("gb2312", "ignore"))
        for sign in text
    )
