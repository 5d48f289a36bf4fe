"""Places the cells of a printed table: spans that hold, widths by content, a head that repeats.

It must not know where the cells come from, nor how a table is drawn. Spans are an author's and
hostile: they are cut where they would overlap, leave the table or cross from head to body.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from gongkai_ssg.gazette_nodes import Block, Grid, GridCell, Paragraph, Run, plain_text

_MOST_COLUMNS = 30
_NUMBER = re.compile(r"[-+−]?[\d,，.]+[%％]?|[—–-]*")
_REPEATED = 6  # a head of more rows is printed once
_SHORT = 12  # a column whose texts are no longer is centred


def grid(
    caption: tuple[Run, ...], rows: Sequence[Sequence[GridCell]], header_rows: int
) -> list[Block]:
    """Return the table as one Grid, as paragraphs when it is too wide for any page."""
    placed = _place(rows, header_rows)
    starts = sorted({cell.x for cell in placed})
    if not placed:
        return [Paragraph(caption, "center")] if caption else []
    if len(starts) > _MOST_COLUMNS:
        head: list[Block] = [Paragraph(caption, "center")] if caption else []
        return head + [block for row in rows for cell in row for block in cell.blocks]
    # A column in which no cell begins shows nothing of its own, however many a span claims.
    column = {x: index for index, x in enumerate(starts)}
    cells = []
    for cell in placed:
        span = bisect_left(starts, cell.x + cell.colspan) - column[cell.x]
        cells.append(replace(cell, x=column[cell.x], colspan=span))
    aligns = [_column_align(cells, x, header_rows) for x in range(len(starts))]
    return [
        Grid(
            caption=caption,
            widths=tuple(_widths(cells, len(starts))),
            header_rows=header_rows,
            repeat=header_rows <= _REPEATED and _is_small_head(cells, header_rows),
            cells=tuple(
                cell
                if cell.align
                else replace(cell, align="center" if cell.y < header_rows else aligns[cell.x])
                for cell in cells
            ),
        )
    ]


def _place(rows: Sequence[Sequence[GridCell]], header_rows: int) -> list[GridCell]:
    placed: list[GridCell] = []
    taken: dict[int, int] = {}  # column -> first row that is free again
    for y, row in enumerate(rows):
        end = header_rows if y < header_rows else len(rows)
        x = 0
        for cell in row:
            while taken.get(x, 0) > y:
                x += 1
            colspan = 1
            while colspan < cell.colspan and taken.get(x + colspan, 0) <= y:
                colspan += 1
            rowspan = min(cell.rowspan or end, end - y)  # 0 means: to the end of the part
            placed.append(replace(cell, x=x, y=y, colspan=colspan, rowspan=rowspan))
            for covered in range(x, x + colspan):
                taken[covered] = y + rowspan
            x += colspan
    return placed


def _text(cell: GridCell) -> str:
    return "".join(
        plain_text(block.runs) if isinstance(block, Paragraph) else "　" * 20
        for block in cell.blocks
    )


def _length(text: str) -> int:
    """Return the width of a text in half characters."""
    return sum(1 if character < "\u2000" else 2 for character in text)


def _widths(cells: Sequence[GridCell], columns: int) -> list[int]:
    """Return shares that give long columns more without starving the short ones."""
    longest = [4] * columns
    for cell in cells:
        if cell.colspan == 1:
            longest[cell.x] = max(longest[cell.x], _length(_text(cell)))
    widths = [max(5, min(length + 2, 24 + length // 8, 44)) for length in longest]
    for cell in cells:
        if cell.colspan > 1:  # a short head above several columns stays on one line
            under = slice(cell.x, cell.x + cell.colspan)
            lacking = min(_length(_text(cell)), 6 * cell.colspan + 12) + 2 - sum(widths[under])
            if lacking > 0:
                widths[under] = [width + -(-lacking // cell.colspan) for width in widths[under]]
    return widths


def _column_align(cells: Sequence[GridCell], x: int, header_rows: int) -> str:
    texts = [_text(cell) for cell in cells if cell.x == x and cell.y >= header_rows]
    if any(texts) and all(_NUMBER.fullmatch(text) for text in texts):
        return "right" if max(map(len, texts)) > 3 else "center"
    return "center" if all(len(text) <= _SHORT for text in texts) else "left"


def _is_small_head(cells: Sequence[GridCell], header_rows: int) -> bool:
    return all(len(_text(cell)) <= 60 for cell in cells if cell.y < header_rows)
