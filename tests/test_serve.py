"""The preview: what it adds to pages, what it refuses, and an edit on its way to the browser."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from conftest import TODAY, MakeSite
from sites import CONFIG, PDF, document, write_site
from watchdog.observers import Observer

import gongkai_ssg.serve
import gongkai_ssg.serve_http
import gongkai_ssg.serve_watch
from gongkai_ssg.build import Report, build
from gongkai_ssg.errors import ConfigError, UsageError
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.report import Held
from gongkai_ssg.serve import Preview, serve
from gongkai_ssg.serve_http import PreviewServer, allowed_host, is_local
from gongkai_ssg.serve_page import View, inject, media_type, open_file, panel, relative_path
from gongkai_ssg.serve_watch import Change, Watcher

#: The longest that a test waits for something that should come at once.
PATIENCE = 20

NOTICE = "content/notice/kaifang.md"
PAGE = "notice/kaifang/"
BROKEN_YAML = "---\n标题: [没有写完\n---\n\n正文。\n"


class Running:
    """A preview that runs in a thread, and a browser's view of it."""

    def __init__(self, preview: Preview, source: Path, said: list[str]) -> None:
        self.preview, self.source, self.said = preview, source, said
        parts = urlsplit(preview.url)
        self.host, self.port = str(parts.hostname), int(parts.port or 0)

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection on which no read takes longer than the patience of a test."""
        return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)

    def get(
        self, path: str, method: str = "GET", host: str = ""
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return status, headers and body of a request whose path is sent as it stands."""
        with contextlib.closing(self.connect()) as connection:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", host or f"{self.host}:{self.port}")
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def text(self, path: str) -> str:
        """Return the body of a page that must be there."""
        status, _, body = self.get(path)
        assert status == 200
        return body.decode()

    def report(self, page: str = "/") -> dict[str, Any]:
        """Return what the panel would show on a page."""
        found: dict[str, Any] = json.loads(self.text(f"/__gongkai/report?page={quote(page)}"))
        return found

    def write(self, path: str, text: str) -> None:
        """Save a source file as an editor does."""
        (self.source / path).parent.mkdir(parents=True, exist_ok=True)
        (self.source / path).write_text(text, encoding="utf-8")

    @contextlib.contextmanager
    def news(self) -> Iterator[Callable[..., dict[str, Any]]]:
        """Listen to events; the value waits for one after which the report of `page` suits."""
        with contextlib.closing(self.connect()) as connection:
            connection.request("GET", "/__gongkai/events")
            stream = connection.getresponse()
            assert stream.headers["Content-Type"] == "text/event-stream; charset=utf-8"

            def until(suits: Callable[[dict[str, Any]], object], page: str = "/") -> dict[str, Any]:
                while True:
                    line = stream.readline()
                    assert line, "事件流提前结束"
                    if line.startswith(b"data: "):
                        report = self.report(page)
                        if suits(report):
                            return report

            yield until


@contextlib.contextmanager
def running(source: Path, search: bool = False) -> Iterator[Running]:
    """Run a preview of `source` on a free port."""
    said: list[str] = []
    with Preview(source, "127.0.0.1", 0, TODAY, search, said.append) as preview:
        thread = threading.Thread(target=preview.run)
        thread.start()
        try:
            yield Running(preview, source, said)
        finally:
            preview.stop()
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def site(make_site: MakeSite) -> Path:
    """A small site with one document that is in order."""
    return make_site({NOTICE: document()})


# --- what is added to a page --------------------------------------------------------------


def test_script_goes_before_the_last_end_of_body() -> None:
    """The panel's script stands once, before the last </body>, however that is written."""
    page = inject(b"<p>&lt;/body&gt;</p><!-- </body> --><main></main></BODY></html>", "a-1")
    before, tag, after = page.partition(b"<script ")
    assert before == b"<p>&lt;/body&gt;</p><!-- </body> --><main></main>"
    assert tag and after.endswith(b"defer></script>\n</BODY></html>")
    assert b'src="/__gongkai/panel.js"' in after and b'data-site="a-1"' in after
    assert b"data-missing" not in after
    assert inject(b"<p>x", "a").startswith(b"<p>x<script ")
    assert b"data-missing" in inject(b"</body>", "a", missing=True)
    assert b'"><b>' not in inject(b"</body>", '"><b>')


