"""Kill the inbox 200 times at random moments under load, and print what was lost: it must be nothing.

``python benchmarks/inbox_kill.py [--rounds 200] [--seed 1]``
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.killing import kill_often


def main() -> int:
    """Print the counts; exit status 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _, count = kill_often(Path(folder), given.rounds, given.seed)
    print(f"killed with SIGKILL: {count.kills} times; requests cut off and sent again: {count.in_flight}")
    print(f"receipts that clients saw: {count.shown}; submissions listed: {count.listed}")
    print(
        f"lost: {count.lost}; listed but not whole: {count.broken}; another receipt when sent again: {count.unequal}"
    )
    return 1 if count.lost or count.broken or count.unequal or count.listed != count.shown + count.in_flight else 0


if __name__ == "__main__":
    sys.exit(main())
