"""The frozen values that pass between the stages. It must not know files, YAML or HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, Literal

import msgspec

from gongkai_ssg.calendar import Calendar
from gongkai_ssg.policy import Settings

# --- words with a fixed list of values -------------------------------------------------


class Severity(Enum):
    """How grave a finding is; the order of definition is the order of gravity."""

    BLOCK = "block"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return _SEVERITY_RANK[self]

    @property
    def label(self) -> str:
        return {"block": "阻断", "error": "错误", "warning": "警告", "info": "提示"}[self.value]


_SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


class Disclosure(Enum):
    """公开属性 (国办发〔2016〕80号: fixed when a document is drafted)."""

    ACTIVE = "active"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        return DISCLOSURE_LABELS[self]


DISCLOSURE_LABELS: dict[Disclosure, str] = {
    Disclosure.ACTIVE: "主动公开",
    Disclosure.ON_REQUEST: "依申请公开",
    Disclosure.WITHHELD: "不予公开",
}


class Validity(Enum):
    """效力状态 of a policy document."""

    VALID = "valid"
    AMENDED = "amended"
    PARTLY_INVALID = "partly_invalid"
    EXPIRED = "expired"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        return VALIDITY_LABELS[self]

    @property
    def in_force(self) -> bool:
        return self not in (Validity.EXPIRED, Validity.REPEALED)


VALIDITY_LABELS: dict[Validity, str] = {
    Validity.VALID: "有效",
    Validity.AMENDED: "已修改",
    Validity.PARTLY_INVALID: "部分失效",
    Validity.EXPIRED: "失效",
    Validity.REPEALED: "废止",
}

# Grounds for not publishing: 《政府信息公开条例》（国令第711号）第十四条至第十六条.
WITHHOLD_GROUNDS: dict[str, tuple[str, str]] = {
    "state_secret": ("国家秘密", "第十四条"),
    "law_forbidden": ("法律、行政法规禁止公开", "第十四条"),
    "four_safety": ("公开后可能危及国家安全、公共安全、经济安全、社会稳定", "第十四条"),
    "trade_secret": ("商业秘密", "第十五条"),
    "privacy": ("个人隐私", "第十五条"),
    "internal": ("内部事务信息", "第十六条第一款"),
    "process": ("过程性信息", "第十六条第二款"),
    "case_file": ("行政执法案卷信息", "第十六条第二款"),
}


# --- columns ---------------------------------------------------------------------------

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


# --- one document, public or not -------------------------------------------------------


class WithholdReason(msgspec.Struct, frozen=True):
    """Why a document is not (or not simply) published: a ground and a sentence."""

    code: str
    text: str


class AttachmentRef(msgspec.Struct, frozen=True):
    """An attachment as a document names it: as written, and relative to the site root.

    `path` is "" where the name leads out of content/.
    """

    written: str
    path: str
    title: str = ""
    #: who has looked at a file that no program can read, when, and the start of its digest then
    checked_by: str = ""
    checked_on: dt.date | None = None
    checksum: str = ""


class FileFact(msgspec.Struct, frozen=True):
    """What is known of a file under content/ that is not a document."""

    path: str  # relative to the site root, POSIX
    size: int  # bytes
    digest: str = ""
    head: bytes = b""  # the first 16 bytes, to compare content and extension
    fault: str = ""  # "symlink", "special" or "unreadable": it may not be used
    #: what the gate found inside: rule id and fault, as if the file ships
    faults: tuple[tuple[str, Fault], ...] = ()
    unread: str = ""  # why a person must look into it; "" where it was read to the end


class DataRef(msgspec.Struct, frozen=True):
    """A table of a document: as written, relative to the site root ("" = leads out), and which
    sheet and form; empty ones mean the first sheet and the column type's first form."""

    written: str
    path: str
    sheet: str = ""
    form: str = ""


