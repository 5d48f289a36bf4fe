"""The PDF of a gazette issue: its text is the site's text, its page numbers are where they say."""

import io
import os
import re
import struct
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.gazette_grid import grid
from gongkai_ssg.gazette_html import read_blocks
from gongkai_ssg.gazette_layout import official
from gongkai_ssg.gazette_nodes import Grid, GridCell, Paragraph, Run, Signature, plain_text
from gongkai_ssg.gazette_pdf import Article, Issue, issue_pdf
from gongkai_ssg.gazette_title import title_lines
from gongkai_ssg.markup import convert, place_links

NOTICE = """各县（市、区）人民政府，市政府各部门：

现就进一步提升政务服务效能有关事项通知如下。

## 一、总体要求

到2026年底，**网上可办率**达到98.5%，每m<sup>2</sup>排放CO<sub>2</sub>不超过*限值*，见[方案](https://example.gov.cn/a)。

（一）精简材料。能够共享核验的材料，不再要求提供。

- 第一类材料
- 第二类材料

> 引用的一段文字。

<table><caption>事项目录</caption><tr><th>事项</th><th colspan=2>时限</th></tr>
<tr><td>施工许可</td><td>20</td><td>5</td></tr><tr><td colspan=3>合计两项</td></tr></table>

附件：1.事项目录
2.办理流程图

云岭市人民政府办公室

2024年3月8日

（此件公开发布）
"""
RULES = """第一章　总则

第一条　为了规范公园管理，制定本办法。

第二条　本办法自2024年5月1日起施行。
"""
HOSTILE = r"""#read("/etc/passwd") #import "x": * $x^2$ \*甲\* \_乙\_ \`丙\` @ref &lt;label&gt; \\ \[丁\] // 注 /* 释 */

= 一 == -- --- ... ~ "引" '号' #sys.inputs \#{1+1} \u{41} #pagebreak() ]] )) }}

{{ site }} {% raw %} ${HOME} %s %d \x00
"""


def article(
    markdown: str, title: str = "云岭市公园管理办法", section: str = "市政府规章"
) -> Article:
    body = convert(markdown)
    html = place_links(body, [link.href for link in body.links])
    return Article(title, "云政发〔2024〕3号", "云岭市人民政府", "2024-03-08", section, html)


def issue(*articles: Article, **more: object) -> Issue:
    made = Issue("云岭市人民政府公报", 2024, 3, 27, "2024-03-15", "云岭市人民政府办公室", articles)
    return msgspec.structs.replace(made, **more)


@pytest.fixture(scope="module")
def pypdf() -> object:
    """Skip what needs Typst, a Chinese font and pypdf where one of them is missing."""
    pytest.importorskip("typst", reason="没有安装 typst（extra [pdf]）")
    module = pytest.importorskip("pypdf", reason="没有安装 pypdf")
    try:
        issue_pdf(issue(article("甲")))
    except GongkaiError as fault:
        if "没有找到中文字体" in fault.message:
            pytest.skip("系统里没有中文字体")
        raise
    return module


class Printed:
    """A PDF as a reader finds it; `labels` are the printed page numbers."""

    def __init__(self, pypdf: object, made: Issue) -> None:
        self.data, self.first_pages = issue_pdf(made)
        self.reader = pypdf.PdfReader(io.BytesIO(self.data))
        self.labels = self.reader.page_labels

    def text(self, label: str) -> str:
        """Return the text of one page without its running head and number, without spaces."""
        parts: list[str] = []

        def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
            height = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            if 90 < height < 752:
                parts.append(text)

        self.reader.pages[self.labels.index(label)].extract_text(visitor_text=visit)
        return squeezed("".join(parts))

    def article(self, index: int) -> str:
        """Return the text of all pages of one article."""
        last = len(self.labels) - self.labels.index("1")
        bounds = [*self.first_pages, last + 1]
        pages = range(bounds[index], bounds[index + 1])
        return "".join(self.text(str(page)) for page in pages)

    def bookmarks(self) -> Iterator[tuple[int, str, str]]:
        def walk(entries: list[object], depth: int) -> Iterator[tuple[int, str, str]]:
            for entry in entries:
                if isinstance(entry, list):
                    yield from walk(entry, depth + 1)
                else:
                    page = self.reader.get_destination_page_number(entry)
                    yield depth, entry.title, self.labels[page]

        return walk(self.reader.outline, 1)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def site_text(markdown: str, title: str = "云岭市公园管理办法") -> str:
    return squeezed(title + "云政发〔2024〕3号" + "".join(convert(markdown).paragraphs))


