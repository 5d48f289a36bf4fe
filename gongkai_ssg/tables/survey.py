"""Measures the cells of a sheet before anybody builds them. It must not know what they mean.

The reader of spreadsheets fills the whole rectangle around what is written, so that one cell in
the last row could take all the memory there is.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from gongkai_ssg.tables.unpack import (
    MAX_COLUMNS,
    MAX_ROWS,
    Unreadable,
    broken,
    local_name,
    new_parser,
    parse_xml,
)

MAX_AREA = 2_000_000  # cells of the rectangle around everything that is written
MAX_CHARACTERS = 50_000_000  # of all cells of one sheet together

_SPARE_ROWS = 50  # title, header and notes stand beside the 100,000
_POSITION = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Survey(msgspec.Struct):
    """What a look at the XML of one sheet says before anybody builds cells from it."""

    rows: int = 0
    columns: int = 0
    shared: int = 0  # cells that point to a string of the workbook
    errors: list[tuple[int, int]] = msgspec.field(default_factory=list)
    hidden_rows: list[int] = msgspec.field(default_factory=list)
    hidden_columns: list[int] = msgspec.field(default_factory=list)


def survey(parts: dict[str, bytes], sheet: str) -> Survey:
    """Measure the part that holds the cells of a sheet. Raises Unreadable beyond the limits."""
    if sheet not in parts:
        raise broken()
    found = _look(parts[sheet])
    if found.columns > MAX_COLUMNS:
        message = f"工作表太宽（{found.columns} 列，上限 {MAX_COLUMNS}）。"
        raise Unreadable(message, "删去右边多余的列。", column=MAX_COLUMNS + 1)
    if found.rows > MAX_ROWS + _SPARE_ROWS or found.rows * found.columns > MAX_AREA:
        message = f"工作表太大（{found.rows} 行 {found.columns} 列）。"
        hint = f"上限 {MAX_ROWS} 行、共 {MAX_AREA} 格；删去下边多余的行，或者拆成几个文件。"
        raise Unreadable(message, hint)
    # A long string that many cells share is written once but read many times.
    if found.shared * _longest_string(parts.get("xl/sharedstrings.xml", b"")) > MAX_CHARACTERS:
        lengths = _string_lengths(parts["xl/sharedstrings.xml"])
        if _count_characters(parts[sheet], lengths) > MAX_CHARACTERS:
            message = f"工作表的文字太多（上限 {MAX_CHARACTERS} 字）。"
            raise Unreadable(message, "拆成几个文件。")
    return found


def _longest_string(content: bytes) -> int:
    # Rough and quick: the bytes between the ends of two strings are never fewer than its signs.
    if b"<!" in content:  # comments and CDATA may hold what looks like an end
        return len(content)
    return max(len(each) for each in content.split(b"</si>"))


def _string_lengths(content: bytes) -> list[int]:
    lengths: list[int] = []
    depth = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if local_name(name) == "si":
            if depth != 2:  # strings in strings: readers would disagree on what they count
                raise broken()
            lengths.append(0)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parse_xml(parser, content)
    return lengths


def _count_characters(content: bytes, lengths: list[int]) -> int:
    total = 0
    is_shared = is_value = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_shared, is_value
        name = local_name(name)
        if name == "c":
            is_shared = attributes.get("t") == "s"
        is_value = is_shared and name == "v"

    def text(data: str) -> None:
        nonlocal total
        if is_value:
            total += lengths[index] if (index := int(data)) < len(lengths) else 0

    parser = new_parser()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parse_xml(parser, content)
    return total


def _look(content: bytes) -> Survey:
    found = Survey()
    row = column = rows = columns = shared = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns, shared
        if ":" in name:
            name = local_name(name)
        if name == "v" or name == "is":
            if row > rows:
                rows = row
            if column > columns:
                columns = column
        elif name == "c":
            column += 1
            if "r" in attributes:
                row, column = _position(attributes["r"])
            if "t" in attributes:
                if attributes["t"] == "s":
                    shared += 1
                elif attributes["t"] == "e":
                    found.errors.append((row, column))
        elif name == "row":
            row, column = int(attributes.get("r") or row + 1), 0
            if attributes.get("hidden") in ("1", "true"):
                found.hidden_rows.append(row)
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes["min"]), int(attributes["max"])
            found.hidden_columns.extend(range(first, min(last, MAX_COLUMNS) + 1))

    parser = new_parser()
    parser.StartElementHandler = start
    parse_xml(parser, content)
    found.rows, found.columns, found.shared = rows, columns, shared
    return found


def _position(name: str) -> tuple[int, int]:
    found = _POSITION.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return int(found[2]), _column(found[1].upper())


@lru_cache(MAX_COLUMNS)
def _column(letters: str) -> int:
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign) - 64
    return column
