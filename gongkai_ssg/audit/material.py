"""What an audit looks at: both sides of the border, the findings, and the columns' freshness.

It must not know indicators.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal

from gongkai_ssg.audit.values import ColumnRow, Evidence
from gongkai_ssg.build import Examined
from gongkai_ssg.column_type import Column
from gongkai_ssg.config_columns import PART_LABELS, STATUTORY_LABEL
from gongkai_ssg.faults import Finding
from gongkai_ssg.public import Entry
from gongkai_ssg.rules import rules

#: Kinds of columns that are 动态要闻, 通知公告 and 政策文件 (国办秘函〔2019〕19号, 栏目不更新).
NEWS = frozenset({"news", "notice", "policy", "normative"})


class Material:
    """One examined site, as measures read it."""

    def __init__(self, examined: Examined) -> None:
        self.site, self.config = examined.site, examined.config
        self.public, self.report = examined.public, examined.report
        self.today = examined.today
        self.findings: Sequence[Finding] = examined.report.findings
        self.checks = examined.config.settings.checks

    @cached_property
    def by_column(self) -> dict[str, list[Entry]]:
        """The public entries of each column, newest first."""
        found: dict[str, list[Entry]] = {column.key: [] for column in self.config.columns}
        for entry in self.public.entries:
            found.setdefault(entry.column, []).append(entry)
        return found

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where in `findings` those of each rule stand."""
        found: dict[str, list[int]] = {}
        for at, each in enumerate(self.findings):
            found.setdefault(each.rule, []).append(at)
        return found

    def is_on(self, rule: str) -> bool:
        """Tell whether the site is checked by a rule at all."""
        known = rules().get(rule)
        if known is None:
            return False
        return self.config.rule_levels.get(rule, "off" if known.off else "") != "off"

    def columns(self, *types: str) -> list[Column]:
        """Return the columns of these types that the site has not switched off."""
        return [each for each in self.config.columns if not each.off and each.type.key in types]

    def unit(self, written: str) -> str:
        """Return the present name of a unit, the name as written where none is registered."""
        unit = self.config.unit_by_name.get(written)
        return unit.name if unit is not None else written

    def newest(self, entries: Sequence[Entry]) -> Entry | None:
        """Return the entry that was published last, today or before; undated ones do not count."""
        return next((each for each in entries if each.date and each.date <= self.today), None)

    def age(self, day: dt.date) -> int:
        """Return how many days ago `day` was."""
        return (self.today - day).days

    @cached_property
    def freshness(self) -> tuple[ColumnRow, ...]:
        """How fresh each column is, in the order of the catalog."""
        return tuple(map(self._row, self.config.columns))

    def _row(self, column: Column) -> ColumnRow:
        entries = self.by_column[column.key]
        newest = self.newest(entries)
        day = newest.date if newest else None
        days = self.age(day) if day else None
        limit = column.update_days
        part = STATUTORY_LABEL if column.part == "statutory" else PART_LABELS[column.part]
        return ColumnRow(
            key=column.key, label=column.label, part=part,
            unit=self.unit(newest.unit) if newest else "",
            total=len(entries), newest=day, days=days, limit=limit,
            state=_state(column.off, len(entries), days, limit), note=column.off,
        )  # fmt: skip

    def stale(self, keep: frozenset[str]) -> Iterator[Evidence]:
        """Yield the columns among `keep` that have something, but nothing new within their limit."""
        for row in self.freshness:
            if row.key in keep and row.state == "stale":
                last = (
                    f"最近一次是 {row.newest}，已 {row.days} 天"
                    if row.newest
                    else "没有注明发布日期的内容"
                )
                yield Evidence(
                    place=f"栏目“{row.label}”", unit=row.unit,
                    message=f"栏目“{row.label}”超过 {row.limit} 天没有更新（{last}）。",
                    todo=f"发布应公开的内容；{row.limit} 天内至少更新一次。",
                )  # fmt: skip

    def bare(self) -> Iterator[Evidence]:
        """Yield the columns that hold nothing public."""
        for row in self.freshness:
            if row.state == "empty":
                yield Evidence(
                    place=f"栏目“{row.label}”", unit=row.unit,
                    message=f"栏目“{row.label}”没有公开的内容。",
                    todo=f"补充内容；本机关没有此项的，在 config.yaml 的 columns 写 {{key: {row.key}, off: 理由}}。",
                )  # fmt: skip


def _state(
    off: str, total: int, days: int | None, limit: int
) -> Literal["fresh", "near", "stale", "empty", "off", "free"]:
    if off:
        return "off"
    if not total:
        return "empty"
    if not limit:
        return "free"
    if days is None or days > limit:
        return "stale"
    return "near" if days * 5 > limit * 4 else "fresh"
