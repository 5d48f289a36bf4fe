"""The column 工作动态: what the agency is doing.

It must not know any site, only its own words.
"""

from gongkai_ssg.column_type import ColumnType

COLUMN = ColumnType(
    key="news",
    label="工作动态",
    part="support",
    order=1060,
    tag="工作动态",
    description="发布本机关重要会议、活动和业务工作的进展情况，及时反映职责履行和政策落实。",
    keywords=("工作动态", "要闻", "会议", "活动"),
    update_days=14,
    example="""\
---
标题: 全市文化和旅游工作会议召开
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-03-01
发布日期: 2026-03-02
内容概述: 会议总结2025年工作，部署2026年公共文化服务、文物保护和旅游发展任务。
---

2月28日，全市文化和旅游工作会议召开。会议总结2025年工作，部署2026年重点任务。

会议指出，2025年全市公共文化服务网络进一步完善，旅游市场平稳有序。

会议要求，2026年要抓好公共图书馆延时开放、文物安全和乡村旅游提质三项工作，
每月公布进展，接受社会监督。
""",
)
