"""``jiebang forms serve`` as an operator starts it: site and desk at two ports, and both are printed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from forms.cli import cli
from tests.desks import with_site
from tests.service_process import ServiceProcess, free_ports


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    made = ServiceProcess(tmp_path_factory.mktemp("served"))
    made.start()
    yield made
    made.stop()


def status(address: str) -> int:
    return httpx.get(address, trust_env=False).status_code


@pytest.mark.slow
def test_the_service_prints_where_site_and_desk_are_and_answers_each_at_its_own(running: ServiceProcess) -> None:
    told = running.log.read_text(encoding="utf-8")

    assert f"{running.origin}/\n" in told
    assert f"{running.desk_origin}/\n" in told
    assert "INFO" not in told  # what the server says to itself
    asked = [
        f"{origin}{path}" for origin in (running.origin, running.desk_origin) for path in ("/zh/", "/desk/sign-in")
    ]
    assert [status(address) for address in asked] == [200, 404, 404, 200]


@pytest.mark.parametrize("address", ["desk.example.org", "https://desk.example.org/desk", "ftp://desk.example.org"])
def test_an_address_of_the_desk_that_is_no_origin_is_told_in_words(
    address: str, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_site(base)
    monkeypatch.setenv("JIEBANG_DESK_URL", address)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    port, desk_port = free_ports(2)
    words = ["--port", str(port), "--desk-port", str(desk_port), "--lang", "en"]
    done = CliRunner().invoke(cli, ["forms", "serve", "--root", str(base), *words])

    assert (done.exit_code, "JIEBANG_DESK_URL" in done.output) == (2, True)


@pytest.mark.parametrize("same", [True, False], ids=["that of the site", "one that is taken"])
def test_a_port_that_the_desk_cannot_have_is_told_in_words(same: bool, base: Path, tmp_path: Path) -> None:
    with_site(base)
    port, desk_port = free_ports(2)

    with socket.create_server(("127.0.0.1", desk_port)):
        words = ["--port", str(port), "--desk-port", str(port if same else desk_port), "--lang", "en"]
        done = CliRunner().invoke(
            cli, ["forms", "serve", "--root", str(base), "--inbox", str(tmp_path / "in"), *words]
        )

    assert done.exit_code == 2
    assert f"Port {port if same else desk_port} of the desk is taken." in done.output
