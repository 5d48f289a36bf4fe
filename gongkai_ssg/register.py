"""Site -> the private register of what is not public, and why. It must not write or print.

It is never part of the site: titles and grounds of what is withheld are in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from gongkai_ssg.calendar import days_after
from gongkai_ssg.config import Config
from gongkai_ssg.document import Document, Site
from gongkai_ssg.states import WITHHOLD_GROUNDS, Disclosure
from gongkai_ssg.tables.table import Field, Row, Table

__all__ = ["Entry", "as_json", "as_table", "make_register"]

#: What stands for 公开属性 where a document does not say it.
UNDECIDED = "未写"
_ORDER = (
    Disclosure.WITHHELD.label, Disclosure.ON_REQUEST.label, UNDECIDED, Disclosure.ACTIVE.label,
)  # fmt: skip


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One document that is not public on this day."""

    path: str
    title: str
    unit: str  # by its present name
    disclosure: str  # 依申请公开, 不予公开, 主动公开 or 未写
    waits: str  # 草稿, 定时 or ""
    date: dt.date | None  # of publication, where one is written
    formed_on: dt.date | None
    document_number: str
    ground: str
    article: str  # of 国令第711号
    sentence: str
    reviewed_on: dt.date | None
    review_due: dt.date | None  # None for what is to be public
    workflow: tuple[str, ...]  # "审核 王某 2026-03-01"


def make_register(site: Site, config: Config, today: dt.date) -> tuple[Entry, ...]:
    """Return every document that is not 主动公开, is a draft or waits for its day.

    They are ordered by unit, by 公开属性 (what stays closed first) and by path.
    """
    entries = [
        _entry(each, config, today)
        for each in site.documents
        if each.disclosure is not Disclosure.ACTIVE or each.draft or each.waits(today)
    ]
    return tuple(
        sorted(entries, key=lambda each: (each.unit, _ORDER.index(each.disclosure), each.path))
    )


def _entry(document: Document, config: Config, today: dt.date) -> Entry:
    unit = config.unit_by_name.get(document.unit)
    reason = document.withhold_reason
    ground, article = ("", "")
    if reason is not None:
        ground, article = WITHHOLD_GROUNDS.get(reason.code, (reason.code, ""))
    return Entry(
        path=document.path,
        title=document.title,
        unit=unit.name if unit is not None else document.unit,
        disclosure=document.disclosure.label if document.disclosure is not None else UNDECIDED,
        waits="草稿" if document.draft else "定时" if document.waits(today) else "",
        date=document.date,
        formed_on=document.formed_on,
        document_number=document.document_number,
        ground=ground,
        article=article,
        sentence=reason.text if reason is not None else "",
        reviewed_on=document.withhold_reviewed_on,
        review_due=_review_due(document, config, today),
        workflow=tuple(
            " ".join(filter(None, (each.name, each.by, each.on.isoformat() if each.on else "")))
            for each in document.workflow
        ),
    )


def _review_due(document: Document, config: Config, today: dt.date) -> dt.date | None:
    if document.disclosure is Disclosure.ACTIVE:
        return None
    reviewed = document.withhold_reviewed_on
    if reviewed is not None and reviewed > today:
        reviewed = None  # GK002 says what is wrong with it
    start = reviewed or document.formed_on or document.date
    return days_after(start, config.settings.checks.review_days) if start is not None else None


_FIELDS = (
    Field("title", "标题", "text"), Field("unit", "责任单位", "text"),
    Field("disclosure", "公开属性", "choice"), Field("waits", "状态", "choice"),
    Field("formed_on", "成文日期", "date"), Field("date", "发布日期", "date"),
    Field("document_number", "文号", "text"), Field("ground", "理由", "text"),
    Field("article", "条款", "text"), Field("sentence", "说明", "long"),
    Field("reviewed_on", "上次复审", "date"), Field("review_due", "下次复审期限", "date"),
    Field("workflow", "办理流程", "long"), Field("path", "文件", "text"),
)  # fmt: skip


def as_table(entries: Sequence[Entry]) -> Table:
    """Return one row for each document."""
    rows = []
    for number, each in enumerate(entries, 1):
        values = (getattr(each, field.key) for field in _FIELDS)
        rows.append(Row(f"r{number}", each.title, tuple(map(_text, values))))
    return Table("register", "不公开信息台账", _FIELDS, tuple(rows))


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "；".join(value)
    return str(value) if value is not None else ""


def as_json(entries: Sequence[Entry], today: dt.date) -> bytes:
    """Return `today` and the `entries` as JSON."""
    return msgspec.json.encode({"today": today, "entries": entries}) + b"\n"
