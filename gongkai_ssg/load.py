"""content/ -> Site: reads everything, judges nothing.

Files that did not change since the last build come from the store. A document rule sees each
text while it is in memory; what it finds travels as a fault and is judged by `check`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.config import Config
from gongkai_ssg.links import CONTENT
from gongkai_ssg.model import Document, Fault, FileFact, RuleContext, Site
from gongkai_ssg.reading import Reading, read_document
from gongkai_ssg.rules import rules
from gongkai_ssg.store import SourceRow, Store

Progress = Callable[[int, int], None]

_FILE = "GK036"
_CHUNK = 100
# A file changed this shortly before it was read may change again without a new time stamp.
_RACY = 100_000_000  # ns; file systems of today stamp within a few milliseconds

_Faults = list[tuple[str, Fault]]
_Entry = tuple[str, bytes]  # path, state of the file

_encode = msgspec.msgpack.encode
_decode_document = msgspec.msgpack.Decoder(Document).decode
_decode_faults = msgspec.msgpack.Decoder(list[tuple[str, Fault]]).decode
_decode_fact = msgspec.msgpack.Decoder(FileFact).decode


class Loaded(msgspec.Struct, frozen=True):
    """The site, and what of it was read anew."""

    site: Site
    read: tuple[str, ...]  # documents that were read now
    gone: tuple[str, ...]  # documents of the last build that are no longer there


def load_site(root: Path, config: Config) -> Site:
    """Read the whole site at `root` without a store."""
    return load(root, config, None).site


def load(
    root: Path, config: Config, store: Store | None, jobs: int = 1, progress: Progress | None = None
) -> Loaded:
    """Read the site at `root`; with a `store`, only what changed since the last build."""
    faults: _Faults = []
    documents, others = _scan(root, faults)
    known, kept, old_faults = _recall(store, documents, config)
    wanted = [(path, state) for path, state in documents.items() if path not in known]
    loaded: dict[str, Document] = kept
    faults.extend(old_faults)

    def work(chunk: list[_Entry]) -> list[tuple[SourceRow, bytes | None]]:
        return [_row(root, path, state, config) for path, state in chunk]

    done = 0
    for rows in workers.run(work, workers.chunks(wanted, _CHUNK), jobs):  # type: ignore[arg-type]
        for row, _ in rows:
            loaded[row.path] = _decode_document(row.document)
            if row.faults:
                faults.extend(_decode_faults(row.faults))
        if store is not None:
            store.drop("body", [row.path for row, body in rows if body is None])
            store.put_sources(row for row, _ in rows)
            store.put_bodies((row.path, body) for row, body in rows if body is not None)
        done += len(rows)
        if progress:
            progress(done, len(wanted))
    gone = tuple(sorted(path for path in known if path not in documents))
    if store is not None:
        store.drop("source", gone)
        store.drop("body", gone)
        store.set("loaded", config.columns_digest.encode())
    files = _facts(root, others, store, faults)
    site = Site(
        root=str(root),
        documents=tuple(loaded[path] for path in sorted(loaded)),
        files=files,
        faults=tuple(faults),
    )
    return Loaded(site, tuple(path for path, _ in wanted), gone)


def _recall(
    store: Store | None, documents: dict[str, bytes], config: Config
) -> tuple[set[str], dict[str, Document], _Faults]:
    """Return the paths that the store knows and that need no reading, and what it knows of them."""
    known: set[str] = set()
    kept: dict[str, Document] = {}
    faults: _Faults = []
    if store is None:
        return known, kept, faults
    if store.get("loaded") != config.columns_digest.encode():
        store.clear("source", "body")
        return known, kept, faults
    for row in store.sources():
        state = documents.get(row.path)
        if state is None:
            known.add(row.path)  # gone
        elif state == row.stat:
            known.add(row.path)
            kept[row.path] = _decode_document(row.document)
            if row.faults:
                faults.extend(_decode_faults(row.faults))
    return known, kept, faults


def _row(root: Path, path: str, state: bytes, config: Config) -> tuple[SourceRow, bytes | None]:
    reading = read_document(root, path, config.column_by_word)
    faults = reading.faults + list(_judged(reading, config))
    placed = [(rule, _placed(fault, reading)) for rule, fault in faults]
    row = SourceRow(path, state, _encode(reading.document), _encode(placed) if placed else None)
    return row, None if reading.body.plain else _encode(reading.body)


def _judged(reading: Reading, config: Config) -> Iterator[tuple[str, Fault]]:
    # Document rules know neither the day nor the units: what they find is kept with the file.
    context = RuleContext(
        columns={column.key: column for column in config.columns}, units={}, today=dt.date.min,
        index_pattern="", index_numbers={},
    )  # fmt: skip
    for rule in rules().values():
        if rule.document is not None:
            for fault in rule.document(reading.document, reading.source, context):
                yield rule.id, fault


def _placed(fault: Fault, reading: Reading) -> Fault:
    """Give a fault its path, and its line where it names a key."""
    line, column = fault.line, fault.column
    if not line:
        line, column = reading.places.get(fault.key, (1, 1))
    return msgspec.structs.replace(fault, path=reading.document.path, line=line, column=column or 1)


# --- files -----------------------------------------------------------------------------


def _state(entry: os.stat_result) -> bytes:
    racy = time.time_ns() - max(entry.st_mtime_ns, entry.st_ctime_ns) < _RACY
    # A state that cannot be trusted never equals another one.
    moment = time.time_ns() if racy else 0
    return _encode((entry.st_size, entry.st_mtime_ns, entry.st_ctime_ns, entry.st_ino, moment))


def _scan(root: Path, faults: _Faults) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the state of every document and of every other file under content/, by path.

    Links are never followed and hidden files are no content.
    """
    documents: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    folders = [CONTENT]
    if (root / CONTENT).is_symlink():
        faults.append(
            (
                _FILE,
                Fault(
                    "content 是符号链接，不会读取。",
                    "换成真正的文件夹。",
                    path=CONTENT,
                    line=1,
                    column=1,
                ),
            )
        )
        return documents, others
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda each: each.name)
        except OSError as error:
            faults.append(
                (
                    _FILE,
                    Fault(
                        f"读不了文件夹：{error.strerror}。",
                        "检查文件夹是否存在、是否可读。",
                        path=folder,
                        line=1,
                        column=1,
                    ),
                )
            )
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{folder}/{entry.name}"
            if not _is_text(entry.name):
                shown = f"{folder}/{os.fsencode(entry.name).decode('utf-8', 'replace')}"
                faults.append(
                    (
                        _FILE,
                        Fault(
                            "文件名含有控制字符或不是 UTF-8，不会读取。",
                            "给文件改名。",
                            path=_clean(shown),
                            line=1,
                            column=1,
                        ),
                    )
                )
            elif entry.is_symlink():
                faults.append(
                    (
                        _FILE,
                        Fault(
                            "这是符号链接，不会读取。",
                            "换成真正的文件。",
                            path=path,
                            line=1,
                            column=1,
                        ),
                    )
                )
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            else:
                state = _state(entry.stat(follow_symlinks=False))
                (documents if entry.name.lower().endswith(".md") else others)[path] = state
    return documents, others


