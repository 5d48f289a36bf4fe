"""Keep the site's search index up to date, doing only what changed documents need.

It must not know content, columns, pages or the border: it sees public text only.

The index consists of a few large *cold* segments, which never change, and one small *hot* segment
with the documents that were added or changed since. `index.json` tells the browser which segments
there are and which of their pages no longer count. The law: after any sequence of changes the
answers equal those of a clean build (the bytes need not).

What was withdrawn leaves no byte behind: a cold segment with a document whose address is gone is
built anew at once. The earlier wording of a document that merely changed stays in its cold segment
as token positions, without its text, until the segment is next rebuilt; `purge` forbids that too.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Lock

import msgspec

from gongkai_ssg.search_pagefind import pagefind_version
from gongkai_ssg.search_segment import SearchRecord, Segment, build_segment

__all__ = ["INDEX", "SearchRecord", "SearchResult", "update_index"]

INDEX = "index.json"  # the only file whose name is fixed; the others lie in a segment's folder

_FORMAT = 2  # of the files and of the state; another one means that everything is built anew
# Characters of a cold segment. Pagefind takes about 150 bytes of memory and 1.5 s per million for
# each. A query fetches something from every segment, and a withdrawn document costs a rebuild of
# its own, so segments are small while there are few and larger behind many (`_capacity`).
_COLD_LEAST = 6_000_000
_COLD_MOST = 9_000_000
_HOT_VOLUME = 400_000
_HOT_DOCUMENTS = 500
# A cold segment below this share of _COLD_LEAST joins the next rebuild, so that few remain.
_FULL_ENOUGH = 0.5
_PROCESSES = 2

_FOLDER = re.compile(r"[0-9a-f]{16}")


class SearchResult(msgspec.Struct, frozen=True):
    """What became of the bundle; paths are relative to it, with "/" and sorted."""

    state: bytes  # to hand in next time
    written: tuple[str, ...]  # lie in `work` and replace what is there
    kept: tuple[str, ...]  # must stay in the bundle as they are
    removed: tuple[str, ...]  # must go from the bundle


class _State(msgspec.Struct, frozen=True):
    version: str
    segments: tuple[Segment, ...]


class _Plan(msgspec.Struct, frozen=True):
    kept: tuple[Segment, ...]  # cold, perhaps with more dropped pages than before
    cold: tuple[str, ...]  # addresses for new cold segments
    hot: tuple[str, ...]  # addresses for the hot segment


def update_index(
    current: Mapping[str, str],
    record: Callable[[str], SearchRecord],
    state: bytes | None,
    site_out: Path,
    work: Path,
    jobs: int = _PROCESSES,
    progress: Callable[[int, int], None] | None = None,
    purge: bool = False,
    whole: bool = False,
) -> SearchResult:
    """Write into `work` what the bundle `site_out` lacks to answer for the `current` documents.

    `current` maps the address of every document to its digest; `record` is called for those that
    must be indexed, in this thread. `site_out` is read only and may be missing. `progress` gets
    (documents indexed, documents to index), from other threads. `whole`: the bundle is known to be
    as it was left, and `kept` of the result may stay empty. Raises SearchError.
    """
    before = read_state(state, search_version())
    present = set() if whole else set(_present(site_out))
    if not whole:
        # A segment that lost a file is as good as gone.
        before = tuple(segment for segment in before if present.issuperset(segment.files()))
    plan = _plan(before, current, purge)
    work.mkdir(parents=True, exist_ok=True)
    built = _build(plan, record, before, work, max(1, min(jobs, _PROCESSES)), progress)
    segments = sorted((*plan.kept, *built), key=lambda segment: (segment.hot, segment.id))

    made = [segment for segment in built if (work / segment.id).exists()]
    written = {name for segment in made for name in segment.files()}
    index = index_of(segments, len(current))
    if not _same(site_out / INDEX, index):
        (work / INDEX).write_bytes(index)
        written.add(INDEX)
    kept: set[str] = set()
    if not whole:
        kept = {INDEX, *(name for segment in segments for name in segment.files())}
    return SearchResult(
        state=encode_state(segments),
        written=tuple(sorted(written)),
        kept=tuple(sorted(kept - written)),
        removed=tuple(sorted(left_behind(before, segments) if whole else present - kept)),
    )


def left_behind(before: Iterable[Segment], after: Iterable[Segment]) -> Iterator[str]:
    """Paths of the files of some segments that others do without."""
    stay = {segment.id: segment for segment in after}
    for segment in before:
        if segment.id not in stay:
            yield from segment.files()
        else:
            for page in stay[segment.id].dropped - segment.dropped:
                yield from segment.pieces_of(page)


def search_version() -> str:
    """Return what the files and the state depend on beside the documents."""
    return f"{_FORMAT}/{pagefind_version()}"


def encode_state(segments: Iterable[Segment]) -> bytes:
    """Return what has to be remembered of the bundle."""
    return msgspec.msgpack.encode(_State(search_version(), tuple(segments)))


def read_state(state: bytes | None, version: str) -> tuple[Segment, ...]:
    """Return the segments that were remembered, none where another version did."""
    try:
        read = msgspec.msgpack.decode(state or b"", type=_State)
    except msgspec.MsgspecError:
        return ()
    return read.segments if read.version == version else ()


def _present(site_out: Path) -> Iterator[str]:
    """Paths of the files that lie in folders named like ours, relative to the bundle."""
    if site_out.is_dir():
        for folder in site_out.iterdir():
            if _FOLDER.fullmatch(folder.name) and folder.is_dir():
                with os.scandir(folder) as files:
                    yield from (f"{folder.name}/{file.name}" for file in files)


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _plan(before: Sequence[Segment], current: Mapping[str, str], purge: bool) -> _Plan:
    """Decide which cold segments stay and where every other document goes."""
    kept = []
    rebuild = False
    for segment in before:
        if segment.hot:
            continue
        pages = [item for item in enumerate(segment.entries) if item[0] not in segment.dropped]
        stale = {page for page, entry in pages if current.get(entry.url) != entry.digest}
        gone = any(entry.url not in current for _, entry in pages)
        dropped = segment.dropped | stale
        # One whose pages were all dropped earlier may still hold an address that is gone by now.
        gone = gone or any(segment.entries[page].url not in current for page in segment.dropped)
        if gone or (purge and dropped) or len(dropped) == len(segment.entries):
            rebuild = True
        else:
            kept.append(msgspec.structs.replace(segment, dropped=dropped))
    loose = _outside(kept, current)
    known = {e.url: e.volume for segment in before for e in segment.entries}
    volume = sum(known.get(url, 0) for url in loose)
    full = _full(kept)
    fits = fits_hot(len(loose), volume)
    if not loose or (fits and not is_small(kept, volume) and not rebuild):
        return _Plan(kept=tuple(kept), cold=(), hot=tuple(loose))
    return _Plan(kept=tuple(full), cold=tuple(_outside(full, current)), hot=())


def fits_hot(documents: int, volume: int) -> bool:
    """Tell whether so many documents of so many characters fit into a hot segment."""
    return documents <= _HOT_DOCUMENTS and volume <= _HOT_VOLUME


def is_small(cold: Sequence[Segment], volume: int) -> bool:
    """Tell whether the site, `volume` characters beside its cold segments included, is small.

    There one segment is made anew as fast as a hot one, and leaves nothing stale. Behind a full
    segment it would be made anew at every edit.
    """
    return not _full(cold) and volume + sum(s.volume for s in cold) <= _HOT_VOLUME


def _full(cold: Iterable[Segment]) -> list[Segment]:
    return [s for s in cold if s.volume >= _FULL_ENOUGH * _COLD_LEAST]


def _outside(segments: Iterable[Segment], current: Mapping[str, str]) -> list[str]:
    inside = {
        entry.url
        for segment in segments
        for page, entry in enumerate(segment.entries)
        if page not in segment.dropped
    }
    return sorted(url for url in current if url not in inside)


def _build(
    plan: _Plan,
    record: Callable[[str], SearchRecord],
    before: Sequence[Segment],
    work: Path,
    jobs: int,
    progress: Callable[[int, int], None] | None,
) -> list[Segment]:
    """Build the segments of `plan` that are not there yet, at most two at the same time."""
    total = len(plan.cold) + len(plan.hot)
    ready = {segment.id: segment for segment in before if not segment.dropped}
    done = 0
    lock = Lock()

    def step(records: int) -> None:
        nonlocal done
        with lock:
            done += records
            if progress:
                progress(done, total)

    def make(records: Sequence[SearchRecord], hot: bool) -> Segment:
        name = name_of(records)
        if name in ready:
            return msgspec.structs.replace(ready[name], hot=hot)
        segment = build_segment(name, records, work, work / f"{name}.pagefind", hot)
        step(len(records))
        return segment

    built: list[Segment] = []
    running: set[Future[Segment]] = set()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            there = sum(segment.volume for segment in plan.kept)
            for hot, urls in ((False, plan.cold), (True, plan.hot)):
                for records in _batches(map(record, urls), there):
                    # Wait for a free place first, so that few texts are held at a time.
                    while len(running) >= jobs:
                        finished, running = wait(running, return_when=FIRST_COMPLETED)
                        built += [future.result() for future in finished]
                    running.add(pool.submit(make, records, hot))
            built += [future.result() for future in running]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return built


def _batches(records: Iterable[SearchRecord], there: int) -> Iterator[list[SearchRecord]]:
    """Divide `records` into segments, behind others of `there` characters altogether."""
    batch: list[SearchRecord] = []
    volume = 0
    for record in records:
        needed = len(record.title) + sum(map(len, record.paragraphs))
        if batch and volume + needed > _capacity(there):
            yield batch
            there += volume
            batch, volume = [], 0
        batch.append(record)
        volume += needed
    if batch:
        yield batch


def _capacity(there: int) -> int:
    """Return how many characters the next cold segment may have behind `there` in others."""
    return min(max(_COLD_LEAST, there // 3), _COLD_MOST)


def name_of(records: Iterable[SearchRecord]) -> str:
    """Name a segment by what is in it, so that a new text never lies under an old address."""
    digest = hashlib.blake2b(f"{_FORMAT}/{pagefind_version()}".encode(), digest_size=8)
    for record in records:
        digest.update(json.dumps([record.url, record.digest]).encode())
    return digest.hexdigest()


def index_of(segments: Iterable[Segment], total: int) -> bytes:
    """Return what the browser reads first: the segments, and which of their pages do not count."""
    listed = [{"id": segment.id, "dropped": sorted(segment.dropped)} for segment in segments]
    value = {"format": _FORMAT, "documents": total, "segments": listed}
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
