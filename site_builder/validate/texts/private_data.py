"""Personal and secret numbers in a text: e-mail, mobile, identity card, bank card, social credit code, keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from site_builder.text_forms.figures import figures, has_numerals, with_numerals

_BEFORE, _AFTER = r"(?<![0-9A-Za-z])(?<![0-9]\.)", r"(?![0-9A-Za-z])(?!\.[0-9])"
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,200}\."
    r"(?!(?:png|jpe?g|svg|gif|webp|css|js|mjs)\b)[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_MOBILE = re.compile(rf"{_BEFORE}(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}}{_AFTER}(?![ ]?[元万亿])")
_ID_NUMBER = re.compile(rf"{_BEFORE}[1-9][0-9]{{5}}(?:19|20)[0-9]{{9}}[0-9Xx]{_AFTER}")
_USCC = re.compile(rf"{_BEFORE}[0-9A-HJ-NPQRTUWXY]{{2}}[0-9]{{6}}[0-9A-HJ-NPQRTUWXY]{{10}}{_AFTER}", re.IGNORECASE)
_BANK_CARD = re.compile(rf"{_BEFORE}[34569][0-9]{{3}}(?:[ -]?[0-9]{{4}}){{3}}(?:[ -]?[0-9]{{1,3}})?{_AFTER}")

# Keys and tokens by the beginnings that their makers gave them so that they are found: age, PEM and OpenPGP, GitHub,
# GitLab, Slack, AWS, JSON Web Tokens.
_KEY_MARKS = (
    "-SECRET-KEY-1", "-secret-key-1", "AGE-PLUGIN-", "PRIVATE KEY", "ghp_", "gho_", "ghu_", "ghs_", "ghr_",
    "github_pat_", "glpat-", "glrt-", "gldt-", "xox", "AKIA", "ASIA", "eyJ",
)  # fmt: skip
_KEY = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:AGE-SECRET-KEY-1|AGE-PLUGIN-[0-9A-Z-]{1,40}1)[0-9A-Z]{20,}|age-secret-key-1[0-9a-z]{20,}"
    r"|gh[pousr]_[0-9A-Za-z]{30,}|github_pat_\w{30,}|gl(?:pat|rt|dt)-[\w-]{20,}|xox[abeprs]-[0-9A-Za-z-]{10,}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z])|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"
    r"|-{5} ?BEGIN [0-9A-Z ]{0,40}PRIVATE KEY"
)

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_WRITTEN_AT = ("at]", "at)", "AT]", "AT)", "At]", "At)")
_SPACED_AT = re.compile(r"\s*(?:@|\[at\]|\(at\))\s*", re.IGNORECASE)
# Eleven digits in three groups or more of any length; two groups may be a range (15000-200000).
_GROUPED_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][ .-])(?:\+?86[ .-]?)?1[ .-]?[3-9](?:[ .-]?[0-9]){9}"
    r"(?![0-9A-Za-z])(?![ .-][0-9])(?![ ]?[元万亿])"
)
_BETWEEN_DIGITS = re.compile("[ .-]")
_THOUSANDS = re.compile(r"[0-9]{1,2}(?:.[0-9]{3})+")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_RUNS = {
    "digits": re.compile(r"\+?[0-9](?:[ .+-]*+[0-9]){10,}+"),
    "letters": re.compile("(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])"),
}
"""What a number is made of -> every run in which there may be one: patterns look at these, not at every place."""
_SEEN_BEHIND = 2  # characters that a pattern looks at behind a number
_DIGITS_ONLY = bytes(0x30 if 0x30 <= code < 0x3A else 0x20 for code in range(256))
_LETTERS_TOO = bytes(
    0x30 if 0x30 <= code < 0x3A or 0x41 <= code < 0x5B or 0x61 <= code < 0x7B else 0x20 for code in range(256)
)


def may_hold_private(text: str) -> bool:
    """Return whether *text* is worth a closer look: a quick test that never misses."""
    text = undisguised(text)
    return any(_worth_looking_for(text).values()) or has_numerals(text)


def _worth_looking_for(text: str) -> dict[str, bool]:
    """Return which kinds of private number *text* may hold, by what they are made of; digests are none."""
    letters = _has_run(text, _LETTERS_TOO, 18, b"") and _has_run(_DIGEST.sub(" ", text), _LETTERS_TOO, 18, b"")
    keys = any(mark in text for mark in _KEY_MARKS)
    return {"@": "@" in text, "keys": keys, "digits": _has_run(text, _DIGITS_ONLY, 11, b" .-"), "letters": letters}


def _has_run(text: str, kinds: bytes, length: int, between: bytes) -> bool:
    """Return whether *text* has a run of *length* characters of *kinds*, those of *between* not counted."""
    return b"0" * length in text.encode("ascii", "replace").translate(kinds, between)


def undisguised(text: str) -> str:
    """Return *text* with other spellings of digits and signs made plain: any script, any width, dashes, [at]."""
    text = figures(text)
    return _SPACED_AT.sub("@", text) if "@" in text or any(written in text for written in _WRITTEN_AT) else text


def find_private(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(code, found)`` for each private number in *text*; *found* shows the last two characters only.

    Chinese numerals count as digits too, in a second look: read as digits, one that is a word could hide a number
    behind it.

    Source: GB 11643-1999 (identity card), GB 32100-2015 (social credit code), ISO/IEC 7812 (Luhn).
    """
    text = undisguised(text)
    found = dict.fromkeys(_found_in(text))
    if has_numerals(text):
        found |= dict.fromkeys(_found_in(with_numerals(text)))
    yield from found


