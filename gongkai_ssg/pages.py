"""What templates may read: frozen values, worked out before anything is rendered.

Everything here is public. A `Page` names its inputs; its fingerprint is made of them alone.
This module must not know how pages are rendered or where their values come from.
All URLs start with the site's base path ("/" or "/gk/") and are ready for an href.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Link(msgspec.Struct, frozen=True):
    """A label and where it leads; `note` is a short remark such as a count or a date."""

    label: str
    url: str
    note: str = ""


# --- the frame: on every HTML page -----------------------------------------------------


class NavGroup(msgspec.Struct, frozen=True):
    """One part of the catalog in the side navigation; `url` is "" for a mere heading."""

    label: str
    url: str
    items: tuple[Link, ...]  # note = "本机关无此项" text is not here: off columns stay linked


class Frame(msgspec.Struct, frozen=True):
    """Header, navigation and footer: the same value on every page of a site."""

    name: str  # SiteName
    domain: str  # SiteDomain
    id_code: str  # SiteIDCode 网站标识码
    organizer: str  # 主办单位
    contact: str
    icp: str
    police_record: str
    lang: str  # "zh-CN"
    base: str  # base path, "/" or "/gk/"
    base_url: str  # "https://example.gov.cn", no slash at the end
    home: str
    catalog: str
    search: str
    sitemap: str
    feed: str
    units: str  # index of units
    report_error: str  # “政府网站找错” entry, "" where config names none
    top: tuple[Link, ...]  # 指南 制度 法定主动公开内容 年报 依申请公开, in their fixed order
    groups: tuple[NavGroup, ...]  # all columns, for the side navigation
    assets: Mapping[str, str]  # "style.css" -> "/assets/style.1a2b3c4d.css"
    stats: str = ""  # page of the figures


class ColumnTags(msgspec.Struct, frozen=True):
    """ColumnName, ColumnDescription, ColumnKeywords, ColumnType of 国办发〔2017〕47号."""

    name: str
    description: str
    keywords: str
    type: str


class ArticleTags(msgspec.Struct, frozen=True):
    """ArticleTitle, PubDate (YYYY-MM-DD HH:MM), ContentSource and the optional ones."""

    title: str
    pub_date: str
    source: str
    keywords: str
    author: str
    description: str
    url: str


class Head(msgspec.Struct, frozen=True):
    """What one page says of itself in its head and its breadcrumb."""

    title: str  # of the page, without the site's name
    url: str  # of the page, with base path; canonical is base_url + url
    column: ColumnTags
    article: ArticleTags | None = None
    crumbs: tuple[Link, ...] = ()  # from home to the parent; the page itself is not in it
    feed: str = ""  # feed of the column, where it has one
    key: str = ""  # column key, to mark the current place in the navigation
    index: bool = True  # False: robots noindex


# --- lists -----------------------------------------------------------------------------


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


# --- one document ----------------------------------------------------------------------


class Fact(msgspec.Struct, frozen=True):
    """One row of the metadata table."""

    label: str
    value: str
    url: str = ""
    key: str = ""  # English name, for styling


class Attachment(msgspec.Struct, frozen=True):
    """A file that ships with a document."""

    title: str
    url: str
    kind: str  # "PDF", "XLSX"
    size: str  # "12.3 KB"
    name: str  # the original file name, for `download`


class Relation(msgspec.Struct, frozen=True):
    """Documents that stand in one relation to this one: 解读 / 废止本文的文件 / 相关文件 …"""

    label: str
    items: tuple[Link, ...]  # note = date


class HeaderCell(msgspec.Struct, frozen=True):
    """One cell of a table's head; merged cells span."""

    text: str
    colspan: int
    rowspan: int


class TableField(msgspec.Struct, frozen=True):
    """A column of a table: key, label and kind ("text", "long", "count", "money", "date"…)."""

    key: str
    label: str
    kind: str
    filter: bool


