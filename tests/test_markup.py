"""Markdown of official texts: what it means, what may pass, and that both ways agree."""

import html
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gongkai_ssg.markup import Body, convert, library_body, place_links, plain_body

CORPUS = Path(__file__).parents[1].parent / "shared" / "corpus"


def corpus_bodies() -> list[str]:
    """Return the text of every document of the corpus, without its front matter."""
    paths = sorted((CORPUS / "site" / "content").rglob("*.md"))
    texts = [path.read_text(encoding="utf-8-sig").replace("\r\n", "\n") for path in paths]
    return [text.partition("\n---\n")[2] if text.startswith("---\n") else text for text in texts]


def paragraphs(text: str) -> list[str]:
    return list(convert(text).paragraphs)


# ------------------------------------------------------------------ both ways agree

_LETTERS = [
    *"\n\n\n\n\n\n#-=+~|&<>*_`[](){}!\\:.、，。；（）“”—…\"' ",
    *"一二三第条章项目附件字文2１①\u3000\u3000\xa0\t\u200b\u2003a",
    *("\n\n", "  ", "    ", "  \n", "# ", "## ", "- ", "1. ", "2．", "第一条", "（一）", "一、"),
    *(
        "3.5",
        "---",
        "| a | b |\n|---|---|\n",
        "&amp;",
        "<b>",
        "[a](b)",
        "第三条规定",
        "\u3000\u3000",
    ),
]
marked_text = st.lists(st.sampled_from(_LETTERS), max_size=30).map("".join)
unmarked_text = st.lists(
    st.sampled_from(
        [
            *(piece for piece in _LETTERS if not re.search(r"[*_`\\\[{|&<>\t]", piece)),
            *("<字", "《<字>字》", ">", "[2024]", "[字", "]", "R&D", "& ", "&a", "@", "\u200b", "!"),
        ]
    ),
    max_size=40,
).map("".join)


def assert_ways_agree(text: str) -> None:
    plain = plain_body(text)
    if plain is not None:
        assert msgspec.structs.replace(library_body(text), plain=True) == plain


@settings(max_examples=600, deadline=None)
@given(unmarked_text | marked_text | st.text(max_size=40))
@example("字\n\u2003## 文")
@example("# 标题 #\n正文")
@example("#\n")
@example("####### 七")
@example("# 同\n# 同\n# 同")
@example("# 3.5 “引”\u3000&\n")
@example("甲\xa0 乙\nab\ncd  ef\n字")
@example("甲  \n乙")
@example("\ufeff# 标题")
@example("甲\ufffe乙")
@example("《<甲>乙》\n\n[2024]5号 R&D\n甲>\n乙\n\n\u200b\n\n丙\u200b\n丁")
@example("<甲@乙>")
@example("[甲] [乙]![丙][]\n\n甲]\n: 乙")
@example("&甲;&amp\n;&")
@example("# <甲> [乙] & \u200b")
def test_short_way_gives_the_same_body(text: str) -> None:
    """Whatever text the short way accepts, the library makes the same Body of it."""
    assert_ways_agree(text)


@given(st.lists(st.sampled_from(["字", "第一条　文", "一、文", "文\n字", "## 节"]), min_size=1))
def test_short_way_accepts_prose(blocks: list[str]) -> None:
    """Paragraphs, numbered items and headings are plain, so the differential test has a subject."""
    assert plain_body("\n\n".join(blocks)) is not None


