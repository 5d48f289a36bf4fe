"""The search page in a real browser, under a strict policy and below a sub-path."""

from __future__ import annotations

import functools
import html
import http.server
import json
import random
import re
import shutil
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from local_server import serving
from playwright.sync_api import expect
from search_cases import FOLDED, QUERIES, make_record, truth

from gongkai_ssg.search import SearchRecord, update_index
from gongkai_ssg.search_text import fold

STATIC = Path(__file__).parent.parent / "themes" / "default" / "static"
BASE = "/gk/"
COLUMNS = ("政策文件", "机构职能", "年报")
UNITS = ("办公室", "财务处", "<b>规划处</b>")


# --- a site ------------------------------------------------------------------------------

TRICKY = [
    make_record("t/1/", "冀科平规〔2024〕1号", ["IPv6 规模部署，增长3.5％。", "“最多跑一次”改革"]),
    make_record("t/2/", "第三十二条 释义", ["ＩＰＶ６地址；（一）行政", "许可不跨段"]),
    make_record("t/3/", "<img src=x onerror=alert(1)>", ["<script>alert(2)</script> & &amp;"]),
    make_record("t/4/", "行政许可", ["行 政 许 可", "人人人人", "public  notice\nboard"]),
    make_record("t/5/", "", ["行政许行政许可事项㎡①ﷺ", "𠮷野家é"]),
    make_record("t/6/", "空文", []),
    make_record("t/7/", "长文", ["甲" * 1500 + "乙丙丁" + "戊" * 1700 + "己庚行政许可辛", "壬癸"]),
]
PHRASES = [
    *("冀科平规〔2024〕1号", "〔2024〕", "2024〕1", "Pv6", "IPv6", "ipv6 地址", "3.5%", "3.5％"),
    *("“最多跑一次”", "最多", "”改革", "（一）", "(一)", "政许", "许可", "行政许可", "可不"),
    *("第三十二条", "条 释", "<img", "&amp;", "onerror=alert(1)>", "人人", "人人人", "人人人人"),
    *("人人人人人", "𠮷野", "𠮷", "é", "e\u0301", "㎡", "m2", "صلى الله", "乙丙丁", "甲乙", "丁戊"),
    *("庚行政许可辛", "壬", "癸", "的", "行", "可行政", "丙", "空文", "notice board"),
    *('"notice board"', '"行 政"', "行政 可不跨", "zz", "0"),
]


def _random_records() -> list[SearchRecord]:
    chance = random.Random(20240105)
    signs = "行政许可审批事项人民政府办公厅关于印发管理办法通知第三条（一）、，。“”2024年"
    records = []
    for number in range(300):
        texts = ["".join(chance.choices(signs, k=chance.randint(5, 160)))
                 for _ in range(chance.randint(1, 6))]  # fmt: skip
        year = str(chance.randint(2018, 2024))
        records.append(
            make_record(
                f"doc/{number}/",
                "".join(chance.choices(signs, k=chance.randint(4, 24))),
                texts,
                f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
                column=chance.choice(COLUMNS),
                unit=chance.choice(UNITS),
                year=year,
                validity=chance.choice(("有效", "失效", "")),
            )
        )
    return records


def _page() -> str:
    def select(name: str, values: tuple[str, ...]) -> str:
        options = "".join(f"<option value='{html.escape(v)}'>{html.escape(v)}" for v in values)
        return f"<select name='{name}'>{options}</select>"

    years = ("", *map(str, range(2018, 2025)))
    return f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>检索</title>
<link rel="icon" href="data:,">
<script src="{BASE}static/search.js" defer data-base="{BASE}" data-catalog="{BASE}catalog/"
 data-engine="{BASE}static/search-index.js"></script></head><body>
<form id="search-form" role="search"><input name="q"><button>检索</button>
{select("column", ("", *COLUMNS))}{select("unit", ("", *UNITS))}{select("year", years)}
{select("validity", ("", "有效", "失效"))}{select("sort", ("relevance", "date"))}</form>
<p id="search-status" role="status"></p><ol id="search-results"></ol><p id="search-more"></p>
</body></html>"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def end_headers(self) -> None:
        policy = "default-src 'self'; img-src data:; script-src 'self'"
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()


