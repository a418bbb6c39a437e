"""Wait for what a test needs, as long as a loaded machine may take, and not a moment longer."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0  # seconds at most, for what takes an instant on a quiet machine


def wait_until(is_so: Callable[[], object]) -> None:
    """Return once *is_so*; fail where it never is."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)  # between two looks
