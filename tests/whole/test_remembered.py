"""What the tests remember of records and themes: used where nothing changed, not where all is to be made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_builder.publish import content
from site_builder.publish.theme import draw_theme
from site_builder.validate import repository
from site_builder.validate.repository import check_repository
from tests.remembered import nothing_remembered
from tests.repositories import TODAY, apply_changes
from tests.themes import nothing_lent

CODES = {"file": "content/taxonomy/track.yml", "append": "# changed\n"}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the path of each record that is read from now on."""
    paths: list[str] = []
    real = repository.parse_record

    def parse(kind: str, path: str, text: str) -> object:
        paths.append(path)
        return real(kind, path, text)

    monkeypatch.setattr(repository, "parse_record", parse)
    return paths


def test_a_record_is_read_once_until_it_or_a_code_list_changes(base: Path, read: list[str]) -> None:
    first = check_repository(base, TODAY)
    read.clear()

    assert check_repository(base, TODAY) == first
    assert read == []
    apply_changes(base, [{"file": "content/news/release-held.yml", "append": "# changed\n"}])
    check_repository(base, TODAY)
    assert read == ["content/news/release-held.yml"]
    apply_changes(base, [CODES])
    check_repository(base, TODAY)
    assert len(read) > len(first.read)


def test_where_nothing_is_remembered_every_record_is_read(base: Path, read: list[str]) -> None:
    first = check_repository(base, TODAY)
    read.clear()
    with nothing_remembered():
        again = check_repository(base, TODAY)

    assert again == first
    assert len(read) == len(first.read)


def test_where_nothing_is_lent_the_builder_draws_as_it_does_for_people() -> None:
    with nothing_lent():
        assert content.draw_theme is draw_theme
    assert content.draw_theme is not draw_theme
