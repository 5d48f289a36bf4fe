"""Cells of one sheet as they come -> a table without empty rows and columns.

It must not know the format that the cells come from.
"""

from __future__ import annotations

from functools import cache

from gongkai_ssg.gate.files.inside import Looking, Piece, listed

MAX_COLUMNS = 16_384
_UNHIDE = "取消隐藏，删去不该公开的内容后另存；或者只把要公开的内容复制到新文件。"


@cache
def column_number(name: str) -> int:
    """Return the number (from 1) of a column: A, AB."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


@cache
def letters(number: int) -> str:
    """Return the name of a column by its number (from 1)."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


class Grid:
    """Collects the cells with content of one sheet."""

    def __init__(self, looking: Looking) -> None:
        self._looking = looking
        self._rows: list[tuple[int, bool, dict[int, str]]] = []
        self._number = 0
        self._column = 0
        self._hidden_columns: list[tuple[int, int]] = []
        self._unseen: list[str] = []

    def start_row(self, number: int, hidden: bool) -> None:
        """Begin a row; number 0: the one after the last."""
        self._number = number or self._number + 1
        self._column = 0
        self._rows.append((self._number, hidden, {}))

    def cell(self, column: str, text: str) -> None:
        """Add a cell; column "": the one after the last. Raises TooMuch."""
        self._column = column_number(column) if column else self._column + 1
        if text and not text.isspace():
            self._looking.spend_cells(1)
            self._rows[-1][2][self._column] = text

    def row(self, number: int, hidden: bool, cells: dict[int, str]) -> None:
        """Add a whole row: content by column, in the order of the columns. Raises TooMuch."""
        self._number = number or self._number + 1
        self._looking.spend_cells(len(cells))
        self._rows.append((self._number, hidden, cells))

    def mark_unseen(self, column: int) -> None:
        """Say that a cell of the last row is formatted so that nobody sees it; 0: the last cell."""
        column = column or self._column
        if column in self._rows[-1][2]:
            self._unseen.append(f"{letters(column)}{self._number}")

    def hide_columns(self, first: int, last: int) -> None:
        """Say that these columns are hidden."""
        self._hidden_columns.append((first, last))

    def report(self, label: str, hidden: bool, filtered: bool) -> bool:
        """Hand the table and what is hidden in it to the look; tell whether it has any content.

        Raises TooMuch.
        """
        rows = [row for row in self._rows if row[2]]
        used = sorted({column for _, _, cells in rows for column in cells})
        self._looking.spend_cells(max(0, len(rows) * len(used) - 20 * sum(len(r[2]) for r in rows)))
        covered = [c for c in used if any(a <= c <= b for a, b in self._hidden_columns)]
        lost = [number for number, is_hidden, _ in rows if is_hidden]
        at = {column: index for index, column in enumerate(used)}
        blank = [""] * len(used)
        table: list[tuple[str, ...]] = []
        for _, _, cells in rows:
            if len(cells) == len(used) and [*cells] == used:
                table.append(tuple(cells.values()))
            else:
                line = blank.copy()
                for column, text in cells.items():
                    line[at[column]] = text
                table.append(tuple(line))
        self._looking.table(
            Piece(
                label,
                hidden=hidden,
                rows=tuple(table),
                row_numbers=tuple(number for number, _, _ in rows),
                column_numbers=tuple(used),
                hidden_rows=frozenset(i for i, row in enumerate(rows) if row[1]),
                hidden_columns=frozenset(at[column] for column in covered),
                is_sheet=True,
            )
        )
        if covered:
            names = listed(letters(column) for column in covered)
            self._looking.fault("error", f"{label}有隐藏的列：{names}。", _UNHIDE)
        if lost:
            how = "（被筛选）" if filtered else ""
            self._looking.fault("error", f"{label}有隐藏的行{how}：第 {spans(lost)} 行。", _UNHIDE)
        if self._unseen:
            message = f"{label}有看不见的单元格：{listed(self._unseen)}。"
            hint = "数字格式“;;;”或者白色文字遮不住内容，删去后另存。"
            self._looking.fault("error", message, hint)
        return bool(rows)


def spans(numbers: list[int]) -> str:
    """Return sorted numbers as "3-5、9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return listed(str(a) if a == b else f"{a}-{b}" for a, b in runs)
