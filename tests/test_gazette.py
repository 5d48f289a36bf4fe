"""The gazette: issues, their contents, scans and PDFs, and what its numbering must be."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY
from sites import CONFIG, PDF, document, tree

from gongkai_ssg.build import Options, Report, build, check
from gongkai_ssg.columns.gazette import read_page_texts
from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.markup import convert
from gongkai_ssg.search import SearchRecord

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
Build = Callable[..., Report]

ISSUE = "content/gazette/2026-1.md"
POLICY = "content/policy/a.md"
SECRET = "content/policy/secret.md"
SCAN = "content/gazette/old/index.md"

_CONTENTS = """\
目录:
  - {文章: ../policy/a.md, 栏目: 部门文件, 页码: 3}
  - {题名: 市政府关于公园的意见, 文号: 某政发〔2026〕1号, 栏目: 市政府文件, 页码: 9}
"""


def issue(number: int, extra: str = "", year: int = 2026, **keys: object) -> str:
    """Return an issue of the gazette."""
    title = f"《示例市人民政府公报》{year}年第{number}期"
    front = f"年份: {year}\n期: {number}\n{extra}"
    return document("本期与纸质版一致。", extra=front, **{"标题": title, **keys})


def policy(
    body: str = "第一条　公园免费开放。\n\n第二条　自公布之日起施行。", **keys: object
) -> str:
    """Return a policy document."""
    usual = {
        "标题": "示例市公园管理办法",
        "文号": "某文旅发〔2026〕5号",
        "主题分类": "综合政务",
        "有效性": "有效",
    }
    return document(body, **{**usual, **keys})


def secret() -> str:
    """Return a document that must never be seen."""
    return policy(
        标题="绝密的搬迁方案", 文号="某文旅发〔2026〕99号", 公开属性="不予公开",
        不公开理由="过程性信息：尚在讨论", 复审日期="2026-03-02",
    )  # fmt: skip


@pytest.fixture
def small(make_site: MakeSite) -> Path:
    """A site with one issue that prints one document."""
    return make_site({ISSUE: issue(1, _CONTENTS), POLICY: policy()})


@pytest.fixture
def typst() -> Any:
    """Typst and a Chinese font; without them PDF tests are skipped."""
    from gongkai_ssg.gazette_pdf import typesetter

    try:
        typesetter()
    except GongkaiError as error:
        pytest.skip(error.message)
    return pytest.importorskip("pypdf")


def faults(site: Path) -> list[tuple[str, int, str]]:
    """Return path, line and severity of every finding of GK041."""
    found = check(Options(source=site, today=TODAY, jobs=1)).findings
    return [(f.path, f.line, f.severity.value) for f in found if f.rule == "GK041"]


def page(site: Path, path: str) -> str:
    return (site / "public" / path / "index.html").read_text("utf-8")


# --- contents --------------------------------------------------------------------------


def test_the_contents_lead_to_the_documents_of_the_site(small: Path, build_site: Build) -> None:
    """An article is linked with its own title and number; a mere title stands without a link."""
    assert build_site(small).built
    html = page(small, "gazette/2026-1")
    contents = html[html.index("本期目录") : html.index("</section>")]

    assert '<a href="/policy/a/">示例市公园管理办法</a>' in contents
    assert "某文旅发〔2026〕5号" in contents and "第3页" in contents
    assert "市政府关于公园的意见" in contents and "某政发〔2026〕1号" in contents
    assert contents.count("<a ") == 1
    assert (
        contents.index("部门文件")
        < contents.index("示例市公园管理办法")
        < contents.index("市政府文件")
    )


@pytest.mark.parametrize("reference", ["某文旅发〔2026〕5号", "../policy/a", "bgs/2026-00001"])
def test_an_article_is_named_in_any_way(
    reference: str, make_site: MakeSite, build_site: Build
) -> None:
    """文号, path and index number all lead to the document."""
    site = make_site({
        ISSUE: issue(1, f"目录: [{{文章: {reference}}}]"), POLICY: policy(索引号="bgs/2026-00001"),
    })  # fmt: skip
    assert build_site(site).built

    assert '<a href="/policy/a/">示例市公园管理办法</a>' in page(site, "gazette/2026-1")


def test_the_article_says_where_it_was_printed(small: Path, build_site: Build) -> None:
    """The back link is drawn on the article's page from the declaration in the issue."""
    build_site(small)
    html = page(small, "policy/a")

    assert "刊登于" in html
    assert '<a href="/gazette/2026-1/">《示例市人民政府公报》2026年第1期</a>' in html


