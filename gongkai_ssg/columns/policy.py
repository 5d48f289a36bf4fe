"""The column 政策文件: other policy documents.

It must not know any site, only its own words.
"""

from gongkai_ssg.column_type import ColumnType

COLUMN = ColumnType(
    key="policy",
    label="政策文件",
    part="statutory",
    order=203,
    tag="政策文件",
    description=(
        "公开本机关制发和转发的政策性文件，写明文号、成文日期、主题分类和有效性，便于查用。"
    ),
    keywords=("政策文件", "通知", "意见", "方案"),
    required=("formed_on", "document_number", "topic", "validity"),
    basis="第二十条第（一）项",
    template="policy.html",
    update_days=183,
    example="""\
---
标题: 示例市文化和旅游局关于做好公共图书馆延时开放工作的通知
公开属性: 主动公开
责任单位: 办公室
文号: 示文旅发〔2026〕5号
成文日期: 2026-02-25
发布日期: 2026-03-02
施行日期: 2026-03-15
# 失效日期: 有有效期的文件写明到期之日
有效性: 有效
主题分类: [文化、广电、新闻出版, 文化]
体裁: 通知
内容概述: 对全市公共图书馆延长开放时间、保障措施和信息报送提出要求。
---

各县（市、区）文化和旅游主管部门，市图书馆：

为更好满足群众阅读需求，现就做好公共图书馆延时开放工作通知如下。

一、延长开放时间。自2026年3月15日起，市、县公共图书馆每周五、周六开放至21时。

二、做好服务保障。合理安排值班人员，完善照明、消防和无障碍设施。

三、加强信息公开。各馆应当在门口、网站和公众号公布开放时间，临时闭馆须提前三日公告。

示例市文化和旅游局

2026年2月25日

（此件公开发布）
""",
)
