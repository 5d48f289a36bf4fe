"""One value of every kind that a template reads: invented, hostile where text is free.

It must not know how the templates show them.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from msgspec.structs import replace
from sites import write_site

from gongkai_ssg.build import Options, build
from gongkai_ssg.columns import column_types
from gongkai_ssg.document_pages import (
    Attachment,
    DocumentView,
    Fact,
    HeaderCell,
    Neighbours,
    Relation,
    RowView,
    TableField,
    TableFilter,
    TableRow,
    TableView,
)
from gongkai_ssg.figure_charts import chart_of_cut
from gongkai_ssg.markup_plain import Heading
from gongkai_ssg.overview_pages import (
    Block,
    CatalogRow,
    CatalogView,
    ColumnView,
    Facet,
    HomeView,
    Item,
    ListView,
    Pager,
    SearchView,
    SitemapView,
    StatsCut,
    StatsRow,
    StatsView,
    UnitView,
)
from gongkai_ssg.pages import ArticleTags, ColumnTags, Frame, Link, NavGroup
from gongkai_ssg.theme import Theme

HOSTILE = '<script>alert(1)</script>" onclick="x\' & 《标题》'
ORIGIN = "https://wlj.yunling.example.gov.cn"
REPORT = "https://report.example.gov.cn/?id=5399000021"


TOP = tuple(
    Link(label, f"/gk/{key}/")
    for key, label in [
        ("guide", "政府信息公开指南"),
        ("system", "政府信息公开制度"),
        ("statutory", "法定主动公开内容"),
        ("annual-report", "政府信息公开年报"),
        ("request", "依申请公开"),
    ]
)
COLUMNS = (Link("政策文件", "/gk/policy/"), Link("政府公报", "/gk/gazette/"))
GROUPS = (
    NavGroup("政府信息公开指南", "/gk/guide/", ()),
    NavGroup("法定主动公开内容", "/gk/statutory/", COLUMNS),
    NavGroup("其他栏目", "", (Link("通知公告", "/gk/notice/"),)),
)
FRAME = Frame(
    name="云岭市文化和旅游局",
    domain="wlj.yunling.example.gov.cn",
    id_code="5399000021",
    organizer="云岭市文化和旅游局",
    contact="电话 0899-5550123",
    icp="示ICP备00000000号",
    police_record="示公网安备 00000000000000号",
    lang="zh-CN",
    base="/gk/",
    base_url=ORIGIN,
    home="/gk/",
    catalog="/gk/catalog/",
    search="/gk/search/",
    sitemap="/gk/sitemap/",
    feed="/gk/feed.xml",
    units="/gk/unit/",
    report_error=REPORT,
    top=TOP,
    groups=GROUPS,
    assets={},  # a test adds those of its theme
)
TAGS = ColumnTags("政策文件", "本机关的政策文件", "政策,文件", "政策文件")
ARTICLE = ArticleTags(
    HOSTILE, "2024-03-18 09:30", "办公室", "图书馆", "办公室", "概述", ORIGIN + "/gk/policy/a/"
)


def item(number: int, **changes: Any) -> Item:
    base = Item(
        f"/gk/policy/{number}/",
        f"关于第{number}号事项的通知{HOSTILE}",
        "2024-03-18",
        "公共服务科",
        "政策文件",
        f"云文旅发〔2024〕{number}号",
        "有效",
        True,
        False,
    )
    return replace(base, **changes)


ITEMS = (
    item(1, validity="废止", in_force=False),
    item(2, on_request=True),
    *(item(n) for n in range(3, 21)),
)
YEARS = (Link("2024年", "", "20"), Link("2023年", "/gk/policy/list/2023/", "8"))
DOCUMENT = DocumentView(
    url="/gk/policy/a/",
    title=HOSTILE,
    date="2024-03-18 09:30",
    unit="公共服务科",
    source="转载单位",
    source_url="",
    validity="废止",
    in_force=False,
    invalid_note="本文件已经废止，仅供查阅。",
    facts=(
        Fact("索引号", "5399/2024-00001", key="index_number"),
        Fact("内容概述", HOSTILE * 3, "/gk/x/", "summary"),
    ),
    attachments=(
        Attachment("经费安排表", "/gk/policy/a/b.xlsx", "XLSX", "12.3 KB", "经费 安排.xlsx"),
    ),
    summary="概述",
    on_request=False,
    request_url="",
    relations=(Relation("解读", (Link("一图读懂", "/gk/interpretation/1/", "2024-03-20"),)),),
)
BODY = Markup(
    '<h2 id="a">一、总则</h2><p>正文第一段。</p>'
    '<h3 id="b">（一）范围</h3><p><img src="c.png" alt="示意图"></p>'
)
TOC = tuple(
    Heading(level, ident, text)
    for level, ident, text in [(2, "a", "一、总则"), (3, "b", "（一）范围"), (3, "c", "（二）期限")]
)


def block(key: str, off: str = "", count: int = 6) -> Block:
    return Block(
        key, f"栏目 {key}", f"/gk/{key}/", () if off else ITEMS[:count], off, 0 if off else count
    )


COLUMN = ColumnView(
    "政策文件",
    "本机关的政策文件",
    "国令第711号第二十条",
    "",
    ITEMS,
    88,
    YEARS[1:],
    "/gk/policy/feed.xml",
)
HOME = HomeView(
    ITEMS[:12],
    (
        *(block(key) for key in ("power-list", "licensing", "enforcement", "finance")),
        block("gazette", off="本机关无此项。"),
    ),
    tuple(block(f"more-{n}", count=n) for n in range(8)),
    2103,
    "2024-03-18",
    TOP[4],
    TOP[0],
)
CATALOG = CatalogView(
    (
        CatalogRow("政府信息公开指南", "/gk/guide/", "政府信息公开指南", "", 1, "2024-01-02", ""),
        CatalogRow(
            "政策文件", "/gk/policy/", "法定主动公开内容", "第二十条第（一）项", 9, "2024-03-18", ""
        ),
        CatalogRow("政府公报", "/gk/gazette/", "法定主动公开内容", "", 0, "", "本机关无此项。"),
    ),
    (
        Facet("column", "栏目", COLUMNS),
        Facet("unit", "责任单位", (Link("办公室", "/gk/unit/bgs/", "3"),)),
        Facet("year", "年份", YEARS),
        Facet("validity", "有效性", (Link("有效", "/gk/validity/valid/", "3"),)),
    ),
    2103,
    "/gk/catalog.json",
)
SEARCH = SearchView(("政策文件",), ("办公室",), ("2024",), ("有效", "废止"), True)

TABLE = TableView(
    key="t1",
    form="powers",
    label=f"清单{HOSTILE}",
    header=(
        (
            HeaderCell("编码", 1, 2),
            HeaderCell(HOSTILE, 1, 2),
            HeaderCell("金额", 2, 1),
            HeaderCell("日期", 1, 2),
            HeaderCell("说明", 1, 2),
        ),
        (HeaderCell("预算", 1, 1), HeaderCell("决算", 1, 1)),
    ),
    fields=(
        TableField("code", "编码", "text", False),
        TableField("name", HOSTILE, "text", True),
        TableField("planned", "金额·预算", "money", False),
        TableField("spent", "金额·决算", "money", False),
        TableField("since", "日期", "date", False),
        TableField("note", "说明", "long", False),
    ),
    rows=tuple(
        TableRow(
            f"xm-{n}",
            HOSTILE,
            (f"XM-{n}", HOSTILE, "12.50", "", "2026-03-02", "说明\n第二段"),
            f"/gk/policy/a/xm-{n}/",
        )
        for n in range(100)
    ),
    total=5000,
    number=1,
    pages=50,
    previous="",
    next="/gk/policy/a/rows/2/",
    downloads=tuple(
        Attachment(f"清单（{kind}）", f"/gk/policy/a/a.{kind.lower()}", kind, "", HOSTILE)
        for kind in ("XLSX", "CSV", "JSON")
    ),
    data="/gk/policy/a/a.json",
    filters=(TableFilter("name", HOSTILE, (HOSTILE, "二")),),
)
SMALL_TABLE = TableView(
    key="t2",
    form="sums",
    label="合计表",
    header=((HeaderCell("类别", 1, 1), HeaderCell("金额", 1, 1)),),
    fields=(TableField("name", "类别", "text", False), TableField("sum", "金额", "money", False)),
    rows=(TableRow("r1", "基本支出", ("基本支出", "1.00"), ""),),
    total=1,
    number=1,
    pages=1,
    previous="",
    next="",
    downloads=(),
    data="/gk/policy/a/a-t2.json",
    filters=(),
)
ROW = RowView(
    HOSTILE,
    "清单",
    (Fact("编码", "XM-1", key="code"), Fact("名称", HOSTILE, "", "name"),
     Fact("依据", HOSTILE * 3 + "\n第二段", "", "basis")),
    Link(HOSTILE, "/gk/policy/a/"),
    Link("前一项", "/gk/policy/a/xm-0/"),
    Link("后一项", "/gk/policy/a/xm-2/"),
)  # fmt: skip

STATS = StatsView(
    "2026年公开情况统计", 435, 272, 163, 3,
    (
        StatsCut("unit", "按责任单位", "责任单位", ("条数",),
                 (StatsRow(HOSTILE, "/gk/unit/bgs/", (400,)), StatsRow("财务科", "", (35,))), ("435",)),
        StatsCut("channel", "按公开渠道", "公开渠道", ("计入总数", "经此公开"),
                 (StatsRow("网站", "", (272, 435)), StatsRow(HOSTILE, "", (163, 200))), ("435", ""), HOSTILE),
        StatsCut("month", "按月份", "月份", ("条数",), (), ("0",)),
    ),
    (Link("全部年份", "/gk/stats/"), Link("2026年", "")),
)  # fmt: skip

#: name -> template, what the page reads beside frame and head
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home.html", {"home": HOME}),
    "home of an empty site": ("home.html", {"home": HomeView((), (), (), 0, "", None, None)}),
    "catalog": ("catalog.html", {"catalog": CATALOG}),
    "column": ("column.html", {"column": COLUMN}),
    "column with columns": ("column.html", {"column": replace(COLUMN, items=(), children=COLUMNS)}),
    "column that is off": (
        "column.html",
        {"column": replace(COLUMN, off="本机关无此项。", items=(), total=0, years=())},
    ),
    "empty column": ("column.html", {"column": replace(COLUMN, items=(), total=0, years=())}),
    "list": (
        "list.html",
        {"listing": ListView("政策文件（2024年）", "说明", ITEMS, Pager(3, "", "/gk/o/"), YEARS)},
    ),
    "empty list": ("list.html", {"listing": ListView("政策文件", "", (), Pager(1, "", ""), ())}),
    "unit": (
        "unit.html",
        {
            "unit": UnitView(
                "公共服务科", ("社会文化科（至 2019-03-01）",), COLUMNS[0], ITEMS, 88, YEARS
            )
        },
    ),
    "unit without anything": ("unit.html", {"unit": UnitView("公共服务科", (), None, (), 0, ())}),
    "units": ("units.html", {"units": COLUMNS}),
    "document": (
        "document.html",
        {
            "document": DOCUMENT,
            "neighbours": Neighbours(COLUMNS[0], COLUMNS[1]),
            "body": BODY,
            "toc": TOC,
            "tables": (),
            "own": {},
        },
    ),
    "document with tables": (
        "document.html",
        {
            "document": DOCUMENT,
            "neighbours": Neighbours(None, None),
            "body": BODY,
            "toc": (),
            "tables": (TABLE, SMALL_TABLE, replace(SMALL_TABLE, key="t3", label="空表", rows=())),
            "own": {},
        },
    ),
    "table": ("table.html", {"table": replace(TABLE, number=3, previous="/gk/x/rows/2/")}),
    "row": ("row.html", {"row": ROW}),
    "row without anything": (
        "row.html",
        {"row": RowView("名称", "清单", (), COLUMNS[0], None, None)},
    ),
    "document on request": (
        "document.html",
        {
            "document": replace(
                DOCUMENT,
                on_request=True,
                request_url="/gk/request/",
                validity="",
                in_force=True,
                facts=(),
                attachments=(),
                relations=(),
            ),
            "neighbours": Neighbours(None, None),
            "body": Markup(""),
            "toc": (),
            "tables": (),
            "own": {},
        },
    ),
    "search": ("search.html", {"search": SEARCH}),
    "search without an index": ("search.html", {"search": replace(SEARCH, available=False)}),
    "sitemap": ("sitemap.html", {"sitemap": SitemapView(GROUPS, COLUMNS)}),
    "stats": ("stats.html", {"stats": STATS, "chart": chart_of_cut}),
    "stats of an empty site": (
        "stats.html",
        {"stats": StatsView("公开情况统计", 0, 0, 0, 0, (), ()), "chart": chart_of_cut},
    ),
    "404": ("404.html", {}),
    "redirect": ("redirect.html", {"target": "/gk/policy/a/"}),
}


def _of_columns() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return a page of every other template: what a build of the columns' examples renders."""
    files = {f"content/{key}/a.md": each.example for key, each in column_types().items()}
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    render = Theme.render

    def note(theme: Theme, template: str, values: Mapping[str, Any]) -> str:
        if not template.startswith("frame_"):
            own = {key: each for key, each in values.items() if key not in _SHARED}
            found[f"{template} of a build"] = (template, own)
        return render(theme, template, values)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Theme, "render", note)
        root = write_site(Path(folder) / "site", files)
        options = Options(source=root, jobs=1, search=False, today=dt.date(2026, 11, 22))
        assert build(options).built
    known = {template for template, _ in PAGES.values()}
    return {name: each for name, each in found.items() if each[0] not in known}


_SHARED = {"frame", "head", "frame_html"}
PAGES |= _of_columns()