@pytest.mark.parametrize("markdown", [NOTICE, RULES, HOSTILE], ids=["notice", "rules", "hostile"])
def test_text_of_the_pdf_is_the_text_of_the_site(pypdf: object, markdown: str) -> None:
    """Extracting an article's pages gives what the site shows, Typst's own marks included."""
    assert Printed(pypdf, issue(article(markdown))).article(0) == site_text(markdown)


def test_hostile_words_stand_in_every_field(pypdf: object) -> None:
    """Titles, numbers, sections and names are printed as written and never run."""
    words = r"""#panic("x") $ * _ ` @a <b> \ [c] {d} "e" // f"""
    made = issue(
        Article(words, words, words, "", words, "<p>甲</p>", words), name=words, organizer=words
    )
    printed = Printed(pypdf, made)
    assert printed.article(0) == squeezed(words + words + "甲" + words)
    assert squeezed(printed.text("I")).startswith(squeezed("目录" + words + words))
    assert printed.reader.metadata.author == words
    assert (1, words, "1") in printed.bookmarks()
    assert (2, words, "1") in printed.bookmarks()


def test_pages_bookmarks_and_contents_agree(pypdf: object) -> None:
    """The page returned, printed, bookmarked and shown in the contents is the one it starts on."""
    long = "\n\n".join(["各级行政机关应当依法公开政府信息。" * 20] * 9)
    titles = ["云岭市公园管理办法", "关于印发工作方案的通知", "关于开展专项检查的公告"]
    printed = Printed(
        pypdf,
        issue(
            article(long, titles[0]),
            article(NOTICE, titles[1], "部门文件"),
            article(RULES, titles[2], "部门文件"),
        ),
    )
    assert printed.first_pages[0] == 1
    assert printed.first_pages[1] > 4
    for title, page in zip(titles, printed.first_pages, strict=True):
        assert printed.text(str(page)).startswith(title)
        assert re.search(rf"{title}[.]+{page}(?!\d)", printed.text("I"))
    first, second, third = map(str, printed.first_pages)
    assert list(printed.bookmarks()) == [
        (1, "目录", "I"),
        (1, "市政府规章", first),
        (2, titles[0], first),
        (1, "部门文件", second),
        (2, titles[1], second),
        (3, "一、总体要求", second),
        (2, titles[2], third),
    ]


def test_the_same_issue_gives_the_same_bytes(pypdf: object) -> None:
    """Another process, in another time zone and another folder, makes the same file."""
    script = (
        "import sys, msgspec; from gongkai_ssg.gazette_pdf import Issue, issue_pdf;"
        "made = msgspec.json.decode(sys.stdin.buffer.read(), type=Issue);"
        "sys.stdout.buffer.write(issue_pdf(made)[0])"
    )
    made = issue(article(NOTICE), article(RULES), images={"a.png": png(3, 2)})
    results = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=msgspec.json.encode(made),
            capture_output=True,
            check=True,
            env=os.environ
            | {"TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for zone, seed in (("UTC", "1"), ("Asia/Shanghai", "2"))
    }
    assert results == {issue_pdf(made)[0]}


def test_metadata_names_the_issue(pypdf: object) -> None:
    """Title, language and date come from the issue, none of them from the clock."""
    reader = Printed(pypdf, issue(article("甲"))).reader
    assert reader.metadata.title == "云岭市人民政府公报2024年第3期"
    assert reader.metadata["/CreationDate"].startswith("D:20240315")
    assert reader.metadata["/ModDate"].startswith("D:20240315")
    assert reader.trailer["/Root"]["/Lang"].lower() == "zh-cn"
    cover = squeezed(reader.pages[0].extract_text())
    assert cover == "云岭市人民政府公报2024年第3期（总第27期）2024年3月15日云岭市人民政府办公室"


