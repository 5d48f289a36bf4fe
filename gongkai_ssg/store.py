"""What one build remembers for the next, in one SQLite file beside the output folder.

It must not know what its values mean. A store of another version, or a damaged one, is thrown
away: the next build is then a clean one. Writers hold a lock, so two builds cannot mix.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import msgspec

from gongkai_ssg.errors import BusyError, DamagedError, UsageError, reason

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE source (path TEXT PRIMARY KEY, stat BLOB NOT NULL, document BLOB NOT NULL, faults BLOB,
  head BLOB NOT NULL);
CREATE TABLE body (path TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE file (path TEXT PRIMARY KEY, stat BLOB NOT NULL, fact BLOB NOT NULL);
CREATE TABLE output (path TEXT PRIMARY KEY, inputs BLOB NOT NULL, stat BLOB NOT NULL);
CREATE TABLE folder (path TEXT PRIMARY KEY, held BLOB NOT NULL);
CREATE TABLE leaf (path TEXT PRIMARY KEY, url TEXT NOT NULL, leaf BLOB NOT NULL);
CREATE INDEX leaf_url ON leaf (url);
"""

_TABLES = frozenset({"source", "body", "file", "output", "folder", "leaf"})
_SOURCE = "path, stat, document, faults, head"

_SWITCHING = "switching"
_PATIENCE = 1.0  # seconds to wait for a lock that another process holds


class SourceRow(msgspec.Struct, frozen=True):
    """A document as it was loaded: the state of its file, the encoded document, its faults, and
    the digest of what stands before its body."""

    path: str
    stat: bytes
    document: bytes
    faults: bytes | None
    head: bytes


class OutputRow(msgspec.Struct, frozen=True):
    """A file of the built site: the fingerprints it was made from, and its state on disk."""

    path: str
    inputs: bytes
    stat: bytes


