"""Reads the front matter of a document, key by key. It must not judge what the values say.

A value that cannot be read leaves its default behind and a fault, so that one bad field never
hides the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from gongkai_ssg.faults import Faults
from gongkai_ssg.frontmatter_keys import BY_WORD, Field
from gongkai_ssg.frontmatter_values import read_value
from gongkai_ssg.marked import Entries, Node, Scalar
from gongkai_ssg.text import nearest

_UNREADABLE, _UNKNOWN_KEY = "GK031", "GK032"


class FrontMatter(msgspec.Struct):
    """What was read: values by English key, how the user wrote them, where, and what was wrong."""

    values: dict[str, Any] = msgspec.field(default_factory=dict)
    keys: dict[str, str] = msgspec.field(default_factory=dict)
    raw: dict[str, str] = msgspec.field(default_factory=dict)
    places: dict[str, tuple[int, int]] = msgspec.field(default_factory=dict)  # of the value
    unreadable: list[str] = msgspec.field(default_factory=list)  # keys whose value means nothing
    rest: list[tuple[Scalar, Node]] = msgspec.field(default_factory=list)  # keys of no common field
    faults: Faults = msgspec.field(default_factory=Faults)


def read(root: Node | None, document_path: str) -> FrontMatter:
    """Read the parsed YAML of one document; faults carry the rule id they fall under."""
    front = FrontMatter()
    if root is None:
        return front
    if not isinstance(root, Entries):
        message, hint = "前言不是“键: 值”的写法。", "每行写一项，例如“标题: 关于……的通知”。"
        front.faults.note(_UNREADABLE, message, hint, (root.line, root.column))
        return front
    for key, node in root.entries:
        at = (key.line, key.column)
        field = BY_WORD.get(key.text)
        if field is None:
            front.rest.append((key, node))
        elif field.name in front.keys:
            first = front.keys[field.name]
            same = "" if first == key.text else f"（与“{first}”是同一项）"
            front.faults.note(_UNKNOWN_KEY, f"“{key.text}”写了两次{same}。", "只留一处。", at)
            if field.name == "disclosure":  # which one holds? neither: the border keeps it back
                front.values.pop("disclosure", None)
                front.unreadable.append("disclosure")
            elif field.name == "data":
                front.unreadable.append("data")
        else:
            _take(front, field, key, node, document_path)
    return front


def refuse_rest(front: FrontMatter, own: Iterable[str]) -> list[tuple[Scalar, Node]]:
    """Return the keys that are named in `own`; note a fault for every other one."""
    own = set(own)
    kept: list[tuple[Scalar, Node]] = []
    for key, node in front.rest:
        if key.text in own:
            kept.append((key, node))
            continue
        near = nearest(key.text, [*BY_WORD, *own])
        if _names_table(node) or (near in BY_WORD and BY_WORD[near].name == "data"):
            front.unreadable.append("data")
        hint = f"是否应为“{near}”？" if near else "删去此项，或对照 gongkai schema 列出的键。"
        at = (key.line, key.column)
        front.faults.note(_UNKNOWN_KEY, f"不认识的键“{key.text}”。", hint, at)
    return kept


def _names_table(node: Node) -> bool:
    """Tell whether the value of an unknown key names a file as `data` would."""
    return isinstance(node, Scalar) and node.text.lower().endswith((".xlsx", ".csv"))


def _take(front: FrontMatter, field: Field, key: Scalar, node: Node, path: str) -> None:
    front.keys[field.name] = key.text
    front.places[field.name] = (node.line, node.column)
    front.raw[field.name] = node.text if isinstance(node, Scalar) else ""
    if isinstance(node, Scalar) and node.absent:
        return
    value, faults = read_value(field.kind, key.text, node, path)
    front.faults.extend(faults)
    if value is None:
        front.unreadable.append(field.name)
    else:
        front.values[field.name] = value
