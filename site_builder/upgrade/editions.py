"""An edition that only holds needs together has no report of its own, and so is no longer said to be reported."""

from __future__ import annotations

from collections.abc import Iterator

from site_builder.upgrade.migration import Change, Content
from site_builder.upgrade.yaml_edits import removed


def without_empty_reports(content: Content) -> Iterator[Change]:
    """Yield each edition that is “reported” by a source which names no report."""
    for path in content.paths("content/editions/*/edition.yml"):
        values, text = content.values(path), content.text(path)
        source = values.get("source")
        if (
            text
            and values.get("provenance") == "reported"
            and isinstance(source, dict)
            and not source.keys() - {"note"}
        ):
            yield Change(path, removed(removed(text, ("source",)), ("provenance",)), "report_dropped")
