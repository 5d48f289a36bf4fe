"""The command `audit`: how the site stands to the inspection. It must not judge anything itself."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from gongkai_ssg.chinese_click import ChineseCommand, Date
from gongkai_ssg.cli_frame import guarded, source_option
from gongkai_ssg.errors import UsageError

_PROFILES = ("19号文",)


@click.command(
    "audit",
    cls=ChineseCommand,
    help="自查：对照检查指标列出触线、扣分和加分项，写出报告。\n\n"
    "例：gongkai audit -s 站点\n\n例：gongkai audit -s 站点 --format json > 自查.json",
)
@source_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FOLDER",
              help="报告写在哪个文件夹，缺省为站点里的“自查报告”；不能在网站里。")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text",
              show_default=True, help="text 显示摘要并写出报告；json 只在标准输出打印数据。")  # fmt: skip
@click.option("--compare", "before", type=click.Path(path_type=Path), metavar="FILE",
              help="与哪一次的 json 比较，缺省为报告文件夹里最近的一次。")  # fmt: skip
@click.option("--today", type=Date(), metavar="DATE", help="自查的日期，缺省为北京时间当天。")
@click.option("--profile", type=click.Choice(_PROFILES), default=_PROFILES[0], show_default=True,
              help="对照哪一套检查指标。")  # fmt: skip
@click.option("--fail-on", type=click.Choice(("never", "veto")), default="never", show_default=True,
              help="veto：触及单项否决线时以退出码 1 结束。")  # fmt: skip
@click.option(
    "-j", "--jobs", type=click.IntRange(1, 64), metavar="N", help="并行进程数，缺省为处理器数。"
)
@guarded
def audit_command(
    source: Path, output: Path | None, form: str, before: Path | None, today: dt.date | None,
    profile: str, fail_on: str, jobs: int | None,
) -> None:  # fmt: skip
    """Examine, assess, compare and report."""
    import msgspec

    from gongkai_ssg.audit.assess import assess
    from gongkai_ssg.audit.compare import compare, read_audit
    from gongkai_ssg.audit.folder import last_before, report_folder, write_reports
    from gongkai_ssg.audit.indicators import PROFILES
    from gongkai_ssg.build import Options, examine
    from gongkai_ssg.console import ProgressBar, result, say

    folder = report_folder(source, output)
    if before is not None and not before.is_file():
        raise UsageError(f"没有文件 {before}。", "--compare 后面写以前的 audit-日期.json。")
    earlier = read_audit(before.read_bytes(), str(before)) if before is not None else None
    with ProgressBar(form == "text") as progress:
        examined = examine(Options(source=source, today=today, jobs=jobs or 0), progress)
    if earlier is None and (found := last_before(folder, examined.today)) is not None:
        try:
            earlier = read_audit(found.read_bytes(), str(found))
        except UsageError as error:
            say(f"提示：没有与上次比较：{error.message}")
    audit = assess(examined, PROFILES[profile])
    if earlier is not None:
        audit = compare(audit, earlier)
    data = msgspec.json.format(msgspec.json.encode(audit), indent=1) + b"\n"
    if form == "json":
        result(data.decode().rstrip())
    else:
        from gongkai_ssg.audit.html import to_html
        from gongkai_ssg.audit.summary import summary
        from gongkai_ssg.audit.workbook import to_xlsx

        files = {"html": to_html(audit), "xlsx": to_xlsx(audit), "json": data}
        written = write_reports(source, folder, audit.date, files)
        result(summary(audit))
        say()
        say(f"报告：{'、'.join(map(str, written))}")
        say("报告里有不公开的内容，只供内部使用，不要放进网站。")
    if fail_on == "veto" and audit.counts.crossed:
        sys.exit(1)
