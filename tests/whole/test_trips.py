"""Each page of ``docs/how-to`` is walked in a copy of the repository, step by step as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site import DAY
from tests.trips import PAGES, copy_all, python, read, steps_of, walk, write

TRIPS = sorted(path for path in PAGES.glob("*.md") if path.name != "README.md")


@pytest.mark.slow
@pytest.mark.parametrize("page", TRIPS, ids=lambda page: page.stem)
def test_the_trip_can_be_made_as_the_page_says(page: Path, tmp_path: Path) -> None:
    walk(read(page), copy_all(tmp_path / "copy"), DAY.isoformat())


@pytest.mark.parametrize("page", TRIPS, ids=lambda page: page.stem)
def test_a_page_promises_something_and_changes_something(page: Path) -> None:
    kinds = {step.where or step.kind for step in steps_of(read(page))}

    assert kinds & {"you find", "text"} and kinds & {"above", "below", "instead of", "at its end", "new file"}


def test_the_list_names_each_trip() -> None:
    assert sorted(set(re.findall(r"\]\(([a-z-]+\.md)\)", read(PAGES / "README.md")))) == [page.name for page in TRIPS]


SENT = """
import sys
from pathlib import Path
from tests.service import Running

running = Running(Path(sys.argv[1]))
try:
    running.send("feedback", {"language": "en", "opinion.en": "Larger letters, please."})
    for entry in running.received():
        print(entry.form, running.service.inbox.sealed(entry.receipt, running.identity))
finally:
    running.stop()
"""


@pytest.mark.slow
def test_what_is_sent_by_the_form_of_the_page_is_received_and_sealed(tmp_path: Path) -> None:
    root = copy_all(tmp_path / "copy")
    for step in steps_of(read(PAGES / "add-a-form.md")):
        if step.where == "new file":
            write(root / step.file, step)

    assert python(["-c", SENT, str(tmp_path / "service")], root) == (
        "feedback {'opinion': {'en': 'Larger letters, please.'}}\n"
    )
