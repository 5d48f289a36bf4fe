"""GK048: a column with fixed windows of publication that was late in one, or left one out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from gongkai_ssg import limits
from gongkai_ssg.column_type import Column
from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample, sample_config

_CONFIG = "config.yaml"
_BACK = dt.timedelta(days=366)  # what lies further back nobody can mend any more

_Window = tuple[dt.date, dt.date]  # first and last day


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    for key, written in context.settings.windows.items():
        column = context.columns.get(key)
        if column is None or column.off:
            continue
        documents = sorted(
            (each.date, each.path, each)
            for each in site.documents
            if each.column == key
            and each.date is not None
            and each.date <= context.today
            and each.is_open(context.today)
        )
        windows = _windows(written, context.today)
        for day, _, document in documents:
            if day >= context.today - _BACK:
                yield from _late(day, document, column, windows)
        days = [day for day, _, _ in documents]
        yield from _left_out(days, column, windows, context.today)


def _windows(written: tuple[str, ...], today: dt.date) -> list[_Window]:
    """Return the windows from two years before today to the year after, in their order."""
    found = []
    for year in range(max(today.year - 2, 1), min(today.year + 2, 9999)):
        for each in written:
            first, _, last = each.partition("/")
            found.append((_day(year, first), _day(year, last)))
    return sorted(found)


def _day(year: int, month_day: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{year:04d}-{month_day}")
    except ValueError:  # the last of February
        return dt.date(year, 2, 28)


def _late(
    day: dt.date, document: Document, column: Column, windows: list[_Window]
) -> Iterator[Fault]:
    if any(first <= day <= last for first, last in windows):
        return
    before = [window for window in windows if window[1] < day]
    after = [window for window in windows if window[0] > day]
    near = "，".join(
        f"{label}是 {first} 至 {last}"
        for label, found in (("上一期", before[-1:]), ("下一期", after[:1]))
        for first, last in found
    )
    yield Fault(
        f"“{column.label}”栏目按期公开，发布日期“{day}”不在公开期内：{near}。",
        "核对发布日期；确实逾期的，今后在公开期内发布。",
        path=document.path,
        key="date",
    )


def _left_out(
    days: list[dt.date], column: Column, windows: list[_Window], today: dt.date
) -> Iterator[Fault]:
    """Yield the windows that are over and in which, or until the next one, nothing was public."""
    for (first, last), (following, _) in pairwise(windows):
        is_recent = today - _BACK <= last < today
        if not is_recent or not days or days[0] > last:  # the column began later
            continue
        if not any(first <= day < following for day in days):
            yield Fault(
                f"“{column.label}”栏目在公开期 {first} 至 {last} 没有发布信息。",
                "尽快补发这一期的信息，按实际发布的日期写。",
                path=_CONFIG,
                key=f"windows.{column.key}",
            )


def _example(*days: str, line: int = 0, path: str = "") -> Example:
    windows = '  - {column: power-list, days: ["07-01/07-15", "01-01/01-15"]}'
    files: dict[str, str | bytes] = {
        f"content/power-list/{day}.md": sample(f"发布日期: {day}", f"成文日期: {day}")
        for day in days
    }
    return Example(
        files={**files, _CONFIG: sample_config("windows:", windows)}, line=line, path=path
    )


RULE = Rule(
    id="GK048",
    name="outside-window",
    title="没有在公开期内公开",
    severity=Severity.WARNING,
    basis=limits.WINDOW.basis,
    why=(
        "有的机关规定长期公开的事项每半年公开一次，例如 7 月 1 日至 15 日、次年 1 月 1 日至 15 日。"
        "config.yaml 的 windows 写明哪个栏目在哪些公开期发布；不写就不查。"
        "只看最近一年：在公开期以外发布的、整个公开期没有发布的都提醒。"
    ),
    cure="在公开期内发布；公开期有变化的，改 config.yaml 的 windows。",
    unverified=limits.WINDOW.unverified,
    good=(
        _example("2026-07-03", "2026-01-15"),
        _example("2020-03-02", "2026-01-08", "2026-07-15"),
        Example(files={"content/power-list/a.md": sample()}),
    ),
    bad=(
        _example("2026-07-16", "2026-01-05", line=6),
        _example("2026-01-05", line=8, path=_CONFIG),
    ),
    site=_check,
)
