"""Views as values: which pages there are, what each reads, and how little a change touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sites import CONFIG

from gongkai_ssg.config import Config, load_config
from gongkai_ssg.overview_pages import ListView
from gongkai_ssg.pages import Page
from gongkai_ssg.public import Entry, PublicSite
from gongkai_ssg.states import Disclosure, Validity
from gongkai_ssg.views import build_pages

DAY = dt.date(2026, 1, 1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Load the usual config."""
    return configured(tmp_path)


def configured(folder: Path, text: str = CONFIG) -> Config:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return load_config(folder)


def entry(name: str, days: int = 0, **more: Any) -> Entry:
    """Return a public document of 办公室 in 通知公告, dated `days` after 1 January 2026."""
    values: dict[str, Any] = {
        "source": f"content/notice/{name}.md", "path": f"notice/{name}/", "title": f"标题{name}", "column": "notice",
        "disclosure": Disclosure.ACTIVE, "unit": "办公室", "unit_code": "bgs", "date": DAY + dt.timedelta(days), "time": "",
        "formed_on": None, "index_number": "", "document_number": "", "summary": "", "topic": (), "genre": "", "keywords": (),
        "validity": None, "effective_on": None, "expires_on": None, "from_source": "", "source_url": "", "attachments": (),
        "text": None, "relations": (), **more,
    }  # fmt: skip
    return Entry(**values)


def pages_of(config: Config, entries: Sequence[Entry]) -> dict[str, Page]:
    ordered = tuple(sorted(entries, key=lambda each: each.order, reverse=True))
    pages = build_pages(PublicSite(ordered, (), ()), config, {"style.css": "assets/style.css"})
    assert len({page.path for page in pages}) == len(pages)
    return {page.path: page for page in pages}


def changed(before: dict[str, Page], after: dict[str, Page]) -> set[str]:
    """Return the paths of pages whose inputs differ, new and gone ones included."""
    return {
        path
        for path in {*before, *after}
        if path not in before
        or path not in after
        or msgspec.msgpack.encode(before[path].inputs) != msgspec.msgpack.encode(after[path].inputs)
    }


def listing(page: Page) -> ListView:
    found = page.inputs["listing"]
    assert isinstance(found, ListView)
    return found


def test_neighbours_lead_through_a_whole_column(config: Config) -> None:
    """From the newest document 下一篇 leads to every other one of the column, and 上一篇 back."""
    pages = pages_of(config, [entry(f"{n:02}", n) for n in range(30)])
    path, seen = "notice/29/", []
    while path:
        seen.append(path)
        around = pages[path + "index.html"].inputs["neighbours"]
        if len(seen) > 1:
            assert around.newer.url == "/" + seen[-2]
        path = around.older.url.lstrip("/") if around.older else ""

    assert seen == [f"notice/{n:02}/" for n in reversed(range(30))]


def test_list_pages_are_counted_from_the_oldest(config: Config) -> None:
    """45 documents of a year: two pages, the newest one at the list's own address."""
    pages = pages_of(config, [entry(f"{n:02}", n) for n in range(45)])
    first, newest = pages["notice/list/2026/1/index.html"], pages["notice/list/2026/index.html"]

    assert [item.title for item in listing(first).items] == [
        f"标题{n:02}" for n in reversed(range(20))
    ]
    assert [item.title for item in listing(newest).items] == [
        f"标题{n:02}" for n in reversed(range(20, 45))
    ]
    assert (listing(first).pager.newer, listing(newest).pager.older) == (
        "/notice/list/2026/",
        "/notice/list/2026/1/",
    )
    assert (listing(first).pager.older, listing(newest).pager.newer) == ("", "")


