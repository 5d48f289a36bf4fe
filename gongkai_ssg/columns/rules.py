"""The column 规章: regulations in force.

It must not know any site, only its own words.
"""

from typing import Annotated, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Day, Key, OwnKeys


class HistoryStep(OwnKeys):
    """One step in the history of a regulation."""

    date: Annotated[Day, Key("日期")]
    action: Annotated[Literal["公布", "修订", "修正", "废止"], Key("动作")]
    number: Annotated[str, Key("文号")] = ""
    organ: Annotated[str, Key("机关", meaning="文号里没有写出机关时写")] = ""
    decision: Annotated[str, Key("决定", meaning="修改决定的名称，不写书名号")] = ""


class RulesKeys(OwnKeys):
    """What the 题注 of a regulation is made of (国办公开办函〔2021〕33号)."""

    history: Annotated[
        tuple[HistoryStep, ...],
        Key("历次", aliases=("沿革",), meaning="公布、修订、修正、废止，由它生成题注"),
    ] = ()


COLUMN = ColumnType(
    key="rules",
    label="规章",
    part="statutory",
    order=201,
    tag="政策文件",
    description="集中公开本机关执行的现行有效规章，载明标题、题注和正文，修改、废止的及时标注。",
    keywords=("规章", "政府令", "部门规章", "现行有效"),
    required=("formed_on", "document_number", "topic", "validity"),
    basis="第二十条第（一）项",
    own_keys=RulesKeys,
    template="regulation.html",
    text_download=True,
    example="""\
---
标题: 示例市非物质文化遗产保护办法
公开属性: 主动公开
责任单位: 办公室
文号: 示例市人民政府令第12号
成文日期: 2026-02-25
发布日期: 2026-03-02
施行日期: 2026-05-01
有效性: 有效
# 题注由“历次”和施行日期生成，正文里不再写；修改过的，接着写“动作: 修订”或者“修正”
历次:
  - {日期: 2026-02-25, 动作: 公布, 文号: 示例市人民政府令第12号}
主题分类: [文化、广电、新闻出版, 文化]
内容概述: 规定本市非物质文化遗产的调查、认定、传承、利用和保障措施。
---

## 第一章　总则

第一条　为了加强非物质文化遗产保护，传承优秀传统文化，根据有关法律、法规，
结合本市实际，制定本办法。

第二条　本市行政区域内非物质文化遗产的保护、传承和合理利用，适用本办法。

第三条　市文化主管部门负责本办法的组织实施，其他有关部门在各自职责范围内做好相关工作。

## 第二章　调查与认定

第四条　文化主管部门应当每五年组织一次非物质文化遗产调查，建立档案和数据库。

第五条　市级代表性项目名录每两年评审一次，拟列入项目应当公示，公示期不少于二十日。

## 第三章　附则

第六条　本办法自2026年5月1日起施行。
""",
)