def test_what_is_withheld_never_shows_through_the_gazette(
    make_site: MakeSite, build_site: Build
) -> None:
    """Neither title nor number nor path of a withheld article leaves; a written 题名 does."""
    site = make_site({
        "config.yaml": CONFIG + "gazette: {pdf: true}\n",
        ISSUE: issue(1, "目录:\n  - {文章: ../policy/secret.md, 栏目: 密栏}\n  - {文章: ../policy/a.md}\n"),
        "content/gazette/2026-2.md": issue(2, "目录: [{文章: ../policy/secret.md, 题名: 一份文件}]"),
        POLICY: policy(), SECRET: secret(),
    })  # fmt: skip
    assert build_site(site).built
    out = tree(site / "public")

    for word in ("绝密", "secret", "〔2026〕99号", "密栏"):
        assert [name for name, data in out.items() if word.encode() in data] == []
    assert "一份文件" in page(site, "gazette/2026-2")


def test_issues_follow_each_other_by_number(make_site: MakeSite, build_site: Build) -> None:
    """Previous and next issue go by year and 期, whatever the dates; the column lists every year."""
    site = make_site({
        ISSUE: issue(1, 发布日期="2026-03-20"),
        "content/gazette/2026-2.md": issue(2, "总期号: 9", 发布日期="2026-03-02"),
        "content/gazette/2025-6.md": issue(6, year=2025, 发布日期="2026-03-10"),
    })  # fmt: skip
    assert build_site(site).built
    middle = page(site, "gazette/2026-1")
    archive = page(site, "gazette")

    assert '<a rel="prev" href="/gazette/2025-6/">2025年第6期</a>' in middle
    assert '<a rel="next" href="/gazette/2026-2/">2026年第2期</a>' in middle
    years = re.findall(r"<h3>(\d{4}年)</h3>", archive)
    assert years == ["2026年", "2025年"]
    assert archive.index(">第1期") < archive.index(">第2期") < archive.index(">第6期")
    assert "总第9期" in archive


# --- faults ----------------------------------------------------------------------------


def test_gaps_and_doubles_are_found_where_they_are(make_site: MakeSite) -> None:
    """A gap is told at the issue after it, a double at both, each at the line of 期."""
    first, double, late = (f"content/gazette/{name}.md" for name in ("1", "1b", "4"))
    site = make_site({first: issue(1), double: issue(1, 标题="另一篇"), late: issue(4)})

    assert faults(site) == [(first, 8, "error"), (double, 8, "error"), (late, 8, "warning")]


@pytest.mark.parametrize(
    ("year", "number", "total", "wrong"),
    [
        (2025, 4, 94, False),
        (2025, 4, 95, True),
        (2026, 2, 95, False),
        (2026, 2, 99, False),
        (2026, 2, 94, True),
    ],
)
def test_the_running_number_must_go_on(
    year: int, number: int, total: int, wrong: bool, make_site: MakeSite
) -> None:
    """Within a year it grows as 期 does; over a year's end by no less than the issues since."""
    after = "content/gazette/b.md"
    site = make_site({
        "content/gazette/a.md": issue(3, "总期号: 93", year=2025),
        after: issue(number, f"总期号: {total}", year=year),
    })  # fmt: skip

    assert faults(site) == ([(after, 9, "warning")] if wrong else [])


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("{文章: ../policy/none.md, 页码: 4}", "error"),
        ("{文章: ../policy/none.md, 题名: 甲, 页码: 4}", "error"),
        ("{文章: 某发〔2020〕1号, 页码: 4}", "error"),
        ("{文章: 2026-1.md, 页码: 4}", "error"),
        ("{栏目: 部门文件}", "error"),
        ("{题名: 甲, 页码: 2}", "warning"),
        ("{文章: ../policy/secret.md}", "info"),
        ("{文章: 某发〔2020〕1号, 题名: 甲, 页码: 4}", ""),
    ],
)
def test_a_fault_of_the_contents_stands_at_its_line(
    line: str, severity: str, make_site: MakeSite
) -> None:
    """The second line of the contents is at fault, and said to be."""
    contents = f"目录:\n  - {{文章: ../policy/a.md, 页码: 3}}\n  - {line}\n"
    site = make_site({ISSUE: issue(1, contents), POLICY: policy(), SECRET: secret()})

    assert faults(site) == ([(ISSUE, 11, severity)] if severity else [])


