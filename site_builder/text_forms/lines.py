"""Lines that were wrapped while a sentence went on: put together again as the script they are in is set.

Chinese has no space between its words, so a line break inside a Chinese sentence leaves nothing behind. Between a
Chinese character and a Latin word the text's own habit decides. Breaks that mean something stay: between paragraphs,
before a list, a heading, a table, a quotation, a code block, and behind two spaces or a backslash.
"""

from __future__ import annotations

import re
from itertools import pairwise

from site_builder.text_forms.properties import HAN, is_han

_WIDE_SIGNS = frozenset("、。《》「」『』【】〈〉〔〕〖〗！，（）：；？．～")
_SIGNS_OF_BOTH = frozenset("“”‘’…—·")
"""Signs that Chinese and Latin texts share: they belong to what stands on their other side."""
_FENCE = re.compile(r" {0,3}(?:`{3,}|~{3,})")
_BLOCK = re.compile(
    r"\s*(?:[-*+•●◆■▪·–—]\s|\d{1,9}[.)、．）]|[（(]?[〇零一二三四五六七八九十百]{1,4}[、)）]|[（(]\d{1,3}[)）]|[①-⓿]"
    r"|第[〇零一二三四五六七八九十百\d]{1,4}[条章节款项步]|#{1,6}\s|>|\||!!!|:\s|<|={2,}\s*$|(?:[-*_]\s*){3,}$)"
)
"""How a line begins that is no continuation of the one before."""
_OWN_LINE = re.compile(r" {0,3}#{1,6}\s|\s*\||\s*<[^>]*>\s*$|!!!")
_KEPT_END = re.compile(r"(?: {2}|\\)$")
_LAST_MARKS = re.compile(r"(?:[*_~`]|\]\([^()\s]*\)|\{[^{}]*\})+$")
_FIRST_MARKS = re.compile(r"^(?:[*_~`\[])+")
_TOUCHING = re.compile(f"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
_APART = re.compile(f"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
_ESCAPE = re.compile(r"[\\\"']")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


def unwrapped(text: str) -> str:
    """Return *text*, plain or Markdown, without the line breaks inside Chinese sentences.

    >>> unwrapped("水动\\n力弱。\\n\\n- 甲\\n- 乙")
    '水动力弱。\\n\\n- 甲\\n- 乙'
    """
    if "\n" not in text or text.isascii():
        return text
    is_spaced, is_code = _is_spaced(text), False
    lines = text.split("\n")
    pieces = [lines[0]]
    is_code = bool(_FENCE.match(lines[0]))
    for before, after in pairwise(lines):
        seam = None if is_code else _seam_of_lines(before, after, is_spaced)
        if _FENCE.match(after):
            is_code = not is_code
        if seam is None:
            pieces += ["\n", after]
        else:
            pieces[-1] = pieces[-1].rstrip(" \t")
            pieces += [seam, after.lstrip(" \t")]
    return "".join(pieces)


def unfolded(value: str, written: str) -> str:
    """Return *value*, the text of a YAML scalar, without the spaces that folding put inside Chinese sentences.

    A blank line, which YAML reads as one line break, becomes two: it is the end of a paragraph.

    Args:
        value: as YAML reads it, each folded line break a space.
        written: the same with its line breaks, as it stands in the file; quotes and escapes may be in it.
    """
    if value.isascii() or "\n" not in written:
        return value
    is_spaced, at = _is_spaced(value), 0
    lines = re.split(r"[ \t]*\n[ \t]*", written)
    for before, after in pairwise(place for place, line in enumerate(lines) if line):
        tail, head = _ESCAPE.split(lines[before])[-1], _ESCAPE.split(lines[after])[0]
        folded = "\n" * (after - before - 1) or " "
        place = value.find(f"{tail}{folded}{head}", at) if tail and head else -1
        seam = seam_between(tail, head, is_spaced=is_spaced) if place >= 0 else None
        if seam is not None:
            at = place + len(tail)
            value = value[:at] + (seam if folded == " " else max(folded, "\n\n")) + value[at + len(folded) :]
    return value


def pieces_of(text: str) -> list[str]:
    r"""Return the paragraphs and items of *text*, each begun by a line break that means something.

    >>> pieces_of("One\nmore.\n\nTwo:\n- a\n- b")
    ['One\nmore.', 'Two:', '- a', '- b']
    """
    pieces: list[str] = []
    is_begun = True
    for line in unwrapped(text).split("\n"):
        if line.strip() and (is_begun or _BLOCK.match(line)):
            pieces.append(line)
        elif line.strip():
            pieces[-1] += f"\n{line}"
        is_begun = not line.strip()
    return pieces


def as_running_text(text: str) -> str:
    """Return *text* on one line: its lines with one space between them, none behind a Chinese sign.

    >>> as_running_text("甲。\\n\\n乙\\nterms and\\nmore")
    '甲。乙 terms and more'
    """
    words = unwrapped(text).split()
    pieces = words[:1]
    for before, after in pairwise(words):
        is_close = before[-1] in _WIDE_SIGNS or after[0] in _WIDE_SIGNS
        pieces.append(after if is_close else f" {after}")
    return "".join(pieces)


def seam_between(before: str, after: str, *, is_spaced: bool) -> str | None:
    """Return what stands in a Chinese sentence in place of a line break, ``None`` where none runs across it.

    Args:
        before: what stands in front of the break.
        after: what stands behind it.
        is_spaced: whether the text puts a space between Chinese characters and Latin words.
    """
    last, first = _last_of(before), _first_of(after)
    if not last or not first:
        return None
    if last in _SIGNS_OF_BOTH or first in _SIGNS_OF_BOTH:
        return "" if _is_chinese(first) or _is_chinese(last) else None
    if (_is_chinese(last) and _is_chinese(first)) or last in _WIDE_SIGNS or first in _WIDE_SIGNS:
        return ""
    if is_han(last) or is_han(first):
        return " " if is_spaced else ""
    return None


def _seam_of_lines(before: str, after: str, is_spaced: bool) -> str | None:
    if not before.strip() or not after.strip() or _KEPT_END.search(before):
        return None
    if (
        _OWN_LINE.match(before)
        or _is_mark_alone(before)
        or _BLOCK.match(after)
        or _FENCE.match(before)
        or _FENCE.match(after)
    ):
        return None
    return seam_between(before, after, is_spaced=is_spaced)


def _is_mark_alone(line: str) -> bool:
    """Return whether *line* begins an item that says nothing: what stands below it is no more of it."""
    found = _BLOCK.match(line)
    return found is not None and not line[found.end() :].strip()


def _last_of(line: str) -> str:
    return _unless_blank(_LAST_MARKS.sub("", line.rstrip()))[-1:]


def _first_of(line: str) -> str:
    return _unless_blank(_FIRST_MARKS.sub("", line.lstrip()))[:1]


def _unless_blank(said: str) -> str:
    """Return *said*, what a line says without its marks, or nothing: a line of marks alone goes on with none."""
    return said if said.strip() else ""


def _is_chinese(character: str) -> bool:
    return is_han(character) or character in _WIDE_SIGNS


def _is_spaced(text: str) -> bool:
    """Return whether *text* puts a space between Chinese characters and Latin words; by most of its words, else."""
    touching, apart = len(_TOUCHING.findall(text)), len(_APART.findall(text))
    if touching or apart:
        return apart > touching
    return len(_LATIN_WORD.findall(text)) > sum(map(is_han, text))
