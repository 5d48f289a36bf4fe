"""What a look into a file gives: pieces of text with their places, and what is wrong with the file.

It must not know any format, nor what a text means. Everything it counts has a limit: a file that
wants more is called unread, never read by half in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

MAX_FILE = 200 * 1024 * 1024  # bytes of one attachment
MAX_UNPACKED = 300 * 1024 * 1024  # bytes, of everything that is packed in it
MAX_PART = 64 * 1024 * 1024  # bytes of one part of a document
MAX_CHARACTERS = 20_000_000
MAX_CELLS = 1_000_000
MAX_PIECES = 50_000
MAX_ENTRIES = 5_000
MAX_DEPTH = 3  # files within files
MAX_ARCHIVES = 2  # archives within archives
MAX_FAULTS = 200

Gravity = Literal["block", "error", "warning", "info"]


class TooMuch(Exception):
    """The file is larger inside than anybody may ask us to read: a Chinese reason."""


class Broken(Exception):
    """The file cannot be what it says it is: a Chinese reason."""


class Piece(msgspec.Struct, frozen=True):
    """Some text of a file and where it stands: running text in `text`, or a table in `rows`.

    `unit` is what a line of `text` is called in a place ("行", "段"; "" where the place says
    enough). Rows and columns without content may be left out of `rows`: `row_numbers` and
    `column_numbers` are then their numbers (from 1). `hidden_rows` and `hidden_columns` are
    indices of `rows`, from 0. `is_sheet`: a cell is called C5.
    """

    place: str
    text: str = ""
    hidden: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    unit: str = "行"
    row_numbers: tuple[int, ...] = ()
    column_numbers: tuple[int, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_sheet: bool = False


class FileFault(msgspec.Struct, frozen=True):
    """What is wrong with a file itself, whatever its words; a Chinese message and its cure."""

    severity: Gravity
    message: str
    hint: str


class Inside(msgspec.Struct, frozen=True):
    """What was seen in a file; `unread` says in Chinese why a person must look ("" = all read)."""

    pieces: tuple[Piece, ...]
    unread: str = ""
    faults: tuple[FileFault, ...] = ()


class Looking:
    """One look into a file and the files in it: collects what is seen and keeps count."""

    def __init__(self, look: Callable[[Looking, bytes, str], None]) -> None:
        self._look = look
        self._prefix = ""
        self._depth = 0
        self._pieces: list[Piece] = []
        self._faults: list[FileFault] = []
        self._unread: list[str] = []
        self._bytes, self._characters = MAX_UNPACKED, MAX_CHARACTERS
        self._cells, self._entries = MAX_CELLS, MAX_ENTRIES
        self.archives = 0

    def text(self, place: str, text: str, hidden: bool = False, unit: str = "") -> None:
        """Add running text, unless it is blank."""
        if text and not text.isspace():
            self._spend_characters(len(text))
            self._pieces.append(Piece(self._prefix + place, text, hidden, unit=unit))

    def table(self, piece: Piece) -> None:
        """Add a table, unless it has no cell with content."""
        if any(any(row) for row in piece.rows):
            self._spend_characters(sum(sum(map(len, row)) for row in piece.rows))
            place = self._prefix + piece.place
            self._pieces.append(msgspec.structs.replace(piece, place=place))

    def fault(self, severity: Gravity, message: str, hint: str) -> None:
        """Add a fault; `message` goes without the place of an inner file."""
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(FileFault(severity, self._prefix + message, hint))

    def unread(self, reason: str) -> None:
        """Say that a person must look at (some of) the file, and why."""
        said = self._prefix + reason
        if said not in self._unread:
            self._unread.append(said)

    def inner(self, place: str, data: bytes, name: str) -> None:
        """Look at a file within the file in the same way."""
        if self._depth >= MAX_DEPTH:
            self.unread(f"{place}套了太多层")
            return
        prefix = self._prefix
        self._prefix, self._depth = f"{prefix}{place}：", self._depth + 1
        try:
            self._look(self, data, name)
        finally:
            self._prefix, self._depth = prefix, self._depth - 1

    def quietly(self, look: Callable[[], None]) -> None:
        """Run a look whose "unread" does not count: pictures in a document that is read."""
        before = list(self._unread)
        look()
        self._unread = before

    def spend_bytes(self, count: int) -> None:
        """Count unpacked bytes. Raises TooMuch."""
        self._bytes -= count
        if self._bytes < 0:
            raise TooMuch("解压后太大")

    def spend_cells(self, count: int) -> None:
        """Count cells of tables. Raises TooMuch."""
        self._cells -= count
        if self._cells < 0:
            raise TooMuch(f"单元格超过 {MAX_CELLS:,} 个")

    def spend_entries(self, count: int) -> None:
        """Count files in archives. Raises TooMuch."""
        self._entries -= count
        if self._entries < 0:
            raise TooMuch(f"压缩包里的文件超过 {MAX_ENTRIES:,} 个")

    def _spend_characters(self, count: int) -> None:
        self._characters -= count
        if self._characters < 0 or len(self._pieces) >= MAX_PIECES:
            raise TooMuch("文字太多")

    def stray(self, place: str, found: Iterable[str]) -> None:
        """Add what was found in the bytes of the file and is in none of the pieces so far."""
        waiting = list(found)
        if not waiting:
            return
        said = "\n".join(
            each.text or "\n".join(cell for row in each.rows for cell in row)
            for each in self._pieces
        )
        self.text(place, "\n".join(each for each in waiting if each not in said), hidden=True)

    def result(self) -> Inside:
        """Return everything that was seen."""
        unread = "；".join(self._unread[:5]) + ("……" if len(self._unread) > 5 else "")
        return Inside(tuple(self._pieces), unread, tuple(self._faults))


def listed(items: Iterable[str], limit: int = 5) -> str:
    """Return the first of `items` joined by 、, with the number of all where some are left out."""
    every = list(items)
    shown = "、".join(every[:limit])
    return shown if len(every) <= limit else f"{shown} 等 {len(every)} 处"
