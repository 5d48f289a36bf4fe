"""GK040: a guide to disclosure without one of its nine prescribed items."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import sample
from gongkai_ssg.states import Disclosure

_COLUMN = "guide"
_PATH = f"content/{_COLUMN}/a.md"

# 《政府信息公开条例》（国令第711号）第十二条: key of the column type -> its Chinese name.
_ITEMS = {
    "categories": "分类",
    "arrangement": "编排体系",
    "ways": "获取方式",
    "office": "公开工作机构名称",
    "address": "办公地址",
    "hours": "办公时间",
    "telephone": "联系电话",
    "fax": "传真号码",
    "online": "互联网联系方式",
}


def _site(site: Site, context: RuleContext) -> Iterator[Fault]:
    guides = [document for document in site.documents if _is_open_guide(document, context)]
    # A guide may have further documents, such as a flow chart: they need not repeat the items.
    judged = [document for document in guides if _ITEMS.keys() & document.own.keys()]
    for document in judged or guides[:1]:
        missing = [label for key, label in _ITEMS.items() if not document.own.get(key)]
        if missing:
            names = "、".join(f"“{label}”" for label in missing)
            yield Fault(
                f"公开指南缺少{names}。",
                f"在前言加一行“{missing[0]}: …”等；九项都要写，没有传真的写“无”。",
                path=document.path,
                key="title",
            )


def _is_open_guide(document: Document, context: RuleContext) -> bool:
    column = context.columns.get(document.column)
    is_open = document.disclosure is Disclosure.ACTIVE and not document.draft
    return column is not None and column.type.key == _COLUMN and is_open


_WHOLE = tuple(f"{label}: 见正文" for label in _ITEMS.values())

RULE = Rule(
    id="GK040",
    name="incomplete-guide",
    title="公开指南缺少法定的内容",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十二条",
    why=(
        "公开指南要写明政府信息的分类、编排体系、获取方式，"
        "公开工作机构的名称、办公地址、办公时间、联系电话、传真号码、互联网联系方式，一共九项。"
        "指南由几个文档组成的，写了其中任何一项的文档要把九项写全，其他文档不要求。"
    ),
    cure="在指南的前言逐项写明九项内容，页面据此列出一张表。",
    good=(
        Example(files={_PATH: sample(*_WHOLE)}),
        Example(
            files={
                _PATH: sample(*_WHOLE),
                f"content/{_COLUMN}/b.md": sample("标题: 公开指南附图"),
            }
        ),
        Example(files={_PATH: sample("草稿: 是")}),
    ),
    bad=(
        Example(files={_PATH: sample(*_WHOLE[:7], _WHOLE[8])}, line=2),
        Example(files={_PATH: sample()}, line=2),
    ),
    site=_site,
)
