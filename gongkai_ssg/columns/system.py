"""The column 政府信息公开制度: the rules for disclosure itself.

It must not know any site, only its own words.
"""

from functools import partial
from typing import Annotated, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_facts import own_facts
from gongkai_ssg.own_keys import Key, OwnKeys


class SystemKeys(OwnKeys):
    """What kind of rule a document of this column is, and who made it."""

    kind: Annotated[
        Literal["法律", "行政法规", "规章", "国家文件", "地方文件", "本机关制度"] | None,
        Key("制度类别"),
    ] = None
    made_by: Annotated[str | None, Key("制定机关")] = None


COLUMN = ColumnType(
    key="system",
    label="政府信息公开制度",
    part="system",
    order=20,
    tag="信息公开目录",
    description="集中展示与政府信息公开有关的法律、行政法规、规章和本机关公开工作的各项制度。",
    keywords=("公开制度", "公开条例", "公开审查", "工作制度"),
    own_keys=SystemKeys,
    own_view=partial(own_facts, SystemKeys),
    template="own_facts.html",
    example="""\
---
标题: 示例市文化和旅游局政府信息公开审查制度
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
内容概述: 规定政府信息公开前审查的责任分工、程序和记录要求。
主题分类: [综合政务, 政务公开]
制度类别: 本机关制度
制定机关: 示例市文化和旅游局
---

## 一、适用范围

本机关制作或者最初获取的政府信息在公开之前，应当依照本制度审查。

## 二、责任分工

1. 承办科室拟制文件时提出公开属性；拟不予公开的，写明理由。
2. 办公室负责公开属性审核和保密审查。
3. 分管负责人审定后方可发布。

## 三、审查程序

提出、审核、保密审查、审定、发布、归档，每个环节都要记明经办人和日期。
不能确定是否可以公开的，报有关主管部门或者保密行政管理部门确定。

## 四、定期复审

对依申请公开和不予公开的信息每年评估审查一次，情况变化后可以公开的，及时转为主动公开。
""",
)
