"""What every command has around it: a message for what stops it, and the option -s.

It must not know any command.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gongkai_ssg.errors import GongkaiError, reason


def guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what stopped a command into a message and an exit code."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from gongkai_ssg.console import complain, say

        debug = click.get_current_context().find_root().params.get("debug", False)
        try:
            return command(*args, **kwargs)
        except GongkaiError as error:
            if debug:
                raise
            complain(error)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.exit(1)
        except click.exceptions.Exit:
            raise
        except OSError as error:
            if debug:
                raise
            where = f" {error.filename}" if error.filename else ""
            say(f"错误：系统读写失败{where}：{reason(error)}。")
            sys.exit(1)
        except Exception as error:
            if debug or isinstance(error, click.ClickException | click.Abort):
                raise
            say(f"错误：程序内部出错（{type(error).__name__}：{error}）。输出文件夹没有改动。")
            say("    建议：用 gongkai --debug 重做一次，把显示的内容交给开发者。")
            sys.exit(1)

    return run


def source_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option -s: the folder of the site."""
    return click.option(
        "-s", "--source", type=click.Path(path_type=Path, file_okay=False), default=Path(),
        show_default="当前文件夹", help="站点文件夹，含 config.yaml 和 content/。", metavar="DIR",
    )(command)  # fmt: skip
