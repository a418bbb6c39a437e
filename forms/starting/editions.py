"""The next edition, made of the last one: same rules, all dates moved on, its own id, planned; and closing one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from forms.inbox.disk import folder_in_place
from site_builder.load.contract.states import read_state_tables, states_with
from site_builder.load.top_level import lines_by_field, with_value, without_fields
from site_builder.load.whole import write_whole
from site_builder.model import Catalogue
from site_builder.problems import Problem
from site_builder.records import Edition, Rules
from site_builder.validate.history.log import LOG_CODES
from site_builder.validate.repository import check_repository

OF_THE_LAST = frozenset({"example", "as_of", "source", "acknowledged", "documents", "summary"})
"""Fields that are true of the last edition alone."""
WITH_DAYS = frozenset({"timeline", "points", "payout"})
NAMED_BY_YEAR = frozenset({"title", "short_name"})
_DAY = re.compile(r"\b(20\d\d)((?:-\d\d(?:-\d\d)?|-Q[1-4])?)\b")
_ORDINAL = re.compile(r"(\bordinal: *)(\d+)")


class FaultyEditionError(Exception):
    """An edition made of the last one has *problems*; it was taken away again."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the *problems*."""
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class ToLookAt:
    """A line of a new file that somebody has to look at: it was changed, or still names the old year."""

    path: str
    line: int
    text: str


def last_edition(catalogue: Catalogue) -> Edition | None:
    """Return the latest edition that has rules, by year and id; examples only where there are no others."""
    ruled = {rules.edition for rules in catalogue.all(Rules)}
    known = [edition for edition in catalogue.all(Edition) if edition.id in ruled]
    return max(known, key=lambda edition: (not edition.example, edition.year, edition.id), default=None)


def next_year(catalogue: Catalogue, last: Edition) -> int:
    """Return the year after that of all editions that are known, but for examples; else after the *last* one."""
    return max([last.year, *(one.year for one in catalogue.all(Edition) if not one.example)]) + 1


def folder_of(edition_id: str) -> str:
    """Return the folder of an edition, from the root of the repository."""
    return f"content/editions/{edition_id}"


def next_files(root: Path, last: Edition, new_id: str, year: int) -> dict[str, str]:
    """Return the text of each file of the edition *new_id* of *year*, by its path, made of those of *last*."""
    moves = _Moves(last.id, new_id, last.year, year)
    texts = {
        name: (root / folder_of(last.id) / name).read_text(encoding="utf-8") for name in ("edition.yml", "rules.yml")
    }
    first = read_state_tables()["edition"].first
    edition = with_value(with_value(moves.applied(texts["edition.yml"]), "year", str(year)), "status", first)
    rules = with_value(with_value(moves.applied(texts["rules.yml"]), "version", "1"), "edition", new_id)
    made = {
        "edition.yml": with_value(edition, "id", new_id),
        "rules.yml": with_value(rules, "id", f"{new_id}-rules"),
    }
    return {f"{folder_of(new_id)}/{name}": with_value(text, "provenance", "submitted") for name, text in made.items()}


@dataclass(frozen=True)
class _Moves:
    """What changes from one edition to the next, in years and numbers."""

    old_id: str
    new_id: str
    old: int
    new: int

    def applied(self, text: str) -> str:
        """Return *text* with days moved on, names by the new year, and numbers in series with the years."""
        return "".join(f"{self._line(*one)}\n" for one in lines_by_field(without_fields(text, OF_THE_LAST)))

    def _line(self, field: str, line: str) -> str:
        if field in WITH_DAYS:
            return _DAY.sub(self._day, line)
        if field in NAMED_BY_YEAR:
            return line.replace(str(self.old), str(self.new))
        if field == "series":
            return _ORDINAL.sub(lambda found: f"{found[1]}{int(found[2]) + self.new - self.old}", line)
        return line

    def _day(self, found: re.Match[str]) -> str:
        year, rest = int(found[1]) + self.new - self.old, found[2]
        return f"{year}{'-02-28' if rest == '-02-29' and not _is_day(year, rest) else rest}"


def _is_day(year: int, rest: str) -> bool:
    try:
        date.fromisoformat(f"{year}{rest}")
    except ValueError:
        return False
    return True


def to_look_at(made: Mapping[str, str], last: Edition) -> Iterator[ToLookAt]:
    """Yield each line of the files *made* that has a day, a name or a number in it, or still names the old year."""
    for path, text in made.items():
        for number, (field, line) in enumerate(lines_by_field(text), start=1):
            has_day = field in WITH_DAYS and _DAY.search(line) and not line.lstrip().startswith("#")
            is_named = field in NAMED_BY_YEAR | {"series"} and re.search(r"\d|第", line)
            if has_day or is_named or (field and str(last.year) in line):
                yield ToLookAt(path, number, line.strip())


def put_edition(root: Path, made: Mapping[str, str], new_id: str, today: date) -> None:
    """Put the files *made* of the edition *new_id* in place.

    Raises:
        FaultyEditionError: the check finds something in them, and they are gone again.
        OSError: they cannot be written.
    """
    folder = root / folder_of(new_id)
    with folder_in_place(folder) as beside:
        beside.mkdir()
        for path, text in made.items():
            (beside / Path(path).name).write_text(text, encoding="utf-8")
    found = tuple(problem for problem in check_repository(root, today).problems if problem.path in made)
    if any(not problem.is_warning for problem in found):
        shutil.rmtree(folder)
        raise FaultyEditionError(found)


def close_edition(
    root: Path, edition: Edition, known: Collection[Problem], today: date, *, is_dry: bool = False
) -> None:
    """Write into its file that *edition* is closed; everything else stays as it was written.

    Args:
        known: what the check found while it was open.
        is_dry: put the file back as it was; only say whether it could be closed.

    Raises:
        FaultyEditionError: the check finds something else in a closed edition, and this one stays open.
    """
    file = root / edition.path
    [closed] = states_with("edition", "closed")
    text = file.read_text(encoding="utf-8")
    write_whole(file, with_value(text, "status", closed).encode())
    new = [problem for problem in check_repository(root, today).errors if problem not in known]
    faults = tuple(problem for problem in new if problem.code not in LOG_CODES)
    if faults or is_dry:
        write_whole(file, text.encode())
    if faults:
        raise FaultyEditionError(faults)