def _finding(severity: Severity, path: str, line: int) -> Finding:
    return Finding(
        rule="GK014", severity=severity, path=path, line=line, column=3,
        message="文号用了方括号。", hint="改用六角括号。", basis="GB/T 9704-2012", unit="办公室",
    )  # fmt: skip


def test_panel_lists_own_findings_first_and_the_gravest_first(tmp_path: Path) -> None:
    """On a document's page its findings come first; in both lists gravity decides, then place."""
    findings = (
        _finding(Severity.INFO, "content/a.md", 1),
        _finding(Severity.ERROR, "content/a.md", 9),
        _finding(Severity.WARNING, "content/b.md", 2),
        _finding(Severity.BLOCK, "content/c.md", 5),
        _finding(Severity.ERROR, "content/c.md", 4),
    )
    held = (
        Held("content/b.md", "乙", "草稿", True),
        Held("content/c.md", "丙", "GK002", False),
    )
    view = View(
        folder=tmp_path, base="/gk/", site="s", number=7,
        report=Report(findings=findings, documents=3, public=1, held=held),
        addresses={"content/a.md": "/gk/n/a/", "content/c.md": "/gk/n/c/"},
    )  # fmt: skip

    shown = panel(view, "/gk/n/a/")
    assert [each["line"] for each in shown["here"]] == [9, 1]
    assert [each["line"] for each in shown["others"]] == [5, 4, 2]
    assert [each["url"] for each in shown["others"]] == ["/gk/n/c/", "/gk/n/c/", ""]
    assert [each["path"] for each in shown["held"]] == ["content/c.md", "content/b.md"]
    assert shown["stopping"] == 3 and shown["held_here"] == []
    assert [each["number"] for each in shown["counts"]] == [1, 2, 1, 1]

    for page in ("/gk/n/c/", "/gk/n/c", "/gk/n/c/index.html", "/gk/n/%63/"):
        assert panel(view, page)["held_here"] == ["GK002"]
    for page in ("/", "/gk/", "/gk/../gk/n/c/", "", "/gk/%ff"):
        assert panel(view, page)["here"] == []


def test_panel_shows_the_findings_of_the_view_that_it_is_asked_for(tmp_path: Path) -> None:
    """What was sorted for one build never answers for another."""
    views = [
        View(
            folder=tmp_path, base="/", site="s", number=number,
            report=Report(findings=findings, documents=1, public=1, held=()),
        )
        for number, findings in enumerate((
            (_finding(Severity.ERROR, "content/a.md", 1),),
            (_finding(Severity.INFO, "content/b.md", 2), _finding(Severity.INFO, "content/b.md", 3)),
            (),
        ))
    ]  # fmt: skip
    for view in (*views, *views):
        shown = panel(view, "/")
        lines = [each.line for each in view.report.findings]
        assert [each["line"] for each in shown["others"]] == lines
        assert shown["others_total"] == sum(each["number"] for each in shown["counts"])
        assert shown["others_total"] == len(lines)
        assert shown["stopping"] == (1 if lines == [1] else 0)


def test_panel_lists_a_bounded_number(tmp_path: Path) -> None:
    """However much is wrong, the panel gets a bounded list and the whole number."""
    findings = tuple(_finding(Severity.ERROR, "content/a.md", line) for line in range(1, 901))
    held = tuple(Held(f"content/{each}.md", "", "草稿", True) for each in range(900))
    view = View(
        folder=tmp_path, base="/", site="s", number=1,
        report=Report(findings=findings, documents=1, public=1, held=held),
    )  # fmt: skip
    shown = panel(view, "/")
    assert len(shown["others"]) == len(shown["held"]) == 200
    assert shown["others_total"] == shown["held_total"] == shown["stopping"] == 900


