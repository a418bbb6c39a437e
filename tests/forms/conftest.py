"""What several rooms test against: one running service for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service import Running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a service that all tests of one file share; each finds its own submissions by receipt."""
    service = Running(tmp_path_factory.mktemp("service"))
    yield service
    service.stop()
