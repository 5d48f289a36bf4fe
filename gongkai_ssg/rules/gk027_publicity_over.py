"""GK027: decisions whose period of publicity is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongkai_ssg.calendar import deadline
from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample
from gongkai_ssg.states import Disclosure

_SHOWN = 3


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    for document in site.documents:
        if document.disclosure is not Disclosure.ACTIVE or document.draft:
            continue
        if document.public_until is not None and document.public_until < context.today:
            yield Fault(
                f"公示截止期 {document.public_until} 已过，这篇文档不再生成。",
                "不需要处理；也可以写上信用修复等情况后归档。",
                path=document.path,
                key="publicity_until",
                severity=Severity.INFO,
            )
        elif document.is_open(context.today):
            yield from _rows(document, context.today)
            yield from _quashed(document, context)


def _rows(document: Document, today: dt.date) -> Iterator[Fault]:
    for data, rows in zip(document.data, document.rows, strict=True):
        over = [row for row in rows if row.until is not None and row.until < today]
        if not over:
            continue
        titles = "、".join(f"“{clip(row.title, 40)}”" for row in over[:_SHOWN])
        more = f"等 {len(over)} 行" if over[_SHOWN:] else f"共 {len(over)} 行"
        is_all = len(over) == len(rows)
        yield Fault(
            f"“{clip(data.written)}”里{titles}{more}过了公示截止期，不再生成。"
            + ("整张表已经没有内容。" if is_all else ""),
            "撤下整篇文档。" if is_all else "不需要处理；也可以从数据文件里删去这些行。",
            path=document.path,
            key="data",
            severity=Severity.WARNING if is_all else Severity.INFO,
        )


def _quashed(document: Document, context: RuleContext) -> Iterator[Fault]:
    """Yield the decisions that were changed or quashed and are public all the same."""
    written = document.own.get("quashed_on")
    day = dt.date.fromisoformat(written) if isinstance(written, str) and written else None
    if day is not None:
        yield from _too_long(document, [("这篇文档", day)], "quashed_on", context)
    for rows in document.rows:
        shown = [row for row in rows if row.until is None or row.until >= context.today]
        quashed = [(f"“{clip(row.title, 40)}”", row.quashed) for row in shown if row.quashed]
        yield from _too_long(document, quashed, "data", context)


def _too_long(
    document: Document, quashed: list[tuple[str, dt.date]], key: str, context: RuleContext
) -> Iterator[Fault]:
    workdays = context.settings.checks.withdraw_workdays
    ends = [(title, day, deadline(day, workdays, context.calendar)) for title, day in quashed]
    late = [each for each in ends if each[2].day < context.today]
    if late:
        titles = "、".join(f"{title}（{day}）" for title, day, _ in late[:_SHOWN])
        more = f"等 {len(late)} 件" if late[_SHOWN:] else ""
        estimated = any(end.estimated for _, _, end in late)
        yield Fault(
            f"{titles}{more}被变更、撤销后超过 {workdays} 个工作日，决定仍然公开"
            + ("（放假安排还没有公布，按推算）。" if estimated else "。"),
            "把公示截止期改为撤销之日，或者撤下；另行公开撤销的理由。",
            path=document.path,
            key=key,
            severity=Severity.WARNING if estimated else None,
        )


_PATH = "content/enforcement/a.md"
_CSV = "content/enforcement/cf.csv"
_DATA = "数据: {文件: cf.csv, 表种: 行政强制决定公示表}"
_HEAD = (
    "行政相对人名称,行政相对人类别,统一社会信用代码,行政强制决定书文号,强制种类,强制事由,强制依据,"
    "强制内容,决定日期,执法机关,公示截止期\n"
)
_ROW = (
    "甲旅行社有限公司,法人及非法人组织,91990100MA1Y0T017K,某文旅强〔2026〕{}号,扣押财物,涉嫌无证经营,"
    "《行政强制法》第十八条,扣押设备2台,2026-03-02,市文旅局,{}\n"
)


def _table(*days: str) -> dict[str, str | bytes]:
    rows = "".join(_ROW.format(number, day) for number, day in enumerate(days, 1))
    return {_PATH: sample(_DATA), _CSV: _HEAD + rows}


RULE = Rule(
    id="GK027",
    name="publicity-over",
    title="公示期已满，或者撤销的处罚没有撤回",
    severity=Severity.ERROR,
    basis="《行政处罚法》第四十八条、第八十五条；《信用修复管理办法》（国家发展改革委，2026年4月1日起施行）",
    why=(
        "处罚决定公开到公示截止期为止，逾期继续公开会损害当事人的权益。过期的文档和表里过期的行"
        "自动不再生成，这里只作提示。"
        "处罚决定被变更、撤销、确认违法或者无效的，3 个工作日内撤回，并公开说明理由；过了期限仍然公开的是错误。"
    ),
    cure=(
        "撤下公示期已满的文档；表格里的行不需要处理。"
        "被撤销的处罚，把公示截止期改为撤销之日或者撤下，另行公开理由。"
    ),
    good=(
        Example(files={_PATH: sample("公示截止期: 2027-03-01")}),
        Example(files=_table("2027-03-01", "2026-11-22")),
        Example(files={_PATH: sample("公示截止期: 2026-03-01", "草稿: 是")}),
        Example(files={_PATH: sample("公示截止期: 2027-03-01", "撤销日期: 2026-11-18")}),
    ),
    bad=(
        Example(files={_PATH: sample("公示截止期: 2026-11-21")}, line=7),
        Example(files=_table("2027-03-01", "2026-11-21"), line=7),
        Example(files=_table("2026-11-20"), line=7),
        Example(files={_PATH: sample("公示截止期: 2027-03-01", "撤销日期: 2026-11-17")}, line=8),
    ),
    site=_check,
)
