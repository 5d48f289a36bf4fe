"""The data files that a document names -> its tables. It must not know the document's own text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.document import DataRef, RowFact
from gongkai_ssg.faults import Faults, Severity
from gongkai_ssg.file_text import read_bytes
from gongkai_ssg.frontmatter import FrontMatter
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.masking import mask, without_masks
from gongkai_ssg.gate.text import scan, scan_rows
from gongkai_ssg.gate.verdict import is_masked, verdict
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.tables.fields import TableForm
from gongkai_ssg.tables.table import Table, TableFault

MAX_TABLE = 50 * 1024 * 1024  # bytes of one table file

_LINK, _TABLE, _INVALID_VALUE = "GK020", "GK028", "GK033"


def read_tables(
    root: Path, front: FrontMatter, kind: ColumnType | None, own: dict[str, Any],
    policy: GatePolicy, faults: Faults, hits: list[Hit],
) -> tuple[Table, ...]:  # fmt: skip
    """Read the tables that `data` names; what is wrong with them is a fault at its cell.

    Personal data and secret marks in what would be shown are faults too, or masked, and are
    added to `hits`.

    One that cannot be read at all stands as an empty table in its place. A column type that
    reads its data itself gets further values into `own` and has no tables.
    """
    data: tuple[DataRef, ...] = front.values.get("data", ())
    at = front.places.get("data", (1, 1))
    if kind is not None and kind.read_data is not None:
        for each in data:
            content = _content(root, each, at, faults)
            if content is not None:
                values, found = kind.read_data(content, _name(each), own)
                own.update(values)
                _report(found, each, kind.data_rule, faults)
                _guard_text(content, each, policy, faults, hits)
        return ()
    tables = (_table(root, each, kind, at, faults) for each in data)
    return tuple(_guard(t, d, policy, faults, hits) for t, d in zip(tables, data, strict=True))


def _table(
    root: Path, data: DataRef, kind: ColumnType | None, at: tuple[int, int], faults: Faults
) -> Table:
    nothing = Table("", data.written, ())
    form = form_of(kind, data)
    if form is None:
        known = "、".join(each.label for each in kind.forms) if kind is not None else ""
        message = f"没有表种“{data.form}”。" if data.form else "这个栏目没有可用的表种。"
        hint = f"可用的表种：{known}。" if known else "去掉“数据”，把表格作为附件。"
        faults.note(_INVALID_VALUE, message, hint, at)
        return nothing
    content = _content(root, data, at, faults)
    if content is None:
        return nothing
    from gongkai_ssg.tables.read import read_table  # slow to import

    table, found = read_table(content, _name(data), form, data.sheet)
    _report(found, data, kind.data_rule if kind is not None else _TABLE, faults)
    return table


def _name(data: DataRef) -> str:
    return data.path.rpartition("/")[2]


def _content(root: Path, data: DataRef, at: tuple[int, int], faults: Faults) -> bytes | None:
    try:
        if not data.path:
            raise ValueError("指到 content 文件夹之外")
        return read_bytes(root / data.path, MAX_TABLE)
    except ValueError as error:
        hint = "把表格文件放在文档旁边，写相对路径。"
        faults.note(_LINK, f"数据文件“{data.written}”{error}。", hint, at)
        return None


def _report(found: Sequence[TableFault], data: DataRef, rule: str, faults: Faults) -> None:
    for each in found:
        sheet = f"工作表“{each.sheet}”" if each.sheet else ""
        place = (max(each.row, 1), max(each.column, 1))
        severity = Severity.WARNING if each.warning else None
        faults.note(rule, sheet + each.message, each.hint, place, data.path, severity)


def _guard_text(
    content: bytes, data: DataRef, policy: GatePolicy, faults: Faults, hits: list[Hit]
) -> None:
    """Report what the gate finds in a data file of plain text, and add it to `hits`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return  # a workbook, or nothing was read of it
    policy = without_masks(policy)
    for hit in scan(text, policy):
        hits.append(hit)
        rule, severity, message, hint = verdict(hit, policy)
        line, start = text.count("\n", 0, hit.start) + 1, text.rfind("\n", 0, hit.start) + 1
        faults.note(rule, message, hint, (line, hit.start - start + 1), data.path, severity)


def _guard(
    table: Table, data: DataRef, policy: GatePolicy, faults: Faults, hits: list[Hit]
) -> Table:
    """Report what the gate finds in the public cells, add it to `hits`, mask what is to be."""
    rows = [[field.label for field in table.fields], *(row.cells for row in table.rows)]
    found = scan_rows(rows, policy)
    hits += [hit for _, _, hit in found]
    for row, column, hit in found:
        rule, severity, message, hint = verdict(hit, policy)
        line = table.rows[row - 1].line if row else 1  # the header is row 0
        faults.note(rule, message, hint, (max(line, 1), column + 1), data.path, severity)
    if not any(is_masked(hit, policy) for _, _, hit in found):
        return table
    masked = (
        msgspec.structs.replace(
            row,
            title=mask(row.title, policy),
            # As one text: a number may be split over cells.
            cells=tuple(mask(CELL.join(row.cells), policy).split(CELL)),
        )
        for row in table.rows
    )
    return msgspec.structs.replace(table, rows=tuple(masked))


def form_of(kind: ColumnType | None, data: DataRef) -> TableForm | None:
    """Return the form that `data` names, by key or label; the first one when it names none."""
    forms: tuple[TableForm, ...] = kind.forms if kind is not None else ()
    for form in forms:
        if data.form in ("", form.key, form.label):
            return form
    return None


def row_facts(table: Table) -> tuple[RowFact, ...]:
    """Return what must be known of the rows without reading the table again."""
    return tuple(
        RowFact(row.anchor, row.title, _day(row.until), _day(row.decided), _day(row.quashed))
        for row in table.rows
    )


def _day(written: str) -> dt.date | None:
    return dt.date.fromisoformat(written) if written else None