def _found_in(text: str) -> Iterator[tuple[str, str]]:
    places = {needs: _places_of(needs, text) for needs, is_worth in _worth_looking_for(text).items() if is_worth}
    taken: set[int] = set()
    for code, needs, pattern, is_right in _KINDS:
        for start, end in places.get(needs, ()):
            for found in pattern.finditer(text, start, end):
                if found.start() not in taken and is_right(found[0]):
                    taken.add(found.start())
                    yield code, mask(found[0])


def _places_of(needs: str, text: str) -> list[tuple[int, int]]:
    """Return where *text* may hold a number that is made of what it *needs*, with what the patterns see behind it."""
    if needs not in _RUNS:
        return [(0, len(text))]
    return [(run.start(), run.end() + _SEEN_BEHIND) for run in _RUNS[needs].finditer(text)]


def mask(found: str) -> str:
    """Return *found* with all but its last two characters hidden."""
    return "*" * (len(found) - 2) + found[-2:]


def is_id_number(text: str) -> bool:
    """Return whether the check digit and the date of an identity-card number are right.

    Source: GB 11643-1999, ISO 7064 mod 11-2.
    """
    month, day = int(text[10:12]), int(text[12:14])
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True)) % 11
    return 1 <= month <= 12 and 1 <= day <= 31 and _ID_CHECKS[rest] == text[17].upper()


def is_uscc(text: str) -> bool:
    """Return whether the check character of a unified social credit code is right.

    Source: GB 32100-2015, weights 3^i mod 31.
    """
    values = [_USCC_ALPHABET.index(character) for character in text.upper()]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]


def is_bank_card(text: str) -> bool:
    """Return whether the last digit of a bank card number is right (Luhn)."""
    digits = [int(character) for character in text if character.isdigit()]
    doubled = [digit if place % 2 == 0 else sum(divmod(digit * 2, 10)) for place, digit in enumerate(digits[::-1])]
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def is_grouped_mobile(text: str) -> bool:
    """Return whether the digits of *text* are set apart as those of a telephone number, not of an amount."""
    number = re.sub(r"^\+?86[ .-]?", "", text) if len(re.sub("[^0-9]", "", text)) > 11 else text
    signs, groups = _BETWEEN_DIGITS.findall(number), _BETWEEN_DIGITS.split(number)
    is_row = len(max(groups, key=len)) == 2 and groups == sorted(groups, key=int)  # 1 3 5 7 9 11 13 15
    return len(signs) > 1 and len(set(signs)) == 1 and not is_row and not _THOUSANDS.fullmatch(number)


_KINDS: tuple[tuple[str, str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("private-email", "@", _EMAIL, bool),
    ("private-id-number", "letters", _ID_NUMBER, is_id_number),
    ("private-uscc", "letters", _USCC, is_uscc),
    ("private-bank-card", "digits", _BANK_CARD, is_bank_card),
    ("private-mobile", "digits", _MOBILE, bool),
    ("private-key", "keys", _KEY, bool),
    ("private-mobile", "digits", _GROUPED_MOBILE, is_grouped_mobile),
)
