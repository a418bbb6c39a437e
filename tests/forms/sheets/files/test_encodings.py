"""The encoding of a file: read where it is certain, and named where it is not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.sheets.files.encoding import text_of
from site_builder.problems import InvalidDataError
from tests.sheets import GOOD_ROW, csv_text, found, read

ROWS = [GOOD_ROW, {**GOOD_ROW, "技术需求名称（中文）": "船舶外板除锈机器人"}]
# Big5 has no simplified characters: the same row as an office in Hong Kong writes it.
TRADITIONAL = {
    "技術需求名稱（中文）": "低溫下啟動的生物膜處理設備",
    "概述（中文）": "冬季水溫低於10度時，設備要能在兩週內啟動。",
    "主要問題（中文）": "現有設備冬季啟動要40天。",
}
GERMAN = 'Title (English),Summary (English)\n"Überwachung für Öle – „Größe“","ä ö ü ß, 5 µm, 10 °C, 500 €, Café"\n'
WITH_MARK: dict[str, Callable[[str], bytes]] = {
    "utf-16-le": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16-be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-32-le": lambda text: b"\xff\xfe\x00\x00" + text.encode("utf-32-le"),
}


def read_text(raw: bytes, known: Callable[[list[str]], int] = lambda texts: 0) -> str:
    return text_of(Path("needs.csv"), raw, known)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030"])
def test_files_of_every_program_say_the_same(tmp_path: Path, encoding: str) -> None:
    text = csv_text(ROWS)
    (tmp_path / "plain.csv").write_text(text, encoding="utf-8")
    file = tmp_path / "needs.csv"
    file.write_bytes(WITH_MARK[encoding](text) if encoding in WITH_MARK else text.encode(encoding))

    result = read(file)

    assert (found(result), [row.number for row in result.good]) == ([], [2, 3])
    assert [row.public for row in result.good] == [row.public for row in read(tmp_path / "plain.csv").good]


SIX = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030", "gbk"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", SIX)
def test_any_encoding_goes_with_any_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([list(ROWS[0]), *(list(row.values()) for row in ROWS)])
    text = out.getvalue()
    file = tmp_path / "needs.csv"
    file.write_bytes(WITH_MARK[encoding](text) if encoding in WITH_MARK else text.encode(encoding))

    result = read(file)

    assert (found(result), [row.number for row in result.good]) == ([], [2, 3])
    assert [row.public["title"]["zh"] for row in result.good] == [row["技术需求名称（中文）"] for row in ROWS]  # type: ignore[index, call-overload]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(encoding: str) -> None:
    text = csv_text(ROWS)

    assert read_text(text.encode(encoding)) == text


def test_gbk_is_told_though_all_of_it_could_be_big5() -> None:
    text = "标题,概述\n低温,设备要能在两周内启动\n"

    assert text.encode("gbk").decode("cp950", "replace") != text
    assert read_text(text.encode("gbk")) == text


def test_big5_is_read(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_bytes(csv_text([TRADITIONAL]).encode("cp950"))

    assert read(file).tables[0].rows[0].public["title"] == {"zh": "低溫下啟動的生物膜處理設備"}


def test_traditional_characters_in_gbk_are_read(tmp_path: Path) -> None:
    file = tmp_path / "needs.csv"
    file.write_bytes(csv_text([TRADITIONAL]).encode("gbk"))

    assert read(file).tables[0].rows[0].public["title"] == {"zh": "低溫下啟動的生物膜處理設備"}


@pytest.mark.parametrize("text", [GERMAN, "Titre;Résumé\n« Été »;L’œuvre à 12 €\n", "a,b\nSão,naïve\n"])
def test_windows_1252_is_read_where_it_can_be_nothing_else(text: str) -> None:
    assert read_text(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Название,Описание\nФильтр,вода\n", "cp1251"),
        ("Название,Описание\nФильтр,вода\n", "koi8-r"),
        ("Tytuł,Opis\nszczegółowy,źródło łąki\n", "cp1250"),
        ("題名,概要\nフィルター,水のろか\n", "shift-jis"),
    ],
)
def test_what_is_not_certain_is_named(text: str, encoding: str) -> None:
    with pytest.raises(InvalidDataError, match=r"needs\.csv:1: sheet-encoding"):
        read_text(text.encode(encoding))


def test_a_line_that_is_not_in_the_encoding_of_the_others_is_named() -> None:
    raw = csv_text(ROWS).encode() + "低温,é\x00\xff".encode("latin-1", "replace")

    with pytest.raises(InvalidDataError) as error:
        read_text(raw)

    assert (error.value.problem.code, error.value.problem.line) == ("sheet-encoding", 4)


def test_a_text_cut_in_the_middle_of_a_character_is_refused() -> None:
    with pytest.raises(InvalidDataError, match="sheet-encoding"):
        read_text(b"\xff\xfea")
