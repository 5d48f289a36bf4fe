"""Faults in docx and pptx files, in what is seen and in what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx.util import Inches

from red_team import files
from red_team.cases import BLOCK, Fault, attached, found_in, identity, marked_in


def words() -> Iterator[Fault]:
    """Return faults in docx files."""

    def run(text: str, extra: str = "") -> str:
        return f'<w:r><w:rPr>{extra}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def made(name: str, number: str, data: bytes, said: str = "") -> Fault:
        return found_in(f"docx-{name}", "shuo-ming.docx", data, number, said)

    def inner(name: str, number: str, xml: str, said: str = "") -> Fault:
        return made(name, number, files.word("正文。", change=files.word_xml(xml)), said)

    n = identity()
    yield made("text", n, files.word("正文。", f"当事人王某甲，身份证号{n}。"))
    n = identity()
    yield inner("runs", n, run(n[:4]) + run(n[4:11], "<w:b/>") + run(n[11:]))
    n = identity()
    yield inner(
        "deleted",
        n,
        f'<w:del w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{n}</w:delText></w:r></w:del>',
    )
    n = identity()
    yield inner(
        "inserted",
        n,
        f'<w:ins w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z">{run(n)}</w:ins>',
    )
    n = identity()
    yield inner("vanished", n, run(n, "<w:vanish/>"))
    n = identity()
    yield inner("white", n, run(n, '<w:color w:val="FFFFFF"/>'))
    n = identity()
    yield inner(
        "text-box",
        n,
        f"<w:r><w:pict><v:textbox><w:txbxContent><w:p>{run(n)}</w:p></w:txbxContent></v:textbox></w:pict></w:r>",
    )
    n = identity()
    yield inner(
        "field",
        n,
        f'<w:r><w:instrText>HYPERLINK "https://www.example.gov.cn/?id={n}"</w:instrText></w:r>',
    )
    n = identity()
    yield inner("control", n, f"<w:sdt><w:sdtContent>{run(n)}</w:sdtContent></w:sdt>")
    n = identity()
    yield inner(
        "no-break-hyphens",
        n,
        f"<w:r><w:t>{n[:6]}</w:t><w:noBreakHyphen/><w:t>{n[6:14]}</w:t><w:noBreakHyphen/><w:t>{n[14:]}</w:t></w:r>",
    )

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
            document.add_comment(
                document.paragraphs[0].runs[0], text=text, author="甲", initials="甲"
            )

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
    names = "http://schemas.openxmlformats.org/officeDocument/2006"
    props = f'<Properties xmlns="{names}/custom-properties" xmlns:vt="{names}/docPropsVTypes"><property name="证号"><vt:lpwstr>{n}</vt:lpwstr></property></Properties>'
    yield made(
        "custom-property", n, files.with_parts(plain, {"docProps/custom.xml": props.encode()})
    )
    yield marked_in("docx-mark", "a.docx", files.word("机密★10年", "正文。"))
    yield marked_in("docx-mark-line", "a.docx", files.word("秘　密", "正文。"))
    yield marked_in(
        "docx-mark-header", "a.docx", files.word("正文。", change=section("header", "绝密★长期"))
    )
    yield marked_in("docx-copy-number", "a.docx", files.word("份号：000012", "正文。"))
    data = files.word("正文。", "（此件不公开）")
    yield attached(
        "docx-not-public", "a.docx", data, rules=("GK001", "GK002", "GK003"), least=BLOCK
    )


def slides() -> Iterator[Fault]:
    """Return faults in pptx files."""

    def noted(text: str) -> Any:
        def change(show: Any) -> None:
            show.slides[0].notes_slide.notes_text_frame.text = text

        return change

    def made(name: str, number: str, data: bytes) -> Fault:
        return found_in(f"pptx-{name}", "a.pptx", data, number)

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
    yield made(
        "core", n, files.slides("说明", change=lambda s: setattr(s.core_properties, "subject", n))
    )
    n = identity()
    xml = f'<p:cmLst xmlns:p="x"><p:cm><p:text>{n}</p:text></p:cm></p:cmLst>'
    yield made(
        "comment",
        n,
        files.with_parts(files.slides("说明"), {"ppt/comments/comment1.xml": xml.encode()}),
    )
    yield marked_in("pptx-mark", "a.pptx", files.slides("机密★5年", "说明"))
