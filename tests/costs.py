"""Whether work grows with what it is given no faster than in proportion, told by processor time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES = 2
FACTOR = 8
BOUND = 4.0  # times what is in proportion; work that grows with the square is at FACTOR
CHEAP = 0.02  # seconds of processor time under which nothing is told from noise


def seconds_for(work: Callable[[], object]) -> float:
    """Return the least processor time of all threads in a few goes."""
    found = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
        if found[-1] < CHEAP:
            break
    return min(found)


def is_linear(feed: Callable[[bytes], object], make: Callable[[int], bytes], size: int) -> bool:
    """Return whether *feed* takes at most in proportion longer for *size* bytes than for an eighth of it.

    Args:
        make: returns so many hostile bytes.
        size: the most that is let in there, or so much that work which grows with the square takes seconds.
    """
    large, small = make(size), make(size // FACTOR)
    feed(small)  # whatever is made at the first time
    gc.disable()  # it begins with a certain number of objects, not with the first
    try:
        took = seconds_for(lambda: feed(large))
        return took < CHEAP or took < BOUND * FACTOR * max(seconds_for(lambda: feed(small)), CHEAP / FACTOR)
    finally:
        gc.enable()
