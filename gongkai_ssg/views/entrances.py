"""Where readers come in: home, catalog, search, site map, 404 and old addresses."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.column_type import Column
from gongkai_ssg.config_columns import PART_LABELS
from gongkai_ssg.overview_pages import (
    Block,
    CatalogRow,
    CatalogView,
    Facet,
    HomeView,
    SearchView,
    SitemapView,
)
from gongkai_ssg.pages import Link, Page
from gongkai_ssg.states import Validity
from gongkai_ssg.views.lists import facet_slugs, facet_value, facets
from gongkai_ssg.views.shared import UNDATED, Ground, group, group_by_year

HOME_NEWEST, HOME_BLOCK = 12, 6

#: The five columns that the home page puts first.
MAIN_COLUMNS = ("power-list", "licensing", "enforcement", "finance", "gazette")
_HOME_FIRST = ("policy", "normative", "interpretation", "notice", "news")


def entrance_pages(ground: Ground) -> Iterator[Page]:
    """Yield home, catalog, search, site map, 404 and the pages at old addresses."""
    yield _home(ground)
    yield _catalog(ground)
    years = group_by_year(ground.entries)
    used = {entry.validity for entry in ground.entries}
    search = SearchView(
        columns=tuple(c.label for c in ground.config.columns if c.key in ground.by_column),
        units=tuple(dict.fromkeys(sorted(entry.unit for entry in ground.entries if entry.unit))),
        years=tuple(year for year in years if year != UNDATED),
        validities=tuple(each.label for each in Validity if each in used),
        available=ground.config.search,
    )
    yield ground.html(
        "search/index.html",
        "search.html",
        ground.head("站内检索", "search/", index=False),
        search=search,
    )
    others = (
        Link("信息公开目录", ground.frame.catalog), Link("责任单位", ground.frame.units),
        Link("公开情况统计", ground.frame.stats), Link("站内检索", ground.frame.search),
        Link("订阅（Atom）", ground.frame.feed),
    )  # fmt: skip
    sitemap = SitemapView(ground.frame.groups, others)
    yield ground.html(
        "sitemap/index.html",
        "sitemap.html",
        ground.head("网站地图", "sitemap/"),
        sitemap=sitemap,
    )
    yield ground.html("404.html", "404.html", ground.head("页面不存在", "404.html", index=False))
    for old, path in ground.public.redirects:
        head = ground.head("页面已移动", old, index=False)
        yield ground.html(old, "redirect.html", head, target=ground.url(path))


def _home(ground: Ground) -> Page:
    columns = ground.config.column_by_key

    def block(column: Column) -> Block:
        found = ground.by_column.get(column.key, [])
        return Block(
            column.key, column.label, ground.url(column.segment + "/"),
            ground.items(found[:HOME_BLOCK]), column.off, len(found),
        )  # fmt: skip

    rest = [key for key in columns if key not in MAIN_COLUMNS and key in ground.by_column]
    rest.sort(key=lambda key: _HOME_FIRST.index(key) if key in _HOME_FIRST else len(_HOME_FIRST))
    parts = {column.part: column for column in ground.config.columns if not column.off}
    request, guide = parts.get("request"), parts.get("guide")
    newest = next((entry.date.isoformat() for entry in ground.entries if entry.date), "")
    view = HomeView(
        newest=ground.items(ground.entries[:HOME_NEWEST]),
        main=tuple(block(columns[key]) for key in MAIN_COLUMNS),
        blocks=tuple(block(columns[key]) for key in rest),
        total=len(ground.entries), updated=newest,
        request=Link(request.label, ground.url(request.segment + "/")) if request else None,
        guide=Link(guide.label, ground.url(guide.segment + "/")) if guide else None,
    )  # fmt: skip
    description = (
        f"{ground.config.organizer}的政府信息公开专栏，公开指南、制度、法定主动公开内容和年度报告。"
    )
    return ground.html(
        "index.html",
        "home.html",
        ground.head(ground.config.name, "", tag="首页", description=description),
        home=view,
    )


def _catalog(ground: Ground) -> Page:
    rows = []
    for column in ground.config.columns:
        found = ground.by_column.get(column.key, [])
        newest = found[0].date.isoformat() if found and found[0].date else ""
        rows.append(CatalogRow(
            column.label, ground.url(column.segment + "/"), PART_LABELS[column.part],
            column.type.basis, len(found), newest, column.off,
        ))  # fmt: skip
    by_unit = group(
        ground.entries, lambda entry: ((entry.unit, entry.unit_code),) if entry.unit_code else ()
    )
    units = tuple(
        Link(name, ground.url(f"unit/{code.lower()}/"), str(len(found)))
        for (name, code), found in by_unit.items()
    )
    columns = tuple(Link(row.label, row.url, str(row.total)) for row in rows if row.total)
    cuts = [Facet("column", "栏目", columns), Facet("unit", "责任单位", units)]
    for key, (label, values) in facets(ground).items():
        slugs = facet_slugs(key, values)
        links = tuple(
            Link(facet_value(key, value), ground.url(f"{key}/{slugs[value]}/"), str(len(found)))
            for value, found in values.items()
        )
        cuts.append(Facet(key, label, links))
    view = CatalogView(tuple(rows), tuple(cuts), len(ground.entries), ground.url("catalog.json"))
    return ground.html(
        "catalog/index.html",
        "catalog.html",
        ground.head("信息公开目录", "catalog/"),
        catalog=view,
    )
