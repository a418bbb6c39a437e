"""Splits whole numbers in proportion, so that the parts add up exactly."""

from __future__ import annotations

from collections.abc import Sequence


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return *total* split in proportion to *weights*, in whole numbers that sum to *total* exactly.

    Each part is its share rounded down; what is left goes one by one to the parts with the largest remainders, the
    earlier one first where remainders are equal (largest remainder, or Hamilton's method). Integers throughout.

    Args:
        total: what is split, not negative.
        weights: not negative, in order of precedence.

    Raises:
        ValueError: *total* or a weight is negative, or *total* is to be split but no weight is positive.
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights) or (total and not whole):
        raise ValueError("a total is split by weights that are not negative, one of them positive")
    if not whole:
        return tuple(0 for _ in weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
