"""A public table -> what its pages show and what readers download.

Pure functions of the public entry and the table. It must not know files or templates.
"""

from __future__ import annotations

from itertools import compress

import msgspec

from gongkai_ssg.column_type import Column
from gongkai_ssg.document_pages import (
    Attachment,
    Fact,
    HeaderCell,
    RowView,
    TableField,
    TableFilter,
    TableRow,
    TableView,
)
from gongkai_ssg.pages import Frame, Link
from gongkai_ssg.public import Entry, PublicTable
from gongkai_ssg.tables.table import Table

ROWS_PER_PAGE = 100
_MOST_VALUES = 200  # of a filter; more are no choice


def table_page_count(table: PublicTable) -> int:
    """Return on how many pages the rows of a table stand."""
    return max(1, -(-len(table.rows) // ROWS_PER_PAGE))


def table_path(table: PublicTable) -> str:
    """Return where the further pages of a table lie, below its document: "" or "t2/"."""
    return "" if table.key == "t1" else table.key + "/"


def public_rows(table: Table, public: PublicTable) -> Table:
    """Return the table with the rows that may be shown."""
    rows = tuple(table.rows[place] for place, _, _ in public.rows)
    return msgspec.structs.replace(table, rows=rows)


def table_view(
    table: Table, public: PublicTable, entry: Entry, frame: Frame, number: int
) -> TableView:
    """Return page `number` of a table (public rows only)."""
    document = frame.base + entry.path
    url = document + table_path(public)
    pages = table_page_count(public)

    def at(page: int) -> str:
        if not 1 <= page <= pages:
            return ""
        return document if page == 1 else f"{url}rows/{page}/"

    first = (number - 1) * ROWS_PER_PAGE
    rows = tuple(
        TableRow(
            row.anchor, row.title, row.cells, f"{url}{row.anchor}/" if public.row_pages else ""
        )
        for row in table.rows[first : first + ROWS_PER_PAGE]
    )
    several = len(entry.tables) > 1
    name = f"{entry.title}（{table.label}）" if several else entry.title
    downloads = tuple(
        Attachment(f"{table.label}（{kind.upper()}）", f"{document}{public.name}.{kind}", kind.upper(), "", f"{name}.{kind}")
        for kind in ("xlsx", "csv", "json")
    )
    header = tuple(
        tuple(HeaderCell(c.text, c.colspan, c.rowspan) for c in line) for line in table.header
    )
    fields = tuple(TableField(f.key, f.label, f.kind, f.filter) for f in table.fields)
    if len(header) == 1 and len(header[0]) == len(fields):
        # A column that is empty throughout is left out of the page, not out of the downloads.
        filled = [any(row.cells[i] for row in table.rows) for i in range(len(fields))]
        if any(filled):
            header = (tuple(compress(header[0], filled)),)
            fields = tuple(compress(fields, filled))
            rows = tuple(
                msgspec.structs.replace(row, cells=tuple(compress(row.cells, filled)))
                for row in rows
            )
    return TableView(
        key=public.key,
        form=public.form,
        label=table.label,
        header=header,
        fields=fields,
        rows=rows,
        total=len(table.rows),
        number=number,
        pages=pages,
        previous=at(number - 1),
        next=at(number + 1),
        downloads=downloads,
        data=f"{document}{public.name}.json",
        filters=_filters(table),
    )


def _filters(table: Table) -> tuple[TableFilter, ...]:
    found = []
    for place, field in enumerate(table.fields):
        if field.filter:
            values = dict.fromkeys(row.cells[place] for row in table.rows if row.cells[place])
            if 1 < len(values) <= _MOST_VALUES:
                found.append(TableFilter(field.key, field.label, tuple(values)))
    return tuple(found)


def row_view(
    table: Table, public: PublicTable, entry: Entry, frame: Frame, place: int
) -> RowView:
    """Return the page of one row."""
    document = frame.base + entry.path
    url = document + table_path(public)
    row = table.rows[place]

    def link(other: int) -> Link | None:
        if not 0 <= other < len(table.rows):
            return None
        return Link(table.rows[other].title, f"{url}{table.rows[other].anchor}/")

    facts = tuple(
        Fact(field.label, cell, key=field.key)
        for field, cell in zip(table.fields, row.cells, strict=True)
        if cell and cell != row.title
    )
    return RowView(row.title, table.label, facts, Link(entry.title, document), link(place - 1), link(place + 1))


def own_table_names(column: Column, entry: Entry) -> tuple[str, ...]:
    """Return the names of the tables that a column type makes of a document's own values."""
    make = column.type.own_tables
    return tuple(table.form for table in make(entry.own)) if make and entry.own else ()


def row_texts(table: Table) -> tuple[str, ...]:
    """Return every cell as a paragraph of its own, for search."""
    return tuple(cell for row in table.rows for cell in row.cells if cell)
