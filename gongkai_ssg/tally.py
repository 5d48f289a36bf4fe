"""Adds up the states of all files below a folder into one number, so that a change shows.

The sum can be kept up to date file by file. It must not know what the files are for.
"""

from __future__ import annotations

import os
from zlib import crc32

from gongkai_ssg import workers

_MASK = (1 << 64) - 1
_ENOUGH = 64  # folders that are found before the work is divided


def mark(path: str, size: int, changed: int) -> int:
    """Return what a file adds to the sum: its path below the folder, size, mtime in ns."""
    return hash((crc32(os.fsencode(path)), size, changed)) & _MASK


def total(marks: int) -> int:
    """Return a sum of marks as it is kept."""
    return marks & _MASK


def tally(top: str) -> int | None:
    """Return the sum over all files below `top`, save hidden entries of `top` itself.

    None where anything is no file, a folder is empty, or the folder cannot be read.
    """
    # The upper folders here, then half of what lies below in another process where there is one.
    waiting = [(os.fsencode(top), b"")]
    found = 0
    try:
        while waiting and len(waiting) < _ENOUGH:
            found += _folder(*waiting.pop(0), waiting)
        halves = waiting[::2], waiting[1::2]
        parts = workers.both(lambda: _all(halves[0]), lambda: _all(halves[1]))
    except (OSError, _Strange):
        return None
    if b"" in parts:
        return None
    return (found + sum(int.from_bytes(part, "big") for part in parts)) & _MASK


def tally_apart(top: str) -> bytes:
    """Return the same sum in 8 bytes, b"" for None, without another process."""
    return _all([(os.fsencode(top), b"")])


class _Strange(Exception):
    """Something lies there that no build makes."""


def _all(folders: list[tuple[bytes, bytes]]) -> bytes:
    """Return the sum over whole trees in 8 bytes, b"" where something is strange."""
    found = 0
    waiting = list(folders)
    try:
        while waiting:
            found += _folder(*waiting.pop(), waiting)
    except (OSError, _Strange):
        return b""
    return (found & _MASK).to_bytes(8, "big")


def _folder(place: bytes, inner: bytes, below: list[tuple[bytes, bytes]]) -> int:
    start, is_top = crc32(inner), not inner
    found = 0
    empty = not is_top
    with os.scandir(place) as entries:
        for entry in entries:
            name = entry.name
            if is_top and name[:1] == b".":
                continue
            empty = False
            if entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                found += hash((crc32(name, start), state.st_size, state.st_mtime_ns)) & _MASK
            elif entry.is_dir(follow_symlinks=False):
                below.append((entry.path, inner + name + b"/"))
            else:
                raise _Strange
    if empty:
        raise _Strange
    return found
