"""Measure the duplicate finder on real needs with changed wording, and its speed among 10,000 records.

``python benchmarks/duplicates.py [--records 10000] [--missed]``

The needs come from ``../shared/data/needs_zh`` and stay there; nothing of them is written.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from forms.duplicates import THRESHOLD, Described, Finder
from site_builder.model import Text
from tests.edited_texts import EDITS, SEVERAL
from tests.measured_duplicates import Found, highest_between, invented, measure, real_needs


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000, help="records in the index when its speed is measured")
    parser.add_argument("--missed", action="store_true", help="print what was not found")
    options = parser.parse_args()
    needs = real_needs()
    if needs:
        print_found(needs, "title, summary, owner and domain", missed=options.missed)
        bare = [Described(need.id, need.kind, need.title, need.summary) for need in needs]
        print_found(bare, "title and summary alone", missed=options.missed)
        score, one, other = highest_between(needs)
        print(f"\nmost alike of two different needs: {score:.3f} (threshold {THRESHOLD}): {one} | {other}")
    else:
        print("../shared/data is not there: only the speed is measured")
    print_speed(options.records)


def print_found(needs: list[Described], what: str, *, missed: bool) -> None:
    """Print how many edited copies of *needs* were found."""
    print(f"\n{len(needs)} needs, compared by {what}")
    rows = [(name, measure(needs, name)) for name in (*EDITS, *SEVERAL)]
    for name, found in rows:
        print(f"  {name:<45} {found.found:>3} of {found.copies:>3}  {found.share:>6.1%}")
        for title in found.missed if missed else ():
            print(f"      {title}")
    single = sum((found for name, found in rows if name in EDITS), Found())
    wrong = sum((found for _, found in rows), Found()).wrong
    print(f"  {'one edit, all together':<45} {single.found:>3} of {single.copies:>3}  {single.share:>6.1%}")
    print(f"  another need above the threshold: {len(wrong)}")


def print_speed(count: int) -> None:
    """Print how long the index takes, and a question."""
    records = invented(count)
    started = time.perf_counter()
    finder = Finder(records)
    print(f"\nindex of {count:,} records: {time.perf_counter() - started:.1f} s")
    finder.like(records[0])
    walls, cpus = [], []
    for record in records[:: max(count // 200, 1)]:
        asked = Described("asked", "need", Text(zh=f"关于征集{record.title.zh}的公告"), record.summary)
        wall, cpu = time.perf_counter(), time.process_time()
        finder.like(asked)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    for name, values in (("elapsed", sorted(walls)), ("CPU", sorted(cpus))):
        p50, p99 = values[len(values) // 2], values[len(values) * 99 // 100]
        print(f"a question, {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, most {values[-1]:.1f} ms")


if __name__ == "__main__":
    main()
