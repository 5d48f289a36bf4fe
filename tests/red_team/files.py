"""Makes attachments of every kind for tests, with what can be hidden in them.

It must not know what is a fault. Every file is the same on each run but for its times.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import docx
import openpyxl
import pptx
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pptx.util import Inches
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

AGENCY = "示例市文化和旅游局"
Rows = Iterable[Sequence[object]]


def xlsx(rows: Rows = (), change: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook of one sheet 名单; `change` gets the workbook (openpyxl)."""
    book = openpyxl.Workbook()
    book.properties.creator = AGENCY
    book.active.title = "名单"
    for row in rows:
        book.active.append(list(row))
    if change is not None:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls(rows: Rows, hidden: Rows = ()) -> bytes:
    """Return a workbook of Excel 97, with a hidden second sheet where it has rows."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, content in (("名单", rows), ("备份", hidden)):
        lines = list(content)
        if lines or name == "名单":
            sheet = book.add_sheet(name)
            sheet.visibility = 0 if name == "名单" else 1
            for y, row in enumerate(lines):
                for x, value in enumerate(row):
                    sheet.write(y, x, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def word(*paragraphs: str, change: Callable[[Any], None] | None = None) -> bytes:
    """Return a docx; `change` gets the document (python-docx)."""
    document = docx.Document()
    core = document.core_properties
    core.author, core.last_modified_by, core.comments = AGENCY, AGENCY, ""
    for text in paragraphs:
        document.add_paragraph(text)
    if change is not None:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_xml(inner: str) -> Callable[[Any], None]:
    """Return a change of a docx: a paragraph of the given runs (WordprocessingML)."""

    def change(document: Any) -> None:
        body = document.element.body
        names = nsdecls("w") + ' xmlns:v="urn:schemas-microsoft-com:vml"'
        body.insert(len(body) - 1, parse_xml(f"<w:p {names}>{inner}</w:p>"))

    return change


def slides(*texts: str, change: Callable[[Any], None] | None = None) -> bytes:
    """Return a pptx with a slide for each text; `change` gets the presentation (python-pptx)."""
    show = pptx.Presentation()
    core = show.core_properties
    core.author, core.last_modified_by, core.title = AGENCY, AGENCY, "说明"
    for text in texts:
        slide = show.slides.add_slide(show.slide_layouts[6])
        box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(6), Inches(1))
        box.text_frame.text = text
    if change is not None:
        change(show)
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


def pdf(*pages: str, change: Callable[[Canvas], None] | None = None, password: str = "") -> bytes:
    """Return a PDF with a line for each text; `change` gets the canvas of its last page."""
    buffer = io.BytesIO()
    encrypt = StandardEncryption(password, canPrint=0, strength=40) if password else None
    canvas = Canvas(buffer, invariant=1, encrypt=encrypt)
    canvas.setAuthor(AGENCY)
    canvas.setTitle("说明")
    canvas.setSubject("")
    canvas.setCreator("")
    if "STSong-Light" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for number, text in enumerate(pages):
        if number:
            canvas.showPage()
        canvas.setFont("STSong-Light", 12)
        for y, line in enumerate(text.split("\n")):
            canvas.drawString(72, 780 - 20 * y, line)
    if change is not None:
        change(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan() -> bytes:
    """Return a PDF of one picture without any text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawInlineImage(Image.new("L", (60, 80), 200), 50, 50, 400, 600)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def jpg(
    exif: Mapping[int, object] | None = None, after: bytes = b"", comment: bytes = b""
) -> bytes:
    """Return a JPG; `exif` by tag number, `after` behind its end."""
    image, tags = Image.new("RGB", (48, 32), (180, 30, 30)), Image.Exif()
    for tag, value in (exif or {}).items():
        if isinstance(value, Mapping):
            tags.get_ifd(tag).update(value)
        else:
            tags[tag] = value
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=tags, comment=comment)
    return buffer.getvalue() + after


def png(texts: Mapping[str, str] | None = None, packed: bool = False) -> bytes:
    """Return a PNG with text chunks."""
    info, buffer = PngInfo(), io.BytesIO()
    for key, value in (texts or {}).items():
        info.add_text(key, value, zip=packed)
    Image.new("RGB", (48, 32), (30, 30, 180)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """Return an archive of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2026, 3, 2, 9, 0, 0)), data, zipfile.ZIP_DEFLATED
            )
        archive.comment = comment
    return buffer.getvalue()


def locked(files: Mapping[str, bytes]) -> bytes:
    """Return an archive whose entries say that they are encrypted."""
    data = bytearray(zipped(files))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 4)
    return bytes(data)


def with_parts(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an Office file with further parts, or parts of that name replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**old, **parts})


def part(data: bytes, name: str) -> bytes:
    """Return one part of an Office file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def bomb(size: int = 64 << 20) -> bytes:
    """Return an archive of a file of `size` zeros."""
    return zipped({"a.txt": b"0" * size})


def nested(data: bytes, name: str, depth: int) -> bytes:
    """Return `data` packed in archives `depth` times."""
    for level in range(depth):
        data, name = zipped({name: data}), f"{level}.zip"
    return data


def ole(*texts: str) -> bytes:
    """Return what begins like a file of old Office and holds the texts as it would."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHH", 62, 3, 0xFFFE)
    return (head.ljust(1536, b"\0") + "\r".join(texts).encode("utf-16-le")).ljust(4096, b"\0")


def rtf(body: str, info: str = "") -> bytes:
    """Return a rich text file; `body` is RTF."""
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0 SimSun;}}}}{{\\info{info}}}\n{body}\\par}}".encode(
        "ascii"
    )


def rtf_words(text: str) -> str:
    """Return Chinese text as RTF writes it in GBK."""
    return "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in text.encode("gbk"))


def ofd(*texts: str, author: str = AGENCY) -> bytes:
    """Return an OFD (GB/T 33190) with the texts one below another."""
    name = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    runs = "".join(
        f'<ofd:TextObject ID="{n}" Boundary="20 {20 + 8 * n} 150 8" Font="1" Size="4">'
        f'<ofd:TextCode X="0" Y="4">{text}</ofd:TextCode></ofd:TextObject>'
        for n, text in enumerate(texts, 10)
    )
    return zipped({
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {name} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Author>{author}</ofd:Author></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>'.encode(),
        "Doc_0/Document.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {name}><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'.encode(),
        "Doc_0/Pages/Page_0/Content.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {name}><ofd:Content><ofd:Layer ID="2">{runs}</ofd:Layer></ofd:Content></ofd:Page>'.encode(),
    })  # fmt: skip


def table(rows: Rows, encoding: str = "utf-8", by: str = ",") -> bytes:
    """Return a text table."""
    return "".join(by.join(map(str, row)) + "\r\n" for row in rows).encode(encoding)


def picture_pdf(data: bytes, extra: bytes) -> bytes:
    """Return a file with bytes behind its end."""
    return data + b"\n" + extra


def raw_pdf(stream: bytes, packed: bool = False) -> bytes:
    """Return a PDF of one page with the content stream as given, in Helvetica."""
    body = zlib.compress(stream) if packed else stream
    kind = b"/Filter/FlateDecode" if packed else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (kind, len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
