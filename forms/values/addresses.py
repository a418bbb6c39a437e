"""Addresses of mails, pages and telephones, and codes of organisations, as people write them."""

from __future__ import annotations

import re

from forms.values.reading import Reading
from site_builder.text_forms.addresses import mail_address
from site_builder.text_forms.folding import plain

_BEHIND = " ,;.。、，；"
_ANGLED = re.compile(r"[^<>@]*<([^<>]*)>")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?")
_WHOLE = re.compile(r"https?://[!-~]")
_TELEPHONE = re.compile(r"[+\d][-+\d\s./()#*]*(?:(?:转|分机|ext\.?|x) ?\d+)?", re.IGNORECASE)
_USCC = re.compile(r"[0-9A-Z]{18}")


def read_mail_address(text: str) -> Reading:
    """Return the one address that *text* names: half-width, without ``mailto:`` and the sign behind it.

    A text that names none, or several, comes out as it stands.
    """
    written = plain(text).replace("。", ".").rstrip(_BEHIND).lstrip(" <")
    found = _ANGLED.fullmatch(written)
    address = (found[1] if found else written.rstrip(">")).strip().removeprefix("mailto:")
    return Reading(address if mail_address(address) else text)


def read_web_address(text: str) -> Reading:
    """Return *text* half-width, with ``https://`` where it begins with the name of a host; an address as it is."""
    if _WHOLE.match(text.strip()):
        return Reading(text.strip())
    written = plain(text)
    return Reading(f"https://{written}" if _HOST.fullmatch(written) and "@" not in written else written)


def read_telephone(text: str) -> Reading:
    """Return *text* in half-width digits and signs where it is made of nothing else but the word for an extension."""
    written = plain(text)
    return Reading(written if _TELEPHONE.fullmatch(written) else text)


def read_uscc(text: str) -> Reading:
    """Return the unified social credit code in *text*, in capitals and without spaces; else *text*."""
    written = plain(text).replace(" ", "").replace("-", "").upper()
    return Reading(written if _USCC.fullmatch(written) else text)
