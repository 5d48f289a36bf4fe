"""Public table -> CSV, XLSX and JSON to download. It must not know where they are written.

The same table gives the same bytes. No cell of it is ever run by the program that opens it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import Any

from gongkai_ssg.tables.table import Field, Table

__all__ = ["to_csv", "to_json", "to_xlsx"]

_NUMBERS = frozenset({"count", "money"})
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
# A formula for a spreadsheet, full-width signs too (they are folded in some languages); and what
# our own guard would be taken for when the file is read back.
_RUN = re.compile(r"'*\s*[=+\-@＝＋－＠]|[\t\r]|\s+[\t\r]")
_CREATED = dt.datetime(2000, 1, 1)  # any fixed day: the same table, the same bytes
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
_WIDTHS = {"long": 60, "date": 12, "count": 10, "money": 14, "flag": 6, "choice": 14, "text": 24}


def to_csv(table: Table) -> bytes:
    """Return the table as CSV: UTF-8 with BOM, CRLF, one header row of labels.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([_harmless(field.label, is_number=False) for field in table.fields])
    numeric = [field.kind in _NUMBERS for field in table.fields]
    for row in table.rows:
        writer.writerow(
            [_harmless(cell, number) for cell, number in zip(row.cells, numeric, strict=True)]
        )
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def _harmless(text: str, is_number: bool) -> str:
    if _RUN.match(text) is None or (is_number and _PLAIN.fullmatch(text)):
        return text
    return "'" + text


def to_xlsx(table: Table) -> bytes:
    """Return the table as XLSX with its (grouped) header; everything but numbers is text."""
    import xlsxwriter  # type: ignore[import-untyped]  # slow to import

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(_SHEET_SIGNS.sub(" ", table.label)[:31].strip() or "Sheet1")
    styles = {
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center",
                                 "valign": "vcenter"}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "count": book.add_format({"num_format": "0", "valign": "top"}),
        "money": book.add_format({"num_format": "0.00", "valign": "top"}),
    }  # fmt: skip
    depth = _write_header(sheet, table, styles["head"])
    for column, field in enumerate(table.fields):
        sheet.set_column(column, column, _WIDTHS[field.kind])
        style = styles.get(field.kind, styles["text"])
        for row, values in enumerate(table.rows, depth):
            text = values.cells[column]
            number = _exact(text, field)
            if number is not None:
                sheet.write_number(row, column, number, style)
            elif text:
                sheet.write_string(row, column, text, styles["text"])
    sheet.freeze_panes(depth, 0)
    book.close()
    return buffer.getvalue()


def _write_header(sheet: Any, table: Table, style: Any) -> int:
    header = table.header
    if len(header) < 2:
        for column, field in enumerate(table.fields):
            sheet.write_string(0, column, field.label, style)
        return 1
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(header):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            last_row, last = row + cell.rowspan - 1, column + cell.colspan - 1
            if (last_row, last) == (row, column):
                sheet.write_string(row, column, cell.text, style)
            else:
                sheet.merge_range(row, column, last_row, last, "", style)
                sheet.write_string(row, column, cell.text, style)
            taken |= {(y, x) for y in range(row, last_row + 1) for x in range(column, last + 1)}
            column = last + 1
    return len(header)


def to_json(table: Table) -> bytes:
    """Return the table as JSON: `table`, `fields` (key, label, kind), `anchors` and `rows` by key.

    Counts and money are numbers where a reader gets exactly what is written, else text; what is
    empty is null.
    """
    rows = [
        {
            field.key: _value(text, field)
            for field, text in zip(table.fields, row.cells, strict=True)
        }
        for row in table.rows
    ]
    fields = [{"key": each.key, "label": each.label, "kind": each.kind} for each in table.fields]
    anchors = [row.anchor for row in table.rows]
    made = {"table": table.label, "fields": fields, "anchors": anchors, "rows": rows}
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def _value(text: str, field: Field) -> str | int | float | None:
    number = _exact(text, field)
    return (text or None) if number is None else number


def _exact(text: str, field: Field) -> int | float | None:
    # Fifteen digits survive every reader and every spreadsheet.
    if field.kind not in _NUMBERS or _PLAIN.fullmatch(text) is None:
        return None
    if sum(sign.isdecimal() for sign in text) > 15 or (len(text) > 1 and _PADDED.match(text)):
        return None
    return int(text) if text.isdecimal() else float(text)


_PADDED = re.compile(r"-?0\d")
