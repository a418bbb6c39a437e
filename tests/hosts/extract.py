"""Write ``github.json``: what we ask of GitHub, cut out of GitHub's own OpenAPI description.

The description is 13 MB, so the few operations that we use stand here with every schema they name, unchanged;
only descriptions are left out. To bring it up to date::

    npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
    python tests/hosts/extract.py package/generated/api.github.com.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = "@octokit/openapi 23.0.2 (MIT), generated/api.github.com.json"
WANTED = (
    ("/repos/{owner}/{repo}/pulls", "get"),
    ("/repos/{owner}/{repo}/pulls", "post"),
    ("/repos/{owner}/{repo}/pulls/{pull_number}", "get"),
    ("/repos/{owner}/{repo}/issues/{issue_number}/comments", "get"),
    ("/repos/{owner}/{repo}/issues/{issue_number}/comments", "post"),
    ("/repos/{owner}/{repo}/issues/comments/{comment_id}", "patch"),
    ("/repos/{owner}/{repo}/statuses/{sha}", "post"),
    ("/orgs/{org}/teams/{team_slug}/memberships/{username}", "get"),
)
LEFT_OUT = frozenset({"description", "summary", "externalDocs", "tags", "operationId", "headers"})


def extract(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the wanted part of the description *whole*."""
    paths: dict[str, Any] = {}
    for path, method in WANTED:
        paths.setdefault(path, {})[method] = _lean(whole["paths"][path][method])
    found: dict[str, Any] = {}
    waiting = _references(paths)
    while waiting:
        reference = waiting.pop()
        steps = reference.removeprefix("#/").split("/")
        target: Any = whole
        for step in steps:
            target = target[step]
        kept = found
        for step in steps[:-1]:
            kept = kept.setdefault(step, {})
        if steps[-1] not in kept:
            kept[steps[-1]] = target if steps[1] == "examples" else _lean(target)
            waiting |= _references(kept[steps[-1]])
    return {"openapi": whole["openapi"], "info": {"title": SOURCE, "version": "23.0.2"}, "paths": paths, **found}


def _lean(node: Any, inside_properties: bool = False) -> Any:
    if isinstance(node, list):
        return [_lean(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for name, value in node.items():
        is_word = not inside_properties and (name in LEFT_OUT or name.startswith("x-") or name == "example")
        if is_word:
            continue
        if name == "examples" and not inside_properties and not _are_named(value):
            continue
        kept[name] = _lean(value, inside_properties=name == "properties" and not inside_properties)
    return kept


def _are_named(examples: Any) -> bool:
    return isinstance(examples, dict) and all("$ref" in one for one in examples.values())


def _references(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_references, node))
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*map(_references, node.values()))


if __name__ == "__main__":
    text = json.dumps(extract(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), indent=1, sort_keys=True)
    (HERE / "github.json").write_text(f"{text}\n", encoding="utf-8")
