"""Where audits are kept: writes the reports of a day, finds the audit before it.

It must not know what the reports say.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from gongkai_ssg.errors import UsageError
from gongkai_ssg.private_file import refuse_public_place, write_private

FOLDER = "自查报告"

_NAME = re.compile(r"audit-(\d{4}-\d{2}-\d{2})\.json")


def report_folder(source: Path, chosen: Path | None) -> Path:
    """Return the folder for the reports; raises UsageError where they would be published."""
    folder = chosen if chosen is not None else source / FOLDER
    refuse_public_place(source, folder / "audit.json")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 不是文件夹。", "用 -o 指定一个文件夹。")
    return folder


def last_before(folder: Path, day: dt.date) -> Path | None:
    """Return the data of the last audit before `day`, None where there is none."""
    if not folder.is_dir():
        return None
    names = [each.name for each in folder.iterdir() if each.is_file()]
    days = {found[1]: name for name in names if (found := _NAME.fullmatch(name))}
    earlier = sorted(each for each in days if each < day.isoformat())
    return folder / days[earlier[-1]] if earlier else None


def write_reports(source: Path, folder: Path, day: dt.date, files: dict[str, bytes]) -> list[Path]:
    """Write the files of a day by extension, each at once or not at all; return their paths."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    if is_new and folder.name == FOLDER:
        # Reports name what is not public: they do not go into version control by themselves.
        (folder / ".gitignore").write_text("*\n", "utf-8")
    written = [folder / f"audit-{day}.{extension}" for extension in files]
    for target, data in zip(written, files.values(), strict=True):
        write_private(source, target, data)
    return written
