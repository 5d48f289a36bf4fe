"""What is remembered of the search index between two builds, and the list that browsers read.

It must not know when a segment is made, or why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from gongkai_ssg.search_pagefind import pagefind_version
from gongkai_ssg.search_segment import SearchRecord, Segment

INDEX = "index.json"  # the only file whose name is fixed; the others lie in a segment's folder

_FORMAT = 2  # of the files and of the state; another one means that everything is built anew


class _State(msgspec.Struct, frozen=True):
    version: str
    segments: tuple[Segment, ...]


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


def index_of(segments: Iterable[Segment], total: int) -> bytes:
    """Return what the browser reads first: the segments, and which of their pages do not count."""
    value = {"format": _FORMAT, "documents": total, "segments": list(map(_listed, segments))}
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _listed(segment: Segment) -> dict[str, Any]:
    listed: dict[str, Any] = {"id": segment.id, "dropped": sorted(segment.dropped)}
    if segment.blank:
        # A query string: caches that keep files for good must not mix those before and after.
        pages = json.dumps(sorted(segment.blank)).encode()
        listed["erased"] = hashlib.blake2b(pages, digest_size=4).hexdigest()
    return listed


def name_of(records: Iterable[SearchRecord], before: Iterable[Segment]) -> str:
    """Name a segment by what is in it, so that a new text never lies under an old address.

    Files that something was erased from are no longer what their name says: one of the segments
    `before` that is like that keeps its name for itself.
    """
    digest = hashlib.blake2b(f"{_FORMAT}/{pagefind_version()}".encode(), digest_size=8)
    for record in records:
        digest.update(json.dumps([record.url, record.digest]).encode())
    name = digest.hexdigest()
    if any(segment.id == name and segment.blank for segment in before):
        digest.update(name.encode())
    return digest.hexdigest()


def left_behind(before: Iterable[Segment], after: Iterable[Segment]) -> Iterator[str]:
    """Paths of the files of some segments that others do without."""
    stay = {segment.id: segment for segment in after}
    for segment in before:
        if segment.id not in stay:
            yield from segment.files()
        else:
            for page in stay[segment.id].dropped - segment.dropped:
                yield from segment.pieces_of(page)
