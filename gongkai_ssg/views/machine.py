"""Pages for machines: catalog.json, sitemaps and feeds, in parts that one edit hardly touches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai_ssg.column_type import Column
from gongkai_ssg.config_columns import STATUTORY_SEGMENT
from gongkai_ssg.pages import Page
from gongkai_ssg.public import Entry
from gongkai_ssg.views.shared import Ground, group_by_year

FEED_SIZE = 200
PART_SIZE = 500  # documents of one catalog or sitemap part


def machine_pages(ground: Ground) -> Iterator[Page]:
    """Yield what programs read: catalog, sitemaps, robots.txt and feeds."""
    site = (ground.config.origin, ground.base)
    parts = list(_parts(ground.entries))
    yield Page("catalog.json", "catalog.json", {
        "total": len(ground.entries), "parts": tuple(ground.url(f"catalog/{name}.json") for name, _ in reversed(parts)),
    })  # fmt: skip
    for name, chunk in parts:
        yield Page(
            f"catalog/{name}.json",
            "catalog_part.json",
            {"site": site, "labels": ground.labels, "entries": chunk},
        )
        yield Page(f"sitemap/{name}.xml", "sitemap.xml", {"site": site, "entries": chunk})
    fixed = tuple(c.segment + "/" for c in ground.config.columns)
    yield Page("sitemap/columns.xml", "sitemap_paths.xml", {
        "site": site, "paths": ("", "catalog/", "unit/", "stats/", STATUTORY_SEGMENT + "/", *fixed),
    })  # fmt: skip
    newest = tuple(chunk[0].date.isoformat() if chunk[0].date else "" for _, chunk in parts)
    yield Page("sitemap.xml", "sitemap_index.xml", {
        "site": site, "parts": tuple(zip((name for name, _ in parts), newest, strict=True)),
    })  # fmt: skip
    yield Page("robots.txt", "robots.txt", {"site": site})
    yield _feed(ground, "feed.xml", ground.config.name, ground.entries[:FEED_SIZE], "")
    for column in ground.config.columns:
        yield from _column_feeds(ground, column)


def _column_feeds(ground: Ground, column: Column) -> Iterator[Page]:
    # Complete by archives (RFC 5005): what no longer fits the feed stands in that of its year.
    entries = ground.by_column.get(column.key, [])
    title = f"{ground.config.name} - {column.label}"
    root = column.segment + "/"
    archive = ""
    if len(entries) > FEED_SIZE:
        for name, chunk in _parts(entries):
            path = f"{root}feed/{name}.xml"
            yield _feed(ground, path, title, chunk, archive, archived=True)
            archive = path
    yield _feed(ground, root + "feed.xml", title, entries[:FEED_SIZE], archive)


def _feed(
    ground: Ground,
    path: str,
    title: str,
    entries: Sequence[Entry],
    previous: str,
    archived: bool = False,
) -> Page:
    return Page(path, "feed.xml", {
        "site": (ground.config.origin, ground.base), "title": title, "organizer": ground.config.organizer,
        "labels": ground.labels, "entries": tuple(entries), "previous": previous, "archived": archived, "path": ground.url(path),
    })  # fmt: skip


def _parts(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Cut entries by year, and a year into runs counted from its oldest: oldest part first."""
    by_year = group_by_year(entries)
    for year in sorted(by_year):
        ascending = by_year[year][::-1]
        for number, start in enumerate(range(0, len(ascending), PART_SIZE), 1):
            name = year if number == 1 else f"{year}-{number}"
            yield name, tuple(ascending[start : start + PART_SIZE][::-1])
