"""The commands. Only this module and `console` print, ask or exit."""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from gongkai_ssg import __version__
from gongkai_ssg.chinese_click import ChineseGroup, Date
from gongkai_ssg.cli_audit import audit_command
from gongkai_ssg.cli_build_all import build_all_command
from gongkai_ssg.cli_figures import report_command, stats_command
from gongkai_ssg.cli_frame import guarded as _guarded
from gongkai_ssg.cli_frame import source_option as _source
from gongkai_ssg.cli_selfcheck import due_command, register_command

FORMS = ("text", "json", "sarif", "github", "gitlab", "gitee")
FAIL_ON = ("never", "block", "error", "warning")
_LOCK = "index-numbers.lock"
_GARBAGE = 200_000  # new objects between two looks for garbage
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--fail-on", type=click.Choice(FAIL_ON), default="error", show_default=True,
                     help="发现这一级及以上的问题时停止。"),
        click.option("--format", "form", type=click.Choice(FORMS), default="text",
                     show_default=True, help="检查结果的格式。"),
        click.option("--today", type=Date(), metavar="DATE", help="规则所用的“今天”，缺省为北京时间当天。"),
        click.option("-j", "--jobs", type=click.IntRange(1, 64), metavar="N", help="并行进程数，缺省为处理器数。"),
        click.option("-b", "--base-url", metavar="URL", help="代替 config.yaml 里的 base_url。"),
        click.option("-v", "--verbose", is_flag=True, help="列出全部检查发现，包括提示。"),
    ):  # fmt: skip
        command = option(command)
    return _source(command)


@click.group(
    cls=ChineseGroup,
    context_settings=_CONTEXT,
    help="政府信息公开静态网站生成器：校验、生成、检索。",
)
@click.option("--debug", is_flag=True, help="出错时显示程序的调用过程。")
@click.version_option(
    __version__, "-V", "--version", message="gongkai-ssg %(version)s", help="显示版本。"
)
def cli(debug: bool) -> None:
    """Entry point of all commands."""


@cli.command("check", help="检查内容，不生成网站。\n\n例：gongkai check -s 站点 --format json")
@_common
@_guarded
def check_command(source: Path, **given: Any) -> None:
    """Check only."""
    from gongkai_ssg.build import check
    from gongkai_ssg.console import ProgressBar
    from gongkai_ssg.report import stops

    options = _options(source, **given)
    with ProgressBar(given["form"] == "text") as progress:
        report = check(options, progress)
    _show(report, given)
    sys.exit(1 if stops(report.findings, options.fail_on) else 0)


@cli.command("build", help="检查内容并生成网站。\n\n例：gongkai build -s 站点 -d public --explain")
@_common
@click.option(
    "-d",
    "--destination",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="输出文件夹，缺省为站点里的 public。",
)
@click.option("--clean", is_flag=True, help="不用上次构建留下的记录，全部重做。")
@click.option("--no-search", is_flag=True, help="不建检索索引。")
@click.option("--explain", is_flag=True, help="说明每个页面为什么写入。")
@_guarded
def build_command(
    source: Path,
    destination: Path | None,
    clean: bool,
    no_search: bool,
    explain: bool,
    **given: Any,
) -> None:
    """Check and build."""
    from gongkai_ssg.console import ProgressBar, say, show_explanation
    from gongkai_ssg.quick import quick_build

    options = _options(source, out=destination, clean=clean, search=not no_search, **given)
    with ProgressBar(given["form"] == "text") as progress:
        report = quick_build(options)
        if report is None:
            from gongkai_ssg.ahead import looking

            with looking(options) as ahead:
                from gongkai_ssg.build import build_fully  # slow to import

                report = build_fully(options, progress, ahead)
    _show(report, given)
    if not report.built:
        say(
            f"有{'错误' if options.fail_on == 'error' else '不能放过的问题'}，没有生成；{options.target} 保持原样。"
        )
        sys.exit(1)
    if explain:
        show_explanation(report.writes, report.removed)
    seconds = sum(seconds for _, seconds in report.timings)
    say(
        f"已生成到 {options.target}：改动 {report.changed} 个文件，删除 {len(report.removed)} 个，沿用 {report.kept} 个；用时 {seconds:.2f} 秒。"
    )
    if report.numbers_added and not report.lock_written:
        say(
            f"提示：新编的 {report.numbers_added} 个索引号没能写进 {_LOCK}（站点文件夹不可写），下次可能变动。"
        )
    elif report.numbers_added:
        say(f"新编 {report.numbers_added} 个索引号，已锁定在 {_LOCK}，请随内容一起提交。")


