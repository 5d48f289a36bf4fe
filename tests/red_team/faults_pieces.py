"""Numbers in pieces, one below the other or over pages, and words where programs keep their own."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pptx.util import Inches
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from red_team import files
from red_team.cases import (
    ERROR,
    HIDDEN,
    PERSONAL,
    Fault,
    attached,
    card,
    found_in,
    identity,
    marked_in,
    spaced,
    wide,
    written,
)


def _table(*rows: Iterable[str]) -> str:
    head, *rest = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "| " + " | ".join("---" for _ in rows[0]) + " |", *rest])


def _pieces(number: str) -> tuple[str, str, str]:
    return number[:6], number[6:14], number[14:]


def texts_in_pieces() -> list[Fault]:
    """Return numbers that a Markdown file holds in pieces."""
    faults: list[Fault] = []

    def put(name: str, number: str, body: str, at: str = "") -> None:
        lead = "名单说明。\n\n"
        at = at or body.split("\n", 1)[0]
        faults.append(
            written(f"pieces-{name}", lead + body, at, rules=PERSONAL, canaries=(number[:-1],))
        )

    n = identity()
    put("column", n, _table(("甲", "乙"), ("张某", n[:9]), ("", n[9:])), at=n[:9])
    n = identity()
    put("column-wide", n, _table(("甲", "乙"), ("张某", wide(n[:9])), ("", wide(n[9:]))), at="张某")
    n = identity()
    put("column-bold", n, _table(("甲", "乙"), ("张某", f"**{n[:9]}**"), ("", n[9:])), at="张某")
    n = identity()
    put(
        "column-blanks",
        n,
        _table(("甲", "乙"), ("张某", n[:9]), ("李某", ""), ("", n[9:])),
        at="张某",
    )
    n = identity("X")
    rows = [("区域", "数"), *(("甲", digit) for digit in n)]
    put("column-digits", n, _table(*rows), at=f"| 甲 | {n[0]} |")
    a, b = identity(), identity()
    rows = [("姓名", "号"), *(("张某", part) for part in (*_pieces(a), *_pieces(b)))]
    put("column-persons", a, _table(*rows), at=a[:6])
    n = identity()
    put("column-html", n, f"<table><tr><td>{n[:9]}</td></tr><tr><td>{n[9:]}</td></tr></table>")
    n = card()
    rows = [("姓名", "银行卡号"), *(("张某", n[at : at + 5]) for at in range(0, 19, 5))]
    put("column-card", n, _table(*rows), at=f"| {n[:5]} |")
    n = identity()
    put("list", n, "\n".join(f"- {part}" for part in _pieces(n)), at=f"- {n[:6]}")
    n = identity()
    put("numbered", n, "\n".join(f"{i}. {part}" for i, part in enumerate(_pieces(n), 1)), at=n[:6])
    n = identity()
    put("list-html", n, "<ul>" + "".join(f"<li>{part}</li>" for part in _pieces(n)) + "</ul>")
    n = card()
    put("list-card", n, f"收款卡号：\n\n- {n[:8]}\n- {n[8:]}", at=n[:8])
    n = identity()
    put("ruby", n, f"证号{n[:6]}<ruby>{n[6:14]}<rt>生日</rt></ruby>{n[14:]}")
    n = identity()
    put("ruby-note", n, f"<ruby>张某<rt>{n}</rt></ruby>前来办理")
    n = identity()
    put("glued", n, f"两人：{n}{identity('1')}" if n[-1] != "X" else f"证号{n}")
    n = identity("X")
    put("cross", n, f"证号{n[:-1]}叉")
    n = identity()
    escaped = '"张某' + "".join(f"\\u{ord(c):04x}" for c in n) + '"'
    faults.append(
        written(
            "pieces-escaped",
            "正文如下。",
            at="内容概述:",
            rules=PERSONAL,
            canaries=(n,),
            内容概述=escaped,
        )
    )
    put("hong-kong", "A000001", "香港居民身份证号码：A000001(0)")
    put("taiwan", "A100000001", "台湾居民身份证号A100000001")
    return faults


def files_in_pieces() -> Iterator[Fault]:
    """Return faults in the corners of files, and numbers that files hold in pieces."""
    n = identity()
    yield found_in(
        "pieces-xlsx", "a.xlsx", files.xlsx([("项目", "额"), ("", n[:9]), ("", n[9:])]), n
    )
    n = identity()
    yield found_in(
        "pieces-csv", "a.csv", files.table([("姓名", "号"), *(("", p) for p in _pieces(n))]), n
    )
    n = identity()
    yield found_in("pieces-txt", "a.txt", "\n".join(("姓名：张某", *_pieces(n), "完")).encode(), n)

    def column(parts: Iterable[str]) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            grid = document.add_table(4, 2)
            for y, text in enumerate(("号", *parts)):
                grid.cell(y, 1).text = text

        return change

    n = identity()
    yield found_in("pieces-docx", "a.docx", files.word("正文。", change=column(_pieces(n))), n)
    m = identity()

    def grid(show: Any) -> None:
        frame = show.slides[0].shapes.add_table(2, 1, Inches(1), Inches(3), Inches(6), Inches(1))
        for y, value in enumerate((m[:9], m[9:])):
            frame.table.cell(y, 0).text = value

    yield found_in("pieces-pptx", "a.pptx", files.slides("说明", change=grid), m)

    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def numbered(text: str) -> bytes:
        level = f'<w:abstractNum><w:lvl><w:lvlText w:val="%1、{text}"/></w:lvl></w:abstractNum>'
        xml = f"<w:numbering {w}>{level}</w:numbering>".encode()
        return files.with_parts(files.word("正文。"), {"word/numbering.xml": xml})

    n = identity()
    yield found_in("docx-numbering", "a.docx", numbered(n), n, "自动编号")
    yield marked_in("docx-numbering-mark", "a.docx", numbered("机密★10年"), "自动编号")
    n = identity()
    ruby = f"<w:r><w:ruby><w:rt><w:r><w:t>注</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{n[6:]}</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    data = files.word("正文。", change=files.word_xml(f"<w:r><w:t>{n[:6]}</w:t></w:r>{ruby}"))
    yield found_in("docx-ruby", "a.docx", data, n)
    mark = '<w:r><w:pict><v:shape><v:textpath string="机密"/></v:shape></w:pict></w:r>'
    yield marked_in("docx-watermark", "a.docx", files.word("正文。", change=files.word_xml(mark)))
    title = files.word(
        "正文。", change=lambda d: setattr(d.core_properties, "title", "工作报告（机密）")
    )
    yield marked_in("docx-title-end", "a.docx", title)
    yield marked_in(
        "xlsx-sheet-name",
        "a.xlsx",
        files.xlsx([("甲", "乙")], lambda b: setattr(b.active, "title", "名单（机密）")),
    )
    n = identity()
    yield found_in(
        "xlsx-footer-size",
        "a.xlsx",
        files.xlsx([("甲", "乙")], lambda b: setattr(b.active.oddFooter.left, "text", f"&12{n}")),
        n,
    )
    yield marked_in("name-circled", "㊙名单.txt", b"a", "文件名")
    yield marked_in("name-brackets", "名单（机密）.txt", b"a", "文件名")
    yield marked_in("name-start", "机密-名单.txt", b"a", "文件名")
    yield marked_in("name-packed", "a.zip", files.zipped({"附件_秘密.txt": b"a"}), "文件名")
    yield marked_in("xlsx-circled", "a.xlsx", files.xlsx([("㊙", "乙"), ("附表㊙★5年", "")]))
    yield from _pdfs()


def _edited(change: Callable[[PdfWriter], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf("关于开放时间的说明"))))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _dictionary(**entries: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})


def _opening(**action: Any) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(_dictionary(**action))

    return change


def _pdfs() -> Iterator[Fault]:
    n = identity()
    yield found_in(
        "pdf-pages", "a.pdf", files.pdf(f"名单{n[:9]}\n- 1 -", f"续表\n{n[9:]}张某"), n, "页末"
    )
    script = NameObject("/JavaScript")
    n = identity()
    yield found_in(
        "pdf-script",
        "a.pdf",
        _edited(_opening(S=script, JS=TextStringObject(f"var a='{n}'"))),
        n,
        "脚本",
    )
    plain = _edited(_opening(S=script, JS=TextStringObject("app.alert('1')")))
    yield attached("pdf-script-plain", "a.pdf", plain, rules=HIDDEN, least=ERROR, said="脚本")
    m = identity()

    def packed(writer: PdfWriter) -> None:
        stream = StreamObject()
        stream.set_data(f"var a='{spaced(m, '-', 6)}'".encode())
        action = writer._add_object(stream.flate_encode())
        _opening(S=script, JS=action)(writer)

    yield found_in("pdf-script-stream", "a.pdf", _edited(packed), m, "脚本")
    launch = _opening(S=NameObject("/Launch"), F=TextStringObject("a.exe"))
    yield attached("pdf-launch", "a.pdf", _edited(launch), rules=HIDDEN, least=ERROR, said="打开")
    k = identity()

    def choices(writer: PdfWriter) -> None:
        field = _dictionary(
            Type=NameObject("/Annot"), Subtype=NameObject("/Widget"), FT=NameObject("/Ch"),
            T=TextStringObject("对象"), Opt=ArrayObject([TextStringObject(f"张某{k}")]),
            Rect=ArrayObject([NumberObject(0)] * 4),
        )  # fmt: skip
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(field)])

    yield found_in("pdf-choices", "a.pdf", _edited(choices), k)
    j = identity()

    def layer(writer: PdfWriter) -> None:
        group = _dictionary(Type=NameObject("/OCG"), Name=TextStringObject(f"图层{j}"))
        groups = ArrayObject([writer._add_object(group)])
        writer.root_object[NameObject("/OCProperties")] = _dictionary(OCGs=groups)

    yield found_in("pdf-layer", "a.pdf", _edited(layer), j)


def formatted_form() -> bytes:
    """Return a PDF form whose only script writes a date as it should."""

    def change(writer: PdfWriter) -> None:
        script = TextStringObject('AFDate_FormatEx("yyyy-mm-dd");')
        field = _dictionary(
            Type=NameObject("/Annot"), Subtype=NameObject("/Widget"), FT=NameObject("/Tx"),
            T=TextStringObject("日期"), Rect=ArrayObject([NumberObject(0)] * 4),
            AA=_dictionary(F=_dictionary(S=NameObject("/JavaScript"), JS=script)),
        )  # fmt: skip
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(field)])

    return _edited(change)