class Store:
    """One open store. Use as a context manager; changes count once `commit` was called."""

    def __init__(self, path: Path, version: str) -> None:
        """Open or create the store at `path`; `version` is that of everything it depends on.

        Raises BusyError while another process holds it, UsageError where it cannot be written.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _take_lock(path.with_suffix(".lock"))
        except PermissionError as error:
            raise UsageError(
                f"不能写入 {path.parent}：{reason(error)}。", "换一个可写的输出位置（-d）。"
            ) from None
        try:
            self._open(version)
        except BaseException:
            os.close(self._lock)
            raise

    def _open(self, version: str) -> None:
        try:
            self._connection = self._connect()
            found = self._connection.execute(
                "SELECT value FROM meta WHERE key='version'"
            ).fetchone()
            if found is None or bytes(found[0]).decode() != version:
                raise sqlite3.DatabaseError("another version")
            self.fresh = False
        except sqlite3.DatabaseError:
            if hasattr(self, "_connection"):
                self._connection.close()
            self._remove()
            self._connection = self._connect()
            self._connection.executescript(_SCHEMA)
            self.set("version", version.encode())
            self._connection.commit()
            self.fresh = True

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=0)
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Some damage shows only when the row is read: then too the store is no longer of use.
        damaged = kind is sqlite3.DatabaseError or isinstance(error, msgspec.DecodeError)
        with contextlib.suppress(sqlite3.DatabaseError):
            self._connection.rollback()
        self._connection.close()
        if damaged:
            self._remove()
        os.close(self._lock)
        if damaged:
            raise DamagedError("上次构建留下的记录已损坏，已经丢弃。", "重新构建。") from error

    def _remove(self) -> None:
        for each in (self.path, self.path.with_name(self.path.name + "-journal")):
            each.unlink(missing_ok=True)

    def commit(self) -> None:
        """Make everything since the last commit last."""
        self._connection.commit()

    # --- single values -----------------------------------------------------------------

    def get(self, key: str) -> bytes | None:
        """Return a value, or None."""
        found = self._connection.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return None if found is None else bytes(found[0])

    def set(self, key: str, value: bytes | None) -> None:
        """Set a value; None removes it."""
        if value is None:
            self._connection.execute("DELETE FROM meta WHERE key=?", (key,))
        else:
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # --- the switch of the output folder -----------------------------------------------

    @contextlib.contextmanager
    def switching(self) -> Iterator[None]:
        """Hold a mark while files are exchanged; commits what was changed before.

        Whoever is killed in between leaves the mark: see `was_cut`. It goes with the next commit.
        """
        self.set(_SWITCHING, b"1")
        self.commit()
        yield
        self.set(_SWITCHING, None)

    @property
    def was_cut(self) -> bool:
        """Whether the last exchange of files did not come to its end: nothing is known of them."""
        return self.get(_SWITCHING) is not None

    # --- tables ------------------------------------------------------------------------

    def documents(self) -> Iterable[tuple[str, bytes, bytes, bytes | None]]:
        """Return path, state, encoded value and faults of every document."""
        return self._connection.execute("SELECT path, stat, document, faults FROM source")

    def source(self, path: str) -> SourceRow | None:
        """Return one document."""
        row = self._connection.execute(
            f"SELECT {_SOURCE} FROM source WHERE path=?", (path,)
        ).fetchone()
        return None if row is None else SourceRow(*row)

    def put_sources(self, rows: Iterable[SourceRow]) -> None:
        """Insert or replace documents."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)",
            ((row.path, row.stat, row.document, row.faults, row.head) for row in rows),
        )

    def put_bodies(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Insert or replace converted bodies; plain ones are not kept."""
        self._connection.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", rows)

    def files(self) -> dict[str, tuple[bytes, bytes]]:
        """Return state and fact of every other file under content/."""
        rows = self._connection.execute("SELECT path, stat, fact FROM file")
        return {path: (state, fact) for path, state, fact in rows}

    def put_files(self, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Insert or replace facts of files."""
        self._connection.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", rows)

    def outputs(self) -> dict[str, OutputRow]:
        """Return every file of the built site by its path."""
        rows = self._connection.execute("SELECT path, inputs, stat FROM output")
        return {row[0]: OutputRow(*row) for row in rows}

    def output(self, path: str) -> OutputRow | None:
        """Return one file of the built site."""
        row = self._connection.execute(
            "SELECT path, inputs, stat FROM output WHERE path=?", (path,)
        ).fetchone()
        return None if row is None else OutputRow(*row)

    def put_outputs(self, rows: Iterable[OutputRow]) -> None:
        """Insert or replace output files."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO output VALUES (?, ?, ?)",
            ((row.path, row.inputs, row.stat) for row in rows),
        )

    def body(self, path: str) -> bytes | None:
        """Return the encoded body of a document, None where none is kept."""
        row = self._connection.execute("SELECT body FROM body WHERE path=?", (path,)).fetchone()
        return None if row is None else bytes(row[0])

    def folders(self) -> dict[str, bytes]:
        """Return what each folder under content/ held."""
        return dict(self._connection.execute("SELECT path, held FROM folder"))

    def put_folders(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Insert or replace what folders held."""
        self._connection.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?)", rows)

    def leaf_paths(self) -> frozenset[str]:
        """Return the paths of the documents whose pages are kept."""
        return frozenset(row[0] for row in self._connection.execute("SELECT path FROM leaf"))

    def leaf(self, path: str) -> bytes | None:
        """Return what is kept of the page of a document."""
        row = self._connection.execute("SELECT leaf FROM leaf WHERE path=?", (path,)).fetchone()
        return None if row is None else bytes(row[0])

    def leaf_at(self, url: str) -> bytes | None:
        """Return what is kept of the page at an address."""
        row = self._connection.execute("SELECT leaf FROM leaf WHERE url=?", (url,)).fetchone()
        return None if row is None else bytes(row[0])

    def put_leaves(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Insert or replace what is kept of pages: path of the document, address, value."""
        self._connection.executemany("INSERT OR REPLACE INTO leaf VALUES (?, ?, ?)", rows)

    def drop(self, table: str, paths: Iterable[str]) -> None:
        """Remove rows of a table by their paths."""
        if table not in _TABLES:
            raise ValueError(table)
        self._connection.executemany(
            f"DELETE FROM {table} WHERE path=?", ((path,) for path in paths)
        )

    def clear(self, *tables: str) -> None:
        """Empty whole tables."""
        for table in tables:
            if table not in _TABLES:
                raise ValueError(table)
            self._connection.execute(f"DELETE FROM {table}")


class StoreBodies:
    """Reads bodies through an open store, what was not committed included."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, path: str) -> bytes | None:
        """Return the encoded body of a document, None where none is kept."""
        return self._store.body(path)


class Bodies:
    """Reads the kept bodies of a store from any process; opened when first asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    def get(self, path: str) -> bytes | None:
        """Return the encoded body of a document, None where none is kept."""
        if self._connection is None or self._process != os.getpid():
            self._connection = sqlite3.connect(f"file:{quote(str(self._path))}?mode=ro", uri=True)
            self._process = os.getpid()
        row = self._connection.execute("SELECT body FROM body WHERE path=?", (path,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Close the connection of this process."""
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection = None


def _take_lock(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        import fcntl
    except ImportError:  # Windows: SQLite's own lock has to do
        return handle
    # The processes of a build that was killed hold its lock until they too are gone.
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() < until:
                time.sleep(_PATIENCE / 20)
                continue
            os.close(handle)
            raise BusyError(
                "另一个构建正在写同一个输出文件夹。", "等它结束后再试，或用 -d 换一个输出位置。"
            ) from None
        return handle
