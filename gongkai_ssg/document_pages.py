"""What templates read on the pages of one document: its facts, its tables, its policy.

Everything here is public. It must not know how pages are rendered, nor the lists that lead here.
"""

from __future__ import annotations

import msgspec

from gongkai_ssg.pages import Link


class Fact(msgspec.Struct, frozen=True):
    """One row of the metadata table."""

    label: str
    value: str
    url: str = ""
    key: str = ""  # English name, for styling


class Attachment(msgspec.Struct, frozen=True):
    """A file that ships with a document."""

    title: str
    url: str
    kind: str  # "PDF", "XLSX"
    size: str  # "12.3 KB"
    name: str  # the original file name, for `download`


class Relation(msgspec.Struct, frozen=True):
    """Documents that stand in one relation to this one: 解读 / 废止本文的文件 / 相关文件 …"""

    label: str
    items: tuple[Link, ...]  # note = date


class HeaderCell(msgspec.Struct, frozen=True):
    """One cell of a table's head; merged cells span."""

    text: str
    colspan: int
    rowspan: int


class TableField(msgspec.Struct, frozen=True):
    """A column of a table: key, label and kind ("text", "long", "count", "money", "date"…)."""

    key: str
    label: str
    kind: str
    filter: bool


class TableRow(msgspec.Struct, frozen=True):
    """A row: its cells as text, its anchor on the page, and its own page ("" without one)."""

    anchor: str
    title: str
    cells: tuple[str, ...]
    url: str


class TableFilter(msgspec.Struct, frozen=True):
    """A field by which readers choose rows, with its values."""

    key: str
    label: str
    values: tuple[str, ...]


class TableView(msgspec.Struct, frozen=True):
    """One page of the rows of a table."""

    key: str  # "t1", "t2" …: unique within the document, for ids
    form: str  # key of the kind of table
    label: str
    header: tuple[tuple[HeaderCell, ...], ...]
    fields: tuple[TableField, ...]
    rows: tuple[TableRow, ...]
    total: int
    number: int  # of this page, from 1
    pages: int
    previous: str  # URL or ""
    next: str
    downloads: tuple[Attachment, ...]  # CSV, XLSX, JSON
    data: str  # URL of the JSON download, for the filter script
    filters: tuple[TableFilter, ...]


class RowView(msgspec.Struct, frozen=True):
    """The page of one row: every field that is not empty, and the way back."""

    title: str
    table: str  # label
    facts: tuple[Fact, ...]
    document: Link
    previous: Link | None
    next: Link | None


class ChainStage(msgspec.Struct, frozen=True):
    """One stage of a policy's chain: 征求意见 结果反馈 决策程序 政策文件 政策解读 落实情况."""

    label: str
    items: tuple[Link, ...]  # oldest first, note = date; the page itself has url ""
    more: int  # how many are not named here; the policy's own page names all
    current: bool  # the page itself stands here


class Chain(msgspec.Struct, frozen=True):
    """The chain of one policy, drawn alike on the page of each of its documents."""

    title: str  # of the policy
    stages: tuple[ChainStage, ...]  # those that hold something, in their order


class Mark(msgspec.Struct, frozen=True):
    """On the page of an older document: a newer one that amends, replaces or repeals it."""

    label: str  # "由以下文件修改"
    link: Link
    number: str  # its 文号
    since: str  # YYYY-MM-DD from which it holds, "" if unknown


class Event(msgspec.Struct, frozen=True):
    """A date in the life of a policy document: 公布 施行 修改 替代 有效期至 失效 废止."""

    label: str
    date: str  # YYYY-MM-DD
    note: str = ""  # the 文号 by which it happened
    link: Link | None = None


class PolicyView(msgspec.Struct, frozen=True):
    """What relates a document to others of its policy, and how long it holds."""

    chains: tuple[Chain, ...] = ()
    marks: tuple[Mark, ...] = ()
    events: tuple[Event, ...] = ()  # oldest first; none where there are fewer than two
    caption: str = ""  # 题注 of a regulation


class DocumentView(msgspec.Struct, frozen=True):
    """A public document as its page shows it, without its text."""

    url: str
    title: str
    date: str  # YYYY-MM-DD HH:MM where a time is known
    unit: str
    source: str
    source_url: str
    facts: tuple[Fact, ...]
    attachments: tuple[Attachment, ...]
    summary: str
    validity: str
    in_force: bool
    invalid_note: str  # a sentence for a document that is no longer in force, "" otherwise
    on_request: bool
    request_url: str  # how to apply, for 依申请公开
    relations: tuple[Relation, ...]
    policy: PolicyView = PolicyView()


class Neighbours(msgspec.Struct, frozen=True):
    """The documents before and after this one in its column."""

    newer: Link | None
    older: Link | None
