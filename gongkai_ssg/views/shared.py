"""What the pages of one build share: the frame, items, heads, and how lists are cut.

It must not decide which pages there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from gongkai_ssg.column_type import Column
from gongkai_ssg.config import Config
from gongkai_ssg.config_columns import PART_LABELS, STATUTORY_LABEL, STATUTORY_SEGMENT
from gongkai_ssg.gazette_view import issues_of
from gongkai_ssg.overview_pages import Item, ListView, Pager
from gongkai_ssg.pages import ColumnTags, Frame, Head, Link, NavGroup, Page
from gongkai_ssg.public import Entry, PublicFile, PublicSite
from gongkai_ssg.states import Disclosure

LIST_SIZE = 20

#: Heading under which documents without a date stand.
UNDATED = "undated"


class Ground:
    """What all pages share: the frame, the items, the entries by column, and how lists are cut."""

    def __init__(
        self, public: PublicSite, config: Config, assets: Mapping[str, str], typesetter: str = ""
    ) -> None:
        """`typesetter` says what sets the PDFs of a gazette; "" where nothing does."""
        self.public, self.config, self.typesetter = public, config, typesetter
        self.base = config.base
        self.entries = public.entries
        self.labels = {column.key: column.label for column in config.columns}
        self._links: dict[str, Link] = {}
        self._items = {entry.source: self.item(entry) for entry in self.entries}
        self.by_column = group(self.entries, lambda entry: (entry.column,))
        self.by_source = {entry.source: entry for entry in self.entries}
        self.frame = self._make_frame(assets)

    @cached_property
    def files_by_url(self) -> dict[str, PublicFile]:
        """Every file that ships, by its URL."""
        return {self.url(file.path): file for file in self.public.files}

    @cached_property
    def _issues(self) -> dict[str, list[Entry]]:
        return {}

    def issues(self, column: str) -> list[Entry]:
        """Return the issues of a gazette in a column, oldest first."""
        if column not in self._issues:
            self._issues[column] = issues_of(self.by_column.get(column, []))
        return self._issues[column]

    def url(self, path: str) -> str:
        """Return the URL of a path below the site's base."""
        return self.base + path

    def item(self, entry: Entry) -> Item:
        """Return a document as lists show it."""
        return Item(
            url=self.url(entry.path),
            title=entry.title,
            date=entry.day,
            unit=entry.unit,
            column=self.labels[entry.column],
            document_number=entry.document_number,
            validity=entry.validity.label if entry.validity else "",
            in_force=entry.validity is None or entry.validity.in_force,
            on_request=entry.disclosure is Disclosure.ON_REQUEST,
        )

    def items(self, entries: Sequence[Entry]) -> tuple[Item, ...]:
        """Return documents as lists show them."""
        items = self._items
        return tuple([items[entry.source] for entry in entries])

    def _make_frame(self, assets: Mapping[str, str]) -> Frame:
        config = self.config
        groups = []
        for part, label in PART_LABELS.items():
            links = tuple(
                Link(c.label, self.url(c.segment + "/")) for c in config.columns if c.part == part
            )
            if part in ("statutory", "support"):
                url = self.url(STATUTORY_SEGMENT + "/") if part == "statutory" else ""
                groups.append(NavGroup(label, url, links))
            else:
                groups.extend(NavGroup(link.label, link.url, ()) for link in links)
        return Frame(
            name=config.name, domain=config.domain, id_code=config.id_code, organizer=config.organizer,
            contact=config.contact, icp=config.icp, police_record=config.police_record, lang="zh-CN",
            base=self.base, base_url=config.origin, home=self.base, catalog=self.url("catalog/"),
            search=self.url("search/"), sitemap=self.url("sitemap/"), feed=self.url("feed.xml"),
            units=self.url("unit/"), report_error=config.report_error,
            top=tuple(Link(group.label, group.url) for group in groups if group.url),
            groups=tuple(groups),
            assets={name: self.url(path) for name, path in assets.items()},
            stats=self.url("stats/"),
        )  # fmt: skip

    def head(self, title: str, path: str, crumbs: Sequence[Link] = (), *, tag: str = "信息公开目录",
              description: str = "", index: bool = True) -> Head:  # fmt: skip
        """Return the head of a page that belongs to no column."""
        description = description or f"{self.config.name}：{title}。"
        tags = ColumnTags(title, description, f"{title},政府信息公开", tag)
        home = () if path == "" else (Link("首页", self.base),)
        return Head(title, self.url(path), tags, crumbs=(*home, *crumbs), index=index)

    def html(self, path: str, template: str, head: Head, **values: Any) -> Page:
        """Return an HTML page."""
        return Page(path, template, {"frame": self.frame, "head": head, **values})

    def crumbs(self, column: Column) -> tuple[Link, ...]:
        """Return what stands above a column in the breadcrumb."""
        if column.part == "statutory":
            return (Link(STATUTORY_LABEL, self.url(STATUTORY_SEGMENT + "/")),)
        return ()

    def column_head(self, column: Column, title: str, path: str, crumbs: Sequence[Link]) -> Head:
        """Return the head of a page of a column."""
        return Head(
            title=title, url=self.url(path), column=column_tags(column),
            crumbs=(Link("首页", self.base), *crumbs), feed=self.url(f"{column.segment}/feed.xml"),
            key=column.key,
        )  # fmt: skip

    def link(self, entry: Entry) -> Link:
        """Return a link to a document, with its date."""
        known = self._links.get(entry.source)
        if known is None:
            known = Link(entry.title, self.url(entry.path), entry.day)
            self._links[entry.source] = known
        return known

    def series(self, path: str, entries: Sequence[Entry], head: Callable[[str], Head], heading: str,
                note: str = "", siblings: tuple[Link, ...] = ()) -> Iterator[Page]:  # fmt: skip
        """Yield the list pages of `entries` (newest first), the newest one at `path` itself."""
        ascending = list(reversed(entries))
        last = max(1, len(ascending) // LIST_SIZE)

        def at(number: int) -> str:
            return path if number == last else f"{path}{number}/"

        for number in range(1, last + 1):
            end = None if number == last else number * LIST_SIZE
            chunk = ascending[(number - 1) * LIST_SIZE : end]
            pager = Pager(
                number,
                self.url(at(number + 1)) if number < last else "",
                self.url(at(number - 1)) if number > 1 else "",
            )
            listing = ListView(heading, note, self.items(chunk[::-1]), pager, siblings)
            yield self.html(
                at(number) + "index.html", "list.html", head(at(number)), listing=listing
            )

    def years(
        self, root: str, entries: Sequence[Entry]
    ) -> tuple[tuple[Link, ...], dict[str, list[Entry]]]:
        """Return links to the lists by year, and the documents of each year."""
        by_year = group_by_year(entries)
        links = tuple(
            Link(year_label(year), self.url(f"{root}list/{year}/"), str(len(found)))
            for year, found in by_year.items()
        )
        return links, by_year


def column_tags(column: Column) -> ColumnTags:
    """Return the 栏目标签 of a column (国办发〔2017〕47号)."""
    return ColumnTags(
        column.label, column.description, ",".join(column.type.keywords), column.type.tag
    )


def group(
    entries: Sequence[Entry], keys: Callable[[Entry], Sequence[Any]]
) -> dict[Any, list[Entry]]:
    """Group entries by each of their keys, in the order in which the keys appear."""
    grouped: dict[Any, list[Entry]] = {}
    for entry in entries:
        for key in keys(entry):
            grouped.setdefault(key, []).append(entry)
    return grouped


def group_by_year(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Group entries by the year of their date, in the order in which the years appear."""
    # Numbers first: to spell the year of each entry takes longer than all the rest.
    grouped = group(entries, lambda entry: (entry.date.year if entry.date else 0,))
    return {str(year) if year else UNDATED: found for year, found in grouped.items()}


def year_label(year: str) -> str:
    """Return what a year, or its absence, is called."""
    return "日期不明" if year == UNDATED else f"{year}年"
