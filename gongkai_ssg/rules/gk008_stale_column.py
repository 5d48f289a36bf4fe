"""GK008: columns that were not updated within the time that is set for their kind."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample, sample_config

#: Kinds of columns whose number counts towards the stricter limit of 国办秘函〔2019〕19号:
#: 动态要闻, 通知公告, 政策文件.
_STRICT = frozenset({"news", "notice", "policy", "normative"})


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    today, checks = context.today, context.settings.checks
    newest = _newest(site, context)
    stale = [
        (context.columns[key], document, (today - document.date).days)
        for key, document in newest.items()
        if document.date is not None
        and 0 < context.columns[key].update_days < (today - document.date).days
    ]
    strict = sum(column.type.key in _STRICT for column, _, _ in stale)
    for column, document, age in stale:
        is_strict = column.type.key in _STRICT
        number = strict if is_strict else len(stale) - strict
        limit = checks.stale_columns if is_strict else checks.stale_others
        more = f"；这一类已有 {number} 个，达到 {limit} 个即单项否决" if number >= limit else ""
        yield Fault(
            f"“{column.label}”栏目已有 {age} 天没有更新，最近的发布日期是“{document.date}”，"
            f"应在 {column.update_days} 天内更新{more}。",
            "发布这一栏目的新信息；不再办的栏目，在 config.yaml 里写明理由关闭。",
            path=document.path,
            key="date",
        )


def _newest(site: Site, context: RuleContext) -> dict[str, Document]:
    """Return the last document of each column that is on, by its date of publication."""
    newest: dict[str, Document] = {}
    for document in site.documents:
        column = context.columns.get(document.column)
        if column is None or column.off or not document.is_open(context.today):
            continue
        if document.date is None or document.date > context.today:
            continue  # what has no date does not count as an update
        known = newest.get(column.key)
        if known is None or known.date is None or known.date < document.date:
            newest[column.key] = document
    return newest


def _example(column: str, *lines: str, line: int = 0, config: str = "") -> Example:
    path = f"content/{column}/a.md"
    return Example(
        files={path: sample(*lines), "config.yaml": config or sample_config()}, line=line
    )


RULE = Rule(
    id="GK008",
    name="stale-column",
    title="栏目超过期限没有更新",
    severity=Severity.WARNING,
    basis="国办秘函〔2019〕19号",
    why=(
        "动态、要闻类栏目 2 周内，通知公告、政策文件类栏目 6 个月内应有更新，这两类合计 5 个没有更新是单项否决；"
        "其他应更新而长期没有更新的栏目达到 10 个也是。"
        "只有发布新的信息才能改变，所以是警告；数目由 checks 的 stale_columns、stale_others 设定。"
    ),
    cure="发布新的信息；不再更新的栏目写明理由关闭，内容并入别的栏目。",
    unverified=(
        "规划信息、招考录用一年一更是旧的网站普查口径，没有读到现行规定；"
        "哪些栏目算“政策文件类”由本软件按名称归类。"
    ),
    good=(
        _example("news", "成文日期: 2026-11-06", "发布日期: 2026-11-08"),
        _example("notice", "成文日期: 2026-06-01", "发布日期: 2026-06-02"),
        _example("fees"),
        _example(
            "news", config=sample_config("columns:", "  - {key: news, off: 本机关不发布动态。}")
        ),
    ),
    bad=(
        _example("news", "成文日期: 2026-11-06", "发布日期: 2026-11-07", line=6),
        _example("notice", line=6),
    ),
    site=_check,
)