def test_merged_cells_are_printed_once(pypdf: object) -> None:
    """A cell above or beside several others is whole and single, in the head and in the body."""
    table = (
        "<table><thead><tr><th rowspan=2>事项</th><th colspan=2>时限</th></tr>"
        "<tr><th>法定</th><th>承诺</th></tr></thead><tr><td>施工许可</td><td>20</td>"
        "<td rowspan=2>五日</td></tr><tr><td>食品经营</td><td>30</td></tr></table>"
    )
    printed = Printed(pypdf, issue(article(table)))
    text = printed.article(0)
    # A cell that spans rows is drawn in the middle of them, after its neighbours.
    assert Counter(text) == Counter(site_text(table))
    for word in ("事项", "时限", "法定", "承诺", "施工许可", "食品经营", "五日"):
        assert text.count(word) == 1


def test_a_long_table_repeats_its_head(pypdf: object) -> None:
    """Each page of a table that breaks begins with its head, merged cells included."""
    rows = "".join(f"<tr><td>{n}</td><td>事项{n}</td><td>{n}天</td></tr>" for n in range(90))
    head = (
        "<tr><th rowspan=2>序号</th><th colspan=2>内容</th></tr><tr><th>名称</th><th>时限</th></tr>"
    )
    printed = Printed(pypdf, issue(article(f"<table><thead>{head}</thead>{rows}</table>")))
    pages = printed.labels[printed.labels.index("1") :]
    assert len(pages) > 2
    for page in pages:
        assert {"序号", "内容", "名称", "时限"} <= set(
            re.findall("序号|内容|名称|时限", printed.text(page))
        )
    text = printed.article(0)
    assert [int(n) for n in re.findall(r"事项(\d+?)\1天", text)] == list(range(90))


def test_notes_keep_their_marks(pypdf: object) -> None:
    """A note's mark stands in the text and before the note, the way back does not."""
    printed = Printed(pypdf, issue(article("甲[^a]乙[^b]。\n\n[^a]: 其一\n[^b]: 其二\n")))
    assert printed.article(0).endswith("甲注1乙注2。注1其一注2其二")


