"""Texts as a terminal or the log of a runner may show them: nothing in them is taken for a command."""

from __future__ import annotations

import re

from site_builder.text_forms.hidden import code_of, hidden_places

_COMMAND = re.compile(r"(?m)^([ \t]*)(::|##\[|##vso)")


def for_terminal(text: str) -> str:
    """Return *text* with what steers a terminal or a runner made visible.

    Control and other hidden characters become their codes; a line that a runner would take for a command
    (``::error::``) begins with a mark.

    >>> for_terminal("a\\x1b[2Jb\\n::stop::x")
    'a<U+001B>[2Jb\\n| ::stop::x'
    """
    return _COMMAND.sub(r"\1| \2", with_codes(text))


def in_one_line(text: str) -> str:
    r"""Return *text* on one line, as a piece of a message of which others come before and behind.

    >>> in_one_line("a\r\n::stop::x")
    'a ::stop::x'
    """
    return with_codes(" ".join(text.splitlines()))


def with_codes(text: str) -> str:
    """Return *text* with each hidden character as its code in angle brackets; line ends and tabs stay.

    >>> with_codes("a\u202eb")
    'a<U+202E>b'
    """
    text = text.replace("\r\n", "\n")
    places = set(hidden_places(text))
    if not places:
        return text
    return "".join(f"<{code_of(sign)}>" if place in places else sign for place, sign in enumerate(text))