@pytest.mark.parametrize("size", [100, 400])
def test_a_new_document_touches_few_pages_however_large_the_column(
    size: int, config: Config
) -> None:
    """The pages that one new document changes do not grow with the column."""
    entries = [entry(f"{n:03}", n // 2) for n in range(size)]
    before = pages_of(config, entries)
    after = pages_of(config, [*entries, entry("new", 300)])
    touched = changed(before, after)

    assert {
        "notice/new/index.html",
        "notice/index.html",
        "index.html",
        "catalog.json",
        "feed.xml",
    } <= touched
    assert len(touched) <= 25


def test_an_edited_title_touches_only_what_shows_it(config: Config) -> None:
    """A new title changes the document, its neighbours and the lists in which it stands."""
    entries = [entry(f"{n:02}", n) for n in range(100)]
    before = pages_of(config, entries)
    entries[50] = entry("50", 50, title="新标题")
    touched = changed(before, pages_of(config, entries))

    assert {path for path in touched if path.startswith("notice/") and "list" not in path and "feed" not in path} == {
        "notice/50/index.html", "notice/50/index.json", "notice/49/index.html", "notice/51/index.html",
    }  # fmt: skip
    assert "index.html" not in touched
    assert "news/index.html" not in touched


def test_relations_are_links_with_titles(config: Config) -> None:
    """A related document is shown by its present title and address."""
    one = entry("one", relations=(("政策解读", ("content/notice/two.md",)),))
    pages = pages_of(config, [one, entry("two", 1, title="解读")])
    (link,) = pages["notice/one/index.html"].inputs["relations"]["政策解读"]

    assert (link.label, link.url, link.note) == ("解读", "/notice/two/", "2026-01-02")


def test_documents_of_one_topic_are_related(config: Config) -> None:
    """Without a declared relation, neighbours in time with a common topic or keyword are offered."""
    pages = pages_of(config, [
        entry("a", 0, topic=("文化", "图书馆")), entry("b", 1, topic=("文化",)), entry("c", 2, keywords=("预算",)),
        entry("d", 3, keywords=("预算", "决算")),
    ])  # fmt: skip
    related = {
        path[7]: [link.label for link in pages[path].inputs["related"]]
        for path in pages
        if path in {f"notice/{n}/index.html" for n in "abcd"}
    }

    assert related == {"a": ["标题b"], "b": ["标题a"], "c": ["标题d"], "d": ["标题c"]}


def test_every_column_has_a_page_even_when_it_is_empty_or_off(tmp_path: Path) -> None:
    """An empty column and one that is off keep their pages, the latter with the reason."""
    config = configured(
        tmp_path, CONFIG + "columns:\n  - {key: rules, off: 本机关无规章制定权。}\n"
    )
    pages = pages_of(config, [])

    for column in config.columns:
        view = pages[f"{column.segment}/index.html"].inputs["column"]
        assert (view.label, view.off, view.items) == (column.label, column.off, ())
    assert pages["rules/index.html"].inputs["column"].off == "本机关无规章制定权。"


def test_units_show_former_names_and_successors(tmp_path: Path) -> None:
    """A unit's page tells what it was called and what became of it; an unknown unit has a page too."""
    config = configured(
        tmp_path,
        CONFIG.replace(
            "name: 办公室}",
            "name: 办公室, former_names: [{name: 秘书科, until: 2019-03-01}], successor: cwk}",
        ),
    )
    pages = pages_of(config, [entry("a"), entry("b", 1, unit="综合处", unit_code="zong-he-chu")])
    office, unknown = (
        pages["unit/bgs/index.html"].inputs["unit"],
        pages["unit/zong-he-chu/index.html"].inputs["unit"],
    )

    assert (office.name, office.former, office.total) == ("办公室", ("秘书科（至 2019-03-01）",), 1)
    assert office.successor.url == "/unit/cwk/"
    assert (unknown.name, unknown.total) == ("综合处", 1)


def test_the_catalog_offers_every_cut_with_its_count(config: Config) -> None:
    """Column, unit, year, topic and validity: every value leads to a list that exists."""
    entries = [
        entry("a", topic=("文化",), validity=Validity.VALID), entry("b", 1, topic=("财政",), validity=Validity.PARTLY_INVALID),
        entry("c", -400, unit="财务科", unit_code="cwk", topic=("文化",)), entry("d", date=None, unit="", unit_code=""),
    ]  # fmt: skip
    pages = pages_of(config, entries)
    facets = {facet.key: facet for facet in pages["catalog/index.html"].inputs["catalog"].facets}
    counts = {
        key: {link.label: link.note for link in facet.values} for key, facet in facets.items()
    }

    assert counts == {
        "column": {"通知公告": "4"}, "unit": {"办公室": "2", "财务科": "1"},
        "year": {"2026年": "2", "2024年": "1", "日期不明": "1"}, "topic": {"文化": "2", "财政": "1"},
        "validity": {"有效": "1", "部分失效": "1"},
    }  # fmt: skip
    assert all(
        link.url.lstrip("/") + "index.html" in pages
        for facet in facets.values()
        for link in facet.values
    )


def test_two_topics_of_one_sound_have_two_lists(config: Config) -> None:
    """Values that are written differently never share a page."""
    pages = pages_of(config, [entry("a", topic=("财政",)), entry("b", 1, topic=("材证",))])
    lists = [path for path in pages if path.startswith("topic/")]

    assert len(lists) == 2


def test_a_document_without_text_is_marked_in_lists(config: Config) -> None:
    """依申请公开 is told wherever the title stands."""
    pages = pages_of(config, [entry("a", disclosure=Disclosure.ON_REQUEST), entry("b", 1)])
    marks = {
        item.title: item.on_request for item in pages["notice/index.html"].inputs["column"].items
    }

    assert marks == {"标题a": True, "标题b": False}


def test_what_is_no_longer_in_force_is_marked_in_lists(config: Config) -> None:
    """失效 and 废止 are told wherever the title stands."""
    pages = pages_of(
        config, [entry(each.value, n, validity=each) for n, each in enumerate(Validity)]
    )
    marks = {
        item.validity: item.in_force for item in pages["notice/index.html"].inputs["column"].items
    }

    assert marks == {"有效": True, "已修改": True, "部分失效": True, "失效": False, "废止": False}


def test_documents_are_listed_newest_first_with_time_of_day(config: Config) -> None:
    """Of one day the later hour comes first; documents without a date come last."""
    entries = [
        entry("a", time="09:00"),
        entry("b", time="15:00"),
        entry("c", 1),
        entry("d", date=None),
    ]
    titles = [
        item.title for item in pages_of(config, entries)["notice/index.html"].inputs["column"].items
    ]

    assert titles == ["标题c", "标题b", "标题a", "标题d"]