class RowFact(msgspec.Struct, frozen=True):
    """What must be known of a row of a table without reading the table."""

    anchor: str
    title: str
    until: dt.date | None  # last day on which the row may be public
    decided: dt.date | None = None  # day of a decision that must soon be public
    quashed: dt.date | None = None  # day on which it was changed or quashed: it must be withdrawn


class Reference(msgspec.Struct, frozen=True):
    """A link in a body: as written, its place in the file, and what it points at."""

    href: str
    line: int
    column: int
    kind: Literal["link", "image"]


class WorkflowStep(msgspec.Struct, frozen=True):
    """One step of 提出 审核 保密审查 公开 反馈 归档."""

    name: str
    by: str
    on: dt.date | None


class Fault(msgspec.Struct, frozen=True):
    """What a rule found, before it has a place: either a front matter key or a line says where."""

    message: str
    hint: str = ""
    path: str = ""  # of the document at fault; document rules may leave it out
    key: str = ""  # English front matter key: the finding points at its value
    line: int = 0  # 1-based line in the file, instead of a key
    column: int = 0
    severity: Severity | None = None  # where it differs from the rule's own
    file: str = ""  # an attachment that must not ship while this is an error


class Faults(list[tuple[str, Fault]]):
    """Faults as they are met, each under the id of the rule that explains it."""

    def note(
        self,
        rule: str,
        message: str,
        hint: str,
        at: tuple[int, int] = (1, 1),
        path: str = "",
        severity: Severity | None = None,
    ) -> None:
        """Add a fault at a line and column (1-based)."""
        fault = Fault(message, hint, path=path, line=at[0], column=at[1], severity=severity)
        self.append((rule, fault))


