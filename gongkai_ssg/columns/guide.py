"""The column 政府信息公开指南: what is here and how to get it.

It must not know any site, only its own words.
"""

from functools import partial
from typing import Annotated

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_facts import own_facts
from gongkai_ssg.own_keys import Key, OwnKeys


class GuideKeys(OwnKeys):
    """What a guide must hold: 《政府信息公开条例》（国令第711号）第十二条.

    All optional here: a guide may consist of several documents, and rule GK040 judges them.
    """

    categories: Annotated[str | None, Key("分类", aliases=("信息分类",))] = None
    arrangement: Annotated[str | None, Key("编排体系")] = None
    ways: Annotated[str | None, Key("获取方式")] = None
    office: Annotated[str | None, Key("公开工作机构名称", aliases=("公开工作机构", "机构名称"))] = (
        None
    )
    address: Annotated[str | None, Key("办公地址")] = None
    hours: Annotated[str | None, Key("办公时间")] = None
    telephone: Annotated[str | None, Key("联系电话")] = None
    fax: Annotated[str | None, Key("传真号码", aliases=("传真",))] = None
    online: Annotated[str | None, Key("互联网联系方式", aliases=("电子邮箱",))] = None


COLUMN = ColumnType(
    key="guide",
    label="政府信息公开指南",
    part="guide",
    order=10,
    tag="信息公开指南",
    description=(
        "告诉公众本机关有哪些政府信息、怎样分类编排、怎样获取，以及公开工作机构的联系方式。"
    ),
    keywords=("公开指南", "信息分类", "获取方式", "公开工作机构", "联系方式"),
    own_keys=GuideKeys,
    own_view=partial(own_facts, GuideKeys),
    template="guide.html",
    example="""\
---
标题: 示例市文化和旅游局政府信息公开指南
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
内容概述: 说明本机关政府信息的分类、编排体系、获取方式和公开工作机构的联系方式。
关键词: [公开指南, 获取方式]
分类: 按公开属性分为主动公开、依申请公开、不予公开；主动公开的信息再按栏目分类。
编排体系: 由索引号、名称、内容概述、生成日期等要素组成目录，按栏目、年度和责任单位编排。
获取方式: 网上查阅、现场查阅；没有主动公开的，可以申请公开。
公开工作机构名称: 示例市文化和旅游局办公室
办公地址: 示例市文化路1号行政中心3楼302室
办公时间: 工作日 9:00—12:00，13:30—17:00
联系电话: 0000-8860001
传真号码: 0000-8860002
互联网联系方式: xxgk@example.gov.cn
---

为方便公民、法人和其他组织获取本机关政府信息，编制本指南。内容变化时及时更新。

## 一、信息分类

本机关政府信息按公开属性分为主动公开、依申请公开和不予公开三类。
主动公开的信息再按栏目分为机构职能、政策文件、规划信息、行政许可、行政执法、财政资金等类。

## 二、编排体系

每条信息由索引号、名称、内容概述、生成日期等要素组成目录，按栏目、年度和责任单位编排。
索引号由单位代码、年份和流水号组成，一经确定不再变动。

## 三、获取方式

1. 网上查阅：在本站“政府信息公开”栏目按栏目、单位、年度和主题检索、查阅和下载。
2. 现场查阅：市档案馆、市图书馆政府信息查阅点，工作日开放。
3. 申请获取：本站没有主动公开的信息，可以按“依申请公开”栏目的说明提出申请。

## 四、监督和救济

认为本机关没有依法履行政府信息公开义务的，可以向市政府信息公开工作主管部门投诉、举报，
也可以依法申请行政复议或者提起行政诉讼。
""",
)
