"""What a reader meets: the built sample site in a real browser, under a strict policy."""

from __future__ import annotations

import html
import http.server
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import TODAY
from local_server import serving

from gongkai_ssg.build import Options, build
from gongkai_ssg.config import load_config
from gongkai_ssg.load import load_site
from gongkai_ssg.reading import read_document

REPOSITORY = Path(__file__).parents[1]
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample site, so that building leaves no trace in the checkout."""
    root = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "content", root / "content")
    shutil.copy(REPOSITORY / "config.yaml", root / "config.yaml")
    return root


@pytest.fixture(scope="module")
def served(source: Path) -> Iterator[str]:
    """The address of the built sample site."""
    report = build(Options(source=source, fail_on="never", today=TODAY))
    assert report.built
    folder = str(source / "public")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, directory=folder, **kwargs)

        def log_message(self, *_: object) -> None:
            pass

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", POLICY)
            super().end_headers()

    with serving(Handler) as origin:
        yield origin


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on which nothing may go wrong: no error, no refused resource, no foreign host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on(
        "request", lambda r: None if r.url.startswith("http://127.0.0.1:") else wrong.append(r.url)
    )
    yield opened
    context.close()
    assert wrong == []


def _catalog(served: str, page: Any) -> list[dict[str, Any]]:
    def get(path: str) -> Any:
        return json.loads(page.request.get(served + path).text())

    return [each for part in get("/catalog.json")["parts"] for each in get(part)["documents"]]


ASK = """async queries => {
  const index = await window.GongkaiSearch.open("/search/");
  const answers = [];
  for (const query of queries) {
    const terms = window.GongkaiSearch.terms(query);
    const hits = await index.find({terms: terms, filters: {}, sort: "relevance"});
    answers.push(await Promise.all(hits.map(async hit => "/" + (await index.show(hit)).url)));
  }
  return answers;
}"""


def _answers(page: Any, served: str, queries: list[str]) -> dict[str, list[str]]:
    """What the search page's own engine finds, all results of every query, best first."""
    page.goto(f"{served}/search/?q={quote('公开')}")
    page.wait_for_selector("#search-results[data-total]", state="attached")
    return dict(zip(queries, page.evaluate(ASK, queries), strict=True))


def test_every_public_document_is_found_by_its_title(served: str, page: Any) -> None:
    """Who types a title finds the document, 依申请公开 entries included."""
    documents = _catalog(served, page)
    answers = _answers(page, served, [f'"{each["title"]}"' for each in documents])
    missing = [
        each["title"] for each in documents if each["url"] not in answers[f'"{each["title"]}"']
    ]

    assert len(documents) > 60
    assert missing == []


def test_every_public_document_is_found_by_its_number(served: str, page: Any) -> None:
    """Who types a 文号 finds the document that bears it first, before those that cite it."""
    numbered = [each for each in _catalog(served, page) if each.get("document_number")]
    answers = _answers(page, served, [f'"{each["document_number"]}"' for each in numbered])
    first = {number: found[0] for number, found in answers.items() if found}
    missing = [
        each["document_number"]
        for each in numbered
        if each["url"] != first.get(f'"{each["document_number"]}"')
    ]

    assert len(numbered) > 10
    assert any(len(found) > 1 for found in answers.values())
    assert missing == []


def _shown(folder: Path, url: str) -> str:
    """All that a document shows: its page without markup, and its tables."""
    parts = [(folder / url.strip("/") / "index.html").read_text("utf-8")]
    parts += [path.read_text("utf-8") for path in (folder / url.strip("/")).glob("*.json")]
    return html.unescape(re.sub(r"<[^>]*>", "\n", "\n".join(parts)))


