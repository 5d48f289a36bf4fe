"""Finds the files under content/ and tells whether they changed. It must not read their meaning."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec

from gongkai_ssg.errors import reason
from gongkai_ssg.faults import Faults
from gongkai_ssg.links import CONTENT

_FILE = "GK036"
# A file changed this shortly before it was looked at may change again without a new time stamp;
# file systems of today stamp within a few milliseconds.
_RACY = 100_000_000  # ns

#: What an entry of a folder is.
FILE, FOLDER, LINK, UNREADABLE = 0, 1, 2, 3

#: Name, what it is, and of a file: size, mtime, ctime, inode, and a moment that makes the state
#: of a file that changed just now unlike any other.
Seen = tuple[str, int, int, int, int, int, int]

_encode = msgspec.msgpack.encode


class Scan(msgspec.Struct, frozen=True):
    """The state of every document and of every other file by path, and what each folder held."""

    documents: dict[str, bytes]
    others: dict[str, bytes]
    folders: dict[str, bytes]  # encoded lists of Seen; one that could not be read is left out


def scan(root: Path, faults: Faults) -> Scan:
    """Look at everything under content/. Links are never followed and hidden files are no content."""
    found = Scan({}, {}, {})
    folders = [CONTENT]
    if (root / CONTENT).is_symlink():
        _refuse(faults, CONTENT, "content 是符号链接，不会读取。", "换成真正的文件夹。")
        return found
    while folders:
        folder = folders.pop()
        try:
            entries = entries_of(root, folder)
        except OSError as error:
            message = f"读不了文件夹：{reason(error)}。"
            _refuse(faults, folder, message, "检查文件夹是否存在、是否可读。")
            continue
        found.folders[folder] = _encode(entries)
        for entry in entries:
            name, kind = entry[:2]
            path = f"{folder}/{name}"
            if kind == FILE:
                (found.documents if is_document(name) else found.others)[path] = state_of(entry)
            elif kind == FOLDER:
                folders.append(path)
            elif kind == LINK:
                _refuse(faults, path, "这是符号链接，不会读取。", "换成真正的文件。")
            else:
                message = "文件名含有控制字符或不是 UTF-8，不会读取。"
                _refuse(faults, path, message, "给文件改名。")
    return found


def entries_of(root: Path, folder: str) -> list[Seen]:
    """Return what a folder holds, by name, save hidden entries. Raises OSError."""
    # Taken before any file is looked at: one that changes after this counts as changed just now.
    now = time.time_ns()
    seen: list[Seen] = []
    with os.scandir(f"{root}/{folder}") as entries:
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            if not _is_text(name):
                seen.append((_shown(name), UNREADABLE, 0, 0, 0, 0, 0))
            elif entry.is_dir(follow_symlinks=False):
                seen.append((name, FOLDER, 0, 0, 0, 0, 0))
            elif not entry.is_file(follow_symlinks=False) and entry.is_symlink():
                seen.append((name, LINK, 0, 0, 0, 0, 0))
            else:
                at = entry.stat(follow_symlinks=False)
                changed, touched = at.st_mtime_ns, at.st_ctime_ns
                racy = now - _RACY < changed or now - _RACY < touched
                # A state that cannot be trusted never equals another one.
                moment = time.time_ns() if racy else 0
                seen.append((name, FILE, at.st_size, changed, touched, at.st_ino, moment))
    seen.sort()
    return seen


def is_document(name: str) -> bool:
    """Tell whether a file is a document by its name."""
    return name.lower().endswith(".md")


def state_of(entry: Seen) -> bytes:
    """Return the encoded state of a file."""
    return _encode(entry[2:])


def _refuse(faults: Faults, path: str, message: str, hint: str) -> None:
    faults.note(_FILE, message, hint, path=path)


def _is_text(name: str) -> bool:
    return name.isprintable() or not any(map(_is_unreadable, name))


def _is_unreadable(character: str) -> bool:
    return ord(character) < 32 or ord(character) == 127 or "\ud800" <= character <= "\udfff"


def _shown(path: str) -> str:
    return "".join("�" if _is_unreadable(each) else each for each in path)
