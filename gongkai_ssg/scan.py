"""Finds the files under content/ and tells whether they changed. It must not read their meaning."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from gongkai_ssg.errors import reason
from gongkai_ssg.links import CONTENT
from gongkai_ssg.model import Faults

_FILE = "GK036"
# A file changed this shortly before it was looked at may change again without a new time stamp;
# file systems of today stamp within a few milliseconds.
_RACY = 100_000_000  # ns


def scan(root: Path, faults: Faults) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the state of every document and of every other file under content/, by path.

    Links are never followed and hidden files are no content.
    """
    documents: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    folders = [CONTENT]
    if (root / CONTENT).is_symlink():
        _refuse(faults, CONTENT, "content 是符号链接，不会读取。", "换成真正的文件夹。")
        return documents, others
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda each: each.name)
        except OSError as error:
            message = f"读不了文件夹：{reason(error)}。"
            _refuse(faults, folder, message, "检查文件夹是否存在、是否可读。")
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if not _is_text(entry.name):
                message = "文件名含有控制字符或不是 UTF-8，不会读取。"
                _refuse(faults, _shown(path), message, "给文件改名。")
            elif entry.is_symlink():
                _refuse(faults, path, "这是符号链接，不会读取。", "换成真正的文件。")
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                state = _state(entry.stat(follow_symlinks=False))
                (documents if entry.name.lower().endswith(".md") else others)[path] = state
    return documents, others


def _refuse(faults: Faults, path: str, message: str, hint: str) -> None:
    faults.note(_FILE, message, hint, path=path)


def _state(found: os.stat_result) -> bytes:
    racy = time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < _RACY
    # A state that cannot be trusted never equals another one.
    moment = time.time_ns() if racy else 0
    return msgspec.msgpack.encode(
        (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, moment)
    )


def _is_text(name: str) -> bool:
    return name.isprintable() or not any(map(_is_unreadable, name))


def _is_unreadable(character: str) -> bool:
    return ord(character) < 32 or ord(character) == 127 or "\ud800" <= character <= "\udfff"


def _shown(path: str) -> str:
    return "".join("�" if _is_unreadable(each) else each for each in path)
