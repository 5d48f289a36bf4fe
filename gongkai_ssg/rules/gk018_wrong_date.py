"""GK018: a date of publication that is missing, lies in the future or before the making."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import is_absent, key_label, sample

_FIRST_YEAR = 1949
_PATH = "content/notice/a.md"


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if is_absent("date", document, source):
        yield Fault(
            "没有写发布日期。", "加一行“发布日期: 2026-03-02”，写实际发布的日期。", key="date"
        )
    for key in ("date", "formed_on"):
        day = getattr(document, key)
        if day is not None and day.year < _FIRST_YEAR:
            yield Fault(
                f"{key_label(key, source.keys)}“{day}”的年份不对。",
                "核对年份，写四位数字。",
                key=key,
            )
            return
    if document.date and document.formed_on and document.date < document.formed_on:
        yield Fault(
            f"{key_label('date', source.keys)}“{document.date}”"
            f"早于{key_label('formed_on', source.keys)}“{document.formed_on}”。",
            "核对这两个日期；发布日期不应早于成文日期。",
            key="date",
        )


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    for document in site.documents:
        if document.draft or document.scheduled:
            continue
        if document.date is not None and document.date > context.today:
            yield Fault(
                f"发布日期“{document.date}”晚于今天（{context.today}）。",
                "核对日期；要到那天才发布的，加一行“定时发布: 是”。",
                path=document.path,
                key="date",
            )
        elif document.formed_on is not None and document.formed_on > context.today:
            yield Fault(
                f"成文日期“{document.formed_on}”晚于今天（{context.today}）。",
                "核对日期；成文日期是信息已经形成或者变更的日期。",
                path=document.path,
                key="formed_on",
            )


RULE = Rule(
    id="GK018",
    name="wrong-date",
    title="发布日期缺失、在未来或者早于成文日期",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第二十六条；国办秘函〔2019〕19号",
    why=(
        "主动公开的信息应当自形成或者变更之日起 20 个工作日内公开，期限靠这两个日期计算；"
        "伪造发稿日期属于网站检查的单项否决事项，没有注明发布时间的视为没有更新。"
    ),
    cure="写实际的发布日期和成文日期；要到将来某天发布的，加“定时发布: 是”。",
    good=(
        Example(files={_PATH: sample("成文日期: 2026-03-02", "发布日期: 2026-03-02")}),
        Example(files={_PATH: sample("发布日期: 2027-01-04", "定时发布: 是")}),
    ),
    bad=(
        Example(files={_PATH: sample(omit=["发布日期"])}, line=1),
        Example(files={_PATH: sample("成文日期: 2026-03-05")}, line=6),
        Example(files={_PATH: sample("发布日期: 2027-01-04")}, line=6),
        Example(files={_PATH: sample("成文日期: 2026-11-23", "发布日期: 0206-03-02")}, line=6),
        Example(
            files={_PATH: sample("成文日期: 2026-11-23", omit=["发布日期"])},
            line=5,
        ),
    ),
    document=_document,
    site=_site,
)