class Served:
    """A site under BASE on a local port; its records are what its index holds."""

    def __init__(self, folder: Path, origin: str) -> None:
        self.bundle = folder / "gk" / "search"
        self.origin = origin
        self.records: dict[str, SearchRecord] = {}
        self._state: bytes | None = None
        self.bundle.mkdir(parents=True)
        shutil.copytree(STATIC, folder / "gk" / "static")
        (self.bundle / "index.html").write_text(_page(), encoding="utf-8")

    def update(self, records: list[SearchRecord]) -> None:
        """Index `records`, moving files the way a build does."""
        self.records = {record.url: record for record in records}
        work = self.bundle.parent / "work"
        digests = {url: record.digest for url, record in self.records.items()}
        result = update_index(digests, self.records.__getitem__, self._state, self.bundle, work)
        for name in result.removed:
            (self.bundle / name).unlink()
        for name in result.written:
            (self.bundle / name).parent.mkdir(exist_ok=True)
            (work / name).replace(self.bundle / name)
        self._state = result.state

    def urls(self, pages: list[tuple[str, int]]) -> set[str]:
        """The addresses of pages of the index; no page stands twice."""
        state = msgspec.msgpack.decode(self._state or b"")
        segments = {s["id"]: s["entries"] for s in state["segments"]}
        found = [segments[segment][page][0] for segment, page in pages]
        assert len(found) == len(set(found))
        return set(found)

    def url(self, query: str = "") -> str:
        """The address of the search page."""
        return f"{self.origin}{BASE}search/{query}"


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Make a served site; call it once for each site wanted."""
    with ExitStack() as servers:

        def make() -> Served:
            folder = tmp_path_factory.mktemp("served")
            handler = functools.partial(_Handler, directory=str(folder))
            return Served(folder, servers.enter_context(serving(handler)))

        yield make


@pytest.fixture(scope="module")
def site(serve: Any) -> Served:
    """300 documents of random text in several segments, and the tricky ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gongkai_ssg.search._COLD_VOLUME", 40_000)
        patch.setattr("gongkai_ssg.search._HOT_VOLUME", 8_000)
        made: Served = serve()
        made.update([*_random_records(), *TRICKY])
        # One edited, some gone, one new: the hot segment and the list of dropped pages are in use.
        records = dict(made.records)
        before = sorted(made.bundle.glob("*/head.bin"))
        for url in ("doc/5/", "doc/100/", "doc/101/"):  # erased from the segments where they lie
            del records[url]
            made.update(list(records.values()))
        assert sorted(made.bundle.glob("*/head.bin")) == before
        records["doc/6/"] = make_record("doc/6/", "改后的标题", ["改后的正文"], "2023-03-03")
        records["new/"] = make_record("new/", "新增", ["新增的正文行政许可"], "2030-01-01",
                                      column="年报", unit="办公室", year="2024")  # fmt: skip
        made.update(list(records.values()))
    listed = json.loads((made.bundle / "index.json").read_bytes())["segments"]
    assert len(listed) >= 3 and any(segment["dropped"] for segment in listed)
    assert any("erased" in segment for segment in listed)
    return made


