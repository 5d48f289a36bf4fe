"""The three statutory tables of a yearly report: data file -> checked figures.

It must not know documents or pages; `grids` shows what is read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gongkai_ssg.annual.layouts import (
    APPLICANTS,
    DISPUTES,
    FIRST_YEAR,
    FIRST_YEAR_NOW,
    OUTCOMES,
    FigureKind,
    Layout,
    layout_of,
)
from gongkai_ssg.annual.sums import SECTION_NAMES, Figure, sum_faults
from gongkai_ssg.annual.written import Place, Written, forms_of
from gongkai_ssg.annual.xlsx_file import read_sheet
from gongkai_ssg.annual.yaml_file import read_yaml
from gongkai_ssg.tables.table import TableFault
from gongkai_ssg.text import fold

#: What a draft says where a figure must still be filled in; such a report cannot be published.
OPEN = "待填"

_COUNT = re.compile(r"(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.0+)?")
_CHANGE = re.compile(r"[+-]?\d{1,12}(?:\.0+)?")
_MONEY = re.compile(r"(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,6})?")
_SHAPES: dict[FigureKind, re.Pattern[str]] = {"count": _COUNT, "change": _CHANGE, "money": _MONEY}
_ASKED: dict[FigureKind, str] = {
    "count": "不小于 0 的整数", "change": "整数（增加写 +2，减少写 -2）", "money": "金额",
}  # fmt: skip


def read_annual_data(
    data: bytes, name: str, own: Mapping[str, Any]
) -> tuple[dict[str, Any], list[TableFault]]:
    """Read the tables for the year that `own` names: {"figures": …} and the faults at their cells.

    Cells that are still to be filled in are no fault: "open" in the figures counts them.
    The figures are {"layout": key, "active" | "requests" | "disputes": {row key: [figure, …]}};
    counts are int, amounts of money the text as written, None where nothing (right) stands.
    """
    year = own.get("year")
    layout = layout_of(year if isinstance(year, int) else FIRST_YEAR_NOW)
    if layout is None:
        message = f"{FIRST_YEAR} 年以前的年报没有统一的表格。"
        return {}, [TableFault(message=message, hint="去掉“数据”，数字写在正文里。")]
    written = _read_file(data, name, layout)
    if len(written.unread) == len(SECTION_NAMES):
        return {}, written.faults
    figures, values = _figures(written, layout)
    for fault in sum_faults(values, layout):
        written.note(fault.message, fault.hint, written.places[fault.figure])
    order = {name: number for number, name in enumerate(SECTION_NAMES.values())}
    written.faults.sort(key=lambda each: (order.get(each.sheet, -1), each.row, each.column))
    return {"figures": figures}, written.faults


def _read_file(data: bytes, name: str, layout: Layout) -> Written:
    """Read the three tables of `layout` from a file whose extension tells its kind."""
    written = Written()
    extension = name.rpartition(".")[2].lower()
    forms = forms_of(layout)
    if extension in ("yaml", "yml"):
        read_yaml(data, forms, written)
    elif extension == "xlsx":
        for section, form in forms.items():
            written.starts[section] = Place(SECTION_NAMES[section])
            read_sheet(data, form, written)
    else:
        written.unread.update(forms)
        hint = "用一个 .xlsx 文件（三个工作表：表一、表二、表三）或者一个 .yaml 文件。"
        written.note(f"年报数据不能用“.{extension}”文件。", hint, Place())
    return written


def _wanted(layout: Layout) -> list[tuple[Figure, str, str, FigureKind]]:
    """Return every figure of a layout with the labels of its row and column and its kind."""
    found: list[tuple[Figure, str, str, FigureKind]] = []
    for block in layout.blocks:
        for line in block.lines:
            for at, head in enumerate(block.heads):
                found.append((("active", line.key, at), line.label, head.label, head.kind))
    for line in layout.requests:
        for at, label in enumerate(APPLICANTS):
            found.append((("requests", line.key, at), line.label, label, "count"))
    for line in DISPUTES:
        for at, label in enumerate(OUTCOMES):
            found.append((("disputes", line.key, at), line.label, label, "count"))
    return found


def _figures(written: Written, layout: Layout) -> tuple[dict[str, Any], dict[Figure, int]]:
    """Return all figures as they are kept, and those that count as numbers in sums."""
    figures: dict[str, Any] = {"layout": layout.key}
    values: dict[Figure, int] = {}
    missing: set[tuple[str, str]] = set()
    for figure, line, head, kind in _wanted(layout):
        section, key, _ = figure
        kept: int | str | None = None
        text = written.texts.get(figure)
        at = written.places.get(figure, written.starts.get(section, Place()))
        where = f"{SECTION_NAMES[section]}“{line}”的“{head}”"
        if section in written.unread:
            pass
        elif text == OPEN:
            figures["open"] = figures.get("open", 0) + 1
        elif text is None:
            if (section, key) not in missing:
                missing.add((section, key))
                whole = not any(each[:2] == (section, key) for each in written.texts)
                message = (
                    f"{SECTION_NAMES[section]}缺少“{line}”一行。" if whole else f"缺少{where}。"
                )
                written.note(message, "按规定的表格补全；没有的填 0。", at)
        elif not text:
            # Reports on 2019 and 2020 left cells empty where there was nothing.
            if layout.key == "2019":
                values[figure] = 0
            else:
                written.note(f"{where}没有填。", "没有的填 0。", at)
        else:
            kept = _number(text, kind)
            if kept is None:
                message = f"{where}的值“{text[:40]}”不是{_ASKED[kind]}。"
                written.note(message, "只写数字，不带单位；没有的填 0。", at)
            elif isinstance(kept, int):
                values[figure] = kept
        figures.setdefault(section, {}).setdefault(key, []).append(kept)
    return figures, values


def _number(text: str, kind: FigureKind) -> int | str | None:
    plain = fold(text).replace("，", ",").replace("．", ".").replace("＋", "+").replace("−", "-")
    if _SHAPES[kind].fullmatch(plain) is None:
        return None
    plain = plain.replace(",", "")
    return plain if kind == "money" else int(plain.partition(".")[0])
