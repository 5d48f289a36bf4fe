"""A yearly report's data as XLSX, one sheet for each table in the prescribed layout -> figures.

It must not know what the figures must add up to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai_ssg.annual.layouts import APPLICANTS, DISPUTES, OUTCOMES, Line, core
from gongkai_ssg.annual.sums import SECTION_NAMES, Figure
from gongkai_ssg.annual.written import Form, Place, Written
from gongkai_ssg.tables.grid import read_workbook
from gongkai_ssg.tables.unpack import Unreadable

Rows = Sequence[Sequence[str]]


def read_sheet(data: bytes, form: Form, written: Written) -> None:
    """Read the sheet of one table; it bears the table's name (表一)."""
    name = SECTION_NAMES[form.section]
    try:
        grid, faults = read_workbook(data, name, name)
    except Unreadable as error:
        at = Place(name, error.row, error.column)
        if not any(fault.message == error.message for fault in written.faults):
            written.note(error.message, error.hint or "检查这个文件。", at)
        written.unread.add(form.section)
        return
    for fault in faults:
        if fault not in written.faults:
            written.faults.append(fault)
    if form.section == "active":
        _active(grid.rows, name, form, written)
    elif form.section == "requests":
        _requests(grid.rows, name, form, written)
    else:
        _disputes(grid.rows, name, form, written)
    for (row, column), (message, hint) in grid.broken.items():
        written.note(f"单元格{message}。", hint, Place(name, row + 1, column + 1))


def _filled(row: Sequence[str], start: int = 0) -> Iterator[tuple[int, str]]:
    for column in range(start, len(row)):
        if row[column]:
            yield column, row[column]


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _active(rows: Rows, sheet: str, form: Form, written: Written) -> None:
    heads: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        cells = list(_filled(row))
        if not cells:
            continue
        first, label = cells[0]
        if core(label) == "信息内容":
            heads = {core(text): column for column, text in cells[1:]}
            continue
        line = form.find(label)
        if line is None:
            if len(cells) > 1:
                written.refuse(form, label, Place(sheet, number, first + 1))
            continue
        for at, head in enumerate(form.heads[line.key]):
            column = heads.get(core(head))
            if column is None:
                hint = f"列头依次是：{'、'.join(form.heads[line.key])}。"
                place = Place(sheet, number, first + 1)
                written.note(f"“{line.label}”上面没有列头“{head}”。", hint, place)
                break
            _take(written, form, line, at, row, number, column, sheet)


def _requests(rows: Rows, sheet: str, form: Form, written: Written) -> None:
    top, left = next(
        ((n, column) for n, row in enumerate(rows) for column, text in _filled(row)
         if core(text) == core(APPLICANTS[0])), (-1, 0),
    )  # fmt: skip
    if top < 0:
        hint = f"表头依次是：{'、'.join(APPLICANTS)}。"
        return written.note(f"表头没有“{APPLICANTS[0]}”。", hint, Place(sheet))
    first = next(
        (n for n in range(top + 1, len(rows)) if form.find(_label(rows[n], left))), len(rows)
    )
    columns: dict[str, int] = {}
    for row in rows[top:first]:
        for column, text in _filled(row, left):
            columns.setdefault(core(text), column)
    for head in APPLICANTS:
        if core(head) not in columns:
            hint = f"表头依次是：{'、'.join(APPLICANTS)}。"
            return written.note(f"表头没有“{head}”。", hint, Place(sheet, top + 1, left + 1))
    for number, row in enumerate(rows[first:], first + 1):
        label = _label(row, left)
        line = form.find(label) if label else None
        if line is not None:
            for at, head in enumerate(APPLICANTS):
                _take(written, form, line, at, row, number, columns[core(head)], sheet)
        elif label and any(_filled(row, left)):
            written.refuse(form, label, Place(sheet, number, 1))
    return None


def _label(row: Sequence[str], left: int) -> str:
    return next((text for text in reversed(row[:left]) if text), "")


def _disputes(rows: Rows, sheet: str, form: Form, written: Written) -> None:
    outcomes = {core(each) for each in OUTCOMES}
    heads: dict[int, str] = {}
    last = -1
    for number, row in enumerate(rows):
        for column, text in _filled(row):
            if core(text) in outcomes:
                heads[column], last = core(text), number
    columns = sorted(heads)
    expected = [core(each) for each in OUTCOMES]
    found = [heads[column] for column in columns]
    if found == expected:  # one row for each kind of dispute
        for number, row in enumerate(rows[last + 1 :], last + 2):
            label = _label(row, columns[0])
            line = form.find(label) if label else None
            if line is None:
                if label and any(_filled(row, columns[0])):
                    written.refuse(form, label, Place(sheet, number, 1))
                continue
            for at, column in enumerate(columns):
                _take(written, form, line, at, row, number, column, sheet)
        return None
    if found != expected * len(DISPUTES):
        hint = f"行政复议、未经复议直接起诉、复议后起诉各有五列：{'、'.join(OUTCOMES)}。"
        wrong = next((i for i, each in enumerate(found) if each != expected[i % 5]), len(found) - 1)
        at_ = Place(sheet, max(last, 0) + 1, columns[wrong] + 1 if columns else 1)
        return written.note("表三的列头不全，或者次序不对。", hint, at_)
    for number, row in enumerate(rows[last + 1 :], last + 2):
        if any(_cell(row, column) for column in columns):
            for at, column in enumerate(columns):
                line = DISPUTES[at // len(OUTCOMES)]
                _take(written, form, line, at % len(OUTCOMES), row, number, column, sheet)
            return None
    return None


def _take(
    written: Written, form: Form, line: Line, at: int,
    row: Sequence[str], number: int, column: int, sheet: str,
) -> None:  # fmt: skip
    figure: Figure = (form.section, line.key, at)
    place = Place(sheet, number, column + 1)
    if figure in written.texts:
        if at == 0:
            written.note(f"“{line.label}”有两行。", "只留一行。", place)
        return
    written.put(figure, _cell(row, column), place)
