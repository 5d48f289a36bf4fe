"""The column 建议提案: answers to deputies and members.

It must not know any site, only its own words.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_facts import OwnFact, own_facts
from gongkai_ssg.own_keys import Day, Key, OwnKeys


class ProposalKeys(OwnKeys):
    """Which 建议 or 提案 is answered, by whom, and with what result (A to D)."""

    kind: Annotated[Literal["建议", "提案"] | None, Key("类别")] = None
    number: Annotated[str | None, Key("编号")] = None
    session: Annotated[str | None, Key("届次")] = None
    subject: Annotated[str | None, Key("案由")] = None
    office: Annotated[str | None, Key("办理单位", aliases=("主办单位",))] = None
    partners: Annotated[tuple[str, ...], Key("会办单位", aliases=("协办单位",))] = ()
    result: Annotated[Literal["A类", "B类", "C类", "D类"] | None, Key("办理结果")] = None
    answered_on: Annotated[Day | None, Key("答复日期")] = None


_RESULTS = {
    "A类": "A类（所提问题已经解决或者基本解决）",
    "B类": "B类（所提问题正在解决或者列入计划解决）",
    "C类": "C类（所提问题因条件限制等暂时不能解决）",
    "D类": "D类（所提问题留作参考）",
}


def _view(own: Mapping[str, Any]) -> tuple[OwnFact, ...]:
    """Return the facts of an answer, its result explained."""
    result = _RESULTS.get(str(own.get("result", "")))
    return own_facts(ProposalKeys, {**own, "result": result} if result else own)


COLUMN = ColumnType(
    key="proposals",
    label="建议提案",
    part="support",
    order=1070,
    tag="信息公开目录",
    description="公开人大代表建议和政协提案的办理复文、办理总体情况和承诺事项的落实情况。",
    keywords=("人大代表建议", "政协提案", "办理复文", "办理情况"),
    own_keys=ProposalKeys,
    own_view=_view,
    template="own_facts.html",
    example="""\
---
标题: 对市政协第015号提案的答复
公开属性: 主动公开
责任单位: 办公室
文号: 示文旅函〔2026〕8号
成文日期: 2026-02-25
发布日期: 2026-03-02
体裁: 函
类别: 提案
编号: 第015号
届次: 市政协七届五次会议
案由: 关于增加社区图书服务点的提案
办理单位: 示例市文化和旅游局
办理结果: A类
答复日期: 2026-02-25
内容概述: 答复关于增加社区图书服务点的提案，说明办理结果和下一步安排。
---

提案提出的关于增加社区图书服务点的建议收悉。经研究，现答复如下。

一、已经完成的工作。2025年新增社区图书服务点18个，覆盖全部街道。

二、正在推进的工作。2026年计划再增加12个，优先安排老旧小区和新建社区。

三、办理结果。提案所提问题已经列入年度计划，办理情况为A类。

感谢对文化工作的关心和支持。联系电话：0000-8860001。

示例市文化和旅游局

2026年2月25日
""",
)