class Finding(msgspec.Struct, frozen=True):
    """One fault with its place, its rule and its cure: what the user reads."""

    rule: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str
    basis: str
    unit: str
    file: str = ""  # see Fault

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.line, self.column, self.rule, self.message)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One Markdown file with its front matter, public or not, faults and all.

    `path` is relative to the site root with "/" on every system. `digest` is that of the
    file's bytes. `column` is "" where neither front matter nor folder names a known one.
    """

    path: str
    digest: str
    column: str = ""
    slug: str = ""  # last part of the URL
    folders: str = ""  # the parts between column and slug, "" or "2024/yi-yue/"
    title: str = ""
    disclosure: Disclosure | None = None
    withhold_reason: WithholdReason | None = None
    withhold_reviewed_on: dt.date | None = None
    unit: str = ""
    date: dt.date | None = None
    time: str = ""  # "HH:MM" where the author gave a time of publication
    formed_on: dt.date | None = None
    index_number: str = ""  # as written; a generated one is in the lock, not here
    document_number: str = ""
    summary: str = ""  # as written by the author
    lead: str = ""  # start of the first paragraph, the summary where none is written
    topic: tuple[str, ...] = ()
    genre: str = ""
    keywords: tuple[str, ...] = ()
    validity: Validity | None = None
    effective_on: dt.date | None = None
    expires_on: dt.date | None = None
    amends: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    repealed_by: tuple[str, ...] = ()
    interprets: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""
    attachments: tuple[AttachmentRef, ...] = ()
    channels: tuple[str, ...] = ()
    workflow: tuple[WorkflowStep, ...] = ()
    aliases: tuple[str, ...] = ()
    draft: bool = False
    scheduled: bool = False
    own: dict[str, Any] = {}  # keys of the column type, as plain values
    data: tuple[DataRef, ...] = ()
    rows: tuple[tuple[RowFact, ...], ...] = ()  # of each table that `data` names
    #: body facts
    plain: bool = True  # the body is plain prose and is converted anew when it is needed
    links: tuple[Reference, ...] = ()
    anchors: tuple[str, ...] = ()
    #: numbers that look personal and may be published all the same: contacts, codes
    vouched: tuple[str, ...] = ()
    #: keys whose value could not be read; rules about absence stay silent on them
    unreadable: tuple[str, ...] = ()

    @property
    def public_until(self) -> dt.date | None:
        """The last day on which the document may be public: the own key `publicity_until`."""
        day = self.own.get("publicity_until")
        return dt.date.fromisoformat(day) if isinstance(day, str) and day else None

    def waits(self, today: dt.date) -> bool:
        """Tell whether the document is scheduled for a later day."""
        return self.scheduled and self.date is not None and self.date > today

    def is_open(self, today: dt.date) -> bool:
        """Tell whether the author wants the text to be public on this day."""
        over = self.public_until is not None and self.public_until < today
        open_ = self.disclosure is Disclosure.ACTIVE and not self.draft
        return open_ and not over and not self.waits(today)


class Site(msgspec.Struct, frozen=True):
    """Everything that was loaded: the private side of the border."""

    root: str  # the folder that holds config.yaml and content/
    documents: tuple[Document, ...]  # in the order of their paths
    #: every other file under content/ by path; what attachments and links may name
    files: Mapping[str, FileFact]
    #: what was met while reading: rule id and fault, each with its path and line
    faults: tuple[tuple[str, Fault], ...] = ()
    #: the day on which version control first saw each document, where it is known
    first_commits: Mapping[str, dt.date] = {}


class Source(msgspec.Struct, frozen=True):
    """The text of one document as rules read it; lives only while that file is loaded."""

    path: str
    text: str  # the whole file, line ends "\n", no BOM
    body: str
    body_line: int  # 1-based line of the file on which the body starts
    keys: Mapping[str, str]  # English key -> the key as the user wrote it
    raw: Mapping[str, str]  # English key -> the scalar as written, "" for lists and mappings


# --- rules -----------------------------------------------------------------------------


class Example(msgspec.Struct, frozen=True):
    """A tiny site that keeps or breaks a rule; `line` is where the fault is reported.

    Paths are relative to the site root ("content/notice/a.md"). The site's config is the one of
    `tests/conftest.py`: units 办公室 (bgs) and 财务科 (cwk), every standard column on.
    """

    files: Mapping[str, str | bytes]
    line: int = 0
    path: str = ""  # the file at fault; default: the first one
    #: the day on which git first saw a document, for the rule that asks
    first_commits: Mapping[str, dt.date] = {}


class RuleContext(msgspec.Struct, frozen=True):
    """What rules may know of the site beside its documents."""

    columns: Mapping[str, Column]
    units: Mapping[str, str]  # every known name (former ones too) -> unit code
    today: dt.date
    index_pattern: str
    index_numbers: Mapping[str, str]  # path -> the number that the catalog will show
    base_url: str = ""
    source_names: frozenset[str] = frozenset()  # names that count as the agency itself
    calendar: Calendar = Calendar()
    settings: Settings = Settings()
    shipped: Mapping[str, str] = {}  # every file that ships -> the open document it belongs to


DocumentCheck = Callable[[Document, Source, RuleContext], Iterator[Fault]]
SiteCheck = Callable[[Site, RuleContext], Iterator[Fault]]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule 检查规则: what it finds, how grave that is, on what legal basis.

    A rule has `document` or `site`, or neither where the fault is met while loading (`load`
    reports it then under this id). A document rule sees one document and its
    text, and neither the date nor other documents: its findings are kept while the file is
    unchanged. A site rule sees everything and runs on every check.
    """

    id: str
    name: str  # the fault in English words, "published-before-formed"
    title: str  # the fault in Chinese
    severity: Severity
    basis: str
    why: str
    cure: str
    good: tuple[Example, ...]
    bad: tuple[Example, ...]
    #: what of the above nobody has checked against the original text; "" where all of it was
    unverified: str = ""
    off: bool = False  # it runs only where the site's `rules` turns it on
    document: DocumentCheck | None = None
    site: SiteCheck | None = None
