"""The words of the sheets, and the mappings that come with them."""

from __future__ import annotations

from pathlib import Path

from forms.phrases import STRINGS
from forms.sheets.mapping import read_mapping


def test_the_mappings_that_come_with_it_can_be_read() -> None:
    for file in Path(STRINGS.parent / "sheets" / "mappings").glob("*.yml"):
        assert read_mapping(file, {}).targets
