"""GK010: decisions on licences and penalties that were published late."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.calendar import deadline
from gongkai_ssg.document import Document, RowFact, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.limits import RUNNING_LIST
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample

_SHOWN = 3


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    workdays = context.settings.checks.decision_workdays
    for document in site.documents:
        if document.date is None or not document.is_open(context.today):
            continue
        for rows in document.rows:
            late = list(_late(rows, document, context))
            if late:
                titles = "、".join(
                    f"“{clip(row.title, 30)}”（{row.decided}）" for row in late[:_SHOWN]
                )
                more = f"等 {len(late)} 件" if late[_SHOWN:] else ""
                yield Fault(
                    f"{titles}{more}作出后超过 {workdays} 个工作日才公开（{document.date}）。",
                    f"核对决定日期和发布日期；今后在决定作出后 {workdays} 个工作日内公开。",
                    path=document.path,
                    key="date",
                )


def _late(rows: tuple[RowFact, ...], document: Document, context: RuleContext) -> Iterator[RowFact]:
    days = [row.decided for row in rows if row.decided is not None]
    if not days or document.date is None or max(days) - min(days) > RUNNING_LIST:
        return
    workdays = context.settings.checks.decision_workdays
    for row in rows:
        if row.decided is None:
            continue
        if deadline(row.decided, workdays, context.calendar).day < document.date:
            yield row


_PATH = "content/licensing/a.md"
_CSV = "content/licensing/xk.csv"
_HEAD = (
    "行政相对人名称,行政相对人类别,统一社会信用代码,行政许可决定文书名称,行政许可决定文书号,"
    "许可类别,许可内容,许可决定日期,许可机关,当前状态\n"
)
_ROW = (
    "甲旅行社有限公司,法人及非法人组织,91990100MA1Y0T017K,准予行政许可决定书,某文旅许〔2026〕{}号,"
    "普通,旅行社设立许可,{},市文旅局,有效\n"
)


def _table(*days: str) -> dict[str, str | bytes]:
    rows = "".join(_ROW.format(number, day) for number, day in enumerate(days, 1))
    matter = sample("数据: {文件: xk.csv, 表种: 行政许可决定公示表}", "发布日期: 2026-03-02")
    return {_PATH: matter, _CSV: _HEAD + rows}


RULE = Rule(
    id="GK010",
    name="late-decision",
    title="许可、处罚决定公开迟于 7 个工作日",
    severity=Severity.WARNING,
    basis="国办发〔2018〕118号；发改办财金〔2018〕424号",
    why=(
        "行政许可、行政处罚等决定自作出之日起 7 个工作日内上网公开。已经迟了的改不了，所以只作警告。"
        "一张表里的决定前后超过 31 天的，当作滚动更新的清单，不逐件计算。"
    ),
    cure="决定作出后 7 个工作日内公开；分批公开的，每批一篇文档。",
    good=(
        Example(files=_table("2026-02-25", "2026-02-13")),
        Example(files=_table("2026-02-27", "2025-12-01")),
    ),
    bad=(
        Example(files=_table("2026-02-12"), line=6),
        Example(files=_table("2026-02-26", "2026-02-11"), line=6),
    ),
    site=_check,
)
