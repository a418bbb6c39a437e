"""Addresses that a mail can be sent to; the one place that knows ``idna``, imported for a domain in other letters."""

from __future__ import annotations

import re

LONGEST, LONGEST_LOCAL, LONGEST_DOMAIN = 254, 64, 253  # characters; RFC 5321, 4.5.3.1
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")


def mail_address(written: str) -> str:
    """Return the address to which a mail for *written* goes, its domain in ASCII; empty where none can be sent.

    Part of it may be no word for a mail server (Chinese before the ``@``), its domain none that there can be.

    >>> mail_address("office@例子.中国"), mail_address("a@exa_mple.org"), mail_address("联系@例子.中国")
    ('office@xn--fsqu00a.xn--fiqs8s', '', '')

    Source: RFC 5321 (letters and lengths), RFC 1123 2.1 (hosts), UTS 46 (domains in other letters).
    """
    local, at, domain = written.rpartition("@")
    host = domain if domain.isascii() else _in_ascii(domain)
    is_one = at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(host) and len(local) <= LONGEST_LOCAL
    whole = f"{local}@{host}"
    return whole if is_one and len(host) <= LONGEST_DOMAIN and len(whole) <= LONGEST else ""


def ascii_address(written: str) -> str:
    """Return the web address *written* as browsers ask for it: its host in ASCII, no port that goes without saying.

    >>> ascii_address("https://揭榜.中国:443/"), ascii_address("http://A.example:8000/zh")
    ('https://xn--i1u99j.xn--fiqs8s', 'http://a.example:8000/zh')

    Source: URL Standard, WHATWG (hosts, default ports).
    """
    scheme, between, rest = written.strip().rstrip("/").rpartition("://")
    host, slash, path = rest.partition("/")
    host = host.lower().removesuffix({"https": ":443", "http": ":80"}.get(scheme, ""))
    name, colon, port = (
        (host, "", "") if host.endswith("]") else host.rpartition(":") if ":" in host else (host, "", "")
    )
    known = name if name.isascii() else _in_ascii(name) or name
    return f"{scheme}{between}{known}{colon}{port}{slash}{path}"


def _in_ascii(domain: str) -> str:
    """Return *domain* as name servers know it (``xn--…``), empty where there can be none of that name."""
    import idna

    try:
        return idna.encode(domain, uts46=True, std3_rules=True).decode()
    except idna.IDNAError:
        return ""
