"""PDF -> pieces: text by page, properties, notes, form fields, bookmarks, embedded files.

PDFium reads it (the reader of a browser, made for hostile files, and many times as fast as one
written in Python). It must not know what the text means.
"""

from __future__ import annotations

import ctypes
import itertools
import re
import zlib
from collections.abc import Iterator
from typing import Any

from gongkai_ssg.gate.files.images import xmp_packets
from gongkai_ssg.gate.files.inside import Broken, Looking, listed
from gongkai_ssg.gate.files.office import CLEAN
from gongkai_ssg.gate.files.pdf_font import use_boxes
from gongkai_ssg.gate.files.pdf_objects import read_objects
from gongkai_ssg.gate.files.persons import is_person
from gongkai_ssg.gate.files.strays import strays
from gongkai_ssg.gate.files.text_files import decode
from gongkai_ssg.gate.files.xml_parts import spread_words

_LABELS = {
    "Title": "标题", "Author": "作者", "Subject": "主题", "Keywords": "关键词", "Creator": "创建软件",
    "Producer": "生成软件",
}  # fmt: skip
_MAX_PAGES = 3_000
_STREAM = re.compile(rb"/Type\s*/Metadata\b[^>]{0,300}>>\s*stream\r?\n")
_NOTE = frozenset([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 25])  # what people add
_LINK, _WIDGET = 2, 20
# As long as an identity number or a bank card.
_OVER_PAGES = re.compile(r"(?<![0-9.,])(?:[1-9][0-9]{16}[0-9Xx]|62[0-9]{14,17})(?![0-9A-Za-z.,])")
_ENDS, _BEGINS = re.compile(r"[0-9]$"), re.compile(r"[0-9Xx]")


def look_pdf(data: bytes, looking: Looking) -> None:
    """Look at a PDF. Raises Broken and TooMuch."""
    try:
        import pypdfium2  # type: ignore[import-untyped,unused-ignore]  # slow to load
    except (ImportError, OSError):
        looking.unread("本机没有读 PDF 的部件（pypdfium2）")
        return
    use_boxes(pypdfium2.raw)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            looking.unread("加了密码")
            looking.fault("error", "PDF 加了密码，读不出来。", "去掉密码后重新保存。")
            return
        raise Broken("PDF 已损坏") from error
    try:
        _look_document(document, pypdfium2, looking)
        _look_xmp(data, looking)
    except pypdfium2.PdfiumError as error:
        raise Broken("PDF 已损坏") from error
    finally:
        document.close()
    objects = read_objects(data)
    looking.text("PDF 里的脚本", "\n".join(objects.scripts), hidden=True)
    if objects.runs_scripts:
        looking.fault("error", "PDF 里有脚本。", "另行打印或者导出成不带脚本的 PDF。")
    if objects.launches:
        looking.fault("error", "PDF 会打开别的程序或者文件。", "另行打印或者导出成普通的 PDF。")
    looking.stray("PDF 里看不见的地方", dict.fromkeys((*strays(data), *strays(objects.strings))))
    end = data.rfind(b"%%EOF")
    behind = data[end + 5 :].strip() if end >= 0 else b""
    looking.text("PDF 结尾之后", decode(behind[:1_000_000]) or "", hidden=True)
    if len(behind) > 100:
        looking.fault("error", "PDF 结尾之后还有别的数据。", "重新导出 PDF。")
        looking.unread("PDF 结尾之后的数据看不到")


def _look_document(document: Any, pdfium: Any, looking: Looking) -> None:
    count = len(document)
    if count > _MAX_PAGES:
        looking.unread(f"超过 {_MAX_PAGES} 页，后面的没有读")
    scans: list[str] = []
    notes: list[str] = []
    has_text, before = False, ""
    for number in range(min(count, _MAX_PAGES)):
        page = document[number]
        try:
            text = _page_text(page)
            looking.text(f"第 {number + 1} 页", text)
            over = "\n".join(_over_pages(before, text))
            looking.text(f"第 {number} 页末到第 {number + 1} 页开头", over)
            before = text
            if text.strip():
                has_text = True
            elif _has_image(page, pdfium):
                scans.append(str(number + 1))
            _look_annotations(document, page, pdfium.raw, number + 1, notes, looking)
        finally:
            page.close()
    if scans:
        whole = "扫描件，没有文字"
        looking.unread(f"第 {listed(scans)} 页是图片，没有文字" if has_text else whole)
    elif not has_text:
        looking.unread("没有文字")
    if notes:
        looking.fault(
            "error", f"PDF 里有批注：第 {listed(dict.fromkeys(notes))} 页。", "删去批注后重新导出。"
        )
    _look_properties(document, looking)
    titles = []
    for mark in document.get_toc():
        titles.append(mark.get_title())
        if len(titles) > 20_000:
            break
    looking.text("书签", "\n".join(titles))
    _look_attachments(document, looking)


