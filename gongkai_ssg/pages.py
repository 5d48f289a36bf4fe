"""What a page is, and what every template may read: links, the frame, the head.

Everything here is public: frozen values, worked out before anything is rendered. A `Page` names
its inputs; its fingerprint is made of them alone. All URLs start with the site's base path ("/"
or "/gk/") and are ready for an href. This module must not know how pages are rendered or where
their values come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Page(msgspec.Struct, frozen=True):
    """One output file: a pure function of its named inputs.

    `path` is relative to the output folder ("policy/2024/a/index.html"); `renderer` is a
    template name ("list.html"), or the name of a function in `render` ("document", "feed").
    What a function derives from its inputs alone need not be an input.
    """

    path: str
    renderer: str
    inputs: Mapping[str, Any]


class Link(msgspec.Struct, frozen=True):
    """A label and where it leads; `note` is a short remark such as a count or a date."""

    label: str
    url: str
    note: str = ""


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
