"""xlsx -> pieces: every sheet, shown or not, and what else a workbook carries.

It must not know what the cells mean. Cells are found by pattern: the XML of a sheet is large and
always written in one way (see `xml_parts`).
"""

from __future__ import annotations

import posixpath
import re

import msgspec

from gongkai_ssg.gate.files.archive import Archive
from gongkai_ssg.gate.files.grid import Grid, column_number
from gongkai_ssg.gate.files.inside import Looking, listed
from gongkai_ssg.gate.files.office import look_shared
from gongkai_ssg.gate.files.persons import is_person
from gongkai_ssg.gate.files.sheet_styles import Styles, read_styles
from gongkai_ssg.gate.files.xml_parts import (
    attributes,
    elements,
    plain_xml,
    unescape,
    without,
    words,
)

_CELL = re.compile(r"<c(?=[\s/>])")
_USUAL_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\d+"(?: s="(\d+)")?(?: t="(\w+)")?>'
    r"(?:<v>([^<eE]*)</v>|<is><t(?: [^<>]*)?>([^<]*)</t></is>)</c>"
)
_PLAIN_STRING = re.compile(r"<si><t(?: [^<>]*)?>([^<]*)</t></si>")
_TEXT = re.compile(r"<t(?: [^<>]*)?>([^<]*)")
_VALUE = re.compile(r"<v(?: [^<>]*)?>([^<]*)")
_FORMULA = re.compile(r"<f(?: [^<>]*)?>([^<]*\"[^<]*)")
_JOINED = re.compile(r'"\s*&\s*"')  # texts that a formula puts together
#: Codes of headers: parts, page numbers, fonts and colours; a bare number is the size of the font.
_CODE = re.compile(r'&(?:[LCRPDTNFAGBIUESXYZ]|"[^"]*"|K[0-9A-Fa-f]{6})')
_SIZED = re.compile(r"&\d{2}(\d{11,}[Xx]?)")  # a number right behind the size of the font
_WHOLE = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_HIDDEN = re.compile(r'\shidden="(?:1|true)"')
_FLAT = re.compile(r'\sht="0(?:\.0*)?"')
_ROW_NUMBER = re.compile(r'\sr="(\d{1,8})"')
_LITERAL = re.compile('=?"[^"]*[\u4e00-\u9fff][^"]*"')
_OF_PROGRAMS = "WpsReserved_"  # WPS keeps the pictures of cells in a hidden sheet
_UNHIDE = "取消隐藏，删去不该公开的内容后另存；或者只把要公开的内容复制到新文件。"


class _Sheet(msgspec.Struct, frozen=True):
    name: str
    hidden: bool
    part: str


def look_xlsx(archive: Archive, looking: Looking) -> None:
    """Look at every part of a workbook that can hold words."""
    book = plain_xml(archive.read("xl/workbook.xml"))
    strings = _strings(archive)
    styles = read_styles(plain_xml(archive.read("xl/styles.xml") or b"<none/>"))
    shown = {each.part: each for each in _sheets(archive, book)}
    stray = [name for name in archive.names("xl/worksheets/", ".xml") if name not in shown]
    sheets = [*shown.values(), *(_Sheet(posixpath.basename(n), True, n) for n in stray)]
    names = (f"标题：{each.name}" for each in shown.values())
    looking.text("工作表的名称", "\n".join(names))
    notes = 0
    hidden: list[str] = []
    for sheet in sheets:
        holds = _look_sheet(archive, sheet, strings, styles, looking)
        if sheet.hidden and holds and not sheet.name.startswith(_OF_PROGRAMS):
            hidden.append(f"“{sheet.name}”")
        notes += _look_notes(archive, sheet, looking)
    if notes:
        looking.fault("error", f"表格里有 {notes} 条批注。", "删去全部批注后另存。")
    if hidden:
        looking.fault("error", f"有隐藏的工作表：{listed(hidden)}。", _UNHIDE)
    _look_names(book, looking)
    _look_rest(archive, looking)
    look_shared(archive, looking, "xl")


def _strings(archive: Archive) -> list[str]:
    data = archive.read("xl/sharedstrings.xml")
    if not data:
        return []
    xml = plain_xml(data)
    if "<rPh" in xml:
        xml = without(xml, "rPh")
    strings = _PLAIN_STRING.findall(xml)
    items = xml.count("<si>") + xml.count("<si/>") + xml.count("<si ")
    if len(strings) != items:  # some are made of runs
        strings = ["".join(_TEXT.findall(item)) for item in re.split(r"<si(?=[\s/>])", xml)[1:]]
    return [unescape(each) for each in strings] if "&" in xml else strings


