"""Which files ship, and with which document. It must not know what is in them.

A file ships when an open document names it, links to it or has it in its bundle, and no document
that is not open keeps it. The tables that documents are made from never ship as files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence

from gongkai_ssg.document import Document, FileFact
from gongkai_ssg.file_kinds import extension
from gongkai_ssg.links import (
    ATTACHMENT_TYPES,
    Keepers,
    attachments_of,
    files_by_folder,
    resolve,
)

_TABLES = frozenset({"csv", "xls", "xlsx", "et"})


def shipping(
    documents: Sequence[Document],
    files: Mapping[str, FileFact],
    is_open: Callable[[Document], bool],
) -> dict[str, str]:
    """Return every file that ships and the first open document that it belongs to."""
    folders = files_by_folder(files)
    keepers = Keepers(documents, is_open)
    raw = set(_raw_tables(documents, folders))
    shipped: dict[str, str] = {}
    for document in filter(is_open, documents):
        for source in _named(document, files, folders):
            fact = files.get(source)
            if fact is None or source in shipped or source in raw or keepers.of(source):
                continue
            if not fact.fault and fact.size and extension(source) in ATTACHMENT_TYPES:
                shipped[source] = document.path
    return shipped


def _named(
    document: Document, files: Mapping[str, FileFact], folders: Mapping[str, list[str]]
) -> Iterator[str]:
    yield from (each.path for each in attachments_of(document, files, folders))
    for link in document.links:
        target = resolve(link.href, document.path)
        if target is not None and target.path:
            yield target.path


def _raw_tables(documents: Sequence[Document], folders: Mapping[str, list[str]]) -> Iterator[str]:
    # A table is published by its public columns and rows, never as the file that staff keep.
    for document in documents:
        yield from (each.path for each in document.data)
        if "data" in document.unreadable:  # any table beside it may be the one
            folder = folders.get(posixpath.dirname(document.path), ())
            yield from (path for path in folder if extension(path) in _TABLES)
