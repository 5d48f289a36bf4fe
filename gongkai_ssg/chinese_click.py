"""Click in Chinese: usage errors, the frame of the help, types of values.

It must not know any command.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from gongkai_ssg.text import nearest, parse_date

_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_WORDS = (
    ("Show this message and exit.", "显示用法。"),
    ("[default: (", "[缺省：("),
    ("[default: ", "[缺省："),
    ("[required]", "[必填]"),
)


# Both differ between the versions of click that we accept.
_NoArguments: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())
if TYPE_CHECKING:
    _DateType = click.ParamType[dt.date]
else:
    _DateType = click.ParamType


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]…")
        super().write_usage(prog, words, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        super().write_dl([(name, _in_chinese(text)) for name, text in rows], col_max, col_spacing)


def _in_chinese(text: str) -> str:
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return re.sub(r"\[(\d+)<=x<=(\d+)\]", r"[\1 到 \2]", text)


class _Context(click.Context):
    formatter_class = _Formatter


class ChineseCommand(click.Command):
    """A command whose help is framed in Chinese."""

    context_class = _Context


class ChineseGroup(click.Group):
    """A group whose usage errors and help are in Chinese; a wrong call ends with exit code 2."""

    context_class = _Context
    command_class = ChineseCommand

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program and exit with its code."""
        kwargs |= {"standalone_mode": False, "prog_name": "gongkai"}
        try:
            return super().main(*args, **kwargs)
        except _NoArguments as error:
            click.echo(error.message, err=True)
            sys.exit(2)
        except click.UsageError as error:
            click.echo(f"错误：{_message(error)}", err=True)
            where = error.ctx.command_path if error.ctx else "gongkai"
            click.echo(f"    建议：用 {where} --help 查看用法。", err=True)
            sys.exit(2)
        except (click.Abort, KeyboardInterrupt):
            click.echo("已中断。", err=True)
            sys.exit(130)
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)


def _message(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"是否应为 {error.possibilities[0]}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}。{near}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面要写一个值。"
    if isinstance(error, click.MissingParameter):
        named = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少参数 {named}。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"选项 {'/'.join(error.param.opts)} 的值不对：{_expected(error, error.param)}"
    if "No such command" in error.message and error.ctx is not None:
        name = error.message.split("'")[1] if "'" in error.message else ""
        command = error.ctx.command
        near = nearest(name, command.commands) if isinstance(command, click.Group) else ""
        return f"没有命令“{name}”。" + (f"是否应为 {near}？" if near else "")
    if "unexpected extra argument" in error.message:
        return "多余的参数：" + error.message.partition("(")[2].rstrip(").") + "。"
    return error.message


def _expected(error: click.BadParameter, param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return f"应为 {'、'.join(map(str, param.type.choices))} 之一。"
    if isinstance(param.type, click.IntRange):
        return f"应为 {param.type.min} 到 {param.type.max} 的整数。"
    if isinstance(param.type, click.Path):
        return "应为一个文件夹。"
    return error.message


class Date(_DateType):
    """A day in one of the usual Chinese forms."""

    name = "日期"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Return the day; fails with a message when there is none."""
        if isinstance(value, dt.date):
            return value
        found = parse_date(value)
        if found is None:
            self.fail(f"“{value}”不是日期，写成 2026-03-01 的样子。", param, ctx)
        return found[0]
