"""What the last good build stood on: if nothing of it has changed, neither has the site.

All of it is looked at before a build reads anything, so that a file changed meanwhile shows the
next time. It must not know how anything is read or built, and is light to import.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg import __version__, workers
from gongkai_ssg.errors import DamagedError
from gongkai_ssg.git_head import history
from gongkai_ssg.links import CONTENT
from gongkai_ssg.packed_report import pack, unpack
from gongkai_ssg.report import Options, Report
from gongkai_ssg.scan import FILE, Seen, entries_of, is_document
from gongkai_ssg.store import Store

# A file that changed this long before a build began was read as it stands.
_SETTLED = 100_000_000  # ns

_KEY, _REPORT = "standing", "report"
_FILES, _LOCK = ("config.yaml", "waivers.yaml"), "index-numbers.lock"

_encode = msgspec.msgpack.encode
_decode_entries = msgspec.msgpack.Decoder(list[Seen]).decode
_decode_folders = msgspec.msgpack.Decoder(list[tuple[str, list[Seen]]]).decode

# Bytes of encoded folders (some ten thousand files) that are worth a second process.
_WORTH_A_PROCESS = 400_000


class Ground(msgspec.Struct, frozen=True):
    """Digests of the options, the settings, the theme, the machine; and of the lock of numbers,
    which a build itself may write."""

    rest: str
    lock: str


class Standing(msgspec.Struct, frozen=True):
    """All that is not content, and the sum over the files of the built site."""

    ground: Ground
    lists: dict[str, str]  # files that the configuration names, by path
    typesetter: tuple[str, tuple[str, ...]] | None  # of the gazette, where it was asked
    tally: int
    report: str = ""  # digest of what was reported


def version_of(source: Path) -> str:
    """Return what a store depends on beside the content: our own code and where it reads."""
    return f"2/{__version__}/{_code()}/{source.resolve()}"


@cache
def _code() -> str:
    # The code that runs is that of the first look, whatever an editor does to it afterwards.
    found: list[tuple[str, int, int]] = []
    waiting = [str(Path(__file__).parent)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.endswith(".py"):
                    state = entry.stat()
                    found.append((entry.path, state.st_size, state.st_mtime_ns))
    return bytes_digest(_encode(sorted(found)))


# --- what is not content ---------------------------------------------------------------------


def ground_of(options: Options) -> Ground | None:
    """Return digests of all that a build of these options stands on beside content.

    None where that cannot be told: then nothing may be left out.
    """
    root = options.source
    told = history(root)
    if told is None:
        return None
    words = (
        sys.version, told, str(options.day), options.base_url,
        options.search, options.fail_on, options.lock_numbers,
    )  # fmt: skip
    hasher = blake2b(_encode((words, list(_packages()))), digest_size=16)
    package = Path(__file__).parent
    try:
        for name in _FILES:
            hasher.update(_encode((name, digest_of(root / name))))
        for folder in (root / "themes", package / "themes", package.parent / "themes"):
            for path in _below(folder):
                hasher.update(_encode((str(path), digest_of(path))))
        lock = digest_of(root / _LOCK)
    except _Unclear:
        return None
    return Ground(hasher.hexdigest(), lock)


def digest_of(path: Path) -> str:
    """Return the digest of a regular file's bytes, "" where there is none."""
    try:
        if not path.is_file():
            if os.path.lexists(path):
                raise _Unclear
            return ""
        return bytes_digest(path.read_bytes())
    except OSError:
        raise _Unclear from None


class _Unclear(Exception):
    """A file that no digest can stand for."""


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_symlink():
        raise _Unclear
    if not folder.is_dir():
        return
    for each in sorted(folder.iterdir()):
        if each.is_symlink() or not each.name.isprintable():
            raise _Unclear
        if each.is_dir():
            yield from _below(each)
        else:
            yield each


def _packages() -> Iterator[tuple[str, int]]:
    """Yield the folders of installed packages: installing or removing one changes the stamp."""
    for each in sys.path:
        if each.endswith(("site-packages", "dist-packages")) and Path(each).is_dir():
            yield each, Path(each).stat().st_mtime_ns


def bytes_digest(data: bytes) -> str:
    """Return the digest that `digest_of` gives for a file of these bytes."""
    return blake2b(data, digest_size=16).hexdigest()


# --- remembering -----------------------------------------------------------------------------


