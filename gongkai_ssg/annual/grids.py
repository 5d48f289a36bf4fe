"""Figures of a yearly report -> the three tables as pages show them and readers download them.

It must not know where figures come from nor whether they agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

from gongkai_ssg.annual.layouts import (
    APPLICANTS,
    DISPUTES,
    LAYOUTS,
    LEGAL,
    OUTCOMES,
    TITLES,
    Block,
    Layout,
    Line,
)
from gongkai_ssg.tables.kinds import Kind
from gongkai_ssg.tables.table import Field, HeaderCell, Row, Table

FORMS = ("biao-1", "biao-2", "biao-3")
_NAMES = ("表一", "表二", "表三")
_RESULTS = "三、本年度办理结果"
_REMARK = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


class GridCell(msgspec.Struct, frozen=True):
    """One cell; `scope` is that of a header cell, "" for a figure."""

    text: str
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1


class Grid(msgspec.Struct, frozen=True):
    """A table with merged cells: rows of its head and of its body."""

    form: str
    name: str  # 表一
    title: str
    head: tuple[tuple[GridCell, ...], ...]
    body: tuple[tuple[GridCell, ...], ...]


def annual_grids(figures: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Return the three tables for the page; () without figures."""
    layout = LAYOUTS.get(str(figures.get("layout", "")))
    if layout is None:
        return ()
    parts = (
        ((), _active(figures["active"], layout)),
        (_REQUEST_HEAD, _requests(figures["requests"], layout)),
        (_DISPUTE_HEAD, (_all_disputes(figures["disputes"]),)),
    )
    return tuple(
        Grid(form, name, title, head, body)
        for form, name, title, (head, body) in zip(FORMS, _NAMES, TITLES, parts, strict=True)
    )


def _text(figure: object) -> str:
    return "" if figure is None else str(figure)


def _change(figure: object) -> str:
    return f"{figure:+d}" if isinstance(figure, int) and figure else _text(figure)


def _shown(block: Block, figures: Sequence[object]) -> list[str]:
    return [
        _change(figure) if head.kind == "change" else _text(figure)
        for head, figure in zip(block.heads, figures, strict=True)
    ]


def _spread(cells: list[GridCell], width: int) -> tuple[GridCell, ...]:
    """Let the last cell take what is left of the width."""
    rest = width - len(cells)
    cells[-1] = msgspec.structs.replace(cells[-1], colspan=rest + 1)
    return tuple(cells)


def _active(figures: Mapping[str, Any], layout: Layout) -> tuple[tuple[GridCell, ...], ...]:
    width = 1 + max(len(block.heads) for block in layout.blocks)
    rows: list[tuple[GridCell, ...]] = []
    for block in layout.blocks:
        rows.append((GridCell(block.title, "colgroup", width),))
        heads = [
            GridCell("信息内容", "col"),
            *(GridCell(each.label, "col") for each in block.heads),
        ]
        rows.append(_spread(heads, width))
        for line in block.lines:
            cells = [GridCell(line.label, "row")]
            cells += [GridCell(text) for text in _shown(block, figures[line.key])]
            rows.append(_spread(cells, width))
    return tuple(rows)


_REQUEST_HEAD = (
    (GridCell(_REMARK, "col", 3, 3), GridCell("申请人情况", "colgroup", len(APPLICANTS))),
    (
        GridCell(APPLICANTS[0], "col", rowspan=2),
        GridCell(LEGAL, "colgroup", len(APPLICANTS) - 2),
        GridCell(APPLICANTS[-1], "col", rowspan=2),
    ),
    tuple(GridCell(label, "col") for label in APPLICANTS[1:-1]),
)


def _requests(figures: Mapping[str, Any], layout: Layout) -> tuple[tuple[GridCell, ...], ...]:
    rows: list[tuple[GridCell, ...]] = []
    inner = sum(1 for line in layout.requests if line.group)
    opened = False
    for group, members in groupby(layout.requests, key=lambda line: line.group):
        lines = list(members)
        for number, line in enumerate(lines):
            heads: list[GridCell] = []
            if group and not opened:
                heads.append(GridCell(_RESULTS, "rowgroup", 1, inner))
                opened = True
            if not group:
                heads.append(GridCell(line.label, "row", 3))
            elif group == _RESULTS:
                heads.append(GridCell(line.label, "row", 2))
            else:
                if number == 0:
                    heads.append(GridCell(group, "rowgroup", 1, len(lines)))
                heads.append(GridCell(line.label, "row"))
            rows.append((*heads, *(GridCell(_text(each)) for each in figures[line.key])))
    return tuple(rows)


_DISPUTE_HEAD = (
    (
        GridCell(DISPUTES[0].label, "colgroup", len(OUTCOMES), 2),
        GridCell(DISPUTES[1].group, "colgroup", len(OUTCOMES) * 2),
    ),
    tuple(GridCell(each.label, "colgroup", len(OUTCOMES)) for each in DISPUTES[1:]),
    tuple(GridCell(label, "col") for _ in DISPUTES for label in OUTCOMES),
)


def _all_disputes(figures: Mapping[str, Any]) -> tuple[GridCell, ...]:
    return tuple(GridCell(_text(each)) for line in DISPUTES for each in figures[line.key])


# --- downloads -------------------------------------------------------------------------


def annual_exports(figures: Mapping[str, Any]) -> tuple[Table, ...]:
    """Return the three tables without merged cells, one record in each row; () without figures."""
    layout = LAYOUTS.get(str(figures.get("layout", "")))
    if layout is None:
        return ()
    active = [
        (line.key, (block.title, line.label, head.label, _text(figure)))
        for block in layout.blocks
        for line in block.lines
        for head, figure in zip(block.heads, figures["active"][line.key], strict=True)
    ]
    requests = [
        (line.key, (_path(line), *map(_text, figures["requests"][line.key])))
        for line in layout.requests
    ]
    disputes = [
        (line.key, (_path(line), *map(_text, figures["disputes"][line.key]))) for line in DISPUTES
    ]
    return (
        _table(0, ("条款", "信息内容", "项目", "数量"), active),
        _table(1, ("办理情况", *APPLICANTS), requests),
        _table(2, ("类别", *OUTCOMES), disputes),
    )


def _path(line: Line) -> str:
    if not line.group or line.group == DISPUTES[1].group:
        return f"{line.group}：{line.label}" if line.group else line.label
    between = () if line.group == _RESULTS else (line.group,)
    return " / ".join((_RESULTS, *between, line.label))


def _table(
    number: int, labels: Sequence[str], rows: Sequence[tuple[str, tuple[str, ...]]]
) -> Table:
    texts = 3 if number == 0 else 1
    # Counts and amounts of money share the last column of 表一.
    kind: Kind = "money" if any("." in cells[-1] for _, cells in rows) else "count"
    fields = tuple(
        Field(f"c{at}", label, "text" if at < texts else kind) for at, label in enumerate(labels)
    )
    return Table(
        form=FORMS[number],
        label=f"{_NAMES[number]} {TITLES[number]}",
        fields=fields,
        rows=tuple(
            Row(f"{key.replace('_', '-')}-{at}", cells[0], cells)
            for at, (key, cells) in enumerate(rows, 1)
        ),
        header=(tuple(HeaderCell(label) for label in labels),),
    )