def _sheets(archive: Archive, book: str) -> list[_Sheet]:
    targets = _targets(archive, "xl/workbook.xml")
    sheets: list[_Sheet] = []
    for found, _ in elements(book, "sheet"):
        part = targets.get(found.get("r:id", ""), "")
        hidden = found.get("state", "visible") != "visible"
        sheets.append(_Sheet(found.get("name", ""), hidden, part))
    return sheets


def _targets(archive: Archive, part: str) -> dict[str, str]:
    """Return the parts that a part refers to, by the id of the reference."""
    folder, base = posixpath.split(part)
    data = archive.read(f"{folder}/_rels/{base}.rels")
    if not data:
        return {}
    return {
        found.get("Id", ""): posixpath.normpath(
            posixpath.join("/" + folder, found.get("Target", ""))
        )[1:].lower()
        for found, _ in elements(plain_xml(data), "Relationship")
    }


def _look_sheet(
    archive: Archive, sheet: _Sheet, strings: list[str], styles: Styles, looking: Looking
) -> bool:
    """Look at one sheet and tell whether there is anything in it."""
    if not sheet.part.startswith("xl/worksheets/"):
        if sheet.part in archive.by_name:
            looking.text(f"工作表“{sheet.name}”", words(plain_xml(archive.read(sheet.part))))
        return bool(sheet.part)
    xml = plain_xml(archive.read(sheet.part))
    label = f"工作表“{sheet.name}”"
    grid = Grid(looking)
    head, _, rest = xml.partition("<sheetData")
    data, _, tail = rest.partition("</sheetData>")
    for row in data.split("<row")[1:]:
        _read_row(row, grid, strings, styles)
    _read_hidden_columns(head, grid)
    holds = grid.report(label, sheet.hidden, "<autoFilter" in tail)
    if "<f" in data:
        formulas = [_JOINED.sub("", unescape(each)) for each in _FORMULA.findall(data)]
        looking.text(f"{label}的公式", "\n".join(formulas), hidden=True)
    if "<headerFooter" in tail:
        header = "\n".join(words(inner) for _, inner in elements(tail, "headerFooter"))
        header = _CODE.sub(" ", header)
        looking.text(f"{label}的页眉页脚", header)
        if sized := _SIZED.findall(header):
            looking.text(f"{label}的页眉页脚", "\n".join(sized))
    if "tooltip=" in tail:
        tips = [found.get("tooltip", "") for found, _ in elements(tail, "hyperlink")]
        looking.text(f"{label}的链接提示", "\n".join(tips), hidden=True)
    if "<dataValidation" in tail:
        _look_validations(tail, label, looking)
    if "<filter " in tail or "<conditionalFormatting" in tail:
        kept = [found.get("val", "") for found, _ in elements(tail, "filter")]
        kept += [words(inner) for _, inner in elements(tail, "formula") if '"' in inner]
        looking.text(f"{label}的筛选和格式条件", "\n".join(kept), hidden=True)
    return holds or "<drawing " in tail


def _read_row(row: str, grid: Grid, strings: list[str], styles: Styles) -> None:
    start, _, cells = row.partition(">")
    found = _ROW_NUMBER.search(start)
    number = int(found[1]) if found else 0
    hidden = ("hidden" in start and bool(_HIDDEN.search(start))) or bool(_FLAT.search(start))
    usual = _USUAL_CELL.findall(cells)
    if len(usual) == cells.count("<v") + cells.count("<is"):
        try:
            texts = {
                column_number(column): strings[int(value)]
                if kind == "s"
                else unescape(inline or _rounded(value, kind))
                for column, _, kind, value, inline in usual
                if value or inline
            }
            grid.row(number, hidden, texts)
        except (IndexError, ValueError):
            pass  # numbers of strings that make no sense: read with more care
        else:
            for column, style, _, value, inline in usual if styles.unseen else ():
                if style in styles.unseen and (value or inline):
                    grid.mark_unseen(column_number(column))
            return
    grid.start_row(number, hidden)
    for cell in _CELL.split(cells)[1:]:
        tag, _, inner = cell.partition(">")
        given = attributes(tag)
        reference = _REFERENCE.match(given.get("r", ""))
        grid.cell(reference[1] if reference else "", _value(inner, given.get("t", ""), strings))
        if given.get("s", "0") in styles.unseen:
            grid.mark_unseen(0)


def _rounded(value: str, kind: str) -> str:
    """Return a computed number without the decimals that nobody sees."""
    if len(value) > 12 and "." in value and kind in ("", "n"):
        return f"{float(value):.6f}" if len(value) < 30 else value
    return value


