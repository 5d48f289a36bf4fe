"""Faults in archives and pictures, and in files that hide something or that nobody can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from openpyxl.comments import Comment
from PIL import Image

from red_team import files
from red_team.cases import (
    ERROR,
    HIDDEN,
    UNREAD,
    WARNING,
    Fault,
    attached,
    found_in,
    identity,
    marked_in,
)

_HEAD = ("姓名", "金额（元）")
_ROWS = (_HEAD, ("王某甲", 300), ("王某乙", 500))
_ANY_HIDDEN = ("GK043", "GK003", "GK001")


def archives() -> Iterator[Fault]:
    """Return faults in zip archives, and archives that are made to harm."""
    head = ("姓名", "证号")

    def sheet(number: str) -> bytes:
        return files.table([head, ("王某甲", number)], "gb18030")

    n = identity()
    yield found_in("zip-csv", "a.zip", files.zipped({"b/c.csv": sheet(n)}), n, "b/c.csv")
    n = identity()
    yield found_in(
        "zip-docx", "a.zip", files.zipped({"b.docx": files.word(f"证号{n}")}), n, "b.docx"
    )
    n = identity()
    yield found_in("zip-zip", "a.zip", files.nested(sheet(n), "c.csv", 2), n)
    n = identity()
    yield found_in(
        "zip-zip-book", "a.zip", files.nested(files.xlsx([head, ("甲", n)]), "c.xlsx", 2), n
    )
    n = identity()
    yield found_in("zip-name", "a.zip", files.zipped({f"甲{n}.txt": b"text"}), n)
    n = identity()
    yield found_in("zip-comment", "a.zip", files.zipped({"b.txt": b"text"}, f"id {n}".encode()), n)
    n = identity()
    yield found_in("zip-no-extension", "a.zip", files.zipped({"README": sheet(n)}), n)
    n = identity()
    yield found_in(
        "zip-html", "a.zip", files.zipped({"a.html": f"<p>{n[:9]}<b>{n[9:]}</b></p>".encode()}), n
    )
    yield marked_in("zip-mark", "a.zip", files.zipped({"a.txt": "机密★10年\n".encode()}))
    any_rule = ("GK042", "GK043", "GK003", "GK001", "GK020")
    for name, data in {
        "bomb": files.bomb(),
        "bomb-nested": files.zipped({"a.zip": files.bomb(), "b.zip": files.bomb(1 << 20)}),
        "deep": files.nested(b"text", "a.txt", 12),
        "climbs": files.zipped({"../../../etc/cron.txt": b"text"}),
        "absolute": files.zipped({"/etc/cron.txt": b"text"}),
        "backslash": files.zipped({"..\\..\\a.txt": b"text"}),
        "locked": files.locked({"a.csv": sheet(identity())}),
        "program": files.zipped({"a.exe": b"MZ" + b"\0" * 64}),
    }.items():
        yield attached(f"zip-{name}", "a.zip", data, rules=any_rule, least=ERROR)
    stuffed = files.with_parts(
        files.xlsx(_ROWS), {"xl/worksheets/sheet9.xml": b"<a>" + b"0" * (64 << 20) + b"</a>"}
    )
    yield attached("xlsx-bomb", "a.xlsx", stuffed, rules=any_rule, least=WARNING)
    laughs = '<!DOCTYPE w [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    data = files.with_parts(
        files.word("正文。"), {"word/document.xml": f"{laughs}]><w>&j;</w>".encode()}
    )
    yield attached("docx-laughs", "a.docx", data, rules=any_rule, least=WARNING)


def pictures() -> Iterator[Fault]:
    """Return faults in what pictures carry beside the picture."""

    def inline(name: str, file: str, data: bytes, number: str) -> Fault:
        body = f"如图。\n\n![场馆外景]({file})"
        return attached(f"picture-{name}", file, data, canaries=(number,), body=body)

    n = identity()
    yield inline("description", "a.jpg", files.jpg({270: f"ID {n}"}), n)
    n = identity()
    yield inline("artist", "a.jpg", files.jpg({315: n}), n)
    n = identity()
    yield inline(
        "user-comment", "a.jpg", files.jpg({0x8769: {0x9286: b"ASCII\0\0\0" + n.encode()}}), n
    )
    n = identity()
    yield inline("wide-comment", "a.jpg", files.jpg({0x9C9C: n.encode("utf-16-le")}), n)
    n = identity()
    yield inline("jpg-comment", "a.jpg", files.jpg(comment=f"id {n}".encode()), n)
    n = identity()
    yield inline("behind-end", "a.jpg", files.jpg(after=f"id {n}".encode()), n)
    n = identity()
    archive = files.zipped({"a.csv": files.table([("姓名", "证号"), ("甲", n)])})
    yield inline("archive-behind", "a.jpg", files.jpg(after=archive), n)
    n = identity()
    yield inline("png-text", "a.png", files.png({"Comment": n}), n)
    n = identity()
    yield inline("png-packed", "a.png", files.png({"Comment": f"id {n}"}, packed=True), n)
    n = identity()
    yield inline("png-xmp", "a.png", files.png({"XML:com.adobe.xmp": f"<x>{n}</x>"}), n)


def unread() -> Iterator[Fault]:
    """Return files that nobody can read and nobody has confirmed."""
    plain = "附件请一并阅读。"
    for name, file, data in (
        ("scan", "a.pdf", files.scan()),
        ("old-word", "a.doc", files.ole("说明文字", "正文")),
        ("old-slides", "a.ppt", files.ole("说明文字")),
        ("wps", "a.wps", files.ole("说明文字")),
        ("locked-pdf", "a.pdf", files.pdf("说明", password="secret")),
        ("attached-picture", "a.jpg", files.jpg()),
        ("sound", "a.mp3", b"ID3\x04\0\0\0\0\0\0" + b"\0" * 64),
    ):
        yield attached(f"unread-{name}", file, data, rules=UNREAD, least=ERROR, body=plain)
    locked_book = files.ole("EncryptedPackage", "EncryptionInfo")
    for file, rules in (("a.xlsx", ("GK042", "GK020")), ("a.xls", UNREAD)):
        name = f"unread-locked-{file[2:]}"
        yield attached(name, file, locked_book, rules=rules, least=ERROR, body=plain)
    scan = files.scan()
    yield attached(
        "unread-in-zip", "a.zip", files.zipped({"a.pdf": scan}), rules=UNREAD, least=ERROR
    )
    stale = "附件:\n  - {路径: a.pdf, 标题: 扫描件, 核对人: 王某甲, 核对日期: 2026-11-20, 校验: 00000000}"
    yield attached("unread-stale", "a.pdf", scan, rules=UNREAD, least=ERROR, extra=stale)
    half = "附件:\n  - {路径: a.pdf, 标题: 扫描件, 核对人: 王某甲}"
    yield attached("unread-half", "a.pdf", scan, rules=UNREAD, least=ERROR, extra=half)
    body, part = "扫描件两页，一页有字。", files.pdf("第一页有字", change=_picture_page)
    yield attached("unread-mixed", "a.pdf", part, rules=UNREAD, least=WARNING, body=body)


def _picture_page(canvas: Any) -> None:
    canvas.showPage()
    canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)


def hidden() -> Iterator[Fault]:
    """Return files with hidden content that is no personal number."""

    def hide(kind: str) -> Any:
        def change(book: Any) -> None:
            sheet = book.active
            if kind == "sheet":
                book.create_sheet("底稿")["A1"] = "测算过程"
                book["底稿"].sheet_state = "hidden"
            elif kind == "row":
                sheet.row_dimensions[2].hidden = True
            elif kind == "column":
                sheet.column_dimensions["B"].hidden = True
            elif kind == "comment":
                sheet["A2"].comment = Comment("再核实一下", "王某甲")
            else:
                book.properties.creator = "王某甲"
                book.properties.lastModifiedBy = "王某甲"
                book.properties.created = dt.datetime(2026, 1, 1)

        return change

    for kind in ("sheet", "row", "column", "comment", "author"):
        data = files.xlsx(_ROWS, hide(kind))
        yield attached(f"hidden-{kind}", "a.xlsx", data, rules=HIDDEN, least=WARNING)
    for tag, text in (("ins", "w:t"), ("del", "w:delText")):
        xml = f'<w:{tag} w:id="1" w:author="王某甲"><w:r><{text}>原拟每月一次</{text}></w:r></w:{tag}>'
        data = files.word("正文。", change=files.word_xml(xml))
        yield attached(f"hidden-docx-{tag}", "a.docx", data, rules=HIDDEN, least=WARNING)

    def remark(document: Any) -> None:
        document.add_comment(document.paragraphs[0].runs[0], text="再核实", author="王某甲")

    data = files.word("正文。", change=remark)
    yield attached("hidden-docx-comment", "a.docx", data, rules=HIDDEN, least=WARNING)
    vanish = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>原拟每月一次</w:t></w:r>"
    data = files.word("正文。", change=files.word_xml(vanish))
    yield attached("hidden-docx-vanish", "a.docx", data, rules=HIDDEN, least=WARNING)

    def note(show: Any) -> None:
        show.slides[0].notes_slide.notes_text_frame.text = "这里不要讲太细"

    yield attached(
        "hidden-pptx-notes",
        "a.pptx",
        files.slides("说明", change=note),
        rules=HIDDEN,
        least=WARNING,
    )
    macro = files.with_parts(
        files.word("正文。"), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 64}
    )
    yield attached(
        "hidden-macro", "a.docx", macro, rules=("GK042", "GK043", "GK020"), least=WARNING
    )
    place = files.jpg({0x8825: {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)}})
    body = "如图。\n\n![场馆外景](a.jpg)"
    yield attached("hidden-position", "a.jpg", place, rules=_ANY_HIDDEN, least=WARNING, body=body)
