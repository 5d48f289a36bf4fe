"""Audit -> XLSX for those who hand out the work: one sheet per question, the gravest rows first.

The same audit gives the same bytes, and no cell is ever run by the program that opens it. It must
not count or judge anything.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from gongkai_ssg.audit.pieces import clean
from gongkai_ssg.audit.values import Audit, DeadlineRow, Evidence, Part
from gongkai_ssg.audit.words import COLUMN_STATES, SEVERITIES, state_label, verdict

_MOST_SIGNS = 32_000  # a cell holds 32,767
_MOST_ROWS = 3_000  # of one sheet; the JSON holds them all
_MOST_PLACES = 200  # of one indicator

_Cell = str | int | dt.date | None
_Rows = Iterable[Sequence[_Cell]]


def to_xlsx(audit: Audit) -> bytes:
    """Return the report as a workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    book = xlsxwriter.Workbook(buffer, options)
    created = dt.datetime.combine(audit.date, dt.time())
    book.set_properties({"created": created, "title": "政府信息公开自查报告"})
    styles = {
        "head": book.add_format({"bold": True, "border": 1, "bg_color": "#E8EDF2", "text_wrap": True, "valign": "vcenter"}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "0", "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
    }  # fmt: skip
    for name, head, rows in _SHEETS:
        _write(book.add_worksheet(name), head, rows(audit), styles)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, head: str, rows: _Rows, styles: dict[str, Any]) -> None:
    titles = [each.rpartition("/") for each in head.split()]
    for column, (label, _, width) in enumerate(titles):
        sheet.write_string(0, column, label, styles["head"])
        sheet.set_column(column, column, int(width))
    last = 0
    for last, row in enumerate(rows, 1):
        if last > _MOST_ROWS:
            sheet.write_string(last, 0, "以下还有，全部见同名的 json 文件", styles["text"])
            break
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, column, cell, styles["number"])
            elif isinstance(cell, dt.date):
                sheet.write_datetime(
                    last, column, dt.datetime.combine(cell, dt.time()), styles["day"]
                )
            elif cell:
                # Never `write`: text that looks like a formula or a link stays text.
                sheet.write_string(last, column, clean(cell)[:_MOST_SIGNS], styles["text"])
    sheet.freeze_panes(1, 0)
    if last:
        sheet.autofilter(0, 0, last, len(titles) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


# --- the sheets --------------------------------------------------------------------------------


def _overview(audit: Audit) -> Iterator[Sequence[_Cell]]:
    said, more, _ = verdict(audit)
    counts = audit.counts
    yield from (
        ("站点", audit.site), ("主办单位", audit.organizer), ("检查日期", audit.date),
        ("对照", audit.profile_basis), ("检查规则", f"{audit.rule_pack} 版"), ("结论", said), ("说明", more),
        ("文档", counts.documents), ("可公开", counts.public),
        ("单项否决触线", counts.crossed), ("扣分项有问题", counts.deduct),
        ("阻断", counts.block), ("错误", counts.error), ("警告", counts.warning), ("提示", counts.info),
        ("豁免", counts.waived), ("逾期事项", counts.late), ("临期事项", len(audit.deadlines.soon)),
        ("不予公开", audit.withheld.withheld), ("依申请公开", audit.withheld.on_request),
        ("复审逾期", len(audit.withheld.overdue)),
    )  # fmt: skip
    for ground, number in audit.withheld.grounds:
        yield f"不公开理由：{ground}", number
    if audit.points:
        yield "按站点配置的分值合计扣分", audit.points
    change = audit.comparison
    if change is not None:
        yield "上次自查", change.since
        yield from (
            ("新出现", len(change.new)), ("已解决", len(change.solved)),
            ("仍未解决", change.remaining), ("转为豁免", change.waived),
            ("新触线", "、".join(change.crossed)), ("不再触线", "、".join(change.uncrossed)),
        )  # fmt: skip
    for each in audit.outcomes:
        if each.manual:
            yield f"需人工核对：{each.id} {each.title}", each.manual


def _outcomes(*parts: Part) -> Callable[[Audit], _Rows]:
    def rows(audit: Audit) -> _Rows:
        for part in parts:
            for each in audit.of(part):
                head = (each.id, each.title, state_label(each), each.places)
                tail = (each.line, each.fact, each.manual, each.points, each.unverified)
                found = audit.evidence(each)
                if not found:
                    yield (*head, "", "", "", "", "", *tail)
                for one in found[:_MOST_PLACES]:
                    yield (*head, one.place, one.rule, one.unit, one.message, one.todo, *tail)

    return rows


_OUTCOME_HEAD = (
    "编号/8 指标/26 结果/12 处数/6 位置/34 规则/8 责任单位/16 证据/50 改法/40 判定的线/30 统计/30"
    " 人工核对/30 扣分/8 未核实/20"
)


def _findings(audit: Audit) -> _Rows:
    fresh = frozenset(audit.comparison.new) if audit.comparison else frozenset()
    order = list(SEVERITIES)
    for each in sorted(audit.findings, key=lambda one: order.index(one.severity)):
        state = "新" if each in fresh else ""
        yield (
            SEVERITIES[each.severity], each.rule, each.path, each.line, each.column, each.unit,
            each.message, each.todo, each.basis, state,
        )  # fmt: skip


def _solved(audit: Audit) -> _Rows:
    for each in audit.comparison.solved if audit.comparison else ():
        yield (
            SEVERITIES.get(each.severity, "数据"),
            each.rule,
            each.place,
            each.unit,
            each.message,
        )


def _waived(audit: Audit) -> _Rows:
    for each in audit.waived:
        one: Evidence = each.evidence
        yield (
            one.place, one.rule, SEVERITIES[one.severity], one.message, each.reason, each.by,
            each.on, each.until, each.days_left,
        )  # fmt: skip


def _deadlines(audit: Audit) -> _Rows:
    def row(state: str, each: DeadlineRow) -> Sequence[_Cell]:
        return (
            state, each.due, each.workdays, each.label, each.title, each.path, each.unit, each.todo,
            each.basis, "是" if each.estimated else "",
        )  # fmt: skip

    yield from (row("逾期", each) for each in audit.deadlines.late)
    yield from (row("临期", each) for each in audit.deadlines.soon)
    for each in audit.withheld.overdue:
        yield ("复审逾期", None, None, "复审", "", each.path, each.unit, each.todo, each.basis, "")


def _units(audit: Audit) -> _Rows:
    for each in audit.units:
        yield (
            each.unit, each.block, each.error, each.warning, each.info, each.figures, each.late,
            each.soon, each.waived, each.total,
        )  # fmt: skip


def _columns(audit: Audit) -> _Rows:
    for each in audit.columns:
        yield (
            each.label, COLUMN_STATES[each.state], each.total, each.newest, each.days,
            each.limit or None, each.unit, each.part, each.note,
        )  # fmt: skip


_SHEETS: tuple[tuple[str, str, Callable[[Audit], _Rows]], ...] = (
    ("概览", "项目/34 内容/70", _overview),
    ("单项否决", _OUTCOME_HEAD, _outcomes("veto")),
    ("扣分项", _OUTCOME_HEAD, _outcomes("deduct")),
    ("加分项", _OUTCOME_HEAD, _outcomes("bonus")),
    (
        "检查发现",
        "级别/8 规则/8 文件/40 行/6 列/6 责任单位/16 问题/60 改法/50 依据/40 比上次/8",
        _findings,
    ),
    ("已解决", "级别/8 规则/8 位置/40 责任单位/16 问题/60", _solved),
    (
        "豁免",
        "位置/36 规则/8 级别/8 问题/50 理由/40 批准人/14 批准日期/12 截止/12 剩余天数/10",
        _waived,
    ),
    (
        "期限",
        "状态/10 最后一天/12 工作日/8 事项/24 标题/40 文件/36 责任单位/16 改法/40 依据/40 估算/6",
        _deadlines,
    ),
    (
        "按单位",
        "责任单位/24 阻断/8 错误/8 警告/8 提示/8 指标/8 逾期/8 临期/8 豁免/8 要处理/8",
        _units,
    ),
    (
        "栏目更新",
        "栏目/26 状态/8 篇数/8 最近一次/12 距今天数/10 期限天数/10 责任单位/18 所在部分/20 关闭理由/30",
        _columns,
    ),
)
