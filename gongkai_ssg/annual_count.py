"""A site -> what 表一 of a yearly report says, counted from the content, and what to look at again.

《政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号）. It must not write or print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from gongkai_ssg.build import Examined
from gongkai_ssg.document import Document
from gongkai_ssg.public import Entry
from gongkai_ssg.reading import read_document
from gongkai_ssg.states import Disclosure, Validity
from gongkai_ssg.tables.table import Row, Table

#: Rows of 表一 about decisions -> the form of the tables that hold them, and the column type.
_DECISIONS = {
    "licences": ("licence-decisions", "licensing"),
    "penalties": ("penalties", "enforcement"),
    "coercion": ("coercions", "enforcement"),
}
_CHARGE = "行政事业性收费"
_NAMED = 3  # titles in one remark


class Stock(msgspec.Struct, frozen=True):
    """Documents of one kind: made and ended in the year, in force at its end."""

    made: int = 0
    ended: int = 0
    valid: int = 0


class Lifetime(msgspec.Struct, frozen=True):
    """From when a document is there, and the first day on which it no longer holds."""

    start: dt.date
    end: dt.date | None = None


class Counted(msgspec.Struct, frozen=True):
    """What the content says of a year; `fees` is in 万元, None where it says nothing."""

    stocks: Mapping[str, Stock]  # "rules", "normative"
    decisions: Mapping[str, int]  # "licences", "penalties", "coercion"
    fees: str | None
    remarks: tuple[str, ...]


def count_year(examined: Examined, year: int) -> Counted:
    """Count 表一 of the report on `year` from what is public, as far as the content tells."""
    remarks: list[str] = []
    stocks = {key: _stock(examined, key, year, remarks) for key in ("rules", "normative")}
    documents = [
        each for each in examined.site.documents
        if each.disclosure is Disclosure.ACTIVE and not each.draft
    ]  # fmt: skip
    tables = dict(_tables(examined, documents))
    decisions = {key: _decisions(tables, form, year) for key, (form, _) in _DECISIONS.items()}
    remarks += _without_table(examined, documents, year)
    return Counted(stocks, decisions, _fees(examined, tables, year, remarks), tuple(remarks))


# --- regulations and normative documents -------------------------------------------------


def stock_of(lifetimes: Iterable[Lifetime], year: int) -> Stock:
    """Return what was made and ended in a year and what holds at its end.

    What holds at the end of a year is what held at the end of the one before, and what was
    made, without what ended.
    """
    new_year = dt.date(year + 1, 1, 1)
    made = ended = valid = 0
    for each in lifetimes:
        end = None if each.end is None else max(each.end, each.start)
        made += each.start.year == year
        ended += end is not None and end.year == year
        valid += each.start < new_year and (end is None or end >= new_year)
    return Stock(made, ended, valid)


def _stock(examined: Examined, key: str, year: int, remarks: list[str]) -> Stock:
    config = examined.config
    label = next((c.label for c in config.columns if c.type.key == key), key)
    entries = {entry.source: entry for entry in examined.public.entries}
    own_names = {"", config.organizer, config.name, *config.unit_by_name}
    lifetimes: list[Lifetime] = []
    foreign: list[str] = []
    lists: list[str] = []
    undated: list[str] = []
    for entry in entries.values():
        if config.column_by_key[entry.column].type.key != key:
            continue
        if entry.from_source not in own_names:
            foreign.append(entry.title)
        elif "清理结果" in entry.title:
            lists.append(entry.title)
        elif (found := lifetime(entry, entries)) is None:
            undated.append(entry.title)
        else:
            lifetimes.append(found)
    for titles, why in (
        (foreign, "来源是其他机关，不算本机关制发"),
        (lists, "是清理结果，不算规范性文件"),
        (undated, "缺少成文日期，或者已经失效、废止而没有日期，没有算进来"),
    ):
        if titles:
            more = "等" if len(titles) > _NAMED else ""
            named = "".join(f"《{title}》" for title in titles[:_NAMED])
            remarks.append(f"“{label}”有 {len(titles)} 篇{why}：{named}{more}。")
    return stock_of(lifetimes, year)


def lifetime(entry: Entry, entries: Mapping[str, Entry]) -> Lifetime | None:
    """Return from when until when a policy document holds; None where a date is missing."""
    start = entry.formed_on or entry.date
    if start is None:
        return None
    relations = dict(entry.relations)
    newer = [
        entries[source]
        for label in ("废止依据", "被以下文件替代")
        for source in relations.get(label, ())
        if source in entries
    ]
    days = [each.effective_on or each.formed_on or each.date for each in newer]
    ends = [day for day in days if day is not None]
    if entry.expires_on is not None:
        # 失效日期 is the last day on which it holds, but for one that was repealed on that day.
        repealed = entry.validity is Validity.REPEALED
        ends.append(entry.expires_on + dt.timedelta(0 if repealed else 1))
    if not ends and entry.validity is not None and not entry.validity.in_force:
        return None
    return Lifetime(start, min(ends, default=None))


# --- decisions and charges, from tables --------------------------------------------------


def _tables(
    examined: Examined, documents: Sequence[Document]
) -> Iterator[tuple[str, tuple[Table, ...]]]:
    """Yield the tables of each document that may hold decisions or accounts, read anew.

    Rows whose publicity is over are among them: the decisions were made all the same.
    """
    wanted = {kind for _, kind in _DECISIONS.values()} | {"finance"}
    columns = examined.config.column_by_key
    for document in documents:
        if document.data and columns[document.column].type.key in wanted:
            root = Path(examined.site.root)
            reading = read_document(root, document.path, examined.config.column_by_word)
            yield document.path, reading.text.tables


def _decisions(tables: Mapping[str, Sequence[Table]], form: str, year: int) -> int:
    """Count the decisions of a year; one that stands in two tables counts once."""
    numbers: set[str] = set()
    unnumbered = 0
    for table in (each for found in tables.values() for each in found if each.form == form):
        keys = [field.key for field in table.fields]
        for row in table.rows:
            if _cell(row, keys, "decided_on").startswith(f"{year}-"):
                number = _cell(row, keys, "number")
                numbers.add(number)
                unnumbered += not number
    return len(numbers - {""}) + unnumbered


def _cell(row: Row, keys: Sequence[str], key: str) -> str:
    return row.cells[keys.index(key)] if key in keys else ""


def _without_table(examined: Examined, documents: Sequence[Document], year: int) -> Iterator[str]:
    """Yield which columns have decisions as mere text, which nobody can count."""
    columns = examined.config.column_by_key
    for kind in dict.fromkeys(kind for _, kind in _DECISIONS.values()):
        found = [
            each for each in documents
            if not each.data and "决定" in each.title and each.date and each.date.year == year
            and columns[each.column].type.key == kind
        ]  # fmt: skip
        if found:
            label = columns[found[0].column].label
            yield f"“{label}”有 {len(found)} 篇写决定的文档没有数据表，里面的决定没有算进来。"


def _fees(
    examined: Examined, tables: Mapping[str, Sequence[Table]], year: int, remarks: list[str]
) -> str | None:
    columns = [each for each in examined.config.columns if each.type.key == "fees"]
    if columns and all(each.off for each in columns):
        remarks.append(f"“{columns[0].label}”栏目关闭（{columns[0].off}），收费金额填 0。")
        return "0"
    years = {each.path: each.own.get("year") for each in examined.site.documents}
    for path, found in tables.items():
        for table in found if years[path] == year else ():
            keys = [field.key for field in table.fields]
            for row in table.rows if table.form.startswith("accounts-") else ():
                amount = _cell(row, keys, "income_now")
                if _CHARGE in _cell(row, keys, "income") and _is_amount(amount):
                    remarks.append(f"收费金额取自{path}的“{table.label}”。")
                    return amount
    remarks.append("内容里没有本年的行政事业性收费金额，留待填写。")
    return None


def _is_amount(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False
