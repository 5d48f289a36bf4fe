"""The frozen values of a table as it is published. They must not know records or files.

Nothing hidden and no full name of a masked person is ever in them.
"""

from __future__ import annotations

import msgspec

from gongkai_ssg.tables.kinds import Kind


class TableFault(msgspec.Struct, frozen=True, kw_only=True):
    """A fault at one cell; row and column count from 1 in the file (for YAML: its lines)."""

    message: str
    hint: str = ""
    sheet: str = ""
    row: int = 1
    column: int = 1
    warning: bool = False


class Field(msgspec.Struct, frozen=True):
    """One public column."""

    key: str
    label: str
    kind: Kind
    filter: bool = False
    wide: bool = False


class HeaderCell(msgspec.Struct, frozen=True):
    """One cell of a header of one or more rows."""

    text: str
    colspan: int = 1
    rowspan: int = 1


class Row(msgspec.Struct, frozen=True):
    """One public row: text of each field, masked already; `until` is "" or YYYY-MM-DD."""

    anchor: str
    title: str
    cells: tuple[str, ...]
    until: str = ""
    decided: str = ""  # day of a decision, "" or YYYY-MM-DD
    quashed: str = ""  # day on which it was changed or quashed, "" or YYYY-MM-DD
    line: int = 0  # row of the file that it was read from, from 1; 0: not known


class Table(msgspec.Struct, frozen=True):
    """A table as it is shown, searched and exported."""

    form: str
    label: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...] = ()
    header: tuple[tuple[HeaderCell, ...], ...] = ()
