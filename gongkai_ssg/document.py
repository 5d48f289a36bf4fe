"""What was loaded, public or not: documents, the files beside them, the text that rules read.

Everything here is private: nothing behind the border may name it. It must not know YAML, HTML or
how rules judge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from gongkai_ssg.faults import Fault
from gongkai_ssg.states import Disclosure, Validity


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
