"""The sections of the HTML report that list things: units, columns, deadlines, findings.

They must not count or judge anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.audit import drawing
from gongkai_ssg.audit.drawing import Bar
from gongkai_ssg.audit.pieces import MOST_ROWS, clean, evidence, rest, severity_tag, table, text
from gongkai_ssg.audit.values import Audit, DeadlineRow, Evidence
from gongkai_ssg.audit.words import COLUMN_STATES, MARKS, SEVERITIES

_UNITS, _RULES = 15, 20
_COLUMN_CLASSES = {"fresh": "k-good", "near": "k-warning", "stale": "k-error"}


def units(audit: Audit) -> Iterator[str]:
    """What each unit has to do."""
    if not audit.units:
        return
    kinds = ("block", "error", "warning", "figures", "late")
    busy = [each for each in audit.units if each.total]
    if busy:
        rows = [
            Bar(
                clean(each.unit),
                tuple((*MARKS[kind], getattr(each, kind)) for kind in kinds),
                str(each.total),
            )
            for each in busy[:_UNITS]
        ]
        yield f"<figure><figcaption>各单位要处理的事项</figcaption>{drawing.legend([MARKS[kind] for kind in kinds])}"
        yield f"{drawing.bars('units', '各单位要处理的事项', rows)}</figure>"
    names = ("block", "error", "warning", "info", "figures", "late", "soon", "waived", "total")
    yield table(
        "按责任单位；“指标”是栏目空白、不更新等不属于某一篇文档的问题",
        ["责任单位", "阻断", "错误", "警告", "提示", "指标", "逾期", "临期", "豁免", "要处理"],
        (
            [text(each.unit), *(str(getattr(each, name)) for name in names)]
            for each in audit.units[:MOST_ROWS]
        ),
        ["", *["num"] * 9],
        stack=False,
    ) + rest(len(audit.units), MOST_ROWS)


def columns(audit: Audit) -> Iterator[str]:
    """How fresh each column is."""
    limited = [each for each in audit.columns if each.limit and each.days is not None]
    if limited:
        rows = [
            Bar(clean(each.label), ((_COLUMN_CLASSES.get(each.state, "k-info"), "距今天数", each.days or 0),),
                f"{each.days} / {each.limit} 天", each.limit)
            for each in limited
        ]  # fmt: skip
        yield "<figure><figcaption>距最近一次更新的天数（竖线是期限，过长的截短）</figcaption>"
        yield f"{drawing.bars('columns', '距最近一次更新的天数', rows, 400)}</figure>"
    yield table(
        f"全部 {len(audit.columns)} 个栏目",
        ["栏目", "状态", "篇数", "最近一次", "距今（天）", "期限（天）", "责任单位", "所在部分"],
        (
            [text(c.label), f'<span class="tag {c.state}">{COLUMN_STATES[c.state]}</span>', str(c.total),
             text(c.newest or "—"), "—" if c.days is None else str(c.days), str(c.limit or "—"),
             text(c.note or c.unit), text(c.part)]
            for c in audit.columns
        ),
        ["", "", "num", "day", "num", "num", "", "day"],
    )  # fmt: skip


def deadlines(audit: Audit) -> Iterator[str]:
    """What is late and what is due soon."""
    said = "，".join(f"{label} {number}" for label, number in audit.deadlines.counts)
    yield f"<p>{text(said)}。工作日按国务院公布的放假安排计算，尚未公布的年份标为估算。</p>"
    for title, rows in (
        ("逾期", audit.deadlines.late),
        ("临期（5 个工作日内）", audit.deadlines.soon),
    ):
        if rows:
            yield f"<h3>{title} {len(rows)} 件</h3>"
            yield table(title, ["最后一天", "工作日", "事项", "责任单位", "文档"],
                        map(_deadline, rows[:MOST_ROWS]), ["day", "num"])  # fmt: skip
            yield rest(len(rows), MOST_ROWS)


def _deadline(each: DeadlineRow) -> list[str]:
    days = f"逾期 {-each.workdays}" if each.workdays < 0 else f"剩 {each.workdays}"
    return [
        f"{each.due}{'（估算）' if each.estimated else ''}", days,
        f'<span title="{text(each.basis)}">{text(each.label)}</span><span class="todo">{text(each.todo)}</span>',
        text(each.unit or "—"),
        f'{text(each.title)}<span class="why">{text(each.path)}</span>',
    ]  # fmt: skip


def waived(audit: Audit) -> Iterator[str]:
    """What does not count, and by whose word."""
    if not audit.waived:
        yield "<p>没有豁免。</p>"
        return
    yield table(
        f"豁免 {len(audit.waived)} 处，这些检查发现不计入以上各项",
        ["位置", "规则", "问题", "理由", "批准人", "批准日期", "截止"],
        (
            [text(w.evidence.place), text(w.evidence.rule), text(w.evidence.message), text(w.reason),
             text(w.by), text(w.on), f"{w.until}（剩 {w.days_left} 天）"]
            for w in audit.waived[:MOST_ROWS]
        ),
        ["place", "id", "", "", "", "day", "day"],
    ) + rest(len(audit.waived), MOST_ROWS)  # fmt: skip


def withheld(audit: Audit) -> Iterator[str]:
    """What is not public, in numbers."""
    kept = audit.withheld
    yield f"<p>不予公开 {kept.withheld} 件，依申请公开 {kept.on_request} 件；复审逾期 {len(kept.overdue)} 件。这里只有数字，清单见内部台账（gongkai register）。</p>"
    if kept.grounds:
        yield table(
            "按理由", ["理由", "件数"], ([text(k), str(n)] for k, n in kept.grounds), ["", "num"]
        )
    if kept.overdue:
        yield evidence("复审逾期的", kept.overdue, MOST_ROWS, rule=False)


def findings(audit: Audit) -> Iterator[str]:
    """Everything that was found, by rule and place by place."""
    if not audit.findings:
        yield "<p>没有检查发现。</p>"
        return
    rows = [
        Bar(
            f"{each.rule} {clean(each.title)}",
            (("k-" + each.severity, SEVERITIES[each.severity], each.places),),
        )
        for each in audit.rules[:_RULES]
    ]
    yield f"<figure><figcaption>各规则的处数</figcaption>{drawing.bars('rules', '各规则的处数', rows)}</figure>"
    yield table(
        "按规则",
        ["规则", "级别", "问题", "处数", "涉及文件"],
        (
            [text(r.rule), severity_tag(r.severity), text(r.title), str(r.places), str(r.documents)]
            for r in audit.rules
        ),
        ["id", "", "", "num", "num"],
    )
    yield "<h3>逐处列出</h3>" + evidence("重的在前", _gravest_first(audit), MOST_ROWS)


def _gravest_first(audit: Audit) -> list[Evidence]:
    order = list(SEVERITIES)
    return sorted(audit.findings, key=lambda each: order.index(each.severity))
