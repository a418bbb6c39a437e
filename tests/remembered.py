"""What a process of the tests has read of a record it does not read again: a check starts from the ones before.

A build starts from the last one in the same way, and in both a file counts as known by its digest, under the same
code lists. That a check which starts from nothing says the same is shown in ``test_check.py`` for every case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from site_builder.model import Catalogue
from site_builder.publish.inputs import taxonomy_digest
from site_builder.validate import repository
from site_builder.validate.repository import CheckedRepository, ReadRecord

_check = repository._check
_known: dict[str, dict[str, ReadRecord]] = {}


def remember_records() -> None:
    """Let every check of this process start from what the ones before have read."""
    repository._check = _check_from_known


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """Let checks in the block read every file, as that of a person does."""
    repository._check = _check
    try:
        yield
    finally:
        remember_records()


def catalogue_of(root: Path, day: date) -> Catalogue:
    """Return what the records of *root* say, without a look at whether any rule holds."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("all_rules", "check_pages", "check_settings", "check_tracked"):
            patch.setattr(repository, name, lambda *_: ())
        return repository.check_repository(root, day).catalogue


def _check_from_known(root: Path, day: date, given: Mapping[str, ReadRecord]) -> CheckedRepository:
    known = _known.setdefault(taxonomy_digest(root), {})
    checked = _check(root, day, {**known, **given})
    known.update(checked.read)
    return checked
