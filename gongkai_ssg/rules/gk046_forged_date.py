"""GK046: a date of publication before the day on which git first saw the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample, sample_config

_PATH = "content/notice/a.md"
#: Days that a commit may come after the publication: another time zone, a commit after midnight.
_TOLERANCE = 1


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    since = context.settings.checks.git_dates_from
    for document in site.documents if site.first_commits else ():
        first = site.first_commits.get(document.path)
        published = document.date
        if first is None or published is None or not document.is_open(context.today):
            continue
        if since is not None and first < since:
            continue
        days = (first - published).days
        if days > _TOLERANCE:
            yield Fault(
                f"发布日期是“{published}”，而版本库里最早在 {first} 才有这份文档，相差 {days} 天。",
                "写实际发布的日期；确实是从旧网站搬来的，在 config.yaml 写 checks 的 git_dates_from，"
                "在那一天以前进库的不再比较。",
                path=document.path,
                key="date",
            )


def _example(published: str, first: str, *, line: int = 0, config: str = "") -> Example:
    files: dict[str, str | bytes] = {_PATH: sample(f"发布日期: {published}")}
    if config:
        files["config.yaml"] = config
    return Example(files=files, line=line, first_commits={_PATH: dt.date.fromisoformat(first)})


RULE = Rule(
    id="GK046",
    name="forged-date",
    title="发布日期早于文档进入版本库的日期",
    severity=Severity.WARNING,
    basis="国办秘函〔2019〕19号",
    why=(
        "伪造发稿日期属于网站检查的单项否决事项。"
        "内容存在 git 里的，文档最早提交的那天以前不可能已经发布；"
        "相差 1 天以内的不算（时区、深夜提交），2 天以上提醒。"
        "作者时间和提交时间取早的一个，改名的按原来的算；"
        "一次提交新增的文档多于 checks 的 git_import_size（缺省 20）的当作迁移，不比较；"
        "没有 git 或者只有部分历史的不查。"
    ),
    cure="发布日期写实际发布的那一天；补录旧信息的，在正文说明原来的发布时间。",
    good=(
        _example("2026-03-02", "2026-03-02"),
        _example("2026-03-02", "2026-03-03"),
        _example("2026-03-02", "2026-02-27"),
        _example(
            "2026-03-02", "2026-04-10", config=sample_config("checks: {git_dates_from: 2026-06-01}")
        ),
    ),
    bad=(
        _example("2026-03-02", "2026-03-04", line=6),
        _example("2026-03-02", "2026-11-20", line=6),
        _example(
            "2026-03-02",
            "2026-06-01",
            line=6,
            config=sample_config("checks: {git_dates_from: 2026-06-01}"),
        ),
    ),
    site=_check,
)
