"""docx -> pieces: body, tables, notes, comments, tracked changes, hidden text.

It must not know what the text means.
"""

from __future__ import annotations

import re

from gongkai_ssg.gate.files.archive import Archive
from gongkai_ssg.gate.files.inside import Looking, Piece, listed
from gongkai_ssg.gate.files.office import look_shared
from gongkai_ssg.gate.files.persons import is_person
from gongkai_ssg.gate.files.xml_parts import (
    attributes,
    elements,
    plain_xml,
    unescape,
    without,
    words,
)

_TOKEN = re.compile(
    r"<(?:w:t(?: [^<>]*)?>([^<]*)|(/w:(?:p|tc|tr|tbl)|w:tbl)>|w:(tab|br|cr|noBreakHyphen)(?: [^<>]*)?/>)"
)
_TEXT = re.compile(r"<w:(?:t|delText)(?: [^<>]*)?>([^<]*)")
_FIELD = re.compile(r"<w:(?:instrText|delInstrText)(?: [^<>]*)?>([^<]*)")
_RUN = re.compile(r"<w:r(?=[ >])")
_ON = r'(?:/>| w:val="(?:1|true|on)"/>)'
_VANISH = re.compile(rf"<w:(?:vanish|webHidden|specVanish){_ON}")
_WHITE = re.compile(r'<w:color [^<>]*w:val="(?:FFFFFF|ffffff)"')
_TINY = re.compile(r'<w:sz w:val="[12]"/>')
_ALT = re.compile(r"<(?:wp:docPr|pic:cNvPr|[\w]+:cNvPr|v:shape|v:imagedata|v:textpath)\s([^<>]*)>")
_LEVEL = re.compile("%[1-9]")  # stands for the number of an item
_ACCEPT = "在“审阅”里接受或者拒绝全部修订，再另存。"


def look_docx(archive: Archive, looking: Looking) -> None:
    """Look at every part of a Word document that can hold words."""
    hidden_styles = _hidden_styles(plain_xml(archive.read("word/styles.xml") or b"<w/>"))
    changes: dict[str, int] = {}
    authors: dict[str, None] = {}
    has_text = False
    for name, label in _parts(archive):
        xml = plain_xml(archive.read(name))
        has_text = _look_part(xml, label, hidden_styles, looking) or has_text
        _count_changes(xml, changes, authors)
    _look_comments(archive, looking, authors)
    _look_settings(archive, looking)
    _look_numbering(archive, looking)
    look_shared(archive, looking, "word")
    if changes:
        counted = "、".join(f"{count} 处{what}" for what, count in changes.items())
        looking.fault("error", f"文件里留有修订痕迹：{counted}。", _ACCEPT)
    if names := [f"“{each}”" for each in authors if is_person(each)]:
        looking.fault(
            "warning", f"批注和修订里有姓名：{listed(names)}。", "删去批注、接受修订后另存。"
        )
    looking.text("批注和修订的作者", "\n".join(authors), hidden=True)
    if not has_text and archive.names("word/media/"):
        looking.unread("正文只有图片，没有文字")


def _parts(archive: Archive) -> list[tuple[str, str]]:
    parts = [(name, "正文") for name in archive.names("word/document", ".xml")]
    for start, label in (
        ("word/header", "页眉"), ("word/footer", "页脚"), ("word/footnotes", "脚注"),
        ("word/endnotes", "尾注"), ("word/glossary/document", "文档部件"),
    ):  # fmt: skip
        parts += [(name, label) for name in archive.names(start, ".xml")]
    return parts


def _look_part(xml: str, label: str, hidden_styles: frozenset[str], looking: Looking) -> bool:
    if "<w:rt>" in xml:  # what stands above the words of a line, as their reading does
        above = [words(inner) for _, inner in elements(xml, "w:rt")]
        looking.text(f"{label}里的注音", "\n".join(above))
        xml = without(xml, "w:rt")
    reader = _Reader(looking, label)
    reader.read(xml)
    if "w:delText" in xml or "<w:moveFrom " in xml:
        for name in ("w:del", "w:moveFrom"):
            for _, inner in elements(xml, name):
                text = unescape("".join(_TEXT.findall(inner)))
                looking.text(f"{label}修订中删去的文字", text, hidden=True)
    if "instrText" in xml or "w:fldSimple" in xml:
        fields = "".join(_FIELD.findall(xml))
        looking.text(f"{label}的域代码", unescape(fields), hidden=True)
        simple = [found.get("w:instr", "") for found, _ in elements(xml, "w:fldSimple")]
        looking.text(f"{label}的域代码", "\n".join(simple), hidden=True)
    alternatives: list[str] = []
    for tag in _ALT.findall(xml):
        found = attributes(tag)
        alternatives += [
            found[key] for key in ("descr", "title", "alt", "string") if found.get(key)
        ]
    looking.text(f"{label}里图片的替代文字", "\n".join(alternatives), hidden=True)
    _look_hidden_runs(xml, label, hidden_styles, looking)
    return reader.has_text


