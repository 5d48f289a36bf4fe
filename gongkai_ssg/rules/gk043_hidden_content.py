"""GK043: hidden content in an attachment. `gate.attachments` meets the fault, for files that ship."""

from __future__ import annotations

import io
import zipfile

from gongkai_ssg.faults import Severity
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import sample

_PATH = "content/notice/a.md"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _workbook(state: str) -> bytes:
    """Return a workbook with two sheets, the second in a state of being shown or hidden."""
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>'
    names = (("公示", "visible"), ("底稿", state))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{shown}" r:id="r{at}"/>'
        for at, (name, shown) in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="r{at}" Type="{_RELS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in (1, 2)
    )
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}">{links}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/sheet2.xml": sheet,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


_BOOK, _NOTE = "content/notice/biao.xlsx", "content/notice/shuo-ming.rtf"
_RTF = b"{\\rtf1 \\u29031? {\\*\\annotation \\u26680?}}"

RULE = Rule(
    id="GK043",
    name="hidden-content",
    title="附件里藏着看不见的内容",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十四条、第十五条；本软件的内容规范",
    why=(
        "隐藏的工作表、行和列，没有接受的修订，批注，嵌入的文件，文档属性里的姓名，照片里的拍摄位置，"
        "打开附件时看不到，下载的人却都能取出来；泄露个人信息往往就出在这些地方。"
    ),
    cure=(
        "把要公开的内容复制到新文件，或者用 Office、WPS 的“检查文档”删去批注、修订、隐藏内容和个人信息后另存；"
        "照片去掉拍摄信息；压缩包改为直接上传里面的文件。"
    ),
    good=(Example(files={_PATH: sample("附件: [biao.xlsx]"), _BOOK: _workbook("visible")}),),
    bad=(
        Example(
            files={_PATH: sample("附件: [biao.xlsx]"), _BOOK: _workbook("veryHidden")},
            line=1,
            path=_BOOK,
        ),
        Example(files={_PATH: sample("附件: [shuo-ming.rtf]"), _NOTE: _RTF}, line=1, path=_NOTE),
    ),
)
