"""Rate limits for an address and for a contact, counted in memory; nothing is stored."""

from __future__ import annotations

import hmac
import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.text_forms.folding import compared

MOST_COUNTED = 20_000  # addresses or contacts that are remembered at a time
_NETWORK_BITS = 64  # one household or office has at least so much of IPv6
_WIDE_BITS = 48  # a network that anybody may rent


@dataclass(frozen=True)
class Rate:
    """At most ``most`` at once, and one more every ``seconds`` / ``most``."""

    most: int
    seconds: float


class RateLimiter:
    """Counts by name, as buckets that fill up again; the names that were quiet longest are forgotten first."""

    def __init__(self, rate: Rate, clock: Callable[[], float], bound: int = MOST_COUNTED) -> None:
        self._rate = rate
        self._clock = clock
        self._bound = bound
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Return 0 and count one for *name*, or the seconds until the next is taken."""
        now, speed = self._clock(), self._rate.most / self._rate.seconds
        with self._lock:
            left, at = self._held.pop(name, (float(self._rate.most), now))
            left = min(float(self._rate.most), left + max(now - at, 0.0) * speed)
            allowed = left >= 1
            self._held[name] = (left - 1 if allowed else left, now)
            if len(self._held) > self._bound:
                self._held.popitem(last=False)
        return 0 if allowed else max(1, round((1 - left) / speed))

    def __len__(self) -> int:
        """Return how many names are counted."""
        return len(self._held)


def address_of(peer: str, forwarded: str, trusted_hops: int) -> str:
    """Return the address to count by.

    Args:
        peer: of the connection.
        forwarded: the ``X-Forwarded-For`` header; anybody can send one, so it is read only as far as our own proxies
            wrote it: the *trusted_hops*-th entry from its end.
        trusted_hops: how many proxies of our own stand before the service.
    """
    found = peer
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    if trusted_hops and len(entries) >= trusted_hops:
        found = entries[-trusted_hops]
    try:
        address = ipaddress.ip_address(found.strip("[]"))
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _NETWORK_BITS), strict=False))
    return str(address)


def address_in(scope: Mapping[str, Any], trusted_hops: int) -> str:
    """Return the address to count the request of ASGI's *scope* by; see ``address_of``."""
    peer = scope["client"][0] if scope.get("client") else ""
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    return address_of(peer, forwarded.decode("latin-1"), trusted_hops)


def wide_network_of(address: str) -> str:
    """Return the network that scarce things are counted by: IPv4 as it is, for IPv6 the /48 that *address* is in."""
    plain = address_of(address, "", 0)
    try:
        network = ipaddress.ip_network(plain)
    except ValueError:
        return plain
    return str(network.supernet(new_prefix=_WIDE_BITS)) if network.prefixlen > _WIDE_BITS else plain


def contact_mark(key: bytes, contact: str) -> str:
    """Return the keyed digest by which one contact is counted; the contact itself is not kept."""
    return hmac.digest(key, compared(contact).encode("utf-8", "replace"), "sha256").hex()
