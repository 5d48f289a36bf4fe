"""What a data file says: the written text of each figure and its place. It must not know formats."""

from __future__ import annotations

import msgspec

from gongkai_ssg.annual.layouts import (
    APPLICANTS,
    DISPUTES,
    OUTCOMES,
    Layout,
    Line,
    core,
)
from gongkai_ssg.annual.sums import SECTION_NAMES, Figure, Section
from gongkai_ssg.tables.table import TableFault
from gongkai_ssg.text import nearest

_OTHER_NAMES = {
    core("规范性文件"): "normative",
    core("行政规范性文件"): "normative",
    core("行政诉讼未经复议直接起诉"): "direct",
    core("行政诉讼复议后起诉"): "after_review",
}


class Place(msgspec.Struct, frozen=True):
    """Where something stands: sheet, row and column from 1 (for YAML: line and column)."""

    sheet: str = ""
    row: int = 1
    column: int = 1


class Written(msgspec.Struct):
    """What a file says: the text of each figure, its place, where each table starts, faults."""

    texts: dict[Figure, str] = msgspec.field(default_factory=dict)
    places: dict[Figure, Place] = msgspec.field(default_factory=dict)
    starts: dict[Section, Place] = msgspec.field(default_factory=dict)
    #: Tables that could not be read: their rows are not called missing one by one.
    unread: set[Section] = msgspec.field(default_factory=set)
    faults: list[TableFault] = msgspec.field(default_factory=list)

    def note(self, message: str, hint: str, at: Place) -> None:
        """Add a fault at a place."""
        fault = TableFault(message=message, hint=hint, sheet=at.sheet, row=at.row, column=at.column)
        self.faults.append(fault)

    def refuse(self, form: Form, label: str, at: Place) -> None:
        """Note that a table has no row of this label."""
        near = nearest(label, [line.label for line in form.lines])
        hint = f"是否应为“{near}”？" if near else "按规定的表格填写，不增加行。"
        self.note(f"{SECTION_NAMES[form.section]}没有“{label[:40]}”这一行。", hint, at)

    def put(self, figure: Figure, text: str, at: Place) -> None:
        """Keep what is written for a figure."""
        self.texts[figure], self.places[figure] = text, at


class Form(msgspec.Struct, frozen=True):
    """What one table must hold: the labels of the columns of each row."""

    section: Section
    lines: tuple[Line, ...]
    heads: dict[str, tuple[str, ...]]  # key of a row -> its columns

    def find(self, label: str) -> Line | None:
        """Return the row that a label or key names."""
        wanted = core(label)
        other = _OTHER_NAMES.get(wanted, label)
        for line in self.lines:
            if core(line.label) == wanted or line.key in (label, other):
                return line
        return None


def forms_of(layout: Layout) -> dict[Section, Form]:
    """Return what each of the three tables of `layout` must hold."""
    active = {
        line.key: tuple(head.label for head in block.heads)
        for block in layout.blocks
        for line in block.lines
    }
    lines = tuple(line for block in layout.blocks for line in block.lines)
    return {
        "active": Form("active", lines, active),
        "requests": Form(
            "requests", layout.requests, {line.key: APPLICANTS for line in layout.requests}
        ),
        "disputes": Form("disputes", DISPUTES, {line.key: OUTCOMES for line in DISPUTES}),
    }
