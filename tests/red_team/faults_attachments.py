"""Faults inside attachments: in what is seen, in what is hidden, and in what nobody can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image
from pptx.util import Inches
from red_team import files
from red_team.cases import (
    BLOCK,
    ERROR,
    HIDDEN,
    SECRET,
    UNREAD,
    WARNING,
    Fault,
    attached,
    card,
    identity,
    mobile,
    spaced,
    wide,
)

_HEAD = ("姓名", "金额（元）")
_ROWS = (_HEAD, ("王某甲", 300), ("王某乙", 500))
_ANY_HIDDEN = ("GK043", "GK003", "GK001")


def attachment_faults() -> list[Fault]:
    """Return every fault that stands in an attachment."""
    kinds = (_workbooks, _words, _slides, _pdfs, _texts, _archives, _pictures, _unread, _hidden)
    return [fault for kind in kinds for fault in kind()]


def _found(name: str, file: str, data: bytes, number: str, said: str = "") -> Fault:
    return attached(name, file, data, canaries=(number,), said=said)


def _marked(name: str, file: str, data: bytes, said: str = "") -> Fault:
    return attached(name, file, data, rules=SECRET, said=said)


def _workbooks() -> Iterator[Fault]:
    def book(name: str, number: str, change: Any = None, rows: Any = _ROWS, said: str = "") -> Fault:
        return _found(f"xlsx-{name}", "ming-dan.xlsx", files.xlsx(rows, change), number, said)

    n = identity()
    yield book("cell", n, rows=(("姓名", "身份证号"), ("王某甲", n)), said="B2")
    yield book("cell-bare", n := identity(), rows=(*_ROWS, ("王某丙", f"备注{n}")), said="B4")
    yield book("cells", n := identity(), rows=(*_ROWS, (n[:6], n[6:14], n[14:])))
    yield book("cells-digits", n := identity(), rows=(*_ROWS, tuple(n)))
    yield book("wide", n := identity(), rows=(*_ROWS, ("王某丙", wide(n))))
    yield book("zero-width", n := identity(), rows=(*_ROWS, ("王某丙", spaced(n, "\u200b", 5))))
    yield book("text-spaces", n := identity(), rows=(*_ROWS, ("王某丙", spaced(n, " ", 6))))
    yield book("number-cell", n := mobile(), rows=(("户主", "手机"), ("王某甲", int(n))))
    yield book("mobile-text", n := mobile(), rows=(("户主", "联系方式"), ("王某甲", n)))
    yield book("card", n := card(), rows=(("户主", "银行卡号"), ("王某甲", n)))
    yield book("float-cell", n := mobile("188"), rows=(*_ROWS, ("王某甲", float(n))))
    yield book("formula", n := identity(), rows=(*_ROWS, ("王某甲", f'="{n[:9]}"&"{n[9:]}"')))
    yield book("sheet-name", n := identity(), lambda b: b.create_sheet(f"甲{n}"))

    def hide(kind: str, number: str) -> Any:
        def change(workbook: Any) -> None:
            sheet = workbook.active
            if kind in ("hidden", "veryHidden"):
                other = workbook.create_sheet("原始数据")
                other["C7"] = number
                other.sheet_state = kind
            elif kind == "row":
                sheet["A9"] = number
                sheet.row_dimensions[9].hidden = True
            elif kind == "column":
                sheet["H2"] = number
                sheet.column_dimensions["H"].hidden = True
            elif kind == "zero-row":
                sheet["A9"] = number
                sheet.row_dimensions[9].height = 0
            elif kind == "white":
                sheet["H2"] = number
                sheet["H2"].number_format = ";;;"
            elif kind == "far":
                sheet["ZZ5000"] = number
            elif kind == "comment":
                sheet["A2"].comment = Comment(f"本人证号{number}", "经办人")
            elif kind == "name":
                workbook.defined_names["甲"] = DefinedName("甲", attr_text=f'"{number}"')
            elif kind == "header":
                sheet.oddHeader.center.text = number
            elif kind == "link":
                sheet["A2"].hyperlink = f"https://www.example.gov.cn/?id={number}"
            elif kind == "validation":
                rule = DataValidation(type="list", formula1=f'"{number},乙"')
                sheet.add_data_validation(rule)
                rule.add("B2")
            else:
                setattr(workbook.properties, kind, f"王某甲{number}")

        return change

    for kind in (
        "hidden", "veryHidden", "row", "column", "zero-row", "white", "far", "comment", "name",
        "header", "link", "validation", "title", "subject", "description", "keywords", "creator",
    ):  # fmt: skip
        number = identity()
        said = {"hidden": "C7", "row": "A9", "column": "H2", "far": "ZZ5000"}.get(kind, "")
        yield book(f"in-{kind}", number, hide(kind, number), said=said)

    plain = files.xlsx(_ROWS)
    n = identity()
    cache = f'<pivotCacheRecords xmlns="x"><r><s v="王某甲"/><s v="{n}"/></r></pivotCacheRecords>'
    parts = {"xl/pivotCache/pivotCacheRecords1.xml": cache.encode()}
    yield _found("xlsx-pivot", "a.xlsx", files.with_parts(plain, parts), n)
    n = identity()
    box = f'<xdr:wsDr xmlns:xdr="x" xmlns:a="y"><a:t>{n[:8]}</a:t><a:t>{n[8:]}</a:t></xdr:wsDr>'
    parts = {"xl/drawings/drawing1.xml": box.encode()}
    yield _found("xlsx-text-box", "a.xlsx", files.with_parts(plain, parts), n)
    n = identity()
    parts = {"customXml/item1.xml": f"<root><v>{n}</v></root>".encode()}
    yield _found("xlsx-custom-xml", "a.xlsx", files.with_parts(plain, parts), n)
    yield _marked("xlsx-mark", "a.xlsx", files.xlsx([("机密★10年",), *_ROWS]), "A1")
    yield _marked("xlsx-mark-cells", "a.xlsx", files.xlsx([("密级", "机密"), *_ROWS]))
    yield _marked("xlsx-mark-hidden", "a.xlsx", files.xlsx(_ROWS, hide("hidden", "绝密★长期")))
    yield _found("xls-cell", "a.xls", files.xls([*_ROWS, ("王某丙", n := identity())]), n)
    yield _found("xls-hidden", "a.xls", files.xls(_ROWS, [("甲", n := identity())]), n)
    listed = (("姓名", "家庭住址", "残疾等级"), ("王某甲", "东街12号", "二级"), ("王某乙", "西街3号", "三级"))
    yield attached("xlsx-list", "a.xlsx", files.xlsx(listed), least=ERROR)
    yield attached("csv-list", "a.csv", files.table(listed, "gb18030"), least=ERROR)


def _words() -> Iterator[Fault]:
    def run(text: str, extra: str = "") -> str:
        return f'<w:r><w:rPr>{extra}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def made(name: str, number: str, data: bytes, said: str = "") -> Fault:
        return _found(f"docx-{name}", "shuo-ming.docx", data, number, said)

    def inner(name: str, number: str, xml: str, said: str = "") -> Fault:
        return made(name, number, files.word("正文。", change=files.word_xml(xml)), said)

    n = identity()
    yield made("text", n, files.word("正文。", f"当事人王某甲，身份证号{n}。"))
    n = identity()
    yield inner("runs", n, run(n[:4]) + run(n[4:11], "<w:b/>") + run(n[11:]))
    n = identity()
    yield inner("deleted", n, f'<w:del w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{n}</w:delText></w:r></w:del>')
    n = identity()
    yield inner("inserted", n, f'<w:ins w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z">{run(n)}</w:ins>')
    n = identity()
    yield inner("vanished", n, run(n, "<w:vanish/>"))
    n = identity()
    yield inner("white", n, run(n, '<w:color w:val="FFFFFF"/>'))
    n = identity()
    yield inner("text-box", n, f"<w:r><w:pict><v:textbox><w:txbxContent><w:p>{run(n)}</w:p></w:txbxContent></v:textbox></w:pict></w:r>")
    n = identity()
    yield inner("field", n, f'<w:r><w:instrText>HYPERLINK "https://www.example.gov.cn/?id={n}"</w:instrText></w:r>')
    n = identity()
    yield inner("control", n, f"<w:sdt><w:sdtContent>{run(n)}</w:sdtContent></w:sdt>")
    n = identity()
    yield inner("no-break-hyphens", n, f"<w:r><w:t>{n[:6]}</w:t><w:noBreakHyphen/><w:t>{n[6:14]}</w:t><w:noBreakHyphen/><w:t>{n[14:]}</w:t></w:r>")

    def cells(document: Any, values: tuple[str, ...]) -> None:
        grid = document.add_table(2, len(values))
        for x, value in enumerate(values):
            grid.cell(1, x).text = value

    n = identity()
    yield made("cell", n, files.word(change=lambda d: cells(d, ("王某甲", n))))
    m = identity()
    yield made("cells", m, files.word(change=lambda d: cells(d, (m[:6], m[6:14], m[14:]))))

    def section(place: str, text: str) -> Any:
        def change(document: Any) -> None:
            getattr(document.sections[0], place).paragraphs[0].text = text

        return change

    for place in ("header", "footer"):
        number = identity()
        yield made(place, number, files.word("正文。", change=section(place, number)))

    def core(key: str, text: str) -> Any:
        return lambda document: setattr(document.core_properties, key, text)

    for key in ("author", "title", "subject", "comments", "keywords", "last_modified_by"):
        number = identity()
        yield made(f"core-{key}", number, files.word("正文。", change=core(key, number)))

    def comment(text: str) -> Any:
        def change(document: Any) -> None:
            document.add_comment(document.paragraphs[0].runs[0], text=text, author="甲", initials="甲")

        return change

    n = identity()
    yield made("comment", n, files.word("正文。", change=comment(f"此人{n}")))
    plain = files.word("正文。")
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for name in ("footnotes", "endnotes", "glossary/document"):
        number = identity()
        xml = f"<w:root {w}><w:p><w:r><w:t>{number}</w:t></w:r></w:p></w:root>"
        data = files.with_parts(plain, {f"word/{name}.xml": xml.encode()})
        yield made(f"part-{name.split('/')[0]}", number, data)
    n = identity()
    inside = files.xlsx([("姓名", "证号"), ("王某甲", n)])
    yield made("embedded-book", n, files.with_parts(plain, {"word/embeddings/a.xlsx": inside}))
    n = identity()
    inside = files.jpg({270: f"ID {n}"})
    yield made("picture", n, files.with_parts(plain, {"word/media/image1.jpg": inside}))
    n = identity()
    props = f'<Properties xmlns="x" xmlns:vt="y"><property name="证号"><vt:lpwstr>{n}</vt:lpwstr></property></Properties>'
    yield made("custom-property", n, files.with_parts(plain, {"docProps/custom.xml": props.encode()}))
    yield _marked("docx-mark", "a.docx", files.word("机密★10年", "正文。"))
    yield _marked("docx-mark-line", "a.docx", files.word("秘　密", "正文。"))
    yield _marked("docx-mark-header", "a.docx", files.word("正文。", change=section("header", "绝密★长期")))
    yield _marked("docx-copy-number", "a.docx", files.word("份号：000012", "正文。"))
    data = files.word("正文。", "（此件不公开）")
    yield attached("docx-not-public", "a.docx", data, rules=("GK001", "GK002", "GK003"), least=BLOCK)


def _slides() -> Iterator[Fault]:
    def noted(text: str) -> Any:
        def change(show: Any) -> None:
            show.slides[0].notes_slide.notes_text_frame.text = text

        return change

    def made(name: str, number: str, data: bytes) -> Fault:
        return _found(f"pptx-{name}", "a.pptx", data, number)

    n = identity()
    yield made("text", n, files.slides("说明", f"证号{n}"))
    n = identity()
    yield made("notes", n, files.slides("说明", change=noted(f"证号{n}")))
    m = identity()

    def hidden(show: Any) -> None:
        show.slides[1]._element.set("show", "0")

    yield made("hidden-slide", m, files.slides("说明", f"证号{m}", change=hidden))
    k = identity()

    def grid(show: Any) -> None:
        frame = show.slides[0].shapes.add_table(1, 3, Inches(1), Inches(3), Inches(6), Inches(1))
        for x, value in enumerate((k[:6], k[6:14], k[14:])):
            frame.table.cell(0, x).text = value

    yield made("cells", k, files.slides("说明", change=grid))
    j = identity()

    def away(show: Any) -> None:
        box = show.slides[0].shapes.add_textbox(Inches(-20), Inches(1), Inches(2), Inches(1))
        box.text_frame.text = j

    yield made("off-slide", j, files.slides("说明", change=away))
    n = identity()
    yield made("core", n, files.slides("说明", change=lambda s: setattr(s.core_properties, "subject", n)))
    n = identity()
    xml = f'<p:cmLst xmlns:p="x"><p:cm><p:text>{n}</p:text></p:cm></p:cmLst>'
    yield made("comment", n, files.with_parts(files.slides("说明"), {"ppt/comments/comment1.xml": xml.encode()}))
    yield _marked("pptx-mark", "a.pptx", files.slides("机密★5年", "说明"))


def _pdfs() -> Iterator[Fault]:
    def made(name: str, number: str, data: bytes, said: str = "") -> Fault:
        return _found(f"pdf-{name}", "a.pdf", data, number, said)

    n = identity()
    yield made("text", n, files.pdf("说明", f"身份证号：{n}"), "第 2 页")
    n = identity()
    yield made("lines", n, files.pdf(f"证号{n[:10]}\n{n[10:]}"))

    def apart(number: str) -> Any:
        def change(canvas: Any) -> None:
            for place, digit in enumerate(number):
                canvas.drawString(72 + 9 * place, 500, digit)

        return change

    n = identity()
    yield made("digit-by-digit", n, files.pdf("说明", change=apart(n)))
    n = identity()
    kerned = " ".join(f"({c})-250" for c in n).encode()
    yield made("kerned", n, files.raw_pdf(b"BT /F1 12 Tf 72 700 Td [" + kerned + b"] TJ ET"))
    n = identity()
    yield made("packed", n, files.raw_pdf(f"BT /F1 12 Tf 72 700 Td (ID {n}) Tj ET".encode(), True))
    n = identity()
    yield made("invisible", n, files.raw_pdf(f"BT 3 Tr /F1 12 Tf 72 700 Td ({n}) Tj ET".encode(), True))
    n = identity()
    hexed = n.encode().hex().encode()
    yield made("hex", n, files.raw_pdf(b"BT /F1 12 Tf 72 700 Td <" + hexed + b"> Tj ET"))
    for key in ("Author", "Title", "Subject", "Keywords"):
        number = identity()
        yield made(
            f"info-{key.lower()}", number,
            files.pdf("说明", change=lambda c, k=key, v=number: getattr(c, f"set{k}")(f"王某甲 {v}")),
        )  # fmt: skip
    n = identity()
    yield made("bookmark", n, files.pdf("说明", change=lambda c: (c.bookmarkPage("a"), c.addOutlineEntry(n, "a"))))
    m = identity()
    yield made("annotation", m, files.pdf("说明", change=lambda c: c.textAnnotation(f"证号{m}", (50, 50, 90, 90))))
    k = identity()
    yield made("link", k, files.pdf("说明", change=lambda c: c.linkURL(f"https://www.example.gov.cn/?id={k}", (50, 50, 90, 90))))
    j = identity()
    yield made("form", j, files.pdf("说明", change=lambda c: c.acroForm.textfield(name="a", value=j, x=50, y=50)))
    yield _marked("pdf-mark", "a.pdf", files.pdf("机密★10年\n说明"))
    yield _marked("pdf-mark-line", "a.pdf", files.pdf("绝密\n说明如下，请遵照执行。"))
    i = identity()
    yield _found("pdf-after-end", "a.pdf", files.picture_pdf(files.pdf("说明"), f"证号{i}".encode()), i)


def _texts() -> Iterator[Fault]:
    head = ("姓名", "证号")
    for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        number = identity()
        name = f"csv-{encoding}"
        yield _found(name, "a.csv", files.table([head, ("王某甲", number)], encoding), number, "2")
        number = identity()
        text = f"说明\n王某甲，{wide(number)}\n".encode("gb18030" if encoding == "gbk" else encoding)
        yield _found(f"txt-{encoding}", "a.txt", text, number, "2")
    n = identity()
    yield _found("csv-cells", "a.csv", files.table([head, (n[:6], n[6:14], n[14:])]), n)
    n = identity()
    yield _found("csv-tabs", "a.csv", files.table([head, ("王某甲", n)], "gbk", "\t"), n)
    n = identity()
    yield _found("csv-quote", "a.csv", files.table([head, ("王某甲", f"'{n}")]), n)
    n = identity()
    yield _found("csv-equals", "a.csv", files.table([head, ("王某甲", f'"=""{n}"""')]), n)
    yield _marked("txt-mark", "a.txt", "机密★10年\n说明\n".encode("gb18030"))
    yield _marked("name-mark", "绝密★长期.txt", "说明\n".encode())
    yield _marked("csv-mark", "a.csv", files.table([("密级", "秘密"), head]))
    n = identity()
    yield _found("rtf-text", "a.rtf", files.rtf(f"ID {n}"), n)
    n = identity()
    yield _found("rtf-runs", "a.rtf", files.rtf(f"{n[:6]}{{\\b {n[6:14]}}}{n[14:]}"), n)
    n = identity()
    yield _found("rtf-hex", "a.rtf", files.rtf("".join(f"\\'{ord(c):02x}" for c in n)), n)
    n = identity()
    yield _found("rtf-unicode", "a.rtf", files.rtf("".join(f"\\u{ord(c)}?" for c in n)), n)
    n = identity()
    yield _found("rtf-info", "a.rtf", files.rtf("text", f"{{\\subject {n}}}"), n)
    yield _marked("rtf-mark", "a.rtf", files.rtf(files.rtf_words("机密★10年")))
    n = identity()
    yield _found("ofd-text", "a.ofd", files.ofd("说明", f"身份证号：{n}"), n)
    n = identity()
    yield _found("ofd-author", "a.ofd", files.ofd("说明", author=n), n)
    yield _marked("ofd-mark", "a.ofd", files.ofd("秘密★1年", "说明"))