def test_other_machines_learn_numbers_only(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks on from the network sees neither findings nor what is kept back, nor faults."""
    secret = "content/notice/neibu.md"
    (site / secret).write_text(document("见[某](meiyou.md)。", 标题="内部事项", 草稿="是"))
    with running(site) as preview, preview.news() as until:
        preview.write("config.yaml", CONFIG + "units: [没有写完\n")
        inside = until(lambda each: each["error"], "/notice/neibu/")
        assert inside["held_here"] and inside["held"] and not inside["outside"]
        monkeypatch.setattr(gongkai_ssg.serve_http, "is_local", lambda _: False)
        outside = preview.report("/notice/neibu/")
        assert outside["outside"] and outside["counts"] == inside["counts"]
        said = json.dumps(outside, ensure_ascii=False)
        assert "neibu" not in said and "内部事项" not in said and "config.yaml" not in said


@pytest.mark.parametrize(
    ("address", "local"),
    [
        *(("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("::ffff:127.0.0.1", True)),
        *(("192.168.1.7", False), ("::ffff:10.0.0.1", False), ("fe80::1%eth0", False)),
        *(("0.0.0.0", False), ("", False)),
    ],
)
def test_only_this_machine_is_local(address: str, local: bool) -> None:
    """Loopback addresses are ours; every other client is somebody else."""
    assert is_local(address) is local


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "bound", "allowed"),
    [
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("LOCALHOST", "127.0.0.1", True),
        ("localhost.:8000", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("Neiwang:8000", "neiwang", True),
        ("192.168.1.7:8000", "192.168.1.7", True),
        ("192.168.1.7:8000", "0.0.0.0", True),
        ("[fe80::1]:8000", "::", True),
        ("192.168.1.7:8000", "127.0.0.1", False),
        ("evil.example:8000", "127.0.0.1", False),
        ("evil.example:8000", "0.0.0.0", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "0.0.0.0", False),
        ("", "0.0.0.0", False),
        (None, "127.0.0.1", False),
    ],
)
def test_host_header_must_be_ours(header: str | None, bound: str, allowed: bool) -> None:
    """A name that a stranger may have pointed at this machine is not answered."""
    assert allowed_host(header, bound) is allowed


@pytest.mark.parametrize(
    ("url_path", "base", "path"),
    [
        ("/", "/", ""),
        ("/notice/a/", "/", "notice/a/"),
        ("/gk/notice/a", "/gk/", "notice/a"),
        ("/%E5%85%AC%E5%BC%80.pdf", "/", "公开.pdf"),
        ("/a/%252e%252e/b", "/", "a/%2e%2e/b"),
        ("/notice", "/gk/", None),
        ("/gk", "/gk/", None),
        ("/../a", "/", None),
        ("/a/../../b", "/", None),
        ("/%2e%2e/b", "/", None),
        ("/a/%2E%2E%2Fb", "/", None),
        ("/..%5cb", "/", None),
        ("/a//b", "/", None),
        ("//evil.example/", "/", None),
        ("/./a", "/", None),
        ("/.git/config", "/", None),
        ("/a%00.html", "/", None),
        ("/a%0d%0aX:1/", "/", None),
        ("/c:/x", "/", None),
        ("/%ff", "/", None),
        ("http://evil.example/", "/", None),
        ("", "/", None),
    ],
)
def test_only_plain_paths_below_the_base_are_read(
    url_path: str, base: str, path: str | None
) -> None:
    """A path that leaves the site, hides or cannot be a file of ours names nothing."""
    assert relative_path(url_path, base) == path


def test_only_regular_files_without_links_are_opened(tmp_path: Path) -> None:
    """Neither folders, pipes nor anything behind a symbolic link is opened."""
    folder = tmp_path.resolve() / "site"
    (folder / "real").mkdir(parents=True)
    (folder / "real" / "a.txt").write_text("a")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "inner.txt").symlink_to("real/a.txt")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    opened = open_file(folder, "real/a.txt")
    assert opened is not None
    with opened as file:
        assert file.read() == b"a"
    for path in (
        *("link.txt", "inner.txt", "up/secret.txt", "pipe", "real", "", "none", "real/a.txt/x"),
        *("../secret.txt", "x" * 5000, "a\0b"),
    ):
        assert open_file(folder, path) is None


def test_types_are_named_with_their_encoding() -> None:
    """Text says that it is UTF-8, and what is not known is never shown as a page."""
    assert media_type("a/index.html") == "text/html; charset=utf-8"
    assert media_type("assets/site.1f.js") == "text/javascript; charset=utf-8"
    assert media_type("catalog.json") == "application/json; charset=utf-8"
    assert media_type("附件.PDF") == "application/pdf"
    assert media_type("search/0a.bin") == "application/octet-stream"
    assert media_type("x.ofd") == media_type("noname") == "application/octet-stream"


# --- a running preview --------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview of a site that no test changes."""
    files: dict[str, str | bytes] = {
        NOTICE: document(),
        "content/notice/youfujian/index.md": document(标题="关于附件的公告"),
        "content/notice/youfujian/fujian.pdf": PDF,
        "content/notice/caogao.md": document(标题="还在写的公告", 草稿="是"),
    }
    with running(write_site(tmp_path_factory.mktemp("shown"), files)) as preview:
        yield preview


def test_pages_carry_the_panel_and_built_files_do_not(shown: Running) -> None:
    """The script is added while serving: the files on disk know nothing of the preview."""
    assert "__gongkai/panel.js" in shown.text("/") and "__gongkai/" in shown.text(f"/{PAGE}")
    built = shown.source / ".gongkai" / "preview" / "site"
    files = [path for path in built.rglob("*") if path.is_file()]
    assert built / PAGE / "index.html" in files
    assert not [path for path in files if b"__gongkai" in path.read_bytes()]
    assert not (shown.source / "public").exists()


def test_headers_forbid_caching_and_guessing(shown: Running) -> None:
    """Nothing is cached or sniffed, pages come under a strict policy, attachments whole."""
    status, headers, body = shown.get(f"/{PAGE}")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self' 'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
    assert int(headers["Content-Length"]) == len(body)
    attachment = next(
        path.relative_to(shown.source / ".gongkai/preview/site").as_posix()
        for path in (shown.source / ".gongkai/preview/site").rglob("*.pdf")
    )
    status, headers, body = shown.get(f"/{attachment}")
    assert (status, headers["Content-Type"], body) == (200, "application/pdf", PDF)
    status, headers, body = shown.get(f"/{PAGE}", method="HEAD")
    assert (status, body) == (200, b"") and int(headers["Content-Length"]) > 0


def test_folders_lead_to_their_page_and_are_never_listed(shown: Running) -> None:
    """A folder without its slash is redirected; one without a page is not there."""
    status, headers, _ = shown.get("/notice/kaifang?from=a")
    assert (status, headers["Location"]) == (302, "/notice/kaifang/")
    for path in ("/assets", "/assets/"):
        status, _, body = shown.get(path)
        assert status == 404 and b"style." not in body.partition(b"</head>")[2]


def test_a_missing_page_shows_the_site_own_404(shown: Running) -> None:
    """What is not there is answered with the theme's page, which carries the panel too."""
    status, headers, body = shown.get("/nothing/here/")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "示例市文化和旅游局" in body.decode() and b"data-missing" in body


def test_the_address_of_a_draft_says_that_it_is_a_draft(shown: Running) -> None:
    """Where a draft would stand the panel tells why there is no page yet."""
    report = shown.report("/notice/caogao/")
    assert not report["exists"] and report["held_here"] and report["held"][0]["expected"]
    assert "草稿" in report["held_here"][0] and report["held"][0]["title"] == "还在写的公告"


@pytest.mark.parametrize(
    "path",
    [
        "/../../../config.yaml",
        "/../.gongkai/site/build.sqlite",
        "/%2e%2e/.gongkai/site/build.sqlite",
        "/%2e%2e%2f.gongkai%2fsite%2fbuild.sqlite",
        "/notice/..%5c..%5cbuild.sqlite",
        "/notice/../../../../config.yaml",
        "/__gongkai/../../config.yaml",
        "/__gongkai/panel.css/../../../serve.py",
        "/__gongkai/%2e%2e/serve.py",
    ],
)
def test_no_path_leads_out_of_the_built_site(shown: Running, path: str) -> None:
    """Requests for what lies beside the built site get the 404 page and nothing else."""
    assert (shown.source / ".gongkai/preview/.gongkai/site/build.sqlite").is_file()
    status, _, body = shown.get(path)
    assert status == 404 and b"SQLite format" not in body and b"base_url:" not in body


def test_links_in_the_built_folder_are_not_followed(site: Path, tmp_path: Path) -> None:
    """A symbolic link that got into the preview folder shows nothing of its target."""
    (tmp_path / "secret.txt").write_text("secret")
    with running(site) as preview:
        built = site / ".gongkai" / "preview" / "site"
        (built / "link.txt").symlink_to(tmp_path / "secret.txt")
        (built / "up").symlink_to(tmp_path)
        for path in ("/link.txt", "/up/secret.txt"):
            status, _, body = preview.get(path)
            assert status == 404 and b"secret" not in body


def test_requests_under_another_name_are_refused(shown: Running) -> None:
    """A page of another site cannot read the preview through a name of its own."""
    for path in ("/", f"/{PAGE}", "/__gongkai/report?page=/", "/__gongkai/events"):
        status, _, body = shown.get(path, host="evil.example")
        assert status == 403 and "示例市" not in body.decode()
    status, _, _ = shown.get("/", host=f"localhost:{shown.port}")
    assert status == 200


def test_nothing_can_be_sent_to_the_preview(shown: Running) -> None:
    """The preview only answers questions."""
    for method in ("POST", "PUT", "DELETE"):
        assert shown.get("/", method=method)[0] == 501


# --- an edit ------------------------------------------------------------------------------


def test_an_edit_reaches_the_page_and_the_panel(site: Path) -> None:
    """A saved file is built, told to the browser, and what is wrong with it has its line."""
    with running(site) as preview, preview.news() as until:
        before = preview.report(f"/{PAGE}")
        assert before["exists"] and not before["here"]
        preview.write(NOTICE, document("改过的正文。\n\n见[办法](meiyou.md)。"))
        report = until(lambda each: each["here"], f"/{PAGE}")
        assert "改过的正文。" in preview.text(f"/{PAGE}")
        assert report["site"] != before["site"] and report["number"] > before["number"]
        fault = report["here"][0]
        assert (fault["rule"], fault["path"], fault["line"]) == ("GK020", NOTICE, 11)
        assert report["stopping"] == 1
        preview.write(NOTICE, document("改好的正文。"))
        until(lambda each: not each["here"], f"/{PAGE}")
        assert "改好的正文。" in preview.text(f"/{PAGE}")
    # The first edit may be found by the build that follows the start, which names no file.
    assert any("错误 1" in line for line in preview.said)
    assert any(f"改动 {NOTICE}：" in line for line in preview.said)


def test_new_renamed_and_deleted_documents_follow(site: Path) -> None:
    """Files and folders that come, move and go are followed, also by renaming as editors save."""
    with running(site) as preview, preview.news() as until:
        preview.write("content/policy/2026/a/index.md", document(标题="新办法"))
        until(lambda each: each["exists"], "/policy/2026/a/")
        (site / "content/policy/2026/a").rename(site / "content/policy/2026/b")
        until(lambda each: each["exists"], "/policy/2026/b/")
        assert preview.get("/policy/2026/a/")[0] == 404
        draft = site / "content/notice/.kaifang.md.swp"
        draft.write_text(document("换成的正文。"), encoding="utf-8")
        shutil.move(draft, site / NOTICE)
        until(lambda _: "换成的正文。" in preview.text(f"/{PAGE}"))
        (site / NOTICE).unlink()
        until(lambda each: not each["exists"], f"/{PAGE}")


def test_news_tells_a_page_whether_it_is_there_anew(site: Path) -> None:
    """Each page hears which site stands and whether it has a place in it: then it need not ask."""
    asked = {f"/{PAGE}": True, "/notice/meiyou/": False, "": False, "/../config.yaml": False}
    with running(site) as preview:
        for page, there in asked.items():
            with contextlib.closing(preview.connect()) as connection:
                connection.request("GET", f"/__gongkai/events?page={quote(page)}")
                stream = connection.getresponse()
                while not (line := stream.readline()).startswith(b"data: "):
                    assert line, "事件流提前结束"
                told = json.loads(line.removeprefix(b"data: "))
                report = preview.report(page)
                assert told == {each: report[each] for each in ("site", "number", "exists")}
                assert told["exists"] is there


def test_what_is_saved_during_a_build_is_built_after_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that comes too late for one build has a build of its own."""
    texts = iter(("第二稿。", "第三稿。"))

    def late(*given: Any) -> Report:
        report = build(*given)
        if text := next(texts, ""):
            (site / NOTICE).write_text(document(text), encoding="utf-8")
        return report

    with running(site) as preview, preview.news() as until:
        monkeypatch.setattr(gongkai_ssg.serve, "build", late)
        preview.write(NOTICE, document("第一稿。"))
        until(lambda _: "第三稿。" in preview.text(f"/{PAGE}"))


def test_what_changes_no_page_changes_only_the_panel(site: Path) -> None:
    """A new draft appears in the panel, and no page is told to reload."""
    with running(site) as preview, preview.news() as until:
        before = preview.report()
        preview.write("content/notice/caogao.md", document(标题="草稿一篇", 草稿="是"))
        report = until(lambda each: each["held"])
        assert report["held"][0]["title"] == "草稿一篇"
        assert report["site"] == before["site"] and report["number"] > before["number"]


def test_without_watches_folders_are_polled(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no watches left, changes are found by looking again and again."""

    class Exhausted(Observer):  # type: ignore[valid-type, misc]
        def schedule(self, *_: object, **__: object) -> None:  # type: ignore[override]
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(gongkai_ssg.serve_watch, "Observer", Exhausted)
    changes: queue.SimpleQueue[Change] = queue.SimpleQueue()
    watcher = Watcher(site, changes.put)
    try:
        assert watcher.polling
        (site / "content/notice/xin.md").write_text(document(标题="新公告"))
        assert changes.get(timeout=PATIENCE).path == "content/notice/xin.md"
    finally:
        watcher.stop()


def test_a_broken_config_leaves_the_last_site(site: Path) -> None:
    """A config.yaml that cannot be read stops the build; pages stay and the panel says why."""
    with running(site) as preview, preview.news() as until:
        page = preview.text(f"/{PAGE}")
        preview.write("config.yaml", CONFIG + "units: [没有写完\n")
        report = until(lambda each: each["error"])
        assert "config.yaml:" in report["error"]["message"]
        assert preview.text(f"/{PAGE}") == page and report["exists"]
        preview.write("config.yaml", CONFIG.replace("财务科", "规划财务科"))
        assert until(lambda each: not each["error"])["exists"]
    assert any("仍显示上一次的结果" in line for line in preview.said)


def test_a_waiver_that_is_written_counts_at_once(site: Path) -> None:
    """waivers.yaml and word lists beside config.yaml are sources like any other."""
    with running(site) as preview, preview.news() as until:
        preview.write("waivers.yaml", "- 一句话\n")
        assert "waivers.yaml:1:3" in until(lambda each: each["error"])["error"]["message"]
        preview.write("waivers.yaml", "")
        assert until(lambda each: not each["error"])["exists"]


def test_a_document_that_cannot_be_read_says_so_at_its_address(site: Path) -> None:
    """Broken front matter takes the page away, and its address tells file and line."""
    with running(site) as preview, preview.news() as until:
        preview.write(NOTICE, BROKEN_YAML)
        report = until(lambda each: each["held_here"], f"/{PAGE}")
        assert not report["exists"]
        assert {each["path"] for each in report["here"]} == {NOTICE}
        assert preview.text("/")
        preview.write(NOTICE, document())
        until(lambda each: each["exists"], f"/{PAGE}")


def test_a_broken_template_leaves_the_last_site(site: Path) -> None:
    """A theme that is added and edited while the preview runs is followed, faults included."""
    with running(site) as preview, preview.news() as until:
        preview.write("themes/own/theme.yaml", "extends: default\n")
        preview.write("themes/own/templates/404.html", "<html><body>自己的缺页</body></html>")
        preview.write("config.yaml", CONFIG + "theme: own\n")
        until(lambda _: "自己的缺页" in preview.get("/none/")[2].decode())
        preview.write("themes/own/templates/404.html", "<html>{% if %}</html>")
        report = until(lambda each: each["error"])
        assert "404.html" in report["error"]["message"]
        assert "自己的缺页" in preview.get("/none/")[2].decode()
        preview.write("themes/own/templates/404.html", "<html><body>改好的缺页</body></html>")
        until(lambda each: not each["error"])
        assert "改好的缺页" in preview.get("/none/")[2].decode()


def test_a_bug_of_ours_does_not_end_the_preview(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that breaks down shows that it did, and the next edit is built."""
    with running(site) as preview, preview.news() as until:

        def broken(*_: object) -> Report:
            raise RuntimeError("坏了")

        monkeypatch.setattr(gongkai_ssg.serve, "build", broken)
        preview.write(NOTICE, document("第二稿。"))
        assert "坏了" in until(lambda each: each["error"])["error"]["message"]
        monkeypatch.setattr(gongkai_ssg.serve, "build", build)
        preview.write(NOTICE, document("第三稿。"))
        until(lambda each: not each["error"])
        assert "第三稿。" in preview.text(f"/{PAGE}")


def test_requests_are_answered_while_the_site_is_built(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build under way does not keep readers waiting."""
    begun, answered = threading.Event(), threading.Event()

    def slow(*given: Any) -> Report:
        begun.set()
        assert answered.wait(PATIENCE)
        return build(*given)

    with running(site) as preview, preview.news() as until:
        monkeypatch.setattr(gongkai_ssg.serve, "build", slow)
        preview.write(NOTICE, document("慢慢来。"))
        try:
            assert begun.wait(PATIENCE)
            assert "照常开放" in preview.text(f"/{PAGE}")
        finally:
            answered.set()
        until(lambda _: "慢慢来。" in preview.text(f"/{PAGE}"))


def test_search_is_built_and_kept_up(site: Path) -> None:
    """With search on, the index is served, and an edit brings another one."""
    with running(site, search=True) as preview, preview.news() as until:
        before = preview.text("/search/index.json")
        preview.write(NOTICE, document("检索得到的新词。"))
        until(lambda _: "检索得到的新词。" in preview.text(f"/{PAGE}"))
        assert preview.text("/search/index.json") != before


# --- start and end ------------------------------------------------------------------------


def test_a_site_below_a_path_is_shown_there(make_site: MakeSite) -> None:
    """The preview keeps the site's own path, so that its links are those of the real site."""
    source = make_site({NOTICE: document(), "config.yaml": CONFIG.replace(".cn", ".cn/gk")})
    with running(source) as preview:
        assert urlsplit(preview.preview.url).path == "/gk/"
        status, headers, _ = preview.get("/")
        assert (status, headers["Location"]) == (302, "/gk/")
        assert "照常开放" in preview.text(f"/gk/{PAGE}")
        assert preview.get(f"/{PAGE}")[0] == 404


def test_a_port_in_use_is_a_clear_fault(site: Path) -> None:
    """A second preview on one port says so and how to choose another."""
    with contextlib.closing(PreviewServer("127.0.0.1", 0)) as first:
        with pytest.raises(UsageError, match=f"端口 {first.server_port} 已被占用") as fault:
            serve(site, "127.0.0.1", first.server_port, TODAY, False, lambda _: None)
        assert "-p" in fault.value.hint


def test_a_config_that_never_worked_ends_the_preview_at_once(make_site: MakeSite) -> None:
    """Without any site to show the fault is raised, and the port is free again."""
    source = make_site({"config.yaml": "site: [\n"})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    for _ in range(2):
        with pytest.raises(ConfigError):
            serve(source, "127.0.0.1", port, TODAY, False, lambda _: None)


def test_the_command_serves_until_it_is_interrupted(site: Path) -> None:
    """`gongkai serve -p 0` names its address on stderr, answers there, and Ctrl-C ends it well."""
    command = [sys.executable, "-m", "gongkai_ssg", "serve", "-s", str(site), "-p", "0"]
    process = subprocess.Popen(
        [*command, "--no-search"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background the shell has made the signal ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    stuck = threading.Timer(PATIENCE, process.kill)
    stuck.start()
    try:
        assert process.stderr is not None and process.stdout is not None
        said = ""
        while "http://" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        url = urlsplit(said[said.index("http://") :].split()[0])
        connection = http.client.HTTPConnection(str(url.hostname), url.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", f"/{PAGE}")
            assert "照常开放" in connection.getresponse().read().decode()
        process.send_signal(signal.SIGINT)
        rest, end = process.stdout.read(), process.stderr.read()
        assert process.wait() == 0
        assert rest == "" and "预览已结束" in end and "Traceback" not in end
    finally:
        stuck.cancel()
        process.kill()
        process.wait()
        process.communicate()


# --- a real browser -----------------------------------------------------------------------


def test_the_browser_follows_an_edit(site: Path, browser: Any) -> None:
    """A saved edit shows in the open page by itself; the panel names its fault as mere text."""
    from playwright.sync_api import expect

    with contextlib.ExitStack() as stack:
        preview = stack.enter_context(running(site))
        page = browser.new_page()
        stack.callback(page.close)
        page.set_default_timeout(PATIENCE * 1000)
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda each: each.type == "error" and trouble.append(each.text))
        bar = page.locator("#gongkai-preview .bar")

        def see(place: Any, text: str) -> None:
            expect(place).to_contain_text(text, timeout=PATIENCE * 1000)

        page.goto(preview.preview.url + PAGE)
        see(bar, "预览：没有发现问题")
        page.evaluate("document.documentElement.dataset.before = '1'")

        # An edit: the page comes anew, and brings the finding with its place and cure.
        bad = "meiyou-&lt;img src=x&gt;.md"
        preview.write(NOTICE, document(f"浏览器里的新正文。\n\n见[办法](<{bad}>)。"))
        see(page.locator("main"), "浏览器里的新正文。")
        assert page.evaluate("document.documentElement.dataset.before") is None
        see(bar, "错误 1")
        assert bar.get_attribute("aria-expanded") == "false"
        bar.click()
        listed = page.locator("#gongkai-preview .list")
        see(listed, f"{NOTICE}:11:")
        see(listed, "正式构建会因 1 处错误停止")
        see(listed.locator("h2").first, "本页")
        see(listed, "<img src=x>")
        assert page.locator("#gongkai-preview img").count() == 0

        # The panel stays open over the next reload.
        preview.write(NOTICE, document("再改一次。\n\n见[办法](meiyou.md)。"))
        see(page.locator("main"), "再改一次。")
        listed.wait_for(state="visible")

        # A document that cannot be read any more stays on the screen, with the reason.
        preview.write(NOTICE, BROKEN_YAML)
        see(listed.locator(".notice.held"), "现在不能生成")
        see(page.locator("main"), "再改一次。")

        # So does every page while config.yaml is broken; mending all brings the page anew.
        preview.write("config.yaml", CONFIG + "units: [没有写完\n")
        see(listed.locator(".notice.error"), "config.yaml:")
        preview.write(NOTICE, document("全都改好了。"))
        preview.write("config.yaml", CONFIG)
        see(page.locator("main"), "全都改好了。")
        see(bar, "预览：没有发现问题")
        assert trouble == []