def remember(
    store: Store, standing: Standing, report: Report, folders: Mapping[str, bytes],
    findings: bytes | None = None,
) -> None:  # fmt: skip
    """Keep what a build that is released and complete stood on, and what it reported.

    `findings` are those of the report where they are packed already.
    """
    before = store.folders()
    store.drop("folder", [path for path in before if path not in folders])
    store.put_folders(each for each in folders.items() if before.get(each[0]) != each[1])
    encoded = pack(report, findings)
    store.set(_REPORT, encoded)
    put(store, msgspec.structs.replace(standing, report=bytes_digest(encoded)))


def put(store: Store, standing: Standing | None) -> None:
    """Keep a standing, or forget it before anything that it speaks of changes."""
    store.set(_KEY, None if standing is None else _encode(standing))


def recall(store: Store) -> Standing | None:
    """Return what the last build stood on, None where it did not come to a good end."""
    kept = store.get(_KEY)
    if kept is None or store.was_cut:
        return None
    return msgspec.msgpack.decode(kept, type=Standing)


_latest: list[Any] = ["", None]  # digest, report


def recall_report(store: Store, last: Standing) -> Report:
    """Return what the last build reported."""
    if _latest[0] == last.report:  # a preview asks for the same report again and again
        known: Report = _latest[1]
        return known
    kept = store.get(_REPORT)
    if kept is None:
        raise DamagedError("上次构建留下的记录不完整。", "重新构建。")
    report = unpack(kept)
    _latest[:] = last.report, report
    return report


def holds(standing: Standing, options: Options) -> bool:
    """Tell whether all but content is as it was."""
    try:
        lists = {name: digest_of(options.source / name) for name in standing.lists}
    except _Unclear:
        return False
    if lists != standing.lists or ground_of(options) != standing.ground:
        return False
    if standing.typesetter is None:
        return True
    from gongkai_ssg.gazette_pdf import typesetter_or_reason  # only for those who print a gazette

    return typesetter_or_reason() == standing.typesetter


def digests_of(root: Path, names: Iterable[str], since: int) -> dict[str, str] | None:
    """Return the digests of files that were read since the moment `since` (ns).

    None where one may have changed meanwhile.
    """
    try:
        states = [(root / name).stat() for name in names]
        if any(max(each.st_mtime_ns, each.st_ctime_ns) > since - _SETTLED for each in states):
            return None
        return {name: digest_of(root / name) for name in names}
    except (OSError, _Unclear):
        return None


# --- content ---------------------------------------------------------------------------------


class Change(msgspec.Struct, frozen=True):
    """A folder in which documents changed in place, and nothing else."""

    folder: str
    entries: list[Seen]
    documents: dict[str, Seen]  # path -> state of those that changed


def changes(root: Path, store: Store, most: int) -> list[Change] | None:
    """Return the folders with changed documents, None where more than that has changed.

    More than `most` documents, another file than a document, something added, gone or renamed.
    """
    if (root / CONTENT).is_symlink():
        return None
    # Every folder is known: a new one would show in the entries of the one above it.
    known = store.folders()
    if sum(map(len, known.values())) < _WORTH_A_PROCESS:
        parts: tuple[bytes, ...] = (_differing(root, known),)
    else:
        by_size = sorted(known, key=lambda folder: len(known[folder]))
        halves = [{each: known[each] for each in by_size[start::2]} for start in (0, 1)]
        parts = workers.both(
            lambda: _differing(root, halves[0]), lambda: _differing(root, halves[1])
        )
    found: list[Change] = []
    for part in parts:
        if not part:
            return None
        for folder, entries in _decode_folders(part):
            change = _compared(folder, entries, known[folder])
            if change is None:
                return None
            found.append(change)
    return found if sum(len(each.documents) for each in found) <= most else None


def _differing(root: Path, known: Mapping[str, bytes]) -> bytes:
    """Return the encoded entries of folders that differ, b"" where one cannot be read."""
    found: list[tuple[str, list[Seen]]] = []
    try:
        for folder, held in known.items():
            entries = entries_of(root, folder)
            if held != _encode(entries):
                found.append((folder, entries))
    except OSError:
        return b""
    return _encode(found)


def _compared(folder: str, entries: list[Seen], held: bytes) -> Change | None:
    before = _decode_entries(held)
    if [each[:2] for each in before] != [each[:2] for each in entries]:
        return None
    changed = [now for now, was in zip(entries, before, strict=True) if now != was]
    if any(each[1] != FILE or not is_document(each[0]) for each in changed):
        return None
    return Change(folder, entries, {f"{folder}/{each[0]}": each for each in changed})
