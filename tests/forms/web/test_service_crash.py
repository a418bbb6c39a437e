"""The running service killed at any moment: every receipt that a client saw is in the inbox, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service_killing import Killing

pytestmark = pytest.mark.slow


def test_killed_service_loses_nothing_that_a_client_was_told(tmp_path: Path) -> None:
    count = Killing(tmp_path, seed=7).run(3, say=lambda text: None)

    assert count.is_right, count
    assert count.shown > 20  # it was at work when it was killed
    assert count.cut_off > 3
