"""Write needs of a generated repository as a plain MkDocs Material project: one Markdown page a record."""

from __future__ import annotations

import argparse
import json
from itertools import cycle, islice
from pathlib import Path

import yaml
from bank import Tree

TEXTS = ("summary", "problem", "key_technology", "expected_outcome", "current_basis", "application_scenario")
# Everything that costs MkDocs time for a reason other than the page itself is left out: search, a long navigation.
SETTINGS = {
    "site_name": "Benchmark",
    "theme": {"name": "material", "font": False},
    "plugins": [],
    "markdown_extensions": ["tables", "toc"],
    "nav": [{"Home": "index.md"}],
    "validation": {"nav": {"omitted_files": "ignore"}},
}


def main() -> None:
    """Write the project."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="a generated repository")
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    docs = options.out / "docs"
    docs.mkdir(parents=True)
    (options.out / "mkdocs.yml").write_text(json.dumps(SETTINGS), encoding="utf-8")
    (docs / "index.md").write_text("# Benchmark\n", encoding="utf-8")
    needs = sorted((options.root / "needs").glob("*/*.yml"))
    for number, need in enumerate(islice(cycle(needs), options.pages - 1)):
        record = yaml.load(need.read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only
        (docs / f"need-{number:05}.md").write_text(page_of(record, "zh" if number % 2 else "en"), encoding="utf-8")


def page_of(record: Tree, lang: str) -> str:
    """Return the page of a need in *lang*."""
    parts = [f"# {record['title'][lang]}"]
    parts += [f"## {name}\n\n{record[name][lang]}" for name in TEXTS if name in record]
    rows = [
        f"| {item['name'][lang]} | {item['operator']} | {item.get('value', '')} {item.get('unit', '')} |"
        for item in record["indicators"]
    ]
    parts.append("\n".join(["| indicator | relation | value |", "| --- | --- | --- |", *rows]))
    facts = [f"| {name} | {value} |" for name, value in record.items() if isinstance(value, str)]
    parts.append("\n".join(["| field | value |", "| --- | --- |", *facts]))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    main()
