"""A reported amount is in money, whichever the challenge's is, and no longer in yuan."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.upgrade.migration import Change, Content
from site_builder.upgrade.yaml_edits import replaced


def with_money(content: Content) -> Iterator[Change]:
    """Yield each statistic whose unit is still called ``yuan``."""
    for path in content.paths("content/statistics/*.yml"):
        text = content.text(path)
        if text and content.values(path).get("unit") == "yuan":
            yield Change(path, replaced(text, ("unit",), "money"), "money_named")