class TableRow(msgspec.Struct, frozen=True):
    """A row: its cells as text, its anchor on the page, and its own page ("" without one)."""

    anchor: str
    title: str
    cells: tuple[str, ...]
    url: str


class TableFilter(msgspec.Struct, frozen=True):
    """A field by which readers choose rows, with its values."""

    key: str
    label: str
    values: tuple[str, ...]


class TableView(msgspec.Struct, frozen=True):
    """One page of the rows of a table."""

    key: str  # "t1", "t2" …: unique within the document, for ids
    form: str  # key of the kind of table
    label: str
    header: tuple[tuple[HeaderCell, ...], ...]
    fields: tuple[TableField, ...]
    rows: tuple[TableRow, ...]
    total: int
    number: int  # of this page, from 1
    pages: int
    previous: str  # URL or ""
    next: str
    downloads: tuple[Attachment, ...]  # CSV, XLSX, JSON
    data: str  # URL of the JSON download, for the filter script
    filters: tuple[TableFilter, ...]


class RowView(msgspec.Struct, frozen=True):
    """The page of one row: every field that is not empty, and the way back."""

    title: str
    table: str  # label
    facts: tuple[Fact, ...]
    document: Link
    previous: Link | None
    next: Link | None


class ChainStage(msgspec.Struct, frozen=True):
    """One stage of a policy's chain: 征求意见 结果反馈 决策程序 政策文件 政策解读 落实情况."""

    label: str
    items: tuple[Link, ...]  # oldest first, note = date; the page itself has url ""
    more: int  # how many are not named here; the policy's own page names all
    current: bool  # the page itself stands here


class Chain(msgspec.Struct, frozen=True):
    """The chain of one policy, drawn alike on the page of each of its documents."""

    title: str  # of the policy
    stages: tuple[ChainStage, ...]  # those that hold something, in their order


class Mark(msgspec.Struct, frozen=True):
    """On the page of an older document: a newer one that amends, replaces or repeals it."""

    label: str  # "由以下文件修改"
    link: Link
    number: str  # its 文号
    since: str  # YYYY-MM-DD from which it holds, "" if unknown


class Event(msgspec.Struct, frozen=True):
    """A date in the life of a policy document: 公布 施行 修改 替代 有效期至 失效 废止."""

    label: str
    date: str  # YYYY-MM-DD
    note: str = ""  # the 文号 by which it happened
    link: Link | None = None


class PolicyView(msgspec.Struct, frozen=True):
    """What relates a document to others of its policy, and how long it holds."""

    chains: tuple[Chain, ...] = ()
    marks: tuple[Mark, ...] = ()
    events: tuple[Event, ...] = ()  # oldest first; none where there are fewer than two
    caption: str = ""  # 题注 of a regulation


class DocumentView(msgspec.Struct, frozen=True):
    """A public document as its page shows it, without its text."""

    url: str
    title: str
    date: str  # YYYY-MM-DD HH:MM where a time is known
    unit: str
    source: str
    source_url: str
    facts: tuple[Fact, ...]
    attachments: tuple[Attachment, ...]
    summary: str
    validity: str
    in_force: bool
    invalid_note: str  # a sentence for a document that is no longer in force, "" otherwise
    on_request: bool
    request_url: str  # how to apply, for 依申请公开
    relations: tuple[Relation, ...]
    policy: PolicyView = PolicyView()


class Neighbours(msgspec.Struct, frozen=True):
    """The documents before and after this one in its column."""

    newer: Link | None
    older: Link | None


# --- pages -----------------------------------------------------------------------------


class Page(msgspec.Struct, frozen=True):
    """One output file: a pure function of its named inputs.

    `path` is relative to the output folder ("policy/2024/a/index.html"); `renderer` is a
    template name ("list.html"), or the name of a function in `render` ("document", "feed").
    What a function derives from its inputs alone need not be an input.
    """

    path: str
    renderer: str
    inputs: Mapping[str, Any]
