"""Sheets as rows of written text, from xlsx and csv. It must not know what a column means."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from gongkai_ssg.tables.survey import Survey, survey
from gongkai_ssg.tables.table import TableFault
from gongkai_ssg.tables.unpack import (
    MAX_COLUMNS,
    Sheet,
    Unreadable,
    repack,
    sheets,
    unpack,
)
from gongkai_ssg.text import nearest

MAX_CELL = 20_000  # characters

_LOST_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class Merge(msgspec.Struct, frozen=True):
    """A merged range, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(msgspec.Struct, frozen=True):
    """One sheet: rows of text from row 1, merged ranges, and cells that could not be read."""

    rows: list[list[str]]
    merges: tuple[Merge, ...] = ()
    broken: dict[tuple[int, int], tuple[str, str]] = {}
    sheet: str = ""
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()


def clean(text: str) -> str:
    """Return the text of a cell: NFC, "\\n" at line ends, no unseen signs, nothing at its ends."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip()


def read_csv(data: bytes, delimiter: str) -> Grid:
    """Read CSV whose fields stand between `delimiter`s; a row is one record. Raises Unreadable."""
    text = _decode(data)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                message = f"第 {len(rows) + 1} 行有 {len(row)} 列（上限 {MAX_COLUMNS}）。"
                raise Unreadable(message, "检查分隔符和引号。", len(rows) + 1, MAX_COLUMNS + 1)
            rows.append([clean(_unguard(cell)) for cell in row])
    except csv.Error:
        message = f"第 {len(rows) + 1} 行的引号没有配对，或者位置不对。"
        hint = "含逗号、引号、换行的内容整格用半角双引号括起，里面的引号写两个。"
        raise Unreadable(message, hint, len(rows) + 1) from None
    return Grid(rows)


# An apostrophe before what a spreadsheet would run is how our own export makes it harmless.
_GUARDED = re.compile(r"'(?='*\s*[=+\-@＝＋－＠])")


def _unguard(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("文件是 UTF-16 编码。", "另存为“CSV UTF-8”。")
    if b"\0" in data:
        raise Unreadable("文件含有 NUL 字符，不是 CSV。", "从原表重新导出。")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = error
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        line = data.count(b"\n", 0, fault.start) + 1
        message = f"文件既不是 UTF-8 也不是 GB18030 编码，第 {line} 行读不出来。"
        raise Unreadable(message, "另存为“CSV UTF-8”。", line) from None


def read_workbook(data: bytes, sheet: str, label: str) -> tuple[Grid, list[TableFault]]:
    """Read one sheet of an xlsx: the named one, else the one called `label`, else the first.

    Hidden sheets are never read. Raises Unreadable.
    """
    parts = unpack(data)
    listed = sheets(parts)
    faults = [
        TableFault(
            message=f"工作表“{each.name}”是隐藏的，不会公开。",
            hint="不公开的内容从文件里删去，不要只隐藏。",
            sheet=each.name,
            warning=True,
        )
        for each in listed
        if not each.is_shown
    ]
    chosen = _choose(sheet, label, listed)
    look = survey(parts, chosen.part)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(repack(parts, chosen.part))) as book:
            found = book.get_sheet_by_name(chosen.name)
            values = found.to_python(skip_empty_area=False)
            ranges = found.merged_cell_ranges or ()
    except BaseException as error:
        # PanicException: the reader's own crash over hostile input, no Exception of Python's.
        if isinstance(error, CalamineError) or type(error).__name__ == "PanicException":
            hint = "用 Excel 或 WPS 打开后重新保存。"
            raise Unreadable("xlsx 文件已损坏。", hint) from None
        raise
    merges = tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    return _grid(values, merges, look, chosen.name), faults


def _choose(sheet: str, label: str, listed: list[Sheet]) -> Sheet:
    shown = {each.name: each for each in listed if each.is_shown}
    if not shown:
        raise Unreadable("文件里没有可见的工作表。", "取消隐藏要公开的工作表。")
    if not sheet:
        return shown.get(label) or next(iter(shown.values()))
    if sheet in shown:
        return shown[sheet]
    if any(each.name == sheet for each in listed):
        raise Unreadable(f"工作表“{sheet}”是隐藏的。", "要公开就取消隐藏。")
    close = nearest(sheet, shown)
    hint = f"是不是“{close}”？" if close else f"文件里有：{'、'.join([*shown][:10])}。"
    raise Unreadable(f"没有名为“{sheet}”的工作表。", hint)


def _grid(
    values: Sequence[Sequence[object]], merges: tuple[Merge, ...], look: Survey, name: str
) -> Grid:
    hint = "改正公式，或者把结果粘贴为数值。"
    broken = {(row - 1, at - 1): ("是公式错误", hint) for row, at in look.errors}
    rows: list[list[str]] = []
    cleaned: dict[str, str] = {}  # most texts of a table stand in it many times
    for number, row in enumerate(values):
        written = []
        for at, value in enumerate(row):
            if isinstance(value, str):
                if value not in cleaned:
                    cleaned[value] = clean(value)
                written.append(cleaned[value])
                continue
            written.append(_number(value) if isinstance(value, float | int) else _moment(value))
            if isinstance(value, float | int) and not abs(value) < _LOST_DIGITS:
                message = "以数字格式保存，第 15 位以后的数字已经丢失"
                broken[number, at] = (message, "先把单元格设为文本格式，再重新填写。")
        rows.append(written)
    return Grid(
        rows, merges, broken, name, tuple(look.hidden_rows), tuple(look.hidden_columns)
    )  # fmt: skip


def _number(value: float) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if not abs(value) < _LOST_DIGITS:
        return f"{value:.0f}"
    if value == int(value):
        return str(int(value))
    # What a spreadsheet shows: 15 digits, so that 0.1 + 0.2 is 0.3.
    return f"{value:.15g}" if abs(value) >= 1e-4 else f"{value:.15f}".rstrip("0").rstrip(".")


def _moment(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M" if value.time() != dt.time() else "%Y-%m-%d")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return str(value)
