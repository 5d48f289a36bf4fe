"""Tells which source files changed: content/, the themes, and the files that lie beside them.

It must not know what is done about a change.
"""

from __future__ import annotations

import os
import queue
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from gongkai_ssg.config_faults import CONFIG_NAME
from gongkai_ssg.links import CONTENT
from gongkai_ssg.numbers import LOCK_NAME
from gongkai_ssg.waivers import WAIVERS_NAME

THEMES = "themes"

_AT_TOP = frozenset({CONFIG_NAME, LOCK_NAME, WAIVERS_NAME, CONTENT, THEMES})
_WORD_LISTS = (".csv", ".txt")
# A build opens and reads every file: only these two kinds of event tell of no change.
_READING = frozenset({"opened", "closed_no_write"})
# Not asked for at all: a build would otherwise be kept busy by word of its own reading.
_WANTED: list[type[FileSystemEvent]] = [
    each
    for each in vars(events).values()
    if isinstance(each, type) and issubclass(each, FileSystemEvent)
    and getattr(each, "event_type", "") not in {"", *_READING}
]  # fmt: skip
# After these nobody is in the middle of writing the file; word of closing comes on Linux only.
_ENDING = frozenset({"closed", "moved", "deleted"})
_POLL_SECONDS = 1

_NEXT = 0.01  # seconds without a further event after the last file was written to its end
_QUIET = 0.05  # the same while a file may still be written: saving it makes several events
_LONGEST = 1.0  # no change waits longer than this, even while files keep changing


class Change(NamedTuple):
    """A file was touched, or a folder."""

    path: str
    ended: bool  # it is known that nobody is still writing it


def collect(
    get: Callable[[float | None], Change | None], wait: bool,
    clock: Callable[[], float] = time.monotonic,
) -> set[str] | None:  # fmt: skip
    """Return the paths that changed, once no more come for a moment.

    `get(seconds)` gives the next change, raises queue.Empty when none comes in that time, and
    gives None at the end, as this does. Without `wait` the paths may be none.
    """
    found: set[str] = set()
    written: set[str] = set()
    latest = 0.0
    while True:
        patience = (_QUIET if written else _NEXT) if found else None if wait else _QUIET
        try:
            change = get(patience)
        except queue.Empty:
            return found
        if change is None:
            return None
        # Time counts from the first change: it may have been long in coming.
        latest = latest if found else clock() + _LONGEST
        found.add(change.path)
        (written.discard if change.ended else written.add)(change.path)
        if clock() > latest:
            return found


class Watcher:
    """Watches one site; calls `put` from its own thread for every change.

    Paths are relative to the site, or to the folder that holds the themes shipped with us.
    """

    def __init__(self, source: Path, put: Callable[[Change], None]) -> None:
        # A folder made with folders in it is met twice; the warning says so at great length.
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")
        self.polling = False  # the system had no watches left: folders are listed every second
        self._source = source.resolve()
        self._put = put
        self._watched: dict[Path, tuple[int, ObservedWatch]] = {}
        self._observer = self._started(polling=False)
        try:
            self.refresh()
        except OSError:
            self.stop()
            self._watched.clear()
            self._observer = self._started(polling=True)
            self.polling = True
            self.refresh()

    @staticmethod
    def _started(polling: bool) -> BaseObserver:
        observer = PollingObserver(timeout=_POLL_SECONDS) if polling else Observer()
        observer.start()
        return observer

    def refresh(self) -> None:
        """Watch folders that have appeared, or were replaced by others, since the last call."""
        for folder, deep in self._folders():
            try:
                inode = folder.stat().st_ino if folder.is_dir() and not folder.is_symlink() else 0
            except OSError:
                inode = 0
            old = self._watched.get(folder)
            if old is not None and old[0] == inode:
                continue
            if old is not None:
                self._observer.unschedule(old[1])
                del self._watched[folder]
            if inode:
                handler = _Handler(folder, "" if folder == self._source else folder.name, self._put)
                watch = self._observer.schedule(
                    handler, str(folder), recursive=deep, event_filter=_WANTED
                )
                self._watched[folder] = inode, watch

    def _folders(self) -> tuple[tuple[Path, bool], ...]:
        shipped = Path(__file__).resolve().parent.parent / THEMES  # only in a checkout
        own = self._source / THEMES
        return (
            (self._source, False),  # not deep: .git, public and virtual environments lie there too
            (self._source / CONTENT, True),
            (own, True),
            *(() if shipped == own else ((shipped, True),)),
        )

    def stop(self) -> None:
        """End the watching thread."""
        self._observer.stop()
        self._observer.join()


class _Handler(FileSystemEventHandler):
    """Passes on the events of one watched folder that may change what is built."""

    def __init__(self, folder: Path, name: str, put: Callable[[Change], None]) -> None:
        self._folder = str(folder)
        self._name = name
        self._put = put

    def dispatch(self, event: FileSystemEvent) -> None:
        """Take one event of watchdog."""
        if event.event_type in _READING or (event.is_directory and event.event_type == "modified"):
            return
        for given in (event.src_path, event.dest_path):
            if given:
                path = self._relevant(os.fsdecode(given))
                if path:
                    self._put(Change(path, event.event_type in _ENDING))

    def _relevant(self, given: str) -> str:
        """Return the path to report, "" for what is no source of the site."""
        path = os.path.relpath(given, self._folder).replace(os.sep, "/")
        parts = path.split("/")
        if not self._name:
            return path if path in _AT_TOP or path.endswith(_WORD_LISTS) else ""
        # Hidden files are no content: editors keep swap files and drafts there.
        if path == "." or any(part.startswith(".") for part in parts):
            return ""
        return f"{self._name}/{path}"
