"""The column 其他法定信息: what the law wants published beside the rest.

It must not know any site, only its own words.
"""

from gongkai_ssg.column_type import ColumnType

COLUMN = ColumnType(
    key="other",
    label="其他法定信息",
    part="statutory",
    order=350,
    tag="信息公开目录",
    description="公开法律、法规、规章和国家有关规定要求主动公开、又不属于其他栏目的政府信息。",
    keywords=("其他信息", "法定公开", "专项报告"),
    basis="第二十条第（十五）项",
    example="""\
---
标题: 示例市文化和旅游局2025年法治政府建设年度报告
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
主题分类: [综合政务, 政务公开]
内容概述: 报告2025年推进法治政府建设的主要举措、成效、不足和下一年安排。
---

## 一、主要举措和成效

1. 完善制度。全年清理规范性文件12件，废止2件，修改1件。
2. 规范执法。落实行政执法公示、全过程记录和法制审核制度。
3. 普法宣传。开展进景区、进场馆普法活动18场。

## 二、存在的不足

基层执法力量不足，规范性文件评估不够及时。

## 三、下一年安排

加强业务培训，健全规范性文件后评估制度，提高依法行政能力。
""",
)