def test_short_way_on_real_documents() -> None:
    """On every real document both ways agree, and at least 99 of 100 take the short one."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real documents is not beside the checkout")
    bodies = corpus_bodies()
    for text in bodies:
        assert_ways_agree(text)

    assert sum(plain_body(text) is not None for text in bodies) >= 0.99 * len(bodies)


# ------------------------------------------------------------------ Chinese text


@pytest.mark.parametrize("way", [convert, library_body])
def test_lines_of_chinese_join_without_space(way: Callable[[str], Body]) -> None:
    """A line break between Chinese characters leaves no trace; between Latin words it stays."""
    body = way("为了规范政府信息\n公开，“依法”\n“公开”，\nopen\ndata")

    assert body.html == "<p>为了规范政府信息公开，“依法”“公开”，\nopen\ndata</p>"
    assert body.paragraphs == ("为了规范政府信息公开，“依法”“公开”， open data",)


def test_lines_join_across_emphasis_and_links() -> None:
    """Tags of emphasis or links at the line break do not bring the space back."""
    body = convert("依照**条例**\n[第三条](a.md)\n*规定*执行。\n\n- 甲方\n  乙方")

    assert body.paragraphs == ("依照条例第三条规定执行。", "甲方乙方")
    assert "\n" not in body.html.split("</p>")[0]


@pytest.mark.parametrize(
    "item",
    [
        "一、",
        "十二、",
        "（一）",
        "(二)",
        "1.",
        "3. ",
        "1．",
        "2、",
        "(1)",
        "（12）",
        "4）",
        "①",
        "㈠",
        "第一条",
        "第二章　",
        "第十二节 ",
        "（一）项目",
        "1、2024年",
        "2.2024年",
    ],
)
@pytest.mark.parametrize("way", [convert, library_body])
def test_numbering_is_kept_and_begins_a_paragraph(way: Callable[[str], Body], item: str) -> None:
    """A numbered line stands as written in a paragraph of its own, blank line or not."""
    assert way(f"前文。\n{item}某某\n续行\n{item}其他").paragraphs == (
        "前文。",
        f"{item}某某续行",
        f"{item}其他",
    )


@pytest.mark.parametrize("cited", ["第三条规定", "第三条第二款", "（一）项", "3.5万元", "2024.5"])
def test_cited_number_does_not_break_a_sentence(cited: str) -> None:
    """A line that goes on with a cited number belongs to the sentence before it."""
    assert len(paragraphs(f"按照本办法\n{cited}执行")) == 1


def test_numbering_inside_lists_tables_and_code_is_left_alone() -> None:
    """Bullet lists, tables and fenced blocks keep their lines together."""
    text = "- 甲\n1. 乙\n\n| 名称 |\n|---|\n| 1. 丙 |\n\n```\n一、丁\n二、戊\n```"
    body = convert(text)

    assert "<ol" not in body.html
    assert body.html.count("<li>") == body.html.count("<td>") == body.html.count("<pre>") == 1
    assert body.paragraphs == ("甲 1. 乙", "名称", "1. 丙", "一、丁", "二、戊")


@pytest.mark.parametrize("indent", ["\u3000\u3000", "    ", "\t", "\xa0\xa0\xa0\xa0"])
@pytest.mark.parametrize("way", [convert, library_body])
def test_indented_line_is_a_paragraph(way: Callable[[str], Body], indent: str) -> None:
    """An indent begins a paragraph, never code, and the page holds none of it."""
    assert way(f"{indent}甲\n{indent}乙\n丙").html == "<p>甲</p>\n<p>乙丙</p>"


def test_line_break_ends_a_paragraph_of_text() -> None:
    """A hard break and <br> part the text that search reads; the page shows the break."""
    body = convert("甲  \n乙<br>丙")

    assert body.paragraphs == ("甲", "乙", "丙")
    assert body.html.count("<br>") == 2


# ------------------------------------------------------------------ headings and anchors


@pytest.mark.parametrize("way", [convert, library_body])
def test_headings_are_shifted_and_have_ids(way: Callable[[str], Body]) -> None:
    """# becomes h2, nothing goes past h6, and ids are unique words of the heading."""
    body = way("# 第一章 总则\n\n###### 末\n\n# 第一章 总则\n\n# ！\n\n# Top")

    assert [(item.level, item.id) for item in body.headings] == [
        (2, "第一章-总则"),
        (6, "末"),
        (2, "第一章-总则_1"),
        (2, "section"),
        (2, "section-top"),
    ]
    assert body.anchors == tuple(item.id for item in body.headings)
    assert body.headings[0].text == "第一章 总则"


def test_raw_headings_fit_in() -> None:
    """A heading in raw HTML is no h1, has an id of its own, and shares none."""
    body = convert("# 甲 {#x}\n\n<h1 id='x'>乙</h1>\n\n<h2><span>外<h3>内</h3></span></h2>")

    assert [item.level for item in body.headings if item.text == "乙"] == [2]
    assert all(item.id for item in body.headings)
    assert len(set(body.anchors)) == len(body.anchors) == len(body.headings) == 4
    assert "<h1" not in body.html


@pytest.mark.parametrize("name", ["main", "search-results", "gk-menu", "GK-x", "a b"])
def test_ids_of_the_theme_are_out_of_reach(name: str) -> None:
    """An author cannot take an id that the theme uses."""
    assert convert(f'<p id="{name}">甲</p>\n\n<a name="{name}"></a>*乙*').anchors == ()


def test_anchors_of_authors_work_as_written() -> None:
    """Ids and old-style names come through for links to find."""
    body = convert('<p id="第三条">甲</p>\n\n乙<a name="p2"></a>\n\n丙\n{: #third }')

    assert body.anchors == ("第三条", "p2", "third")


# ------------------------------------------------------------------ tables and footnotes


def test_markdown_table() -> None:
    """A table has head cells with scope, classes for alignment, and a frame that scrolls."""
    body = convert("| 名称 | 数量 |\n|:-:|--:|\n| 甲 | 1 |")

    assert body.html.startswith('<div class="table-wrap" tabindex="0" role="region" aria-label="表')
    assert body.html.endswith("</table></div>")
    assert '<th class="align-center" scope="col">名称</th>' in body.html
    assert '<td class="align-right">1</td>' in body.html
    assert "style" not in body.html
    assert body.paragraphs == ("名称", "数量", "甲", "1")


