"""`jiebang serve` as a person runs it: it says where the site is, and an edit shows up."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from site_builder.publish.build import build_site
from site_builder.publish.serve import routes_of, watch_days
from tests.processes import running
from tests.repositories import TODAY, copy_base
from tests.service import SETTINGS
from tests.site import build, change
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

PATIENCE = 120  # seconds at most for a first build on a slow machine


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    made = copy_base(tmp_path / "repository")
    (made / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return made


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def address(repository: Path) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "site_builder.cli", "serve", "--root", str(repository), "--port", str(port)]
    command += ["--date", TODAY.isoformat(), "--lang", "zh"]
    with running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        yield f"http://127.0.0.1:{port}/"


def read_until(url: str, pattern: str) -> str:
    """Return the page at *url* once it holds *pattern*; fail after a while."""
    end = time.monotonic() + PATIENCE
    page = ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server
                page = answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            page = ""
        if re.search(pattern, page):
            return page
        time.sleep(0.1)  # between two questions to a server that is still at work
    raise AssertionError(f"{url} never showed {pattern}: {page[:200]}")


def test_the_site_is_served_and_an_edit_shows_up(repository: Path, address: str) -> None:
    url = f"{address}zh/statistics/"
    read_until(url, "<h1>统计</h1>")
    change(repository / "content/statistics/cic2026-needs.yml", "title: {zh: ", "title: {zh: 改动之后的")

    read_until(url, "改动之后的")


def test_a_missing_page_answers_404_in_both_languages(address: str) -> None:
    read_until(address, "English")

    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(f"{address}zh/no/such/page/", timeout=PATIENCE)  # noqa: S310 - our own server

    page = missing.value.read().decode()
    assert missing.value.code == 404
    assert ("没有这个页面" in page, "There is no such page" in page) == (True, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/submit/need"), ("POST", "/submit/need/preview"), ("GET", "/track"), ("GET", "/desk"),
     ("GET", "/desk/submissions/x"), ("POST", "/api/v1/submissions/need")],
)  # fmt: skip
def test_a_preview_says_that_it_takes_nothing_in(tmp_path: Path, method: str, path: str) -> None:
    (tmp_path / "index.html").write_text("site", encoding="utf-8")

    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(Starlette(routes=routes_of(tmp_path)))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return [await client.request(method, path), await client.get("/")]

    answer, home = asyncio.run(asked())

    assert answer.status_code == 503
    assert "不收件" in answer.text
    assert "does not receive submissions" in answer.text
    assert home.text == "site"


def test_settings_are_seen_again_after_an_editor_replaced_their_file(repository: Path, address: str) -> None:
    read_until(f"{address}zh/", "<title>首页 - 测试</title>")
    settings = repository / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    for name in ("江南创新挑战赛", "东海创新挑战赛"):
        fresh = repository / "mkdocs.yml.tmp"
        fresh.write_text(text.replace("zh: 测试", f"zh: {name}"), encoding="utf-8")
        fresh.replace(settings)

        read_until(f"{address}zh/", f"<title>首页 - {name}</title>")


def test_a_port_that_is_taken_is_told_in_words(repository: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "site_builder.cli", "serve", "--root", str(repository), "--port", port]
        done = subprocess.run(
            [*command, "--lang", "zh"], capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    assert done.returncode == 2
    assert f"端口 {port} 已被占用" in done.stderr


def test_a_preview_shows_what_the_publication_log_does_not_name_yet(repository: Path) -> None:
    change(repository / "needs/cic2026/cic2026-31-0001.yml", "title:\n  zh: ", "title:\n  zh: 新")

    assert {problem.code for problem in build(repository, day=TODAY).problems} == {"log-outdated"}
    assert build_site(repository, TODAY, with_search=False, is_preview=True, say=lambda key: None).problems == ()


def test_the_site_is_built_again_when_a_day_begins() -> None:
    last, next_day = date(2026, 11, 21), date(2026, 11, 22)
    days = itertools.chain([last, last, next_day], itertools.repeat(next_day))
    built, stop = [], threading.Event()
    watching = threading.Thread(
        target=watch_days, args=(last, lambda: next(days), lambda: built.append(1), stop, 0.01)
    )
    watching.start()
    wait_until(lambda: built)
    stop.set()
    watching.join()

    assert built == [1]
