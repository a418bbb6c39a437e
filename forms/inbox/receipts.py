"""Receipt numbers and secrets: worked out from the server's key and the request's, so they can be given again."""

from __future__ import annotations

import hashlib
import hmac
import re

from site_builder.text_forms.folding import plain

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
NUMBER = re.compile(rf"JB-\d{{8}}-[{ALPHABET}]{{6}}")
_MISREAD = str.maketrans("ILO", "110", "- ")


def mac(server_key: bytes, purpose: str, *parts: bytes) -> bytes:
    """Return the keyed digest of *parts* for one *purpose*."""
    sized = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.digest(server_key, purpose.encode() + b"\0" + sized, "sha256")


def number_of(server_key: bytes, key: str, day: str, attempt: int) -> str:
    """Return a receipt number of *day* (``20261121``); the next *attempt* gives another where it is taken."""
    return f"JB-{day}-{base32(mac(server_key, 'number', key.encode(), b'%d' % attempt), 30)}"


def secret_of(server_key: bytes, key: str) -> str:
    """Return the secret of 128 bits that belongs to the request with *key*."""
    return base32(mac(server_key, "secret", key.encode()), 128)


def in_groups(secret: str) -> str:
    """Return *secret* as it is shown: in groups of four.

    >>> in_groups("0123456789")
    '0123-4567-89'
    """
    return "-".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def base32(data: bytes, bits: int) -> str:
    """Return the first *bits* of *data* in Crockford's base32."""
    places = -(-bits // 5)
    value = (int.from_bytes(data, "big") >> (8 * len(data) - bits)) << (5 * places - bits)
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(places)))


def normal_number(text: str) -> str:
    """Return the receipt number that somebody typed, in its one form; empty where it is none."""
    bare = plain(text).upper().translate(_MISREAD)
    number = f"{bare[:2]}-{bare[2:10]}-{bare[10:]}"
    return number if NUMBER.fullmatch(number) else ""


def hash_of(secret: str) -> str:
    """Return the sha256 of *secret* as typed: hyphens, spaces and small letters make no difference."""
    return hashlib.sha256(plain(secret).upper().translate(_MISREAD).encode("utf-8", "replace")).hexdigest()
