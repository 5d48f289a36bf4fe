"""A yearly report's data as YAML -> written figures. It must not know what they must add up to."""

from __future__ import annotations

from gongkai_ssg.annual.layouts import Line, core
from gongkai_ssg.annual.sums import SECTION_NAMES, Section
from gongkai_ssg.annual.written import Form, Place, Written
from gongkai_ssg.marked import Entries, Items, Node, Scalar, YamlFault, parse

_SECTIONS: dict[str, Section] = {name: key for key, name in SECTION_NAMES.items()}


def read_yaml(data: bytes, forms: dict[Section, Form], written: Written) -> None:
    """Read 表一, 表二 and 表三 from one mapping each: name of the row -> its figures."""
    try:
        root = parse(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        written.unread.update(forms)
        return written.note("文件不是 UTF-8 编码。", "用编辑器另存为 UTF-8。", Place())
    except YamlFault as fault:
        written.unread.update(forms)
        return written.note(fault.message, fault.hint, Place("", fault.line, fault.column))
    if not isinstance(root, Entries):
        written.unread.update(forms)
        hint = "写“表一:”“表二:”“表三:”，下面逐行写数字。"
        return written.note("不是“键: 值”的写法。", hint, Place())
    for key, node in root.entries:
        section = _SECTIONS.get(key.text)
        at = Place("", key.line, key.column)
        if section is None:
            written.note(f"不认识的键“{key.text}”。", "只用表一、表二、表三。", at)
        elif section in written.starts:
            written.note(f"“{key.text}”写了两次。", "只留一处。", at)
        else:
            written.starts[section] = at
            _yaml_table(node, forms[section], written)
    return None


def _yaml_table(node: Node, form: Form, written: Written) -> None:
    if not isinstance(node, Entries):
        hint = "每行写成“名称: [数字, 数字]”。"
        return written.note("不是“键: 值”的写法。", hint, Place("", node.line, node.column))
    for key, value in node.entries:
        at = Place("", key.line, key.column)
        line = form.find(key.text)
        if line is None:
            written.refuse(form, key.text, at)
        elif any(figure[:2] == (form.section, line.key) for figure in written.texts):
            written.note(f"“{key.text}”写了两次。", "只留一处。", at)
        else:
            _yaml_line(value, form, line, written)
    return None


def _yaml_line(node: Node, form: Form, line: Line, written: Written) -> None:
    heads = form.heads[line.key]
    at = Place("", node.line, node.column)
    if isinstance(node, Scalar):
        cells: list[Node] = [node]
    elif isinstance(node, Items):
        cells = list(node.items)
    else:
        by_core = {core(head): number for number, head in enumerate(heads)}
        for key, value in node.entries:
            number = by_core.get(core(key.text))
            place = Place("", value.line, value.column)
            if number is None or not isinstance(value, Scalar):
                hint = f"可用的列：{'、'.join(heads)}。"
                written.note(f"“{line.label}”没有“{key.text}”这一列。", hint, place)
            else:
                written.put((form.section, line.key, number), _text(value), place)
        return
    if len(cells) != len(heads):
        hint = f"依次写：{'、'.join(heads)}。"
        written.note(f"“{line.label}”应有 {len(heads)} 个数字，写了 {len(cells)} 个。", hint, at)
    for number, cell in enumerate(cells[: len(heads)]):
        if isinstance(cell, Scalar):
            place = Place("", cell.line, cell.column)
            written.put((form.section, line.key, number), _text(cell), place)


def _text(cell: Scalar) -> str:
    return "" if cell.absent else cell.text.strip()
