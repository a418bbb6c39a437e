"""The state in which a record enters the repository."""

from __future__ import annotations

from collections.abc import Mapping

_ON_PUBLICATION: Mapping[str, str] = {
    "need": "published",
    "result": "published",
    "solution": "eligible",
    "technology_manager": "active",
}


def state_on_publication(record: str) -> str:
    """Return the ``status`` with which a *record* is published, empty where such records have none."""
    return _ON_PUBLICATION.get(record, "")
