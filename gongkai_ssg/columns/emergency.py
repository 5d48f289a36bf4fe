"""The column 应急管理: plans, warnings, responses.

It must not know any site, only its own words.
"""

from functools import partial
from typing import Annotated, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_facts import own_facts
from gongkai_ssg.own_keys import Day, Key, OwnKeys


class EmergencyKeys(OwnKeys):
    """What a document says of an emergency: a plan, a warning, what was done."""

    kind: Annotated[
        Literal["应急预案", "预警信息", "应对情况", "避险知识"] | None, Key("应急类别")
    ] = None
    plan_level: Annotated[
        Literal["总体预案", "专项预案", "部门预案", "单位预案"] | None, Key("预案级别")
    ] = None
    event: Annotated[
        Literal["自然灾害", "事故灾难", "公共卫生事件", "社会安全事件", "综合"] | None,
        Key("事件类型"),
    ] = None
    warning_level: Annotated[Literal["红色", "橙色", "黄色", "蓝色"] | None, Key("预警级别")] = None
    response_level: Annotated[Literal["Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"] | None, Key("响应级别")] = None
    area: Annotated[str | None, Key("影响范围")] = None
    lifted_on: Annotated[Day | None, Key("解除日期")] = None
    hotline: Annotated[str | None, Key("值班电话", aliases=("应急电话",))] = None


COLUMN = ColumnType(
    key="emergency",
    label="应急管理",
    part="statutory",
    order=310,
    tag="信息公开目录",
    description="公开突发公共事件的应急预案、预警信息、应对措施和处置结果，以及防灾避险知识。",
    keywords=("应急预案", "预警信息", "应急处置", "突发事件"),
    basis="第二十条第（十二）项",
    own_keys=EmergencyKeys,
    own_view=partial(own_facts, EmergencyKeys),
    template="own_facts.html",
    example="""\
---
标题: 示例市公共文化场馆突发事件应急预案
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
主题分类: [综合政务, 应急管理]
应急类别: 应急预案
预案级别: 部门预案
事件类型: 综合
值班电话: 0000-8860010
内容概述: 规定公共文化场馆火灾、拥挤、极端天气等突发事件的组织、响应和处置办法。
---

## 一、适用范围

适用于全市公共图书馆、文化馆、博物馆发生的突发事件。

## 二、组织体系

设应急指挥部，办公室承担日常工作，值班电话：0000-8860010（24小时）。

## 三、预警和响应

| 级别 | 情形 | 响应措施 |
| --- | --- | --- |
| 一级 | 有人员伤亡或者可能造成重大影响 | 立即疏散、闭馆，报告市政府 |
| 二级 | 场馆设施严重损坏 | 停止开放，组织抢修 |
| 三级 | 局部秩序混乱 | 限流引导，加强值守 |

## 四、信息发布

由指挥部统一发布权威信息，及时回应公众关切。

## 五、演练和修订

每年至少演练一次，每三年评估修订一次。
""",
)
