"""A table file -> a checked, public table and its faults. It must not know documents or pages."""

from __future__ import annotations

from gongkai_ssg.tables.check import Checker, Lines
from gongkai_ssg.tables.fields import Declared, TableForm, declared
from gongkai_ssg.tables.grid import Grid, read_csv, read_workbook
from gongkai_ssg.tables.header import Path, count_labels, find_header, shown_header
from gongkai_ssg.tables.lines import lines_of_grid, lines_of_yaml
from gongkai_ssg.tables.names import mask_name
from gongkai_ssg.tables.table import Field, HeaderCell, Row, Table, TableFault
from gongkai_ssg.tables.unpack import Unreadable
from gongkai_ssg.text import human_size

__all__ = ["Field", "HeaderCell", "Row", "Table", "TableFault", "mask_name", "read_table"]

MAX_FILE = 20 * 1024 * 1024  # bytes

_MACROS = ("xlsm", "xltm", "xlsb", "xlam")
_OTHERS = ("xls", "xlt", "et", "ett", "ods", "numbers", "docx", "wps")


def read_table(
    data: bytes, name: str, form: TableForm, sheet: str = ""
) -> tuple[Table, list[TableFault]]:
    """Read and check the table file `name` (.xlsx .csv .yaml .yml) with the content `data`.

    `sheet` names one sheet of an xlsx. Hidden cells are dropped and names masked in what is
    returned. A file that cannot be read gives a table without rows and the fault that says why.
    """
    fields = declared(form.record)
    faults: list[TableFault] = []
    paths: dict[str, Path] = {}
    lines = Lines([])
    try:
        lines, paths = _read(data, name, form, sheet, faults)
    except Unreadable as error:
        fault = TableFault(
            message=error.message, hint=error.hint, sheet=sheet, row=error.row, column=error.column
        )
        faults.append(fault)
    checker = Checker(form, lines)
    rows = checker.rows()
    public = [field for field in fields if not field.cell.hidden]
    table = Table(
        form=form.key,
        label=form.label,
        fields=tuple(_field(each) for each in public),
        rows=rows,
        header=shown_header(public, paths),
    )
    faults += checker.faults
    return table, sorted(faults, key=lambda fault: (fault.sheet, fault.row, fault.column))


def _field(declared_as: Declared) -> Field:
    cell = declared_as.cell
    return Field(declared_as.name, cell.label, declared_as.kind, cell.filter, cell.wide)


def _read(
    data: bytes, name: str, form: TableForm, sheet: str, faults: list[TableFault]
) -> tuple[Lines, dict[str, Path]]:
    if len(data) > MAX_FILE:
        size, limit = human_size(len(data)), human_size(MAX_FILE)
        raise Unreadable(f"文件太大（{size}，上限 {limit}）。", "拆成几个文件。")
    if not data.strip():
        raise Unreadable("文件是空的。", "填写后重新保存。")
    fields = declared(form.record)
    extension = name.rpartition(".")[2].lower()
    if extension in ("yaml", "yml"):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise Unreadable("文件不是 UTF-8 编码。", "另存为 UTF-8。", line) from None
        lines, found = lines_of_yaml(text, fields)
        faults += found
        return lines, {}
    if extension == "xlsx":
        grid, found = read_workbook(data, sheet, form.label)
        faults += found
    elif extension == "csv":
        grid = _read_csv(data, fields)
    elif extension in _MACROS:
        raise Unreadable("带宏的文件不接受。", "另存为不带宏的 .xlsx。")
    elif extension in _OTHERS:
        raise Unreadable(f"不接受 .{extension} 文件。", "另存为 .xlsx。")
    else:
        raise Unreadable("不是表格文件。", "用 .xlsx、.csv 或 .yaml。")
    if not any(any(row) for row in grid.rows):
        raise Unreadable("表里没有内容。", "第一行写表头，下面逐行填写。")
    header, found = find_header(grid, fields)
    faults += found
    lines, found = lines_of_grid(grid, header, fields, form.totals)
    faults += found
    return lines, header.paths


def _read_csv(data: bytes, fields: tuple[Declared, ...]) -> Grid:
    best: Grid | None = None
    fault: Unreadable | None = None
    for delimiter in (",", "\t") if b"\t" in data else (",",):
        try:
            grid = read_csv(data, delimiter)
        except Unreadable as error:
            fault = fault or error
            continue
        if best is None or count_labels(grid, fields) > count_labels(best, fields):
            best = grid
    if fault is not None and (best is None or not count_labels(best, fields)):
        raise fault
    return best or Grid([])