@pytest.fixture
def page(browser: Any) -> Iterator[object]:
    """A fresh page; a message in its console or an uncaught error fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.set_default_timeout(15_000)
    opened.complaints = complaints
    yield opened
    context.close()
    assert complaints == []


def _wait(page: Any) -> int:
    page.wait_for_selector("#search-results[data-total]", state="attached")
    return int(page.get_attribute("#search-results", "data-total"))


def _shown(page: Any) -> list[str]:
    return page.eval_on_selector_all(
        "#search-results > li", "items => items.map(item => item.dataset.url)"
    )


def _all(page: Any) -> list[str]:
    """Press 更多 until all results are there."""
    total = _wait(page)
    while len(_shown(page)) < total:
        before = len(_shown(page))
        page.click("#search-more button")
        page.wait_for_selector(f"#search-results li:nth-child({before + 1})")
    return [url.removeprefix(BASE) for url in _shown(page)]


# --- both languages agree ------------------------------------------------------------------


def test_browser_and_builder_fold_alike(page: Any, site: Served) -> None:
    """The table of cases and every assigned character up to U+2FFFF fold to the same text."""
    page.goto(site.url("?q=x"))
    _wait(page)
    chars = [chr(n) for n in range(0x20, 0x30000)
             if not 0xD800 <= n < 0xE000 and unicodedata.category(chr(n)) != "Cn"]  # fmt: skip
    folded = page.evaluate("all => all.map(one => GongkaiSearch.fold(one))", chars)
    table = page.evaluate("all => all.map(GongkaiSearch.fold)", [case[0] for case in FOLDED])

    assert table == [case[1] for case in FOLDED]
    assert [c for c, f in zip(chars, folded, strict=True) if f != fold(c)] == []


def test_queries_are_cut_into_terms(page: Any, site: Served) -> None:
    """Whitespace separates terms; a pair of ASCII quotation marks keeps a phrase together."""
    page.goto(site.url("?q=x"))
    _wait(page)
    found = page.evaluate("all => all.map(GongkaiSearch.terms)", [case[0] for case in QUERIES])

    assert found == [case[1] for case in QUERIES]


def test_gunzip_reads_every_kind_of_block(page: Any, site: Served) -> None:
    """Stored, fixed and dynamic blocks, an empty file, and data that the server decompressed."""
    page.goto(site.url("?q=x"))
    _wait(page)
    chance = random.Random(1)
    noise = bytes(chance.randrange(256) for _ in range(2000))
    texts = [b"", b"a", "行政许可".encode() * 700, noise[:300] * 20, noise]
    for text in texts:
        for level, strategy in ((0, 0), (9, 0), (6, zlib.Z_FIXED), (1, zlib.Z_HUFFMAN_ONLY)):
            packer = zlib.compressobj(level, zlib.DEFLATED, 31, 1, strategy)  # small blocks
            assert _gunzip(page, packer.compress(text) + packer.flush()) == text
        assert _gunzip(page, text) == text


def _gunzip(page: Any, data: bytes) -> bytes:
    script = "data => Array.from(GongkaiSearch.gunzip(Uint8Array.from(data)))"
    return bytes(page.evaluate(script, list(data)))


# --- exact ---------------------------------------------------------------------------------

# Frequent pairs are fetched, or what is left after the rarest is proven by the texts themselves.
WAYS = [{"rare": -1, "text": 0}, {"rare": 1000, "text": 0}]

FIND = """async ([queries, saving]) => {
  const index = await GongkaiSearch.open("BASEsearch/", saving);
  const found = [];
  for (const query of queries) {
    const terms = GongkaiSearch.terms(query);
    const hits = await index.find({terms: terms, filters: {}, sort: "relevance"});
    const shown = await Promise.all(hits.slice(0, 3).map(hit => index.show(hit)));
    found.push({pages: hits.map(hit => [hit.segment, hit.page]), marked: shown.every(
      value => [value.title, value.text].some(text => GongkaiSearch.marks(text, terms).length))});
  }
  return found;
}""".replace("BASE", BASE)


def _terms(query: str) -> list[str]:
    return [query.strip('"')] if query.startswith('"') else query.split()


@pytest.mark.parametrize("saving", WAYS)
def test_tricky_texts_are_found_exactly(page: Any, site: Served, saving: Any) -> None:
    """文号, mixed width and case, quotation marks, paragraphs, repeats, rare characters."""
    page.goto(site.url("?q=x"))
    _wait(page)
    found = page.evaluate(FIND, [PHRASES, saving])
    for query, answer in zip(PHRASES, found, strict=True):
        assert site.urls(answer["pages"]) == truth(site.records.values(), *_terms(query)), query
        # Where a lone character stands is not known; its excerpt may be the start of the text.
        assert answer["marked"] or len(fold(query)) == 1, query


@pytest.mark.parametrize("saving", WAYS)
def test_random_substrings_are_found_exactly(page: Any, site: Served, saving: Any) -> None:
    """Pieces of texts, some spoiled, of 1 to 12 characters, alone and two together."""
    chance = random.Random(99)
    queries: list[str] = []
    texts = [
        text for record in site.records.values() for text in (record.title, *record.paragraphs)
    ]
    while len(queries) < 200:
        text = chance.choice(texts)
        start = chance.randrange(len(text) or 1)
        query = text[start : start + chance.randint(1, 12)]
        if chance.random() < 0.3:
            query = query[:1] + query[2:]
        if chance.random() < 0.2:
            query += " " + chance.choice(texts)[:2]
        if query.split() and '"' not in query:
            queries.append(query)
    page.goto(site.url("?q=x"))
    _wait(page)
    found = page.evaluate(FIND, [queries, saving])

    for query, answer in zip(queries, found, strict=True):
        assert site.urls(answer["pages"]) == truth(site.records.values(), *_terms(query)), query


def test_texts_are_read_instead_of_further_lists(page: Any, site: Served) -> None:
    """Where two short lists leave few places, the other lists of a long term are not fetched."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url("?q=x"))
    _wait(page)
    query = site.records["doc/7/"].paragraphs[0][:14]
    lists = []
    for saving in WAYS:
        asked.clear()
        page.evaluate(FIND, [[f'"{query}"'], saving])
        lists.append({url for url in asked if re.search(r"/[0-9]+\.bin", url)})

    assert lists[1] < lists[0]


