"""GK024: a consultation that is too short without a reason, or whose result is not published."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator

from gongkai_ssg.calendar import days_after
from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.limits import CONSULTATION, CONSULTATION_RESULT
from gongkai_ssg.links import attachments_of, files_by_folder
from gongkai_ssg.relations import ReferenceIndex, kind_of
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, has_front_matter, sample

_PERIOD = CONSULTATION.number  # days
_RESULT = CONSULTATION_RESULT.number  # days after the close
_PATH = "content/consultation/a.md"


def _is_consultation(document: Document, context: RuleContext) -> bool:
    kind = kind_of(document, context.columns)
    return kind is not None and kind.key == "consultation"


def _day(document: Document, key: str) -> dt.date | None:
    value = document.own.get(key)
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if not _is_consultation(document, context) or not has_front_matter(source):
        return
    start, end = _day(document, "open_from"), _day(document, "open_until")
    if start is None or end is None:
        if not document.own.get("result_of"):
            yield Fault(
                "没有写征集开始和征集截止。",
                "加上“征集开始: 2026-03-02”和“征集截止: 2026-04-03”；反馈结果的，写“征集公告: …”。",
                key="open_from" if start else "open_until",
                severity=Severity.WARNING,
            )
        return
    days = (end - start).days
    if days < 0:
        yield Fault(f"征集截止“{end}”早于征集开始“{start}”。", "核对这两个日期。", key="open_until")
    elif days < _PERIOD and not document.own.get("shorten_reason"):
        yield Fault(
            f"征求意见的期限只有 {days} 日（{start} 至 {end}），没有说明理由。",
            f"延长到 {days_after(start, _PERIOD)} 以后，或者写“缩短理由: …”。",
            key="open_until",
        )
    if document.date is not None and document.date > start:
        yield Fault(
            f"征集开始“{start}”早于发布日期“{document.date}”，公众少了 "
            f"{(document.date - start).days} 日。",
            "征集期限从发布之日算起。",
            key="open_from",
            severity=Severity.WARNING,
        )


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    notices = [each for each in site.documents if _is_consultation(each, context)]
    if not notices:
        return
    index = ReferenceIndex(site, context.index_numbers)
    answered = index.named(notices, context.columns, ["result_of"])
    folders = files_by_folder(site.files)
    for document in notices:
        end = _day(document, "open_until")
        if (
            end is not None
            and document.is_open(context.today)
            and not document.own.get("result")
            and document.path not in answered
            and (context.today - end).days > _RESULT
        ):
            yield Fault(
                f"征集已于 {end} 截止，过了 {_RESULT} 日还没有公布意见采纳情况。",
                "写“结果: …”，或者另发一篇结果反馈，写明“征集公告”。",
                path=document.path,
                key="open_until",
                severity=Severity.WARNING,  # only time passed: that never stops a build
            )
        written = str(document.own.get("draft_file") or "")
        names = {
            posixpath.basename(each.path) for each in attachments_of(document, site.files, folders)
        }
        if "." in written and written not in names:
            yield Fault(
                f"草案“{clip(written)}”不在附件里。",
                "把草案列入附件，这里写它的文件名。",
                path=document.path,
                key="draft_file",
                severity=Severity.WARNING,
            )


_OPEN = ("征集开始: 2026-03-02", "征集截止: 2026-04-01")
_SHORT = ("征集开始: 2026-03-02", "征集截止: 2026-03-31")
_CAME = "结果: {收到: 3, 采纳: 1, 未采纳理由: 与上位法不一致。, 公布日期: 2026-04-20}"

RULE = Rule(
    id="GK024",
    name="short-consultation",
    title="征求意见期限不足 30 日，或者没有公布采纳情况",
    severity=Severity.ERROR,
    basis="《重大行政决策程序暂行条例》（国令第713号）第十五条",
    why=(
        "重大行政决策公开征求意见一般不少于 30 日，因情况紧急等原因需要缩短的，公布时应当说明；"
        "规章和涉及市场主体的规范性文件也是 30 日。期限从开始的次日起算。"
        "国家没有统一规定其他文件的期限，写明“缩短理由”即可。"
        "截止后 30 日仍没有采纳情况的，只因时间经过，作警告；这个 30 日是本工具的约定。"
    ),
    cure="把征集截止延到 30 日以后，或者写缩短理由；截止后写“结果”。",
    good=(
        Example(files={_PATH: sample(*_OPEN, _CAME)}),
        Example(files={_PATH: sample(*_SHORT, "缩短理由: 汛期将至，须在主汛期前施行。", _CAME)}),
        Example(
            files={
                _PATH: sample(*_OPEN),
                "content/consultation/b.md": sample(
                    "标题: 意见采纳情况", "征集公告: a.md", "发布日期: 2026-04-20"
                ),
            }
        ),
    ),
    bad=(
        Example(files={_PATH: sample(*_SHORT, _CAME)}, line=8),
        Example(files={_PATH: sample("征集开始: 2026-03-02", "征集截止: 2026-03-01")}, line=8),
        Example(files={_PATH: sample(*_OPEN)}, line=8),
        Example(files={_PATH: sample()}, line=1),
        Example(files={_PATH: sample(*_OPEN, _CAME, "草案: 征求意见稿.docx")}, line=10),
    ),
    document=_document,
    site=_site,
)
