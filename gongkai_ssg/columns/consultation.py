"""The column 意见征集: drafts, terms and what came of them.

It must not know any site, only its own words.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Count, Day, Key, Names, OwnKeys


class Way(OwnKeys):
    """One way to answer."""

    way: Annotated[str, Key("方式")]
    to: Annotated[str, Key("去向", aliases=("地址",))]


class Result(OwnKeys):
    """What came of the answers, with reasons for what was not adopted."""

    received: Annotated[Count, Key("收到")]
    adopted: Annotated[Count | None, Key("采纳")] = None
    partly: Annotated[Count | None, Key("部分采纳")] = None
    rejected_reasons: Annotated[Names, Key("未采纳理由", meaning="一条或者一列")] = ()
    published_on: Annotated[Day, Key("公布日期")]


class ConsultationKeys(OwnKeys):
    """The term of a consultation, how to answer, what it is about and what came of it."""

    open_from: Annotated[Day | None, Key("征集开始")] = None
    open_until: Annotated[Day | None, Key("征集截止")] = None
    ways: Annotated[tuple[Way, ...], Key("方式")] = ()
    shorten_reason: Annotated[str, Key("缩短理由", meaning="期限不足 30 日的理由")] = ""
    draft_file: Annotated[str, Key("草案", meaning="附件的文件名，或者草案名称")] = ""
    explanation: Annotated[str, Key("说明", aliases=("起草说明",))] = ""
    result: Annotated[Result | None, Key("结果")] = None
    adopted_as: Annotated[
        Names,
        Key(
            "形成文件", aliases=("成稿", "征求对象文件"),
            meaning="草案最后形成的文件：相对路径、索引号或文号", relation=("形成的文件", "征求意见"),
        ),
    ] = ()  # fmt: skip
    result_of: Annotated[
        Names,
        Key(
            "征集公告", meaning="本文是结果反馈时，写它反馈的征集公告",
            relation=("征集公告", "结果反馈"),
        ),
    ] = ()  # fmt: skip


class ResultView(msgspec.Struct, frozen=True):
    """The result as the page shows it; a number that was not given is ""."""

    received: str
    adopted: str
    partly: str
    reasons: tuple[str, ...]
    published_on: str


class ConsultationView(msgspec.Struct, frozen=True):
    """A consultation as its page shows it: dates only, a page does not know which day it is."""

    open_from: str
    open_until: str
    ways: tuple[tuple[str, str], ...]
    shorten_reason: str
    draft_file: str
    explanation: str
    result: ResultView | None


def consultation_view(own: Mapping[str, Any]) -> ConsultationView:
    """Return what the page shows; references to other documents are drawn by the chain."""
    result = own.get("result")
    return ConsultationView(
        open_from=str(own.get("open_from") or ""),
        open_until=str(own.get("open_until") or ""),
        ways=tuple((way.get("way", ""), way.get("to", "")) for way in own.get("ways", ())),
        shorten_reason=str(own.get("shorten_reason") or ""),
        draft_file=str(own.get("draft_file") or ""),
        explanation=str(own.get("explanation") or ""),
        result=_result(result) if isinstance(result, dict) else None,
    )


def _result(result: Mapping[str, Any]) -> ResultView:
    def said(key: str) -> str:
        return str(result.get(key, ""))

    reasons = tuple(str(each) for each in result.get("rejected_reasons", ()))
    return ResultView(
        said("received"), said("adopted"), said("partly"), reasons, said("published_on")
    )


COLUMN = ColumnType(
    key="consultation",
    label="意见征集",
    part="support",
    order=1020,
    tag="征集调查",
    description="就规章、规范性文件和重大决策草案公开征求意见，公布草案、说明、期限和采纳情况。",
    keywords=("意见征集", "征求意见稿", "公众参与", "采纳情况"),
    own_keys=ConsultationKeys,
    own_view=consultation_view,
    template="consultation.html",
    example="""\
---
标题: 关于公开征求《示例市城市书房管理办法（征求意见稿）》意见的公告
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-27
发布日期: 2026-03-02
主题分类: [文化、广电、新闻出版, 文化]
体裁: 公告
征集开始: 2026-03-02
征集截止: 2026-04-03
方式:
  - {方式: 电子邮件, 去向: fgk@example.gov.cn（主题请注明“城市书房”）}
  - {方式: 信函, 去向: 示例市文化路1号示例市文化和旅游局办公室，邮政编码000000}
  - {方式: 电话, 去向: 0000-8860001}
说明: 本市现有城市书房12处，管理主体和服务标准不统一，有必要作出规定。
# 期限不足 30 日的，写“缩短理由”；草案是附件的，写“草案: 文件名.docx”
# 征集结束后写“结果”，另行公布结果的文档写“征集公告: 本公告的相对路径”
结果:
  收到: 12
  采纳: 9
  未采纳理由: [建议全天开放的3条，因值守条件不具备暂未采纳。]
  公布日期: 2026-04-20
# 形成文件: 草案形成的文件，写文号、索引号或者相对路径
内容概述: 就城市书房管理办法草案公开征求意见，期限为2026年3月2日至4月3日。
---

为规范城市书房建设和服务，我局起草了《示例市城市书房管理办法（征求意见稿）》，
现公开征求社会意见。

## 草案

第一条　为规范城市书房管理，制定本办法。

第二条　城市书房由政府主导、社会参与，免费向公众开放。

第三条　城市书房每周开放时间不少于56小时。

征集结束后30日内公布意见采纳情况；不采纳的说明理由。
""",
)
