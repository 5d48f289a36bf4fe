"""Finds the header of a sheet and says which column is which. It must not know values or rows.

A header may have several rows: what stands above a column, group by group, is its path, and the
path, or the end of it, is a label that the record declares.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from gongkai_ssg.tables.fields import Declared, fold_label
from gongkai_ssg.tables.grid import Grid, Merge
from gongkai_ssg.tables.table import HeaderCell, TableFault
from gongkai_ssg.tables.unpack import MAX_COLUMNS, Unreadable
from gongkai_ssg.text import nearest

SEARCHED_ROWS = 10
MAX_DEPTH = 4

#: A column that every list has and not every record wants.
_IGNORED = frozenset(fold_label(label) for label in ("序号", "编号序号", "No.", "行号"))

Path = tuple[str, ...]
_Covered = dict[tuple[int, int], Merge]
_Labels = dict[str, tuple[str, ...]]
_HEAD_ROWS = SEARCHED_ROWS + MAX_DEPTH


class Header(msgspec.Struct, frozen=True):
    """Where the header ends (rows from 0) and in which column, with which path, a field stands."""

    last: int
    columns: dict[str, int]
    paths: dict[str, Path]
    ignored: frozenset[int]


class _Reading(msgspec.Struct, frozen=True):
    first: int
    last: int
    paths: tuple[Path, ...]
    names: tuple[str, ...]  # "" for what is no label of ours

    @property
    def score(self) -> int:
        return len({name for name in self.names if name})


def labels_of(fields: Sequence[Declared]) -> _Labels:
    """Return the folded labels and aliases of `fields`, each with the names it stands for."""
    found: _Labels = {}
    for field in fields:
        for label in {fold_label(each) for each in (field.cell.label, *field.cell.aliases)}:
            found[label] = (*found.get(label, ()), field.name)
    return found


def count_labels(grid: Grid, fields: Sequence[Declared]) -> int:
    """Return how many fields the best header row of `grid` names; 0 = there is no header."""
    readings = _readings(grid, fields)
    return max((reading.score for reading in readings), default=0)


def find_header(grid: Grid, fields: Sequence[Declared]) -> tuple[Header, list[TableFault]]:
    """Find the header within the first ten rows. Raises Unreadable where there is none."""
    best = max(_readings(grid, fields), key=lambda each: each.score, default=None)
    if best is None or best.score < min(2, len(fields)):
        required = [field.cell.label for field in fields if not field.optional]
        hint = f"表头要有：{'、'.join(required or [field.cell.label for field in fields])}。"
        raise Unreadable(f"前 {SEARCHED_ROWS} 行里找不到表头。", hint)
    best = _extend(best, grid, labels_of(fields))
    return _settle(best, grid, fields)


def _covered(grid: Grid) -> _Covered:
    # Merged ranges of the rows where a header can be, by cell; overlaps would make this endless.
    covered: _Covered = {}
    for merge in grid.merges:
        for row in range(merge.top, min(merge.bottom + 1, _HEAD_ROWS)):
            for column in range(merge.left, min(merge.right + 1, MAX_COLUMNS)):
                if (row, column) in covered:
                    raise Unreadable(
                        "合并单元格互相重叠。", "取消合并后重新合并。", row + 1, column + 1
                    )
                covered[row, column] = merge
    return covered


def _readings(grid: Grid, fields: Sequence[Declared]) -> list[_Reading]:
    # In this order the first of the best is the shallowest, and the highest of those.
    labels = labels_of(fields)
    tops = range(min(SEARCHED_ROWS, len(grid.rows)))
    depths = range(1, MAX_DEPTH + 1 if grid.merges else 2)
    spans = ((top, top + deep - 1) for deep in depths for top in tops)
    covered = _covered(grid)
    return [
        _read(grid, covered, first, last, labels) for first, last in spans if last < len(grid.rows)
    ]


def _read(grid: Grid, covered: _Covered, first: int, last: int, labels: _Labels) -> _Reading:
    width = max(len(row) for row in grid.rows[first : last + 1])
    paths = tuple(_path(grid, covered, first, last, column) for column in range(width))
    return _Reading(first, last, paths, _names(paths, labels))


def _path(grid: Grid, covered: _Covered, first: int, last: int, column: int) -> Path:
    found: list[str] = []
    before: Merge | None = None
    for row in range(first, last + 1):
        merge = covered.get((row, column))
        if merge is not None and merge is before:
            continue
        before = merge
        text = _text(grid, merge.top, merge.left) if merge else _text(grid, row, column)
        if text:
            found.append(" ".join(text.split()))
    return tuple(found)


def _text(grid: Grid, row: int, column: int) -> str:
    return grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else ""


def _names(paths: Sequence[Path], labels: _Labels) -> tuple[str, ...]:
    met: dict[str, int] = {}
    return tuple(_name(path, labels, met) for path in paths)


def _name(path: Path, labels: _Labels, met: dict[str, int]) -> str:
    for start in range(len(path)):
        label = fold_label("".join(path[start:]))
        if label in labels:
            # The two 预算数 of a table with two sides: first come, first named.
            at = met[label] = met.get(label, -1) + 1
            return labels[label][min(at, len(labels[label]) - 1)]
    return ""


def _extend(found: _Reading, grid: Grid, labels: _Labels) -> _Reading:
    # Groups above the row that alone was enough, and cells that reach below it, belong to it.
    first, last, covered = found.first, found.last, _covered(grid)
    used = [at for at, path in enumerate(found.paths) if path]
    for merge in grid.merges:
        if merge.right < used[0] or merge.left > used[-1]:
            continue
        if merge.top < first <= merge.bottom and first - merge.top < MAX_DEPTH:
            first = merge.top
        if merge.top <= last < merge.bottom and merge.bottom - last < MAX_DEPTH:
            last = merge.bottom
    while (
        first > 0 and last - first + 1 < MAX_DEPTH and _is_group_row(grid, covered, first - 1, used)
    ):
        first -= 1
    return _read(grid, covered, first, min(last, len(grid.rows) - 1), labels)


def _is_group_row(grid: Grid, covered: _Covered, row: int, used: list[int]) -> bool:
    # A title covers everything, and a line such as “单位：万元” has a colon.
    tops = [covered.get((row, column)) for column in used]
    texts = [
        _text(grid, merge.top, merge.left) if merge else _text(grid, row, column)
        for merge, column in zip(tops, used, strict=True)
    ]
    whole = [merge for merge in tops if merge is not None]
    return (
        all(text and "：" not in text and ":" not in text and len(text) <= 40 for text in texts)
        and any(merge.right > merge.left for merge in whole)
        and not any(merge.left <= used[0] and merge.right >= used[-1] for merge in whole)
    )


def _settle(
    found: _Reading, grid: Grid, fields: Sequence[Declared]
) -> tuple[Header, list[TableFault]]:
    faults: list[TableFault] = []
    columns: dict[str, int] = {}
    paths: dict[str, Path] = {}
    ignored: set[int] = set()
    by_name = {field.name: field for field in fields}
    missing = [field.cell.label for field in fields if field.name not in found.names]

    def fault(column: int, message: str, hint: str) -> None:
        row = found.last + 1
        faults.append(
            TableFault(message=message, hint=hint, sheet=grid.sheet, row=row, column=column + 1)
        )

    for column, (path, name) in enumerate(zip(found.paths, found.names, strict=True)):
        where = f"{letters(column)} 列"
        if name and name in columns:
            label, other = by_name[name].cell.label, letters(columns[name])
            fault(column, f"{where}与 {other} 列的表头重复，都是“{label}”。", "删去多余的一列。")
            ignored.add(column)
        elif name:
            columns[name], paths[name] = column, path
        elif path:
            ignored.add(column)
            if fold_label("".join(path)) in _IGNORED:
                continue
            text = "·".join(path)
            close = nearest(text, missing)
            hint = f"是不是“{close}”？" if close else "删去这一列，或者改成规定的表头。"
            fault(column, f"{where}的表头“{text[:40]}”不认识。", hint)
    for field in fields:
        if field.name not in columns and not field.optional:
            hint = f"在第 {found.last + 1} 行加上这一列的表头，并逐行填写。"
            fault(0, f"缺少“{field.cell.label}”一列。", hint)
    return Header(found.last, columns, paths, frozenset(ignored)), faults


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown_header(
    fields: Sequence[Declared], paths: dict[str, Path]
) -> tuple[tuple[HeaderCell, ...], ...]:
    """Return the header of the public `fields` in their order, groups kept over neighbours."""
    written = (paths.get(field.name, ()) for field in fields)
    whole = [
        path if len(path) > 1 else (field.cell.label,)
        for field, path in zip(fields, written, strict=True)
    ]
    depth = max((len(path) for path in whole), default=1)
    rows: list[tuple[HeaderCell, ...]] = []
    for level in range(depth):
        cells: list[HeaderCell] = []
        before: Path | None = None
        for path in whole:
            group = path[: level + 1] if len(path) > level + 1 else None
            if len(path) == level + 1:
                cells.append(HeaderCell(path[level], 1, depth - level))
            elif group is not None and group == before:
                cells[-1] = HeaderCell(group[-1], cells[-1].colspan + 1, 1)
            elif group is not None:
                cells.append(HeaderCell(group[-1]))
            before = group
        rows.append(tuple(cells))
    return tuple(rows)
