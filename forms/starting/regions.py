"""Where a challenge is at home: how the answer is read, and the code lists that follow from it."""

from __future__ import annotations

from forms.starting.answers import AnswerError
from site_builder.load.yaml_text import Written

KNOWN = ("31", "32", "33", "34")


def read_region(written: Written) -> str:
    """Return the code of the region that *written* names."""
    if not isinstance(written, str) or written not in KNOWN:
        raise AnswerError("not_a_region", value=str(written))
    return written


def country_of(region: str) -> str:
    """Return the code of the country in which *region* lies."""
    return "CN"


def id_part_of(region: str) -> str:
    """Return *region* as it stands in the id of a need."""
    return region
