"""The column 行政决策: how great decisions are made.

It must not know any site, only its own words.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Day, Key, Names, OwnKeys, label_of


class Step(OwnKeys):
    """One step of a decision, or why the law does not ask for it here."""

    on: Annotated[Day | None, Key("日期")] = None
    until: Annotated[Day | None, Key("至", meaning="持续到的日期")] = None
    note: Annotated[str, Key("说明")] = ""
    file: Annotated[str, Key("文件", meaning="附件的文件名")] = ""
    omitted: Annotated[str, Key("不适用", meaning="依法不需要这一步的理由")] = ""


class DecisionKeys(OwnKeys):
    """The five steps of a great decision (国令第713号) and what was decided."""

    participation: Annotated[Step | None, Key("公众参与")] = None
    expertise: Annotated[Step | None, Key("专家论证")] = None
    risk: Annotated[Step | None, Key("风险评估")] = None
    legality: Annotated[Step | None, Key("合法性审查")] = None
    discussion: Annotated[Step | None, Key("集体讨论", aliases=("集体讨论决定",))] = None
    decides: Annotated[
        Names,
        Key(
            "决策文件", meaning="决策形成的文件：相对路径、索引号或文号",
            relation=("决策形成的文件", "决策程序"),
        ),
    ] = ()  # fmt: skip


#: The five steps in their order.
STEPS = ("participation", "expertise", "risk", "legality", "discussion")


class StepView(msgspec.Struct, frozen=True):
    """A step as the page shows it."""

    label: str
    on: str
    until: str
    note: str
    file: str
    omitted: str


class DecisionView(msgspec.Struct, frozen=True):
    """The steps that were declared; none on a page that is no decision, such as a list of them."""

    steps: tuple[StepView, ...]


def decision_view(own: Mapping[str, Any]) -> DecisionView:
    """Return the five steps as the page shows them."""
    found = {key: own[key] for key in STEPS if isinstance(own.get(key), dict)}
    names = ("on", "until", "note", "file", "omitted")
    return DecisionView(
        tuple(
            StepView(label_of(DecisionKeys, key), *(str(step.get(name) or "") for name in names))
            for key, step in found.items()
        )
    )


COLUMN = ColumnType(
    key="decision",
    label="行政决策",
    part="support",
    order=1010,
    tag="信息公开目录",
    description="公开重大行政决策事项目录、公众参与、专家论证、风险评估、合法性审查和决策结果。",
    keywords=("重大决策", "决策目录", "公众参与", "专家论证"),
    own_keys=DecisionKeys,
    own_view=decision_view,
    template="decision.html",
    example="""\
---
标题: 《示例市公共图书馆布局专项规划》重大行政决策程序公开
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
主题分类: [综合政务, 政务公开]
公众参与: {日期: 2025-11-03, 至: 2025-12-05, 说明: 网站公开征求意见，收到意见31条，采纳22条。}
专家论证: {日期: 2025-12-18, 说明: 规划、图书馆学、财政领域专家5人论证，意见为可行。}
风险评估: {不适用: 不涉及社会稳定、公共安全等方面的不利影响。}
合法性审查: {日期: 2026-01-15, 说明: 政策法规机构出具合法性审查意见。}
集体讨论: {日期: 2026-02-11, 说明: 局长办公会议审议通过。}
# 决策文件: 决策形成的文件，写文号、索引号或者相对路径
内容概述: 公开公共图书馆布局专项规划的决策程序、意见采纳情况和决策结果。
---

《示例市公共图书馆布局专项规划》列入2026年度重大行政决策事项目录，由办公室承办。

## 未采纳意见的说明

未采纳的意见主要是建议增设市级分馆，因与现有馆舍服务半径重叠，暂不安排。

## 决策结果

规划于2026年2月11日经局长办公会议审议通过，印发后在“规划信息”栏目公布。
""",
)