@cli.command(
    "serve", help="预览：生成后打开本机网址，保存即刷新。\n\n例：gongkai serve -s 站点 -p 8000"
)
@_source
@click.option(
    "-p",
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="端口，0 为任选。",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="只在确有需要时改动：预览会显示未检查通过的情况。",
)
@click.option("--today", type=Date(), metavar="DATE", help="规则所用的“今天”。")
@click.option("--no-search", is_flag=True, help="不建检索索引。")
@_guarded
def serve_command(
    source: Path, port: int, host: str, today: dt.date | None, no_search: bool
) -> None:
    """Build, watch and show."""
    from gongkai_ssg.console import ProgressBar, say
    from gongkai_ssg.serve import serve

    with ProgressBar(True) as progress:
        serve(source, host, port, today, not no_search, say, progress)


@cli.command(
    "new",
    help='新建站点或文档。\n\n例：gongkai new site 我的站点\n\n例：gongkai new 通知公告 "关于开展检查的通知"',
)
@click.argument("what", metavar="site|栏目")
@click.argument("name", metavar="DIR|标题")
@_source
@_guarded
def new_command(what: str, name: str, source: Path) -> None:
    """Scaffold a site or a document."""
    from gongkai_ssg.console import result, say
    from gongkai_ssg.scaffold import new_document, new_site

    if what in ("site", "站点"):
        made = new_site(Path(name))
        result(f"已新建站点 {name}（{len(made)} 个文件）。")
        say(f"下一步：改好 {name}/config.yaml，然后 gongkai serve -s {name}")
    else:
        path = new_document(source, what, name)
        result(f"已新建 {path}")
        say("写好后删去“草稿”一行。")


@cli.command("explain", help="解释一条检查规则：依据、正例、反例。\n\n例：gongkai explain GK014")
@click.argument("rule", metavar="规则")
@_guarded
def explain_command(rule: str) -> None:
    """Explain a rule."""
    from gongkai_ssg.console import result
    from gongkai_ssg.scaffold import explanation

    result(explanation(rule))


@cli.command(
    "schema", help="打印文档前言的 JSON Schema，供编辑器使用。\n\n例：gongkai schema 政策文件"
)
@click.argument("column", metavar="[栏目]", required=False, default="")
@_source
@_guarded
def schema_command(column: str, source: Path) -> None:
    """Print the JSON Schema."""
    from gongkai_ssg.console import result
    from gongkai_ssg.scaffold import schema

    result(schema(source, column))


@cli.command("version", help="显示版本。")
def version_command() -> None:
    """Print the version."""
    click.echo(f"gongkai-ssg {__version__}")


cli.add_command(build_all_command)
cli.add_command(audit_command)
cli.add_command(stats_command)
cli.add_command(due_command)
cli.add_command(register_command)
cli.add_command(report_command)


def _options(
    source: Path, *, out: Path | None = None, clean: bool = False, search: bool = True, **given: Any
) -> Any:
    from gongkai_ssg.report import Options

    return Options(
        source=source, out=out, base_url=given["base_url"], jobs=given["jobs"] or 0, today=given["today"],
        clean=clean, search=search, fail_on=given["fail_on"],
    )  # fmt: skip


def _show(report: Any, given: dict[str, Any]) -> None:
    from gongkai_ssg import console

    if given["form"] != "text":
        from gongkai_ssg.finding_formats import FORMATS

        console.result(FORMATS[given["form"]](report))
    else:
        console.show_findings(report.findings, given["verbose"])
        console.show_held(report)
        console.result(console.summary_text(report))
    for note in report.notes:
        console.say(f"提示：{note}")


def main() -> NoReturn:
    """Run the command line; exits with the code of `docs/cli.md`."""
    # A build makes some hundred thousand lasting objects; looking through them again and again
    # is a sixth of its time.
    gc.set_threshold(_GARBAGE)
    code: int | str | None = 0
    try:
        cli()
    except SystemExit as stop:
        code = stop.code
    if isinstance(code, int) and threading.active_count() == 1:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """Exit without taking all values apart one by one, which takes longer than many a build."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return  # the usual way out says what is wrong
    os._exit(code)
