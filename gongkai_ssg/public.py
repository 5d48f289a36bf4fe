"""What may leave: the values that the border makes and everything behind it reads.

Nothing private is ever in them. This module must not know how they are made.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from gongkai_ssg.states import Disclosure, Validity


class PublicFile(msgspec.Struct, frozen=True):
    """An attachment or image that ships; `path` is its place below the site's base."""

    source: str
    path: str
    size: int
    digest: str


class PublicAttachment(msgspec.Struct, frozen=True):
    """A file as one document lists it."""

    title: str
    file: PublicFile


class PublicText(msgspec.Struct, frozen=True):
    """Where the text of a public document is read when its page is made."""

    source: str
    digest: str
    plain: bool
    #: final URL of each link in the body; None: leads nowhere public
    targets: tuple[str | None, ...]


class PublicTable(msgspec.Struct, frozen=True):
    """A table of a public document: which of its rows may be shown today."""

    key: str  # "t1", "t2" …: its place in the document, from 1
    form: str
    label: str
    digest: str  # of the file that it was read from
    row_pages: bool
    name: str  # of the download files, without extension
    rows: tuple[tuple[int, str, str], ...]  # place in the table, anchor and title of each row


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One public document as the catalog knows it."""

    source: str  # path of the source file; never shown
    path: str  # "policy/2024/a/", below the site's base
    title: str
    column: str
    disclosure: Disclosure
    unit: str
    unit_code: str
    date: dt.date | None
    time: str
    formed_on: dt.date | None
    index_number: str
    document_number: str
    summary: str
    topic: tuple[str, ...]
    genre: str
    keywords: tuple[str, ...]
    validity: Validity | None
    effective_on: dt.date | None
    expires_on: dt.date | None
    from_source: str
    source_url: str
    attachments: tuple[PublicAttachment, ...]
    channels: tuple[str, ...] = ()  # known ones, the main one first
    text: PublicText | None  # None: 依申请公开, an entry without text
    tables: tuple[PublicTable, ...] = ()
    own: dict[str, Any] = {}  # keys of the column type
    #: other public documents by what they are to this one: label -> their source paths
    relations: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def order(self) -> tuple[dt.date, str, str]:
        """Entries are listed newest first by this key."""
        return (self.date or dt.date.min, self.time, self.path)

    @property
    def day(self) -> str:
        """The date of publication as YYYY-MM-DD, "" where none is known."""
        return self.date.isoformat() if self.date else ""


class PublicSite(msgspec.Struct, frozen=True):
    """All that may leave."""

    entries: tuple[Entry, ...]  # newest first
    files: tuple[PublicFile, ...]
    redirects: tuple[tuple[str, str], ...]  # output path of the old URL -> path of the document


def text_name(path: str) -> str:
    """Return the file name of the plain text of the document whose page lies at `path`."""
    return path.rstrip("/").rpartition("/")[2] + ".txt"
