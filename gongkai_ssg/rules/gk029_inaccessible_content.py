"""GK029: images, headings, tables and links that say nothing to readers who do not see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.raw_html import tags, without_comments
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import Lines, clip, sample, without_code

_PATH = "content/notice/a.md"
_IMAGE = re.compile(r"!\[[\s\u00a0\u200b\u3000]*\](?:\(\s*<?([^\s()<>]*)|\[)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{0,12})\](?:\(\s*<?([^\s()<>]*)|\[)")
_HEADING = re.compile(r"\n {0,3}(#{1,6})(?=\s|[^#\s])(.*)")  # a literal start: fast
_UNDERLINE = re.compile(r"\n {0,3}[=-]")
_UNDERLINED = re.compile(r"^ {0,3}(\S[^\n]*)\n {0,3}(=+|-{2,})[ \t]*$", re.MULTILINE)
_RULE_LINE = frozenset("|-: 	")  # what the line below the head of a table consists of
_NOTHING = frozenset(
    {
        "点击这里",
        "点击此处",
        "点这里",
        "点此",
        "点击",
        "请点击",
        "请点击这里",
        "这里",
        "此处",
        "更多",
    }
    | {"更多>>", "更多…", "查看更多", "了解更多", "详情", "查看详情", "点击查看", "点击查看详情"}
    | {"查看", "点击下载", "链接", "网址", "阅读全文", "here", "more", "clickhere", "readmore"}
)

_Found = tuple[int, str, str, Severity | None]  # offset, message, cure, gravity


def _document(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    body = source.body
    if not any(mark in body for mark in "[<#|=-"):
        return
    text = without_comments(without_code(body))
    found = [*_images(text), *_links(text), *_headings(text), *_tables(text)]
    if not found:
        return
    lines = Lines(text, source.body_line)
    for offset, message, hint, severity in found:
        line, column = lines.place(offset)
        yield Fault(message, hint, line=line, column=column, severity=severity)


def _images(text: str) -> Iterator[_Found]:
    hint = "在方括号里写出图片的内容，例如“![办事流程图](liucheng.png)”；纯装饰的图片删去。"
    for found in _IMAGE.finditer(text) if "[" in text else ():
        yield found.start(), f"图片“{clip(found[1] or '')}”没有文字说明。", hint, None
    for tag in tags(text) if "<" in text else ():
        if tag.name == "img" and not tag.closing and "alt" not in tag.attributes:
            name = clip(tag.attributes.get("src", ""))
            hint = '加 alt="图片的内容"；纯装饰的写 alt=""。'
            yield tag.start, f"图片“{name}”没有文字说明。", hint, None


def _links(text: str) -> Iterator[_Found]:
    hint = "写出点开后是什么，例如“[报名表（样表）](baoming.docx)”。"
    for found in _LINK.finditer(text) if "[" in text else ():
        word = re.sub(r"[\s*_。，：:！!~“”]", "", found[1]).lower()
        if word in _NOTHING:
            message = f"链接的文字“{clip(found[1])}”没有说明指向什么。"
            yield found.start(), message, hint, Severity.WARNING
        elif not word and found[2] is not None and not found[1].strip():
            yield found.start(), f"指向“{clip(found[2])}”的链接没有文字。", hint, None
    opened = None
    for tag in tags(text) if "<" in text else ():
        if tag.name == "a" and not tag.closing and "href" in tag.attributes:
            opened = tag
        elif tag.name == "a" and tag.closing and opened is not None:
            inner = re.sub(r"<[^<>]*>|\s|&nbsp;", "", text[opened.end : tag.start])
            if inner.lower() in _NOTHING:
                message = f"链接的文字“{clip(inner)}”没有说明指向什么。"
                yield opened.start, message, hint, Severity.WARNING
            opened = None


def _headings(text: str) -> Iterator[_Found]:
    """Yield the first heading that is more than one level below the one before it."""
    found: list[tuple[int, int, str]] = []
    if "#" in text:
        # The break that is put before the text makes a match start where its line does.
        headings = _HEADING.finditer("\n" + text)
        found += [(each.start(), len(each[1]), each[2]) for each in headings]
    underlined = ("-" in text or "=" in text) and _UNDERLINE.search(text) is not None
    for each in _UNDERLINED.finditer(text) if underlined else ():
        if "|" not in each[1] and not each[1].startswith(("#", ">", "-", "*", "+")):
            found.append((each.start(), 1 if each[2].startswith("=") else 2, each[1]))
    for tag in tags(text) if "<" in text else ():
        if not tag.closing and re.fullmatch("h[1-6]", tag.name):
            end = text.find("<", tag.end)
            found.append((tag.start, int(tag.name[1]), text[tag.end : max(end, tag.end)]))
    found.sort()
    before = min((level for _, level, _ in found), default=1)
    for offset, level, title in found:
        if level > before + 1:
            yield (
                offset,
                f"标题“{clip(title.strip(' #'), 30)}”是第 {level} 级，它上面的是第 {before} 级，跳了级。",
                f"改为第 {before + 1} 级（{'#' * (before + 1)}），逐级往下写。",
                Severity.WARNING,
            )
            return
        before = level


def _tables(text: str) -> Iterator[_Found]:
    """Yield tables whose columns have no name."""
    before, offset = "", 0
    for line in text.split("\n") if "|" in text else ():
        is_rule = "-" in line and "|" in line and _RULE_LINE.issuperset(line)
        if is_rule and "|" in before and not before.replace("|", "").strip():
            start = offset - len(before) - 1
            yield start, "表格的表头是空的。", "在第一行写出每一列的名称。", Severity.WARNING
        before, offset = line, offset + len(line) + 1
    opened, has_head, rows = None, False, 0
    for tag in tags(text) if "<" in text and "<table" in text.lower() else ():
        if tag.name == "table" and not tag.closing:
            opened, has_head, rows = tag, False, 0
        elif tag.name == "th":
            has_head = True
        elif tag.name == "tr" and not tag.closing:
            rows += 1
        elif tag.name == "table" and opened is not None:
            if not has_head and rows > 1:
                hint = '把第一行的 <td> 改为 <th scope="col">，或者改写成 Markdown 表格。'
                yield opened.start, "表格没有表头（<th>）。", hint, Severity.WARNING
            opened = None


# --- examples --------------------------------------------------------------------------


def _example(*body: str, line: int = 0) -> Example:
    return Example(files={_PATH: sample(body="\n".join(body))}, line=line)


RULE = Rule(
    id="GK029",
    name="inaccessible-content",
    title="看不见屏幕的读者读不懂的图片、标题、表格或者链接",
    severity=Severity.ERROR,
    basis="《无障碍环境建设法》第三十二条；GB/T 37668-2019",
    why=(
        "读屏软件靠图片的文字说明、逐级的标题、表格的表头和链接的文字来读网页。"
        "图片没有说明、链接没有文字是错误；标题跳级、表格没有表头、"
        "链接只写“点击这里”“更多”是警告。"
        "语言、对比度、长辈模式等由主题保证；正文的一级标题在页面上自动降为二级，页面只有一个一级标题。"
    ),
    cure="给图片写说明，标题逐级写，表格写表头，链接写出点开后是什么。",
    unverified="GB/T 37668-2019 的条文没有读到原件，检查的是各种无障碍指标共有的几项。",
    good=(
        _example("# 办法", "", "## 条件", "", "![开放时间表](a.png)", "", "见[办法全文](#办法)。"),
        _example('<img src="a.png" alt="">', "", "<table><tr><th>场馆</th></tr></table>"),
        _example("写法：`![](a.png)`。"),
    ),
    bad=(
        _example("照常开放。", "", "![](a.png)", line=11),
        _example('<img src="a.png">', line=9),
        _example("报名表请[点击这里](#top)下载。", line=9),
        _example("## 条件", "", "#### 材料", line=11),
        _example("| | |", "|---|---|", "| 市图书馆 | 9:00 |", line=9),
        _example(
            "<table>", "<tr><td>场馆</td></tr>", "<tr><td>市图书馆</td></tr>", "</table>", line=9
        ),
        _example("见[](#top)。", line=9),
    ),
    document=_document,
)
