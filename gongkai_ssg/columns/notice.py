"""The column 通知公告: notices to the public.

It must not know any site, only its own words.
"""

from gongkai_ssg.column_type import ColumnType

COLUMN = ColumnType(
    key="notice",
    label="通知公告",
    part="support",
    order=1050,
    tag="工作动态",
    description="发布面向社会的通知、公告、公示和通告，写明事项、时间、办法、期限和联系方式。",
    keywords=("通知", "公告", "公示", "通告"),
    update_days=183,
    example="""\
---
标题: 关于清明节期间公共文化场馆开放时间的公告
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-27
发布日期: 2026-03-02
体裁: 公告
内容概述: 公布清明节假期市图书馆、文化馆、博物馆的开放时间和预约办法。
---

2026年4月4日至6日清明节放假期间，市级公共文化场馆照常开放，现公告如下。

| 场馆 | 开放时间 | 预约 |
| --- | --- | --- |
| 市图书馆 | 9:00—21:00 | 不需要 |
| 市文化馆 | 9:00—17:00 | 团体需要 |
| 市博物馆 | 9:00—17:00，16:00停止入馆 | 需要 |

咨询电话：0000-8860004。

示例市文化和旅游局

2026年2月27日
""",
)
