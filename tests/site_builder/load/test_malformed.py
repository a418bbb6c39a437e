"""Hostile and broken files give a problem at their own path: never an exception, never a long wait."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.load.contract.schemas import read_schemas
from site_builder.validate.repository import check_repository, read_paths
from site_builder.validate.shape import Known
from tests.repositories import BASE, TESTS, TODAY, copy_base

pytestmark = pytest.mark.slow

RECORD = "needs/cic2026/cic2026-31-0009.yml"
SHARED = TESTS.parent.parent / "shared" / "data" / "malformed"
SHARED_FILES = sorted(path for path in SHARED.glob("*/*") if path.suffix != ".json")
MOST_SECONDS = 1.0
MOST_MEGABYTES = 200

OWN = {
    "alias_bomb.yml": "anchor-used",
    "bidi_override.yml": "hidden-character",
    "binary_tag.yml": "tag-used",
    "colon_in_value.yml": "yaml-colon-in-value",
    "complex_key.yml": "key-not-text",
    "crlf_and_cr.yml": "field-twice",
    "deep_block.yml": "too-deep",
    "deep_flow.yml": "too-deep",
    "empty.yml": "file-empty",
    "full_width_colon.yml": "yaml-fullwidth-colon",
    "full_width_space_indent.yml": "yaml-nbsp",
    "gb18030.yml": "not-utf8",
    "list_on_top.yml": "not-a-record",
    "lone_surrogate.yml": "yaml-syntax",
    "merge_key.yml": "anchor-used",
    "nul_byte.yml": "hidden-character",
    "only_comments.yml": "file-empty",
    "overlong_utf8.yml": "not-utf8",
    "percent_at_start.yml": "yaml-reserved-start",
    "recursive_list.yml": "anchor-used",
    "same_key_composed_and_decomposed.yml": "field-twice",
    "same_key_quoted.yml": "field-twice",
    "scalar_on_top.yml": "not-a-record",
    "tab_indent.yml": "yaml-tab",
    "tag_of_a_language.yml": "tag-used",
    "tag_of_its_own.yml": "tag-used",
    "terminal_escape.yml": "hidden-character",
    "two_documents.yml": "several-documents",
    "unclosed_bracket.yml": "yaml-bracket-open",
    "unclosed_quote.yml": "yaml-quote-open",
    "undefined_alias.yml": "anchor-used",
    "utf16.yml": "utf16",
    "zero_width_key.yml": "hidden-character",
}
"""File of ``tests/malformed/`` -> the one code that it gives."""

LARGE = {
    "a line of a megabyte": (b"title: " + b"a" * 2**20, "file-too-large"),
    "a line of 30,000 characters": (b"title: " + b"a" * 30_000, "line-too-long"),
    "250,000 opening brackets": (b"[" * 250_000, "line-too-long"),
    "30,000 keys": (b"".join(b"%x:\n" % n for n in range(30_000)), "unknown-field"),
    "a number of 19,000 digits": (b"id: " + b"9" * 19_000, "too-long"),
    "a list of 60,000 codes": (b"tech_domains:\n" + b"- a\n" * 60_000, "too-many"),
    "a list of 50,000 words": (b"keywords:\n  zh:\n" + b"  - a\n" * 40_000, "too-many"),
}


def codes_of(root: Path, raw: bytes) -> list[str]:
    """Return the codes found at one record file that holds *raw*."""
    (root / RECORD).write_bytes(raw)
    began = process_time()
    problems = check_repository(root, TODAY).problems
    assert process_time() - began < MOST_SECONDS
    assert {problem.path for problem in problems} == {RECORD}
    return [problem.code for problem in problems]


def test_every_file_of_the_own_corpus_is_expected() -> None:
    assert sorted(path.name for path in (TESTS / "malformed").glob("*.yml")) == sorted(OWN)


@pytest.mark.parametrize("name", OWN)
def test_hostile_file_is_named_for_what_it_is(base: Path, name: str) -> None:
    assert codes_of(base, (TESTS / "malformed" / name).read_bytes()) == [OWN[name]]


@pytest.mark.parametrize("name", LARGE)
def test_large_file_is_refused_in_time(base: Path, name: str) -> None:
    raw, code = LARGE[name]

    assert set(codes_of(base, raw)) >= {code}


@pytest.mark.skipif(not SHARED_FILES, reason="the collected corpus lies beside the repository")
@pytest.mark.parametrize("file", SHARED_FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_collected_file_gives_problems_at_its_own_path(base: Path, file: Path) -> None:
    assert codes_of(base, file.read_bytes()) != []


@pytest.mark.skipif(not SHARED_FILES, reason="the collected corpus lies beside the repository")
@pytest.mark.parametrize("field", ["title", "summary"])
def test_naughty_string_gives_problems_at_its_own_path(base: Path, field: str) -> None:
    need = (base / "needs/cic2026/cic2026-32-0001.yml").read_text(encoding="utf-8")
    strings = json.loads((SHARED / "blns.json").read_text(encoding="utf-8"))

    silent = [string for string in strings if not codes_of(base, with_text(need, field, string))]

    assert silent == []


def with_text(need: str, field: str, text: str) -> bytes:
    """Return the *need* with *text* for *field* in both languages."""
    written = json.dumps(text, ensure_ascii=False)
    lines = need.replace("id: cic2026-32-0001", "id: cic2026-32-0009").split("\n")
    at = lines.index(f"{field}:")
    lines[at : at + 3] = [f"{field}:", f"  zh: {written}", f"  en: {written}"]
    return "\n".join(lines).encode("utf-8", "replace")


def test_all_hostile_files_together_stay_within_memory(tmp_path: Path) -> None:
    root = copy_base(tmp_path)
    files = [*(TESTS / "malformed").glob("*.yml"), *SHARED_FILES]

    done = subprocess.run(
        [sys.executable, "-c", PEAK_OF_ALL, str(root), *map(str, files)],
        cwd=TESTS.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) < MOST_MEGABYTES * 1024


PEAK_OF_ALL = f"""
import datetime, pathlib, re, sys
from site_builder.validate.repository import check_repository
root = pathlib.Path(sys.argv[1])
for file in sys.argv[2:]:
    (root / "{RECORD}").write_bytes(pathlib.Path(file).read_bytes())
    check_repository(root, datetime.date(2026, 11, 21))
