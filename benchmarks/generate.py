"""Write a bilingual repository of any size that passes the check: the same arguments give the same bytes.

``python benchmarks/generate.py --needs 500 --seed 7 --out DIR``
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from awards import awards_of
from bank import Tree
from chain import chain_of
from editions import edition_records
from need_records import needs_of
from plan import DELTA, Plan
from result_records import results_of
from subjects import most_subjects
from world import World, world_of
from writing import write_record

from site_builder.load.folders import FOLDERS
from site_builder.load.records import LOG_PATH
from site_builder.validate.history.log import missing_entries, read_log, row_of
from site_builder.validate.repository import CheckedRepository, check_repository

REPOSITORY = Path(__file__).parent.parent
COPIED = ("content/taxonomy", "content/pages")
FEWEST_NEEDS = 100
"""With fewer, not every closed edition has a solved need for each award that its rules ask for."""
_TO_A_RECORD = re.compile(rf"\]\((?:\.\./)+(?:{'|'.join(FOLDERS.values())})/[\w-][^)]*\)")
"""A link of a hand-written page to a record, which is not among those that are made here."""
DAY = date(2026, 11, 21)
"""The day on which the generated repository is meant to be checked and built."""


def main() -> int:
    """Write the repository, and return 1 if the check finds a problem in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--needs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--date", type=date.fromisoformat, default=DAY, help=f"day of the check (default: {DAY})")
    parser.add_argument("--out", type=Path, required=True, help="a folder that does not exist yet, or is empty")
    options = parser.parse_args()
    if not FEWEST_NEEDS <= options.needs <= most_subjects():
        parser.error(f"--needs takes {FEWEST_NEEDS} to {most_subjects()}; there are no more different titles")
    if options.out.exists() and any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty")
    write_repository(options.out, options.needs, options.seed, options.date)
    problems = check_repository(options.out, options.date).problems
    for problem in problems[:20]:
        print(f"{problem.path}:{problem.line}: {problem.code} {problem.where} {dict(problem.facts)}", file=sys.stderr)
    print(f"needs: {options.needs}, problems: {len(problems)}")
    return int(bool(problems))


def write_repository(root: Path, needs: int, seed: int, day: date) -> None:
    """Write a repository with *needs* needs, and all that they refer to, to *root*."""
    copy_settled(root)
    for path, record in records_of(Plan(needs, seed, day, districts_in(root))):
        write_record(root, path, record)
    update_log(root, day)


def copy_settled(root: Path) -> None:
    """Copy to *root* what is taken from this repository as it stands."""
    for folder in COPIED:
        if (REPOSITORY / folder).exists():
            shutil.copytree(REPOSITORY / folder, root / folder)
    for page in (root / "content/pages").rglob("*.md"):
        page.write_text(
            _TO_A_RECORD.sub("](https://www.example.org/)", page.read_text(encoding="utf-8")), encoding="utf-8"
        )
    if (REPOSITORY / "mkdocs.yml").exists():
        shutil.copyfile(REPOSITORY / "mkdocs.yml", root / "mkdocs.yml")


def districts_in(root: Path) -> dict[str, list[str]]:
    """Return the codes of the districts by region of the delta."""
    text = (root / "content/taxonomy/district.yml").read_text(encoding="utf-8")
    entries = yaml.load(text, Loader=yaml.CBaseLoader)["entries"]  # noqa: S506 - makes text only
    codes = [entry["code"] for entry in entries]
    return {region: [code for code in codes if code.startswith(region)] for region in DELTA}


def records_of(plan: Plan) -> Iterator[tuple[str, Tree]]:
    """Yield path and record of everything in the repository."""
    world = world_of(plan)
    needs = needs_of(world)
    yield from edition_records(world)
    yield from _placed(world, needs)
    yield from chain_of(world, needs)
    for need in needs:
        yield f"needs/{need['edition']}/{need['id']}.yml", need


def _placed(world: World, needs: list[Tree]) -> Iterator[tuple[str, Tree]]:
    folders = {
        "organizations": world.organizations,
        "managers": world.managers,
        "events": world.events,
        "results": results_of(world),
    }
    for folder, records in folders.items():
        for record in records:
            yield f"content/{folder}/{record['id']}.yml", record
    for award in awards_of(world, needs):
        yield f"content/awards/{award['edition']}/{award['id']}.yml", award


def update_log(root: Path, day: date) -> CheckedRepository:
    """Append to the publication log of *root* what is missing there, and return the check before that."""
    checked = check_repository(root, day)
    rows = [row_of(entry) + "\n" for entry in missing_entries(checked.catalogue, read_log(root), day)]
    with (root / LOG_PATH).open("a", encoding="utf-8") as log:
        log.writelines(rows)
    return checked


if __name__ == "__main__":
    sys.exit(main())
