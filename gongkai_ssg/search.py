"""Keep the site's search index up to date, doing only what changed documents need.

It must not know content, columns, pages or the border: it sees public text only.

The index consists of a few large *cold* segments, to which nothing is added, and one small *hot*
segment with the documents that were added or changed since. `index.json` tells the browser which
segments there are and which of their pages no longer count. The law: after any sequence of changes
the answers equal those of a clean build (the bytes need not).

What was withdrawn leaves no byte behind: a document whose address is gone is erased at once from
the cold segments that held any wording of it, and where they would be left with too little, they
are built anew. The earlier wording of a document that merely changed stays in its cold segment
as token positions, without its text, until the segment is next rebuilt; `purge` forbids that too.
"""

from __future__ import annotations

import os
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Lock

import msgspec

from gongkai_ssg.search_bundle import (
    INDEX,
    encode_state,
    index_of,
    left_behind,
    name_of,
    read_state,
    search_version,
)
from gongkai_ssg.search_erase import erase_pages
from gongkai_ssg.search_segment import SearchRecord, Segment, build_segment

__all__ = ["INDEX", "SearchRecord", "SearchResult", "update_index"]

# Characters of a cold segment. Pagefind takes about 150 bytes of memory and 1.5 s per million for
# each. A query fetches something from every segment, and to erase a document one is read.
_COLD_VOLUME = 9_000_000
_HOT_VOLUME = 400_000
_HOT_DOCUMENTS = 500
# Characters that are worth a second process.
_WORTH_TWO = 1_000_000
# A cold segment below this share of _COLD_VOLUME joins the next rebuild, so that few remain.
_FULL_ENOUGH = 1 / 3
# A cold segment is built anew rather than erased from when more of it than this does not count.
_MOST_DROPPED = 1 / 3
_PROCESSES = 2

_FOLDER = re.compile(r"[0-9a-f]{16}")


class SearchResult(msgspec.Struct, frozen=True):
    """What became of the bundle; paths are relative to it, with "/" and sorted."""

    state: bytes  # to hand in next time
    written: tuple[str, ...]  # lie in `work` and replace what is there
    kept: tuple[str, ...]  # must stay in the bundle as they are
    removed: tuple[str, ...]  # must go from the bundle


class _Plan(msgspec.Struct, frozen=True):
    kept: tuple[Segment, ...]  # cold, perhaps with more dropped pages than before
    erase: dict[str, frozenset[int]]  # what must not stay in some of them: pages by segment
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
    work.mkdir(parents=True, exist_ok=True)
    jobs = max(1, min(jobs, _PROCESSES))
    plan, written = _plan_and_erase(before, current, purge, whole, site_out, work, jobs)
    built = _build(plan, record, before, work, jobs, progress)
    segments = sorted((*plan.kept, *built), key=lambda segment: (segment.hot, segment.id))

    made = [segment for segment in built if (work / segment.id).exists()]
    written.update(name for segment in made for name in segment.files())
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


def _present(site_out: Path) -> Iterator[str]:
    """Paths of the files that lie in folders named like ours, relative to the bundle."""
    if site_out.is_dir():
        for folder in site_out.iterdir():
            if _FOLDER.fullmatch(folder.name) and folder.is_dir():
                with os.scandir(folder) as files:
                    yield from (f"{folder.name}/{file.name}" for file in files)


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _plan_and_erase(
    before: Sequence[Segment], current: Mapping[str, str], purge: bool, whole: bool,
    site_out: Path, work: Path, jobs: int,
) -> tuple[_Plan, set[str]]:  # fmt: skip
    """Plan, and write into `work` what erasing changes; return the plan and the paths written."""
    while True:
        plan = _plan(before, current, purge, whole)
        done = {
            segment.id: erase_pages(segment, plan.erase[segment.id], site_out, work, jobs)
            for segment in plan.kept
            if segment.id in plan.erase
        }
        good = {name: each for name, each in done.items() if each is not None}
        if len(good) == len(done):
            kept = tuple(good[s.id][0] if s.id in good else s for s in plan.kept)
            written = {name for _, names in good.values() for name in names}
            return msgspec.structs.replace(plan, kept=kept), written
        # One that cannot be read is as good as gone.
        for name in good:
            shutil.rmtree(work / name, ignore_errors=True)
        before = [segment for segment in before if done.get(segment.id, segment) is not None]


def _plan(before: Sequence[Segment], current: Mapping[str, str], purge: bool, whole: bool) -> _Plan:
    """Decide which cold segments stay, what of them does not, and where all others go."""
    kept = []
    erase = {}
    rebuild = False
    for segment in before:
        if segment.hot:
            continue
        pages = [item for item in enumerate(segment.entries) if item[0] not in segment.dropped]
        stale = {page for page, entry in pages if current.get(entry.url) != entry.digest}
        segment = msgspec.structs.replace(segment, dropped=segment.dropped | stale)
        blank = segment.blank
        # One that was dropped earlier may have an address that is gone by now.
        gone = {
            page
            for page in segment.dropped - blank
            if purge or segment.entries[page].url not in current
        }
        if len(segment.dropped) == len(segment.entries) or (gone and not _may_erase(segment)):
            rebuild = True
            continue
        kept.append(segment)
        # Files that are not as they were left may be older than what was erased from them.
        again = frozenset() if whole else blank
        if gone or again:
            erase[segment.id] = again.union(gone)
    loose = _outside(kept, current)
    known = {e.url: e.volume for segment in before for e in segment.entries}
    volume = sum(known.get(url, 0) for url in loose)
    full = _full(kept)
    fits = fits_hot(len(loose), volume)
    if not loose or (fits and not is_small(kept, volume) and not rebuild):
        return _Plan(kept=tuple(kept), erase=erase, cold=(), hot=tuple(loose))
    erase = {segment.id: erase[segment.id] for segment in full if segment.id in erase}
    return _Plan(kept=tuple(full), erase=erase, cold=tuple(_outside(full, current)), hot=())


def _may_erase(segment: Segment) -> bool:
    """Tell whether a segment is worth keeping: large enough, and most of it still counts."""
    whole = sum(entry.volume for entry in segment.entries)
    return segment.volume > _HOT_VOLUME and whole - segment.volume <= _MOST_DROPPED * whole


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
    return [s for s in cold if s.volume >= _FULL_ENOUGH * _COLD_VOLUME]


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
        name = name_of(records, before)
        if name in ready:
            return msgspec.structs.replace(ready[name], hot=hot)
        segment = build_segment(name, records, work, work / f"{name}.pagefind", hot)
        step(len(records))
        return segment

    built: list[Segment] = []
    running: set[Future[Segment]] = set()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for hot, urls in ((False, plan.cold), (True, plan.hot)):
                for records in _batches(map(record, urls)):
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


def _batches(records: Iterable[SearchRecord]) -> Iterator[list[SearchRecord]]:
    """Divide `records` into segments; the last two are alike, so that two processes end together."""
    waiting: deque[SearchRecord] = deque()
    volume = 0

    def take(most: int) -> list[SearchRecord]:
        nonlocal volume
        batch = [waiting.popleft()]
        size = batch[0].volume
        while waiting and size + waiting[0].volume <= most:
            batch.append(waiting.popleft())
            size += batch[-1].volume
        volume -= size
        return batch

    for record in records:
        waiting.append(record)
        volume += record.volume
        while volume > 2 * _COLD_VOLUME:
            yield take(_COLD_VOLUME)
    if volume > _WORTH_TWO:
        yield take(volume // 2)
    if waiting:
        yield take(volume)