def _page_text(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_range()
    finally:
        text_page.close()
    # A hyphen that the reader took for one at a line's end comes as U+FFFE.
    return text.replace("\r\n", "\n").replace("\ufffe", "-").replace("\0", "")


def _over_pages(before: str, after: str) -> Iterator[str]:
    """Yield long numbers that begin at the end of one page and go on at the top of the next.

    Numbers of pages and running titles may stand between.
    """
    lasts = [each.strip() for each in before[-400:].split("\n") if each.strip()][-2:]
    firsts = [each.strip() for each in after[:400].split("\n") if each.strip()][:2]
    for last, first in itertools.product(lasts, firsts):
        if not (_ENDS.search(last) and _BEGINS.match(first)):
            continue
        found = _OVER_PAGES.search(last + first)
        if found is not None and found.start() < len(last) < found.end():
            yield last + first


def _has_image(page: Any, pdfium: Any) -> bool:
    kinds = (
        pdfium.raw.FPDF_PAGEOBJ_IMAGE,
        pdfium.raw.FPDF_PAGEOBJ_PATH,
        pdfium.raw.FPDF_PAGEOBJ_SHADING,
    )
    return next(iter(page.get_objects(filter=kinds, max_depth=5)), None) is not None


def _look_annotations(
    document: Any, page: Any, raw: Any, number: int, notes: list[str], looking: Looking
) -> None:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 5_000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            address = _address(document, raw, annotation) if kind == _LINK else ""
            values = {
                key: _string(raw, annotation, key)
                for key in (b"Contents", b"T", b"V", b"Subj", b"TU", b"RC", b"DV")
            }
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
        if kind == _WIDGET:
            filled = [values[key] for key in (b"T", b"TU", b"V", b"DV") if values[key]]
            looking.text(f"第 {number} 页的表单", "\n".join(filled))
            continue
        looking.text(f"第 {number} 页的链接地址", address, hidden=True)
        said = "\n".join(dict.fromkeys(each for each in values.values() if each))
        looking.text(f"第 {number} 页的批注", said, hidden=True)
        if kind in _NOTE and (said or kind != 9):
            notes.append(str(number))


def _address(document: Any, raw: Any, annotation: Any) -> str:
    action = raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(annotation))
    length = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
    if not 1 < length < 100_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAction_GetURIPath(document, action, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _string(raw: Any, annotation: Any, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2 or length > 10_000_000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pointer = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFAnnot_GetStringValue(annotation, key, pointer, length)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _look_properties(document: Any, looking: Looking) -> None:
    values = document.get_metadata_dict(skip_empty=True)
    for key, value in values.items():
        if key in _LABELS:
            looking.text(f"文档属性“{_LABELS[key]}”", value, hidden=True)
    author = values.get("Author", "")
    if is_person(author):
        looking.fault("warning", f"文档属性里有姓名：作者“{author.strip()}”。", CLEAN)


def _look_attachments(document: Any, looking: Looking) -> None:
    for index in range(min(document.count_attachments(), 200)):
        found = document.get_attachment(index)
        name = found.get_name()
        looking.text("附带文件的名称", name, hidden=True)
        looking.fault(
            "warning", f"PDF 里附有另一个文件“{name}”。", "确认它可以公开，或者重新导出。"
        )
        try:
            content = bytes(found.get_data())
        except Exception:  # what the reader cannot give is told, whatever its reason
            looking.unread(f"附带文件“{name}”读不出来")
            continue
        looking.spend_bytes(len(content))
        looking.inner(f"附带文件“{name}”", content, name)


def _look_xmp(data: bytes, looking: Looking) -> None:
    packets = xmp_packets(data)
    for found in itertools.islice(_STREAM.finditer(data), 50):
        packed = data[found.end() : found.end() + 1_000_000]
        if packed[:1] in (b"x", b"h", b"H", b"X"):
            try:
                packets += xmp_packets(zlib.decompressobj().decompress(packed, 1_000_000))
            except zlib.error:
                continue
    for packet in packets[:20]:
        looking.text(
            "文档属性（XMP）", spread_words(packet.decode("utf-8", "replace")), hidden=True
        )
