"""Rows of a sheet or items of a YAML list -> lines by field. It must not know what is valid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai_ssg.marked import Entries, Items, Node, Scalar, YamlFault, parse
from gongkai_ssg.tables.check import Line, Lines
from gongkai_ssg.tables.fields import Declared, fold_label
from gongkai_ssg.tables.grid import MAX_CELL, Grid, clean
from gongkai_ssg.tables.header import Header, labels_of, letters
from gongkai_ssg.tables.survey import MAX_AREA
from gongkai_ssg.tables.table import TableFault
from gongkai_ssg.tables.unpack import MAX_ROWS, Unreadable
from gongkai_ssg.text import nearest

MAX_YAML = 5 * 1024 * 1024  # characters

_NOTE = re.compile(
    r"(?:备?注|附注|说明|填表说明|[填制]表人?|填报人|审核人?|复核人?|负责人|联系人|联系电话|数据来源)"
    r"\s*\d*\s*[：:．.、]|[※＊*]"
)
_TOTALS = frozenset({"合计", "总计", "小计", "共计"})
_COUNTING = frozenset({"栏次", "甲", "乙", "丙", "丁"})


def lines_of_grid(
    grid: Grid, header: Header, fields: Sequence[Declared], totals: bool
) -> tuple[Lines, list[TableFault]]:
    """Return the rows below the header: no blank ones, no notes, and totals where wanted.

    What is hidden in the workbook is left out, with a fault: nobody hides what is to be public.
    A value merged over several rows stands in each of them. Raises Unreadable.
    """
    faults = _hidden(grid, header, fields)
    hidden_rows = frozenset(grid.hidden_rows)
    merged = _merged_down(grid, header.last)
    columns = {
        field.name: header.columns[field.name]
        for field in fields
        if field.name in header.columns and not _is_hidden(grid, header, field)
    }
    expected = {*header.columns.values(), *header.ignored}
    strays: set[int] = set()
    lines: list[Line] = []
    for number in range(header.last + 1, len(grid.rows)):
        row = grid.rows[number]
        written = [text for text in row if text]
        if not written or _is_note(written) or number + 1 in hidden_rows:
            continue
        if number == header.last + 1 and _is_counting(written):
            continue
        if not totals and "".join(written[0].split()) in _TOTALS:
            continue
        if len(lines) == MAX_ROWS:
            message = f"超过 {MAX_ROWS} 行，第 {number + 1} 行起没有读。"
            faults.append(_fault(grid, message, "拆成几个文件。", number, 0))
            break
        for column, text in enumerate(row):
            if text and column not in expected and column not in strays:
                strays.add(column)
                message = f"{letters(column)} 列没有表头，第 {number + 1} 行却有内容。"
                faults.append(_fault(grid, message, "补上表头，或者清空这一列。", number, column))
        lines.append(_line(grid, columns, merged, number))
    absent = frozenset(field.name for field in fields if field.name not in columns)
    missing = frozenset(field.name for field in fields if not field.optional) & absent
    return Lines(lines, columns, grid.sheet, missing), faults


def _line(
    grid: Grid, columns: dict[str, int], merged: dict[tuple[int, int], int], number: int
) -> Line:
    row = grid.rows[number]
    texts: dict[str, str] = {}
    broken: dict[str, tuple[str, str]] = {}
    for name, column in columns.items():
        text = row[column] if column < len(row) else ""
        at = number
        if not text and (number, column) in merged:
            at = merged[number, column]
            text = grid.rows[at][column]
        if (at, column) in grid.broken:
            broken[name] = grid.broken[at, column]
        elif len(text) > MAX_CELL:
            broken[name], text = _too_long(text), ""
        if text:
            texts[name] = text
    return Line(number + 1, texts, broken)


def _too_long(text: str) -> tuple[str, str]:
    return f"太长（{len(text)} 字，上限 {MAX_CELL} 字）", "长的内容写在正文里。"


def _fault(
    grid: Grid, message: str, hint: str, row: int, column: int, warning: bool = False
) -> TableFault:
    return TableFault(
        message=message,
        hint=hint,
        sheet=grid.sheet,
        row=row + 1,
        column=column + 1,
        warning=warning,
    )


def _hidden(grid: Grid, header: Header, fields: Sequence[Declared]) -> list[TableFault]:
    hint = "不公开的内容从文件里删去，不要只隐藏；要公开就取消隐藏。"
    found: list[TableFault] = []
    rows = [row - 1 for row in grid.hidden_rows if header.last + 1 < row <= len(grid.rows)]
    rows = [row for row in rows if any(grid.rows[row])]
    if rows:
        names = "、".join(str(row + 1) for row in rows[:10]) + ("等" if len(rows) > 10 else "")
        message = f"第 {names} 行是隐藏的，没有公开。"
        found.append(_fault(grid, message, hint, rows[0], 0))
    for field in fields:
        if _is_hidden(grid, header, field):
            column = header.columns[field.name]
            message = f"“{field.cell.label}”（{letters(column)} 列）是隐藏的，没有公开。"
            found.append(_fault(grid, message, hint, header.last, column))
    return found


def _is_hidden(grid: Grid, header: Header, field: Declared) -> bool:
    """Tell whether staff hid a column that would be public; one that never is may be hidden."""
    column = header.columns.get(field.name, -1)
    return column + 1 in grid.hidden_columns and not field.cell.hidden


def _merged_down(grid: Grid, header_last: int) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    work = 0
    for merge in grid.merges:
        if merge.left != merge.right or merge.top <= header_last:
            continue
        bottom = min(merge.bottom, len(grid.rows) - 1)
        work += max(0, bottom - merge.top)
        if work > MAX_AREA:
            raise Unreadable("合并单元格互相重叠。", "取消合并后重新合并。", merge.top + 1)
        for row in range(merge.top + 1, bottom + 1):
            found[row, merge.left] = merge.top
    return found


def _is_note(written: list[str]) -> bool:
    if _NOTE.match(written[0]) is None:
        return False
    return len(written) == 1 or all("：" in text or ":" in text for text in written)


def _is_counting(written: list[str]) -> bool:
    # The line 甲 乙 1 2 3 under the header of a statistical table.
    numbers = [text for text in written if text not in _COUNTING]
    first = int(numbers[0]) if numbers and numbers[0].isdecimal() and len(numbers[0]) < 4 else -1
    return len(numbers) >= 3 and numbers == [str(first + at) for at in range(len(numbers))]


def lines_of_yaml(text: str, fields: Sequence[Declared]) -> tuple[Lines, list[TableFault]]:
    """Return the items of a YAML list of mappings, keyed by label or name. Raises Unreadable."""
    if len(text) > MAX_YAML:
        raise Unreadable(f"文件太长（{len(text)} 个字符，上限 {MAX_YAML}）。", "改用 xlsx 或 csv。")
    try:
        root = parse(text, max_length=MAX_YAML)
    except YamlFault as fault:
        raise Unreadable(fault.message, fault.hint, fault.line, fault.column) from None
    hint = "写成列表，每项以“- ”开头，下面是“表头: 值”。"
    if root is None:
        raise Unreadable("文件是空的。", hint)
    if not isinstance(root, Items):
        raise Unreadable("最外层不是列表。", hint, root.line, root.column)
    names = {label: shared[0] for label, shared in labels_of(fields).items() if len(shared) == 1}
    names |= {field.name: field.name for field in fields}
    faults: list[TableFault] = []
    lines: list[Line] = []
    for item in root.items:
        if len(lines) == MAX_ROWS:
            message = f"超过 {MAX_ROWS} 行，后面的没有读。"
            faults.append(TableFault(message=message, row=item.line))
            break
        if isinstance(item, Entries):
            lines.append(_yaml_line(item, names, fields, faults))
        else:
            message = f"第 {item.line} 行不是“表头: 值”。"
            faults.append(TableFault(message=message, hint=hint, row=item.line, column=item.column))
    return Lines(lines), faults


def _yaml_line(
    item: Entries, names: dict[str, str], fields: Sequence[Declared], faults: list[TableFault]
) -> Line:
    labels = {field.name: field.cell.label for field in fields}
    texts: dict[str, str] = {}
    broken: dict[str, tuple[str, str]] = {}
    places: dict[str, tuple[int, int]] = {}

    def fault(key: Scalar, message: str, hint: str) -> None:
        where = f"第 {key.line} 行的“{key.text[:40]}”"
        faults.append(
            TableFault(message=where + message, hint=hint, row=key.line, column=key.column)
        )

    for key, value in item.entries:
        name = names.get(key.text) or names.get(fold_label(key.text), "")
        if not name:
            close = nearest(key.text, labels.values())
            hint = f"是不是“{close}”？" if close else "删去这一项，或者改成规定的表头。"
            if fold_label(key.text) != "序号":
                fault(key, "不认识。", hint)
        elif name in places:
            fault(key, f"重复，这一项已有“{labels[name]}”。", "只留一个。")
        else:
            places[name] = (value.line, value.column)
            written = _written(value)
            if written is None:
                broken[name] = ("不是一个值", "直接写值；几条内容写成“- ”开头的列表。")
            elif len(written) > MAX_CELL:
                broken[name] = _too_long(written)
            elif written:
                texts[name] = written
    return Line(item.line, texts, broken, places)


def _written(value: Node) -> str | None:
    if isinstance(value, Scalar):
        return clean(value.text)
    if isinstance(value, Items) and all(isinstance(each, Scalar) for each in value.items):
        return "\n".join(clean(each.text) for each in value.items if isinstance(each, Scalar))
    return None