def test_html_table_keeps_its_structure() -> None:
    """Merged cells, caption and the ties between cells stay; inline style goes."""
    body = convert(
        '<table style="x"><caption>表一</caption><tr><th scope="row" id="r">甲</th>'
        '<td colspan="2" rowspan="3" headers="r" align="center" onclick="x()">乙</td></tr></table>'
    )

    assert '<td colspan="2" rowspan="3" headers="r" align="center">乙</td>' in body.html
    assert '<th scope="row" id="r">甲</th>' in body.html
    assert body.paragraphs == ("表一", "甲", "乙")
    assert "style" not in body.html and "onclick" not in body.html


def test_footnotes_are_chinese_and_stay_out_of_the_text() -> None:
    """A footnote leads there and back in Chinese; its marks are not words of the document."""
    body = convert("办法[^1]施行。\n\n[^1]: 见附件。")

    assert body.paragraphs == ("办法施行。", "见附件。")
    assert {"fn:1", "fnref:1"} == set(body.anchors)
    assert {link.href for link in body.links} == {"#fn:1", "#fnref:1"}
    assert ">注1</a>" in body.html and ">返回正文</a>" in body.html


# ------------------------------------------------------------------ links


def test_links_are_found_and_placed() -> None:
    """Each address is listed with its place and stands in the page only when the caller sets it."""
    text = '见[办法](../办法.md "题")，\n![图](a&b.png){ width=300 }<https://e.cn/?a=1&b=2>'
    body = convert(text)

    assert [(link.href, link.line, link.column, link.kind) for link in body.links] == [
        ("../办法.md", 1, 7, "link"),
        ("a&b.png", 2, 6, "image"),
        ("https://e.cn/?a=1&b=2", 2, 28, "link"),
    ]
    assert not any(link.href in html.unescape(body.html.split(">https")[0]) for link in body.links)
    page = place_links(body, ["/x/?a=1&b=<\"'>", "/i.png", body.links[2].href])
    assert 'href="/x/?a=1&amp;b=&lt;&quot;&#x27;&gt;" title="题"' in page
    assert '<img alt="图" src="/i.png" width="300" loading="lazy">' in page
    assert 'href="https://e.cn/?a=1&amp;b=2" rel="noopener noreferrer"' in page
    assert body.token not in page


def test_target_none_takes_the_link_away() -> None:
    """What must not be linked stays as text."""
    assert place_links(convert("[密](a.md)"), [None]) == "<p><a>密</a></p>"


def test_targets_must_fit_the_links() -> None:
    """A caller that resolves too few links is told so."""
    with pytest.raises(ValueError, match="1 links, 0 targets"):
        place_links(convert("[甲](a.md)"), [])


def test_same_address_twice_has_two_places() -> None:
    """Links with one address are told apart, and a short address is not found inside words."""
    body = convert("a [甲](a)\n\n[乙](a)")

    assert [(link.line, link.column) for link in body.links] == [(1, 7), (3, 5)]


def test_placeholders_cannot_be_forged() -> None:
    """Text that looks like the placeholder of another text stays text."""
    token = convert("[甲](a.md)").token
    body = convert(f'[甲](a.md) {token}-0 <b title=" href=&quot;{token}-0&quot;">乙</b>')

    assert place_links(body, ["/to"]).count("/to") == 1
    assert f"{token}-0" in body.paragraphs[0]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        " javascript:x",
        "java&#9;script:x",
        "&#1;javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///c:/a.doc",
        "C:\\a.doc",
    ],
)
def test_unsafe_address_is_reported_and_not_linked(address: str) -> None:
    """An address that no page may carry leaves its text, and a Link that says so."""
    body = convert(f'前 <a href="{address}">甲</a> <img src="{address}" alt="乙">')

    assert [link.unsafe for link in body.links] == [True, True]
    page = place_links(body, ["/x", "/y"])
    assert "href=" not in page and "src=" not in page and ">甲</a>" in page


# ------------------------------------------------------------------ what may pass


@pytest.mark.parametrize(
    "text",
    [
        "<script>密</script>",
        "<style>密</style>",
        "<iframe src=x>密</iframe>",
        "<!-- 密 -->",
        "<svg><text>密</text></svg>",
        "<p onclick='x' style='y' class='密'>甲</p>",
        "# 甲 { onclick=密 style=密 .密 }",
        "<p data-x='密'>甲</p>",
        "<form action='密'>甲</form>",
    ],
)
def test_what_no_page_may_hold_goes(text: str) -> None:
    """Scripts, styles, frames, comments, handlers and foreign classes leave page and text."""
    body = convert(f"甲\n\n{text}\n\n甲")

    assert "密" not in body.html
    assert not re.search(r"script|style|onclick|iframe|svg|form|data-x|class", body.html)
    assert {"甲"} == set(body.paragraphs)