def test_a_long_word_stays_on_the_page(pypdf: object) -> None:
    """What has no place to break is broken at the margin and stays one word in the text."""
    word = "https://example.gov.cn/" + "abcdefghij" * 30
    assert Printed(pypdf, issue(article(f"网址{word}。"))).article(0).endswith(f"网址{word}。")


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = (b"\0" + b"\x80\x20\x20" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_images_are_printed_or_named(pypdf: object) -> None:
    """An image is embedded; where it is missing its text stands, and a broken one is named."""
    made = article("![流程图](a.png)\n\n![示意图](b.png)")
    printed = Printed(pypdf, issue(made, images={"a.png": png(300, 200)}))
    page = printed.reader.pages[printed.labels.index("1")]
    assert [image.image.size for image in page.images] == [(300, 200)]
    assert printed.article(0).endswith("〔图片：示意图〕")
    with pytest.raises(GongkaiError, match=r"图片 b\.png 不能读取"):
        issue_pdf(issue(made, images={"a.png": png(3, 2), "b.png": b"\x89PNG\r\n\x1a\nbroken"}))


def test_missing_typst_is_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the user learns how to install it."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(GongkaiError) as caught:
        issue_pdf(issue(article("甲")))
    assert 'pip install "gongkai-ssg[pdf]"' in caught.value.hint


def test_missing_fonts_are_said_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only Latin fonts are installed the user learns which to install."""
    latin = SimpleNamespace(family="DejaVu Sans Mono", weight=400)
    fonts = SimpleNamespace(fonts=lambda: [latin])
    monkeypatch.setitem(sys.modules, "typst", _Module(lambda: fonts))
    with pytest.raises(GongkaiError) as caught:
        issue_pdf(issue(article("甲")))
    assert "fonts-noto-cjk" in caught.value.hint


def test_an_empty_issue_and_a_bad_date_are_refused(pypdf: object) -> None:
    """There is no PDF without articles or with a date that means nothing."""
    with pytest.raises(GongkaiError, match="没有文章"):
        issue_pdf(issue())
    with pytest.raises(GongkaiError, match="读不懂"):
        issue_pdf(issue(article("甲"), date="三月"))


# ------------------------------------------------------------------ without Typst


def roles(markdown: str) -> list[str]:
    return [
        block.role if isinstance(block, Paragraph) else type(block).__name__
        for block in official(read_blocks(convert(markdown).html, {}))
    ]


def test_parts_of_an_official_document_are_found() -> None:
    """主送机关, 层次, 附件说明, 署名, 附注 and 附件 get their roles."""
    text = "各部门：\n\n一、要求\n\n正文。\n\n（一）分工。各负其责。\n\n（二）时限\n\n附件：1.甲\n2.乙\n\n"
    text += (
        "某市教育局\n\n某市财政局\n\n2024年3月8日\n\n（此件公开发布）\n\n附件1\n\n目录\n\n正文。"
    )
    assert roles(text) == [
        *("addressee", "first", "", "second-lead", "second", "attached", "attached-next"),
        *("Signature", "note", "attachment", "attachment-title", ""),
    ]


def test_a_signature_holds_all_its_organs() -> None:
    """Several organs sign together; sentences before them do not."""
    text = "请认真贯彻执行。\n\n某市教育局\n\n某市财政局\n\n2024年3月8日"
    signed = official(read_blocks(convert(text).html, {}))[-1]
    assert isinstance(signed, Signature)
    assert [plain_text(organ) for organ in signed.organs] == ["某市教育局", "某市财政局"]
    assert roles("某市财政局\n\n2024年3月8日") == ["", ""]


_SPAN = st.integers(0, 6)
_CELLS = st.lists(st.lists(st.tuples(_SPAN, _SPAN), max_size=5), max_size=6)


@given(rows=_CELLS, header_rows=st.integers(0, 6))
@settings(max_examples=200, deadline=None)
def test_cells_never_overlap_nor_leave_their_part(
    rows: list[list[tuple[int, int]]], header_rows: int
) -> None:
    """Whatever spans an author writes, each place of the grid has at most one cell."""
    header_rows = min(header_rows, len(rows))
    text = (Paragraph((Run("文"),)),)
    cells = [[GridCell(0, 0, max(1, c), r, "", text) for c, r in row] for row in rows]
    for table in grid((), cells, header_rows):
        assert isinstance(table, Grid)
        taken = set()
        for cell in table.cells:
            end = header_rows if cell.y < header_rows else len(rows)
            assert cell.rowspan >= 1
            assert cell.colspan >= 1
            assert cell.y + cell.rowspan <= end
            assert cell.x + cell.colspan <= len(table.widths)
            places = {
                (cell.x + x, cell.y + y) for x in range(cell.colspan) for y in range(cell.rowspan)
            }
            assert not places & taken
            taken |= places
        assert len(table.cells) == sum(map(len, rows))


def test_a_title_breaks_between_words() -> None:
    """Lines of a long title end where a reader would pause."""
    title = "云岭市人民政府办公室关于进一步优化政务服务提升行政效能推动“高效办成一件事”的通知"
    assert title_lines(title) == (
        "云岭市人民政府办公室关于",
        "进一步优化政务服务提升行政效能",
        "推动“高效办成一件事”的通知",
    )


@given(st.text(alphabet="关于的通知和、《》“”（）2024abc 省市。", max_size=120))
@settings(max_examples=200, deadline=None)
def test_a_title_loses_nothing_when_broken(title: str) -> None:
    """The lines of a title are the title, spaces aside."""
    assert squeezed("".join(title_lines(title))) == squeezed(title)


class _Module:
    """Stands in for the typst module where only its fonts matter."""

    def __init__(self, fonts: object) -> None:
        self.Fonts = fonts
