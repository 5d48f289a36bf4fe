"""Public documents -> what search indexes of them: body, 文号, cells of tables, own keys, issues.

It must not know how an index is made.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gongkai_ssg.config import Config
from gongkai_ssg.gazette_view import is_gazette, issue_paragraphs
from gongkai_ssg.own_facts import own_texts
from gongkai_ssg.public import Entry, PublicSite
from gongkai_ssg.render import Renderer
from gongkai_ssg.search import SearchRecord
from gongkai_ssg.table_view import row_texts
from gongkai_ssg.text import digest


class SearchTexts:
    """The texts of one site, read only when they are asked for."""

    def __init__(self, public: PublicSite, config: Config, renderer: Renderer) -> None:
        self._renderer = renderer
        self._labels = {column.key: column.label for column in config.columns}
        self._entries = {entry.path: entry for entry in public.entries}
        self._further = _further(public, config)
        #: Digest of each document's record by its path.
        self.digests = {path: self._digest(entry) for path, entry in self._entries.items()}
        #: What readers may find: documents by path, rows of tables by path and anchor.
        self.findable = {*self.digests, *_rows(public)}

    def record(self, path: str) -> SearchRecord:
        """Return the record of a document."""
        entry = self._entries[path]
        return record_of(
            entry, self._renderer, self._labels[entry.column], self._further[path],
            self.digests[path],
        )  # fmt: skip

    def _digest(self, entry: Entry) -> str:
        return record_digest(entry, self._labels[entry.column], self._further[entry.path])


def record_of(
    entry: Entry, renderer: Renderer, label: str, further: tuple[str, ...], known: str
) -> SearchRecord:
    """Return the record of a document; `label` is its column's, `known` its digest."""
    text = renderer.text(entry)
    body = text.body.paragraphs if text is not None else ()
    tables = text.tables if text is not None else ()
    cells = (cell for table in tables for cell in row_texts(table))
    return SearchRecord(
        url=entry.path,
        title=entry.title,
        # Its number stands in the front matter alone, as a rule, and is what readers know it by.
        # It comes first: that is how search-index.js tells it from one that is cited.
        paragraphs=(entry.document_number, *body, *cells, *further),
        filters=_filters(entry, label),
        date=entry.day,
        digest=known,
    )


def record_digest(entry: Entry, label: str, further: tuple[str, ...]) -> str:
    """Return the digest of all that a record is made from."""
    text = entry.text.digest if entry.text else ""
    tables = [(table.digest, table.rows) for table in entry.tables]
    labels = _filters(entry, label)
    shown = (entry.title, entry.document_number, text, labels, entry.day, tables, further)
    return digest(msgspec.json.encode(shown))


def _filters(entry: Entry, label: str) -> dict[str, str]:
    return {
        "column": label,
        "unit": entry.unit,
        "year": entry.day[:4],
        "validity": entry.validity.label if entry.validity else "",
    }


def _further(public: PublicSite, config: Config) -> dict[str, tuple[str, ...]]:
    """Return what is indexed of each document beside body and tables, by path."""
    gazettes = {column.key for column in config.columns if is_gazette(column)}
    sources = {entry.source: entry for entry in public.entries}
    return {
        entry.path: issue_paragraphs(entry, sources)
        if entry.column in gazettes
        else own_texts(entry.own)
        for entry in public.entries
    }


def _rows(public: PublicSite) -> Iterator[str]:
    for entry in public.entries:
        for table in entry.tables:
            yield from (f"{entry.path}#{table.key}-{anchor}" for _, anchor, _ in table.rows)
