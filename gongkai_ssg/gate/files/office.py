"""What docx, xlsx and pptx share: properties, embedded files, macros, pictures, links.

It must not know what stands in the body of any of them.
"""

from __future__ import annotations

import posixpath
import re

from gongkai_ssg.gate.files.archive import Archive
from gongkai_ssg.gate.files.inside import Broken, Looking, TooMuch, listed
from gongkai_ssg.gate.files.persons import is_person
from gongkai_ssg.gate.files.xml_parts import attributes, elements, plain_xml, spread_words, words

_CORE = {
    "dc:creator": "作者", "cp:lastmodifiedby": "最后保存者", "dc:title": "标题", "dc:subject": "主题",
    "dc:description": "备注", "cp:keywords": "标记", "cp:category": "类别",
    "cp:contentstatus": "状态", "dc:identifier": "标识符", "cp:version": "版本号",
}  # fmt: skip
_APP = {
    "company": "单位", "manager": "经理", "hyperlinkbase": "超链接基础", "template": "模板",
    "titlesofparts": "各部分标题", "hlinks": "超链接",
}  # fmt: skip
_PERSONS = ("作者", "最后保存者", "经理")
#: Parts that programs write without words of an author, and those that are looked at by entry.
_ROUTINE = re.compile(
    r"\[content_types\]\.xml|.*(?:theme/|styles|fonttable|websettings|stylesWithEffects|numbering"
    r"|printersettings|calcchain|tablestyles|viewprops|presprops|itemprops|/_rels/|/embeddings/"
    r"|/media/|/charts/(?:style|colors)|fonts?/|vbaproject|vbadata|/afchunk|thumbnail"
    r"|slidelayouts/|slidemasters/|revisioninfo|metadata\.xml).*"
)
_LEAF = re.compile(r"<([\w:.-]+)(?:\s[^<>]*)?>([^<]+)<")
_LINK = re.compile(r"<Relationship\s([^<>]*)>")
_HARMLESS_LINKS = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/")
CLEAN = "在 Office 或 WPS 的“检查文档”里删去“文档属性和个人信息”后另存。"


def look_shared(archive: Archive, looking: Looking, folder: str) -> None:
    """Look at what every Office document may carry; `folder` is "word", "xl" or "ppt"."""
    _look_properties(archive, looking)
    macros = [name for name in archive.by_name if name.endswith("vbaproject.bin")]
    macros += archive.names("xl/macrosheets/")
    if macros:
        looking.fault("error", "文件含有宏。", "另存为不带宏的格式。")
        looking.unread("宏看不到")
    for name in (*archive.names(f"{folder}/embeddings/"), *archive.names(f"{folder}/afchunk")):
        _look_embedded(archive, name, looking)
    for name in (*archive.names(f"{folder}/media/"), *archive.names("docprops/thumbnail")):
        for info in archive.by_name[name]:
            if name.endswith((".emf", ".wmf", ".svg", ".bin")):
                continue
            look_quietly(looking, f"图片“{posixpath.basename(name)}”", archive.unpack(info), name)
    for name in archive.names("customxml/", ".xml"):
        if "/_rels/" not in name and "itemprops" not in name:
            text = spread_words(plain_xml(archive.read(name)))
            looking.text(f"自定义数据“{posixpath.basename(name)}”", text, hidden=True)
    for name in archive.names(f"{folder}/charts/chart", ".xml"):
        xml = plain_xml(archive.read(name))
        looking.text("图表", "\n".join(_chart_words(xml)))
    for name in archive.names(f"{folder}/diagrams/data", ".xml"):
        looking.text("智能图形", words(plain_xml(archive.read(name))))
    for name in archive.names("", ".rels"):
        _look_links(plain_xml(archive.read(name)), looking)
    _look_unknown(archive, looking)
    looking.stray("看不见的地方", archive.strays)
    if archive.doubled:
        looking.fault("error", "文件里有重名的部件。", "用 Office 或 WPS 打开后重新保存。")


