"""OFD (GB/T 33190-2016) -> pieces. It must not know what the text means."""

from __future__ import annotations

import posixpath
import re

from gongkai_ssg.gate.files.archive import Archive
from gongkai_ssg.gate.files.inside import Looking, listed
from gongkai_ssg.gate.files.office import CLEAN
from gongkai_ssg.gate.files.persons import is_person
from gongkai_ssg.gate.files.xml_parts import elements, plain_xml, unescape, words

_CODE = re.compile(r'<ofd:TextCode(?:\s[^<>]*?Y="([^"]*)")?[^<>]*>([^<]*)')
_LABELS = {
    "Title": "标题", "Author": "作者", "Subject": "主题", "Abstract": "摘要", "Creator": "创建软件",
    "DocUsage": "用途", "Keyword": "关键词", "CustomData": "自定义",
}  # fmt: skip
_KNOWN = (".xml", ".otf", ".ttf", ".esl", ".dat", ".jb2", ".cfb")


def look_ofd(archive: Archive, looking: Looking) -> None:
    """Look at the pages, notes, properties and attached files of an OFD document."""
    pages, empty = 0, 0
    for name in archive.names("", ".xml"):
        xml = plain_xml(archive.read(name))
        if name == "ofd.xml":
            _look_properties(xml, looking)
        elif "/annots/" in name or "annotation" in name:
            looking.text("注释", _text(xml) + "\n" + words(xml), hidden=True)
        elif "ofd:TextCode" in xml or posixpath.basename(name) == "content.xml":
            pages += 1
            text = _text(xml)
            empty += not text.strip()
            looking.text(f"第 {pages} 页", text)
        else:
            looking.text("目录和附加数据", words(xml), hidden=True)
    for name, infos in archive.by_name.items():
        if name.endswith(_KNOWN):
            continue
        for info in infos:
            data = archive.unpack(info)
            base = posixpath.basename(info.filename)
            if "/attachs/" in name or "attachment" in name:
                looking.fault(
                    "warning", f"文件里附有另一个文件“{base}”。", "确认它可以公开，或者删去。"
                )
                looking.inner(f"附带文件“{base}”", data, base)
            else:
                looking.quietly(lambda d=data, b=base: looking.inner(f"图片“{b}”", d, b))  # type: ignore[misc]
    if empty or not pages:
        looking.unread("扫描件，没有文字" if empty == pages else f"有 {empty} 页没有文字")


def _look_properties(xml: str, looking: Looking) -> None:
    persons: list[str] = []
    for key, label in _LABELS.items():
        for _, inner in elements(xml, f"ofd:{key}"):
            value = words(inner)
            looking.text(f"文档属性“{label}”", value, hidden=True)
            if label == "作者" and is_person(value):
                persons.append(f"作者“{value.strip()}”")
    if persons:
        looking.fault("warning", f"文档属性里有姓名：{listed(persons)}。", CLEAN)


def _text(xml: str) -> str:
    """Return text runs; those on one height are one line."""
    lines: list[str] = []
    last = ""
    for boundary, block in _blocks(xml):
        for y, text in _CODE.findall(block):
            height = f"{boundary}/{y}"
            if lines and height == last:
                lines[-1] += " " + text
            else:
                lines.append(text)
            last = height
    return unescape("\n".join(lines))


def _blocks(xml: str) -> list[tuple[str, str]]:
    """Return the text objects with the height of each."""
    blocks: list[tuple[str, str]] = []
    for block in xml.split("<ofd:TextObject")[1:] or [xml]:
        found = re.search(r'Boundary="\s*\S+\s+(\S+)', block[:500])
        blocks.append((found[1] if found else "", block))
    return blocks
