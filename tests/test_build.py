"""A built site as a whole: everything public is there once, linked, escaped, and alone."""

from __future__ import annotations

import json
from collections import Counter
from xml.etree import ElementTree

import pytest
from conftest import TODAY
from crawl import Built
from sites import CONFIG, PDF, PNG, document, write_site

from gongkai_ssg.build import Options, build
from gongkai_ssg.columns import column_types

_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NASTY = """<script>alert("1")</script>&amp;'"</title>"""

_POLICY = """
1. 甲
2. 乙

见[另一篇](../notice/n7.md)、[同一篇的小标题](#二小标题)、[表格](附表.pdf)和[外面](https://www.gov.cn/)。

![图](tu.png)

## 二、小标题

<table><tr><td colspan="2">合并</td></tr><tr><td>一</td><td>二</td></tr></table>

正文[^1]。<script>alert(2)</script><a href="javascript:alert(3)" onclick="alert(4)">点</a>

[^1]: 脚注。
"""


def _files() -> dict[str, str | bytes]:
    """Return a site that has more of everything than fits one list, feed or catalog part."""
    files: dict[str, str | bytes] = {
        "config.yaml": CONFIG.replace("example.gov.cn", "example.gov.cn/gk")
        + "columns:\n  - {key: rules, off: 本机关无规章制定权。}\n  - {key: own, name: 自设, type: policy}\n"
    }
    for number in range(505):
        day = f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}"
        files[f"content/notice/n{number}.md"] = document(
            "正文。",
            标题=f"公告第{number}号",
            发布日期=day,
            成文日期=day,
            责任单位="财务科" if number % 9 else "办公室",
        )
    for key in column_types():
        files[f"content/{key}/一年/a.md"] = document(
            标题=f"栏目{key}的文件", 主题分类="[财政、金融、审计, 财政]"
        )
    files |= {
        "content/policy/附表.pdf": PDF,
        "content/policy/附件/index.md": document(_POLICY.replace("../notice", "../../notice"), 标题="带附件的文件"),
        "content/policy/附件/附表.pdf": PDF,
        "content/policy/附件/tu.png": PNG,
        "content/policy/nasty.md": document(
            "正文。", 标题=f"'{_NASTY.replace(chr(39), chr(39) * 2)}'", 内容概述="<i>&", 有效性="废止", 关键词="['<b>', '&']",
            文号="'<u>〔2025〕1号'", 来源="'<s>&'",
        ),
        "content/own/a.md": document(标题="自设栏目的文件", 解读对象="../policy/nasty.md", 旧网址="/old/1.html"),
        "content/own/request.md": document(标题="依申请的文件", 公开属性="依申请公开", 不公开理由="internal：内部"),
        "content/own/undated.md": document(标题="没有日期的文件", 发布日期=None, 成文日期=None),
    }  # fmt: skip
    return files


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the large site once."""
    folder = tmp_path_factory.mktemp("built")
    source = write_site(folder / "site", _files())
    build(Options(source=source, out=folder / "out", search=False, today=TODAY, fail_on="never"))
    return Built(folder / "out", "/gk/")


@pytest.fixture(scope="module")
def records(built: Built) -> list[dict[str, object]]:
    """Return the entries of all catalog parts."""
    found: list[dict[str, object]] = []
    for part in json.loads(built.files["catalog.json"].read_bytes())["parts"]:
        found += json.loads(built.files[part.removeprefix("/gk/")].read_bytes())["documents"]
    return found


def _expected_titles() -> Counter[str]:
    titles = [f"公告第{number}号" for number in range(505)]
    titles += [f"栏目{key}的文件" for key in column_types()]
    return Counter(
        [*titles, "带附件的文件", _NASTY, "自设栏目的文件", "依申请的文件", "没有日期的文件"]
    )


def test_every_public_document_stands_in_one_catalog_part(
    built: Built, records: list[dict[str, object]]
) -> None:
    """The catalog's parts hold every public document once and nothing else."""
    total = json.loads(built.files["catalog.json"].read_bytes())["total"]

    assert Counter(str(each["title"]) for each in records) == _expected_titles()
    assert total == len(records)


def test_every_public_document_has_one_page_and_one_record(
    built: Built, records: list[dict[str, object]]
) -> None:
    """Each entry of the catalog has a page that shows its title, and an index.json beside it."""
    urls = [str(each["url"]) for each in records]

    assert len(set(urls)) == len(urls)
    for record in records:
        path = str(record["url"]).removeprefix("/gk/")
        page = built.pages[path + "index.html"]
        beside = json.loads(built.files[path + "index.json"].read_bytes())
        assert page.meta["ArticleTitle"] == record["title"]
        assert str(record["title"]) in page.text
        assert {key: beside[key] for key in record} == record
    with_record = {path for path in built.files if path.endswith("/index.json")}
    assert with_record == {str(url).removeprefix("/gk/") + "index.json" for url in urls}