def _archives() -> Iterator[Fault]:
    head = ("姓名", "证号")

    def sheet(number: str) -> bytes:
        return files.table([head, ("王某甲", number)], "gb18030")

    n = identity()
    yield _found("zip-csv", "a.zip", files.zipped({"b/c.csv": sheet(n)}), n, "b/c.csv")
    n = identity()
    yield _found("zip-docx", "a.zip", files.zipped({"b.docx": files.word(f"证号{n}")}), n, "b.docx")
    n = identity()
    yield _found("zip-zip", "a.zip", files.nested(sheet(n), "c.csv", 2), n)
    n = identity()
    yield _found("zip-zip-book", "a.zip", files.nested(files.xlsx([head, ("甲", n)]), "c.xlsx", 2), n)
    n = identity()
    yield _found("zip-name", "a.zip", files.zipped({f"甲{n}.txt": b"text"}), n)
    n = identity()
    yield _found("zip-comment", "a.zip", files.zipped({"b.txt": b"text"}, f"id {n}".encode()), n)
    n = identity()
    yield _found("zip-no-extension", "a.zip", files.zipped({"README": sheet(n)}), n)
    n = identity()
    yield _found("zip-html", "a.zip", files.zipped({"a.html": f"<p>{n[:9]}<b>{n[9:]}</b></p>".encode()}), n)
    yield _marked("zip-mark", "a.zip", files.zipped({"a.txt": "机密★10年\n".encode()}))
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
    data = files.with_parts(files.word("正文。"), {"word/document.xml": f"{laughs}]><w>&j;</w>".encode()})
    yield attached("docx-laughs", "a.docx", data, rules=any_rule, least=WARNING)


