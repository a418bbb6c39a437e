"""Edit the summary of one open need in a generated repository and log the new version, as an organiser would."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

from generate import DAY, update_log

_SUMMARY = re.compile(r"^summary:\n  zh:.*?\n  en:.*?(?=^\w)", re.MULTILINE | re.DOTALL)


def main() -> None:
    """Edit the need and log it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--date", type=date.fromisoformat, default=DAY)
    options = parser.parse_args()
    file = first_open_need(options.root)
    text = file.read_text(encoding="utf-8")
    file.write_text(_SUMMARY.sub(lambda found: with_summary(found[0]), text, count=1), encoding="utf-8")
    update_log(options.root, options.date)


def first_open_need(root: Path) -> Path:
    """Return the first need that is open for solutions."""
    needs = sorted((root / "needs").glob("*/*.yml"))
    return next(need for need in needs if "\nopen_for_proposals: true\n" in need.read_text(encoding="utf-8"))


def with_summary(old: str) -> str:
    """Return a summary that differs from *old*; the number in it grows with each edit."""
    edits = int(found[1]) + 1 if (found := re.search(r"第(\d+)次", old)) else 1
    zh = f"本需求的概述作过第{edits}次修订，技术指标和截止日期没有变化。"
    en = f"The summary was revised for time {edits}; indicators and deadline stay as they were."
    return f"summary:\n  zh: {zh}\n  en: {en}\n"


if __name__ == "__main__":
    main()
