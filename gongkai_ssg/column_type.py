"""What a kind of column is, and what a column of one site. It must not know any kind by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

# ColumnType values of 国办发〔2017〕47号附件《网页设计规范》.
ColumnTag = Literal[
    "首页", "概况信息", "机构职能", "负责人信息", "工作动态", "政策文件", "信息公开指南",
    "信息公开目录", "信息公开年报", "依申请公开", "数据发布", "数据开放", "政策解读",
    "回应关切", "办事服务", "咨询投诉", "征集调查", "在线访谈",
]  # fmt: skip

#: Where a column stands in the catalog: one of the fixed parts of 国办公开办函〔2019〕61号,
#: an item of 法定主动公开内容, or a supporting column.
ColumnPart = Literal["guide", "system", "statutory", "annual-report", "request", "support"]


class ColumnType(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of column 栏目类型: everything that the tool knows of it, held in one module."""

    key: str
    label: str
    part: ColumnPart
    order: int
    tag: ColumnTag
    description: str
    keywords: tuple[str, ...]
    example: str
    #: Front matter keys (English names) that every document here must carry beside the common ones.
    required: tuple[str, ...] = ()
    #: Item of article 20 of 国令第711号, e.g. "第二十条第（五）项"; empty where there is none.
    basis: str = ""
    #: Front matter keys that only this type has: a subclass of `own_keys.OwnKeys`.
    own_keys: Any = None
    #: Tables that a document of this type may carry (`tables.fields.TableForm`), the usual one first.
    forms: tuple[Any, ...] = ()
    #: Template of the document page; one that extends "document.html" shows what the type adds.
    template: str = "document.html"
    #: Documents may also be downloaded as plain text: title, 题注 and text.
    text_download: bool = False
    #: What that template reads as `own`: a pure function of the document's own keys.
    own_view: Callable[[Mapping[str, Any]], Any] | None = None
    #: The same where it depends on the site: a function of own keys and `site_facts.SiteFacts`.
    site_view: Callable[[Mapping[str, Any], Any], Any] | None = None
    #: Reads a data file of a fixed layout (bytes, file name, own keys) into further own values,
    #: with `tables.table.TableFault`s at its cells; instead of `forms`.
    read_data: (
        Callable[[bytes, str, Mapping[str, Any]], tuple[Mapping[str, Any], Sequence[Any]]] | None
    ) = None
    #: The rule under which faults of the data file are reported.
    data_rule: str = "GK028"
    #: `tables.table.Table`s made of own values, for readers to download.
    own_tables: Callable[[Mapping[str, Any]], tuple[Any, ...]] | None = None
    #: Days after which the column counts as stale (国办秘函〔2019〕19号); 0 = no such limit.
    update_days: int = 0


class Column(msgspec.Struct, frozen=True):
    """A column of one site: a type with the site's own label, URL segment and state."""

    key: str
    label: str
    segment: str
    type: ColumnType
    order: int
    part: ColumnPart
    description: str
    off: str = ""

    @property
    def update_days(self) -> int:
        """Days after which the column counts as stale, 0 for no such limit.

        A site's own column has the limit of its type only where it carries news or notices.
        """
        is_standard = self.key == self.type.key or self.type.key in ("news", "notice")
        return self.type.update_days if is_standard else 0
