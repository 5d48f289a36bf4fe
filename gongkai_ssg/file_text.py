"""Files of the site -> bytes and text, without trusting them. It must not know what a text means."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from gongkai_ssg.errors import reason
from gongkai_ssg.faults import Faults, Severity
from gongkai_ssg.text import human_size

MAX_DOCUMENT = 10 * 1024 * 1024  # bytes of one Markdown file

_FILE = "GK036"
_CONTROL_BYTES = bytes((*range(0x09), *range(0x0B, 0x20), 0x7F))
_CONTROL = re.compile(f"[{re.escape(_CONTROL_BYTES.decode())}]")

# A link at the last step is never followed, and a pipe never waited for.
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_bytes(path: Path, limit: int = MAX_DOCUMENT) -> bytes:
    """Return the bytes of a regular file.

    Raises ValueError with a Chinese reason for what is no regular file or is larger than `limit`.
    """
    try:
        handle = os.open(path, READ_FLAGS)
    except OSError as error:
        raise ValueError(f"读不了：{reason(error)}") from None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise ValueError("不是普通文件")
        if state.st_size > limit:
            raise ValueError(f"文件过大（{human_size(state.st_size)}，上限 {human_size(limit)}）")
        data = os.read(handle, state.st_size + 1)
        # One that has grown meanwhile gives more than its size; another has come to its end.
        while state.st_size < len(data) <= limit and (more := os.read(handle, 1024 * 1024)):
            data += more
        return data
    except OSError as error:
        raise ValueError(f"读不了：{reason(error)}") from None
    finally:
        os.close(handle)


def read_ahead(paths: Iterable[Path]) -> None:
    """Have the system fetch files from the disk that are about to be read, without waiting."""
    for path in paths:
        with contextlib.suppress(OSError):
            handle = os.open(path, READ_FLAGS)
            try:
                if stat.S_ISREG(os.fstat(handle).st_mode):
                    os.posix_fadvise(handle, 0, MAX_DOCUMENT, os.POSIX_FADV_WILLNEED)
            finally:
                os.close(handle)


def decode(data: bytes, faults: Faults) -> str:
    """Return the text of a file with "\\n" at line ends, no BOM and no control characters."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        hint = "编辑器另存为“UTF-8（无 BOM）”。"
        faults.note(_FILE, "文件以 BOM 开头，已忽略。", hint, severity=Severity.INFO)
    try:
        text = data.decode("utf-8")
        if len(data.translate(None, _CONTROL_BYTES)) == len(data):
            return text
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        at = (data.count(b"\n", 0, error.start) + 1, error.start - line_start + 1)
        try:
            text = data.decode("gb18030")
            message = "文件不是 UTF-8 编码，像是 GB18030（GBK）。"
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
            message = f"文件不是 UTF-8 编码，第 {error.start + 1} 字节读不出来。"
        faults.note(_FILE, message, "用编辑器打开后另存为 UTF-8。", at)
    if "\r" in text:
        hint = "不改也可以；要统一，就让编辑器用 LF。"
        faults.note(_FILE, "文件用 CRLF 换行，已按普通换行处理。", hint, severity=Severity.INFO)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = _CONTROL.search(text)
    if first is None:
        return text
    name = " NUL 字符" if first[0] == "\0" else f"控制字符 U+{ord(first[0]):04X}"
    at = (
        text.count("\n", 0, first.start()) + 1,
        first.start() - text.rfind("\n", 0, first.start()),
    )
    cleaned, count = _CONTROL.subn("", text)
    message = f"含有不可见的{name}（共 {count} 个），已略去。"
    faults.note(_FILE, message, "从原文重新复制这一段。", at)
    return cleaned