def test_an_unknown_key_of_the_contents_is_found(make_site: MakeSite) -> None:
    """A slip of the pen in one line of the contents is told at that line."""
    site = make_site({ISSUE: issue(1, "目录:\n  - {题名: 甲, 页玛: 3}\n")})
    found = check(Options(source=site, today=TODAY, jobs=1)).findings

    assert [(f.rule, f.line, "页码" in f.hint) for f in found] == [("GK032", 10, True)]


# --- scans -----------------------------------------------------------------------------

_SCAN = "扫描件: old.pdf\n页文: old.txt\n目录: [{题名: 发刊词, 页码: 3}]\n"
_TEXT = "=== 封面 ===\n公报\n\n=== 第1页 ===\n目录\n\n=== 第3页 ===\n凡我市民，\n皆可来\n借阅图书。还书\n自便。\n\n编者\n"


def scanned(make_site: MakeSite, text: str = _TEXT) -> Path:
    """Return a site with one scanned issue."""
    return make_site({
        SCAN: issue(1, _SCAN, year=1985), "content/gazette/old/old.pdf": PDF,
        "content/gazette/old/old.txt": text,
    })  # fmt: skip


def test_a_scanned_issue_ships_its_scan_and_the_text_of_its_pages(
    make_site: MakeSite, build_site: Build
) -> None:
    """The PDF is there, contents lead to its pages, the page text is on the page, its file is not."""
    site = scanned(make_site)
    assert build_site(site).built
    html = page(site, "gazette/old")

    assert tree(site / "public")["gazette/old/old.pdf"] == PDF
    assert "gazette/old/old.txt" not in tree(site / "public")
    assert '<a href="/gazette/old/old.pdf#page=3">发刊词</a>' in html
    assert "<summary>第3页</summary>\n<p>凡我市民，皆可来借阅图书。还书自便。</p>" in html


def test_a_missing_scan_is_found(make_site: MakeSite) -> None:
    """A scan that is not there is an error at the line that names it."""
    site = make_site({ISSUE: issue(1, "扫描件: none.pdf")})
    found = check(Options(source=site, today=TODAY, jobs=1)).findings

    assert [(f.rule, f.line) for f in found] == [("GK020", 9)]


def _records(site: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, SearchRecord]:
    """Build and return what search would index."""
    import gongkai_ssg.build as module

    kept: dict[str, SearchRecord] = {}

    def note(
        current: Mapping[str, str], record: Callable[[str], SearchRecord], *rest: Any, **more: Any
    ) -> Any:
        kept.update((path, record(path)) for path in current)
        return real(current, record, *rest, **more)

    real = module.update_index
    monkeypatch.setattr(module, "update_index", note)
    assert build(Options(source=site, today=TODAY, jobs=1)).built
    return kept


