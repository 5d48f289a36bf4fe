"""The standard tables of budgets and final accounts, and the sums that must hold in them.

Amounts are in 万元 with two places; sums hold to the cent. It must not know documents or pages.
Names of the tables: 财政部门预算、部门决算公开样式; items of 三公经费: 财预〔2016〕143号.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator

from gongkai_ssg.finance_sums import (
    across,
    agree,
    balance,
    codes_add_up,
    difference,
    grade,
    is_total,
    rate,
    three_items,
)
from gongkai_ssg.tables.fields import Cell, Record, TableForm, Text, wrong
from gongkai_ssg.tables.kinds import Money

_BASIS = "《预算法》第十四条；《预算法实施条例》第六条"
_UNIT = "金额单位：万元"


def _yuan(label: str, *aliases: str) -> Cell:
    """Return a cell of an amount, whose header may also name the unit."""
    words = (label, *aliases)
    more = [f"{word}（{unit}）" for word in words for unit in ("万元", "单位：万元")]
    return Cell(label=label, aliases=(*aliases, *more))


def _code(text: str) -> str:
    bare = "".join(text.split())
    if is_total(bare) or (bare.isascii() and bare.isdigit() and len(bare) in (3, 5, 7)):
        return bare
    raise wrong("不是科目编码", "类、款、项分别是 3、5、7 位数字；合计行写“合计”。")


Amount = Money | None
_CODE = Cell(label="科目编码", aliases=("功能分类科目编码", "支出功能分类科目编码", "经济分类科目编码"))
_NAME = Cell(label="科目名称", aliases=("功能分类科目名称", "经济分类科目名称"))
Code = Annotated[Text, AfterValidator(_code)]


class _Named(Record):
    """A row that goes by its subject 科目."""

    code: Annotated[Code | None, _CODE] = None
    name: Annotated[Text | None, _NAME] = None

    def title(self) -> str:
        """Return the name of the subject, 合计 for the row of the sum."""
        return self.name or self.code or ""


# --- totals: income and expenditure side by side -----------------------------------------


class _Balance(Record):
    income: Annotated[Text | None, Cell(label="收入·项目", aliases=("收入·收入项目",))] = None
    income_before: Annotated[Amount, _yuan("收入·上年预算数")] = None
    income_now: Annotated[Amount, _yuan("收入·预算数")] = None
    expense: Annotated[
        Text | None, Cell(label="支出·项目", aliases=("支出·项目（按功能分类）", "支出·支出项目"))
    ] = None
    expense_before: Annotated[Amount, _yuan("支出·上年预算数")] = None
    expense_now: Annotated[Amount, _yuan("支出·预算数")] = None


class BudgetBalance(_Balance):
    """A row of 部门收支总体情况表."""


class AccountsBalance(_Balance):
    """A row of 收入支出决算总表."""

    income_before: Annotated[Amount, _yuan("收入·上年决算数")] = None
    income_now: Annotated[Amount, _yuan("收入·决算数", "收入·金额")] = None
    expense_before: Annotated[Amount, _yuan("支出·上年决算数")] = None
    expense_now: Annotated[Amount, _yuan("支出·决算数", "支出·金额")] = None


class Appropriation(Record):
    """A row of the total of what the treasury appropriates, by kind of budget."""

    income: Annotated[Text | None, Cell(label="收入·项目")] = None
    income_now: Annotated[Amount, _yuan("收入·金额", "收入·预算数", "收入·决算数")] = None
    expense: Annotated[
        Text | None, Cell(label="支出·项目", aliases=("支出·项目（按功能分类）",))
    ] = None
    expense_now: Annotated[Amount, _yuan("支出·合计", "支出·小计")] = None
    general: Annotated[Amount, _yuan("支出·一般公共预算财政拨款", "支出·一般公共预算")] = None
    fund: Annotated[Amount, _yuan("支出·政府性基金预算财政拨款", "支出·政府性基金预算")] = None
    state: Annotated[
        Amount, _yuan("支出·国有资本经营预算财政拨款", "支出·国有资本经营预算")
    ] = None


_PARTS = ("general", "fund", "state")


# --- by subject ----------------------------------------------------------------------------


class BudgetIncome(_Named):
    """A row of 部门收入总体情况表."""

    total: Annotated[Amount, _yuan("合计")] = None
    general: Annotated[Amount, _yuan("一般公共预算拨款", "一般公共预算拨款收入")] = None
    fund: Annotated[Amount, _yuan("政府性基金预算拨款", "政府性基金预算拨款收入")] = None
    state: Annotated[Amount, _yuan("国有资本经营预算拨款", "国有资本经营预算拨款收入")] = None
    special: Annotated[Amount, _yuan("财政专户管理资金", "财政专户管理资金收入")] = None
    business: Annotated[Amount, _yuan("事业收入")] = None
    other: Annotated[Amount, _yuan("其他收入")] = None
    carried: Annotated[Amount, _yuan("上年结转", "上年结转结余", "使用以前年度结转")] = None


class AccountsIncome(_Named):
    """A row of 收入决算表."""

    total: Annotated[Amount, _yuan("本年收入合计", "合计")] = None
    appropriated: Annotated[Amount, _yuan("财政拨款收入")] = None
    superior: Annotated[Amount, _yuan("上级补助收入")] = None
    business: Annotated[Amount, _yuan("事业收入")] = None
    trading: Annotated[Amount, _yuan("经营收入")] = None
    inferior: Annotated[Amount, _yuan("附属单位上缴收入")] = None
    other: Annotated[Amount, _yuan("其他收入")] = None


class Expenditure(_Named):
    """A row of a table of expenditure: what is basic and what are projects."""

    total: Annotated[Amount, _yuan("合计", "本年支出合计", "本年支出·小计", "小计")] = None
    basic: Annotated[Amount, _yuan("基本支出")] = None
    project: Annotated[Amount, _yuan("项目支出")] = None


class WholeExpenditure(Expenditure):
    """A row of the table of all expenditure."""

    superior: Annotated[Amount, _yuan("上缴上级支出")] = None
    trading: Annotated[Amount, _yuan("经营支出", "事业单位经营支出")] = None
    inferior: Annotated[Amount, _yuan("对附属单位补助支出")] = None


class BudgetGeneral(_Named):
    """A row of 一般公共预算支出情况表, beside the year before."""

    before: Annotated[Amount, _yuan("上年预算数")] = None
    total: Annotated[Amount, _yuan("本年预算数·小计", "本年预算数·合计", "合计")] = None
    basic: Annotated[Amount, _yuan("本年预算数·基本支出", "基本支出")] = None
    project: Annotated[Amount, _yuan("本年预算数·项目支出", "项目支出")] = None
    change: Annotated[Amount, _yuan("增减", "增减额")] = None


class Basic(_Named):
    """A row of a table of basic expenditure by economic subject."""

    total: Annotated[Amount, _yuan("合计", "小计")] = None
    staff: Annotated[Amount, _yuan("人员经费")] = None
    running: Annotated[Amount, _yuan("公用经费")] = None


class AccountsFund(_Named):
    """A row of 政府性基金预算财政拨款收入支出决算表."""

    opening: Annotated[Amount, _yuan("年初结转和结余")] = None
    income: Annotated[Amount, _yuan("本年收入")] = None
    total: Annotated[Amount, _yuan("本年支出·小计", "本年支出")] = None
    basic: Annotated[Amount, _yuan("本年支出·基本支出", "基本支出")] = None
    project: Annotated[Amount, _yuan("本年支出·项目支出", "项目支出")] = None
    closing: Annotated[Amount, _yuan("年末结转和结余")] = None


# --- 三公经费 and projects -----------------------------------------------------------------


class _Three(Record):
    item: Annotated[Text, Cell(label="项目", aliases=("经费项目",))]

    def title(self) -> str:
        """Return the name of the item."""
        return self.item


class BudgetThree(_Three):
    """A row of 一般公共预算“三公”经费支出情况表."""

    before: Annotated[Amount, _yuan("上年预算数")] = None
    now: Annotated[Money, _yuan("本年预算数", "预算数")]
    change: Annotated[Amount, _yuan("增减", "增减额")] = None


class AccountsThree(_Three):
    """A row of 财政拨款“三公”经费支出决算表."""

    budget: Annotated[Money, _yuan("预算数")]
    now: Annotated[Money, _yuan("决算数")]
    before: Annotated[Amount, _yuan("上年决算数")] = None
    change: Annotated[Amount, _yuan("增减", "增减额")] = None


class ThreeYears(_Three):
    """A row of a table of its own on 三公经费, with the reason of each change."""

    before: Annotated[Money, _yuan("上年数", "上年决算数", "上年预算数")]
    now: Annotated[Money, _yuan("本年数", "本年决算数", "本年预算数")]
    change: Annotated[Money, _yuan("增减", "增减额")]
    reason: Annotated[Text | None, Cell(label="增减原因", aliases=("增减变化说明",), wide=True)] = None


class Project(Record):
    """A row of 项目支出绩效自评表."""

    name: Annotated[Text, Cell(label="项目名称", wide=True)]
    budget: Annotated[Money, _yuan("全年预算数", "全年预算")]
    spent: Annotated[Money, _yuan("全年执行数", "执行数")]
    rate: Annotated[Amount, Cell(label="执行率（%）", aliases=("执行率", "预算执行率（%）"))] = None
    score: Annotated[Amount, Cell(label="得分", aliases=("自评得分",))] = None
    grade: Annotated[
        Literal["优", "良", "中", "差"] | None, Cell(label="等次", aliases=("评价等次",), filter=True)
    ] = None
    note: Annotated[
        Text | None, Cell(label="未完成原因和改进措施", aliases=("备注", "未完成原因"), wide=True)
    ] = None


# --- the forms -----------------------------------------------------------------------------


def _form(
    key: str, label: str, record: type[Record], *checks: object, basis: str = _BASIS
) -> TableForm:
    return TableForm(
        key=key, label=label, record=record, checks=checks, totals=True,  # type: ignore[arg-type]
        caption=_UNIT, basis=basis,
    )  # fmt: skip


def _spending(key: str, label: str, record: type[Record] = Expenditure) -> TableForm:
    parts = tuple(name for name in record.model_fields if name not in ("code", "name", "total"))
    return _form(
        key, label, record, across("total", *parts), codes_add_up("total", *parts, depth=7)
    )


_BALANCED = (
    balance("income", "income_before"), balance("income", "income_now"),
    balance("expense", "expense_before"), balance("expense", "expense_now"),
    agree("income", "income_before", "expense", "expense_before"),
    agree("income", "income_now", "expense", "expense_now"),
)  # fmt: skip
_APPROPRIATED = (
    across("expense_now", *_PARTS),
    balance("income", "income_now"),
    *(balance("expense", part) for part in ("expense_now", *_PARTS)),
    agree("income", "income_now", "expense", "expense_now"),
)
_INCOME = tuple(name for name in BudgetIncome.model_fields if name not in ("code", "name", "total"))
_EARNED = tuple(name for name in AccountsIncome.model_fields if name not in ("code", "name", "total"))
_BY_ECONOMY = (
    across("total", "staff", "running"), codes_add_up("total", "staff", "running", depth=5),
)  # fmt: skip

#: 部门预算: nine tables.
BUDGET: tuple[TableForm, ...] = (
    _form("budget-total", "部门收支总体情况表", BudgetBalance, *_BALANCED),
    _form(
        "budget-income", "部门收入总体情况表", BudgetIncome,
        across("total", *_INCOME), codes_add_up("total", *_INCOME),
    ),
    _spending("budget-expenditure", "部门支出总体情况表", WholeExpenditure),
    _form("budget-appropriation", "财政拨款收支总体情况表", Appropriation, *_APPROPRIATED),
    _form(
        "budget-general", "一般公共预算支出情况表", BudgetGeneral,
        across("total", "basic", "project"), difference("change", "total", "before"),
        codes_add_up("before", "total", "basic", "project", "change", depth=7),
    ),
    _form("budget-basic", "一般公共预算基本支出情况表", Basic, *_BY_ECONOMY),
    _form(
        "budget-three", "一般公共预算“三公”经费支出情况表", BudgetThree,
        difference("change", "now", "before"), three_items("before", "now", "change"),
    ),
    _spending("budget-fund", "政府性基金预算支出情况表"),
    _spending("budget-state", "国有资本经营预算支出情况表"),
)  # fmt: skip

#: 部门决算: nine tables.
ACCOUNTS: tuple[TableForm, ...] = (
    _form("accounts-total", "收入支出决算总表", AccountsBalance, *_BALANCED),
    _form(
        "accounts-income", "收入决算表", AccountsIncome,
        across("total", *_EARNED), codes_add_up("total", *_EARNED),
    ),
    _spending("accounts-expenditure", "支出决算表", WholeExpenditure),
    _form("accounts-appropriation", "财政拨款收入支出决算总表", Appropriation, *_APPROPRIATED),
    _spending("accounts-general", "一般公共预算财政拨款支出决算表"),
    _form("accounts-basic", "一般公共预算财政拨款基本支出决算表", Basic, *_BY_ECONOMY),
    _form(
        "accounts-fund", "政府性基金预算财政拨款收入支出决算表", AccountsFund,
        across("total", "basic", "project"),
        difference("closing", "opening", "income", "total", signs=(1, 1, -1)),
        codes_add_up("opening", "income", "total", "basic", "project", "closing", depth=7),
    ),
    _spending("accounts-state", "国有资本经营预算财政拨款支出决算表"),
    _form(
        "accounts-three", "财政拨款“三公”经费支出决算表", AccountsThree,
        difference("change", "now", "before"),
        three_items("budget", "now", "before", "change"),
    ),
)  # fmt: skip

#: Tables that stand in documents of their own.
OTHERS: tuple[TableForm, ...] = (
    _form(
        "three-years", "“三公”经费支出情况表", ThreeYears,
        difference("change", "now", "before"), three_items("before", "now", "change"),
    ),
    _form(
        "performance", "项目支出绩效自评表", Project, rate, grade,
        basis="《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    ),
)  # fmt: skip

#: Which tables a document of each 报表类别 must carry.
STANDARD: Mapping[str, tuple[TableForm, ...]] = {
    "部门预算": BUDGET, "部门决算": ACCOUNTS, "三公经费": OTHERS[:1], "项目绩效": OTHERS[1:],
}  # fmt: skip

FORMS: tuple[TableForm, ...] = (*BUDGET, *ACCOUNTS, *OTHERS)

__all__ = ["ACCOUNTS", "BUDGET", "FORMS", "OTHERS", "STANDARD"]
