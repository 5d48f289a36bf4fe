"""The column 政府信息公开年报: the yearly report on disclosure.

It must not know any site, only its own words.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from gongkai_ssg.annual.grids import Grid, annual_exports, annual_grids
from gongkai_ssg.annual.tables import read_annual_data
from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Count, Key, OwnKeys


class ReportKeys(OwnKeys):
    """The year that a report is on, and whose report it is: that decides when it is due."""

    year: Annotated[Count | None, Key("年度")] = None
    subject: Annotated[
        Literal["部门", "政府"] | None,
        Key("报告主体", meaning="部门 1 月 31 日前公布，政府 3 月 31 日前公布"),
    ] = None


def _figures(own: Mapping[str, Any]) -> Mapping[str, Any]:
    figures = own.get("figures", {})
    return figures if isinstance(figures, Mapping) else {}


def _view(own: Mapping[str, Any]) -> tuple[Grid, ...]:
    """Return the three tables as the page shows them; () for a report without a data file."""
    return annual_grids(_figures(own))


def _downloads(own: Mapping[str, Any]) -> tuple[Any, ...]:
    return annual_exports(_figures(own))


COLUMN = ColumnType(
    key="annual-report",
    label="政府信息公开年报",
    part="annual-report",
    order=900,
    tag="信息公开年报",
    description="按年度公开政府信息公开工作报告，包括主动公开、依申请公开、复议诉讼和改进情况。",
    keywords=("公开年报", "工作报告", "主动公开情况", "申请办理情况"),
    own_keys=ReportKeys,
    own_view=_view,
    read_data=read_annual_data,
    data_rule="GK025",
    own_tables=_downloads,
    template="annual_report.html",
    example="""\
---
标题: 示例市文化和旅游局2025年政府信息公开工作年度报告
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-01-26
发布日期: 2026-01-29
主题分类: [综合政务, 政务公开]
年度: 2025
报告主体: 部门
# 三张表可以写进一个数据文件（表一、表二、表三三个工作表的 xlsx，或 yaml），放在本文旁边，再加一行：
# 数据: 年报2025.xlsx
内容概述: 报告2025年主动公开、依申请公开、复议诉讼情况和存在的问题、改进措施。
---

本报告数据的统计期限自2025年1月1日起至2025年12月31日止。

## 一、总体情况

全年主动公开政府信息286条。在主动公开、依申请公开、信息管理、平台建设和监督保障方面
都按要求完成年度任务。

## 二、主动公开政府信息情况

| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
| --- | ---: | ---: | ---: |
| 规章 | 0 | 0 | 1 |
| 行政规范性文件 | 2 | 1 | 11 |

| 信息内容 | 本年处理决定数量 |
| --- | ---: |
| 行政许可 | 143 |
| 行政处罚 | 9 |
| 行政强制 | 0 |

| 信息内容 | 本年收费金额（单位：万元） |
| --- | ---: |
| 行政事业性收费 | 0.00 |

## 三、收到和处理政府信息公开申请情况

| 办理情况 | 自然人 | 法人或其他组织 | 总计 |
| --- | ---: | ---: | ---: |
| 一、本年新收政府信息公开申请数量 | 6 | 1 | 7 |
| 二、上年结转政府信息公开申请数量 | 0 | 0 | 0 |
| 三、本年度办理结果：（一）予以公开 | 5 | 1 | 6 |
| 三、本年度办理结果：（二）部分公开 | 1 | 0 | 1 |
| 三、本年度办理结果：（七）总计 | 6 | 1 | 7 |
| 四、结转下年度继续办理 | 0 | 0 | 0 |

## 四、政府信息公开行政复议、行政诉讼情况

全年没有因政府信息公开引起的行政复议和行政诉讼。

## 五、存在的主要问题及改进情况

政策解读形式单一。已增加图解和问答，下一步邀请公众参与解读选题。

## 六、其他需要报告的事项

全年没有收取政府信息公开信息处理费。
""",
)
