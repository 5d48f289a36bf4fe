"""The command `build-all`: many sites at once. It must not build or judge anything itself."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai_ssg.chinese_click import ChineseCommand, Date
from gongkai_ssg.cli_frame import guarded

if TYPE_CHECKING:
    from gongkai_ssg.site_task import Outcome

_HEAD = ("站点", "结果", "文档", "公开", "阻断和错误", "警告", "次数", "用时")
_RETRIES = 1


@click.command(
    "build-all",
    cls=ChineseCommand,
    help="一次生成许多站点：一个没成，别的照样生成。\n\n"
    "例：gongkai build-all sites/*/ -d 共享文件夹\n\n"
    "例：gongkai build-all sites/*/ -d 共享文件夹 --executor dask://10.0.0.1:8786",
)
@click.argument("sites", nargs=-1, required=True, metavar="DIR…", type=click.Path(path_type=Path))
@click.option("-d", "--destination", type=click.Path(path_type=Path, file_okay=False), metavar="OUT",
              help="各站点生成到 OUT/站点名，缺省为各自站点里的 public。")  # fmt: skip
@click.option("--executor", "executor", default="processes", show_default=True,
              metavar="NAME", help="在哪里做：processes 本机的进程，threads 本机的线程，dask://地址:端口 多台机器。")  # fmt: skip
@click.option("-j", "--jobs", type=click.IntRange(1, 256), metavar="N",
              help="同时生成几个站点，缺省为处理器数；dask 缺省由调度器安排。")  # fmt: skip
@click.option("--retries", type=click.IntRange(0, 10), default=_RETRIES, show_default=True, metavar="N",
              help="没有成功的再试几次；检查不通过和设置有错的不再试。")  # fmt: skip
@click.option("--today", type=Date(), metavar="DATE", help="规则所用的“今天”，缺省为北京时间当天。")
@click.option("--fail-on", type=click.Choice(("never", "block", "error", "warning")), default="error",
              show_default=True, help="发现这一级及以上的问题时，不生成那个站点。")  # fmt: skip
@click.option("--no-search", is_flag=True, help="不建检索索引。")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text",
              show_default=True, help="结果的格式。")  # fmt: skip
@guarded
def build_all_command(
    sites: tuple[Path, ...], destination: Path | None, executor: str, jobs: int | None,
    retries: int, today: dt.date | None, fail_on: str, no_search: bool, form: str,
) -> None:  # fmt: skip
    """Build every site and report."""
    from gongkai_ssg.build import today_in_china
    from gongkai_ssg.build_all import Asked, build_all
    from gongkai_ssg.console import result, say
    from gongkai_ssg.executors import executor_name, open_executor
    from gongkai_ssg.site_places import site_places
    from gongkai_ssg.workers import default_jobs

    name = executor_name(executor)
    places = site_places(sites, destination)
    debug = bool(click.get_current_context().find_root().params.get("debug", False))
    day = str(today or today_in_china())

    def tell(outcome: Outcome, done: int, again: bool) -> None:
        for line in _progress(outcome, done, len(places), again):
            say(line)

    try:
        outcomes = build_all(
            places, Asked(today=day, fail_on=fail_on, search=not no_search, debug=debug),
            lambda number: open_executor(name, number),
            width=jobs or (len(places) if name.is_remote else default_jobs()),
            retries=retries, shared=name.is_remote, tell=tell,
        )  # fmt: skip
    except KeyboardInterrupt:
        say("正在停止：没做完的站点保持原样，下次接着做。")
        raise
    if form == "json":
        result(_json(outcomes, str(name), day))
    else:
        _show(outcomes, destination is not None)
    sys.exit(_exit_code(outcomes))


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 all built, 3 where nothing but the settings of sites is wrong, else 1."""
    failed = {each.state.value for each in outcomes} - {"built"}
    if failed == {"config"}:
        return 3
    return 1 if failed else 0


# --- while it runs ----------------------------------------------------------------------


