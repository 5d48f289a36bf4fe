"""Running texts and tables -> everything in them that the gate knows of.

Quick looks first: a usual text costs a few passes at the speed of memory. It must not know
how grave a find is, nor where the text comes from.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from gongkai_ssg.any_of import utf8
from gongkai_ssg.gate.folding import CELL, unwrap
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.lists import Table, heads_list, listed_persons, personal_lists, tables
from gongkai_ssg.gate.marks import marks
from gongkai_ssg.gate.numbers import numbers
from gongkai_ssg.gate.stacked import in_columns
from gongkai_ssg.gate.surroundings import Around, around
from gongkai_ssg.policy import GatePolicy


def scan(text: str, policy: GatePolicy) -> list[Hit]:
    """Return every hit in the order of the text, declared contacts left out.

    Tables of Markdown are read as tables; tags, entities and invisible characters hide nothing.
    """
    data = utf8(text)
    folded = unwrap(text, data)
    if not folded:
        return _scan(text, data, policy)
    hits: list[Hit] = []
    for layer in folded:
        for hit in _scan(layer.text, utf8(layer.text), policy):
            start, end = layer.origin(hit.start, hit.end)
            moved = msgspec.structs.replace(hit, start=start, end=end, value=text[start:end])
            hits.append(moved)
    hits.sort(key=_order)
    return hits


# Whoever reads a document scans its text, and two rules ask about it one after the other.
@lru_cache(maxsize=2)
def scan_once(text: str, policy: GatePolicy) -> tuple[Hit, ...]:
    """Return what `scan` does; of the texts asked about last it is remembered."""
    return tuple(scan(text, policy))


def scan_rows(rows: Sequence[Sequence[str]], policy: GatePolicy) -> list[tuple[int, int, Hit]]:
    """Return hits in the rows of a table, each with row and column (from 0) where it starts.

    Numbers split over cells of a row are found too; start and end count from the cell's start.
    """
    lines: list[str] = []
    starts: list[int] = []  # of every cell
    places: list[tuple[int, int]] = []
    at = 0
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            starts.append(at)
            places.append((number, column))
            at += len(cell) + 1
        if not row:
            at += 1
        lines.append(CELL.join(row))
    found: list[tuple[int, int, Hit]] = []
    for hit in scan("\n".join(lines), policy):
        index = bisect.bisect_right(starts, hit.start) - 1
        shift = starts[index]
        moved = msgspec.structs.replace(hit, start=hit.start - shift, end=hit.end - shift)
        found.append((*places[index], moved))
    return found


def _scan(text: str, data: bytes, policy: GatePolicy) -> list[Hit]:
    known: list[list[Table]] = []

    def found_tables() -> list[Table]:
        if not known:
            known.append(tables(text))
        return known[0]

    def surroundings(start: int, end: int) -> Around:
        for table in found_tables():
            if table.start <= start < table.end:
                return around(text, start, end, table.columns(text), table.column(start))
        return around(text, start, end, (), -1)

    hits = [
        hit
        for hit in numbers(text, data, surroundings)
        if hit.kind != "mobile" or hit.number not in policy.contacts
    ]
    hits.extend(marks(text, data, policy.internal_words != "off"))
    if b"|" in data or CELL.encode() in data:  # bytes are looked through faster
        hits.extend(personal_lists(text, found_tables()))
        hits.extend(in_columns(text, found_tables(), surroundings))
    if heads_list(data):
        hits.extend(listed_persons(text))
    hits.sort(key=_order)
    return _apart(hits)


def _order(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _apart(hits: list[Hit]) -> list[Hit]:
    """Leave out marks that stand within a mark already found."""
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.end <= kept[-1].end and hit.kind == kept[-1].kind:
            continue
        kept.append(hit)
    return kept
