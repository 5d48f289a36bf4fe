"""A site and a year -> the draft of its yearly report: text, tables, and what to tell the writer.

What the content cannot know stands as 待填, and a draft is never published. It must not print.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.annual.layouts import (
    APPLICANTS,
    CARRIED_IN,
    CARRIED_OUT,
    DISPUTES,
    FIRST_YEAR_NOW,
    OUTCOMES,
    Line,
    layout_of,
)
from gongkai_ssg.annual.tables import OPEN
from gongkai_ssg.annual_count import Counted, Stock, count_year
from gongkai_ssg.annual_text import report_text
from gongkai_ssg.build import Examined
from gongkai_ssg.column_type import Column
from gongkai_ssg.document import Document
from gongkai_ssg.errors import UsageError
from gongkai_ssg.links import CONTENT
from gongkai_ssg.states import Disclosure

_KIND = "annual-report"
_STOCKS = {"rules": "规章", "normative": "行政规范性文件"}


class Draft(msgspec.Struct, frozen=True):
    """The two files of a draft, and what a person must know of their figures."""

    report: Path
    data: Path
    report_text: str
    data_text: str
    counted: Counted
    remarks: tuple[str, ...]


def make_draft(examined: Examined, year: int, output: Path | None, force: bool) -> Draft:
    """Work out the draft of the report on `year` and where it goes; nothing is written yet.

    Raises UsageError for a year without fixed tables or one that has not come, and where
    something would be overwritten: a report that is no draft always, other files without `force`.
    """
    if year < FIRST_YEAR_NOW:
        hint = f"{FIRST_YEAR_NOW} 年以前的年报用当时的格式，已经公布的照原样录入。"
        raise UsageError(f"只能拟 {FIRST_YEAR_NOW} 年以后的年报。", hint)
    if year > examined.today.year:
        raise UsageError(f"{year} 年还没有到（今天是 {examined.today}）。", "核对年度。")
    column = _column(examined)
    reports = _reports(examined, column)
    before = next((each for each in reports.get(year - 1, ()) if "figures" in each.own), None)
    old = next(iter(reports.get(year, ())), None)
    if old is not None and not old.draft:
        raise UsageError(
            f"已经有 {year} 年的年报：{old.path}。", "要重新起草，先在那一篇里写“草稿: 是”。"
        )
    report = _place(examined, column, year, output, old)
    data = report.with_name(f"{year}年报数据.yaml")
    for path in (report, data):
        _refuse_taken(path, force)
    counted = count_year(examined, year)
    figures: Mapping[str, Any] = before.own["figures"] if before is not None else {}
    carried = figures.get("requests", {}).get(CARRIED_OUT, (None,) * len(APPLICANTS))
    front = _front(examined, year, before, data.name)
    body = report_text(examined, year, counted, carried[-1])
    remarks = [*counted.remarks, *_compare(year, counted, figures, carried)]
    if year == examined.today.year:
        remarks.append(f"{year} 年还没有结束，各数算到今天（{examined.today}）。")
    return Draft(report, data, f"---\n{front}---\n\n{body}",
                 _data(year, counted, carried), counted, tuple(remarks))  # fmt: skip


def write_draft(draft: Draft) -> None:
    """Write the two files, the data first: a report without its data would be at fault."""
    draft.report.parent.mkdir(parents=True, exist_ok=True)
    draft.data.write_text(draft.data_text, encoding="utf-8", newline="\n")
    draft.report.write_text(draft.report_text, encoding="utf-8", newline="\n")


# --- where it goes -----------------------------------------------------------------------


def _column(examined: Examined) -> Column:
    for column in examined.config.columns:
        if column.type.key == _KIND and not column.off:
            return column
    raise UsageError("这个站点没有政府信息公开年报栏目。", "在 config.yaml 里删去它的 off。")


def _reports(examined: Examined, column: Column) -> dict[int, list[Document]]:
    """Return the reports by year, those that are public before drafts."""
    found: dict[int, list[Document]] = {}
    for document in examined.site.documents:
        year = document.own.get("year")
        open_ = document.disclosure is Disclosure.ACTIVE
        if document.column == column.key and isinstance(year, int) and open_:
            found.setdefault(year, []).append(document)
    for documents in found.values():
        documents.sort(key=lambda each: (each.draft, each.path))
    return found


def _place(
    examined: Examined, column: Column, year: int, output: Path | None, old: Document | None
) -> Path:
    if output is not None:
        if output.suffix != ".md":
            raise UsageError(f"{output} 不是 .md 文件。", "年报是一篇文档，例如 -o 年报.md。")
        return output
    root = Path(examined.site.root)
    if old is not None:
        return root / old.path
    names = (column.label, column.type.label, column.key)
    folder = next((n for n in names if (root / CONTENT / n).is_dir()), column.key)
    return root / CONTENT / folder / f"{year}-nianbao.md"


def _refuse_taken(path: Path, force: bool) -> None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise UsageError(f"{path} 不是普通文件。", "用 -o 换一个位置。")
    if path.exists() and not force:
        raise UsageError(
            f"{path} 已经存在，没有改动。", "要覆盖，加 --force；或者用 -o 换一个位置。"
        )


# --- front matter and data ---------------------------------------------------------------


def _front(examined: Examined, year: int, before: Document | None, data: str) -> str:
    config = examined.config
    # The report is made in the January after; a day that has passed would be a lie.
    day = max(examined.today, dt.date(year + 1, 1, 15))
    unit = before.unit if before is not None and before.unit else config.units[0].name
    subject = before.own.get("subject") if before is not None else None
    title = f"{config.organizer}{year}年政府信息公开工作年度报告"
    return (
        f"标题: {_scalar(title)}\n公开属性: 主动公开\n责任单位: {_scalar(unit)}\n"
        f"成文日期: {day}  # 改成实际的日期\n发布日期: {day}\n"
        "主题分类: [综合政务, 政务公开]\n体裁: 报告\n公开渠道: [网站]\n"
        f"年度: {year}\n报告主体: {subject or '部门'}\n数据: {data}\n"
        f"草稿: 是  # 填完“{OPEN}”、核对无误后删去这一行\n"
    )


def _scalar(text: str) -> str:
    """Return a text as YAML reads it back: quoted, for it may hold any sign."""
    return json.dumps(text, ensure_ascii=False)


def _data(year: int, counted: Counted, carried: Sequence[int | None]) -> str:
    return "\n".join(_data_lines(year, counted, carried)) + "\n"


def _data_lines(year: int, counted: Counted, carried: Sequence[int | None]) -> Iterator[str]:
    layout = layout_of(year)
    assert layout is not None  # no earlier year gets here
    yield f"# {year} 年政府信息公开年报的三张表。“{OPEN}”的换成数字，没有的填 0。"
    yield "表一:"
    for block in layout.blocks:
        yield f"  # {block.title}：{'、'.join(head.label for head in block.heads)}"
        for line in block.lines:
            yield _row(line, _active(line, counted))
    yield ""
    yield "表二:"
    yield f"  # {'、'.join(APPLICANTS)}"
    group = ""
    for line in layout.requests:
        if line.group != group and line.group:
            yield f"  # {line.group}"
        group = line.group
        if line.key == CARRIED_IN and None not in carried:
            yield f"  # 取自 {year - 1} 年年报的“结转下年度继续办理”"
        cells = carried if line.key == CARRIED_IN else (None,) * len(APPLICANTS)
        yield _row(line, cells)
    yield ""
    yield "表三:"
    yield f"  # {'、'.join(OUTCOMES)}"
    for line in DISPUTES:
        yield _row(line, (None,) * len(OUTCOMES))


def _active(line: Line, counted: Counted) -> tuple[int | str | None, ...]:
    if line.key in counted.stocks:
        return msgspec.structs.astuple(counted.stocks[line.key])
    if line.key in counted.decisions:
        return (counted.decisions[line.key],)
    return (counted.fees,)


def _row(line: Line, cells: Iterable[int | str | None]) -> str:
    figures = ", ".join(OPEN if each is None else str(each) for each in cells)
    return f"  {_scalar(line.label)}: [{figures}]"


# --- against the year before -------------------------------------------------------------


def _compare(
    year: int, counted: Counted, before: Mapping[str, Any], carried: Sequence[int | None]
) -> Iterator[str]:
    """Yield how the figures go on from the report of the year before."""
    if not before:
        yield f"没有 {year - 1} 年年报的数据，上年结转留待填写，也不能和上年核对。"
        return
    if None in carried:
        yield f"{year - 1} 年年报的“结转下年度”没有填全，上年结转有空格，请补填。"
    else:
        yield f"上年结转取自 {year - 1} 年年报，共 {carried[-1]} 件。"
    for key, label in _STOCKS.items():
        cells = before.get("active", {}).get(key, ())
        if before.get("layout") != "2021" or len(cells) != 3 or cells[2] is None:
            yield f"{year - 1} 年年报没有“{label}”的现行有效件数，不能核对。"
            continue
        yield _stock_said(year, label, cells[2], counted.stocks[key])


def _stock_said(year: int, label: str, old: int, now: Stock) -> str:
    right = old + now.made - now.ended
    sum_ = f"{year - 1} 年年报现行有效 {old} 件，加制发 {now.made} 件，减废止 {now.ended} 件"
    if right == now.valid:
        return f"{label}：{sum_}，等于年末现行有效 {now.valid} 件，相符。"
    return (
        f"{label}：{sum_}，应为 {right} 件；按内容算出 {now.valid} 件，不相符。"
        "请核对站上的文件是否齐全、有效性是否写对。"
    )
