"""The commands `due` and `register`: what must be done until when, and what is not public.

It must not work anything out itself.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai_ssg.chinese_click import ChineseCommand, Date
from gongkai_ssg.cli_frame import guarded, source_option
from gongkai_ssg.errors import UsageError
from gongkai_ssg.text import nearest

if TYPE_CHECKING:
    from gongkai_ssg.config import Config
    from gongkai_ssg.deadlines import Obligation
    from gongkai_ssg.document import Site

_TODAY = "规则所用的“今天”，缺省为北京时间当天。"
_WITHIN = 20  # workdays: as long as the longest limit counted in them


@click.command(
    "due",
    cls=ChineseCommand,
    help="公开期限：什么事、谁来办、哪一天以前，逾期的在最前面。\n\n"
    "例：gongkai due -s 站点 --within 10 --unit 办公室\n\n"
    "例：gongkai due -s 站点 --ics 期限.ics",
)
@source_option
@click.option("--within", type=click.IntRange(0, 1000), default=_WITHIN, show_default=True, metavar="N",
              help="列出逾期的和 N 个工作日内到期的。")  # fmt: skip
@click.option("--unit", metavar="单位", help="只看这个责任单位，写名称、曾用名或者代码。")
@click.option("--all", "every", is_flag=True, help="全部列出，包括已经办完的。")
@click.option("--format", "form", type=click.Choice(("text", "json", "csv")), default="text",
              show_default=True, help="结果的格式。")  # fmt: skip
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="把没有办完的写成日历文件（iCalendar），供手机、邮箱的日历导入。")  # fmt: skip
@click.option("--today", type=Date(), metavar="DATE", help=_TODAY)
@guarded
def due_command(
    source: Path, within: int, unit: str | None, every: bool, form: str, ics: Path | None,
    today: dt.date | None,
) -> None:  # fmt: skip
    """List what is due."""
    from gongkai_ssg.console import result, say
    from gongkai_ssg.console_due import due_text, units_text
    from gongkai_ssg.deadlines import by_unit, obligations
    from gongkai_ssg.deadlines.formats import as_calendar, as_json, as_table
    from gongkai_ssg.private_file import refuse_public_place, write_private
    from gongkai_ssg.report import today_in_china
    from gongkai_ssg.tables.export import to_csv

    if ics is not None:
        refuse_public_place(source, ics)
    config, site = _load(source)
    today = today or today_in_china()
    wanted = _unit_name(config, unit) if unit else ""
    known = [each for each in obligations(site, config, today) if wanted in ("", each.unit)]
    shown = known if every else [each for each in known if _is_near(each, within)]
    if form == "json":
        result(as_json(shown, today).decode())
    elif form == "csv":
        _put(to_csv(as_table(shown)))
    else:
        result(due_text(shown, known, today))
        if not wanted and known:
            result("\n" + units_text(by_unit(known)))
    if ics is not None:
        write_private(source, ics, as_calendar(known, today, f"{config.name}公开期限"))
        say(f"已写入 {ics}。里面有不公开信息的标题，不要放进网站。")


def _is_near(each: Obligation, within: int) -> bool:
    return each.state.is_open and each.workdays <= within


def _unit_name(config: Config, written: str) -> str:
    by_code = {unit.code: unit for unit in config.units}
    unit = config.unit_by_name.get(written) or by_code.get(written)
    if unit is None:
        near = nearest(written, [*config.unit_by_name, *by_code])
        hint = f"是否应为“{near}”？" if near else "写 config.yaml 里登记的单位。"
        raise UsageError(f"没有责任单位“{written}”。", hint)
    return unit.name


@click.command(
    "register",
    cls=ChineseCommand,
    help="不公开信息的内部台账：依申请公开、不予公开、草稿、定时发布，理由、复审和经办人。\n\n"
    "例：gongkai register -s 站点 -o 台账.xlsx",
)
@source_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="写进文件，扩展名决定格式：.csv、.xlsx 或 .json；不能放在网站里。")  # fmt: skip
@click.option("--today", type=Date(), metavar="DATE", help=_TODAY)
@guarded
def register_command(source: Path, output: Path | None, today: dt.date | None) -> None:
    """Write or show the register."""
    from gongkai_ssg.console import result, say
    from gongkai_ssg.console_due import register_text
    from gongkai_ssg.private_file import refuse_public_place, write_private
    from gongkai_ssg.register import as_json, as_table, make_register
    from gongkai_ssg.report import today_in_china
    from gongkai_ssg.tables.export import to_csv, to_xlsx

    if output is not None:
        refuse_public_place(source, output)
        if output.suffix.lower() not in (".csv", ".xlsx", ".json"):
            raise UsageError(
                f"不知道 {output.name} 是什么格式。", "文件名以 .csv、.xlsx 或 .json 结尾。"
            )
    config, site = _load(source)
    today = today or today_in_china()
    entries = make_register(site, config, today)
    if output is None:
        result(register_text(entries, today))
        return
    kind = output.suffix.lower()
    if kind == ".json":
        data = as_json(entries, today)
    else:
        data = (to_csv if kind == ".csv" else to_xlsx)(as_table(entries))
    write_private(source, output, data)
    say(f"已写入 {output}（{len(entries)} 篇）。这是内部台账，不要放进网站。")


def _load(source: Path) -> tuple[Config, Site]:
    from gongkai_ssg import workers
    from gongkai_ssg.config import load_config
    from gongkai_ssg.console import ProgressBar
    from gongkai_ssg.load import load

    config = load_config(source)
    with ProgressBar(True) as progress:
        loaded = load(
            source, config, None, workers.default_jobs(),
            lambda done, total: progress("读取", done, total),
        )  # fmt: skip
    return config, loaded.site


def _put(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
