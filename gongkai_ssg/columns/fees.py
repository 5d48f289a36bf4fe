"""The column 收费项目: fees, their ground and rate.

It must not know any site, only its own words.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.tables.fields import Cell, LongText, Record, TableForm, Text, wrong


def _treasury(text: str) -> str:
    if not text.startswith("缴入"):
        raise wrong("不是资金管理方式", "写“缴入中央国库”“缴入地方国库”“缴入财政专户”等。")
    return text


class Fee(Record):
    """One row of the list of 行政事业性收费."""

    unit: Annotated[Text, Cell(label="部门", aliases=("执收部门", "执收单位"), filter=True)]
    name: Annotated[Text, Cell(label="项目名称", aliases=("收费项目名称", "收费项目"), unique=True)]
    treasury: Annotated[Text, AfterValidator(_treasury), Cell(label="资金管理方式", filter=True)]
    ground: Annotated[LongText, Cell(label="政策依据", aliases=("收费依据", "文件依据"), wide=True)]
    level: Annotated[
        Literal["国家级", "省级"] | None, Cell(label="设立级次", aliases=("收费级次",), filter=True)
    ] = None
    rate: Annotated[LongText | None, Cell(label="收费标准", wide=True)] = None
    relief: Annotated[LongText | None, Cell(label="减免规定", aliases=("减免政策",), wide=True)] = None


FEES = TableForm(
    key="fees",
    label="行政事业性收费目录清单",
    record=Fee,
    basis="《优化营商环境条例》（国令第722号）第二十五条",
)

COLUMN = ColumnType(
    key="fees",
    label="收费项目",
    part="statutory",
    order=270,
    tag="信息公开目录",
    description="公开行政事业性收费项目及其依据、标准、收取单位和减免规定，实行目录清单管理。",
    keywords=("行政事业性收费", "收费标准", "收费依据", "收费目录"),
    basis="第二十条第（八）项",
    forms=(FEES,),
    example="""\
---
标题: 示例市文化和旅游局行政事业性收费目录清单（2026年）
公开属性: 主动公开
责任单位: 财务科
成文日期: 2026-02-25
发布日期: 2026-03-02
主题分类: [国民经济管理、国有资产监管, 物价]
内容概述: 列明本机关2026年行政事业性收费的项目、标准、依据和资金管理方式。
# 项目多的，把表存成文件，放在本文件旁边：
# 数据: 收费目录清单.xlsx
---

清单之外不收费。价格举报电话：0000-8860009。

| 序号 | 项目名称 | 收费标准 | 政策依据 | 资金管理方式 |
| --- | --- | --- | --- | --- |
| 1 | 导游资格考试费 | 每人每科50元（示例） | 写明批准文件的名称和文号 | 缴入国库 |

减免规定：符合规定条件的困难人员凭有效证明免收考试费。
""",
)
