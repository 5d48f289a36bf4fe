"""Keeps the tables in docs/ that are made from the registries. Run it to write them anew:

    .venv/bin/python tests/doc_tables.py

It must not know anything that the registries do not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from gongkai_ssg.columns import column_types
from gongkai_ssg.config import PART_LABELS
from gongkai_ssg.frontmatter import FIELDS
from gongkai_ssg.links import ATTACHMENT_TYPES, RESERVED_SEGMENTS
from gongkai_ssg.model import WITHHOLD_GROUNDS
from gongkai_ssg.rules import rules
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


#: Name of each part that is made -> its page and its text.
TABLES: dict[str, tuple[str, Callable[[], str]]] = {
    "rules": ("rules.md", _rules),
    "columns": ("columns.md", _columns),
    "grounds": ("content.md", _grounds),
    "topics": ("content.md", _topics),
    "attachment-types": ("content.md", lambda: _words(ATTACHMENT_TYPES)),
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
