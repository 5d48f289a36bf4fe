"""Replace a few documents of the search index whose text changed, without looking at the others.

The answers are those that `search.update_index` gives; where more has to be done than a small
segment made anew, it does nothing and says so. It must not know content, columns or the border.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from gongkai_ssg.search import SearchResult, fits_hot, is_small
from gongkai_ssg.search_bundle import (
    INDEX,
    encode_state,
    index_of,
    left_behind,
    name_of,
    read_state,
    search_version,
)
from gongkai_ssg.search_segment import SearchRecord, Segment, build_segment

#: Characters of a hot segment that is still made anew for one edit; a larger one only drops pages.
_EDIT_VOLUME = 60_000


def replace_records(
    changed: Mapping[str, str],
    record: Callable[[str], SearchRecord | None],
    state: bytes | None,
    site_out: Path,
    work: Path,
) -> SearchResult | None:
    """Write into `work` what the bundle `site_out` lacks after the documents `changed` changed.

    `changed` maps addresses to new digests, all of them known to the index. `record` is called for
    them and for what shares a segment with them; None from it, or anything that is not this simple,
    makes the result None. `kept` of the result is left empty. Raises SearchError.
    """
    before = read_state(state, search_version())
    if not before or not all((site_out / s.id / "head.bin").is_file() for s in before):
        return None
    places = _places(before, changed)
    again = _rebuilt(before, places) if places else []
    stay = _staying(before, places, again) if places else None
    if places is None or stay is None:
        return None
    moved = {entry.url for segment in again for entry in segment.live()}
    urls = sorted(moved | {url for url, _, _ in places})
    if not _may_stay(before, stay, urls):
        return None
    records = [each for url in urls if (each := record(url)) is not None]
    name = name_of(records, before)
    if len(records) < len(urls) or any(each.id == name for each in before):
        return None
    work.mkdir(parents=True, exist_ok=True)
    made = build_segment(name, records, work, work / f"{name}.pagefind", True)
    total = sum(len(each.entries) - len(each.dropped) for each in before)
    after = sorted((*stay, made), key=lambda segment: (segment.hot, segment.id))
    (work / INDEX).write_bytes(index_of(after, total))
    return SearchResult(
        state=encode_state(after),
        written=tuple(sorted((*made.files(), INDEX))),
        kept=(),
        removed=tuple(sorted(left_behind(before, after))),
    )


_Place = tuple[str, int, int]  # address, place of its segment, page


def _places(before: tuple[Segment, ...], changed: Mapping[str, str]) -> list[_Place] | None:
    """Return where the changed documents are; None where one is not, or has not changed."""
    found = [
        (entry.url, at, page)
        for at, segment in enumerate(before)
        for page, entry in enumerate(segment.entries)
        if entry.url in changed and page not in segment.dropped
    ]
    same = any(before[at].entries[page].digest == changed[url] for url, at, page in found)
    return None if same or len(found) != len(changed) else found


def _rebuilt(before: tuple[Segment, ...], places: list[_Place]) -> list[Segment]:
    """Return the hot segments that are small enough, or of which nothing would be left."""
    pages = [{page for _, place, page in places if place == at} for at in range(len(before))]
    return [
        each
        for each, gone in zip(before, pages, strict=True)
        if each.hot
        and (each.volume <= _EDIT_VOLUME or len(each.dropped | gone) == len(each.entries))
    ]


def _staying(
    before: tuple[Segment, ...], places: list[_Place], again: list[Segment]
) -> list[Segment] | None:
    """Return the segments that stay, without the changed pages.

    None where a cold segment would be left without a page, or too many hot ones.
    """
    stay: list[Segment] = []
    for at, segment in enumerate(before):
        if segment in again:
            continue
        pages = {page for _, place, page in places if place == at}
        dropped = segment.dropped | pages
        if len(dropped) == len(segment.entries):
            return None
        stay.append(msgspec.structs.replace(segment, dropped=dropped) if pages else segment)
    # Each costs readers a fetch: the full path joins them.
    return None if sum(each.hot for each in stay) > 1 else stay


def _may_stay(before: tuple[Segment, ...], stay: list[Segment], urls: list[str]) -> bool:
    """Tell whether `update_index` too would leave the cold segments alone."""
    volumes = dict.fromkeys(urls, 0)
    loose = set(urls)
    for segment in before:
        for page, entry in enumerate(segment.entries):
            if page not in segment.dropped and (segment.hot or entry.url in loose):
                volumes[entry.url] = entry.volume
    cold = [segment for segment in stay if not segment.hot]
    return fits_hot(len(volumes), sum(volumes.values())) and not is_small(
        cold, sum(volumes.values())
    )
