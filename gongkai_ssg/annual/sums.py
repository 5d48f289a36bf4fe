"""What must add up in the tables of a yearly report. It must not know where a figure was written.

《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）: the rules that its tables state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from gongkai_ssg.annual.layouts import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    DISPUTES,
    DONE,
    OUTCOMES,
    RECEIVED,
    Layout,
    Line,
)

Section = Literal["active", "requests", "disputes"]

#: A figure: its section (表一, 表二 or 表三), the key of its row and the number of its column.
Figure = tuple[Section, str, int]

SECTION_NAMES: dict[Section, str] = {"active": "表一", "requests": "表二", "disputes": "表三"}


class SumFault(msgspec.Struct, frozen=True):
    """A figure that does not agree with the others."""

    figure: Figure
    message: str
    hint: str


def sum_faults(values: Mapping[Figure, int], layout: Layout) -> Iterator[SumFault]:
    """Yield every sum that does not hold; sums over figures that are not there are left out."""
    for column, name in enumerate(APPLICANTS):
        yield from _results(values, layout, column, name)
        yield from _balance(values, column, name)
    for line in layout.requests:
        yield from _row(values, "requests", line, len(APPLICANTS))
    for line in DISPUTES:
        yield from _row(values, "disputes", line, len(OUTCOMES))


def _results(
    values: Mapping[Figure, int], layout: Layout, column: int, name: str
) -> Iterator[SumFault]:
    parts: list[Figure] = [
        ("requests", line.key, column)
        for line in layout.requests
        if line.key.startswith("r3_") and line.key != DONE
    ]
    total: Figure = ("requests", DONE, column)
    if total not in values or not all(part in values for part in parts):
        return
    right = sum(values[part] for part in parts)
    if values[total] != right:
        yield SumFault(
            total,
            f"表二“{name}”列的“（七）总计”是 {values[total]}，上面 {len(parts)} 个分项之和是 {right}。",
            "核对这一列的各个分项和总计。",
        )


def _balance(values: Mapping[Figure, int], column: int, name: str) -> Iterator[SumFault]:
    keys = (RECEIVED, CARRIED_IN, DONE, CARRIED_OUT)
    figures: list[Figure] = [("requests", key, column) for key in keys]
    if not all(figure in values for figure in figures):
        return
    received, carried_in, done, carried_out = (values[figure] for figure in figures)
    if received + carried_in != done + carried_out:
        yield SumFault(
            figures[-1],
            f"表二“{name}”列：第一项加第二项是 {received + carried_in}，"
            f"第三项加第四项是 {done + carried_out}，应当相等。",
            f"按其余三项推算，“四、结转下年度继续办理”应为 {received + carried_in - done}。",
        )


def _row(
    values: Mapping[Figure, int], section: Section, line: Line, width: int
) -> Iterator[SumFault]:
    *parts, total = [(section, line.key, column) for column in range(width)]
    if total not in values or not all(part in values for part in parts):
        return
    right = sum(values[part] for part in parts)
    if values[total] != right:
        yield SumFault(
            total,
            f"{SECTION_NAMES[section]}“{line.label}”的总计是 {values[total]}，各列之和是 {right}。",
            "核对这一行的各列和总计。",
        )


def carry_faults(
    year: int, now: Mapping[str, Any], before: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield message and cure where the figures of `year` do not go on from those of the year before.

    Both are the figures as `tables.read_annual_data` returns them.
    """
    carried_in = now.get("requests", {}).get(CARRIED_IN, ())
    carried_out = before.get("requests", {}).get(CARRIED_OUT, ())
    for name, here, there in zip(APPLICANTS, carried_in, carried_out, strict=False):
        if here is not None and there is not None and here != there:
            yield (
                f"“上年结转”的“{name}”是 {here}，{year - 1} 年年报的“结转下年度”是 {there}。",
                "核对两年的结转数；上年的年报有误的，更正后说明。",
            )
    if now.get("layout") != before.get("layout") or now.get("layout") == "2019":
        return
    for key, label in (("rules", "规章"), ("normative", "行政规范性文件")):
        old = before.get("active", {}).get(key, ())
        new = now.get("active", {}).get(key, ())
        if len(old) == len(new) == 3 and None not in (old[2], *new):
            right = old[2] + new[0] - new[1]
            if new[2] != right:
                change = f"按 {year - 1} 年年报的 {old[2]} 件加制发、减废止，应为 {right}。"
                yield (
                    f"“{label}”的现行有效件数是 {new[2]}；{change}",
                    "核对清理结果；口径有变化的，在“其他需要报告的事项”中说明。",
                )
