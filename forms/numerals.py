"""Chinese numerals; the one place that knows cn2an, imported when the first is read."""

from __future__ import annotations


def in_digits(numeral: str) -> str:
    """Return the number that *numeral* says (``三万五千`` -> ``35000``).

    Raises:
        ValueError: it is not a number as one writes it.
    """
    import cn2an

    return str(cn2an.cn2an(numeral, "strict"))
