"""Adds up the states of all files below a folder into one number, so that a change shows.

The sum can be kept up to date file by file. It must not know what the files are for.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from zlib import crc32

from gongkai_ssg import workers

_MASK = (1 << 64) - 1
_ENOUGH = 64  # folders that are found before the work is divided

_Place = tuple[bytes, bytes]  # a folder, and the same below the one that is looked at


def mark(path: str, size: int, changed: int) -> int:
    """Return what a file adds to the sum: its path below the folder, size, mtime in ns."""
    return hash((crc32(os.fsencode(path)), size, changed)) & _MASK


def total(marks: int) -> int:
    """Return a sum of marks as it is kept."""
    return marks & _MASK


@contextlib.contextmanager
def tallying(top: str) -> Iterator[Callable[[], int | None]]:
    """Add up the files below `top`, save hidden entries of `top` itself, in two processes.

    One of them begins at once, the other when what is given is called, which returns the sum:
    None where anything is no file, a folder is empty, or the folder cannot be read.
    """
    # The upper folders here; whoever is ready takes the next of those below.
    waiting = [(os.fsencode(top), b"")]
    found = 0
    upper: int | None
    try:
        while waiting and len(waiting) < _ENOUGH:
            found += _folder(*waiting.pop(0), waiting)
        upper = found
    except (OSError, _Strange):
        upper, waiting = None, []

    def all_of(numbers: Iterator[int]) -> bytes:
        return _all(waiting[number] for number in numbers)

    with workers.shared(all_of, len(waiting)) as join:

        def wait() -> int | None:
            parts = join()
            if upper is None or b"" in parts:
                return None
            return (upper + sum(int.from_bytes(part, "big") for part in parts)) & _MASK

        yield wait


class _Strange(Exception):
    """Something lies there that no build makes."""


def _all(folders: Iterator[_Place]) -> bytes:
    """Return the sum over whole trees in 8 bytes, b"" where something is strange."""
    found = 0
    try:
        for each in folders:
            waiting = [each]
            while waiting:
                found += _folder(*waiting.pop(), waiting)
    except (OSError, _Strange):
        return b""
    return (found & _MASK).to_bytes(8, "big")


def _folder(place: bytes, inner: bytes, below: list[_Place]) -> int:
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
