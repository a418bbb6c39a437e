"""What earlier programs knew of one challenge by themselves stands in the code lists of each challenge.

An earlier program took the four regions of the delta as home, three tracks by their code as what they admit, the
lists of match scopes, series and award categories as closed, and the yuan as the currency. A challenge that it ran
keeps all of it, in its own lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from site_builder.load.yaml_text import Written
from site_builder.upgrade.migration import Change, Content
from site_builder.upgrade.yaml_edits import Value, put

_LISTS = Path(__file__).parent / "former_lists"
_TAXONOMY = "content/taxonomy"
_OF_REGIONS: Mapping[str, tuple[str, Value]] = {
    **dict.fromkeys(("31", "32", "33", "34"), ("home", True)),
    "cn": ("country", "CN"),
}
_OF_TRACKS: Mapping[str, tuple[str, Value]] = {
    "large_enterprise_open_innovation": ("owner_sizes", ["large"]),
    "yrd_characteristic_region": ("home_only", True),
    "overseas_innovation": ("scopes", ["global"]),
}


def with_home_regions(content: Content) -> Iterator[Change]:
    """Yield the list of regions with those marked that count as home, unless it says so already."""
    path = f"{_TAXONOMY}/region.yml"
    if not any("home" in entry for entry in _entries(content, path)):
        yield from _with_marks(content, path, _OF_REGIONS, "home_marked")


def with_admissions(content: Content) -> Iterator[Change]:
    """Yield the list of tracks with what each of them admits."""
    yield from _with_marks(content, f"{_TAXONOMY}/track.yml", _OF_TRACKS, "admission_given")


def with_own_lists(content: Content) -> Iterator[Change]:
    """Yield each list that was closed and is not among the content's own yet; without code lists there is none."""
    for file in sorted(_LISTS.glob("*.yml")) if content.paths(f"{_TAXONOMY}/*.yml") else ():
        if content.text(path := f"{_TAXONOMY}/{file.name}") is None:
            yield Change(path, file.read_text(encoding="utf-8"), "list_written")


def _with_marks(content: Content, path: str, marks: Mapping[str, tuple[str, Value]], says: str) -> Iterator[Change]:
    before = text = content.text(path) or ""
    for number, entry in enumerate(_entries(content, path)):
        key, value = marks.get(str(entry.get("code")), ("", ""))
        if key and key not in entry:
            text = put(text, ("entries", number), key, value)
    if text != before:
        yield Change(path, text, says)


def _entries(content: Content, path: str) -> list[dict[str, Written]]:
    entries = content.values(path).get("entries")
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
