"""GK026: a budget or an account without a standard table, with one that is empty without a word,
or published too late; procurement intentions published too close to the procurement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from gongkai_ssg.calendar import days_after
from gongkai_ssg.document import DataRef, Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.finance_sums import is_total
from gongkai_ssg.finance_tables import FORMS, STANDARD
from gongkai_ssg.limits import FINANCE, PROCUREMENT
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample
from gongkai_ssg.tables.fields import TableForm

_DAYS = FINANCE.number  # calendar days after approval
_AHEAD = PROCUREMENT.number  # calendar days before the procurement
_PATH = "content/finance/a.md"
_TABLE = "content/finance/a.csv"
_THREE = "项目,上年数,本年数,增减\n"
_ROWS = "因公出国（境）费,0,0,0\n公务用车运行费,3,2,-1\n公务接待费,1,1,0\n合计,4,3,-1\n"


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if document.column == "finance":
        forms = [_form(each) for each in document.data]
        yield from _missing(document, forms)
        yield from _silent(document, forms)
        yield from _late(document)
    elif document.column == "procurement":
        yield from _too_close(document)


def _form(data: DataRef) -> TableForm | None:
    return next((form for form in FORMS if data.form in ("", form.key, form.label)), None)


def _missing(document: Document, forms: Sequence[TableForm | None]) -> Iterator[Fault]:
    kind = document.own.get("kind", "")
    there = {form.key for form in forms if form is not None}
    missing = [form.label for form in STANDARD.get(kind, ()) if form.key not in there]
    if missing:
        needed = len(STANDARD[kind])
        yield Fault(
            f"{kind}应有 {needed} 张表，缺 {len(missing)} 张：{'、'.join(missing)}。",
            "在“数据”里逐张写明文件、工作表和表种；没有数据的也要列出空表并说明。",
            key="data" if document.data else "title",
        )


def _silent(document: Document, forms: Sequence[TableForm | None]) -> Iterator[Fault]:
    said = {each["table"] for each in document.own.get("empty", ()) if each.get("text")}
    empty = []
    for form, rows in zip(forms, document.rows, strict=False):
        if form is not None and all(is_total(row.title) for row in rows):
            empty.append(form)
    for form in empty:
        if not said & {form.key, form.label}:
            yield Fault(
                f"“{form.label}”是空表，没有说明。",
                f"在“空表说明”里加一项，表写“{form.label}”，说明写为什么没有数据。",
                key="data",
            )
    for word in sorted(said - {name for form in empty for name in (form.key, form.label)}):
        yield Fault(
            f"“空表说明”里的“{word}”不是本文档的空表。",
            "改成空表的表名；表里已有数据的，删去这条说明。",
            key="data" if document.data else "title",
        )


def _late(document: Document) -> Iterator[Fault]:
    written = document.own.get("approved_on")
    if not written or document.date is None:
        return
    approved = dt.date.fromisoformat(written)
    last = days_after(approved, _DAYS)
    if document.date > last:
        days = (document.date - approved).days
        yield Fault(
            f"批复（{approved}）后 {days} 天才公开，期限是 {_DAYS} 天（{last}）。",
            "预算、决算在批复后 20 日内公开，按日历日计算；核对两个日期。",
            key="date",
            severity=Severity.WARNING,
        )
    elif document.date < approved:
        yield Fault(
            f"发布日期（{document.date}）早于批复日期（{approved}）。",
            "核对两个日期；没有批复的预算、决算不公开。",
            key="date",
            severity=Severity.WARNING,
        )


def _too_close(document: Document) -> Iterator[Fault]:
    written = document.own.get("earliest_on")
    if not written or document.date is None:
        return
    start = dt.date.fromisoformat(written)
    if days_after(document.date, _AHEAD) > start:
        days = (start - document.date).days
        yield Fault(
            f"采购意向在最早的采购活动（{start}）前 {days} 天公开，一般应不少于 {_AHEAD} 天。",
            "尽早公开采购意向；因紧急等原因做不到的，在正文里说明。",
            key="date",
            severity=Severity.WARNING,
        )


def _sample(*lines: str) -> str:
    return sample("主题分类: [财政、金融、审计, 财政]", *lines)


_DATA = "数据: {文件: a.csv, 表种: “三公”经费支出情况表}"

RULE = Rule(
    id="GK026",
    name="incomplete-finance",
    title="预决算缺表、空表没有说明或者公开超期",
    severity=Severity.ERROR,
    basis="《预算法》第十四条；《预算法实施条例》第六条；财预〔2016〕143号；财库〔2020〕10号",
    why=(
        "部门预算、决算及报表应当在批复后 20 日内公开，标准表格要公开齐全；没有数据的表格也要列出空表并说明，"
        "否则分不清是没有支出还是没有公开。采购意向原则上在采购活动开始前 30 日公开。"
    ),
    cure="在“数据”里列出每一张标准表；空表在“空表说明”里写一句；批复后 20 日内发布。",
    good=(
        Example(
            files={
                _PATH: _sample("报表类别: 三公经费", "批复日期: 2026-02-10", _DATA),
                _TABLE: _THREE + _ROWS,
            }
        ),
        Example(
            files={
                _PATH: _sample(
                    "数据: {文件: a.csv, 表种: 政府性基金预算支出情况表}",
                    "空表说明: [{表: 政府性基金预算支出情况表, 说明: 没有这类支出，本表为空。}]",
                ),
                _TABLE: "科目编码,科目名称,合计,基本支出,项目支出\n,合计,0.00,0.00,0.00\n",
            }
        ),
        Example(files={_PATH: _sample("批复日期: 2026-02-10")}),
        Example(
            files={"content/procurement/a.md": _sample("最早采购日期: 2026-04-01")},
        ),
    ),
    bad=(
        Example(files={_PATH: _sample("报表类别: 部门决算")}, line=2),
        Example(
            files={
                _PATH: _sample("数据: {文件: a.csv, 表种: 政府性基金预算支出情况表}"),
                _TABLE: "科目编码,科目名称,合计,基本支出,项目支出\n",
            },
            line=8,
        ),
        Example(
            files={
                _PATH: _sample(_DATA, "空表说明: [{表: “三公”经费支出情况表, 说明: 没有支出。}]"),
                _TABLE: _THREE + _ROWS,
            },
            line=8,
        ),
        Example(files={_PATH: _sample("批复日期: 2026-02-09")}, line=6),
        Example(files={_PATH: _sample("批复日期: 2026-03-03")}, line=6),
        Example(
            files={"content/procurement/a.md": _sample("最早采购日期: 2026-03-31")},
            line=6,
        ),
    ),
    document=_document,
)
