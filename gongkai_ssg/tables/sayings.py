"""What pydantic finds wrong -> the end of a Chinese sentence. It must not know rows or columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gongkai_ssg.tables.fields import Declared
from gongkai_ssg.text import nearest


class Said(msgspec.Struct, frozen=True):
    """The end of a sentence without its full stop, and a cure.

    `quotes`: the value stands before it; `is_ours`: it holds nothing that a record's own code
    wrote; `is_harmless`: it says nothing about the value, so that it fits a hidden cell;
    `field`: the cell that is meant, where the whole row is at fault.
    """

    message: str
    hint: str = ""
    quotes: bool = True
    is_ours: bool = True
    is_harmless: bool = False
    field: str = ""


_EMPTY = Said("为空", "这一格必须填写。", quotes=False, is_harmless=True)
_LIMITS = {
    "greater_than_equal": ("小于 {ge}", "应不小于 {ge}。"),
    "greater_than": ("不大于 {gt}", "应大于 {gt}。"),
    "less_than_equal": ("大于 {le}", "应不大于 {le}。"),
    "less_than": ("不小于 {lt}", "应小于 {lt}。"),
    "string_too_long": ("太长", "最多 {max_length} 个字。"),
    "string_too_short": ("太短", "至少 {min_length} 个字。"),
    "string_pattern_mismatch": ("不合规定的写法", "写法：{pattern}"),
}


def say(error: Mapping[str, Any], field: Declared | None) -> Said:
    """Put one error of pydantic, found at `field` (None: at the row as a whole), into Chinese."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing" or error["input"] is None:
        return _EMPTY
    if kind == "literal_error" and field is not None:
        return _say_choice(str(error["input"]), field.choices)
    if kind == "cell":
        said = Said(context["message"], context["hint"], is_ours=False)
        return msgspec.structs.replace(said, field=context["field"])
    if kind in ("value_error", "assertion_error"):
        return Said(str(context.get("error", "")) or "不符合要求", is_ours=False)
    if kind in _LIMITS:
        message, hint = (each.format_map(context) for each in _LIMITS[kind])
        return Said(message, hint)
    return Said("不符合要求", "对照表头的说明改正。")


def _say_choice(written: str, choices: tuple[str, ...]) -> Said:
    close = nearest(written, choices)
    few = "、".join(choices[:12]) + ("……" if len(choices) > 12 else "")
    return Said(
        "不在规定的范围内", f"是不是“{close}”？可用：{few}。" if close else f"可用：{few}。"
    )
