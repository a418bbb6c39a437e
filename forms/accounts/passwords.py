"""Which passwords are taken: long ones that stand in no list of common ones and do not say the account's own name."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from site_builder.text_forms.folding import folded

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200  # characters; length is what counts (NIST SP 800-63B)
LEAST_GUESSES = 10**9
"""How many tries zxcvbn expects at least for what is taken; twelve random characters take far more."""
JUDGED = 72  # characters; zxcvbn takes no more, and what is weak so far is not made good by what follows
OURS = ("jiebang", "揭榜", "challenge", "shanghai", "woaini", "mima", "1314", "520", "5201314")
"""Words that stand near at hand to whoever works here, beside the English ones that zxcvbn knows."""
_hasher = PasswordHasher()  # argon2id, RFC 9106's second recommended setting


def fault_of(password: str, name: str) -> str:
    """Return why *password* is none for the account *name*: ``password``, ``own_name``, ``common``; empty: it is one.

    Source:
        NIST SP 800-63B, 5.1.1.2; OWASP ASVS 4.0.3, 2.1.1, 2.1.2 and 2.1.7.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return "password"
    if len(name) > 2 and folded(name) in folded(password):
        return "own_name"
    from zxcvbn import zxcvbn

    return "common" if zxcvbn(password[:JUDGED], [name, *OURS])["guesses"] < LEAST_GUESSES else ""


def hashed(password: str) -> str:
    """Return the hash of *password* that is stored."""
    return _hasher.hash(password)


def is_right(kept: str, password: str) -> bool:
    """Return whether *password* is the one of which *kept* is the hash."""
    try:
        return _hasher.verify(kept, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
