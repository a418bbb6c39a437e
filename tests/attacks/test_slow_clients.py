"""Clients that take their time, come in crowds, or ask under a name that is not ours."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from forms.cli import cli
from forms.intake.rates import Rate, wide_network_of
from forms.web.bounds import BOUNDS, Bounds
from forms.web.hosts import Hosts, hosts_from, name_in
from tests.raw_http import Raw
from tests.service import Running, new_places, started
from tests.service_process import free_ports
from tests.waiting import wait_until

HURRIED = Bounds(head_seconds=0.3, idle_seconds=60, stalled_seconds=0.3)
GET = "GET /track HTTP/1.1"


@pytest.fixture(scope="module")
def hurried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("hurried"), bounds=HURRIED) as service:
        yield service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("running"), hosts=hosts_from(["https://forms.example"])) as service:
        yield service


@pytest.fixture(scope="module")
def sparing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    bounds, rate = Bounds(of_one=3, idle_seconds=60), Rate(2, 3600)
    with started(tmp_path_factory.mktemp("sparing"), bounds=bounds, by_address=rate) as service:
        yield service


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    bounds = Bounds(of_one=1, connections=3, idle_seconds=60)
    with started(tmp_path_factory.mktemp("proxied"), bounds=bounds, trusted_hops=1) as service:
        yield service


@pytest.fixture(autouse=True)
def _nobody_is_connected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let each test find its service without a connection of another."""
    yield
    for name in {"sparing", "proxied"} & set(request.fixturenames):
        service = request.getfixturevalue(name)
        service.client.close()
        service.client = httpx.Client(base_url=service.origin, timeout=60, trust_env=False)
        wait_until(functools.partial(has_nobody, service))


def has_nobody(service: Running) -> bool:
    return not service._server.server_state.connections


def test_a_head_has_ten_seconds_and_eight_kilobytes() -> None:
    assert (BOUNDS.head_seconds, BOUNDS.head_bytes) == (10.0, 8192)


@pytest.mark.parametrize(
    "sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: a\r\nX-A: "], ids=["nothing", "a word", "some"]
)
def test_a_head_that_does_not_end_is_closed(hurried: Running, sent: bytes) -> None:
    with Raw(hurried.origin) as raw:
        raw.send(sent)

        assert raw.is_closed()


def test_a_second_head_that_does_not_end_is_closed_too(hurried: Running) -> None:
    with Raw(hurried.origin) as raw:
        assert raw.ask(GET) == 200
        raw.begin(GET)

        assert raw.is_closed()


def test_a_head_that_trickles_in_is_closed(hurried: Running) -> None:
    with Raw(hurried.origin) as raw:
        raw._socket.settimeout(0.02)  # between two letters
        raw.begin(GET, "X-A: ")
        with pytest.raises(ConnectionError):
            while True:
                raw._socket.sendall(b"a")
                with contextlib.suppress(TimeoutError):
                    if raw._socket.recv(1) == b"":
                        raise ConnectionError


def test_a_body_that_was_answered_before_it_came_is_not_taken_in_for_ever(hurried: Running) -> None:
    with Raw(hurried.origin) as raw:
        assert raw.ask("POST /no-such-page HTTP/1.1", "Content-Length: 999999999") == 405
        raw.send(b"a" * 10)

        assert raw.is_closed()


def test_a_client_that_does_not_read_is_closed(hurried: Running) -> None:
    large = hurried.root / "site" / "large.bin"
    large.write_bytes(b"\0" * 64 * 2**20)
    with Raw(hurried.origin) as raw:
        raw.begin("GET /large.bin HTTP/1.1")
        raw.send(b"\r\n")
        raw._socket.recv(1)
        tasks = hurried._server.server_state.tasks
        wait_until(lambda: not tasks)  # nobody works for it any more
        received = 0
        with contextlib.suppress(ConnectionError):
            while piece := raw._socket.recv(2**20):
                received += len(piece)

        assert received < large.stat().st_size


@pytest.mark.parametrize("size", [8 * 1024, 60 * 1024, 250 * 1024])
def test_a_head_of_more_than_eight_kilobytes_is_refused(running: Running, size: int) -> None:
    with Raw(running.origin) as raw:
        assert raw.ask("POST /submit/need HTTP/1.1", f'Content-Type: multipart/form-data; x="{";" * size}') in (
            0,
            400,
        )
        assert raw.is_closed()


def test_a_head_of_a_second_request_is_bounded_as_well(running: Running) -> None:
    with Raw(running.origin) as raw:
        assert raw.ask(GET) == 200
        raw.begin(GET, f"X-A: {'a' * 100_000}")
        raw.send(b"\r\n")

        assert raw.is_closed()


def test_a_head_of_nearly_eight_kilobytes_is_read(running: Running) -> None:
    with Raw(running.origin) as raw:
        assert raw.ask(GET, f"X-A: {'a' * 8000}") == 200


def test_a_body_in_crumbs_is_refused(running: Running) -> None:
    with Raw(running.origin) as raw:
        kind = "Content-Type: application/x-www-form-urlencoded"
        raw.begin("POST /track HTTP/1.1", "Transfer-Encoding: chunked", kind)
        raw.send(b"\r\n" + b"1\r\na\r\n" * 50_000 + b"0\r\n\r\n")

        assert raw.status() in (0, 400)


def test_a_body_in_chunks_is_read(running: Running) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"receipt=", b"x", b"&language=en")

    heads = {"content-type": "application/x-www-form-urlencoded"}

    assert running.client.post("/track", content=pieces(), headers=heads).status_code == 403


