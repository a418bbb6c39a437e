"""Requests to a code host's REST interface: bounded in time, tried again where that is safe, never redirected."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forms.forges.errors import HostError, NoAnswerError

if TYPE_CHECKING:
    import httpx

SECONDS, SECONDS_TO_CONNECT = 20.0, 5.0
WAITS = (1.0, 3.0)  # seconds before the second and the third try
LONGEST_WAIT = 30.0  # seconds that a host may ask us to wait
PAGES = 20  # of a list; who has more of them open at once should merge some
_TRY_AGAIN = frozenset({429, 502, 503, 504})


class Rest:
    """The interface at *address*, asked with *headers*, in which the token is."""

    def __init__(self, address: str, headers: Mapping[str, str], sleep: Callable[[float], None] = time.sleep) -> None:
        self._address = address
        self._headers = {"User-Agent": "jiebang", **headers}
        self._sleep = sleep

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """Return what is at *path*, ``None`` where nothing is; tried up to three times.

        Raises:
            NoAnswerError: the host did not answer.
            HostError: it refused.
        """
        for wait in (*WAITS, None):
            try:
                return self.send("GET", path, params=params)
            except NoAnswerError as error:
                if wait is None:
                    raise
                self._sleep(min(max(wait, float(error.facts.get("wait", "0"))), LONGEST_WAIT))
        raise AssertionError

    def pages(self, path: str, params: Mapping[str, str]) -> Iterator[Any]:
        """Yield what the list at *path* holds, page after page, nothing where there is no list.

        Raises:
            HostError: the host did not answer, or refused.
        """
        for page in range(1, PAGES + 1):
            found = self.get(path, {**params, "page": str(page)}) or []
            if not found:  # a page may hold less than was asked for, so only an empty one is the last
                return
            yield from found

    def send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, params: Mapping[str, str] | None = None
    ) -> Any:
        """Return the answer to one request, asked once; ``None`` for a GET of what is not there.

        Raises:
            NoAnswerError: the host did not answer; what was asked for may have happened.
            HostError: it refused.
        """
        import httpx

        timeout = httpx.Timeout(SECONDS, connect=SECONDS_TO_CONNECT)
        try:
            with httpx.Client(timeout=timeout, follow_redirects=False, headers=self._headers) as client:
                answer = client.request(method, f"{self._address}{path}", params=params, json=body)
        except httpx.HTTPError as error:
            raise NoAnswerError("no_answer", {"why": type(error).__name__}) from None
        if answer.status_code in _TRY_AGAIN:
            waited = answer.headers.get("Retry-After", "")
            facts = {"why": str(answer.status_code), "wait": waited if waited.isdigit() else "0"}
            raise NoAnswerError("no_answer", facts)
        if method == "GET" and answer.status_code == 404:
            return None
        if not answer.is_success:
            raise HostError("status", {"status": str(answer.status_code), "why": _said(answer)})
        try:
            return answer.json() if answer.content else {}
        except ValueError:
            raise HostError("status", {"status": str(answer.status_code), "why": "JSON"}) from None

    def pause(self, seconds: float) -> None:
        """Wait before asking again."""
        self._sleep(seconds)


def _said(answer: httpx.Response) -> str:
    """Return what the host said of its refusal, in one line that a terminal shows as it is."""
    try:
        said = answer.json().get("message", "")
    except (ValueError, AttributeError):
        return ""
    return "".join(c for c in " ".join(str(said).split()) if c.isprintable())[:200]
