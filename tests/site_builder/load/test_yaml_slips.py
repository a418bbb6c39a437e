"""Each slip in a record is told in words of its own, at the line that it is on, wherever in the record it is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from site_builder.load.contract.schemas import read_schemas
from site_builder.load.text import decode_text
from site_builder.load.yaml_text import parse_mapping
from site_builder.problems import InvalidDataError
from site_builder.validate.repository import check_repository, read_paths
from site_builder.validate.shape import Known
from tests.repositories import BASE, TODAY

RECORDS = [
    "needs/cic2026/cic2026-31-0001.yml",
    "content/news/release-held.yml",
    "content/organizations/delta-exchange.yml",
    "content/editions/cic2026/edition.yml",
]

FIELD = r"( *(?:- )?[a-z_]+)"
ANYWHERE = {
    "no space after the colon": (rf"{FIELD}: ", r"\1:", "yaml-colon-space"),
    "a full-width colon": (rf"{FIELD}: ", r"\1：", "yaml-fullwidth-colon"),
    "a full-width space after the colon": (rf"{FIELD}: ", "\\1:\u3000", "yaml-wide-space"),
    "a no-break space after the colon": (rf"{FIELD}: ", "\\1:\u00a0", "yaml-wide-space"),
    "no colon": (r"([a-z_]+): (?=[^{\[|>\"])", r"\1 ", "yaml-no-colon"),
    "a quotation mark that is not closed": (rf"{FIELD}: (?=[a-z])", r'\1: "', "yaml-quote-open"),
    "text behind a quotation mark": (rf"{FIELD}: ([a-z]\w+)$", r'\1: "\2" x', "yaml-quote-inside"),
    "a curly mark at the end": (rf"{FIELD}: ([a-z]\w+)$", r'\1: "\2”', "yaml-smart-quote"),
    "an at sign": (rf"{FIELD}: (?=[a-z])", r"\1: @", "yaml-reserved-start"),
    "a backtick": (rf"{FIELD}: (?=[a-z])", r"\1: `", "yaml-reserved-start"),
    "a per cent sign": (rf"{FIELD}: (?=[a-z])", r"\1: %", "yaml-reserved-start"),
    "a backslash": (rf"{FIELD}: ([a-z]\w+)$", r'\1: "\\d\2"', "yaml-backslash"),
    "a second colon": (rf"{FIELD}: ([a-z]\w+)$", r"\1: note: \2", "yaml-colon-in-value"),
    "a tab": (r"  (?=[a-z])", "\t", "yaml-tab"),
    "a full-width indent": (r"  (?=[a-z])", "\u3000", "yaml-nbsp"),
    "a bracket that is not closed": (rf"{FIELD}: (\[[^\]]*)\]$", r"\1: \2", "yaml-bracket-open"),
    "a bracket closed in full width": (rf"{FIELD}: (\[[^\]]*)\]$", r"\1: \2】", "yaml-fullwidth-bracket"),
}


def told(path: str, text: str) -> list[tuple[str, int]]:
    """Return code and line of what stops the reading of *text*."""
    try:
        parse_mapping(path, decode_text(path, text.encode()))
    except InvalidDataError as error:
        return [(error.problem.code, error.problem.line)]
    return []


def of_record(root: Path, path: str, text: str) -> list[tuple[str, int]]:
    """Return code and line of each problem of the record *text* by itself."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    [(_, problems)] = read_paths(root, [path], Known(read_schemas().codes))
    return [(problem.code, problem.line) for problem in problems if problem.code != "unknown-code"]


def slips_at(path: str, slip: str) -> Iterator[tuple[int, str]]:
    """Yield line and text for every line of the record at which *slip* can be made."""
    pattern, new, _ = ANYWHERE[slip]
    lines = (BASE / path).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, start=1):
        changed, count = re.subn(f"^{pattern}", new, line)
        if count:
            yield number, "\n".join([*lines[: number - 1], changed, *lines[number:]])


@pytest.mark.parametrize("slip", ANYWHERE)
def test_a_slip_is_told_at_its_own_line_wherever_it_is_made(slip: str, tmp_path: Path) -> None:
    code = ANYWHERE[slip][2]
    places = [(path, number, text) for path in RECORDS for number, text in slips_at(path, slip)]

    found = [(path, number, of_record(tmp_path, path, text)) for path, number, text in places]

    assert places != []
    assert [row for row in found if row[2] != [(code, row[1])]] == []


LISTS = {
    "no space after the dash": ("-energy_environment", "yaml-dash-space"),
    "a full-width dash": ("－ energy_environment", "yaml-fullwidth-dash"),
    "an en dash": ("– energy_environment", "yaml-fullwidth-dash"),
    "a bullet": ("• energy_environment", "yaml-fullwidth-dash"),
    "a full-width space after the dash": ("-\u3000energy_environment", "yaml-wide-space"),
}


