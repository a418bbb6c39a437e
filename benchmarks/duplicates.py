"""Measure the duplicate finder on texts with changed wording, and its speed among 10,000 records.

``python benchmarks/duplicates.py [--records 10000] [--missed]``

First the texts by which its weights and threshold were set, then others that had no part in it. The others come from
``../shared/data`` and stay there; nothing of them is written.
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
from tests.measured_duplicates import Found, alike_between, invented, measure, other_texts, tuning_texts


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000, help="records in the index when its speed is measured")
    parser.add_argument("--texts", type=int, help="texts of each kind at most; all unless told")
    parser.add_argument("--missed", action="store_true", help="print what was not found")
    options = parser.parse_args()
    for what, groups in (("set on", tuning_texts()), ("measured on", other_texts())):
        for name, texts in groups.items():
            if texts:
                print_found(texts[: options.texts], f"{what}: {name}", missed=options.missed)
            else:
                print(f"\n{what}: {name}: not on this machine")
    print_speed(options.records)


def print_found(texts: list[Described], what: str, *, missed: bool) -> None:
    """Print how many edited copies of *texts* were found, and how alike two different ones are at most."""
    print(f"\n{what} ({len(texts)})")
    rows = [(name, measure(texts, name)) for name in (*EDITS, *SEVERAL)]
    for name, found in rows:
        print(f"  {name:<45} {found.found:>4} of {found.copies:>4}  {found.share:>6.1%}")
        for title in found.missed if missed else ():
            print(f"      {title}")
    single = sum((found for name, found in rows if name in EDITS), Found())
    print(f"  {'one edit, all together':<45} {single.found:>4} of {single.copies:>4}  {single.share:>6.1%}")
    print(f"  another text above the threshold: {len(single.wrong)}")
    score, one, other = alike_between(texts)[0]
    print(f"  most alike of two different texts: {score:.3f} (threshold {THRESHOLD}): {one} | {other}")


def print_speed(count: int) -> None:
    """Print how long the index takes, and a question."""
    records = invented(count)
    started = time.perf_counter()
    finder = Finder(records)
    print(f"\nindex of {count:,} records: {time.perf_counter() - started:.1f} s")
    finder.like(records[0])
    walls, cpus = [], []
    for record in records[:: max(count // 200, 1)]:
        asked = Described("asked", "need", Text(zh=f"关于征集{record.title['zh']}的公告"), record.summary)
        wall, cpu = time.perf_counter(), time.process_time()
        finder.like(asked)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    for name, values in (("elapsed", sorted(walls)), ("CPU", sorted(cpus))):
        p50, p99 = values[len(values) // 2], values[len(values) * 99 // 100]
        print(f"a question, {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, most {values[-1]:.1f} ms")


if __name__ == "__main__":
    main()