# --- the page ------------------------------------------------------------------------------


def test_nothing_is_loaded_before_the_reader_searches(page: Any, site: Served) -> None:
    """Engine and index are fetched when the reader enters the form."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(site.url(), wait_until="networkidle")
    assert asked == ["", "search.js"]

    with page.expect_response("**/head.bin"):
        page.focus("input[name=q]")
    assert {"search-index.js", "index.json", "head.bin"} <= set(asked)


def test_a_query_in_the_address_is_answered(page: Any, site: Served) -> None:
    """Page by page, with marked excerpts of the original text; only what is shown is fetched."""
    pieces: list[str] = []
    page.on("request", lambda r: "-" in r.url.rpartition("/")[2][1:-4] and pieces.append(r.url))
    page.goto(site.url("?q=" + quote("行政")))
    total = _wait(page)

    assert total == len(truth(site.records.values(), "行政")) > 40
    assert page.input_value("input[name=q]") == "行政"
    assert len(_shown(page)) == 10
    assert len([url for url in pieces if url.endswith(".bin")]) == 10
    assert page.inner_text("#search-status") == f"共找到 {total} 条结果。"
    assert set(page.locator("#search-results mark").all_inner_texts()) == {"行政"}
    assert page.eval_on_selector_all(
        "#search-results li", "all => all.every(li => li.querySelector('mark'))"
    )
    page.click("#search-more button")
    expect(page.locator("#search-results li")).to_have_count(20)
    expect(page.locator("#search-results li:nth-child(11) a")).to_be_focused()
    assert set(_all(page)) == truth(site.records.values(), "行政")
    assert page.locator("#search-more button").count() == 0


def test_files_that_were_erased_from_are_asked_for_by_another_address(
    page: Any, site: Served
) -> None:
    """A cache that keeps the files of a segment for good cannot give those of before."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url("?q=" + quote("行政")))
    _wait(page)
    heads = {url.partition("?")[2] for url in asked if "head.bin" in url}
    chunks = {url.partition("?")[2] for url in asked if re.search(r"/\d+\.bin", url)}

    assert heads == chunks and "" in heads and len(heads) > 1


def test_titles_come_first_and_dates_on_demand(page: Any, site: Served) -> None:
    """By relevance titles lead; by date the newest leads across all segments."""
    page.goto(site.url("?q=" + quote("行政许可")))
    urls = _all(page)
    in_title = ["行政许可" in site.records[url].title for url in urls]
    assert urls[0] == "t/4/"
    assert in_title == sorted(in_title, reverse=True)

    page.select_option("select[name=sort]", "date")
    dates = [site.records[url].date for url in _all(page)]
    assert urls != dates and dates[0] == "2030-01-01"
    assert dates == sorted(dates, reverse=True)
    assert "sort=date" in page.url


