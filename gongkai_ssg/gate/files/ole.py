"""Old Office files (doc, ppt, wps, xls, et, encrypted ones) -> the text runs that can be guessed.

Cells of xls are read; of everything else runs of characters are, so that planted numbers are
found: such a file always counts as unread. It must not know what the text means.
"""

from __future__ import annotations

import io
import re

import python_calamine

from gongkai_ssg.gate.files.grid import Grid, letters
from gongkai_ssg.gate.files.inside import Looking

_UTF16 = re.compile(rb"(?:[\x20-\x7e\t\r]\x00|[\x00-\xff][\x4e-\x9f\xff\x30]){4,}")
_BYTES = re.compile(rb"(?:[\x20-\x7e\t\r]|[\x81-\xfe][\x40-\xfe]){6,}")
_NOISE = re.compile(r"^[\x20-\x7e]*$")
_DIGITS = re.compile(r"\d{6}")
_SECRET = re.compile(r"秘|内部|身份|电话|手机|账号|卡号|护照")
_SAVE = "用新版 Office 或 WPS 另存为 docx、xlsx、pptx 或者 PDF。"


def look_old_office(data: bytes, name: str, looking: Looking) -> None:
    """Look at a file in the old container; it stays unread."""
    names = data[: 8 * 1024 * 1024]
    if "EncryptedPackage".encode("utf-16-le") in names:
        looking.unread("加了密码")
        looking.fault("error", "文件加了密码，读不出来。", "去掉密码后重新保存。")
        return
    suffix = name.rpartition(".")[2].lower()
    is_book = any(each.encode("utf-16-le") in names for each in ("Workbook", "Book\0"))
    is_text = "WordDocument".encode("utf-16-le") in names
    if "_VBA_PROJECT".encode("utf-16-le") in names:
        looking.fault("error", "文件含有宏。", "另存为不带宏的新格式。")
    if is_book and not is_text and _look_book(data, looking):
        looking.unread("旧版表格，隐藏的行列和批注看不到")
    else:
        what = "表格" if is_book else "Word 文档" if is_text or suffix in ("doc", "wps") else "文件"
        looking.unread(f"旧版{what}，没有全部读出")
    looking.fault("info", "文件是旧版格式。", _SAVE)
    looking.text("文件内容", "\n".join(guessed_runs(data)))


def _look_book(data: bytes, looking: Looking) -> bool:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = list(book.sheets_metadata)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic of the reader is no Exception
        return False
    hidden: list[str] = []
    for each in sheets:
        is_hidden = each.visible != python_calamine.SheetVisibleEnum.Visible
        grid = Grid(looking)
        try:
            sheet = book.get_sheet_by_name(each.name)
            # Rows are given from the first, columns from the first with content.
            before = (sheet.start or (0, 0))[1]
            for row in sheet.iter_rows():
                grid.start_row(0, False)
                for column, value in enumerate(row, before + 1):
                    if value != "":
                        grid.cell(letters(column), _shown(value))
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except Exception as error:
            if type(error).__module__.startswith("gongkai_ssg"):
                raise
            return False
        if grid.report(f"工作表“{each.name}”", is_hidden, False) and is_hidden:
            hidden.append(f"“{each.name}”")
    if hidden:
        hint = "取消隐藏，删去不该公开的内容后另存。"
        looking.fault("error", f"有隐藏的工作表：{'、'.join(hidden)}。", hint)
    return True


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e25:
        return f"{value:.0f}"
    return str(value)


def guessed_runs(data: bytes) -> list[str]:
    """Return runs of UTF-16 and GBK characters that look like text, without doubles."""
    found: dict[str, None] = {}
    for start in (0, 1):  # runs may begin on an odd byte
        for run in _UTF16.findall(data[start:] if start else data):
            if len(run) % 2 == 0:
                _keep(run.decode("utf-16-le", "ignore"), found)
    for run in _BYTES.findall(data):
        _keep(run.decode("gb18030", "ignore"), found)
    return list(found)


def _keep(text: str, found: dict[str, None]) -> None:
    text = text.replace("\r", "\n").replace("\x07", "\t").strip()
    if _NOISE.match(text) and not _DIGITS.search(text):
        return
    common = sum("\u4e00" <= each <= "\u9fa5" for each in text)
    if _DIGITS.search(text) or _SECRET.search(text) or common * 2 > len(text):
        found.setdefault(text)
