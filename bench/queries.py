"""Asks a built site in a real browser: what a query fetches and how long its answer takes.

Every query gets a new browser context with an empty cache; the server compresses nothing. Bytes
are those of the page, scripts, styles, index and the first results; the time is that of the answer
with its results, once the page has loaded.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import material
import msgspec

_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
# With the ten results of a first page.
_ANSWER = """async query => {
  const index = await GongkaiSearch.open("/search/");
  const start = performance.now();
  const hits = await index.find({terms: GongkaiSearch.terms(query), filters: {}, sort: "relevance"});
  await Promise.all(hits.slice(0, 10).map(hit => index.show(hit)));
  return performance.now() - start;
}"""


class Answer(msgspec.Struct, frozen=True):
    """What one query took."""

    query: str
    found: int
    fetched: float  # KiB
    wait: float  # ms


def queries() -> list[str]:
    """Return the queries beside the corpus, else some words of administration."""
    listed = material.CORPUS.parent / "queries.txt"
    if listed.is_file():
        return [line.strip() for line in listed.read_text("utf-8").splitlines() if line.strip()]
    return [
        "行政许可",
        "权责清单",
        "预算",
        "三公经费",
        "开放时间",
        "文物保护",
        "公告",
        "政府信息公开",
    ]


def ask(out: Path, asked: Sequence[str]) -> list[Answer]:
    """Ask the site in the folder `out`; SystemExit where there is no browser."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("没有 Chromium，量不了检索。")
    from playwright.sync_api import sync_playwright

    with _served(out) as (address, sent), sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(_FLAGS))
        answers = [_one(browser, address, sent, query) for query in asked]
        browser.close()
    return answers


def table(answers: Sequence[Answer]) -> str:
    """Return the distribution of bytes and times as a table."""
    lines = ["| 检索 | 中位数 | 九成以内 | 最大 |", "|---|--:|--:|--:|"]
    fetched = [answer.fetched for answer in answers]
    waits = [answer.wait for answer in answers]
    for name, values in (("下载 KiB", fetched), ("载入后回答 ms", waits)):
        nine = statistics.quantiles(values, n=10)[-1]
        lines.append(
            f"| {name} | {statistics.median(values):.0f} | {nine:.0f} | {max(values):.0f} |"
        )
    return "\n".join(lines)


def _one(browser: Any, address: str, sent: list[int], query: str) -> Answer:
    context = browser.new_context()
    page = context.new_page()
    sent[0] = 0
    page.goto(f"{address}/search/?q={quote(query)}")
    page.wait_for_selector("#search-results[data-total]", state="attached")
    page.wait_for_load_state("networkidle")
    fetched = sent[0] / 1024
    found = int(page.get_attribute("#search-results", "data-total"))
    wait = float(page.evaluate(_ANSWER, query))
    context.close()
    return Answer(query, found, fetched, wait)


@contextmanager
def _served(out: Path) -> Iterator[tuple[str, list[int]]]:
    sent = [0]

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def copyfile(self, source: Any, outputfile: Any) -> None:
            data = source.read()
            sent[0] += len(data)
            outputfile.write(data)

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(out))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
    finally:
        server.shutdown()
        server.server_close()
