"""Sheets for the tests: what a row is read against, a good row, files made of rows."""

from __future__ import annotations

import csv
import functools
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from forms.sheets.check_row import SheetContext
from forms.sheets.importing import ReadFile, read_file
from forms.sheets.mapping import ColumnMapping
from forms.sheets.values.by_column import Lists
from site_builder.model import Catalogue
from site_builder.validate.repository import check_repository

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared" / "data"
DAY = date(2026, 11, 22)
OWN = frozenset({"回执编号", "检查结果", "Receipt number", "Findings"})

# One need as an office writes it, under Chinese headings; every value is understood.
GOOD_ROW: Mapping[str, Any] = {
    "届次": "demo",
    "专场类型": "characteristic_industry",
    "技术需求名称（中文）": "低温下启动的生物膜处理设备",
    "概述（中文）": "冬季水温低于10 °C时，设备要能在两周内启动。",
    "主要问题（中文）": "现有设备冬季启动要40天。",
    "技术关键（中文）": "低温下快速启动的生物膜。",
    "预期目标（中文）": "完成一台样机并连续运行六个月。",
    "技术指标 1·指标名称（中文）": "启动时间",
    "技术指标 1·关系": "不高于",
    "技术指标 1·数值": "１４",
    "技术指标 1·单位": "d",
    "需求类型": "产品研发",
    "应用行业": "77",
    "技术领域": "能源环保、材料",
    "关键词（中文）": "水处理，低温",
    "地区": "上海市",
    "国家": "中国",
    "需求方公开方式": "匿名",
    "owner_label.zh": "某污水处理企业",
    "合作方式": "合作开发",
    "意向投入（万元）": "50",
    "投入公开方式": "公开准确金额",
    "需求时限（起）": "2027年1月1日",
    "需求时限（止）": "2027/12/31",
    "揭榜截止": "二〇二七年三月三十一日",
    "知识产权归属": "双方共有",
    "匹配范围": "全国",
    "揭榜条件·接受海外团队": "是",
    "征集渠道": "区",
    "需求方承诺·真实": "是",
    "需求方承诺·有效": "是",
    "需求方承诺·已授权": "是",
    "需求方承诺·签署日期": "2026-11-20",
    "提交单位": "（虚构）示例水务有限公司",
    "联系人·姓名": "（虚构）联系人",
    "联系人·电子邮箱": "contact@example.org",
    "consents.publication": "是",
    "consents.privacy": "是",
}


@functools.cache
def catalogue() -> Catalogue:
    """Return the repository's own catalogue."""
    return check_repository(REPOSITORY, DAY).catalogue


def context(kind: str = "need", **constants: str) -> SheetContext:
    """Return what rows are read against."""
    return SheetContext(kind, Lists(catalogue()), DAY, constants)


def read(file: Path, kind: str = "need", mapping: ColumnMapping | None = None) -> ReadFile:
    """Return what *file* says."""
    return read_file(file, context(kind, **(mapping.constants if mapping else {})), mapping, OWN)


def workbook(file: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write *rows* as a workbook with a row of headings; the values keep their types."""
    rows = list(rows)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tabelle1"
    names = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(names)
    for row in rows:
        sheet.append([row.get(name) for name in names])
    book.save(file)
    return file


def table_file(file: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """Write *rows* as they stand, as a workbook or as CSV; the values of a workbook keep their types."""
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        return file
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value not in (None, ""):
                sheet.cell(number, place, value)
    book.save(file)
    return file


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return *rows* as CSV with a row of headings."""
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def json_lines(file: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write *rows* as JSON Lines."""
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def found(result: ReadFile) -> list[tuple[int, str, str]]:
    """Return the problems that keep rows out, as ``(row, cell, code)``."""
    from forms.sheets.rows import is_note

    return [(problem.line, problem.where, problem.code) for problem in result.all_problems if not is_note(problem)]
