"""A contest that has closed names the digest of the rubric by which it was scored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from site_builder.load.yaml_text import Written
from site_builder.upgrade.migration import Change, Content
from site_builder.upgrade.yaml_edits import added

_JUDGED = ("bipin", "expert_selection")
_NUMBERS = frozenset("weight scale_max min_jurors drop_extremes_from pass_mark price_weight".split())
_YES_OR_NO = frozenset({"publish_aggregates"})


def with_rubric_digests(content: Content) -> Iterator[Change]:
    """Yield each judged contest that has closed and names no digest, with that of its edition's rubric."""
    for path in content.paths("content/contests/*/*.yml"):
        values, text = content.values(path), content.text(path)
        digest = _digest_for(content, str(values.get("edition"))) if _lacks_digest(values) else ""
        if text and digest:
            yield Change(path, added(text, "rubric_digest", digest), "rubric_digest_added")


def _lacks_digest(contest: Mapping[str, Written]) -> bool:
    is_closed = bool(contest.get("closed_on")) and contest.get("method") in _JUDGED
    return is_closed and "rubric_digest" not in contest and contest.get("provenance") != "reported"


def _digest_for(content: Content, edition: str) -> str:
    """Return the digest as it was first taken, over JSON with sorted keys; empty where there is no rubric."""
    rules = content.values(f"content/editions/{edition}/rules.yml")
    told = {name: _typed(rules.get(name)) for name in ("rubric", "rubric_rules")}
    if not all(told.values()):
        return ""
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _typed(written: Written, name: str = "") -> Any:
    if isinstance(written, dict):
        return {key: _typed(inner, key) for key, inner in written.items()}
    if isinstance(written, list):
        return [_typed(item) for item in written]
    if written and name in _NUMBERS:
        return int(written)
    return written == "true" if name in _YES_OR_NO else written
