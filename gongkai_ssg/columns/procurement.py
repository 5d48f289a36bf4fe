"""The column 政府采购: intentions, notices, results.

It must not know any site, only its own words.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Day, Key, OwnKeys
from gongkai_ssg.tables.fields import Cell, LongText, Money, Record, TableForm, Text, wrong
from gongkai_ssg.text import fold

_MONTH = re.compile(r"(20\d\d)(?:年|[-./])(0?[1-9]|1[0-2])月?")


def _month(written: str) -> str:
    # A month is all that is known; a day, as spreadsheets make of 2026-04, is cut off.
    text = re.sub(r"-01(?: 00:00(?::00)?)?$", "", fold(written)) if written.count("-") == 2 else fold(written)
    found = _MONTH.fullmatch("".join(text.split()))
    if found is None:
        raise wrong("不是年月", "写成 2026年4月。")
    return f"{found[1]}年{int(found[2])}月"


class Intention(Record):
    """One row of a list of what is going to be procured (财库〔2020〕10号)."""

    name: Annotated[Text, Cell(label="采购项目名称", aliases=("项目名称",), wide=True)]
    need: Annotated[LongText, Cell(label="采购需求概况", aliases=("采购需求概况（主要内容）",), wide=True)]
    budget: Annotated[
        Money, Field(gt=0), Cell(label="预算金额（万元）", aliases=("预算金额", "采购预算（万元）"))
    ]
    month: Annotated[
        Text,
        AfterValidator(_month),
        Cell(label="预计采购时间", aliases=("预计采购时间（填写到月）",), filter=True),
    ]
    note: Annotated[Text | None, Cell(label="备注")] = None


class ProcurementKeys(OwnKeys):
    """What a document on procurement may say beside the common keys."""

    earliest_on: Annotated[
        Day | None, Key("最早采购日期", meaning="本批最早开始的采购活动；意向一般提前 30 日公开")
    ] = None


INTENTIONS = TableForm(
    key="intentions",
    label="政府采购意向",
    record=Intention,
    caption="金额单位：万元",
    basis="财库〔2020〕10号",
)

COLUMN = ColumnType(
    key="procurement",
    label="政府采购",
    part="statutory",
    order=280,
    tag="信息公开目录",
    description="公开政府集中采购项目的目录、标准和实施情况，包括采购意向、采购公告、结果和合同。",
    keywords=("政府采购", "采购意向", "采购公告", "中标结果"),
    basis="第二十条第（九）项",
    own_keys=ProcurementKeys,
    forms=(INTENTIONS,),
    example="""\
---
标题: 示例市文化和旅游局2026年3月至6月政府采购意向
公开属性: 主动公开
责任单位: 财务科
成文日期: 2026-02-25
发布日期: 2026-03-02
主题分类: [财政、金融、审计, 财政]
内容概述: 公开本机关2026年3月至6月拟开展的政府采购项目、需求概况、预算和时间。
最早采购日期: 2026-04-10
# 项目多的，把表存成文件，放在本文件旁边：
# 数据: 采购意向.xlsx
---

为便于供应商及时了解采购信息，现将采购意向公开如下。

| 序号 | 采购项目名称 | 采购需求概况 | 预算金额（万元） | 预计采购时间 | 备注 |
| --- | --- | --- | ---: | --- | --- |
| 1 | 城市书房设备 | 自助借还机6台，含三年维护 | 48.00 | 2026年4月 | |
| 2 | 文化馆照明改造 | 更换节能灯具，含安装 | 36.50 | 2026年5月 | 面向中小企业 |

采购意向是初步安排，具体以采购公告和采购文件为准。
""",
)
