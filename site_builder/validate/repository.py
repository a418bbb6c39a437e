"""The whole check: every file, every record, every rule; all problems at once, sorted."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import Path

from site_builder.load.collector import paused_collector
from site_builder.load.contract.schemas import read_schemas
from site_builder.load.contract.terms import said_too
from site_builder.load.records import digest_of, is_of_a_merge, is_sealed, list_record_paths, parse_record, type_of
from site_builder.load.standards.places import country_of
from site_builder.load.text import decode_text, read_bytes
from site_builder.load.yaml_text import Written, parse_mapping
from site_builder.load.zones import zone_list
from site_builder.model import Admission, Catalogue, Code, CodeLists, Count, Record, Text, is_a
from site_builder.problems import InvalidDataError, Problem
from site_builder.records import Code as Entry
from site_builder.records import Taxonomy
from site_builder.upgrade.plan import form_problem
from site_builder.validate.echoes import without_echoes
from site_builder.validate.every.provenance import acknowledged_in
from site_builder.validate.every.taxonomies import TAXONOMY, missing_lists, open_lists
from site_builder.validate.history.log import check_log, read_log
from site_builder.validate.points.ledgers import read_ledgers
from site_builder.validate.registry import LEDGER
from site_builder.validate.rules import all_rules
from site_builder.validate.settings import check_settings
from site_builder.validate.shape import Known, read_record
from site_builder.validate.texts.page_links import check_page_links
from site_builder.validate.texts.pages import check_pages, private_beside_values
from site_builder.validate.texts.privacy import private_values
from site_builder.validate.tracked import check_tracked

PROPER_NAMES = "proper_names"
CHUNK = 250  # files a worker takes at a time
FEWEST_FOR_WORKERS = 500

ReadRecord = tuple[Record | None, list[Problem]]


@dataclass(frozen=True)
class CheckedRepository:
    """A repository after the check: what could be read, and everything wrong with it.

    ``read`` holds each record with its own warnings by the digest of its file, for a later check to start from.
    """

    catalogue: Catalogue
    problems: Sequence[Problem]
    read: Mapping[str, ReadRecord] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """Return the problems that are not warnings."""
        return [problem for problem in self.problems if not problem.is_warning]


def check_repository(root: Path, day: date, known_read: Mapping[str, ReadRecord] | None = None) -> CheckedRepository:
    """Return the catalogue of the repository at *root* with all its problems.

    Args:
        root: folder that holds ``needs/`` and ``content/``.
        day: calendar day of the challenge that rules about the future and deadlines refer to.
        known_read: ``read`` of an earlier check, still true for the same schemas, code lists and code.
    """
    with paused_collector():
        return _check(root, day, known_read or {})


def _check(root: Path, day: date, known_read: Mapping[str, ReadRecord]) -> CheckedRepository:
    paths = list_record_paths(root)
    taxonomies = [path for path in paths if path.startswith(TAXONOMY)]
    others = [path for path in paths if not path.startswith(TAXONOMY)]
    lists = read_paths(root, taxonomies, Known(read_schemas().codes, _written_names(root)), known_read)
    codes = {**_codes_with(one for one, _ in lists if one and is_a(one, Taxonomy)), **zone_list(root)}
    read = [
        *lists,
        *read_paths_in_parallel(root, others, Known(codes, names_of(codes)), known_read),
    ]
    missing = list(missing_lists(taxonomies))
    unread = [path for path, (record, _) in zip([*taxonomies, *others], read, strict=True) if record is None]
    unread += (problem.path for problem in missing)
    problems = [*missing, *without_echoes(chain.from_iterable(found for _, found in read), unread)]
    log = read_log(root)
    catalogue, twice = _catalogue_of([record for record, _ in read if record], codes)
    ledgers = read_ledgers(root)
    catalogue = replace(catalogue, log=log.entries, ledgers=ledgers.lines)
    problems += [*twice, *ledgers.problems]
    kinds = {*map(type_of, unread), LEDGER if ledgers.problems else ""}
    rules = [rule for rule in all_rules() if rule.can_be_judged(kinds)]
    problems += without_echoes(chain.from_iterable(rule.problems_in(catalogue, day) for rule in rules), unread)
    problems += check_log(catalogue, log)
    problems += [*check_pages(root), *check_page_links(root, catalogue), *check_settings(root), *check_tracked(root)]
    if of_form := form_problem(root, problems):
        problems = [of_form]
    placed = with_lines(root, problems)
    found = {record.digest: (record, own) for record, own in read if record}
    return CheckedRepository(catalogue, sorted(unacknowledged(placed, catalogue)), found)


def read_paths(
    root: Path, paths: Iterable[str], known: Known, known_read: Mapping[str, ReadRecord] | None = None
) -> list[ReadRecord]:
    """Return what each file holds: a typed record or the problems that keep it from being one."""
    return [_read_path(root, path, known, known_read or {}) for path in paths]


def read_paths_in_parallel(
    root: Path, paths: Sequence[str], known: Known, known_read: Mapping[str, ReadRecord]
) -> list[ReadRecord]:
    """Return the same as ``read_paths``, by several processes where there are many files."""
    workers = min(os.cpu_count() or 1, 8)
    if len(paths) < FEWEST_FOR_WORKERS or workers == 1 or known_read:
        return read_paths(root, paths, known, known_read)
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    chunks = [paths[start : start + CHUNK] for start in range(0, len(paths), CHUNK)]
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(method)) as pool:
        futures = [pool.submit(read_paths, root, chunk, known) for chunk in chunks]
        return [read for future in futures for read in future.result()]


def _read_path(root: Path, path: str, known: Known, known_read: Mapping[str, ReadRecord]) -> ReadRecord:
    kind, file = type_of(path), root / path
    if kind is None or is_of_a_merge(path):
        return None, [_not_a_place(path, file)]
    try:
        text = decode_text(path, read_bytes(path, file))
        if (known_one := known_read.get(digest_of(text))) and known_one[0] and known_one[0].path == path:
            return known_one
        source = parse_record(kind, path, text)
    except InvalidDataError as error:
        return None, [error.problem]
    record, problems = read_record(source, known)
    beside = [*_comments_in_values(path, source.text), *private_beside_values(path, source.text)]
    values = private_values(record) if record else ()
    return record, [*problems, *beside, *values]


def _not_a_place(path: str, file: Path) -> Problem:
    """Return why nothing may stand at *path*, which no kind of record claims."""
    if is_sealed(path):
        return Problem(path, 1, "sealed-record")
    if file.is_symlink():
        return Problem(path, 1, "symbolic-link")
    return Problem(path, 1, "merge-leftover" if is_of_a_merge(path) else "no-record-type")


_COMMENT_IN_VALUE = re.compile(r"^[ \t]*(?:- )?\w+:[ \t]+[^\"'\[{|>#\s][^#\n]*[ \t]#", re.MULTILINE)


def _comments_in_values(path: str, text: str) -> Iterator[Problem]:
    if " #" in text:
        for cut in _COMMENT_IN_VALUE.finditer(text):
            number = text.count("\n", 0, cut.start()) + 1
            yield Problem(path, number, "comment-in-value", facts={"kept": cut[0][:-1].strip()[:60]})


def _codes_with(taxonomies: Iterable[Taxonomy]) -> CodeLists:
    own: dict[str, Mapping[str, Code]] = {}
    for record in taxonomies:
        own[record.id] = {e.code: _code_of(e, f"taxonomy.{record.id}.entries.{e.code}") for e in record.entries}
    return {**{name: {} for name in open_lists()}, **own, **read_schemas().codes}


def _code_of(entry: Entry, key: str) -> Code:
    name, description = said_too(entry.name, f"{key}.name"), said_too(entry.description, f"{key}.description")
    return Code(
        entry.code,
        Text(name),
        Text(description),
        entry.parent or "",
        is_home=bool(entry.home),
        country=entry.country or country_of(entry.code),
        admission=Admission(bool(entry.home_only), entry.scopes, entry.owner_sizes),
        count=Count(entry.first_year or 0, entry.counted_to or 0),
        of_solutions=bool(entry.of_solutions),
    )


def _written_names(root: Path) -> frozenset[str]:
    """Return the proper names as written, before the list that holds them is itself checked."""
    file = root / TAXONOMY / f"{PROPER_NAMES}.yml"
    try:
        values, _ = parse_mapping(file.name, decode_text(file.name, read_bytes(file.name, file)))
    except (OSError, InvalidDataError):
        return frozenset()
    return frozenset(_texts_in(values.get("entries")))


def _texts_in(written: Written) -> Iterator[str]:
    if isinstance(written, str):
        yield written
    elif written is not None:
        for item in written.values() if isinstance(written, dict) else written:
            yield from _texts_in(item)


def names_of(codes: CodeLists) -> frozenset[str]:
    """Return the proper names that may stand in either language."""
    names = codes.get(PROPER_NAMES, {}).values()
    return frozenset(chain.from_iterable(code.name.values() for code in names))


def _catalogue_of(records: Iterable[Record], codes: CodeLists) -> tuple[Catalogue, list[Problem]]:
    by_type: dict[str, dict[str, Record]] = {name: {} for name in read_schemas().types}
    first: dict[tuple[str, str], Record] = {}
    problems: list[Problem] = []
    for record in sorted(records, key=lambda record: (record.id, record.path)):
        kind = record.type if record.type == "taxonomy" else ""  # a list may be called like a record
        other = first.setdefault((kind, record.id), record)
        if other is not record:
            facts = {"id": record.id, "other": other.path}
            problems.append(Problem(record.path, 0, "id-twice", "id", facts))
            continue
        by_type[record.type][record.id] = record
    return Catalogue(by_type, codes), problems


def with_lines(root: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems, each that names only a field placed at the field's line."""
    lines_of: dict[str, Mapping[str, int]] = {}
    for problem in problems:
        if problem.line:
            yield problem
            continue
        if problem.path not in lines_of:
            lines_of[problem.path] = _lines_in(root / problem.path)
        lines = lines_of[problem.path]
        where = problem.where
        while where and where not in lines:
            where = where.rpartition(".")[0]
        yield problem.at_line(lines.get(where, 1))


def _lines_in(file: Path) -> Mapping[str, int]:
    try:
        return parse_mapping(file.name, file.read_text(encoding="utf-8-sig"))[1]
    except (OSError, UnicodeDecodeError, InvalidDataError):
        return {}


def unacknowledged(problems: Iterable[Problem], catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the *problems* but for warnings that the authors of their records have acknowledged."""
    accepted = {
        (record.path, code)
        for records in catalogue.records.values()
        for record in records.values()
        for code in acknowledged_in(record)
    }
    for problem in problems:
        if not (problem.is_warning and (problem.path, problem.code) in accepted):
            yield problem
