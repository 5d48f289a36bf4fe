"""Attachments from the inside: what hides in a file is found, and no file breaks the look."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

import pytest
from attachments import (
    CORE,
    book_property,
    cell_comment,
    chunk,
    comments,
    defined_name,
    deleted,
    docx,
    exif,
    foreign_workbook,
    gif,
    hidden_column,
    hidden_row,
    hidden_sheet,
    jpeg,
    locked_pdf,
    ofd,
    packed,
    page_header,
    paragraph,
    pdf,
    png,
    pptx,
    unseen_cell,
    word_part,
    word_table,
    workbook,
    xls,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai_ssg.faults import Severity
from gongkai_ssg.gate.attachments import FileScan, scan_file
from gongkai_ssg.gate.files import look_inside
from gongkai_ssg.policy import GatePolicy

ID = "11010519491231002X"  # the example of GB 11643
SAID = f"身份证号码{ID}"


def scanned(data: bytes, name: str) -> FileScan:
    return scan_file(data, name, GatePolicy())


def places(data: bytes, name: str) -> list[str]:
    """Return where the identity card is found."""
    found = scanned(data, name).faults
    return [
        fault.message.partition("：有")[0]
        for rule, fault in found
        if rule == "GK003" and "002X" in fault.message
    ]


def gravities(data: bytes, name: str) -> dict[str, Severity | None]:
    """Return what is wrong with the file itself: messages and their severities."""
    found = scanned(data, name).faults
    return {fault.message: fault.severity for rule, fault in found if rule == "GK043"}


def nested(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = packed({"a.zip": data})
    return data


def book_at(cell: str) -> bytes:
    def edit(book: object) -> None:
        book.active[cell] = SAID  # type: ignore[attr-defined]

    return workbook(edit)


def link_tip(word: str) -> bytes:
    def edit(book: object) -> None:
        cell = book.active["A1"]  # type: ignore[attr-defined]
        cell.hyperlink = "https://www.gov.cn/"
        cell.hyperlink.tooltip = word

    return workbook(edit)


def unlisted() -> bytes:
    """Return a zip with an entry that its directory does not name."""
    first = packed({"a.txt": SAID})
    buffer = io.BytesIO(first[: first.index(b"PK\x01\x02")])
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("b.txt", "b")
    return buffer.getvalue()


PLANTED = [
    ("a.txt", SAID.encode(), "第 1 行"),
    ("a.txt", f"一\n二\n{SAID}".encode("gb18030"), "第 3 行"),
    ("a.txt", f"一\n{SAID}".encode("utf-16"), "第 2 行"),
    ("a.txt", f"一\n{SAID}".encode("utf-16-le"), "第 2 行"),
    ("a.csv", f"姓名,证件\n张某,{ID}".encode("gb18030"), "第 2 行第 2 列"),
    ("a.csv", f"姓名\t身份证号\n\n张某\t{ID}".encode("utf-8-sig"), "第 3 行第 2 列"),
    ("a.html", f"<p>一\n<p title='x'>{SAID}</p>".encode(), "第 2 行"),
    ("a.html", f"<p>一</p><!-- {SAID} -->".encode(), "网页注释（隐藏）"),
    ("a.xml", f'<a b="{SAID}"/>'.encode(), "标签的属性"),
    ("a.json", ('{"a": "身份证号码' + "".join(f"\\u{ord(c):04x}" for c in ID) + '"}').encode(), "第 1 行"),
    ("a.rtf", b"{\\rtf1 {\\fonttbl{\\f0 Arial;}}" + "".join(f"\\'{b:02x}" for b in SAID.encode("gb18030")).encode() + b"}", "正文第 1 段"),
    ("a.rtf", b"{\\rtf1 a\\par " + "".join(f"\\u{ord(c)}?" for c in SAID).encode() + b"}", "正文第 2 段"),
    ("a.rtf", b"{\\rtf1 a{\\v " + "".join(f"\\u{ord(c)}?" for c in SAID).encode() + b"}}", "隐藏的文字"),
    ("a.xlsx", book_at("C5"), "工作表“公示”C5"),
    ("a.xlsx", book_at("XFD1048576"), "工作表“公示”XFD1048576"),
    ("a.xlsx", hidden_sheet(SAID), "工作表“底稿”C5（隐藏的工作表）"),
    ("a.xlsx", hidden_sheet(SAID, "veryHidden"), "工作表“底稿”C5（隐藏的工作表）"),
    ("a.xlsx", hidden_row(SAID), "工作表“公示”B9（隐藏的行）"),
    ("a.xlsx", hidden_column(SAID), "工作表“公示”F2（隐藏的列）"),
    ("a.xlsx", unseen_cell(SAID), "工作表“公示”D2"),
    ("a.xlsx", cell_comment(SAID), "工作表“公示”B2的批注"),
    ("a.xlsx", defined_name(SAID), "名称“bei_zhu”（隐藏）"),
    ("a.xlsx", book_property(SAID), "文档属性“备注”"),
    ("a.xlsx", page_header(SAID), "工作表“公示”的页眉页脚"),
    ("a.xlsx", foreign_workbook(SAID), "工作表“表”A1"),
    ("a.xls", xls(), "工作表“公示”C5"),
    ("a.docx", docx(**{"word__other.xml": f"<a>{SAID}</a>"}), "部件“word/other.xml”（隐藏）"),
    ("a.docx", docx(**{"other__b.txt": SAID}), "部件“other/b.txt”：第 1 行"),
    ("a.docx", docx(paragraph(SAID)), "正文第 2 段"),
    ("a.docx", docx(f"<w:p><w:r><w:t>身份证号码{ID[:9]}</w:t></w:r><w:r><w:t>{ID[9:]}</w:t></w:r></w:p>"), "正文第 2 段"),
    ("a.docx", docx(word_table(("姓名", "身份证号"), ("张某", ID))), "正文的表格 1 第 2 行第 2 格"),
    ("a.docx", docx(**{"word__header1.xml": word_part("hdr", paragraph(SAID))}), "页眉第 1 段"),
    ("a.docx", docx(**{"word__footnotes.xml": word_part("footnotes", paragraph(SAID))}), "脚注第 1 段"),
    ("a.docx", docx(paragraph(SAID, "<w:vanish/>")), "正文里隐藏的文字"),
    ("a.docx", docx(paragraph(SAID, '<w:color w:val="FFFFFF"/>')), "正文里看不见的文字（隐藏）"),
    ("a.docx", comments(SAID), "批注 1"),
    ("a.docx", deleted(SAID), "正文修订中删去的文字"),
    ("a.docx", docx(f'<w:p><w:r><w:instrText>ASK {SAID}</w:instrText></w:r></w:p>'), "正文的域代码（隐藏）"),
    ("a.docx", docx(**{"docProps__core.xml": CORE.format(f"<dc:title>{SAID}</dc:title>")}), "文档属性“标题”"),
    ("a.docx", docx(**{"customXml__item1.xml": f"<a><b>{SAID}</b></a>"}), "自定义数据“item1.xml”（隐藏）"),
    ("a.docx", docx(**{"word__embeddings__a.xlsx": hidden_sheet(SAID)}), "嵌入文件“a.xlsx”：工作表“底稿”C5（隐藏的工作表）"),
    ("a.txt", docx(paragraph(SAID)), "正文第 2 段"),
    ("a.pptx", pptx(SAID), "第 2 张幻灯片"),
    ("a.pptx", pptx(SAID, hidden=True), "第 2 张幻灯片（隐藏）"),
    ("a.pptx", pptx(notes=SAID), "第 2 张幻灯片的备注（隐藏）"),
    ("a.pptx", pptx(notes=ID), "第 2 张幻灯片的备注（隐藏）"),
    ("a.pptx", pptx(comment=SAID), "批注 1"),
    ("a.docx", docx(f'<w:bookmarkStart w:id="1" w:name="a{ID}"/>'), "看不见的地方（隐藏）"),
    ("a.docx", docx(f'<w:sdt><w:sdtPr><w:alias w:val="{ID}"/></w:sdtPr></w:sdt>'), "看不见的地方（隐藏）"),
    ("a.docx", docx(f"<!-- {ID} -->"), "看不见的地方（隐藏）"),
    ("a.xlsx", link_tip(SAID), "工作表“公示”的链接提示（隐藏）"),
    ("a.ofd", ofd(SAID), "第 1 页"),
    ("a.ofd", ofd("照常", author=SAID), "文档属性“作者”"),
    ("a.pdf", pdf(ID), "第 1 页"),
    ("a.pdf", pdf(title=ID), "文档属性“标题”"),
    ("a.pdf", pdf(notes=ID), "第 1 页的批注"),
    ("a.pdf", pdf() + b"%" + ID.encode(), "PDF 里看不见的地方（隐藏）"),
    ("a.pdf", pdf(embedded=SAID), "附带文件“a.txt”：第 1 行"),
    ("a.zip", packed({"a/b.txt": f"一\n{SAID}"}), "压缩包里的“a/b.txt”：第 2 行"),
    ("a.zip", nested(packed({"b.txt": SAID}), 1), "压缩包里的“a.zip”：压缩包里的“b.txt”：第 1 行"),
    ("a.zip", packed({f"{SAID}.txt": "照常"}), "压缩包里的文件名"),
    ("a.zip", packed({f"{SAID}/": ""}), "压缩包里的文件夹名"),
    ("a.jpg", jpeg(exif(SAID)), "图片属性“说明”"),
    ("a.jpg", jpeg(comment=SAID.encode("gb18030")), "图片注释（隐藏）"),
    ("a.jpg", jpeg(tail=packed({"b.txt": SAID})), "图片后面的压缩包：压缩包里的“b.txt”：第 1 行"),
    ("a.png", png(chunk(b"tEXt", b"Comment\0" + SAID.encode())), "图片注释（隐藏）"),
    ("a.png", png(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SAID.encode()))), "图片注释（隐藏）"),
    ("a.gif", gif(SAID.encode()), "图片注释（隐藏）"),
    ("a.mp3", b"ID3\x03\0\0\0\0\0\x7fTIT2\0\0\0\x30\0\0\x03" + SAID.encode() + bytes(200), "声音文件的属性"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(513) + SAID.encode("utf-16-le"), "文件内容"),
    (f"{ID}.txt", "照常开放。".encode(), "文件名"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "place"), PLANTED)
def test_a_number_is_found_wherever_it_hides(name: str, data: bytes, place: str) -> None:
    """An identity card is found in every format and its place in the file is told."""
    assert place in places(data, name)


CLEAN = [
    ("a.txt", "照常开放。".encode()),
    ("a.csv", "单位,数量\n市图书馆,12\n".encode("gb18030")),
    ("a.html", "<!doctype html><p>照常开放。".encode()),
    ("a.rtf", b"{\\rtf1\\ansi {\\fonttbl{\\f0 Arial;}}\\f0 \\u29031?\\par}"),
    ("a.xlsx", workbook()),
    ("a.docx", docx(word_table(("单位", "数量"), ("市图书馆", "12")))),
    ("a.docx", docx(**{"docProps__core.xml": CORE.format("<dc:creator>办公室</dc:creator>")})),
    ("a.pptx", pptx()),
    ("a.ofd", ofd("照常开放。")),
    ("a.pdf", pdf()),
    ("a.zip", packed({"照常.txt": "照常开放。", "b/a.csv": "a,b\n"})),
]


@pytest.mark.parametrize(("name", "data"), CLEAN)
def test_a_plain_file_is_read_in_silence(name: str, data: bytes) -> None:
    """Files without anything hidden are read to the end and nothing is said."""
    assert scanned(data, name) == FileScan()


FAULTY = [
    ("a.xlsx", hidden_sheet("底稿"), "隐藏的工作表：“底稿”", Severity.ERROR),
    ("a.xlsx", hidden_row("底稿"), "隐藏的行：第 9 行", Severity.ERROR),
    ("a.xlsx", hidden_column("底稿"), "隐藏的列：F", Severity.ERROR),
    ("a.xlsx", unseen_cell("底稿"), "看不见的单元格：D2", Severity.ERROR),
    ("a.xlsx", cell_comment("待核实"), "1 条批注", Severity.ERROR),
    ("a.xls", xls(), "隐藏的工作表：“底稿”", Severity.ERROR),
    ("a.docx", comments("待核实"), "1 条批注", Severity.ERROR),
    ("a.docx", comments("待核实", "张三"), "“张三”", Severity.WARNING),
    ("a.docx", deleted("旧稿"), "1 处删除", Severity.ERROR),
    ("a.docx", docx(paragraph("旧稿", "<w:vanish/>")), "隐藏的文字", Severity.ERROR),
    ("a.docx", docx(**{"word__vbaProject.bin": b"x"}), "宏", Severity.ERROR),
    ("a.docx", docx(**{"word__embeddings__a.bin": b"x"}), "嵌有另一个文件", Severity.WARNING),
    ("a.docx", docx(**{"docProps__core.xml": CORE.format("<dc:creator>李四</dc:creator>")}), "作者“李四”", Severity.WARNING),
    ("a.pptx", pptx(hidden=True), "隐藏的幻灯片：第 2 张", Severity.ERROR),
    ("a.pptx", pptx(notes="口径"), "第 2 张幻灯片有备注", Severity.ERROR),
    ("a.xlsx", defined_name("底稿里的口径"), "名称“bei_zhu”里存有文字", Severity.ERROR),
    ("a.zip", unlisted(), "没有列在目录里", Severity.ERROR),
    ("a.zip", packed({"a.txt": "a"}) + b"x" * 40, "没有列在目录里", Severity.ERROR),
    ("a.zip", packed({"a.bat": "dir"}), "会执行的程序", Severity.ERROR),
    ("a.pdf", pdf(notes="check"), "批注：第 1 页", Severity.ERROR),
    ("a.pdf", pdf(embedded="a"), "附有另一个文件“a.txt”", Severity.WARNING),
    ("a.pdf", pdf() + b"x" * 500, "结尾之后", Severity.ERROR),
    ("a.jpg", jpeg(exif("a", position=True)), "纬度 39.9072，经度 116.3914", Severity.WARNING),
    ("a.jpg", jpeg(tail=packed({"a": "b"})), "藏着压缩包", Severity.ERROR),
    ("a.zip", packed({"../a.txt": "a"}), "别的文件夹", Severity.ERROR),
    ("a.zip", packed({"/etc/a.txt": "a"}), "别的文件夹", Severity.ERROR),
    ("a.rtf", b"{\\rtf1 a{\\*\\annotation b}}", "批注", Severity.ERROR),
    ("a.pdf", b"MZ\x90\0" + bytes(100), "可执行程序", Severity.ERROR),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "words", "severity"), FAULTY)
def test_what_is_wrong_with_a_file_is_told(
    name: str, data: bytes, words: str, severity: Severity
) -> None:
    """Hidden content is a fault whatever its words are."""
    assert (words, severity) in [
        (words, gravity) for message, gravity in gravities(data, name).items() if words in message
    ]


UNREAD = [
    ("a.xls", xls(), "旧版表格"),
    ("a.pdf", pdf(picture=True), "扫描件"),
    ("a.pdf", locked_pdf(), "密码"),
    ("a.pdf", b"%PDF-1.7\nhello", "已损坏"),
    ("a.jpg", jpeg(), "图片里的文字"),
    ("a.png", png(), "图片里的文字"),
    ("a.rar", b"Rar!\x1a\x07\x00" + bytes(50), "RAR"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "7z"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版"),
    ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(513) + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ("a.mp4", b"\0\0\0\x18ftypmp42" + bytes(50), "音频、视频"),
    ("a.zip", packed({"a.jpg": jpeg()}), "压缩包里的“a.jpg”：图片"),
    ("a.zip", packed({"a.txt": "a"})[:-30], "已损坏"),
    ("a.zip", nested(packed({"b.txt": "a"}), 2), "太多层"),
    ("a.zip", packed({"a.txt": b"0" * 30_000_000}), "压缩比"),
    ("a.zip", packed({f"{n}.txt": "" for n in range(5_001)}), "超过 5,000 个"),
    ("a.docx", docx(**{"word__comments.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "文档类型声明"),
    ("a.docx", docx("<w:p><![CDATA["), "XML"),
    ("a.docx", packed({"word/document.xml": word_part("document", ""), "word/media/a.png": png()}), "只有图片"),
    ("a.ofd", ofd(""), "没有文字"),
    ("a.ofd", packed({"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>'}), "没有文字"),
    ("a.bin", bytes(range(256)) * 40, "不认识"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "why"), UNREAD)
def test_what_cannot_be_read_needs_a_person(name: str, data: bytes, why: str) -> None:
    """A file that is not read to its end says why, and is never taken for a clean one."""
    assert why in scanned(data, name).unread


def test_an_encrypted_entry_is_unread() -> None:
    """A zip with a password is told, with the name of the file in it."""
    data = bytearray(packed({"a.txt": "a"}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1

    assert "压缩包里的“a.txt”加了密码" in scanned(bytes(data), "a.zip").unread


def test_no_report_tells_a_number_in_full() -> None:
    """Names of inner files are quoted without the numbers in them."""
    data = packed({f"{ID}.txt": f"{SAID}\n", f"{ID}/../../b.bat": "a"})
    said = [fault.message for _, fault in scanned(data, "a.zip").faults]

    assert any("会执行的程序" in each for each in said)
    assert not any(ID in each for each in said)


def test_names_in_gbk_are_read_as_written() -> None:
    """Archives made by Windows name their files in GBK."""
    data = packed({"xxxx.txt": SAID}).replace(b"xxxx", "名单".encode("gbk"))

    assert "压缩包里的“名单.txt”：第 1 行" in places(data, "a.zip")


def test_parts_of_one_name_are_all_read() -> None:
    """What one reader sees and another does not cannot hide behind a doubled name."""
    buffer = io.BytesIO(docx(paragraph(SAID)))
    with pytest.warns(UserWarning), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/document.xml", word_part("document", paragraph("照常")))
    data = buffer.getvalue()

    assert places(data, "a.docx")
    assert any("重名" in message for message in gravities(data, "a.docx"))


def test_a_long_list_is_told_in_short() -> None:
    """Hundreds of numbers give a few findings and their count."""
    lines = "\n".join(f"手机：139{number:08d}" for number in range(300))

    faults = [fault for rule, fault in scanned(lines.encode(), "a.txt").faults if rule == "GK003"]

    assert len(faults) == 21
    assert "另有 280 处" in faults[-1].message


def test_masking_is_no_answer_for_a_file() -> None:
    """A policy that masks numbers in texts keeps a file back that holds them."""
    policy = GatePolicy(id_card="mask")
    found = scan_file(SAID.encode(), "a.txt", policy).faults

    assert [fault.severity for rule, fault in found if rule == "GK003"] == [Severity.BLOCK]


@pytest.mark.parametrize("row", ["110105,19491231,002X", "110105,1949,1231,002X"])
def test_a_number_split_over_cells_is_found(row: str) -> None:
    """Cells with digits only are looked at together, whatever else the row holds."""
    assert places(f"甲,乙,丙\n{row},2026-01-02,3.5".encode(), "a.csv") == ["第 2 行第 1 列"]


def test_a_fault_in_a_table_has_its_row_and_column() -> None:
    """Lines and columns of csv, txt and xlsx are those of the file."""
    data = f"姓名,证件\n张某,{ID}".encode()
    found = [fault for rule, fault in scanned(data, "a.csv").faults if "002X" in fault.message]

    assert [(fault.line, fault.column) for fault in found] == [(2, 2)]


@pytest.mark.parametrize(
    "data",
    [
        comments("a"), workbook(), pptx(notes="a"), ofd("a"), pdf("a", notes="b"),
        jpeg(exif("a", position=True), b"c"), png(chunk(b"tEXt", b"a\0b")), gif(b"a"),
        packed({"a.zip": packed({"b.txt": "a"})}),
    ],
    ids=["docx", "xlsx", "pptx", "ofd", "pdf", "jpg", "png", "gif", "zip"],
)  # fmt: skip
def test_no_damage_breaks_the_look(data: bytes) -> None:
    """Files cut short or with bytes changed at random are looked at without an exception."""
    chance = random.Random(4)
    for _ in range(60):
        broken = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.4 else data)
        for _ in range(chance.randrange(20) if broken else 0):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        look_inside(bytes(broken), "a")


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xd8\xff",
         b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF0000WEBP", b"II*\0\x08\0\0\0", b"ID3\x03\0\0",
         b"{\\rtf1 ", b"<?xml ", b"\0\0\0\0ftyp"]
    ),
    st.binary(max_size=400),
)  # fmt: skip
def test_any_bytes_can_be_looked_at(head: bytes, rest: bytes) -> None:
    """Whatever the bytes are, the look ends with an answer."""
    look_inside(head + rest, "a.csv")