def test_a_column_feed_and_its_archives_hold_every_document_once(
    built: Built, records: list[dict[str, object]]
) -> None:
    """Feed plus archives of each column are complete: a short feed alone, a long one by archives."""
    segments = {str(each["category_key"]): str(each["url"]).split("/")[2] for each in records}
    for key, segment in segments.items():
        feed = ElementTree.fromstring(built.files[f"{segment}/feed.xml"].read_bytes())
        entries, archived, archive = _feed_entries(feed), Counter[str](), _previous(feed)
        while archive:
            older = ElementTree.fromstring(built.files[archive.split("/gk/")[1]].read_bytes())
            archived += Counter(_feed_entries(older))
            archive = _previous(older)
        wanted = Counter(
            built.origin + str(each["url"]) for each in records if each["category_key"] == key
        )

        assert (archived or Counter(entries)) == wanted
        assert set(entries) <= set(wanted)
        assert len(entries) == min(len(wanted), 200)


def _feed_entries(feed: ElementTree.Element) -> list[str]:
    return [str(each.findtext(f"{_ATOM}id")) for each in feed.iter(f"{_ATOM}entry")]


def _previous(feed: ElementTree.Element) -> str:
    links = [each for each in feed.iter(f"{_ATOM}link") if each.get("rel") == "prev-archive"]
    return str(links[0].get("href")) if links else ""


def test_the_sitemap_names_every_document_once(
    built: Built, records: list[dict[str, object]]
) -> None:
    """The sitemap index leads to parts that together name every public document."""
    index = ElementTree.fromstring(built.files["sitemap.xml"].read_bytes())
    named: Counter[str] = Counter()
    for part in index.iter(f"{_SITEMAP}loc"):
        path = str(part.text).removeprefix("https://wl.example.gov.cn/gk/")
        urls = ElementTree.fromstring(built.files[path].read_bytes()).iter(f"{_SITEMAP}loc")
        named.update(str(each.text) for each in urls)
    for record in records:
        assert named[built.origin + str(record["url"])] == 1
    assert all(built.own_path(url, "index.html")[0] in built.files for url in named)  # type: ignore[index]


@pytest.mark.parametrize("kind", ["column", "unit"])
def test_year_lists_hold_every_document_once(
    kind: str, built: Built, records: list[dict[str, object]]
) -> None:
    """The lists by year of a column, and those of a unit, show each of their documents once."""
    shown: Counter[str] = Counter()
    for path, page in built.pages.items():
        if "/list/" in path and path.startswith("unit/") == (kind == "unit"):
            shown.update({link for link in page.links if link in _urls(records)})
    wanted = Counter({str(each["url"]): 1 for each in records if kind == "column" or each["unit"]})

    assert shown == wanted


def _urls(records: list[dict[str, object]]) -> set[str]:
    return {str(each["url"]) for each in records}


def test_no_link_is_broken(built: Built) -> None:
    """Every address on every page, asset and anchor leads to something that was built."""
    assert built.broken() == []


def test_everything_public_can_be_reached_by_links(built: Built) -> None:
    """From the home page links alone lead to every page, attachment, feed and record."""
    away = built.clicks_from("index.html")
    unlinked = {"404.html", "robots.txt", "sitemap.xml", "old/1.html"}
    missed = {
        path for path in built.files
        if path not in away and path not in unlinked and not path.startswith(("assets/", "sitemap/"))
        and not path.endswith((".json", ".xml", "/tu.png"))
    }  # fmt: skip

    assert missed == set()


def test_old_addresses_lead_to_the_document(built: Built) -> None:
    """A page at an old address sends the reader on to the new one."""
    page = built.files["old/1.html"].read_text("utf-8")

    assert 'http-equiv="refresh"' in page
    assert "/gk/own/a/" in page


def test_nothing_is_written_inline_and_html_is_balanced(built: Built) -> None:
    """A strict Content-Security-Policy is possible, and every page is well-formed."""
    assert {path: page.inline for path, page in built.pages.items() if page.inline} == {}
    assert {path: page.unbalanced for path, page in built.pages.items() if page.unbalanced} == {}


def test_ids_are_unique(built: Built) -> None:
    """No page uses an id twice."""
    assert {
        p: page.ids for p, page in built.pages.items() if len(set(page.ids)) < len(page.ids)
    } == {}


def test_no_foreign_host_is_loaded(built: Built) -> None:
    """Pages load scripts, styles and images from the site alone; foreign links are mere links."""
    loaded = {
        address for page in built.pages.values() for address in page.addresses
        if address.startswith(("http:", "https:", "//")) and address not in page.links
    }  # fmt: skip

    assert {
        each for each in loaded if not each.startswith("https://wl.example.gov.cn/gk/")
    } == set()


def test_every_page_carries_the_required_meta_tags(built: Built) -> None:
    """国办发〔2017〕47号: site tags everywhere, column tags on columns, article tags on documents."""
    for path, page in built.pages.items():
        assert page.meta["SiteName"] == "示例市文化和旅游局", path
        assert {"SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"} <= set(page.meta), path
        if path.removesuffix(".html") + ".json" in built.files and path.endswith("/index.html"):
            assert {"ArticleTitle", "PubDate", "ContentSource"} <= set(page.meta), path


def test_xml_and_json_are_well_formed(built: Built) -> None:
    """Every machine-readable file can be read by a machine."""
    for path, file in built.files.items():
        if path.endswith(".xml"):
            ElementTree.fromstring(file.read_bytes())
        if path.endswith(".json"):
            json.loads(file.read_bytes())


def test_a_switched_off_column_shows_its_reason(built: Built) -> None:
    """A column that is off keeps its page and says why."""
    assert "本机关无规章制定权。" in built.pages["rules/index.html"].text
