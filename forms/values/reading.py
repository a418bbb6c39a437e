"""What one cell was understood as: text in the form a record writes, or the code of a problem, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from site_builder.problems import Fact


@dataclass(frozen=True)
class Reading:
    """What was understood: *text* as a record writes it, or the problem *code* with its facts.

    Text that is not of the wanted form comes out as it stands: the check of the record then says what is wrong.
    """

    text: str = ""
    code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


def refuse(code: str, value: str, **facts: Fact) -> Reading:
    """Return the refusal of *value*, of which the message shows the beginning."""
    return Reading("", code, {"value": value.strip()[:40], **facts})


def digits_of(number: Decimal) -> str:
    """Return *number* in digits, without exponent and without zeros at the end of its decimals.

    >>> digits_of(Decimal("5E+5")), digits_of(Decimal("1.50"))
    ('500000', '1.5')
    """
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
