"""The column 政府公报: issues of the gazette, with their contents, scans and page texts.

It must not know any site, only its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Count, Day, Key, OwnKeys
from gongkai_ssg.tables.table import TableFault

#: What an issue is to the documents in its contents, and they to it.
CONTAINS, PRINTED_IN = "本期刊登的文件", "刊登于"


class ContentsItem(OwnKeys):
    """One line of the contents: a document of the site, or a title alone."""

    article: Annotated[
        str | None,
        Key(
            "文章", aliases=("文件",), meaning="本站的文件：相对路径、索引号或文号",
            relation=(CONTAINS, PRINTED_IN),
        ),
    ] = None  # fmt: skip
    title: Annotated[str | None, Key("题名", meaning="本站没有的文件写题名")] = None
    document_number: Annotated[str | None, Key("文号", aliases=("发文字号",))] = None
    section: Annotated[str, Key("栏目", aliases=("类别",), meaning="如市政府文件")] = ""
    page: Annotated[Count | None, Key("页码", meaning="起始页")] = None


class GazetteKeys(OwnKeys):
    """One issue: its number, its contents and, for an old one, its scan."""

    name: Annotated[str, Key("刊名", meaning="缺省取标题里书名号中的名称")] = ""
    year: Annotated[Count | None, Key("年份")] = None
    number: Annotated[Count | None, Key("期", aliases=("期号",))] = None
    total_number: Annotated[Count | None, Key("总期号", aliases=("总期",))] = None
    published_on: Annotated[Day | None, Key("出版日期", meaning="缺省取发布日期")] = None
    pages: Annotated[Count | None, Key("页数")] = None
    contents: Annotated[tuple[ContentsItem, ...], Key("目录")] = ()
    scan: Annotated[str, Key("扫描件", meaning="PDF 文件", is_file=True)] = ""


_MARK = re.compile(r"^={3,}[ \t　]*([^=\n]{1,30}?)[ \t　]*={3,}[ \t]*$", re.MULTILINE)
_PAGE = re.compile(r"第\s*(\d{1,5})\s*页")


def read_page_texts(
    data: bytes, name: str, own: Mapping[str, Any]
) -> tuple[dict[str, Any], list[TableFault]]:
    """Read the text of a scanned issue: pages end with a form feed, or start with `=== 第3页 ===`.

    Without marks pages count from 1. Gives `scan_pages`: label, page number (None for a cover) and
    paragraphs of each page that has any.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return {}, [TableFault(message="页文不是 UTF-8 编码。", hint="另存为 UTF-8。", row=line)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults = [] if own.get("scan") else [
        TableFault(message="有页文，没有扫描件。", hint="加一行“扫描件: 文件名.pdf”。", warning=True)
    ]  # fmt: skip
    pages, seen = [], set()
    for place, (label, line, page_text) in enumerate(_pages(text), 1):
        if label in seen:
            message = f"“{label}”出现了两次。"
            faults.append(TableFault(message=message, hint="核对分页标记。", row=line))
        seen.add(label)
        number = _PAGE.fullmatch(label)
        paragraphs = _paragraphs(page_text)
        if paragraphs:
            page = int(number[1]) if number else None
            pages.append({"label": label, "page": page, "place": place, "text": paragraphs})
    return {"scan_pages": pages}, faults


def _pages(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield label, line and text of each page."""
    marks = list(_MARK.finditer(text))
    if not marks:
        line = 1
        parts = text.split("\f")
        for number, part in enumerate(parts, 1):
            if part.strip() or number < len(parts):
                yield f"第{number}页", line, part
            line += part.count("\n")
        return
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        line = text.count("\n", 0, mark.start()) + 1
        found = _PAGE.fullmatch(mark[1])
        label = f"第{int(found[1])}页" if found else mark[1]
        yield label, line, text[mark.end() : after.start() if after else len(text)]


def _paragraphs(text: str) -> list[str]:
    """Join the lines of a page as they were cut by its width; an empty line ends a paragraph."""
    found = []
    for part in re.split(r"\n\s*\n", text.replace("\f", "\n")):
        joined = ""
        for line in filter(None, map(str.strip, part.split("\n"))):
            # Words of two Latin lines need a space between them, Chinese ones none.
            latin = joined[-1:].isascii() and joined[-1:].isalnum() and line[0].isascii()
            joined += f" {line}" if latin else line
        if joined:
            found.append(joined)
    return found


COLUMN = ColumnType(
    key="gazette",
    label="政府公报",
    part="statutory",
    order=340,
    tag="政策文件",
    description="按期公开政府公报的目录和全文，与纸质版同步，便于公众按年份、期号查阅和下载。",
    keywords=("政府公报", "期号", "公报目录", "标准文本"),
    own_keys=GazetteKeys,
    read_data=read_page_texts,
    template="gazette.html",
    example="""\
---
标题: 《示例市人民政府公报》2026年第1期
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-27
发布日期: 2026-03-02
内容概述: 刊登规章1件、市政府文件2件，电子版与纸质版同步发行。
关键词: [政府公报, 2026年第1期]
年份: 2026
期: 1
总期号: 121
出版日期: 2026-02-28
页数: 32
# 本站有的文件写“文章”（相对路径、索引号或文号），标题、文号和链接由系统取用；
# 本站没有的写“题名”。不公开的文件不会因为写进目录而露出标题。
目录:
  - {题名: 示例市非物质文化遗产保护办法, 文号: 示例市人民政府令第12号, 栏目: 市政府规章, 页码: 1}
  - {题名: 示例市人民政府关于加强公共文化设施建设的意见, 栏目: 市政府文件, 页码: 8}
  - {题名: 示例市人民政府关于公布第六批文物保护单位的通知, 栏目: 市政府文件, 页码: 15}
# 历史公报另写“扫描件: 1985-1.pdf”和“页文: 1985-1.txt”（每页以“=== 第1页 ===”开头）
---

本期电子版与纸质版内容一致，可以到各级政务服务中心、档案馆、图书馆免费查阅。
""",
)

__all__ = ["COLUMN", "CONTAINS", "PRINTED_IN", "ContentsItem", "GazetteKeys"]