def test_own_classes_pass() -> None:
    """An author may align a paragraph by a class of ours."""
    assert convert("某某局\n{: .align-right .x }").html == '<p class="align-right">某某局</p>'


def test_control_characters_neither_show_nor_forge() -> None:
    """Marks that the library uses inside cannot be written from outside, as such or as entities."""
    text = "甲\x00\x02wzxhzdk:0\x03乙 &#2;amp&#3; <b>丙</b> \x0b丁\ud800"
    body = convert(text)

    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]", body.html)
    assert body.paragraphs == ("甲wzxhzdk:0乙 amp 丙丁\ufffd",)


def test_text_is_what_a_reader_sees() -> None:
    """Entities are decoded, spaces single, invisible characters gone, block ends are breaks."""
    text = "行政\u200b许可&nbsp; &lt;乙&gt;&ensp;\n\n<div>甲<p>乙</p>丙</div>\n\n> 引\n\n`码`"

    assert paragraphs(text) == ["行政许可 <乙>", "甲", "乙", "丙", "引", "码"]


@settings(max_examples=300, deadline=None)
@given(marked_text)
def test_text_equals_what_the_page_shows(text: str) -> None:
    """The paragraphs are the page's text: tags taken out, blocks and breaks apart."""
    body = library_body(text)
    shown = re.sub(r"</?(?:b|a|em|strong|code|img)(?: [^>]*)?>", "", body.html)
    shown = html.unescape(re.sub(r"<[^>]*>", "\n", shown)).replace("\u200b", "")

    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(body.paragraphs))


@settings(max_examples=200, deadline=None)
@given(marked_text)
def test_conversion_is_repeatable(text: str) -> None:
    """The same text gives the same Body, whatever was converted before it."""
    first = library_body(text)
    library_body("[x]: y\n\n[^1]: z\n\n# " + text)

    assert library_body(text) == first


# ------------------------------------------------------------------ hostile size and depth

_N = 30_000
HOSTILE = {
    "brackets": "[" * _N,
    "images": "![" * _N,
    "open links": "[a](b" * _N,
    "nested links": "[" * _N + "a" + "](b)" * _N,
    "stars": "*a" * _N,
    "emphasis": "*a **b " * _N + " b** a*" * _N,
    "quotes": ">" * _N,
    "deep quotes": "\n".join("> " * depth + "a" for depth in range(200)),
    "deep lists": "\n".join("    " * depth + "- a" for depth in range(200)),
    "lists in a line": "* " * _N + "a",
    "code": "".join("`" * size + "a" for size in range(400)),
    "escapes": "\\*" * _N,
    "open tags": "<a " * _N,
    "open quotes": "<a b='" * _N,
    "cdata": "<![CDATA[" * _N,
    "comments": "<b><!-- x -->" * _N,
    "deep html": "<div>" * _N * 4,
    "formatting": "".join(f"<b id=x{i}>" for i in range(2000)) + "<p>x" * 20_000,
    "rules": "- - -\n" * _N,
    "underlines": "a\n=\n" * _N,
    "fences": "~~~\n" + "```a\n" * _N,
    "footnotes": "a[^1] " * _N + "\n\n[^1]: x",
    "contents": "[TOC]\n\n" * _N + "# a",
}


def test_hostile_text_ends_and_nothing_of_it_is_lost() -> None:
    """Text made to exhaust the parser is converted, or shown as it stands and flagged."""
    program = (
        "import sys; from tests.test_markup import HOSTILE, check_hostile\n"
        "for name in HOSTILE: check_hostile(name)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-2000:]


def check_hostile(name: str) -> None:
    """Convert one hostile text; fails when letters are lost or the depth is of no official text."""
    text = HOSTILE[name]
    body = convert(text)
    if body.degraded:
        assert "".join(body.paragraphs).replace(" ", "") == re.sub(r"\s", "", text), name
        assert not re.search(r"<(?!/?p>)", body.html), name
    else:
        assert len(body.html) < 20 * len(text) + 1000, name


def test_degraded_text_is_shown_escaped() -> None:
    """What is too involved to read is shown line by line, with no markup of its own."""
    body = convert("<b>甲</b>\n" + "[" * 100_000)

    assert body.degraded
    assert body.html.startswith("<p>&lt;b&gt;甲&lt;/b&gt;</p>\n<p>[[")
    assert body.paragraphs[0] == "<b>甲</b>"
    assert convert("**乙**").html == "<p><strong>乙</strong></p>"
