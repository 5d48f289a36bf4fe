"""Every document of a site -> how many are public, how many are not, and on what ground.

The numbers are private: they are for the terminal and never for the site. It must not print.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec

from gongkai_ssg.build import Examined
from gongkai_ssg.channels import channels_of
from gongkai_ssg.config import Config
from gongkai_ssg.document import Document
from gongkai_ssg.figures import (
    AXIS_LABELS,
    NO_COLUMN,
    NO_UNIT,
    Axis,
    Count,
    Fact,
    breakdown,
    by_website,
    facts_of,
    form_of,
    reach,
    value_of,
)
from gongkai_ssg.states import WITHHOLD_GROUNDS, Disclosure
from gongkai_ssg.tables.table import Field, Row, Table

State = Literal["active", "on_request", "withheld", "draft", "scheduled", "expired", "held"]

#: Where a document stands, each in one place; the public ones first.
STATE_LABELS: dict[State, str] = {
    "active": "主动公开", "on_request": "依申请公开", "withheld": "不予公开", "draft": "草稿",
    "scheduled": "定时发布", "expired": "公示期满", "held": "未通过检查",
}  # fmt: skip

NO_GROUND = "未写理由"


class Line(msgspec.Struct, frozen=True):
    """One value of a breakdown: how many documents of it stand where."""

    label: str
    numbers: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a site, of all years or of one."""

    today: dt.date
    year: int | None
    states: dict[State, int]  # every one of `STATE_LABELS`
    website: int  # of what is 主动公开, each document by its main channel
    elsewhere: int
    reach: tuple[Count, ...]  # of what is 主动公开, for each of a document's channels
    by: dict[Axis, tuple[Line, ...]]
    grounds: dict[State, tuple[Count, ...]]  # of what is 不予公开 and 依申请公开
    undated: int  # documents that belong to no year, and are left out of that of one

    @property
    def total(self) -> int:
        return sum(self.states.values())


def make_ledger(examined: Examined, axes: Sequence[Axis], year: int | None = None) -> Ledger:
    """Count every document once, by where it stands and by each of `axes`."""
    counted = list(_all_facts(examined))
    undated = sum(fact.day is None for _, fact, _ in counted) if year is not None else 0
    if year is not None:
        counted = [each for each in counted if each[1].day and each[1].day.year == year]
    active = [fact for state, fact, _ in counted if state == "active"]
    website, elsewhere = by_website(active)
    states = Counter(state for state, _, _ in counted)
    grounds: dict[State, tuple[Count, ...]] = {
        each: _grounds(ground for state, _, ground in counted if state == each)
        for each in ("withheld", "on_request")
    }
    return Ledger(
        today=examined.today,
        year=year,
        states={state: states[state] for state in STATE_LABELS},
        website=website,
        elsewhere=elsewhere,
        reach=reach(active),
        by={axis: _lines([(state, fact) for state, fact, _ in counted], axis) for axis in axes},
        grounds=grounds,
        undated=undated,
    )


def ever_published(examined: Examined) -> list[Fact]:
    """Return what was 主动公开 at any time: what is now, and what was until its term was over."""
    return [fact for state, fact, _ in _all_facts(examined) if state in ("active", "expired")]


def _all_facts(examined: Examined) -> Iterator[tuple[State, Fact, str]]:
    """Yield state, fact and ground of every document."""
    config, today = examined.config, examined.today
    labels = {column.key: column.label for column in config.columns}
    entries = {entry.source: entry for entry in examined.public.entries}
    for document in examined.site.documents:
        entry = entries.get(document.path)
        ground = _ground(document)
        if entry is not None:
            state: State = "active" if entry.disclosure is Disclosure.ACTIVE else "on_request"
            # The same values that the public page counts.
            yield state, facts_of([entry], labels, entry.disclosure)[0], ground
        else:
            yield _why(document, today), _private_fact(document, config, labels), ground


def _why(document: Document, today: dt.date) -> State:
    if document.disclosure is Disclosure.WITHHELD:
        return "withheld"
    if document.draft:
        return "draft"
    if document.waits(today):
        return "scheduled"
    until = document.public_until
    return "expired" if until is not None and until < today else "held"


def _private_fact(document: Document, config: Config, labels: dict[str, str]) -> Fact:
    unit = config.unit_by_name.get(document.unit)
    return Fact(
        labels.get(document.column, NO_COLUMN),
        unit.name if unit is not None else document.unit or NO_UNIT,
        document.date,
        channels_of(document.channels),
        form_of(document.data, document.attachments),
    )


def _ground(document: Document) -> str:
    reason = document.withhold_reason
    if reason is None:
        return NO_GROUND
    known = WITHHOLD_GROUNDS.get(reason.code)
    return known[0] if known is not None else reason.code or NO_GROUND


def _grounds(grounds: Iterator[str]) -> tuple[Count, ...]:
    counted = Counter(grounds)
    return tuple(
        Count(label, number)
        for label, number in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    )


def _lines(counted: Sequence[tuple[State, Fact]], axis: Axis) -> tuple[Line, ...]:
    cells = Counter((value_of(fact, axis), state) for state, fact in counted)
    return tuple(
        Line(each.label, {state: cells[each.label, state] for state in STATE_LABELS})
        for each in breakdown([fact for _, fact in counted], axis)
    )


# --- to hand on ------------------------------------------------------------------------


def as_table(ledger: Ledger) -> Table:
    """Return all breakdowns as one table, for CSV and XLSX."""
    fields = (
        Field("axis", "分类", "text"), Field("label", "名称", "text"),
        *(Field(state, label, "count") for state, label in STATE_LABELS.items()),
        Field("total", "合计", "count"),
    )  # fmt: skip
    rows = [
        (AXIS_LABELS[axis], line.label, *map(str, (*line.numbers.values(), line.total)))
        for axis, lines in ledger.by.items()
        for line in lines
    ]
    rows.append(("合计", "", *map(str, (*ledger.states.values(), ledger.total))))
    made = tuple(Row(f"r{number}", cells[1], cells) for number, cells in enumerate(rows, 1))
    return Table("stats", "公开情况统计", fields, made)


def as_json(ledger: Ledger) -> bytes:
    """Return everything as one JSON object with English keys."""
    value: dict[str, Any] = {
        "today": ledger.today.isoformat(),
        "year": ledger.year,
        "documents": ledger.total,
        "states": ledger.states,
        "website": ledger.website,
        "elsewhere": ledger.elsewhere,
        "reach": {each.label: each.number for each in ledger.reach},
        "grounds": {
            state: {each.label: each.number for each in counts}
            for state, counts in ledger.grounds.items()
        },
        "by": {
            axis: [{"label": line.label, **line.numbers, "total": line.total} for line in lines]
            for axis, lines in ledger.by.items()
        },
        "undated": ledger.undated,
    }
    return msgspec.json.encode(value) + b"\n"