def test_search_finds_what_substring_search_finds(source: Path, served: str, page: Any) -> None:
    """Random pieces of the texts are found where they stand: no more, no less."""
    config = load_config(source)
    titles = {each["title"]: each["url"] for each in _catalog(served, page)}
    texts: dict[str, list[str]] = {}
    for document in load_site(source, config).documents:
        if document.is_open(TODAY) and document.title in titles:
            text = read_document(source, document.path, config.column_by_word).text
            cells = [cell for table in text.tables for row in table.rows for cell in row.cells]
            texts[titles[document.title]] = [document.title, *text.body.paragraphs, *cells]
    chance = random.Random(711)
    pieces = set()
    while len(pieces) < 25:
        paragraph = chance.choice(chance.choice(list(texts.values())))
        start = chance.randrange(max(1, len(paragraph) - 6))
        piece = paragraph[start : start + chance.randint(2, 6)]
        if len(piece) > 1 and piece.isalpha() and not piece.isascii():
            pieces.add(piece)
    for piece, found in _answers(page, served, sorted(pieces)).items():
        truth = {url for url, parts in texts.items() if any(piece in part for part in parts)}

        assert truth <= set(found), piece
        assert all(piece in _shown(source / "public", url) for url in found), piece


def test_the_search_page_lists_its_results(served: str, page: Any) -> None:
    """A shared address shows its results, each with its address, and says how many there are."""
    page.goto(f"{served}/search/?q={quote('图书馆')}")
    page.wait_for_selector("#search-results[data-total]", state="attached")
    shown = page.eval_on_selector_all(
        "#search-results li", "all => all.map(li => li.getAttribute('data-url'))"
    )
    total = int(page.get_attribute("#search-results", "data-total"))

    assert total >= len(shown) > 0
    assert str(total) in page.inner_text("#search-status")
    assert shown == _answers(page, served, ["图书馆"])["图书馆"][: len(shown)]


def test_a_reader_without_scripts_reaches_documents(browser: Any, served: str) -> None:
    """From home over a column to a document, by links alone."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "/")
    page.click("#nav >> text=通知公告")
    heading = page.inner_text("h1")
    page.click("main .items a >> nth=0")
    page.wait_for_selector("article h1")

    assert heading == "通知公告"
    assert page.locator("article h1").count() == 1
    assert page.locator("nav[aria-label='当前位置'] a").count() >= 2
    context.close()


@pytest.mark.parametrize("path", ["/", "/catalog/", "/search/", "/policy/", "/finance/"])
def test_nothing_overflows_on_a_phone(browser: Any, served: str, path: str) -> None:
    """At 360 pixels no page has to be scrolled sideways."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(served + path)
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert width <= 360


def test_elder_mode_is_large_and_remembered(served: str, page: Any) -> None:
    """长辈模式 enlarges the text by half or more and stays on for the next page."""
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    page.goto(served + "/")
    normal = page.evaluate(size)
    page.click("text=长辈模式")
    large = page.evaluate(size)
    page.goto(served + "/policy/")

    assert large >= 1.4 * normal
    assert page.evaluate(size) == large
    assert page.evaluate("document.documentElement.hasAttribute('data-elder')")


def test_the_catalog_filters_by_year(served: str, page: Any) -> None:
    """The filter lists the documents of the chosen year, and says how many there are."""
    documents = _catalog(served, page)
    year = documents[0]["date"][:4]
    expected = {each["url"] for each in documents if each["date"].startswith(year)}
    page.goto(f"{served}/catalog/")
    page.select_option("#catalog-filter select[name=year]", label=f"{year}年")
    page.click("#catalog-filter button[type=submit]")
    page.wait_for_selector("#catalog-results a")
    more = page.locator("#catalog-more")
    while more.is_visible():
        shown = page.locator("#catalog-results li").count()
        more.click()
        page.wait_for_function(
            "n => document.querySelectorAll('#catalog-results li').length > n", arg=shown
        )
    links = page.eval_on_selector_all(
        "#catalog-results a", "all => all.map(a => a.getAttribute('href'))"
    )

    assert expected == set(links)
    assert str(len(expected)) in page.inner_text("#catalog-status")
