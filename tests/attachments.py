"""Attachments made for tests: every format, with a word in any place where words can hide."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from pypdf import PdfReader, PdfWriter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# --- xlsx ------------------------------------------------------------------------------------


def workbook(edit: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    """Return a workbook with a plain first sheet, edited."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公示"
    for row in (["序号", "单位", "数量"], [1, "市图书馆", 12], [2, "市文化馆", 7]):
        sheet.append(row)
    if edit is not None:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def hidden_sheet(word: str, state: str = "hidden") -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("底稿")
        sheet.sheet_state = state
        sheet["C5"] = word

    return workbook(edit)


def hidden_row(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["B9"] = word
        book.active.row_dimensions[9].hidden = True

    return workbook(edit)


def hidden_column(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["F2"] = word
        book.active.column_dimensions["F"].hidden = True

    return workbook(edit)


def unseen_cell(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["D2"] = word
        book.active["D2"].number_format = ";;;"

    return workbook(edit)


def cell_comment(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.active["B2"].comment = Comment(word, "核对组")

    return workbook(edit)


def defined_name(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.defined_names["bei_zhu"] = DefinedName("bei_zhu", attr_text=f'"{word}"', hidden=True)

    return workbook(edit)


def book_property(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.properties.description = word

    return workbook(edit)


def page_header(word: str) -> bytes:
    def edit(book: openpyxl.Workbook) -> None:
        book.active.oddHeader.center.text = word

    return workbook(edit)


def foreign_workbook(word: str) -> bytes:
    """A workbook as other programs write it: prefixed elements, single quotes, CDATA."""
    sheet = (
        f"<?xml version='1.0'?><!-- x --><x:worksheet xmlns:x='{S}'><x:sheetData><x:row>"
        f"<x:c t='inlineStr'><x:is><x:t><![CDATA[{word}]]></x:t></x:is></x:c></x:row></x:sheetData>"
        "</x:worksheet>"
    )
    return packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
            '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="r1"'
            ' Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet.encode("utf-16"),
        }
    )


#: An old workbook: an identity card on 公示 C5, and a hidden sheet 底稿 with 待核实.
_XLS = (
    "c-p&gUhu)fjZzO8(10BSGsD0CoD6J8VvIn{3F8Pb0OkMx2QgtZ2N3@s1w#sOasVTejg?_H?-_Pb9D?HeAp;Y`29|"
    "?Bl7Zn75XUeSF!<%?r7F-7IDy@e$Ov+SEh7ss?J+UT0b)J|NwB+wz+^I*6b6&)!D{z_Ne8e<FPO9is(rv1#c<x<P"
    "s;+Djw6_qz;b**l96FMSkEo6h#`Y0!wFD2uAjgNQOnBUSd^KVGdLyWSa=wgFaTrDJvA@2C^6>&g9tDRmoR+&ufV|"
    "Y1(sJ2D2$5JSDcXnDE<RgoE?k!WF{5{h6aZJ35=kG*vi1e@QfKG!^D^qXjKW~d$EF|n~8C1oPE_FVDbb>GlMe#gQ"
    "1~;p@FHPrHQ4Xk+GqHfl&l7pRDft>vypGdoVKtV{5!c#=K}QP^k^h<pL<VoEMz-d4OaJ13#E82+jclz;gW0%8!?P"
    "lLGAH!6FUdk{we1tAZTN@SmX(qywm#j{(GI1<Qh*r3KcZ4JMnwrb>g^QeaX9s1iu41&Bf!Zp~mdEnrzSpgqQ5aM@"
    "lRiLC)-x4sVCA=moYUK7Y(=l-xtWZiZ9g$zo-`X~jc9|W5jbQpCQXUznGo%S%A5n58*1(T8(r3MF+0N4l24F92(9"
    "6!Tf1}+8`aCm@x4B;^WdEk1HNr+(^NF%U}K>%8ZF*~$&Wd^%-D26e}2P|k|%ntMqBs{>O%786YN5Lo<1*2dTjDk@"
    "x3Pu5S0jRyn1npA5TJoTlD?4;t=PwZd8yzMYwjhWh9|%i;-BMSEJRn`fP)Sny5o2Iwgqg)iq#oFKAqa#6Z7*WTW="
    "I0NBb(&(3+#C?BKwDEjRMrmLZsUNj}&*(*nR*#An|$"
)


def xls() -> bytes:
    return zlib.decompress(base64.b85decode(_XLS))


# --- docx and pptx ---------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def docx(body: str = "", **parts: str | bytes) -> bytes:
    """Return a Word document; `parts` are named by their paths, "__" for "/"."""
    more = {name.replace("__", "/"): content for name, content in parts.items()}
    plain = f"<w:p>{run('照常开放。')}</w:p>"
    document = f'<w:document xmlns:w="{W}"><w:body>{plain}{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **more})


def word_part(name: str, inner: str) -> str:
    return f'<w:{name} xmlns:w="{W}">{inner}</w:{name}>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{run(text, properties)}</w:p>"


def word_table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def comments(word: str, author: str = "") -> bytes:
    inner = f'<w:comment w:id="0" w:author="{author}">{paragraph(word)}</w:comment>'
    return docx(**{"word__comments.xml": word_part("comments", inner)})


def deleted(word: str) -> bytes:
    return docx(
        f'<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>{word}</w:delText></w:r></w:del></w:p>'
    )


def pptx(
    text: str = "照常开放。", hidden: bool = False, notes: str = "", comment: str = ""
) -> bytes:
    def slide(name: str, words: str, attribute: str = "") -> str:
        return (
            f'<p:{name} xmlns:a="{A}" xmlns:p="{P}"{attribute}><p:txBody><a:p><a:r><a:t>{words}</a:t>'
            f"</a:r></a:p></p:txBody></p:{name}>"
        )

    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}"/>',
        "ppt/slides/slide1.xml": slide("sld", "照常开放。"),
        "ppt/slides/slide2.xml": slide("sld", text, ' show="0"' if hidden else ""),
    }
    if notes:
        parts["ppt/slides/_rels/slide2.xml.rels"] = (
            f'<Relationships xmlns="{LINKS}"><Relationship Id="a" Type="notes"'
            ' Target="../notesSlides/notesSlide1.xml"/></Relationships>'
        )
        parts["ppt/notesSlides/notesSlide1.xml"] = slide("notes", notes)
    if comment:
        inner = f'<p:cm authorId="0"><p:text>{comment}</p:text></p:cm>'
        parts["ppt/comments/comment1.xml"] = f'<p:cmLst xmlns:p="{P}">{inner}</p:cmLst>'
    return packed(parts)


def ofd(text: str, author: str = "") -> bytes:
    """An OFD with one page; characters of the text stand one by one on a line."""
    n = "http://www.ofdspec.org/2016"
    codes = f'<ofd:TextObject ID="9" Boundary="10 20 100 5"><ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
    return packed(
        {
            "OFD.xml": f'<ofd:OFD xmlns:ofd="{n}"><ofd:DocBody><ofd:DocInfo><ofd:Author>{author}</ofd:Author>'
            "</ofd:DocInfo></ofd:DocBody></ofd:OFD>",
            "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page xmlns:ofd="{n}">{codes if text else ""}</ofd:Page>',
        }
    )


# --- PDF -------------------------------------------------------------------------------------


def pdf(
    text: str = "open 2026",
    notes: str = "",
    title: str = "",
    picture: bool = False,
    embedded: str = "",
) -> bytes:
    """A PDF of one page with ASCII text, a note, a title, a picture or an embedded file."""
    stream = b"/I Do" if picture else f"BT /F 12 Tf 20 100 Td ({text}) Tj ET".encode()
    resources = "<</Font<</F 5 0 R>>/XObject<</I 6 0 R>>>>"
    note = f"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents({notes})>>]" if notes else ""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources{resources}/Contents 4 0 R{note}>>".encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"".join(
            [
                b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray",
                b"/BitsPerComponent 8/Length 1>>stream\nx\nendstream",
            ]
        ),
        f"<</Title({title})>>".encode(),
    ]
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, content)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Root 1 0 R/Info 7 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    if not embedded:
        return data
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_attachment("a.txt", embedded.encode())
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("mima", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# --- pictures --------------------------------------------------------------------------------


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + data + chunk(b"IEND", b"")


def exif(description: str, position: bool = False) -> bytes:
    """A TIFF structure with a description (0x010E), and the position of 北京天安门."""
    text = description.encode() + b"\0"
    count = 2 if position else 1
    after = 8 + 2 + count * 12 + 4
    entries = struct.pack("<HHII", 0x010E, 2, len(text), after)
    rest = text
    if position:
        start = after + len(rest)
        entries += struct.pack("<HHII", 0x8825, 4, 1, start)
        values = start + 2 + 4 * 12 + 4
        rest += struct.pack("<H", 4)
        rest += struct.pack("<HHI4s", 1, 2, 2, b"N\0\0\0")
        rest += struct.pack("<HHII", 2, 5, 3, values)
        rest += struct.pack("<HHI4s", 3, 2, 2, b"E\0\0\0")
        rest += struct.pack("<HHII", 4, 5, 3, values + 24)
        rest += bytes(4)
        rest += struct.pack("<6I", 39, 1, 54, 1, 26, 1) + struct.pack("<6I", 116, 1, 23, 1, 29, 1)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", count) + entries + bytes(4) + rest


def jpeg(exif_part: bytes = b"", comment: bytes = b"", tail: bytes = b"") -> bytes:
    def segment(mark: int, body: bytes) -> bytes:
        return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body if body else b""

    head = segment(0xE1, b"Exif\0\0" + exif_part if exif_part else b"") + segment(0xFE, comment)
    return b"\xff\xd8" + head + b"\xff\xda\x00\x04\x00\x00\x12\x34\xff\x00\xff\xd9" + tail


def gif(comment: bytes = b"") -> bytes:
    extension = b"\x21\xfe" + bytes([len(comment)]) + comment + b"\0" if comment else b""
    return b"GIF89a\x01\x00\x01\x00\x00\x00\x00" + extension + b"\x3b"
