"""An address that a mail can be sent to, its domain as name servers know it; anything else is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.text_forms.addresses import mail_address

REACHED = {
    "a@example.org": "a@example.org",
    "first.last+tag@sub.example.co.uk": "first.last+tag@sub.example.co.uk",
    "a@例子.中国": "a@xn--fsqu00a.xn--fiqs8s",
    "a@bücher.example": "a@xn--bcher-kva.example",
    "a@例子。中国": "a@xn--fsqu00a.xn--fiqs8s",
    "a@xn--fsqu00a.xn--fiqs8s": "a@xn--fsqu00a.xn--fiqs8s",
    "a@EXAMPLE.org": "a@EXAMPLE.org",
}
UNREACHED = (
    "", "a", "@example.org", "a@", "a@localhost", "a@exa_mple.org", "a@例_子.中国", "a@-a.org", "a@a-.org",
    "联系@例子.公司", "a@example.org，", "a@example.org（工作）", "a@example.org,b@example.org", "a b@example.org",
    "a@[127.0.0.1]", "a@127.0.0.1", ".a@example.org", "a..b@example.org", "a.@example.org", "a@example..org",
    "a@example.org\nBcc: b@example.org", "a@例子\n.中国", "ａ@example.org", "a@b@example.org",
    f"{'a' * 65}@example.org",
    f"a@{'a' * 64}.org", f"a@{'a.' * 130}org", "a@例子.中国\u202e",
)  # fmt: skip


@pytest.mark.parametrize(("written", "address"), REACHED.items(), ids=REACHED)
def test_an_address_is_written_to_at_its_domain_in_ascii(written: str, address: str) -> None:
    assert mail_address(written) == address


@pytest.mark.parametrize("written", UNREACHED)
def test_what_no_mail_reaches_is_no_address(written: str) -> None:
    assert mail_address(written) == ""


@given(st.text(max_size=20) | st.from_regex(r"[a-z.]{1,5}@[\w.。-]{1,12}", fullmatch=True))
def test_an_address_is_one_line_of_ascii_and_its_own_address(written: str) -> None:
    found = mail_address(written)

    assert found.isascii() and found.isprintable() and " " not in found
    assert mail_address(found) == found