def test_filters_narrow_with_and_without_a_query(page: Any, site: Served) -> None:
    """Labels are compared as they are; without a query the filter lists all, newest first."""
    page.goto(site.url())
    page.select_option("select[name=unit]", UNITS[2])
    page.select_option("select[name=year]", "2020")
    everything = [r for r in site.records.values()
                  if r.filters.get("unit") == UNITS[2] and r.filters["year"] == "2020"]  # fmt: skip
    page.wait_for_url("**year=2020")
    urls = _all(page)
    assert set(urls) == {record.url for record in everything} != set()
    dates = [site.records[url].date for url in urls]
    assert dates == sorted(dates, reverse=True)

    page.fill("input[name=q]", "许可")
    page.press("input[name=q]", "Enter")
    page.wait_for_url("**q=*")
    assert set(_all(page)) == truth(everything, "许可")
    assert page.url.endswith(
        "?q=" + quote("许可") + "&unit=" + quote(UNITS[2], safe="") + "&year=2020"
    )
    page.reload()
    assert set(_all(page)) == truth(everything, "许可")


def test_markup_in_texts_stays_text(page: Any, site: Served) -> None:
    """Nothing from a document becomes an element."""
    page.goto(site.url("?q=" + quote("<img")))
    assert _wait(page) == 1
    assert page.inner_text("#search-results .search-title") == "<img src=x onerror=alert(1)>"
    assert page.inner_text("#search-results .search-excerpt") == "<script>alert(2)</script> & &amp;"
    assert page.locator("#search-results img, #search-results script").count() == 0
    assert page.get_attribute("#search-results li", "data-url") == f"{BASE}t/3/"
    assert page.get_attribute("#search-results a", "href") == f"{BASE}t/3/"


def test_the_excerpt_shows_the_match_deep_in_a_text(page: Any, site: Served) -> None:
    """A match beyond the first piece is shown with what stands around it."""
    page.goto(site.url("?q=" + quote("己庚行政")))
    assert _wait(page) == 1
    text = page.inner_text("#search-results .search-excerpt")
    assert "戊己庚行政许可辛 壬癸" in text
    assert text.startswith("…")


def test_no_result_and_no_query_say_so(page: Any, site: Served) -> None:
    """Nothing found is a total of 0; an empty form asks for a query."""
    page.goto(site.url("?q=" + quote("鼉鼊龘")))
    assert _wait(page) == 0
    assert page.inner_text("#search-status").startswith("没有找到")
    page.fill("input[name=q]", "  ")
    page.press("input[name=q]", "Enter")
    expect(page.locator("#search-status")).to_contain_text("请输入")
    assert page.get_attribute("#search-results", "data-total") is None


@pytest.mark.parametrize(
    "broken", ["**/search-index.js", "**/index.json", "**/0.bin*", "**/head.bin*"]
)
def test_a_broken_index_leads_to_the_catalog(page: Any, site: Served, broken: str) -> None:
    """When anything cannot be loaded, a plain message points to the catalog."""
    page.route(broken, lambda route: route.fulfill(status=404, body="gone"))
    page.goto(site.url("?q=" + quote("\u0021zz")))
    page.wait_for_selector("#search-status a")

    assert page.inner_text("#search-status").startswith("检索暂时不能使用")
    assert page.get_attribute("#search-status a", "href") == f"{BASE}catalog/"
    assert page.get_attribute("#search-results", "data-total") is None
    page.complaints.clear()


def test_a_site_published_anew_while_the_page_is_open(page: Any, serve: Any) -> None:
    """When the files of the open index are gone, the page reads the new index by itself."""
    made: Served = serve()
    made.update([make_record("a/", "甲乙", ["丙丁"])])
    page.goto(made.url("?q=" + quote("甲乙")))
    assert _wait(page) == 1
    made.update([make_record("b/", "甲乙", ["丙丁"])])
    page.press("input[name=q]", "Enter")
    page.wait_for_selector(f"#search-results[data-total] li[data-url='{BASE}b/']")
    page.complaints.clear()  # the browser reports the files that were gone


NEWER = ["?.", "??", "catch {", "...", "matchAll", ".flat(", "fromEntries", "allSettled"]
NEWER += [".finally(", "replaceAll", "innerHTML", "/s.", "(?<"]


def test_the_scripts_keep_to_the_agreed_language() -> None:
    """No syntax newer than ES2017, which old Chromium forks would refuse to read."""
    for name in ("search.js", "search-index.js"):
        text = (STATIC / name).read_text(encoding="utf-8")
        code = "\n".join(line.split("//")[0] for line in text.splitlines())
        for newer in NEWER:
            assert newer not in code, (name, newer)
