"""What runs in pages of the site: scripts of the builder's own folders, and nothing that lies elsewhere in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import new_context
from tests.service import Running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    made = Running(tmp_path_factory.mktemp("scripts"))
    planted = "document.documentElement.dataset.ran = (document.documentElement.dataset.ran || '') + "
    site = made.root / "site"
    (site / "assets").mkdir(parents=True, exist_ok=True)
    (site / "assets" / "own.js").write_text(f"{planted}'own'", encoding="utf-8")
    (site / "planted.js").write_text(f"{planted}'planted'", encoding="utf-8")
    (site / "page.html").write_text(
        "<!doctype html><title>x</title><script src='/planted.js'></script><script src='/assets/own.js'></script>"
        f"<script>{planted}'inline'</script><img src=x onerror=\"{planted}'handler'\">",
        encoding="utf-8",
    )
    yield made
    made.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with new_context(browser) as context:
        yield context.new_page()


@pytest.mark.browser
def test_a_script_beside_the_builders_own_does_not_run(running: Running, page: Page) -> None:
    page.goto(f"{running.origin}/page.html")

    assert page.evaluate("document.documentElement.dataset.ran") == "own"


@pytest.mark.parametrize(
    ("host", "scripts"),
    [
        ("127.0.0.1", ["127.0.0.1/assets/", "127.0.0.1/pagefind/"]),
        ("localhost:8000", ["localhost:8000/assets/", "localhost:8000/pagefind/"]),
        ("evil.example; script-src *", []),
    ],
)
def test_the_policy_names_folders_of_the_host_that_was_asked_and_nothing_that_was_sent(
    running: Running, host: str, scripts: list[str]
) -> None:
    policy = running.client.get("/track", headers={"host": host}).headers["content-security-policy"]
    (found,) = [part.split()[1:] for part in policy.split(";") if part.split()[0] == "script-src"]

    assert [one for one in found if not one.startswith("'sha256-")] == [*scripts, "'wasm-unsafe-eval'"]
