"""Tells which source files changed: content/, the themes, and the files that lie beside them.

It must not know what is done about a change.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path

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
_POLL_SECONDS = 1


class Watcher:
    """Watches one site; calls `put(path)` from its own thread for every change.

    `path` is relative to the site, or to the folder that holds the themes shipped with us.
    """

    def __init__(self, source: Path, put: Callable[[str], None]) -> None:
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
                watch = self._observer.schedule(handler, str(folder), recursive=deep)
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

    def __init__(self, folder: Path, name: str, put: Callable[[str], None]) -> None:
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
                    self._put(path)

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
