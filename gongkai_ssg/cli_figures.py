"""The commands `stats` and `report`: figures for the terminal, and the draft of a yearly report.

It must not work anything out itself.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai_ssg.chinese_click import ChineseCommand, Date
from gongkai_ssg.cli_frame import guarded, source_option
from gongkai_ssg.errors import UsageError

if TYPE_CHECKING:
    from gongkai_ssg.figures import Axis, Count
    from gongkai_ssg.ledger import Ledger, Line

_AXES: tuple[Axis, ...] = ("column", "unit", "month", "channel")
_FORMATS = ("text", "json", "csv", "xlsx")
_TODAY = "规则所用的“今天”，缺省为北京时间当天。"


@click.command(
    "stats",
    cls=ChineseCommand,
    help="公开情况的数字：已公开的和没有公开的，按栏目、单位、月份、渠道。\n\n"
    "例：gongkai stats -s 站点 --year 2026 --by channel",
)
@source_option
@click.option("--year", type=click.IntRange(1949, 9999), metavar="Y", help="只算这一年发布的。")
@click.option("--by", "axis", type=click.Choice(_AXES),
              help="只按这一种分类：column 栏目，unit 单位，month 月份，channel 渠道；缺省列出各种。")  # fmt: skip
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True,
              help="结果的格式。")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="写进文件；xlsx 必须写明。")  # fmt: skip
@click.option("--today", type=Date(), metavar="DATE", help=_TODAY)
@guarded
def stats_command(
    source: Path, year: int | None, axis: Axis | None, form: str, output: Path | None,
    today: dt.date | None,
) -> None:  # fmt: skip
    """Count what is public and what is not."""
    from gongkai_ssg.build import examine
    from gongkai_ssg.console import result, say
    from gongkai_ssg.ledger import make_ledger
    from gongkai_ssg.private_file import refuse_public_place, write_private
    from gongkai_ssg.report import Options

    if output is not None:
        refuse_public_place(source, output)  # before anything is read
    elif form == "xlsx":
        raise UsageError("XLSX 不能显示在终端里。", "用 -o 写明文件，例如 -o 统计.xlsx。")
    examined = examine(Options(source=source, today=today))
    in_time: Axis = "month" if year else "year"
    axes: tuple[Axis, ...] = (axis,) if axis else (in_time, "column", "unit", "channel")
    data = _bytes(make_ledger(examined, axes, year), form)
    if output is None and form == "csv":
        click.echo(data, nl=False)  # with its mark of UTF-8, for a program to read
    elif output is None:
        result(data.decode().removesuffix("\n"))
    else:
        write_private(source, output, data)
        say(f"已写入 {output}。里面有不公开信息的数字，不要放进网站。")


@click.command(
    "report",
    cls=ChineseCommand,
    help="起草年度报告：表一由内容算出，其余标着“待填”。\n\n例：gongkai report annual 2026 -s 站点",
)
@click.argument("kind", metavar="annual", type=click.Choice(("annual",)))
@click.argument("year", metavar="YEAR", type=click.IntRange(1949, 9998))
@source_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
              help="写到别处的 .md 文件，数据文件写在它旁边；缺省写进年报栏目。")  # fmt: skip
@click.option("--force", is_flag=True, help="覆盖已有的草稿。")
@click.option("--today", type=Date(), metavar="DATE", help=_TODAY)
@guarded
def report_command(
    kind: str, year: int, source: Path, output: Path | None, force: bool, today: dt.date | None
) -> None:
    """Draft the yearly report on disclosure."""
    from gongkai_ssg.annual_draft import make_draft, write_draft
    from gongkai_ssg.build import examine
    from gongkai_ssg.console import result, say
    from gongkai_ssg.report import Options

    draft = make_draft(examine(Options(source=source, today=today)), year, output, force)
    write_draft(draft)
    result(f"已写好草稿：{draft.report}")
    result(f"三张表的数据：{draft.data}")
    stocks, decisions = draft.counted.stocks, draft.counted.decisions
    for key, label in (("rules", "规章"), ("normative", "行政规范性文件")):
        stock = stocks[key]
        say(f"表一 {label}：制发 {stock.made}，废止 {stock.ended}，现行有效 {stock.valid}")
    for key, label in (
        ("licences", "行政许可"),
        ("penalties", "行政处罚"),
        ("coercion", "行政强制"),
    ):
        say(f"表一 {label}：处理决定 {decisions[key]}")
    for remark in draft.remarks:
        say(f"核对：{remark}")
    say("下一步：填完标着“待填”的地方，核对各数，删去“草稿: 是”，再运行 gongkai check。")


def _bytes(ledger: Ledger, form: str) -> bytes:
    from gongkai_ssg.ledger import as_json, as_table
    from gongkai_ssg.tables.export import to_csv, to_xlsx

    if form == "json":
        return as_json(ledger)
    if form == "csv":
        return to_csv(as_table(ledger))
    if form == "xlsx":
        return to_xlsx(as_table(ledger))
    return ("\n".join(_text(ledger)) + "\n").encode()


def _text(ledger: Ledger) -> Iterator[str]:
    from gongkai_ssg.figures import AXIS_LABELS
    from gongkai_ssg.ledger import STATE_LABELS

    when = f"{ledger.year} 年发布的" if ledger.year else "全部"
    states = ledger.states
    yield f"{when}文档 {ledger.total} 篇（算到 {ledger.today}）"
    yield (
        f"主动公开 {states['active']} 条 = 网站 {ledger.website} 条 + 微信及其他方式 {ledger.elsewhere} 条"
    )
    if ledger.reach:
        yield f"  各渠道分别公开（一条可以有几个渠道）：{_counts(ledger.reach)}"
    rest = [f"{STATE_LABELS[s]} {n}" for s, n in states.items() if n and s != "active"]
    if rest:
        yield f"没有公开全文的：{'，'.join(rest)}"
    for state, counts in ledger.grounds.items():
        if counts:
            yield f"  {STATE_LABELS[state]}的理由：{_counts(counts)}"
    if ledger.undated:
        yield f"另有 {ledger.undated} 篇没有发布日期，不在这一年里。"
    for axis, lines in ledger.by.items():
        yield ""
        yield from _table(f"按{AXIS_LABELS[axis]}", lines)
    if "channel" in ledger.by:
        yield "渠道：每篇只算在登记的第一个渠道，没有登记的算在网站。"


def _counts(counts: Sequence[Count]) -> str:
    return "，".join(f"{each.label} {each.number}" for each in counts)


def _table(title: str, lines: Sequence[Line]) -> Iterator[str]:
    from gongkai_ssg.ledger import STATE_LABELS

    shown = [state for state in STATE_LABELS if any(line.numbers[state] for line in lines)]
    head = [title, *(STATE_LABELS[state] for state in shown), "合计"]
    rows = [
        [line.label, *(str(line.numbers[state]) for state in shown), str(line.total)]
        for line in lines
    ]
    sums = [sum(line.numbers[state] for line in lines) for state in shown]
    rows.append(["合计", *map(str, sums), str(sum(sums))])
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        first, *others = (
            (cell, " " * (width - _width(cell))) for cell, width in zip(row, widths, strict=True)
        )
        yield "  ".join((first[0] + first[1], *(space + cell for cell, space in others))).rstrip()


def _width(text: str) -> int:
    """Return how many places a text takes in a terminal: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
