"""Kill the running service 200 times at random moments under load, and print what was lost: it must be nothing.

``python benchmarks/forms_kill.py [--rounds 200] [--seed 1] [--seconds 900]``
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.service_killing import Killing


def say(text: str) -> None:
    """Print *text* at once."""
    print(text, flush=True)


def main() -> int:
    """Print the counts; exit status 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=math.inf, help="begin no further round after this time")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        count = Killing(Path(folder), given.seed).run(given.rounds, say, given.seconds)
    print(f"killed with SIGKILL: {count.kills} times in {time.monotonic() - started:.0f} s")
    print(f"answers with a receipt that clients read whole: {count.shown}, {count.corrected} of corrected versions")
    print(f"requests cut off and sent again: {count.cut_off}; submissions listed in the end: {count.listed}")
    print(f"lost: {count.lost}; listed but not whole: {count.broken}; listed twice: {count.twice}")
    print(f"another receipt when sent again: {count.unequal}; git fsck: {count.fsck or 'clean'}")
    for fault in count.faults:
        print(fault)
    return 0 if count.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
