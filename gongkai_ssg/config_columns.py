"""The columns of one site: the standard ones as it has them, and its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from gongkai_ssg.column_type import Column, ColumnPart, ColumnType
from gongkai_ssg.columns import column_types
from gongkai_ssg.config_faults import ConfigFaults
from gongkai_ssg.links import RESERVED_SEGMENTS
from gongkai_ssg.marked import Node
from gongkai_ssg.text import nearest, slug

if TYPE_CHECKING:
    from gongkai_ssg.config_schema import ColumnTable, ConfigFile

#: Heading of 法定主动公开内容 (国办公开办函〔2019〕61号); the group has a page but no documents.
STATUTORY_LABEL = "法定主动公开内容"
STATUTORY_SEGMENT = "statutory"
PART_LABELS: dict[ColumnPart, str] = {
    "guide": "政府信息公开指南",
    "system": "政府信息公开制度",
    "statutory": STATUTORY_LABEL,
    "annual-report": "政府信息公开年报",
    "request": "依申请公开",
    "support": "其他栏目",
}


# What an own column may name as its parent.
_PARENTS: dict[str, ColumnPart] = {
    "": "support",
    "support": "support",
    PART_LABELS["support"]: "support",
    "statutory": "statutory",
    "disclosure": "statutory",
    STATUTORY_LABEL: "statutory",
}


def columns_of(checked: ConfigFile, root: Node | None) -> tuple[Column, ...]:
    """Return the columns in the order of the catalog. Raises ConfigError."""
    types = column_types()
    by_label = {each.label: key for key, each in types.items()}
    columns = {
        key: Column(key, each.label, key, each, each.order, each.part, each.description)
        for key, each in types.items()
    }
    faults = ConfigFaults(root)
    for number, given in enumerate(checked.columns):
        key = by_label.get(given.key, given.key)
        if key in columns:
            old = columns[key]
            columns[key] = msgspec.structs.replace(
                old,
                label=given.name or given.label or old.label,
                segment=given.segment or old.segment,
                order=old.order if given.order is None else given.order,
                description=given.description or old.description,
                off=given.off,
            )
        elif (own := _own_column(given, number, types, by_label, faults)) is not None:
            columns[key] = own
    written = {by_label.get(each.key, each.key): n for n, each in enumerate(checked.columns)}
    segments: set[str] = set()
    for column in columns.values():
        segment = column.segment
        if segment in segments or segment in RESERVED_SEGMENTS or slug(segment) != segment:
            message = f"栏目“{column.label}”的网址段“{segment}”不能用。"
            at = ("columns", written.get(column.key, 0), "segment")
            faults.note(at, message, "换一个没有被占用的小写英文词。")
        segments.add(segment)
    faults.stop()
    parts = list(PART_LABELS)
    return tuple(sorted(columns.values(), key=lambda c: (parts.index(c.part), c.order, c.key)))


def _own_column(
    given: ColumnTable,
    number: int,
    types: Mapping[str, ColumnType],
    by_label: Mapping[str, str],
    faults: ConfigFaults,
) -> Column | None:
    """Return the column that a site adds, or None with its fault noted."""
    at = ("columns", number, "key")
    name = given.name or given.label
    if not given.type:
        near = nearest(given.key, [*types, *by_label])
        hint = f"是否应为“{near}”？" if near else ""
        hint += "自设栏目要写 key、name、type（一个标准栏目）。"
        faults.note(at, f"不认识的栏目“{given.key}”。", hint)
        return None
    kind = types.get(by_label.get(given.type, given.type))
    if kind is None:
        near = nearest(given.type, [*types, *by_label])
        hint = f"是否应为“{near}”？" if near else "写一个标准栏目的代号或名称。"
        faults.note(("columns", number, "type"), f"不认识的栏目类型“{given.type}”。", hint)
        return None
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given.key) or not name:
        hint = "key 用小写字母、数字和短横，另写中文 name。"
        faults.note(at, f"自设栏目“{given.key}”的写法不对。", hint)
        return None
    part = _PARENTS.get(given.parent)
    if part is None:
        near = nearest(given.parent, _PARENTS)
        hint = f"是否应为“{near}”？" if near else f"写“{STATUTORY_LABEL}”，或不写。"
        faults.note(("columns", number, "parent"), f"不认识的上级“{given.parent}”。", hint)
        return None
    order = 900 + number if given.order is None else given.order
    description = given.description or kind.description
    return Column(
        given.key, name, given.segment or given.key, kind, order, part, description, given.off
    )
