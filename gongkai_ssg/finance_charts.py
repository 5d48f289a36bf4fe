"""A page of a standard financial table -> its charts. It must not know templates or documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import msgspec

from gongkai_ssg.charts import Chart, Series, change, figure
from gongkai_ssg.document_pages import TableView
from gongkai_ssg.finance_sums import bare_item, is_total

if TYPE_CHECKING:
    from markupsafe import Markup

_UNIT = "万元"
_MOST = 12  # bar groups of one chart; the rest becomes one


class _Plan(msgspec.Struct, frozen=True):
    """One chart of a table: which cell names the bars and which cells they measure.

    Of several measured cells those without a single amount are left out; what is left as the
    only one is drawn as shares. The first of `year_on_year` is the year before.
    """

    title: str
    item: str
    measures: tuple[str, ...]
    year_on_year: bool = False


_BOTH_SIDES = (
    _Plan("收入", "income", ("income_before", "income_now"), True),
    _Plan("支出", "expense", ("expense_before", "expense_now"), True),
)
_KINDS = (_Plan("基本支出和项目支出", "name", ("basic", "project")),)

#: By key of the form; a table that is not named here has no chart.
CHARTS: Mapping[str, tuple[_Plan, ...]] = {
    "budget-total": _BOTH_SIDES,
    "accounts-total": _BOTH_SIDES,
    "budget-general": (_Plan("按功能分类", "name", ("before", "total"), True),),
    "accounts-general": _KINDS,
    "budget-basic": (_Plan("基本支出构成", "name", ("total",)),),
    "accounts-basic": (_Plan("基本支出构成", "name", ("total",)),),
    "budget-three": (_Plan("本年与上年", "item", ("before", "now"), True),),
    "accounts-three": (
        _Plan("预算与决算", "item", ("budget", "now")),
        _Plan("本年与上年", "item", ("before", "now"), True),
    ),
    "three-years": (_Plan("本年与上年", "item", ("before", "now"), True),),
    "performance": (_Plan("预算与执行", "name", ("budget", "spent")),),
}


def chart_of(table: TableView) -> Markup:
    """Return the charts of a table as HTML; empty where the table has none or no amounts."""
    from markupsafe import Markup

    plans = CHARTS.get(table.form, ())
    made = (_chart(table, plan, number) for number, plan in enumerate(plans, 1))
    return Markup("".join(each for each in made if each))


def _chart(table: TableView, plan: _Plan, number: int) -> str:
    places = {field.key: at for at, field in enumerate(table.fields)}
    labels = {field.key: field.label.rpartition("·")[2] for field in table.fields}
    rows = [row.cells for row in table.rows]
    measures = [
        name for name in plan.measures
        if name in places and any(_amount(row[places[name]]) for row in rows)
    ]  # fmt: skip
    if not measures or plan.item not in places:
        return ""
    if plan.year_on_year and measures == [plan.measures[0]]:
        return ""  # nothing but the year before
    chosen = _choose(rows, places, plan)
    bars = [
        (row[places[plan.item]], [_amount(row[places[name]]) for name in measures])
        for row in chosen
    ]
    bars = _cut([(_plain(item), amounts) for item, amounts in bars if any(amounts)])
    if not bars:
        return ""
    kind = "grouped" if len(measures) > 1 else "share"
    chart = Chart(
        id=f"chart-{table.key}-{number}",
        title=f"{table.label}：{plan.title}",
        unit=_UNIT,
        items=tuple(item for item, _ in bars),
        series=tuple(
            Series(labels[name], tuple(amounts[at] for _, amounts in bars))
            for at, name in enumerate(measures)
        ),
        kind=kind,  # type: ignore[arg-type]
        item_label=labels[plan.item],
    )
    return figure(chart, _note(rows, places, plan, measures))


def _choose(
    rows: Sequence[Sequence[str]], places: Mapping[str, int], plan: _Plan
) -> list[Sequence[str]]:
    """Return the rows that together are the whole: no sums, and of codes the topmost level."""
    written = [row for row in rows if row[places[plan.item]]]
    if "code" in places:
        codes = {row[places["code"]] for row in written}
        at = places["code"]
        return [
            row for row in written
            if not is_total(row[places[plan.item]]) and not is_total(row[at] or "-")
            and not any(row[at][:end] in codes for end in range(3, len(row[at])))
        ]  # fmt: skip
    found = []
    groups = {_plain(row[places[plan.item]]) for row in written}
    split = any("购置及运行" in each for each in groups)
    for row in written:
        item = row[places[plan.item]]
        name = bare_item(item)
        if name.endswith(("合计", "总计", "小计")):
            continue
        if split and name in ("公务用车购置费", "公务用车运行费", "公务用车运行维护费"):
            continue
        if item.lstrip().startswith("其中"):
            continue
        found.append(row)
    return found


def _note(
    rows: Sequence[Sequence[str]], places: Mapping[str, int], plan: _Plan, measures: list[str]
) -> str:
    """Return what the row of the whole says of this year and the year before."""
    item = places[plan.item]
    wholes = [row for row in rows if bare_item(row[item]).endswith(("总计", "合计"))]
    if not wholes:
        return ""
    whole = wholes[-1]
    now = _amount(whole[places[measures[-1]]])
    words = f"{bare_item(whole[item])} {now:.2f} 万元"
    if plan.year_on_year and len(measures) == 2:
        words += f"，{change(_amount(whole[places[measures[0]]]), now)}"
    return words + "。"


def _cut(bars: list[tuple[str, list[Decimal]]]) -> list[tuple[str, list[Decimal]]]:
    if len(bars) <= _MOST:
        return bars
    rest = [amounts for _, amounts in bars[_MOST - 1 :]]
    return [
        *bars[: _MOST - 1],
        (f"其余 {len(rest)} 项", [sum(column, Decimal(0)) for column in zip(*rest, strict=True)]),
    ]


def _plain(item: str) -> str:
    return bare_item(item) or item


def _amount(cell: str) -> Decimal:
    try:
        return Decimal(cell or "0")
    except InvalidOperation:
        return Decimal(0)  # a faulty cell keeps its text in the preview