@contextlib.contextmanager
def three_connected(service: Running) -> Iterator[list[Raw]]:
    with contextlib.ExitStack() as held:
        first = [held.enter_context(Raw(service.origin)) for _ in range(3)]
        assert [raw.ask(GET) for raw in first] == [200] * 3
        yield first


def test_one_address_has_so_many_connections_and_no_more(sparing: Running) -> None:
    with three_connected(sparing) as first:
        with Raw(sparing.origin) as fourth:
            assert fourth.status() == 503
            assert fourth.is_closed()
        first[0].__exit__(None, None, None)
        wait_until(lambda: asked(sparing) == 200)  # there is room again


def asked(service: Running, *heads: str) -> int:
    with Raw(service.origin) as raw:
        return raw.ask(GET, *heads)


def test_behind_a_proxy_all_connections_are_its_own_and_only_their_number_is_bounded(proxied: Running) -> None:
    with three_connected(proxied), Raw(proxied.origin) as fourth:
        assert fourth.status() == 503


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("203.0.113.9", "203.0.113.9", 503),
        ("203.0.113.9", "203.0.113.10", 200),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::1", 503),
        ("2001:db8:1:2::1", "2001:db8:2:2::1", 200),
    ],
)
def test_behind_a_proxy_one_network_has_so_many_requests_at_a_time(
    proxied: Running, first: str, second: str, status: int
) -> None:
    with Raw(proxied.origin) as slow:
        kind = "Content-Type: application/x-www-form-urlencoded"
        slow.begin("POST /track HTTP/1.1", f"X-Forwarded-For: 6.6.6.6, {first}", kind, "Content-Length: 9")
        slow.send(b"\r\n")
        wait_until(lambda: proxied._server.server_state.tasks)  # it waits for its body

        assert asked(proxied, f"X-Forwarded-For: {second}") == status


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::1", "2001:db8:1::/48"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_what_is_scarce_is_counted_by_the_widest_network_that_one_sender_has(address: str, network: str) -> None:
    assert wide_network_of(address) == network


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "[", "a@127.0.0.1", "127.0.0.1:x", "", "\xe9"]
)
@pytest.mark.parametrize("path", ["/", "/track", "/zh", "/desk", "/healthz"])
def test_a_name_that_is_not_ours_is_refused(running: Running, path: str, host: str) -> None:
    with Raw(running.origin) as raw:
        raw.authority = host

        assert raw.ask(f"GET {path} HTTP/1.1") in ((421,) if host.isascii() else (400, 421))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.:8000", "127.0.0.1", "[::1]:9"])
def test_names_of_this_machine_are_ours(running: Running, host: str) -> None:
    assert running.client.get("/track", headers={"host": host}).status_code == 200


def test_names_are_those_of_the_addresses_that_were_configured() -> None:
    found = hosts_from(["https://A.example/x", "b.example:8000", "http://c.example", "", "[2001:db8::1]"], "10.0.0.1")

    assert found.names - Hosts().names == {"a.example", "b.example", "c.example", "[2001:db8::1]", "10.0.0.1"}
    assert found.secure == {"a.example"}


@pytest.mark.parametrize("listening", ["0.0.0.0", "::", ""])  # noqa: S104 - no name
def test_listening_everywhere_is_no_name(listening: str) -> None:
    assert hosts_from([], listening) == Hosts()


@pytest.mark.parametrize("address", ["https://", "ftp://a.example", "a b", "https://[", "*"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        hosts_from([address])


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [("JIEBANG_HOSTS", "https://a.example, b c", "this is none: b c"), ("JIEBANG_FREE_MB", "much", "whole numbers")],
)
def test_a_setting_that_cannot_be_read_is_told_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    root, inbox, _ = new_places(tmp_path)
    monkeypatch.setenv(variable, value)
    port, desk_port = map(str, free_ports(2))
    words = ["forms", "serve", "--root", str(root), "--inbox", str(inbox), "--port", port]
    words += ["--desk-port", desk_port, "--lang", "en"]
    done = CliRunner().invoke(cli, words)

    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(("host", "name"), [("A.Example.:80", "a.example"), ("[::1]:80", "[::1]"), ("a:b", "")])
def test_name_in_a_head(host: str, name: str) -> None:
    assert name_in(host) == name


@pytest.mark.parametrize("path", ["/zh", "//zh", "/zh?a=b", "/%2e/zh", "/%5czh", "/submit/need", "/zh/desk"])
def test_a_redirect_is_a_path(running: Running, path: str) -> None:
    folder = running.root / "site" / "zh"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text("x", encoding="utf-8")
    with Raw(running.origin) as raw:
        raw.begin(f"GET {path} HTTP/1.1", "Connection: close")
        raw.send(b"\r\n")
        answer = b""
        while piece := raw._socket.recv(65536):
            answer += piece
    heads = dict(line.split(b": ", 1) for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:])
    location = heads.get(b"location", b"/")

    assert location.startswith(b"/")
    assert not location.startswith((b"//", b"/\\"))


def test_browsers_are_told_to_use_https_where_it_is_configured(running: Running) -> None:
    secure = running.client.get("/track", headers={"host": "forms.example"})
    here = running.client.get("/track")

    assert secure.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in here.headers


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "https://\xff", "null", "http://", "a" * 5000])
def test_an_origin_that_nobody_can_read_is_refused_and_counted(sparing: Running, origin: str) -> None:
    sparing.clock.now += timedelta(days=1)  # whatever was counted before
    heads = {"origin": origin.encode("latin-1")}
    answers = [sparing.client.post("/submit/need", data={"language": "en"}, headers=heads) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [403, 403, 429]