def _look_hidden_runs(
    xml: str, label: str, hidden_styles: frozenset[str], looking: Looking
) -> None:
    if not (hidden_styles or _VANISH.search(xml) or _WHITE.search(xml) or _TINY.search(xml)):
        return
    vanished: list[str] = []
    unseen: list[str] = []
    for paragraph in xml.split("</w:p>"):
        style = re.search(r'<w:pStyle w:val="([^"]*)"', paragraph)
        whole = style is not None and style[1] in hidden_styles
        before = (len(vanished), len(unseen))
        for run in _RUN.split(paragraph)[1:]:
            text = unescape("".join(_TEXT.findall(run)))
            if not text.strip():
                continue
            styled = re.search(r'<w:rStyle w:val="([^"]*)"', run)
            if whole or _VANISH.search(run) or (styled and styled[1] in hidden_styles):
                vanished.append(text)
            elif (_WHITE.search(run) and "<w:shd " not in run + paragraph) or _TINY.search(run):
                unseen.append(text)
        if (len(vanished), len(unseen)) != before:
            (vanished if len(vanished) != before[0] else unseen).append("\n")
    if text := "".join(vanished).strip():
        looking.text(f"{label}里隐藏的文字", text, hidden=True)
        looking.fault("error", f"{label}里有隐藏的文字。", "显示隐藏文字，删去后另存。")
    if text := "".join(unseen).strip():
        looking.text(f"{label}里看不见的文字", text, hidden=True)
        looking.fault("warning", f"{label}里有白色或者极小的文字。", "核对这些文字，不该有的删去。")


def _hidden_styles(xml: str) -> frozenset[str]:
    if "w:vanish" not in xml:
        return frozenset()
    return frozenset(
        found.get("w:styleId", "")
        for found, inner in elements(xml, "w:style")
        if _VANISH.search(inner)
    )


def _count_changes(xml: str, changes: dict[str, int], authors: dict[str, None]) -> None:
    for what, tags in (("删除", ("<w:del ", "<w:moveFrom ")), ("插入", ("<w:ins ", "<w:moveTo "))):
        # An empty mark of a paragraph or row is a change too.
        count = sum(xml.count(tag) for tag in tags)
        if count:
            changes[what] = changes.get(what, 0) + count
    if "w:author=" in xml:
        for author in re.findall(r'w:author="([^"]*)"', xml):
            authors.setdefault(unescape(author))


def _look_comments(archive: Archive, looking: Looking, authors: dict[str, None]) -> None:
    number = 0
    for name in archive.names("word/comments", ".xml"):
        for found, inner in elements(plain_xml(archive.read(name)), "w:comment"):
            number += 1
            authors.setdefault(found.get("w:author", ""))
            text = words(inner) if "w:t" in inner else ""
            looking.text(f"批注 {number}", text, hidden=True)
    authors.pop("", None)
    if number:
        looking.fault("error", f"文件里有 {number} 条批注。", "删去全部批注后另存。")


def _look_settings(archive: Archive, looking: Looking) -> None:
    xml = plain_xml(archive.read("word/settings.xml") or b"<w/>")
    values = [
        f"{found.get('w:name', '')}：{found.get('w:val', '')}"
        for found, _ in elements(xml, "w:docVar")
    ]
    looking.text("文档变量", "\n".join(values), hidden=True)


def _look_numbering(archive: Archive, looking: Looking) -> None:
    """Look at the words that a list puts before its items: “%1、” holds none."""
    for name in archive.names("word/numbering", ".xml"):
        xml = plain_xml(archive.read(name))
        levels = [found.get("w:val", "") for found, _ in elements(xml, "w:lvlText")]
        said = dict.fromkeys(_LEVEL.sub(" ", each).strip() for each in levels)
        looking.text("自动编号的文字", "\n".join(said), hidden=True)


class _Reader:
    """Reads one part: paragraphs become lines of one text, tables become tables."""

    def __init__(self, looking: Looking, label: str) -> None:
        self._looking, self._label = looking, label
        self._lines: list[str] = []
        self._tables = 0
        self.has_text = False

    def read(self, xml: str) -> None:
        run: list[str] = []
        #: open tables: rows, cells of the open row, paragraphs of the open cell
        stack: list[tuple[list[tuple[str, ...]], list[str], list[str]]] = []
        for text, tag, mark in _TOKEN.findall(xml):
            if text:
                run.append(text)
            elif mark:
                run.append("-" if mark == "noBreakHyphen" else "\t" if mark == "tab" else " ")
            elif tag == "/w:p":
                line = unescape("".join(run))
                run.clear()
                (stack[-1][2] if stack else self._lines).append(line)
            elif tag == "w:tbl":
                stack.append(([], [], []))
            elif not stack:
                continue
            elif tag == "/w:tc":
                rows, cells, paragraphs = stack[-1]
                cells.append("\n".join(paragraphs))
                paragraphs.clear()
            elif tag == "/w:tr":
                rows, cells, _ = stack[-1]
                self._looking.spend_cells(len(cells))
                rows.append(tuple(cells))
                cells.clear()
            else:
                self._close(*stack.pop())
        while stack:
            self._close(*stack.pop())
        self._lines.append(unescape("".join(run)))
        text = "\n".join(self._lines)
        self.has_text = self.has_text or bool(text.strip())
        self._looking.text(self._label, text, unit="段")

    def _close(self, rows: list[tuple[str, ...]], cells: list[str], paragraphs: list[str]) -> None:
        if paragraphs:
            cells.append("\n".join(paragraphs))
        if cells:
            rows.append(tuple(cells))
        self._tables += 1
        self.has_text = self.has_text or any(any(row) for row in rows)
        place = f"{self._label}的表格 {self._tables} "
        self._looking.table(Piece(place, rows=tuple(rows)))
