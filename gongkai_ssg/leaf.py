"""The page of one document, kept so that it can be made again from an edited text alone.

A document is left out where its text shows anywhere but on its own page, in its download and in
the search index. It must not know how pages are rendered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column, ColumnType
from gongkai_ssg.columns import column_modules, column_type
from gongkai_ssg.document_pages import Neighbours, PolicyView
from gongkai_ssg.pages import Frame, Link, Page
from gongkai_ssg.public import Entry, text_name

_encode = msgspec.msgpack.encode

#: Stands for a document whose page cannot be made alone.
APART = b""


class Leaf(msgspec.Struct, frozen=True, array_like=True):
    """What the page of a document is made from, beside the column and what all pages share."""

    path: str  # of the page, below the output folder
    entry: Entry
    relations: dict[str, tuple[Link, ...]]
    related: tuple[Link, ...]
    policy: PolicyView
    neighbours: Neighbours


class Stem(msgspec.Struct, frozen=True):
    """What the pages of all documents share."""

    frame: Frame
    request: str


_decode_leaf = msgspec.msgpack.Decoder(Leaf).decode


def leaf_of(page: Page) -> bytes:
    """Return what to keep of the page of a document, or APART."""
    inputs = page.inputs
    entry: Entry = inputs["entry"]
    from gongkai_ssg.columns.gazette import PRINTED_IN

    is_printed = any(label == PRINTED_IN for label, _ in entry.relations)
    if entry.tables or "site" in inputs or "issue" in inputs or is_printed:
        return APART
    leaf = Leaf(page.path, entry, *(inputs[name] for name in Leaf.__struct_fields__[2:]))
    data = _encode(leaf)
    # What a column type keeps must come back as it was, tuples and all.
    if entry.own and _decode_leaf(data).entry.own != entry.own:
        return APART
    return data


def stem_of(page: Page) -> Stem:
    """Return what the page of a document shares with those of all others."""
    return Stem(page.inputs["frame"], page.inputs["request"])


def read_leaf(data: bytes) -> Leaf:
    """Return a leaf that was kept."""
    return _decode_leaf(data)


def with_text(leaf: Leaf, digest: str, plain: bool) -> Leaf:
    """Return the leaf for another text that has the same links."""
    assert leaf.entry.text is not None
    text = msgspec.structs.replace(leaf.entry.text, digest=digest, plain=plain)
    entry = msgspec.structs.replace(leaf.entry, text=text)
    return msgspec.structs.replace(leaf, entry=entry)


def encode_leaf(leaf: Leaf) -> bytes:
    """Return a leaf as it is kept."""
    return _encode(leaf)


def leaf_pages(leaf: Leaf, stem: Stem, column: Column) -> Iterator[Page]:
    """Yield the pages of a document that its text shows on, as `views` makes them."""
    inputs: dict[str, Any] = {
        "frame": stem.frame, "column": column, "request": stem.request, "entry": leaf.entry,
        "relations": leaf.relations, "related": leaf.related, "policy": leaf.policy,
        "neighbours": leaf.neighbours,
    }  # fmt: skip
    yield Page(leaf.path, "document", inputs)
    if column.type.text_download:
        given = {"entry": leaf.entry, "policy": leaf.policy}
        yield Page(leaf.entry.path + text_name(leaf.entry.path), "document.txt", given)


# --- columns without their types, which are code ---------------------------------------------


class KeptColumn(msgspec.Struct, frozen=True):
    """A column, and where the code of its type stands."""

    module: str
    type: str
    label: str  # of the type
    column: dict[str, Any]


def keep_columns(columns: tuple[Column, ...]) -> list[KeptColumn]:
    """Return columns as they can be kept."""
    names = [name for name in Column.__struct_fields__ if name != "type"]
    modules = column_modules()
    return [
        KeptColumn(
            modules[each.type.key], each.type.key, each.type.label,
            {name: getattr(each, name) for name in names},
        )
        for each in columns
    ]  # fmt: skip


def kept_columns(kept: list[KeptColumn], wanted: Collection[str]) -> tuple[Column, ...]:
    """Return columns that were kept; those whose keys are not `wanted` have a bare type.

    That is for telling by which words a column is called: to import all types is slow.
    """
    return tuple(
        Column(
            type=column_type(each.module) if each.column["key"] in wanted else _bare(each),
            **each.column,
        )
        for each in kept
    )


def _bare(kept: KeptColumn) -> ColumnType:
    return ColumnType(
        key=kept.type, label=kept.label, part="support", order=0, tag="信息公开目录",
        description="", keywords=(), example="",
    )  # fmt: skip
