"""What people write into a cell or an input to say that nothing is to be written there."""

from __future__ import annotations

import re

from site_builder.text_forms.folding import compared, folded

_MARKS = re.compile(r"[\s/\\|_.…⋯。~-]+")
_DASHES = re.compile("[‐‑‒–—―−⸺⸻─━ー]")
_NOTHING = frozenset(
    "无 暂无 没有 暂没有 目前无 目前没有 无此项 无内容 空 空白 na none nil nothing noneatpresent noneyet".split()
)
_FAULT = "#"  # begins what a spreadsheet program writes for a formula that failed: #N/A
_DOES_NOT_APPLY = frozenset("不适用 不涉及 无需填写 不用填 notapplicable doesnotapply".split())


def is_mark(text: str) -> bool:
    """Return whether *text* is nothing but a stroke, dashes or dots, which say nothing in any field.

    >>> is_mark("/"), is_mark("——"), is_mark("…"), is_mark("无"), is_mark("？")
    (True, True, True, False, False)
    """
    written = folded(text)
    return bool(written.strip()) and _MARKS.fullmatch(_DASHES.sub("-", written)) is not None


def says_nothing(text: str) -> bool:
    """Return whether *text* says that there is nothing to say: a mark, or a word such as 无 or ``N/A``.

    >>> says_nothing("（无）"), says_nothing("N/A"), says_nothing("None."), says_nothing("无机膜")
    (True, True, True, False)
    """
    return is_mark(text) or (compared(text) in _NOTHING and not text.lstrip().startswith(_FAULT))


def does_not_apply(text: str) -> bool:
    """Return whether *text* says that the question does not apply: an answer in words, and no value else."""
    return compared(text) in _DOES_NOT_APPLY
