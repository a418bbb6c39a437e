"""Names as people write them, in capitals, with the usual port, in Chinese: browsers ask for one and the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from forms.app import TwoOrigins
from forms.web.hosts import hosts_from
from forms.web.settings import settings_from
from site_builder.text_forms.addresses import ascii_address
from tests.service import Clock

DESK_PORT = 8001


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://Desk.Example.org", "https://desk.example.org"),
        ("https://desk.example.org:443", "https://desk.example.org"),
        ("http://desk.example.org:80/", "http://desk.example.org"),
        ("https://desk.example.org:8443/", "https://desk.example.org:8443"),
        ("https://审核台.中国/", "https://xn--kprv2pjml.xn--fiqs8s"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://www.example.org/Sub/", "https://www.example.org/Sub"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_an_address_is_the_one_that_browsers_ask_for(written: str, asked: str) -> None:
    assert ascii_address(written) == asked


def test_the_site_answers_under_a_chinese_name() -> None:
    assert "xn--fiqs8s" in " ".join(hosts_from(("https://揭榜.中国/zh",)).secure)


@pytest.mark.parametrize("written", ["https://Desk.Example.org:443", "https://desk.example.org/"])
@pytest.mark.parametrize(
    ("host", "port", "said"),
    [
        ("desk.example.org", DESK_PORT, "desk"),
        ("DESK.example.org", DESK_PORT, "desk"),
        ("desk.example.org", 8000, "421"),
        ("www.example.org", DESK_PORT, "421"),
        ("www.example.org", 8000, "site"),
    ],
)
def test_the_desk_is_found_however_its_address_is_written(written: str, host: str, port: int, said: str) -> None:
    environment = {"JIEBANG_DESK_URL": written}
    settings = settings_from(Path(), Path(), frozenset(), Clock(), environment=environment)
    both = TwoOrigins(PlainTextResponse("site"), PlainTextResponse("desk"), DESK_PORT, settings.desk_url)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "server": ("127.0.0.1", port), "headers": [(b"host", host.encode())]}
    asyncio.run(both(scope, receive, send))

    assert (sent[1]["body"].decode() if sent[0]["status"] == 200 else str(sent[0]["status"])) == said
