"""The service with the settings of the manual, and each proxy that the machine has before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.accounts.accounts import Accounts
from tests.desks import account
from tests.online.front import DESK, ONLINE, PROGRAMS, SITE, Front, front
from tests.service import SETTINGS
from tests.service_process import ServiceProcess

PLACES = ("FORMS_INBOX", "JIEBANG_PRIVATE", "JIEBANG_CACHE")
"""Settings that name folders of the machine; the tests have folders of their own."""


def settings_of_the_manual() -> dict[str, str]:
    """Return what ``jiebang.env`` sets."""
    lines = (ONLINE / "jiebang.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """Return the service that both proxies stand before."""
    named = {name: value for name, value in settings_of_the_manual().items() if name not in PLACES}
    assert named["JIEBANG_DESK_URL"] == f"https://{DESK}"
    made = ServiceProcess(tmp_path_factory.mktemp("online"), **named, JIEBANG_SECOND_FACTOR="optional")
    (made.root / "mkdocs.yml").write_text(f"site_url: https://{SITE}/\n{SETTINGS}", encoding="utf-8")
    accounts = Accounts(made.inbox_path, lambda: 0.0)
    accounts.put(account("o01", "organizer"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="package", params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, service: ServiceProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    """Return a proxy before the service."""
    if request.param not in PROGRAMS:
        pytest.skip(f"{request.param} is not installed")
    folder: Path = tmp_path_factory.mktemp("front") / request.param
    with front(request.param, folder, service) as made:
        yield made
