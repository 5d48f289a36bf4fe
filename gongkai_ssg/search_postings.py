"""Take a stretch of the tape out of one chunk of Pagefind's inverted index.

It must not know documents, files, or what the tokens mean.

A chunk is CBOR (RFC 8949), [[word, ...]] behind a signature: word = [token, [[0, places, []]], []].
Places are differences, behind a negative number that is their weight. A segment has millions of
them, so they are read by patterns, stretches that nothing is taken from are copied as they stand,
and what lies behind the last stretch to go is not read at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import msgspec

__all__ = ["Chunk", "without"]

_SIGNATURE = b"pagefind_dcd"
_PLACE = rb"[\x00-\x17]|\x18.|\x19..|\x1a...."
_SIZE = rb"[\x80-\x97]|\x98.|\x99..|\x9a...."  # of an array
_WORDS = re.compile(_SIGNATURE + rb"\x81(" + _SIZE + rb")", re.DOTALL)
_WORD = re.compile(
    rb"\x83([\x60-\x77][0-9a-z]++)\x81\x83\x00(" + _SIZE + rb")"  # token, number of places
    rb"((?:[\x20-\x37]|\x38.)?+)((?:" + _PLACE + rb")*+)\x80\x80",  # weight, places
    re.DOTALL,
)
_FRAME = 6  # bytes of a word that belong to no group
# The last one is cut short where a block ends.
_PLACES = re.compile(_PLACE + rb"|[\x18-\x1a].*", re.DOTALL)
_MASK = 0xFFFFFFFF
_BLOCK = 512  # bytes of places that are read at a time
_WIDTHS = {0x18: 2, 0x19: 3, 0x1A: 5}  # bytes of a number that begins so; else 1


class Chunk(msgspec.Struct, frozen=True):
    """A chunk that was read; the tokens are "" where it holds none."""

    data: bytes
    first: str
    last: str


@cache
def _short() -> dict[bytes, int]:
    """The values of all numbers of less than five bytes."""
    return {_number(value): value for value in range(1 << 16)}


def _values(items: list[bytes]) -> Iterator[int]:
    """Read numbers: correct, as their sums are, but for what _MASK takes away."""
    # Of five bytes the first is over 32 bits up. This way nothing is called for each number.
    return map(_short().get, items, map(int.from_bytes, items))


def without(data: bytes, bounds: Sequence[int]) -> Chunk:
    """Return the chunk without the places in [bounds[0], bounds[1]), [bounds[2], bounds[3]) …

    `bounds` ascend. A word that loses all places goes. Nothing to take out: `data` is the same
    object. Raises ValueError for what Pagefind does not write.
    """
    head = _WORDS.match(data)
    if head is None:
        raise ValueError("not a chunk")
    words = _WORD.findall(data, head.end())
    parts: list[bytes] = []
    tokens: list[bytes] = []
    copied = at = head.end()  # all before `copied` is in `parts`
    for token, size, weight, places in words:
        end = at + _FRAME + len(token) + len(size) + len(weight) + len(places)
        left, gone = _cut(places, bounds)
        if gone:
            parts.append(data[copied:at])
            copied = end
            if left:
                count = _array(_length(size) - gone)
                parts.append(b"\x83%b\x81\x83\x00%b%b%b\x80\x80" % (token, count, weight, left))
        if left or not gone:
            tokens.append(token[1:])
        at = end
    # A pattern passes over what it does not know; then the lengths do not add up.
    if at != len(data) or len(words) != _length(head[1]):
        raise ValueError("not what Pagefind writes")
    if parts:
        parts.append(data[copied:])
        data = b"%b\x81%b%b" % (_SIGNATURE, _array(len(tokens)), b"".join(parts))
    ends = (tokens[0], tokens[-1]) if tokens else (b"", b"")
    return Chunk(data, ends[0].decode(), ends[1].decode())


def _cut(places: bytes, bounds: Sequence[int]) -> tuple[bytes, int]:
    """Return what is left of a list of places, and how many have gone."""
    if len(places) <= _BLOCK:  # nearly all lists are short, and nearly none has to change
        sums = accumulate(_values(_PLACES.findall(places)))
        all_of_it = list(map(_MASK.__and__, sums))
        if bisect_left(all_of_it, bounds[0]) == bisect_left(all_of_it, bounds[-1]):
            return places, 0
    parts: list[bytes] = []
    gone = 0
    at = 0  # what is read
    place = base = 0  # the last place, and the last one that stays
    broken = False  # the next place that stays gets another difference
    while at < len(places) and (place < bounds[-1] or broken):
        start, at = at, min(at + _BLOCK, len(places))
        items = _PLACES.findall(places, start, at)
        if len(items[-1]) < _WIDTHS.get(items[-1][0], 1):
            at -= len(items.pop())
        values = list(_values(items))
        before, place = place, place + sum(values) & _MASK
        inside = bisect_right(bounds, before)
        if not (broken or inside % 2) and inside == bisect_right(bounds, place):
            parts.append(places[start:at])
            base = place
            continue
        for item, value in zip(items, values, strict=True):
            before += value & _MASK
            if bisect_right(bounds, before) % 2:
                gone += 1
                broken = True
            else:
                parts.append(_number(before - base) if broken else item)
                base, broken = before, False
    parts.append(places[at:])
    return (b"".join(parts), gone) if gone else (places, 0)


def _number(value: int, kind: int = 0) -> bytes:
    """Encode a number as Pagefind does: in the least bytes."""
    if value < 24:
        return bytes((kind | value,))
    width = 1 if value < 1 << 8 else 2 if value < 1 << 16 else 4
    return bytes((kind | 23 + width.bit_length(),)) + value.to_bytes(width, "big")


def _array(size: int) -> bytes:
    return _number(size, 0x80)


def _length(head: bytes) -> int:
    return int.from_bytes(head[1:], "big") if len(head) > 1 else head[0] - 0x80
