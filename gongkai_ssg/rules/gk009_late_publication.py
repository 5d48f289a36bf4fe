"""GK009: documents that were published later than twenty workdays after they came into being."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongkai_ssg import limits
from gongkai_ssg.calendar import deadline
from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample, sample_config

_PATH = "content/notice/a.md"
#: The first version of the regulation came into force then, with the same limit.
_SINCE = dt.date(2008, 5, 1)


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    workdays = context.settings.checks.publish_workdays
    for document in site.documents:
        made, published = document.formed_on, document.date
        if made is None or published is None or not document.is_open(context.today):
            continue
        # Workdays are not more than the days that pass: most documents need no calendar.
        if made < _SINCE or (published - made).days <= workdays or _has_own_limit(document):
            continue
        due = deadline(made, workdays, context.calendar)
        if due.day < published:
            estimated = "（放假安排还没有公布，按推算）" if due.estimated else ""
            yield Fault(
                f"成文日期是“{made}”，应在 {workdays} 个工作日内即 {due.day} 前公开{estimated}，"
                f"发布日期是“{published}”。",
                "核对成文日期（信息形成或者变更的日期）和发布日期；确实逾期的，今后按期公开。",
                path=document.path,
                key="date",
            )


def _has_own_limit(document: Document) -> bool:
    """Tell whether a shorter or another limit of its own is checked: decisions (GK010)."""
    return any(row.decided is not None for rows in document.rows for row in rows)


def _example(made: str, published: str, *lines: str, line: int = 0, config: str = "") -> Example:
    text = sample(f"成文日期: {made}", f"发布日期: {published}", *lines)
    files: dict[str, str | bytes] = {_PATH: text}
    if config:
        files["config.yaml"] = config
    return Example(files=files, line=line)


RULE = Rule(
    id="GK009",
    name="late-publication",
    title="超过 20 个工作日才公开",
    severity=Severity.WARNING,
    basis=limits.PUBLISH.basis,
    why=(
        "属于主动公开的信息，应当自形成或者变更之日起 20 个工作日内公开；当日不计，从第二天起算。"
        "已经过去的日期改不了，所以是警告。法律、法规另有期限的从其规定："
        "许可和处罚决定按 7 个工作日（GK010），预算、决算按 20 日（GK026）。"
        "2008 年条例施行以前形成的不查；工作日数由 checks 的 publish_workdays 设定。"
    ),
    cure="核对成文日期和发布日期；信息有变更的，成文日期写变更的日期。",
    good=(
        _example("2026-09-21", "2026-10-26"),
        _example("2026-02-13", "2026-03-19"),
        _example("2007-01-04", "2026-03-02"),
        _example(
            "2026-09-21", "2026-10-27", config=sample_config("checks: {publish_workdays: 30}")
        ),
    ),
    bad=(
        _example("2026-09-21", "2026-10-27", line=6),
        _example("2026-02-13", "2026-03-20", line=6),
    ),
    site=_check,
)
