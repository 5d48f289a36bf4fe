"""The column 依申请公开: how to ask for what is not published.

It must not know any site, only its own words.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from gongkai_ssg import limits
from gongkai_ssg.calendar import deadline
from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Day, Key, OwnKeys
from gongkai_ssg.site_facts import SiteFacts


class Way(OwnKeys):
    """One way to apply, and which day counts as that of receipt (国令第711号第三十一条)."""

    name: Annotated[str, Key("方式")]
    how: Annotated[str, Key("办法", aliases=("说明",))]
    received: Annotated[str | None, Key("收到之日", aliases=("收到日",))] = None


class RequestKeys(OwnKeys):
    """How to apply, and which of the prescribed tables the page shows."""

    ways: Annotated[tuple[Way, ...], Key("申请方式")] = ()
    tables: Annotated[
        tuple[Literal["办理期限", "信息处理费"], ...], Key("法定表", meaning="页面列出哪些表")
    ] = ()
    example: Annotated[Day | None, Key("示例收到日期", meaning="举例算出各个期限")] = None


class Limit(msgspec.Struct, frozen=True):
    """A time limit of the law, and the last day of it in the example ("" without one)."""

    matter: str
    starts: str
    limit: str
    basis: str
    example: str = ""


class Fee(msgspec.Struct, frozen=True):
    """One step of the fee for processing information."""

    range: str
    rate: str


class RequestView(msgspec.Struct, frozen=True):
    """What the template shows."""

    ways: tuple[Mapping[str, str], ...]
    limits: tuple[Limit, ...]
    example: str  # the day of receipt, "" without an example
    estimated: bool  # an end of the example is not certain yet
    by_number: tuple[Fee, ...]
    by_volume: tuple[Fee, ...]


# Each limit, its words, and how many workdays after the receipt of an application it ends (0: it
# has another beginning).
_LIMITS = (
    (limits.REQUEST_AMEND, "", limits.REQUEST_AMEND.number),
    (limits.REQUEST_ANSWER, "", limits.REQUEST_ANSWER.number),
    (
        limits.REQUEST_EXTENSION,
        "最长 ",
        limits.REQUEST_ANSWER.number + limits.REQUEST_EXTENSION.number,
    ),
    (limits.REQUEST_THIRD_PARTY, "", 0),
    (limits.REQUEST_JOINT, "", 0),
)

# 《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）.
_BY_NUMBER = (
    Fee("同一申请人一个自然月内累计 10 件以下（含）", "不收费"),
    Fee("11—30 件（含）", "100 元/件"),
    Fee("31 件以上", "以 10 件为一档，每增加一档，收费标准提高 100 元/件"),
)
_BY_VOLUME = (
    Fee("一件申请提供的信息 30 页以下（含）", "不收费"),
    Fee("31—100 页（含）", "10 元/页"),
    Fee("101—200 页（含）", "20 元/页"),
    Fee("201 页以上", "40 元/页"),
)


def _view(own: Mapping[str, Any], site: SiteFacts) -> RequestView:
    """Return ways, time limits with their ends in the example, and fees."""
    tables = own.get("tables", ())
    received = dt.date.fromisoformat(own["example"]) if "example" in own else None
    shown: list[Limit] = []
    estimated = False
    for limit, most, workdays in _LIMITS:
        last = ""
        if received is not None and workdays:
            end = deadline(received, workdays, site.calendar)
            if end.day == dt.date.max:  # the end of all calendars
                received = None
            else:
                last, estimated = end.day.isoformat(), estimated or end.estimated
        words = f"{most}{limit.number} 个工作日"
        article = limit.basis.partition("）")[2]
        shown.append(Limit(limit.label, limit.starts, words, article, last))
    has_limits = "办理期限" in tables or received is not None
    has_fees = "信息处理费" in tables
    return RequestView(
        ways=tuple(own.get("ways", ())),
        limits=tuple(shown) if has_limits else (),
        example=received.isoformat() if received is not None else "",
        estimated=estimated,
        by_number=_BY_NUMBER if has_fees else (),
        by_volume=_BY_VOLUME if has_fees else (),
    )


COLUMN = ColumnType(
    key="request",
    label="依申请公开",
    part="request",
    order=910,
    tag="依申请公开",
    description="说明申请公开政府信息的条件、方式、材料、答复期限、收费和救济途径，提供申请表。",
    keywords=("依申请公开", "申请表", "答复期限", "信息处理费"),
    own_keys=RequestKeys,
    site_view=_view,
    template="request.html",
    example="""\
---
标题: 政府信息公开申请说明
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
内容概述: 说明向本机关申请公开政府信息的方式、内容、答复期限、收费和救济途径。
申请方式:
  - {方式: 当面, 办法: 示例市文化路1号行政中心3楼302室, 收到之日: 提交之日}
  - {方式: 邮寄, 办法: 信封注明“政府信息公开申请”, 收到之日: 签收之日；平常信函以确认之日为准}
  - {方式: 传真, 办法: 0000-8860002, 收到之日: 双方确认之日}
  - {方式: 互联网, 办法: xxgk@example.gov.cn, 收到之日: 双方确认之日}
法定表: [办理期限, 信息处理费]
示例收到日期: 2026-03-02
---

## 一、申请内容

申请应当包括下列内容：

1. 申请人的姓名或者名称、身份证明、联系方式；
2. 申请公开的政府信息的名称、文号或者便于查询的其他特征性描述；
3. 申请公开的政府信息的形式要求，包括获取信息的方式、途径。

书写有困难的，可以口头提出，由工作人员代为填写。

## 二、收费

一般不收取费用。申请的数量、频次明显超过合理范围的，可以依照规定收取信息处理费。

## 三、救济途径

对答复不服的，可以依法申请行政复议或者提起行政诉讼。
""",
)
