"""The public pages of figures: what they count, what changes them, and how they are made."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from conftest import TODAY, Build, MakeSite
from sites import CONFIG, document

from gongkai_ssg.config import Config, load_config
from gongkai_ssg.figure_charts import chart_of_cut
from gongkai_ssg.overview_pages import StatsCut, StatsRow, StatsView
from gongkai_ssg.pages import Page
from gongkai_ssg.public import Entry, PublicSite
from gongkai_ssg.states import Disclosure
from gongkai_ssg.views import build_pages

DAY = dt.date(2026, 1, 5)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Load the usual config."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return load_config(tmp_path)


def entry(name: str, day: dt.date | None = DAY, **more: Any) -> Entry:
    """Return a public document of 办公室 in 通知公告."""
    values: dict[str, Any] = {
        "source": f"content/notice/{name}.md", "path": f"notice/{name}/", "title": f"标题{name}", "column": "notice",
        "disclosure": Disclosure.ACTIVE, "unit": "办公室", "unit_code": "bgs", "date": day, "time": "",
        "formed_on": None, "index_number": "", "document_number": "", "summary": "", "topic": (), "genre": "", "keywords": (),
        "validity": None, "effective_on": None, "expires_on": None, "from_source": "", "source_url": "", "attachments": (),
        "text": None, "relations": (), **more,
    }  # fmt: skip
    return Entry(**values)


def pages_of(config: Config, entries: Sequence[Entry]) -> dict[str, Page]:
    """Return the pages of figures by their path."""
    ordered = tuple(sorted(entries, key=lambda each: each.order, reverse=True))
    pages = build_pages(PublicSite(ordered, (), ()), config, {"style.css": "assets/style.css"})
    return {page.path: page for page in pages if page.path.startswith("stats/")}


def view(pages: Mapping[str, Page], year: str = "") -> StatsView:
    found = pages[f"stats/{year}/index.html" if year else "stats/index.html"].inputs["stats"]
    assert isinstance(found, StatsView)
    return found


def fingerprints(pages: Mapping[str, Page]) -> dict[str, bytes]:
    return {path: msgspec.msgpack.encode(page.inputs) for path, page in pages.items()}


def cut(view: StatsView, key: str) -> StatsCut:
    return next(each for each in view.cuts if each.key == key)


MANY = [
    entry("a", channels=("网站", "微信")), entry("b", channels=("微信公众号",)), entry("c"),
    entry("d", dt.date(2026, 3, 1), unit="财务科", unit_code="cwk"),
    entry("e", dt.date(2025, 7, 1), column="news", path="news/e/"), entry("f", None),
    entry("g", disclosure=Disclosure.ON_REQUEST),
]  # fmt: skip


# --- what is counted ---------------------------------------------------------------------


def test_every_table_adds_up_to_the_whole(config: Config) -> None:
    """On each page each breakdown that has a sum has that of the page."""
    pages = pages_of(config, MANY)

    for page in pages.values():
        stats: StatsView = page.inputs["stats"]
        for each in stats.cuts:
            assert each.totals[0] == str(stats.total) == str(sum(r.numbers[0] for r in each.rows))
        assert stats.website + stats.elsewhere == stats.total
    assert [view(pages, year).total for year in ("", "2026", "2025")] == [6, 4, 1]


def test_channels_count_once_and_for_each(config: Config) -> None:
    """The first column counts by the main channel, the second by every one, and has no sum."""
    channels = cut(view(pages_of(config, MANY)), "channel")

    assert [(row.label, row.numbers) for row in channels.rows] == [
        ("网站", (5, 5)),
        ("微信", (1, 2)),
    ]
    assert channels.totals == ("6", "")


def test_on_request_is_told_apart(config: Config) -> None:
    """An entry of the catalog without text is no 主动公开, and said beside it."""
    stats = view(pages_of(config, MANY), "2026")

    assert (stats.total, stats.on_request) == (4, 1)


def test_months_without_a_document_are_there(config: Config) -> None:
    """From January to the last month with a document none is left out."""
    months = cut(view(pages_of(config, MANY), "2026"), "month")

    assert [(row.label, row.numbers) for row in months.rows] == [
        ("1月", (3,)), ("2月", (0,)), ("3月", (1,)),
    ]  # fmt: skip


def test_a_site_without_documents_has_the_page(config: Config) -> None:
    """The link in the footer leads somewhere from the first day on."""
    pages = pages_of(config, [])

    assert list(pages) == ["stats/index.html"]
    assert view(pages).total == 0


# --- what changes them -------------------------------------------------------------------


def test_words_do_not_change_the_figures(config: Config) -> None:
    """Another title, summary or day of the same month leaves every page as it was."""
    other = [
        msgspec.structs.replace(each, title="另一个标题", summary="另一段", path=each.path + "x/")
        for each in MANY
    ]
    other[0] = msgspec.structs.replace(other[0], date=DAY + dt.timedelta(3))

    assert fingerprints(pages_of(config, other)) == fingerprints(pages_of(config, MANY))


def test_a_new_document_changes_its_year_and_the_whole(config: Config) -> None:
    """Two pages are written for one new document, however many years there are."""
    years = [entry(f"y{year}", dt.date(year, 5, 1)) for year in range(2010, 2027)]
    before = fingerprints(pages_of(config, years))
    after = fingerprints(pages_of(config, [*years, entry("new", dt.date(2020, 6, 1))]))

    changed = {path for path in after if before.get(path) != after[path]}
    assert changed == {"stats/index.html", "stats/2020/index.html"}


def test_a_build_writes_only_the_pages_whose_figures_change(
    make_site: MakeSite, build_site: Build
) -> None:
    """A changed text leaves the pages of figures alone; a changed unit does not."""
    path = "content/notice/a.md"
    site = make_site({path: document(), "content/notice/b.md": document(标题="另一则公告")})
    build_site(site)

    (site / path).write_text(document("换了一段正文，开放时间不变。"), encoding="utf-8")
    assert not any(name.startswith("stats/") for name, _ in build_site(site).writes)

    (site / path).write_text(document(责任单位="财务科"), encoding="utf-8")
    written = {name for name, _ in build_site(site).writes if name.startswith("stats/")}
    assert written == {"stats/index.html", "stats/2026/index.html"}


# --- the pages as they are built ---------------------------------------------------------


def test_what_is_not_public_never_counts(make_site: MakeSite, build_site: Build) -> None:
    """Withheld, drafted and scheduled documents change no byte of the pages of figures."""
    hidden = {
        "draft": {"草稿": "是"},
        "secret": {"公开属性": "不予公开", "不公开理由": "{理由: 内部事务信息, 说明: 排班}"},
        "later": {"发布日期": "2026-12-24", "定时发布": "是"},
    }
    public = {f"content/notice/n{n}.md": document(标题=f"第{n}号公告") for n in range(3)}
    plain, mixed = make_site(public), make_site({
        **public,
        **{f"content/news/{name}.md": document(公开渠道="[密电]", 责任单位="财务科", **keys)
           for name, keys in hidden.items()},
    })  # fmt: skip
    build_site(plain)
    build_site(mixed)

    for name in ("stats/index.html", "stats/2026/index.html"):
        assert (mixed / "public" / name).read_bytes() == (plain / "public" / name).read_bytes()
    assert "<strong>3</strong> 条" in (mixed / "public/stats/index.html").read_text("utf-8")


class Links(HTMLParser):
    """Collects where the links of a page lead, and its ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what matters of a tag."""
        values = dict(attrs)
        if tag == "a":
            self.hrefs.append(values.get("href") or "")
        if values.get("id"):
            self.ids.append(values["id"] or "")


@pytest.fixture
def built(make_site: MakeSite, build_site: Build) -> Path:
    """Build a site whose free words are hostile; return its output."""
    hostile = '"<script>alert(1)</script>"'
    site = make_site({
        "content/notice/a.md": document(责任单位=hostile, 公开渠道=f"[{hostile}, 微信]"),
        "content/news/b.md": document(发布日期="2025-03-04", 成文日期="2025-03-03"),
    })  # fmt: skip
    build_site(site, fail_on="never")
    return site / "public"


def test_pages_lead_to_lists_that_are_there(built: Path) -> None:
    """Every link of the pages of figures names a file of the site."""
    for name in ("stats", "stats/2026", "stats/2025"):
        for href in Links((built / name / "index.html").read_text("utf-8")).hrefs:
            if href.startswith("/"):
                target = built / href.lstrip("/")
                assert (target / "index.html" if href.endswith("/") else target).is_file(), href


def test_words_of_a_document_stay_words(built: Path) -> None:
    """Names of units are escaped, in the picture and in the table; of channels only known ones show."""
    html = (built / "stats/index.html").read_text("utf-8")

    assert "<script>alert" not in html
    assert "其他方式" in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
    for picture in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        ElementTree.fromstring(picture)


def test_nothing_is_inline_and_ids_are_unique(built: Path) -> None:
    """A strict security policy may hold: no style, no script, no handler; ids once each."""
    html = (built / "stats/index.html").read_text("utf-8")
    ids = Links(html).ids

    assert re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", html) is None
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", ["index.html", "catalog/index.html", "sitemap/index.html"])
def test_the_figures_can_be_found(built: Path, page: str) -> None:
    """The footer of every page, the catalog and the site map lead there."""
    assert "/stats/" in Links((built / page).read_text("utf-8")).hrefs


def test_no_column_takes_the_place_of_the_figures(make_site: MakeSite, build_site: Build) -> None:
    """A document cannot have an old address below /stats/."""
    site = make_site({"content/notice/a.md": document(旧网址="[/stats/]")})
    build_site(site, fail_on="never")

    assert "公开情况统计" in (site / "public/stats/index.html").read_text("utf-8")


# --- charts ------------------------------------------------------------------------------


def rows(number: int) -> tuple[StatsRow, ...]:
    return tuple(StatsRow(f"栏目{n}", "", (100 - n,)) for n in range(number))


def test_long_breakdowns_end_in_one_bar_for_the_rest() -> None:
    """Bars beyond the eleventh are one; the picture still adds up to the whole."""
    made = StatsCut("column", "按栏目", "栏目", ("条数",), rows(30), ("2565",))
    chart = str(chart_of_cut(made))

    assert "其余 19 项" in chart
    numbers = [int(n) for n in re.findall(r">(\d+)（", chart)]
    assert len(numbers) == 12
    assert sum(numbers) == sum(row.numbers[0] for row in made.rows)


def test_numbers_are_whole() -> None:
    """A count is written without decimal places, in the picture and in its description."""
    chart = str(chart_of_cut(StatsCut("year", "按年份", "年份", ("条数",), rows(3), ("297",))))

    assert re.search(r"\d\.\d\d(?!\d)(?![^<]*\")", re.sub(r"<rect[^>]*>", "", chart)) is None
    assert ">100<" in chart


def test_no_picture_of_nothing() -> None:
    """Without a single document there is no chart."""
    assert chart_of_cut(StatsCut("month", "按月份", "月份", ("条数",), (), ("0",))) == ""


# --- in a browser ------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("elder", [False, True])
def test_pages_fit_the_screen(built: Path, browser: Any, width: int, elder: bool) -> None:
    """No page of figures is wider than a phone or a screen, in elder mode too."""
    style = next((built / "assets").glob("style.*.css")).read_text("utf-8")
    html = re.sub(
        r"<(?:link|script)[^>]*>(?:</script>)?", "", (built / "stats/index.html").read_text("utf-8")
    )
    page = browser.new_page(viewport={"width": width, "height": 800})
    try:
        page.set_content(html)
        page.add_style_tag(content=style)
        if elder:
            page.evaluate("document.documentElement.setAttribute('data-elder', '')")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelectorAll('svg[role=img]').length") == 5
    finally:
        page.close()


def test_the_day_of_the_build_is_not_on_the_page(make_site: MakeSite, build_site: Build) -> None:
    """The same content gives the same bytes on another day."""
    site = make_site({"content/notice/a.md": document()})
    build_site(site, out=site / "one", today=TODAY)
    build_site(site, out=site / "two", today=TODAY + dt.timedelta(400))

    name = "stats/2026/index.html"
    assert (site / "one" / name).read_bytes() == (site / "two" / name).read_bytes()
