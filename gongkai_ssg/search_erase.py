"""Erase pages from the files of a segment of the search index, at the places where they lie.

It must not know which documents the pages are, why they go, or what else the index holds.

The segment keeps its folder and all other pages theirs: the tape is as long as it was, with
nothing where the pages lay. Every chunk is read for places in that stretch, since of an earlier
wording nothing else is known. Readers who hold older files of the segment get right answers all
the same: the pages do not count any more, and every token is still in the chunk it was in.
"""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg import workers
from gongkai_ssg.search_postings import without
from gongkai_ssg.search_segment import Entry, Segment, front_coded, labelled, write_json

__all__ = ["erase_pages"]

_CHUNKS = 400  # that one process reads in a row
_BEHIND_ALL = "~"  # of the tokens, which are letters and digits


def erase_pages(
    segment: Segment, pages: Collection[int], bundle: Path, work: Path, jobs: int
) -> tuple[Segment, list[str]] | None:
    """Write into `work` the files of `segment` that change when nothing of `pages` is to stay.

    Returns the segment without them, and the paths that were written, relative to `bundle` and
    `work`. Erasing again what was erased changes nothing. None, and nothing in `work`, where the
    segment cannot be read.
    """
    there, here = bundle / segment.id, work / segment.id
    here.mkdir(parents=True, exist_ok=True)
    try:
        names = _erase(segment, pages, there, here, jobs)
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError):
        shutil.rmtree(here)
        return None
    if not names:
        here.rmdir()
    entries = list(segment.entries)
    for page in pages:
        entries[page] = Entry("", "", entries[page].volume, 0)
    dropped = segment.dropped.union(pages)
    erased = msgspec.structs.replace(segment, entries=tuple(entries), dropped=dropped)
    return erased, [f"{segment.id}/{name}" for name in names]


def _erase(
    segment: Segment, pages: Collection[int], there: Path, here: Path, jobs: int
) -> list[str]:
    bounds = _bounds(segment, pages)

    def read(numbers: Sequence[int]) -> list[tuple[bool, str, str]]:
        return [_without(f"{number}.bin", there, here, bounds) for number in numbers]

    parts = workers.chunks(range(segment.chunks), _CHUNKS)
    chunks = [chunk for part in workers.run(read, parts, jobs) for chunk in part]
    names = [f"{number}.bin" for number, (changed, _, _) in enumerate(chunks) if changed]

    def change(name: str, value: Any) -> None:
        write_json(here / name, value)
        if (here / name).read_bytes() == (there / name).read_bytes():
            (here / name).unlink()
        else:
            names.append(name)

    head = _read(there / "head.bin")
    head["chunks"] = front_coded(
        _starts(list(_unfolded(head["chunks"])), [ends for _, *ends in chunks])
    )
    head["dates"] = _unlabelled(head["dates"], pages)
    head["titles"] = [0 if page in pages else n for page, n in enumerate(head["titles"])]
    change("head.bin", head)
    filters = _read(there / "filters.bin")
    change("filters.bin", {key: _unlabelled(value, pages) for key, value in filters.items()})
    for number in range(segment.characters):
        change(f"c{number}.bin", _unlisted(_read(there / f"c{number}.bin"), pages))
    return names


def _bounds(segment: Segment, pages: Collection[int]) -> list[int]:
    """Return where on the long tape each of `pages` begins and ends."""
    # One position lies behind each tape.
    starts = list(accumulate((entry.volume + 1 for entry in segment.entries), initial=0))
    return [place for page in sorted(pages) for place in starts[page : page + 2]]


def _without(name: str, there: Path, here: Path, bounds: Sequence[int]) -> tuple[bool, str, str]:
    """Write a chunk anew if that has to be: tell so, and its first and last token."""
    data = gzip.decompress((there / name).read_bytes())
    left = without(data, bounds)
    if left.data is data:
        return False, left.first, left.last
    (here / name).write_bytes(gzip.compress(left.data, 6, mtime=0))
    return True, left.first, left.last


def _starts(starts: list[str], ends: Sequence[Sequence[str]]) -> list[str]:
    """Return where chunks start that had `starts`, by the first and last tokens they have now.

    A start is a beginning of the first token, and behind the last token of the chunk before.
    """
    last = ""
    for number, (first, end) in enumerate(ends):
        if first and not first.startswith(starts[number]):
            sizes = range(1, len(first) + 1)
            starts[number] = next(first[:size] for size in sizes if first[:size] > last)
        last = end or last
    after = _BEHIND_ALL
    for number in reversed(range(len(starts))):
        # No token is looked up in an empty chunk that starts where the next one does.
        after = starts[number] = starts[number] if ends[number][0] else after
    return starts


def _unfolded(coded: Sequence[str]) -> Iterator[str]:
    """Undo `front_coded`."""
    word = ""
    for entry in coded:
        word = word[: int(entry[0])] + entry[1:]
        yield word


def _unlabelled(labels: dict[str, Any], pages: Collection[int]) -> dict[str, Any]:
    """Take the labels of some pages away, and those that no other page has."""
    numbers = enumerate(labels["pages"])
    return labelled(["" if page in pages else labels["labels"][n] for page, n in numbers])


def _unlisted(lists: dict[str, list[int]], pages: Collection[int]) -> dict[str, list[int]]:
    """Take pages out of the lists of single characters, and lists that are empty then."""
    changed = {}
    for character, steps in lists.items():
        stay = [value for value in accumulate(steps) if value // 2 not in pages]
        if stay:
            changed[character] = [b - a for a, b in zip([0, *stay], stay, strict=False)]
    return changed


def _read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()))
