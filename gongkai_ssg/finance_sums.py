"""Sums of financial tables: records -> faults at their cells, to the cent.

It must not know which table it checks: a check is made for the names of some cells. What a
fault says is the end of a sentence: 第 9 行“决算数”的值“12.31” + “与……之和 12.30 不等”.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongkai_ssg.tables.fields import CellFault
from gongkai_ssg.text import fold

Check = Callable[[Sequence[Any]], Iterable[CellFault]]

ZERO = Decimal(0)
_TOTALS = frozenset({"合计", "总计", "支出合计", "收入合计", "支出总计", "收入总计", "“三公”经费合计"})
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|（[一二三四五六七八九十\d]+）|\d+[、.．])+")
_OF_WHICH = re.compile(r"^(?:其中|#)[：:]?")
_HINT = "核对各项与合计，改正有误的一格；金额单位为万元，保留两位小数。"


def bare_item(text: str) -> str:
    """Return the name of an item without numbering, blanks and 其中."""
    bare = "".join(fold(text).split()).replace("(", "（").replace(")", "）").replace('"', "")
    return _NUMBERING.sub("", _OF_WHICH.sub("", _NUMBERING.sub("", bare)))


def is_total(text: str) -> bool:
    """Tell whether a row of this name is the sum of the others."""
    return bare_item(text) in _TOTALS


def _amount(record: Any, field: str) -> Decimal:
    value: Decimal | None = getattr(record, field)
    return ZERO if value is None else value


def _fault(
    records: Sequence[Any], row: int, field: str, right: Decimal, what: str
) -> Iterator[CellFault]:
    given: Decimal | None = getattr(records[row], field)
    if (given or ZERO) == right:
        return
    apart = f"{'多' if (given or ZERO) > right else '少'} {abs((given or ZERO) - right):.2f}"
    # The sentence before quotes the amount as it was written, where one was.
    message = f"为空，{what}是 {right:.2f}" if given is None else f"与{what} {right:.2f} 不等，{apart}"
    yield CellFault(row, field, message, _HINT)


# --- one row -------------------------------------------------------------------------------


def across(total: str, *parts: str) -> Check:
    """Return the check that in each row `total` is the sum of `parts`."""

    def check(records: Sequence[Any]) -> Iterator[CellFault]:
        for row, record in enumerate(records):
            if all(getattr(record, part) is None for part in parts):
                continue
            right = sum((_amount(record, part) for part in parts), ZERO)
            yield from _fault(records, row, total, right, "本行各分项之和")

    return check


def difference(result: str, *terms: str, signs: tuple[int, ...] = (1, -1)) -> Check:
    """Return the check that in each row `result` is the signed sum of `terms` (default a - b)."""

    def check(records: Sequence[Any]) -> Iterator[CellFault]:
        for row, record in enumerate(records):
            if getattr(record, result) is None or all(getattr(record, t) is None for t in terms):
                continue
            right = sum(
                (sign * _amount(record, t) for sign, t in zip(signs, terms, strict=True)), ZERO
            )
            yield from _fault(records, row, result, right, "按本行其他列算出的")

    return check


# --- income and expenditure ----------------------------------------------------------------


def balance(item: str, amount: str) -> Check:
    """Return the check of one side of a total: 合计 is what stands above it, 总计 is 合计 and the
    carried-over sums below it."""

    def check(records: Sequence[Any]) -> Iterator[CellFault]:
        if all(getattr(record, amount) is None for record in records):
            return
        parts: list[Decimal] = []
        details: list[Decimal] = []
        carried, settled, totalled = -1, False, False
        for row, record in enumerate(records):
            written = getattr(record, item)
            if not written or _OF_WHICH.match(_NUMBERING.sub("", "".join(written.split()))):
                continue
            name, value = bare_item(written), _amount(record, amount)
            if settled and carried >= 0 and "预算财政拨款" in name and "结转" not in name:
                details.append(value)  # the lines below 年初财政拨款结转和结余 say what it is of
                continue
            if carried >= 0 and any(details):
                right = sum(details, ZERO)
                yield from _fault(records, carried, amount, right, "以下各项之和")
            carried, details = -1, []
            if name.endswith("总计"):
                totalled = True
                yield from _fault(records, row, amount, sum(parts, ZERO), "以上各项之和")
            elif name.endswith(("合计", "小计")):
                yield from _fault(records, row, amount, sum(parts, ZERO), "以上各项之和")
                parts, settled = [value], True
            else:
                parts.append(value)
                carried = row if settled and "结转" in name else -1
        if records and not totalled:
            yield CellFault(len(records) - 1, amount, "之后没有“总计”行", "补上收入总计、支出总计。")

    return check


def agree(item: str, amount: str, other: str, other_amount: str) -> Check:
    """Return the check that the 总计 of both sides are the same."""

    def total(records: Sequence[Any], item: str, amount: str) -> tuple[int, Decimal] | None:
        for row, record in enumerate(records):
            if bare_item(getattr(record, item) or "").endswith("总计"):
                return row, _amount(record, amount)
        return None

    def check(records: Sequence[Any]) -> Iterator[CellFault]:
        income, expense = total(records, item, amount), total(records, other, other_amount)
        if income and expense and income[1] != expense[1]:
            yield from _fault(records, expense[0], other_amount, income[1], "收入总计")

    return check


# --- by subject ----------------------------------------------------------------------------


def codes_add_up(*fields: str, depth: int = 0) -> Check:
    """Return the check that a subject 类款项 is the sum of those below it and 合计 of the topmost.

    `depth`: digits of the code down to which expenditure is published (《预算法实施条例》第六条:
    by function to 项 = 7, by economic kind to 款 = 5); 0 = no matter.
    """

    def check(records: Sequence[Any]) -> Iterator[CellFault]:
        codes = {_code(record): row for row, record in enumerate(records) if _code(record)}
        below: dict[str, list[int]] = {}
        top: list[int] = []
        totals: list[int] = []
        for row, record in enumerate(records):
            code = _code(record)
            if not code and is_total(record.name or record.code or ""):
                totals.append(row)
            elif parent := _parent(code, codes):
                below.setdefault(parent, []).append(row)
            else:
                top.append(row)
        if records and not totals:
            yield CellFault(len(records) - 1, fields[0], "之后没有“合计”行", "补上合计行。")
        for parent, rows in below.items():
            yield from _sums(records, codes[parent], rows, fields, "下级科目之和")
        for row in totals:
            yield from _sums(records, row, top, fields, "各科目之和")
        for code, row in codes.items():
            if code not in below and len(code) < depth:
                level = "项级（7 位）" if depth == 7 else "款级（5 位）"
                hint = "支出按功能分类公开到项，基本支出按经济性质分类公开到款。"
                yield CellFault(row, "code", f"没有细化到{level}科目", hint)

    return check


def _sums(
    records: Sequence[Any], row: int, parts: Sequence[int], fields: Sequence[str], what: str
) -> Iterator[CellFault]:
    for field in fields:
        right = sum((_amount(records[each], field) for each in parts), ZERO)
        yield from _fault(records, row, field, right, what)


def _code(record: Any) -> str:
    code: str = record.code or ""
    return code if code.isdigit() else ""


def _parent(code: str, codes: Mapping[str, int]) -> str:
    return next((code[:end] for end in range(len(code) - 1, 2, -1) if code[:end] in codes), "")


# --- 三公经费 --------------------------------------------------------------------------------


def three_items(*fields: str) -> Check:
    """Return the check of 三公经费: the whole is 出国 + 购置及运行 + 接待, and 购置及运行 its two."""

    def check(records: Sequence[Any]) -> Iterator[CellFault]:
        rows: dict[str, int] = {}
        for row, record in enumerate(records):
            rows.setdefault(_three(record.item), row)
        for kind, label in _NEEDED.items():
            if records and kind not in rows and not (kind == "running" and "vehicles" in rows):
                message = f"起的各行里没有“{label}”"
                yield CellFault(0, "item", message, "四项各占一行，没有支出的写 0.00，最后写合计。")
        vehicles = [rows[kind] for kind in ("purchase", "running") if kind in rows]
        if "vehicles" in rows and len(vehicles) == 2:
            yield from _sums(records, rows["vehicles"], vehicles, fields, "购置费与运行费之和")
        if "total" in rows:
            parts = [rows[kind] for kind in ("abroad", "reception") if kind in rows]
            parts += [rows["vehicles"]] if "vehicles" in rows else vehicles
            yield from _sums(records, rows["total"], parts, fields, "各项之和")

    return check


_NEEDED = {
    "abroad": "因公出国（境）费", "running": "公务用车运行费", "reception": "公务接待费",
    "total": "合计",
}  # fmt: skip


def _three(item: str) -> str:
    name = bare_item(item)
    if "国内" in name or "外事" in name:
        return ""  # what 公务接待费 is made of
    if "购置" in name and "运行" in name:
        return "vehicles"
    for word, kind in (
        ("出国", "abroad"), ("购置", "purchase"), ("运行", "running"), ("接待", "reception"),
    ):  # fmt: skip
        if word in name:
            return kind
    return "total" if name.endswith(("合计", "总计")) else ""


# --- projects ------------------------------------------------------------------------------


def rate(records: Sequence[Any]) -> Iterator[CellFault]:
    """Check 执行率 of each project and that 合计 is the sum of all."""
    parts = [row for row, record in enumerate(records) if not is_total(record.name)]
    for row, record in enumerate(records):
        if row not in parts:
            yield from _sums(records, row, parts, ("budget", "spent"), "各项目之和")
        if record.rate is None or not record.budget:
            continue
        exact = record.spent * 100 / record.budget
        shown = {exact.quantize(Decimal(unit), ROUND_HALF_UP) for unit in ("0.1", "0.01")}
        if record.rate not in shown:
            right = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
            yield from _fault(records, row, "rate", right, "执行数除以预算数得到的")


#: 财预〔2020〕10号: 优 from 90, 良 from 80, 中 from 60, 差 below.
_GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


def grade(records: Sequence[Any]) -> Iterator[CellFault]:
    """Check that the grade of each project is that of its score."""
    for row, record in enumerate(records):
        if record.score is None or record.grade is None:
            continue
        right = next((word for least, word in _GRADES if record.score >= least), "差")
        if record.grade != right:
            message = f"与得分 {record.score:.2f} 不符，应为“{right}”"
            yield CellFault(row, "grade", message, "90 分以上为优，80 以上为良，60 以上为中，以下为差。")
