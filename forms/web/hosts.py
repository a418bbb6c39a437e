"""The names under which the service answers, and under which of them it is reached by HTTPS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from site_builder.text_forms.addresses import ascii_address

LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})
ANYWHERE = frozenset({"0.0.0.0", "[::]", ""})  # noqa: S104 - told apart from a name, never listened on
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Hosts:
    """Names as they stand in ``Host``, without a port; ``secure`` are those reached by HTTPS."""

    names: frozenset[str] = LOOPBACK
    secure: frozenset[str] = frozenset()


def name_in(host: str) -> str:
    """Return the name in a ``Host`` head, in small letters and without the port; empty where it is none."""
    found = _HOST.fullmatch(host.lower())
    return found[1].rstrip(".") if found else ""


def hosts_from(addresses: Iterable[str], listening: str = "") -> Hosts:
    """Return the names of *addresses* (``https://a.example/path``, ``a.example``), of this machine, and *listening*.

    Raises:
        ValueError: one is no address; the text is the address.
    """
    names, secure = set(LOOPBACK), set()
    for address in filter(None, addresses):
        scheme, _, rest = ascii_address(address).rpartition("://")
        name = name_in(rest.partition("/")[0])
        if scheme not in ("", "http", "https") or not name:
            raise ValueError(address)
        names.add(name)
        if scheme == "https":
            secure.add(name)
    own = name_in(f"[{listening}]" if ":" in listening else listening)
    return Hosts(frozenset(names | ({own} - ANYWHERE)), frozenset(secure))