def _look_unknown(archive: Archive, looking: Looking) -> None:
    """Look at the parts that no reader asked for: what no program shows may be in them."""
    for name, infos in archive.by_name.items():
        if name in archive.read_names or _ROUTINE.fullmatch(name):
            continue
        place = f"部件“{name}”"
        for info in infos:
            data = archive.unpack(info)
            if name.endswith((".xml", ".vml", ".rels")):
                try:
                    text = spread_words(plain_xml(data))
                except Broken:  # the drawings of old comments are no sound XML
                    text = spread_words(data.decode("utf-8", "replace"))
                looking.text(place, text, hidden=True)
            else:
                look_quietly(looking, place, data, name)


def look_quietly(looking: Looking, place: str, data: bytes, name: str) -> None:
    """Look at a picture in a document: what it carries, without calling the document unread."""
    looking.quietly(lambda: looking.inner(place, data, name))


def _chart_words(xml: str) -> list[str]:
    return [text for _, inner in elements(xml, "(?:c:)?v") if (text := words(inner))] + [
        text for _, inner in elements(xml, "a:t") if (text := words(inner))
    ]


def _look_properties(archive: Archive, looking: Looking) -> None:
    persons: list[str] = []

    def say(label: str, value: str) -> None:
        shown = f"标题：{value}" if label == "标题" else value
        looking.text(f"文档属性“{label}”", shown, hidden=True)
        if label in _PERSONS and is_person(value):
            persons.append(f"{label}“{value.strip()}”")

    for part, labels in (("docprops/core.xml", _CORE), ("docprops/app.xml", _APP)):
        if part not in archive.by_name:
            continue
        xml = plain_xml(archive.read(part))
        for name, value in _LEAF.findall(xml):
            label = labels.get(name.lower())
            if label and value.strip():
                say(label, words(value))
        if part.endswith("app.xml"):
            parts = [words(each) for _, each in elements(xml, "vt:lpstr")]
            looking.text("文档属性“各部分标题”", "\n".join(parts), hidden=True)
    if "docprops/custom.xml" in archive.by_name:
        for found, inner in elements(plain_xml(archive.read("docprops/custom.xml")), "property"):
            say(found.get("name", "自定义"), f"{found.get('name', '')}：{words(inner)}")
    if persons:
        looking.fault("warning", f"文档属性里有姓名：{listed(dict.fromkeys(persons))}。", CLEAN)


def _look_embedded(archive: Archive, name: str, looking: Looking) -> None:
    base = posixpath.basename(name)
    place = f"嵌入文件“{base}”"
    for info in archive.by_name[name]:
        try:
            data = archive.unpack(info)
        except (Broken, TooMuch) as error:
            looking.unread(f"{place}{error}")
            continue
        if not data:
            continue
        looking.fault(
            "warning",
            f"文件里嵌有另一个文件“{base}”。",
            "图表和对象改为图片，或者确认嵌入的内容可以公开。",
        )
        looking.inner(place, data, base)


def _look_links(xml: str, looking: Looking) -> None:
    outside: list[str] = []
    for tag in _LINK.findall(xml):
        found = attributes(tag)
        target = found.get("Target", "")
        if found.get("TargetMode") != "External" or target.startswith(_HARMLESS_LINKS):
            continue
        looking.text("链接地址", target, hidden=True)
        is_path = re.match(r"file:|[a-zA-Z]:[\\/]|\\\\", target) is not None
        # A template is named by every document that was made from one.
        if is_path or not found.get("Type", "").endswith(("/hyperlink", "/attachedTemplate")):
            outside.append(target)
    if outside:
        shown = listed((f"“{each[:60]}”" for each in outside), 3)
        looking.fault("warning", f"文件链接到外部文件：{shown}。", "断开链接，只保留内容。")