def test_search_tells_the_page_of_a_scan(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence of page 3, cut over three lines in print, is found whole and begins with 第3页."""
    record = _records(scanned(make_site), monkeypatch)["gazette/old/"]

    assert [each for each in record.paragraphs if each.startswith("第3页")] == [
        "第3页　凡我市民，皆可来借阅图书。", "第3页　还书自便。", "第3页　编者",
    ]  # fmt: skip
    assert "发刊词" in record.paragraphs
    assert record.filters["column"] == "政府公报"


def test_search_finds_an_issue_by_what_it_prints(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The titles of the contents are found, and follow when an article is renamed."""
    before = _records(small, monkeypatch)["gazette/2026-1/"]
    (small / POLICY).write_text(policy(标题="示例市公园新办法"), "utf-8")
    after = _records(small, monkeypatch)["gazette/2026-1/"]

    assert "部门文件 示例市公园管理办法 某文旅发〔2026〕5号" in before.paragraphs
    assert "部门文件 示例市公园新办法 某文旅发〔2026〕5号" in after.paragraphs
    assert before.digest != after.digest


def test_the_text_of_a_scan_follows_its_file(make_site: MakeSite, build_site: Build) -> None:
    """When only the text file changes, the page changes."""
    site = scanned(make_site)
    build_site(site)
    (site / "content/gazette/old/old.txt").write_text(_TEXT.replace("图书", "连环画册"), "utf-8")
    build_site(site)

    assert "皆可来借阅连环画册。" in page(site, "gazette/old")


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        ("甲\n乙\f丙\n\n丁".encode(), [("第1页", 1, ["甲乙"]), ("第2页", 2, ["丙", "丁"])]),
        ("\ufeff=== 第 7 页 ===\r\none\r\ntwo\r\n".encode(), [("第7页", 7, ["one two"])]),
        ("=== 封面 ===\n甲\n=== 第1页 ===\n\n=== 第2页 ===\n乙".encode(),
         [("封面", None, ["甲"]), ("第2页", 2, ["乙"])]),
        ("甲\f\f乙\f".encode(), [("第1页", 1, ["甲"]), ("第3页", 3, ["乙"])]),
        (b"", []),
    ],
)  # fmt: skip
def test_pages_of_a_text_file(data: bytes, pages: list[tuple[str, int | None, list[str]]]) -> None:
    """Form feeds and marks part the pages; lines of print are joined; empty pages keep their place."""
    values, found = read_page_texts(data, "a.txt", {"scan": "a.pdf"})

    assert [(p["label"], p["page"], p["text"]) for p in values["scan_pages"]] == pages
    assert found == []


@pytest.mark.parametrize(
    ("data", "row"), [("=== 第1页 ===\n甲\n=== 第1页 ===\n乙".encode(), 3), (b"a\n\xff\xfe", 2)]
)
def test_a_faulty_text_file_is_told_at_its_line(data: bytes, row: int) -> None:
    """A page that comes twice, and bytes that are no UTF-8, are found."""
    _, found = read_page_texts(data, "a.txt", {"scan": "a.pdf"})

    assert [each.row for each in found] == [row]


# --- the PDF ---------------------------------------------------------------------------


@pytest.fixture
def printed(make_site: MakeSite, typst: Any) -> Path:
    """A site whose one issue is set as a PDF."""
    config = CONFIG + "gazette: {pdf: true}\n"
    return make_site({"config.yaml": config, ISSUE: issue(1, _CONTENTS), POLICY: policy()})


def _pdf(site: Path) -> bytes:
    return (site / "public/gazette/2026-1/2026-1.pdf").read_bytes()


