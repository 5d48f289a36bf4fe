"""pptx -> pieces: slides, notes, comments, hidden slides. It must not know what the text means."""

from __future__ import annotations

import posixpath
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

_TEXT = re.compile(r"<a:t(?: [^<>]*)?>([^<]*)|(<a:br|</a:p>)")
_NUMBER = re.compile(r"(\d+)\.xml$")
_ALT = re.compile(r"<p:cNvPr\s([^<>]*)>")


def look_pptx(archive: Archive, looking: Looking) -> None:
    """Look at every slide and what hangs on it."""
    hidden: list[str] = []
    noted: list[str] = []
    comments, has_text = 0, False
    for name in archive.names("ppt/slides/slide", ".xml"):
        found = _NUMBER.search(name)
        number = found[1] if found else "?"
        label = f"第 {number} 张幻灯片"
        xml = plain_xml(archive.read(name))
        is_hidden = bool(re.search(r'<p:sld\s[^<>]*show="(?:0|false)"', xml[:3000]))
        if is_hidden:
            hidden.append(number)
        has_text = _look_slide(xml, label, is_hidden, looking) or has_text
        for part in _related(archive, name):
            if "notesslides/" in part:
                text = _paragraphs(plain_xml(archive.read(part)))
                # The number of the slide is no note.
                if text.strip() and not (text.strip().isdigit() and len(text.strip()) < 5):
                    noted.append(number)
                    looking.text(f"{label}的备注", text, hidden=True)
    for name in archive.names("ppt/comments/", ".xml"):
        xml = plain_xml(archive.read(name))
        for _, inner in elements(xml, r"(?:[\w]+:)?cm"):
            comments += 1
            looking.text(f"批注 {comments}", words(inner), hidden=True)
    for name in (
        *archive.names("ppt/commentauthors", ".xml"),
        *archive.names("ppt/authors", ".xml"),
    ):
        people = re.findall(r'\sname="([^"]*)"', plain_xml(archive.read(name)))
        people = [unescape(each) for each in people]
        looking.text("批注的作者", "\n".join(people), hidden=True)
        if names := [f"“{each}”" for each in people if is_person(each)]:
            looking.fault("warning", f"批注里有姓名：{listed(names)}。", "删去批注后另存。")
    if hidden:
        looking.fault(
            "error", f"有隐藏的幻灯片：第 {listed(hidden)} 张。", "删去隐藏的幻灯片后另存。"
        )
    if comments:
        looking.fault("error", f"文件里有 {comments} 条批注。", "删去全部批注后另存。")
    if noted:
        looking.fault(
            "error", f"第 {listed(noted)} 张幻灯片有备注。", "删去全部备注后另存。"
        )
    for start, label in (("ppt/slidemasters/", "母版"), ("ppt/slidelayouts/", "版式")):
        texts = [
            _paragraphs(plain_xml(archive.read(name))) for name in archive.names(start, ".xml")
        ]
        looking.text(label, "\n".join(texts))
    look_shared(archive, looking, "ppt")
    if not has_text and archive.names("ppt/media/"):
        looking.unread("幻灯片只有图片，没有文字")


def _related(archive: Archive, part: str) -> list[str]:
    folder, base = posixpath.split(part)
    data = archive.read(f"{folder}/_rels/{base}.rels")
    if not data:
        return []
    targets = [found.get("Target", "") for found, _ in elements(plain_xml(data), "Relationship")]
    parts = [posixpath.normpath(posixpath.join("/" + folder, each))[1:].lower() for each in targets]
    return [each for each in parts if each in archive.by_name]


def _paragraphs(xml: str) -> str:
    parts = [text or ("\n" if mark else "") for text, mark in _TEXT.findall(xml)]
    return unescape("".join(parts))


def _look_slide(xml: str, label: str, hidden: bool, looking: Looking) -> bool:
    for number, (_, inner) in enumerate(elements(xml, "a:tbl"), 1):
        rows = [
            tuple(_paragraphs(cell).strip() for _, cell in elements(row, "a:tc"))
            for _, row in elements(inner, "a:tr")
        ]
        looking.spend_cells(sum(map(len, rows)))
        looking.table(Piece(f"{label}的表格 {number} ", hidden=hidden, rows=tuple(rows)))
    text = _paragraphs(without(xml, "a:tbl"))
    looking.text(label, text, hidden=hidden)
    texts = [
        value
        for tag in _ALT.findall(xml)
        for key in ("descr", "title")
        if (value := attributes(tag).get(key))
    ]
    looking.text(f"{label}里图片的替代文字", "\n".join(texts), hidden=True)
    return "<a:t>" in xml or "<a:t " in xml
