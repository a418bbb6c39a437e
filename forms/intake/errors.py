"""The reasons why a whole request is refused; their words are under ``refused`` in ``forms/strings``."""

from __future__ import annotations


class RefusedError(Exception):
    """The request is refused as a whole; nothing of it is kept.

    ``code`` names the words, ``status`` is the HTTP answer, ``retry_after`` seconds to wait where that helps.
    """

    def __init__(self, code: str, status: int, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after


def too_large() -> RefusedError:
    """Return the refusal of a request that is larger than any form needs."""
    return RefusedError("too_large", 413)


def malformed() -> RefusedError:
    """Return the refusal of a body that does not match its headers."""
    return RefusedError("malformed", 400)


def head_too_large() -> RefusedError:
    """Return the refusal of a part that says more of itself than any field or file needs."""
    return RefusedError("head_too_large", 431)


class KindError(Exception):
    """A file is not kept for what is in it.

    ``code`` is the problem's: ``attachment-type``, ``attachment-bomb``, ``attachment-program``, ``attachment-link``,
    ``attachment-pdf``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