@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize("slip", LISTS)
def test_a_slip_in_a_list_is_told_at_its_entry(slip: str, indent: str, tmp_path: Path) -> None:
    entry, code = LISTS[slip]
    text = (BASE / RECORDS[0]).read_text(encoding="utf-8")
    changed = text.replace("tech_domains: [energy_environment]", f"tech_domains:\n{indent}{entry}")
    line = changed.split("\n").index(indent + entry) + 1

    assert of_record(tmp_path, RECORDS[0], changed) == [(code, line)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "tech_domains: [energy_environment]",
            "tech_domains: 【energy_environment】",
            [("yaml-fullwidth-bracket", 43)],
        ),
        ("tech_domains: [energy_environment]", "tech_domains: [energy，water]", [("several-words-in-one", 43)]),
        ("proposal_deadline: 2027-01-15", "proposal_deadline: “2027-01-15”", [("value-in-quotes", 57)]),
        ("owner: clear-river", "owner: ＂clear-river＂", [("value-in-quotes", 50)]),
        ("title:\n  zh: ", "title:\n  zh:", [("yaml-colon-space", 13)]),
        ("title:\n  zh: 黑", "title:\nzh: 黑", [("yaml-indent", 14)]),
        ("  zh: 现有分体式", "   zh: 现有分体式", [("yaml-indent", 20)]),
        ("    name: {zh: 出水氨氮", "   name: {zh: 出水氨氮", [("yaml-indent", 26)]),
        ("status: published", "status : published\nstatus : published", [("field-twice", 11)]),
        ("status: published", "=======\nstatus: published", [("conflict-marker", 10)]),
        ("status: published", ">>>>>>> theirs\nstatus: published", [("conflict-marker", 10)]),
    ],
)
def test_a_slip_that_reads_as_something_else_is_named(
    old: str, new: str, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    text = (BASE / RECORDS[0]).read_text(encoding="utf-8")
    assert text.count(old) == 1
    try:
        found = of_record(tmp_path, RECORDS[0], text.replace(old, new))
    except InvalidDataError as error:
        found = [(error.problem.code, error.problem.line)]

    assert found == expected


@pytest.mark.parametrize("count", [1, 2])
def test_fields_that_are_not_indented_are_told_of_once(count: int, tmp_path: Path) -> None:
    text = (BASE / RECORDS[0]).read_text(encoding="utf-8")
    for name in ("title", "summary")[:count]:
        text = re.sub(rf"^{name}:\n  zh: (.*)\n  en: ", rf"{name}:\nzh: \1\nen: ", text, flags=re.MULTILINE)

    assert of_record(tmp_path, RECORDS[0], text) == [("yaml-indent-missing", 13)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("id: a\ntitle: 两周\u2028内\n", ("line-separator", 2)),
        ("id: a\ntitle: 两周\u2029内\n", ("line-separator", 2)),
        ("id: a\n\ufefftitle: x\n", ("byte-order-mark", 2)),
        ("id: a\r\ntitle: x\nstatus:x\r\n", ("yaml-colon-space", 3)),
        ("id: a\rtitle: x\rstatus:x\r", ("yaml-colon-space", 3)),
        ("", ("file-empty", 1)),
        ("\n# nothing yet\n", ("file-empty", 1)),
        ("---\n...\n", ("file-empty", 1)),
        ("id: a\n<<<<<<< HEAD\ntitle: x\n", ("conflict-marker", 2)),
        ("id: a\n||||||| base\ntitle: x\n", ("conflict-marker", 2)),
        ("title: [a, b: c: d]\n", ("yaml-colon-in-value", 1)),
        ('title: ["a" "b"]\n', ("yaml-comma-missing", 1)),
        ("status: published]\ntitle: x\n", None),
    ],
)
def test_the_cause_is_told_and_not_its_consequence(raw: str, expected: tuple[str, int] | None) -> None:
    assert told("a.yml", raw) == ([expected] if expected else [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_another_unicode_is_named(encoding: str) -> None:
    with pytest.raises(InvalidDataError) as refused:
        decode_text("a.yml", "id: release\ntitle: x\n".encode(encoding))

    assert (refused.value.problem.code, refused.value.problem.line) == ("utf16", 1)


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"


@pytest.mark.parametrize("path", ["content/news/release-held.yml", "content/publication-log.yml"])
def test_a_pointer_is_told_in_place_of_its_content(path: str, base: Path) -> None:
    (base / path).write_text(POINTER, encoding="utf-8")

    assert (path, "lfs-pointer", 1) in [(p.path, p.code, p.line) for p in check_repository(base, TODAY).problems]


def test_a_picture_that_is_a_pointer_is_told(base: Path) -> None:
    paths = [f"content/pages/{lang}/a.png" for lang in ("zh", "en")]
    for path in paths:
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_text(POINTER, encoding="utf-8")

    found = {problem.path: problem.code for problem in check_repository(base, TODAY).problems}

    assert found == dict.fromkeys(paths, "lfs-pointer")


def test_a_marker_in_the_log_is_told_as_such(base: Path) -> None:
    log = base / "content/publication-log.yml"
    log.write_text(f"<<<<<<< HEAD\n{log.read_text(encoding='utf-8')}", encoding="utf-8")

    found = [(problem.code, problem.line) for problem in check_repository(base, TODAY).problems]

    assert ("conflict-marker", 1) in found


@pytest.mark.parametrize("name", ["a.yml.orig", "a.yml.rej", "a.yml.mine", "a_LOCAL_123.yml", "a_BACKUP_9.yml"])
def test_what_a_merge_leaves_is_named(name: str, base: Path) -> None:
    (base / "content/news" / name).write_text("id: a\n", encoding="utf-8")

    codes = {problem.code for problem in check_repository(base, TODAY).problems}

    assert codes == {"merge-leftover"}
