"""GK007: a home page on which nothing new has appeared for two weeks."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample, sample_config

_PATH = "content/notice/a.md"


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    today, limit = context.today, context.settings.checks.home_days
    # What has no date of publication does not count as an update, nor does a date to come.
    dated = [
        (document.date, document.path, document)
        for document in site.documents
        if document.date is not None and document.date <= today and document.is_open(today)
    ]
    if not dated:
        return
    day, _, newest = max(dated, key=lambda each: each[:2])
    age = (today - day).days
    if age > limit:
        yield Fault(
            f"首页已有 {age} 天没有更新：最近发布的是 {day} 的“{clip(newest.title, 30)}”，"
            f"超过 {limit} 天即单项否决。",
            "发布近期的工作动态、通知公告等信息。",
            path=newest.path,
            key="date",
        )


def _example(*lines: str, line: int = 0) -> Example:
    files = {_PATH: sample(*lines), "config.yaml": sample_config()}
    return Example(files=files, line=line)


RULE = Rule(
    id="GK007",
    name="stale-home-page",
    title="首页超过两周没有更新",
    severity=Severity.WARNING,
    basis="国办秘函〔2019〕19号",
    why=(
        "网站检查时，2 周内首页没有信息更新是单项否决；没有注明发布时间的视为没有更新。"
        "首页列出全站最新发布的信息，所以看全站最近的发布日期。"
        "只有发布新的信息才能改变，所以是警告；天数由 checks 的 home_days 设定。"
    ),
    cure="发布近期的信息；发布日期写实际发布的那一天，不要改旧文档的日期。",
    good=(
        _example("成文日期: 2026-11-06", "发布日期: 2026-11-08"),
        _example("成文日期: 2026-11-20", "发布日期: 2026-11-21"),
    ),
    bad=(
        _example(line=6),
        _example("成文日期: 2026-11-06", "发布日期: 2026-11-07", line=6),
    ),
    site=_check,
)
