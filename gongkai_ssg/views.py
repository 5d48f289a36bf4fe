"""PublicSite -> Pages: decides which pages there are and what each may read.

Lists are cut so that one new document changes few of them: by column and year, unit and year,
topic, validity and year, counted from the oldest, so that a full list page never moves again.
It must not render, and must not see anything private.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from gongkai_ssg.config import PART_LABELS, STATUTORY_LABEL, STATUTORY_SEGMENT, Config
from gongkai_ssg.disclose import Entry, PublicSite
from gongkai_ssg.model import Column, Disclosure, Validity
from gongkai_ssg.pages import (
    Block,
    CatalogRow,
    CatalogView,
    ColumnTags,
    ColumnView,
    Facet,
    Frame,
    Head,
    HomeView,
    Item,
    Link,
    ListView,
    NavGroup,
    Neighbours,
    Page,
    Pager,
    SearchView,
    SitemapView,
    UnitView,
)
from gongkai_ssg.text import digest, slug

LIST_SIZE = 20
FEED_SIZE = 200
PART_SIZE = 500  # documents of one catalog or sitemap part
HOME_NEWEST, HOME_BLOCK = 12, 6

#: The five columns that the home page puts first.
MAIN_COLUMNS = ("power-list", "licensing", "enforcement", "finance", "gazette")
_HOME_FIRST = ("policy", "normative", "interpretation", "notice", "news")
_UNDATED = "undated"


def build_pages(public: PublicSite, config: Config, assets: Mapping[str, str]) -> list[Page]:
    """Return every page of the site; `assets` maps theme files to their output paths."""
    return list(_Views(public, config, assets).pages())


class _Views:
    """What all pages share: the frame, the items, the entries by column."""

    def __init__(self, public: PublicSite, config: Config, assets: Mapping[str, str]) -> None:
        self.public, self.config = public, config
        self.base = config.base
        self.entries = public.entries
        self.labels = {column.key: column.label for column in config.columns}
        self.items = {entry.source: self._item(entry) for entry in self.entries}
        self.by_column = _group(self.entries, lambda entry: (entry.column,))
        self.by_source = {entry.source: entry for entry in self.entries}
        self.frame = self._frame(assets)

    def pages(self) -> Iterator[Page]:
        yield from self._documents()
        yield from self._columns()
        yield from self._units()
        yield from self._facet_lists()
        yield from self._entrances()
        yield from self._machine()

    # --- parts ---------------------------------------------------------------------------

    def _url(self, path: str) -> str:
        return self.base + path

    def _item(self, entry: Entry) -> Item:
        return Item(
            url=self._url(entry.path),
            title=entry.title,
            date=entry.date.isoformat() if entry.date else "",
            unit=entry.unit,
            column=self.labels[entry.column],
            document_number=entry.document_number,
            validity=entry.validity.label if entry.validity else "",
            in_force=entry.validity is None or entry.validity.in_force,
            on_request=entry.disclosure is Disclosure.ON_REQUEST,
        )

    def _items(self, entries: Sequence[Entry]) -> tuple[Item, ...]:
        return tuple(self.items[entry.source] for entry in entries)

    def _frame(self, assets: Mapping[str, str]) -> Frame:
        config = self.config
        groups = []
        for part, label in PART_LABELS.items():
            links = tuple(Link(c.label, self._url(c.segment + "/")) for c in config.columns if c.part == part)
            if part in ("statutory", "support"):
                url = self._url(STATUTORY_SEGMENT + "/") if part == "statutory" else ""
                groups.append(NavGroup(label, url, links))
            else:
                groups.extend(NavGroup(link.label, link.url, ()) for link in links)
        return Frame(
            name=config.name, domain=config.domain, id_code=config.id_code, organizer=config.organizer,
            contact=config.contact, icp=config.icp, police_record=config.police_record, lang="zh-CN",
            base=self.base, base_url=config.origin, home=self.base, catalog=self._url("catalog/"),
            search=self._url("search/"), sitemap=self._url("sitemap/"), feed=self._url("feed.xml"),
            units=self._url("unit/"), report_error=config.report_error,
            top=tuple(Link(group.label, group.url) for group in groups if group.url),
            groups=tuple(groups),
            assets={name: self._url(path) for name, path in assets.items()},
        )  # fmt: skip

    def _head(self, title: str, path: str, crumbs: Sequence[Link] = (), *, tag: str = "信息公开目录",
              description: str = "", index: bool = True) -> Head:  # fmt: skip
        description = description or f"{self.config.name}：{title}。"
        tags = ColumnTags(title, description, f"{title},政府信息公开", tag)
        home = () if path == "" else (Link("首页", self.base),)
        return Head(title, self._url(path), tags, crumbs=(*home, *crumbs), index=index)

    def _html(self, path: str, template: str, head: Head, **values: Any) -> Page:
        return Page(path, template, {"frame": self.frame, "head": head, **values})

    def _crumbs(self, column: Column) -> tuple[Link, ...]:
        if column.part == "statutory":
            return (Link(STATUTORY_LABEL, self._url(STATUTORY_SEGMENT + "/")),)
        return ()

    def _column_head(self, column: Column, title: str, path: str, crumbs: Sequence[Link]) -> Head:
        return Head(
            title=title, url=self._url(path), column=column_tags(column),
            crumbs=(Link("首页", self.base), *crumbs), feed=self._url(f"{column.segment}/feed.xml"),
            key=column.key,
        )  # fmt: skip

    # --- documents -----------------------------------------------------------------------

    def _documents(self) -> Iterator[Page]:
        request = next((c for c in self.config.columns if c.part == "request"), None)
        request_url = self._url(request.segment + "/") if request else ""
        for column in self.config.columns:
            entries = self.by_column.get(column.key, [])
            shared = {"frame": self.frame, "column": column, "request": request_url}
            for number, entry in enumerate(entries):
                newer = entries[number - 1] if number else None
                older = entries[number + 1] if number + 1 < len(entries) else None
                relations = {
                    label: tuple(self._link(self.by_source[other]) for other in others)
                    for label, others in entry.relations
                }
                related = () if relations else self._related(entries, number)
                inputs = {
                    **shared, "entry": entry, "relations": relations, "related": related,
                    "neighbours": Neighbours(
                        self._link(newer) if newer else None, self._link(older) if older else None
                    ),
                }  # fmt: skip
                yield Page(entry.path + "index.html", "document", inputs)
                yield Page(
                    entry.path + "index.json", "document.json",
                    {"site": (self.config.origin, self.base), "column": column, "entry": entry, "relations": relations},
                )  # fmt: skip

    def _link(self, entry: Entry) -> Link:
        return Link(entry.title, self._url(entry.path), entry.date.isoformat() if entry.date else "")

    def _related(self, entries: Sequence[Entry], number: int) -> tuple[Link, ...]:
        # Neighbours in time on the same topic or with a common keyword: a new document then
        # changes the pages next to it, not every page of its topic.
        entry = entries[number]
        marks = {*entry.topic[:1], *entry.keywords}
        if not marks:
            return ()
        near = itertools.chain(entries[max(0, number - 8) : number], entries[number + 1 : number + 9])
        same = [each for each in near if marks.intersection((*each.topic[:1], *each.keywords))]
        return tuple(self._link(each) for each in same[:5])

    # --- lists ---------------------------------------------------------------------------

    def _series(self, path: str, entries: Sequence[Entry], head: Callable[[str], Head], heading: str,
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
                self._url(at(number + 1)) if number < last else "",
                self._url(at(number - 1)) if number > 1 else "",
            )
            listing = ListView(heading, note, self._items(chunk[::-1]), pager, siblings)
            yield self._html(at(number) + "index.html", "list.html", head(at(number)), listing=listing)

    def _years(self, root: str, entries: Sequence[Entry]) -> tuple[tuple[Link, ...], dict[str, list[Entry]]]:
        by_year = _group(entries, lambda entry: (entry.year,))
        links = tuple(
            Link(_year_label(year), self._url(f"{root}list/{year}/"), str(len(found)))
            for year, found in by_year.items()
        )
        return links, by_year

    def _columns(self) -> Iterator[Page]:
        for column in self.config.columns:
            entries = self.by_column.get(column.key, [])
            root = column.segment + "/"
            crumbs = self._crumbs(column)
            years, by_year = self._years(root, entries)
            view = ColumnView(
                label=column.label, description=column.description, basis=column.type.basis,
                off=column.off, items=self._items(entries[:LIST_SIZE]), total=len(entries), years=years,
                feed=self._url(root + "feed.xml"),
            )  # fmt: skip
            head = self._column_head(column, column.label, root, crumbs)
            yield self._html(root + "index.html", "column.html", head, column=view)
            inner = (*crumbs, Link(column.label, self._url(root)))
            for year, found in by_year.items():
                heading = f"{column.label}（{_year_label(year)}）"
                siblings = _other_years(years, year)
                yield from self._series(
                    f"{root}list/{year}/", found,
                    lambda path, c=column, h=heading, i=inner: self._column_head(c, h, path, i),  # type: ignore[misc]
                    heading, siblings=siblings,
                )  # fmt: skip
        yield self._statutory()

    def _statutory(self) -> Page:
        children = [c for c in self.config.columns if c.part == "statutory"]
        entries = [entry for entry in self.entries if any(c.key == entry.column for c in children)]
        links = tuple(
            Link(c.label, self._url(c.segment + "/"), c.off or str(len(self.by_column.get(c.key, [])))) for c in children
        )
        description = "《政府信息公开条例》第二十条规定应当主动公开的内容。"
        view = ColumnView(
            label=STATUTORY_LABEL, description=description, basis="国令第711号第二十条", off="",
            items=self._items(entries[:LIST_SIZE]), total=len(entries), years=(), feed="", children=links,
        )  # fmt: skip
        path = STATUTORY_SEGMENT + "/"
        return self._html(path + "index.html", "column.html", self._head(STATUTORY_LABEL, path, description=description), column=view)

    def _units(self) -> Iterator[Page]:
        by_code = _group(self.entries, lambda entry: (entry.unit_code,) if entry.unit_code else ())
        known = {unit.code: unit for unit in self.config.units}
        names = {code: unit.name for code, unit in known.items()}
        for code, found in by_code.items():
            names.setdefault(code, found[0].unit)
        links = tuple(
            Link(name, self._url(f"unit/{code.lower()}/"), str(len(by_code.get(code, [])))) for code, name in names.items()
        )
        yield self._html("unit/index.html", "units.html", self._head("责任单位", "unit/", tag="机构职能"), units=links)
        for code, name in names.items():
            entries = by_code.get(code, [])
            root = f"unit/{code.lower()}/"
            years, by_year = self._years(root, entries)
            unit = known.get(code)
            after = known.get(unit.successor) if unit else None
            view = UnitView(
                name=name,
                former=tuple(f"{f.name}（至 {f.until}）" if f.until else f.name for f in unit.former_names) if unit else (),
                successor=Link(after.name, self._url(f"unit/{after.code.lower()}/")) if after else None,
                items=self._items(entries[:LIST_SIZE]), total=len(entries), years=years,
            )  # fmt: skip
            parent = Link("责任单位", self._url("unit/"))
            yield self._html(root + "index.html", "unit.html", self._head(name, root, (parent,), tag="机构职能"), unit=view)
            inner = (parent, Link(name, self._url(root)))
            for year, found in by_year.items():
                heading = f"{name}（{_year_label(year)}）"
                yield from self._series(
                    f"{root}list/{year}/", found,
                    lambda path, h=heading, i=inner: self._head(h, path, i),  # type: ignore[misc]
                    heading, siblings=_other_years(years, year),
                )  # fmt: skip

    def _facets(self) -> dict[str, tuple[str, dict[str, list[Entry]]]]:
        """Return the cuts of the catalog that have lists of their own: path -> label, values."""
        validities = _group(self.entries, lambda entry: (entry.validity,) if entry.validity else ())
        order = list(Validity)
        return {
            "year": ("发布年份", _group(self.entries, lambda entry: (entry.year,))),
            "topic": ("主题分类", dict(sorted(_group(self.entries, lambda entry: entry.topic[:1]).items()))),
            "validity": ("有效性", {v.value: validities[v] for v in order if v in validities}),
        }

    def _facet_lists(self) -> Iterator[Page]:
        catalog = Link("信息公开目录", self._url("catalog/"))
        for key, (label, values) in self._facets().items():
            slugs = _facet_slugs(key, values)
            for value, found in values.items():
                heading = f"{label}：{_facet_value(key, value)}"
                yield from self._series(
                    f"{key}/{slugs[value]}/", found,
                    lambda path, h=heading: self._head(h, path, (catalog,)),  # type: ignore[misc]
                    heading,
                )  # fmt: skip

    # --- entrances -------------------------------------------------------------------------

    def _entrances(self) -> Iterator[Page]:
        yield self._home()
        yield self._catalog()
        years = _group(self.entries, lambda entry: (entry.year,))
        used = {entry.validity for entry in self.entries}
        search = SearchView(
            columns=tuple(c.label for c in self.config.columns if c.key in self.by_column),
            units=tuple(dict.fromkeys(sorted(entry.unit for entry in self.entries if entry.unit))),
            years=tuple(year for year in years if year != _UNDATED),
            validities=tuple(each.label for each in Validity if each in used),
            available=self.config.search,
        )
        yield self._html("search/index.html", "search.html", self._head("站内检索", "search/", index=False), search=search)
        others = (
            Link("信息公开目录", self.frame.catalog), Link("责任单位", self.frame.units),
            Link("站内检索", self.frame.search), Link("订阅（Atom）", self.frame.feed),
        )  # fmt: skip
        sitemap = SitemapView(self.frame.groups, others)
        yield self._html("sitemap/index.html", "sitemap.html", self._head("网站地图", "sitemap/"), sitemap=sitemap)
        yield self._html("404.html", "404.html", self._head("页面不存在", "404.html", index=False))
        for old, path in self.public.redirects:
            head = self._head("页面已移动", old, index=False)
            yield self._html(old, "redirect.html", head, target=self._url(path))

    def _home(self) -> Page:
        columns = {column.key: column for column in self.config.columns}

        def block(column: Column) -> Block:
            found = self.by_column.get(column.key, [])
            return Block(
                column.key, column.label, self._url(column.segment + "/"),
                self._items(found[:HOME_BLOCK]), column.off, len(found),
            )  # fmt: skip

        rest = [key for key in columns if key not in MAIN_COLUMNS and key in self.by_column]
        rest.sort(key=lambda key: (_HOME_FIRST.index(key) if key in _HOME_FIRST else len(_HOME_FIRST)))
        parts = {column.part: column for column in self.config.columns if not column.off}
        request, guide = parts.get("request"), parts.get("guide")
        newest = next((entry.date.isoformat() for entry in self.entries if entry.date), "")
        view = HomeView(
            newest=self._items(self.entries[:HOME_NEWEST]),
            main=tuple(block(columns[key]) for key in MAIN_COLUMNS),
            blocks=tuple(block(columns[key]) for key in rest),
            total=len(self.entries), updated=newest,
            request=Link(request.label, self._url(request.segment + "/")) if request else None,
            guide=Link(guide.label, self._url(guide.segment + "/")) if guide else None,
        )  # fmt: skip
        description = f"{self.config.organizer}的政府信息公开专栏，公开指南、制度、法定主动公开内容和年度报告。"
        return self._html("index.html", "home.html", self._head(self.config.name, "", tag="首页", description=description), home=view)

    def _catalog(self) -> Page:
        rows = []
        for column in self.config.columns:
            found = self.by_column.get(column.key, [])
            newest = found[0].date.isoformat() if found and found[0].date else ""
            rows.append(CatalogRow(
                column.label, self._url(column.segment + "/"), PART_LABELS[column.part],
                column.type.basis, len(found), newest, column.off,
            ))  # fmt: skip
        by_unit = _group(self.entries, lambda entry: ((entry.unit, entry.unit_code),) if entry.unit_code else ())
        units = tuple(
            Link(name, self._url(f"unit/{code.lower()}/"), str(len(found))) for (name, code), found in by_unit.items()
        )
        columns = tuple(Link(row.label, row.url, str(row.total)) for row in rows if row.total)
        facets = [Facet("column", "栏目", columns), Facet("unit", "责任单位", units)]
        for key, (label, values) in self._facets().items():
            slugs = _facet_slugs(key, values)
            links = tuple(
                Link(_facet_value(key, value), self._url(f"{key}/{slugs[value]}/"), str(len(found)))
                for value, found in values.items()
            )
            facets.append(Facet(key, label, links))
        view = CatalogView(tuple(rows), tuple(facets), len(self.entries), self._url("catalog.json"))
        return self._html("catalog/index.html", "catalog.html", self._head("信息公开目录", "catalog/"), catalog=view)

    # --- for machines ----------------------------------------------------------------------

    def _machine(self) -> Iterator[Page]:
        site = (self.config.origin, self.base)
        parts = list(_parts(self.entries))
        yield Page("catalog.json", "catalog.json", {
            "total": len(self.entries), "parts": tuple(self._url(f"catalog/{name}.json") for name, _ in reversed(parts)),
        })  # fmt: skip
        for name, chunk in parts:
            yield Page(f"catalog/{name}.json", "catalog_part.json", {"site": site, "labels": self.labels, "entries": chunk})
            yield Page(f"sitemap/{name}.xml", "sitemap.xml", {"site": site, "entries": chunk})
        fixed = tuple(c.segment + "/" for c in self.config.columns)
        yield Page("sitemap/columns.xml", "sitemap_paths.xml", {
            "site": site, "paths": ("", "catalog/", "unit/", STATUTORY_SEGMENT + "/", *fixed),
        })  # fmt: skip
        newest = tuple(chunk[0].date.isoformat() if chunk[0].date else "" for _, chunk in parts)
        yield Page("sitemap.xml", "sitemap_index.xml", {
            "site": site, "parts": tuple(zip((name for name, _ in parts), newest, strict=True)),
        })  # fmt: skip
        yield Page("robots.txt", "robots.txt", {"site": site})
        yield self._feed("feed.xml", self.config.name, self.entries[:FEED_SIZE], "")
        for column in self.config.columns:
            yield from self._column_feeds(column)

    def _column_feeds(self, column: Column) -> Iterator[Page]:
        # Complete by archives (RFC 5005): what no longer fits the feed stands in that of its year.
        entries = self.by_column.get(column.key, [])
        title = f"{self.config.name} - {column.label}"
        root = column.segment + "/"
        archive = ""
        if len(entries) > FEED_SIZE:
            for name, chunk in _parts(entries):
                path = f"{root}feed/{name}.xml"
                yield self._feed(path, title, chunk, archive, archived=True)
                archive = path
        yield self._feed(root + "feed.xml", title, entries[:FEED_SIZE], archive)

    def _feed(self, path: str, title: str, entries: Sequence[Entry], previous: str, archived: bool = False) -> Page:
        return Page(path, "feed.xml", {
            "site": (self.config.origin, self.base), "title": title, "organizer": self.config.organizer,
            "labels": self.labels, "entries": tuple(entries), "previous": previous, "archived": archived, "path": self._url(path),
        })  # fmt: skip


def column_tags(column: Column) -> ColumnTags:
    """Return the 栏目标签 of a column (国办发〔2017〕47号)."""
    return ColumnTags(column.label, column.description, ",".join(column.type.keywords), column.type.tag)


def _group(entries: Sequence[Entry], keys: Callable[[Entry], Sequence[Any]]) -> dict[Any, list[Entry]]:
    grouped: dict[Any, list[Entry]] = {}
    for entry in entries:
        for key in keys(entry):
            grouped.setdefault(key, []).append(entry)
    return grouped


def _parts(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Cut entries by year, and a year into runs counted from its oldest: oldest part first."""
    by_year = _group(entries, lambda entry: (entry.year,))
    for year in sorted(by_year):
        ascending = by_year[year][::-1]
        for number, start in enumerate(range(0, len(ascending), PART_SIZE), 1):
            name = year if number == 1 else f"{year}-{number}"
            yield name, tuple(ascending[start : start + PART_SIZE][::-1])


def _other_years(years: tuple[Link, ...], current: str) -> tuple[Link, ...]:
    # Without counts: a new document must not change the lists of all the other years.
    label = _year_label(current)
    return tuple(Link(year.label, "" if year.label == label else year.url) for year in years)


def _year_label(year: str) -> str:
    return "日期不明" if year == _UNDATED else f"{year}年"


def _facet_value(key: str, value: str) -> str:
    if key == "year":
        return _year_label(value)
    return Validity(value).label if key == "validity" else value


def _facet_slugs(key: str, values: Iterable[str]) -> dict[str, str]:
    """Return a URL segment for each value; two words of the same sound stay apart."""
    slugs: dict[str, str] = {}
    for value in values:
        made = value.replace("_", "-") if key == "validity" else slug(value)
        slugs[value] = made if made not in slugs.values() else f"{made}-{digest(value.encode())[:6]}"
    return slugs