def _is_text(name: str) -> bool:
    return not any(
        ord(each) < 32 or ord(each) == 127 or 0xD800 <= ord(each) < 0xE000 for each in name
    )


def _clean(text: str) -> str:
    return "".join("�" if ord(each) < 32 or ord(each) == 127 else each for each in text)


def _facts(
    root: Path, others: dict[str, bytes], store: Store | None, faults: _Faults
) -> dict[str, FileFact]:
    known = store.files() if store is not None else {}
    facts: dict[str, FileFact] = {}
    fresh: list[tuple[str, bytes, bytes]] = []
    for path, state in sorted(others.items()):
        old = known.get(path)
        if old is not None and old[0] == state:
            facts[path] = _decode_fact(old[1])
        else:
            facts[path] = _fact(root, path)
            fresh.append((path, state, _encode(facts[path])))
    if store is not None:
        store.put_files(fresh)
        store.drop("file", [path for path in known if path not in others])
    return facts


def _fact(root: Path, path: str) -> FileFact:
    hasher = hashlib.blake2b(digest_size=16)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    size, head = 0, b""
    try:
        handle = os.open(root / path, flags)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return FileFact(path, 0, fault="special")
            while data := os.read(handle, 1024 * 1024):
                head = head or data[:16]
                hasher.update(data)
                size += len(data)
        finally:
            os.close(handle)
    except OSError:
        return FileFact(path, 0, fault="unreadable")
    return FileFact(path, size, hasher.hexdigest(), head)
