"""What templates read on pages about many documents: lists, entrances, figures.

Everything here is public. It must not know how pages are rendered, nor the page of one document.
"""

from __future__ import annotations

import msgspec

from gongkai_ssg.pages import Link, NavGroup


class Item(msgspec.Struct, frozen=True):
    """One document in a list."""

    url: str
    title: str
    date: str  # YYYY-MM-DD
    unit: str
    column: str  # label
    document_number: str
    validity: str  # label, "" for what is no policy document
    in_force: bool
    on_request: bool  # 依申请公开: an entry without text


class Pager(msgspec.Struct, frozen=True):
    """Place of a list page in its series. Pages are counted from the oldest: `number` of a
    document's page never changes when newer ones come."""

    number: int
    newer: str  # URL or ""
    older: str


class ListView(msgspec.Struct, frozen=True):
    """A paginated list: a column or unit in one year, a topic, a validity."""

    heading: str
    note: str
    items: tuple[Item, ...]
    pager: Pager
    siblings: tuple[Link, ...]  # e.g. the other years; the current one has url ""


class ColumnView(msgspec.Struct, frozen=True):
    """A column's own page: what it is for, its newest documents, its years."""

    label: str
    description: str
    basis: str
    off: str  # the reason; then there are no items
    items: tuple[Item, ...]
    total: int
    years: tuple[Link, ...]  # note = count
    feed: str
    states: tuple[Link, ...] = ()  # lists of what is in force and what is not; note = count
    children: tuple[Link, ...] = ()  # for the page of 法定主动公开内容: its columns


class UnitView(msgspec.Struct, frozen=True):
    """A unit: its documents, its former names and what became of it."""

    name: str
    former: tuple[str, ...]  # "原市文化局（至 2019-03-01）"
    successor: Link | None
    items: tuple[Item, ...]
    total: int
    years: tuple[Link, ...]


class Block(msgspec.Struct, frozen=True):
    """A column on the home page: its newest documents, or why it has none."""

    key: str
    label: str
    url: str
    items: tuple[Item, ...]
    off: str
    total: int


class HomeView(msgspec.Struct, frozen=True):
    """The home page."""

    newest: tuple[Item, ...]
    main: tuple[Block, ...]  # the five fixed columns: 权责清单 行政许可 行政执法 财政资金 政府公报
    blocks: tuple[Block, ...]  # others that hold something: policy, notice, interpretation, news…
    total: int
    updated: str  # date of the newest document
    request: Link | None
    guide: Link | None


class Facet(msgspec.Struct, frozen=True):
    """One way to cut the catalog: by unit, year, topic or validity."""

    key: str  # "column" "unit" "year" "topic" "validity"
    label: str
    values: tuple[Link, ...]  # url = static list of that value, note = count


class CatalogRow(msgspec.Struct, frozen=True):
    """A column in the catalog's table."""

    label: str
    url: str
    part: str  # label of the part it stands in
    basis: str
    total: int
    newest: str  # date or ""
    off: str


class CatalogView(msgspec.Struct, frozen=True):
    """The catalog page: all columns, all facets, and where its data lie for the filter script."""

    rows: tuple[CatalogRow, ...]
    facets: tuple[Facet, ...]
    total: int
    data: str  # URL of catalog.json


class SearchView(msgspec.Struct, frozen=True):
    """The search page: the values of its filters."""

    columns: tuple[str, ...]
    units: tuple[str, ...]
    years: tuple[str, ...]
    validities: tuple[str, ...]
    available: bool  # False when the site was built without an index


class SitemapView(msgspec.Struct, frozen=True):
    """网站地图: every column and every page that is not a document."""

    groups: tuple[NavGroup, ...]
    others: tuple[Link, ...]


class StatsRow(msgspec.Struct, frozen=True):
    """One value of a breakdown with its numbers, one for each head; `url` lists the documents."""

    label: str
    url: str
    numbers: tuple[int, ...]


class StatsCut(msgspec.Struct, frozen=True):
    """One breakdown of the figures: by month, column, unit, channel or form.

    `totals` has "" where the numbers of a column may add up to more than there are documents.
    """

    key: str
    title: str
    item_label: str
    heads: tuple[str, ...]
    rows: tuple[StatsRow, ...]
    totals: tuple[str, ...]
    note: str = ""


class StatsView(msgspec.Struct, frozen=True):
    """The figures of all years or of one; the page depends on nothing but them."""

    heading: str
    total: int
    website: int
    elsewhere: int
    on_request: int
    cuts: tuple[StatsCut, ...]
    years: tuple[Link, ...]  # the current one has url ""
