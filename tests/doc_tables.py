"""Keeps the tables in docs/ that are made from the registries. Run it to write them anew:

    .venv/bin/python tests/doc_tables.py

It must not know anything that the registries do not say.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from gongkai_ssg.audit.indicators import PROFILES
from gongkai_ssg.columns import column_types
from gongkai_ssg.config_columns import PART_LABELS
from gongkai_ssg.frontmatter_keys import FIELDS
from gongkai_ssg.limits import LIMITS, Limit
from gongkai_ssg.links import ATTACHMENT_TYPES, RESERVED_SEGMENTS
from gongkai_ssg.own_keys import Day, Key, OwnKeys, inner_record
from gongkai_ssg.rules import rules
from gongkai_ssg.states import WITHHOLD_GROUNDS
from gongkai_ssg.tables.fields import Declared, Record, declared
from gongkai_ssg.topics import TOPICS

DOCS = Path(__file__).parent.parent / "docs"

_NAMES = {field.name: field.aliases[0] for field in FIELDS}


def _table(head: str, rows: Iterable[Iterable[str]]) -> str:
    titles = head.split()
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(each or "—" for each in row) + " |" for row in lines)


def _rules() -> str:
    return _table(
        "编号 查什么 级别 怎么改 依据",
        (
            (rule.id, rule.title, f"{rule.severity.label} `{rule.severity.value}`", rule.cure, rule.basis)
            for rule in rules().values()
        ),
    )  # fmt: skip


def _columns() -> str:
    return _table(
        "代号 栏目 所在部分 条例依据 另外必填 更新期限",
        (
            (
                f"`{each.key}`", each.label, PART_LABELS[each.part], each.basis,
                "、".join(_NAMES[key] for key in each.required),
                f"{each.update_days} 天" if each.update_days else "",
            )
            for each in column_types().values()
        ),
    )  # fmt: skip


# --- own keys of the columns -------------------------------------------------------------

_PLAIN = {str: "文字", int: "整数", bool: "是或否", Decimal: "数字", Any: "文字"}


def _own_keys() -> str:
    return _table(
        "栏目 键 英文名 要不要写 意思",
        (
            row
            for each in column_types().values()
            if each.own_keys is not None
            for row in _keys(each.own_keys, each.label)
        ),
    )


def _keys(
    record: type[OwnKeys], column: str, outer: tuple[str, str] = ("", "")
) -> Iterator[list[str]]:
    """Yield the rows of a record; keys inside another one stand below it, with its name before."""
    for name, info in record.model_fields.items():
        key = next(each for each in info.metadata if isinstance(each, Key))
        inner = inner_record(record, name)
        words = "、".join(outer[0] + word for word in (key.label, *key.aliases))
        meaning = "；".join(filter(None, (key.meaning, _value(info, inner))))
        need = "必填" if info.is_required() else "可不写"
        yield [column, words, f"`{outer[1]}{name}`", need, meaning]
        if inner is not None:
            yield from _keys(inner, column, (f"{outer[0]}{key.label} › ", f"{outer[1]}{name}."))


def _value(info: FieldInfo, inner: type[OwnKeys] | None) -> str:
    listed = _is_list(info.annotation)
    if inner is not None:
        keys = [
            next(k for k in each.metadata if isinstance(k, Key))
            for each in inner.model_fields.values()
        ]
        shown = f"{{{'、'.join(key.label for key in keys)}}}"
        return f"一项或几项 {shown}" if listed else shown
    words = _words_of(info.annotation, info.metadata)
    if not listed:
        return words
    return "一个或几个" if words == "文字" else f"一个或几个：{words}"


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in (tuple, list) or any(map(_is_list, get_args(annotation)))


def _words_of(annotation: Any, metadata: Iterable[Any] = ()) -> str:
    if annotation is get_args(Day)[0]:
        return "日期"
    if get_origin(annotation) is Literal:
        return "、".join(str(each) for each in get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType, tuple, Annotated):
        found = [_words_of(each) for each in get_args(annotation)]
        return next((each for each in found if each), "")
    return _PLAIN.get(annotation, "")


# --- kinds of tables ---------------------------------------------------------------------


def _table_forms() -> str:
    return _table(
        "栏目 表种 代号 列 每行单独一页 依据",
        (
            (column.label, form.label, f"`{form.key}`", _cells(form.record),
             "是" if form.row_pages else "", form.basis)
            for column in column_types().values()
            for form in column.forms
        ),
    )  # fmt: skip


def _cells(record: type[Record]) -> str:
    return "、".join(map(_cell, declared(record)))


def _cell(field: Declared) -> str:
    name = field.cell.label if field.optional else f"**{field.cell.label}**"
    return f"~~{name}~~" if field.cell.hidden else name


def _grounds() -> str:
    return _table(
        "理由 代码 条例条款",
        ((label, f"`{code}`", basis) for code, (label, basis) in WITHHOLD_GROUNDS.items()),
    )


def _topics() -> str:
    # The names hold 、 themselves, so the second level is parted by semicolons.
    return _table("一级 二级", ((first, "；".join(second)) for first, second in TOPICS.items()))


def _words(words: Iterable[str]) -> str:
    return "、".join(f"`{word}`" for word in sorted(words)) + "。"


def _limits() -> str:
    return _table(
        "事项 期限 从哪里起算 依据 checks 用在哪里 未核实",
        (
            (each.label, _length(each), each.starts, each.basis,
             f"`{each.check}`" if each.check else "", each.used, each.unverified)
            for each in LIMITS
        ),
    )  # fmt: skip


def _length(limit: Limit) -> str:
    return "" if limit.unit == "date" and limit.month_day == (1, 1) else limit.words


#: Name of each part that is made -> its page and its text.
def _indicators() -> str:
    return _table(
        "编号 指标 判定的线 规则 统计 人工核对 未核实",
        (
            (each.id, each.title, each.line, "、".join(each.rules), "有" if each.figure else "",
             each.manual, each.unverified)
            for each in PROFILES["19号文"].indicators
        ),
    )  # fmt: skip


TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "rules": ("rules.md", _rules),
    "columns": ("columns.md", _columns),
    "own-keys": ("own-keys.md", _own_keys),
    "table-forms": ("own-keys.md", _table_forms),
    "grounds": ("content.md", _grounds),
    "topics": ("content.md", _topics),
    "attachment-types": ("content.md", lambda: _words(ATTACHMENT_TYPES)),
    "limits": ("deadlines.md", _limits),
    "indicators": ("audit.md", _indicators),
    "reserved-segments": ("config.md", lambda: _words(RESERVED_SEGMENTS)),
}


def _part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- 自动生成：{name} -->\n).*?(\n<!-- 生成到此 -->)", re.DOTALL)


def committed(name: str) -> str:
    """Return the table `name` as it stands in its page; "" where the page has no place for it."""
    page, _ = TABLES[name]
    found = _part(name).search((DOCS / page).read_text("utf-8"))
    return found[0].partition("\n")[2].rpartition("\n")[0].strip("\n") if found else ""


def write() -> None:
    """Write every table into its page."""
    for name, (page, make) in TABLES.items():
        path = DOCS / page
        text = path.read_text("utf-8")
        found = _part(name).search(text)
        if found is None:
            raise SystemExit(f"{page} 里没有“自动生成：{name}”的位置。")
        made = f"{found[1]}\n{make()}\n{found[2]}"
        path.write_text(text[: found.start()] + made + text[found.end() :], "utf-8")


if __name__ == "__main__":
    write()