def _text(pypdf: Any, data: bytes) -> str:
    pages = (each.extract_text() for each in pypdf.PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", "", "".join(pages))


def test_the_pdf_has_the_text_of_the_site(printed: Path, build_site: Build, typst: Any) -> None:
    """The issue's page offers the PDF, and the text of the article in it is that of the site."""
    report = build_site(printed)
    text = _text(typst, _pdf(printed))

    assert report.notes == ()
    assert 'href="/gazette/2026-1/2026-1.pdf"' in page(printed, "gazette/2026-1")
    paragraphs = convert((printed / POLICY).read_text("utf-8").split("---\n")[2]).paragraphs
    assert re.sub(
        r"\s+", "", "示例市公园管理办法某文旅发〔2026〕5号" + "".join(paragraphs)
    ) in text.replace("示例市文化和旅游局某文旅发", "某文旅发")
    assert "示例市人民政府公报" in text and "2026年第1期" in text


def test_the_pdf_is_set_again_only_when_it_must_be(printed: Path, build_site: Build) -> None:
    """A change of an article sets it anew, another one does not; the same text gives the same bytes."""
    build_site(printed)
    first = _pdf(printed)
    (printed / "content/notice").mkdir()
    (printed / "content/notice/b.md").write_text(document(), "utf-8")
    unrelated = build_site(printed)
    (printed / POLICY).write_text(policy("第一条　公园全天开放。"), "utf-8")
    changed = build_site(printed)
    second = _pdf(printed)
    (printed / POLICY).write_text(policy(), "utf-8")
    build_site(printed)

    path = "gazette/2026-1/2026-1.pdf"
    assert path not in dict(unrelated.writes)
    assert "所刊文件" in dict(changed.writes)[path]
    assert first != second
    assert _pdf(printed) == first


def test_an_article_that_is_withdrawn_leaves_the_pdf(
    printed: Path, build_site: Build, typst: Any
) -> None:
    """Without a public article there is no PDF, and no link to one."""
    build_site(printed)
    (printed / POLICY).write_text(
        policy(公开属性="不予公开", 不公开理由="过程性信息：重新研究", 复审日期="2026-03-02"),
        "utf-8",
    )
    build_site(printed)

    assert not (printed / "public/gazette/2026-1/2026-1.pdf").exists()
    assert ".pdf" not in page(printed, "gazette/2026-1")


def test_a_picture_of_an_article_is_in_the_pdf(
    make_site: MakeSite, build_site: Build, typst: Any
) -> None:
    """An image that the article shows on the site is printed too."""
    from test_gazette_pdf import png

    site = make_site({
        "config.yaml": CONFIG + "gazette: {pdf: true}\n", ISSUE: issue(1, _CONTENTS),
        POLICY: policy("第一条　如图。\n\n![示意图](tu.png)"), "content/policy/tu.png": png(3, 2),
    })  # fmt: skip
    assert build_site(site).built
    pages = typst.PdfReader(io.BytesIO(_pdf(site))).pages

    assert sum(len(each.images) for each in pages) == 1


def test_without_typst_the_site_is_built_and_the_pdf_is_left_out(
    make_site: MakeSite, build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is said in a note; the issue's page offers no PDF."""
    import gongkai_ssg.gazette_pdf as module

    def missing() -> str:
        raise GongkaiError("这里没有安装 typst。", "安装它。")

    monkeypatch.setattr(module, "typesetter", missing)
    config = CONFIG + "gazette: {pdf: true}\n"
    site = make_site({"config.yaml": config, ISSUE: issue(1, _CONTENTS), POLICY: policy()})
    report = build_site(site)

    assert report.built
    assert len(report.notes) == 1 and "typst" in report.notes[0]
    assert ".pdf" not in page(site, "gazette/2026-1")


def test_no_pdf_is_set_unless_it_is_wanted(small: Path, build_site: Build) -> None:
    """By default nothing is printed and nothing is said."""
    report = build_site(small)

    assert report.notes == ()
    assert [name for name in tree(small / "public") if name.endswith(".pdf")] == []


def test_a_file_of_the_issue_keeps_its_place(
    make_site: MakeSite, build_site: Build, typst: Any
) -> None:
    """An attachment that is called like the PDF would be is not overwritten."""
    site = make_site({
        "config.yaml": CONFIG + "gazette: {pdf: true}\n", POLICY: policy(),
        ISSUE: issue(1, _CONTENTS + "附件: [2026-1.pdf]"), "content/gazette/2026-1.pdf": PDF,
    })  # fmt: skip
    assert build_site(site).built

    assert _pdf(site) == PDF
    assert (site / "public/gazette/2026-1/2026-1-x.pdf").read_bytes() != PDF