def _is_in(value: str, strings: list[str]) -> bool:
    return value.isdigit() and len(value) < 9 and int(value) < len(strings)


def _value(inner: str, kind: str, strings: list[str]) -> str:
    if kind == "inlineStr":
        return unescape("".join(_TEXT.findall(inner)))
    found = _VALUE.search(inner)
    value = unescape(found[1]) if found else unescape("".join(_TEXT.findall(inner)))
    if kind == "s":
        return strings[int(value)] if _is_in(value, strings) else ""
    if _WHOLE.fullmatch(value) and len(value) < 40 and float(value) < 1e25:
        return f"{float(value):.0f}"  # 1.3800138E+10 is a telephone number
    return _rounded(value, kind)


def _read_hidden_columns(head: str, grid: Grid) -> None:
    for found, _ in elements(head, "col"):
        if found.get("hidden") in ("1", "true") or found.get("width") in ("0", "0.0"):
            first, last = found.get("min", ""), found.get("max", "")
            if first.isdigit() and last.isdigit() and len(first + last) < 12:
                grid.hide_columns(int(first), int(last))


def _look_notes(archive: Archive, sheet: _Sheet, looking: Looking) -> int:
    """Look at what hangs on a sheet: comments and drawings; return the number of comments."""
    count = 0
    label = f"工作表“{sheet.name}”"
    for part in dict.fromkeys(_targets(archive, sheet.part).values()):
        if part not in archive.by_name:
            continue
        if "comments" in part and part.endswith(".xml"):
            xml = plain_xml(archive.read(part))
            people = [words(inner) for _, inner in elements(xml, "author")]
            for name in ("comment", "threadedComment"):
                for found, inner in elements(xml, name):
                    count += 1
                    looking.text(f"{label}{found.get('ref', '')}的批注", words(inner), hidden=True)
            _say_people(people, looking)
        elif part.startswith("xl/drawings/") and part.endswith(".xml"):
            xml = plain_xml(archive.read(part))
            looking.text(f"{label}的文本框", words(xml))
            texts = [
                v
                for found, _ in elements(xml, "xdr:cNvPr")
                for k in ("descr", "title")
                if (v := found.get(k))
            ]
            looking.text(f"{label}里图片的替代文字", "\n".join(texts), hidden=True)
        elif part.startswith("xl/tables/"):
            found_names = [
                found.get("name", "")
                for found, _ in elements(plain_xml(archive.read(part)), "tableColumn")
            ]
            looking.text(f"{label}的列表", "\n".join(found_names), hidden=True)
    return count


def _say_people(people: list[str], looking: Looking) -> None:
    looking.text("批注的作者", "\n".join(people), hidden=True)
    if names := [f"“{each}”" for each in people if is_person(each)]:
        looking.fault("warning", f"批注里有姓名：{listed(names)}。", "删去批注后另存。")


def _look_validations(tail: str, label: str, looking: Looking) -> None:
    texts: list[str] = []
    for found, inner in elements(tail, "dataValidation"):
        texts += [found[key] for key in ("prompt", "promptTitle", "error") if found.get(key)]
        texts.append(words(inner))
    looking.text(f"{label}的数据验证", "\n".join(texts), hidden=True)


def _look_names(book: str, looking: Looking) -> None:
    for found, inner in elements(book, "definedName"):
        name, value = found.get("name", ""), words(inner)
        if _LITERAL.fullmatch(value):
            looking.fault("error", f"名称“{name}”里存有文字。", "在“名称管理器”里删去后另存。")
        looking.text(
            f"名称“{name}”",
            f"{name}：{value}" if '"' in value or value[:1].isdigit() else name,
            True,
        )


def _look_rest(archive: Archive, looking: Looking) -> None:
    for part in archive.names("xl/persons/", ".xml"):
        people = [
            found.get("displayName", "")
            for found, _ in elements(plain_xml(archive.read(part)), "person")
        ]
        _say_people(people, looking)
    for start, label in (("xl/externallinks/", "外部链接"), ("xl/pivotcache/", "数据透视表缓存")):
        said = False
        for part in archive.names(start, ".xml"):
            values = re.findall(r'\sv="([^"]*)"|<v>([^<]*)</v>', plain_xml(archive.read(part)))
            text = unescape("\n".join(a or b for a, b in values))
            looking.text(label, text, hidden=True)
            said = said or bool(text.strip())
        if said:
            looking.fault("warning", f"{label}里留有数据。", "把要公开的内容“粘贴为数值”到新文件。")
    if archive.names("xl/workbook.bin"):
        looking.unread("二进制工作簿（xlsb）看不到")
