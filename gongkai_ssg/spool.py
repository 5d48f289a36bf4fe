"""Pages' bodies from the moment a document is read until its page is rendered, in plain files.

A worker appends what it converted to a file of its own; whichever worker renders the page reads
it there, so that nothing is converted twice and no process holds the texts. It lasts as long as
one build. It must not know what the bytes mean.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import msgspec

_Place = tuple[int, int, int]  # process that wrote, offset, length

_encode = msgspec.msgpack.encode
_decode_place = msgspec.msgpack.Decoder(_Place).decode


class Spool:
    """Bytes by path. Use as a context manager; survives a fork."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._places: dict[str, bytes] = {}  # encoded: there may be a hundred thousand
        self._process = 0
        self._end = 0  # of this process's own file
        self._handles: dict[int, int] = {}  # by the process that wrote

    def __enter__(self) -> Spool:
        shutil.rmtree(self._folder, ignore_errors=True)  # left by a build that was killed
        return self

    def __exit__(self, *_: object) -> None:
        if self._process == os.getpid():
            for handle in self._handles.values():
                os.close(handle)
        self._handles = {}
        shutil.rmtree(self._folder, ignore_errors=True)

    def write(self, data: bytes) -> bytes:
        """Append `data` to this process's file and return its place."""
        self._is_this_process()
        process = os.getpid()
        if process not in self._handles:
            with contextlib.suppress(FileExistsError):
                Path(self._folder).mkdir(mode=0o700)
            flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC
            self._handles[process] = os.open(self._name(process), flags, 0o600)
            self._end = 0
        start, view = self._end, memoryview(data)
        while view:
            view = view[os.write(self._handles[process], view) :]
        self._end = start + len(data)
        return _encode((process, start, len(data)))

    def keep(self, path: str, place: bytes) -> None:
        """Remember where the bytes of `path` are."""
        self._places[path] = place

    def read(self, path: str) -> bytes | None:
        """Return the bytes of `path`, None where there are none."""
        place = self._places.get(path)
        if place is None:
            return None
        self._is_this_process()
        process, start, length = _decode_place(place)
        if process not in self._handles:
            self._handles[process] = os.open(self._name(process), os.O_RDONLY)
        data = os.pread(self._handles[process], length, start)
        return data if len(data) == length else None

    def _name(self, process: int) -> str:
        return f"{self._folder}/{process}"

    def _is_this_process(self) -> None:
        # What a parent had open is the parent's: its place in the file would be shared.
        if self._process != os.getpid():
            self._process = os.getpid()
            self._handles = {}
