"""Whether a count is what a report says in words such as “nearly 500”."""

NEARLY, ABOUT = 0.9, 0.05
"""“Nearly x” holds from 0.9 x up to x, “about x” within 5 per cent: how the reports that we know use the words."""


def fits(count: int, value: int, qualifier: str | None) -> bool:
    """Return whether *count* is what “*qualifier* *value*” says."""
    holds = {
        "over": count > value,
        "at_least": count >= value,
        "nearly": NEARLY * value <= count < value,
        "about": abs(count - value) <= ABOUT * value,
    }
    return holds.get(qualifier or "exact", count == value)
