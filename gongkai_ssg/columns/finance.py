"""The column 财政资金: budgets, accounts, special funds.

It must not know any site, only its own words. The tables and their sums are in `finance_tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.finance_tables import FORMS
from gongkai_ssg.own_keys import Count, Day, Key, OwnKeys


class EmptyTable(OwnKeys):
    """Why a standard table is empty; it is published all the same."""

    table: Annotated[str, Key("表", ("表名", "表种"))]
    text: Annotated[str, Key("说明", ("原因",))]


class FinanceKeys(OwnKeys):
    """What a budget or an account says of itself."""

    kind: Annotated[
        Literal["部门预算", "部门决算", "三公经费", "项目绩效", "其他"] | None,
        Key("报表类别", meaning="决定应有哪些标准表"),
    ] = None
    year: Annotated[Count | None, Key("年度", ("预算年度", "决算年度"))] = None
    approved_on: Annotated[Day | None, Key("批复日期", meaning="批复后 20 日内公开")] = None
    empty: Annotated[
        tuple[EmptyTable, ...], Key("空表说明", meaning="每项写 {表, 说明}，说明为什么是空表")
    ] = ()


class FinanceView(msgspec.Struct, frozen=True):
    """What the page shows beside text and tables; `notes` by name of the table."""

    facts: tuple[tuple[str, str], ...]
    notes: Mapping[str, str]


def own_view(own: Mapping[str, Any]) -> FinanceView:
    """Return kind, year and day of approval, and why which table is empty."""
    year = f"{own['year']}年" if own.get("year") else ""
    facts = (
        ("报表类别", own.get("kind", "")), ("年度", year), ("批复日期", own.get("approved_on", "")),
    )  # fmt: skip
    notes = {each["table"]: each["text"] for each in own.get("empty", ())}
    return FinanceView(tuple((label, value) for label, value in facts if value), notes)


COLUMN = ColumnType(
    key="finance",
    label="财政资金",
    part="statutory",
    order=260,
    tag="信息公开目录",
    description="公开部门预算、决算和“三公”经费的报表与说明，以及专项资金的分配、使用和绩效情况。",
    keywords=("部门预算", "部门决算", "三公经费", "专项资金", "绩效"),
    basis="第二十条第（七）项",
    own_keys=FinanceKeys,
    own_view=own_view,
    forms=FORMS,
    template="finance.html",
    example="""\
---
标题: 示例市文化和旅游局2026年部门预算
公开属性: 主动公开
责任单位: 财务科
成文日期: 2026-02-12
发布日期: 2026-03-02
主题分类: [财政、金融、审计, 财政]
内容概述: 公开本机关2026年部门预算的收支总表、“三公”经费和有关情况说明。
年度: 2026
批复日期: 2026-02-12
# 全部九张表备齐后加一行“报表类别: 部门预算”，检查会核对有没有缺表；写法：
# 数据:
#   - {文件: 预算公开表.xlsx, 工作表: 收支总表, 表种: 部门收支总体情况表}
#   - {文件: 预算公开表.xlsx, 工作表: 政府性基金, 表种: 政府性基金预算支出情况表}
# 空表说明:
#   - {表: 政府性基金预算支出情况表, 说明: 没有政府性基金预算支出，本表为空。}
---

## 第一部分　部门概况

本机关主要负责全市文化和旅游工作，部门预算包括机关本级和3个所属单位。

## 第二部分　部门预算表

### 表1　部门收支总体情况表（单位：万元）

| 收入项目 | 预算数 | 支出项目 | 预算数 |
| --- | ---: | --- | ---: |
| 一般公共预算拨款 | 3200.00 | 文化旅游体育与传媒支出 | 2760.00 |
| 政府性基金预算拨款 | 0.00 | 社会保障和就业支出 | 440.00 |
| 收入总计 | 3200.00 | 支出总计 | 3200.00 |

### 表2　一般公共预算“三公”经费支出情况表（单位：万元）

| 项目 | 2026年预算 | 2025年预算 | 增减 |
| --- | ---: | ---: | ---: |
| 因公出国（境）费 | 0.00 | 0.00 | 0.00 |
| 公务用车购置费 | 0.00 | 0.00 | 0.00 |
| 公务用车运行费 | 12.00 | 13.00 | -1.00 |
| 公务接待费 | 3.00 | 3.50 | -0.50 |
| 合计 | 15.00 | 16.50 | -1.50 |

没有政府性基金预算支出，相应表格为空表。

## 第三部分　情况说明

收支比上年增加120万元，主要是公共图书馆延时开放经费增加。
“三公”经费比上年减少，原因是压减公务用车运行支出。
机关运行经费、政府采购和预算绩效情况在此逐项说明。

## 第四部分　名词解释

一般公共预算拨款：指财政部门当年拨付的一般公共预算资金。
""",
)