def _progress(outcome: Outcome, done: int, total: int, again: bool) -> Iterator[str]:
    name = _plain(outcome.name)
    number = f"[{done}/{total}]"
    if again:
        yield f"{number} {name} 第 {outcome.attempts} 次没有成功：{_why(outcome)}稍后再试。"
    elif outcome.state.value == "built":
        yield (
            f"{number} {name} 已生成：公开 {outcome.public} 篇，改动 {outcome.changed} 个文件，"
            f"删除 {outcome.removed} 个，沿用 {outcome.kept} 个；用时 {outcome.seconds:.2f} 秒。"
        )
    else:
        yield f"{number} {name} {outcome.state.label}：{_why(outcome)}"
    if outcome.trace:
        yield outcome.trace.rstrip()


def _why(outcome: Outcome) -> str:
    if outcome.message:
        return _plain(outcome.message)
    return f"{_counts(outcome)}。"


def _counts(outcome: Outcome) -> str:
    from gongkai_ssg.faults import Severity

    return "，".join(f"{each.label} {outcome.findings.get(each.value, 0)}" for each in Severity)


# --- at the end -------------------------------------------------------------------------


def _show(outcomes: Sequence[Outcome], is_apart: bool) -> None:
    from gongkai_ssg.console import result

    rows = [_row(each) for each in outcomes]
    if sys.stdout.isatty():
        _rich_table(rows)
    else:
        for line in _text_table((_HEAD, *rows)):
            result(line)
    result(_summary(outcomes))
    for each in outcomes:
        for line in _more(each, is_apart):
            result(line)


def _row(each: Outcome) -> tuple[str, ...]:
    found = each.findings
    figures = (
        (str(each.documents), str(each.public), str(found.get("block", 0) + found.get("error", 0)),
         str(found.get("warning", 0)))
        if found else ("-",) * 4
    )  # fmt: skip
    return (
        _plain(each.name), each.state.label, *figures, str(each.attempts), f"{each.seconds:.2f} 秒",
    )  # fmt: skip


def _rich_table(rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(_HEAD):
        table.add_column(name, justify="left" if number < 2 else "right")
    for row in rows:
        table.add_row(*map(Text, row), style="" if row[1] == "已生成" else "bold red")
    Console().print(table)


def _text_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            (cell, " " * (width - _width(cell))) for cell, width in zip(row, widths, strict=True)
        )
        shown = [cell + gap if place < 2 else gap + cell for place, (cell, gap) in enumerate(cells)]
        yield "  ".join(shown).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _summary(outcomes: Sequence[Outcome]) -> str:
    numbers = Counter(each.state.label for each in outcomes)
    return f"共 {len(outcomes)} 个站点：" + "，".join(f"{k} {n}" for k, n in numbers.items()) + "。"


def _more(each: Outcome, is_apart: bool) -> Iterator[str]:
    """Say of a site what went wrong and how to see more, of a built one what it wants known."""
    name = _plain(each.name)
    if each.state.value == "built":
        yield from (f"提示：{name}：{_plain(note)}" for note in each.notes)
        return
    is_known = each.state.value != "lost"
    yield f"{name}：{_why(each)}" + f"{_plain(each.output)} 保持原样。" * is_known
    if each.hint:
        yield f"    建议：{_plain(each.hint)}"
    words = ["gongkai", "check", "-s", each.source]
    if each.state.value not in ("findings", "config"):
        words[1:2] = ["--debug", "build"]
        words += ["-d", each.output] if is_apart else []
    yield f"    详情：{_plain(shlex.join(words))}"


def _plain(text: str) -> str:
    from gongkai_ssg.console_due import plain

    return plain(text)


def _json(outcomes: Sequence[Outcome], executor: str, today: str) -> str:
    import msgspec

    from gongkai_ssg.site_task import State

    numbers = Counter(each.state for each in outcomes)
    report = {
        "sites": outcomes,
        "summary": {"sites": len(outcomes), **{state.value: numbers[state] for state in State}},
        "executor": executor,
        "today": today,
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()
