"""Facts of documents -> how many there are by year, month, column, unit, channel and form.

In every breakdown a document counts once, so that each adds up to the whole; only `reach` counts
it for each of its channels. It must not know pages, nor whether what it counts is public.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Literal

import msgspec

from gongkai_ssg.channels import WEBSITE, channels_of
from gongkai_ssg.public import Entry
from gongkai_ssg.states import Disclosure

UNDATED = "日期不明"
NO_UNIT = "未注明单位"
NO_COLUMN = "没有栏目"

Axis = Literal["year", "month", "column", "unit", "channel", "form"]

AXIS_LABELS: dict[Axis, str] = {
    "year": "年份", "month": "月份", "column": "栏目", "unit": "责任单位",
    "channel": "公开渠道", "form": "公开形式",
}  # fmt: skip

#: By what a document makes its content public, none of them in two.
FORMS = ("正文", "正文和附件", "数据表", "数据表和附件")


class Fact(msgspec.Struct, frozen=True):
    """What is counted of one document."""

    column: str  # labels, as they are shown
    unit: str
    day: dt.date | None
    channels: tuple[str, ...]  # the main one first, never empty
    form: str


class Count(msgspec.Struct, frozen=True):
    """How many documents have one value."""

    label: str
    number: int


def form_of(tables: object, attachments: object) -> str:
    """Return in which form a document is public."""
    return FORMS[2 * bool(tables) + bool(attachments)]


def facts_of(
    entries: Iterable[Entry], labels: Mapping[str, str], disclosure: Disclosure = Disclosure.ACTIVE
) -> list[Fact]:
    """Return what is counted of the entries of one `disclosure`; `labels` are those of columns."""
    return [
        Fact(
            labels[entry.column],
            entry.unit or NO_UNIT,
            entry.date,
            channels_of(entry.channels),
            form_of(entry.tables or entry.own.get("figures"), entry.attachments),
        )
        for entry in entries
        if entry.disclosure is disclosure
    ]


_VALUES: dict[Axis, Callable[[Fact], str]] = {
    "year": lambda fact: f"{fact.day.year}年" if fact.day else UNDATED,
    "month": lambda fact: f"{fact.day.year}年{fact.day.month}月" if fact.day else UNDATED,
    "column": attrgetter("column"),
    "unit": attrgetter("unit"),
    "channel": lambda fact: fact.channels[0],
    "form": attrgetter("form"),
}


def value_of(fact: Fact, axis: Axis) -> str:
    """Return the one value under which a document counts in a breakdown."""
    return _VALUES[axis](fact)


def breakdown(facts: Sequence[Fact], axis: Axis) -> tuple[Count, ...]:
    """Count every document once; the numbers add up to that of the documents.

    Years and months come oldest first, everything else by number, then by name.
    """
    return _ordered(Counter(map(_VALUES[axis], facts)), axis, facts)


def reach(facts: Sequence[Fact]) -> tuple[Count, ...]:
    """Count a document for each of its channels: the numbers may add up to more than documents."""
    return _ordered(Counter(each for fact in facts for each in fact.channels), "channel", facts)


def by_website(facts: Iterable[Fact]) -> tuple[int, int]:
    """Return how many documents count for the website and how many for all other channels."""
    counted = Counter(fact.channels[0] == WEBSITE for fact in facts)
    return counted[True], counted[False]


def by_year(facts: Iterable[Fact]) -> dict[int, list[Fact]]:
    """Return the documents of each year of publication; those without a date are in none."""
    years: dict[int, list[Fact]] = {}
    for fact in facts:
        if fact.day is not None:
            years.setdefault(fact.day.year, []).append(fact)
    return years


def _ordered(counted: Counter[str], axis: Axis, facts: Sequence[Fact]) -> tuple[Count, ...]:
    counts = [Count(label, number) for label, number in counted.items()]
    if axis in ("year", "month"):
        first = {value_of(fact, axis): fact.day or dt.date.max for fact in facts}
        return tuple(sorted(counts, key=lambda each: first[each.label].replace(day=1)))
    if axis == "form":
        return tuple(sorted(counts, key=lambda each: FORMS.index(each.label)))
    return tuple(sorted(counts, key=lambda each: (-each.number, each.label)))