# Not getrusage: its peak is handed on from the process that started this one.
status = pathlib.Path("/proc/self/status").read_text()
print(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])
"""


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that stands where a news record would."""
    file = tmp_path_factory.mktemp("any") / "content/news/any.yml"
    file.parent.mkdir(parents=True)
    return file


def is_answered(file: Path, raw: bytes) -> bool:
    """Return whether *raw* read as a record gives a record, or problems at its path."""
    file.write_bytes(raw)
    [(record, problems)] = read_paths(file.parents[2], ["content/news/any.yml"], Known(read_schemas().codes))
    assert {problem.path for problem in problems} <= {"content/news/any.yml"}
    return record is not None or problems != []


@settings(max_examples=300, derandomize=True, database=None)
@given(raw=st.binary(max_size=400))
def test_any_bytes_give_a_problem_or_a_record(one_file: Path, raw: bytes) -> None:
    assert is_answered(one_file, raw)


@settings(max_examples=300, derandomize=True, database=None)
@given(text=st.text(alphabet="ab:-?#&*!|>'\"%@`{}[], \n\t\r：，\u3000\u200b\ufeff中~0", max_size=120))
def test_any_text_gives_a_problem_or_a_record(one_file: Path, text: str) -> None:
    assert is_answered(one_file, text.encode("utf-8"))


@settings(max_examples=300, derandomize=True, database=None)
@given(data=st.data())
def test_a_record_with_any_piece_changed_gives_a_problem_or_a_record(one_file: Path, data: st.DataObject) -> None:
    raw = (BASE / "content/news/release-held.yml").read_bytes()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(start + 12, len(raw))))
    piece = data.draw(
        st.one_of(st.binary(max_size=6), st.text(max_size=4).map(lambda t: t.encode("utf-8", "replace")))
    )

    assert is_answered(one_file, raw[:start] + piece + raw[end:])