def _pictures() -> Iterator[Fault]:
    def inline(name: str, file: str, data: bytes, number: str) -> Fault:
        body = f"如图。\n\n![场馆外景]({file})"
        return attached(f"picture-{name}", file, data, canaries=(number,), body=body)

    n = identity()
    yield inline("description", "a.jpg", files.jpg({270: f"ID {n}"}), n)
    n = identity()
    yield inline("artist", "a.jpg", files.jpg({315: n}), n)
    n = identity()
    yield inline("user-comment", "a.jpg", files.jpg({0x8769: {0x9286: b"ASCII\0\0\0" + n.encode()}}), n)
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


def _unread() -> Iterator[Fault]:
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
    yield attached("unread-in-zip", "a.zip", files.zipped({"a.pdf": scan}), rules=UNREAD, least=ERROR)
    stale = "附件:\n  - {路径: a.pdf, 标题: 扫描件, 核对人: 王某甲, 核对日期: 2026-11-20, 校验: 00000000}"
    yield attached("unread-stale", "a.pdf", scan, rules=UNREAD, least=ERROR, extra=stale)
    half = "附件:\n  - {路径: a.pdf, 标题: 扫描件, 核对人: 王某甲}"
    yield attached("unread-half", "a.pdf", scan, rules=UNREAD, least=ERROR, extra=half)
    body, part = "扫描件两页，一页有字。", files.pdf("第一页有字", change=_picture_page)
    yield attached("unread-mixed", "a.pdf", part, rules=UNREAD, least=WARNING, body=body)


def _picture_page(canvas: Any) -> None:
    canvas.showPage()
    canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)


def _hidden() -> Iterator[Fault]:
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

    yield attached("hidden-pptx-notes", "a.pptx", files.slides("说明", change=note), rules=HIDDEN, least=WARNING)
    macro = files.with_parts(files.word("正文。"), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 64})
    yield attached("hidden-macro", "a.docx", macro, rules=("GK042", "GK043", "GK020"), least=WARNING)
    place = files.jpg({0x8825: {1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)}})
    body = "如图。\n\n![场馆外景](a.jpg)"
    yield attached("hidden-position", "a.jpg", place, rules=_ANY_HIDDEN, least=WARNING, body=body)
