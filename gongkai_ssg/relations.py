"""What one document declares of another: the common relations and those of column types.

A relation is written on one side and has a label on both. It must not know which documents may
be public, nor how a page shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column, ColumnType
from gongkai_ssg.document import Document, Site
from gongkai_ssg.links import candidates, resolve
from gongkai_ssg.own_keys import Key, OwnKeys, inner_record


class Relation(msgspec.Struct, frozen=True):
    """A front matter key that names other documents, and its label on either page."""

    key: str
    name: str  # Chinese name of the key
    forth: str  # on the page of the document that declares it
    back: str  # on the page of the document that is named
    inner: str = ""  # where `key` holds a list of mappings: their key that names a document


COMMON: tuple[Relation, ...] = (
    Relation("interprets", "解读对象", "解读的文件", "政策解读"),
    Relation("implements", "落实对象", "落实的文件", "落实情况"),
    Relation("amends", "修改", "修改的文件", "被以下文件修改"),
    Relation("replaces", "替代", "替代的文件", "被以下文件替代"),
    Relation("repealed_by", "废止依据", "废止依据", "废止的文件"),
)

_ORDER = (
    "政策解读", "解读的文件", "被以下文件修改", "被以下文件替代", "废止依据",
    "修改的文件", "替代的文件", "废止的文件", "征求意见", "结果反馈", "决策程序",
    "形成的文件", "征集公告", "决策形成的文件", "落实的文件", "落实情况",
)  # fmt: skip


def rank(label: str) -> tuple[int, str]:
    """Return the place of a label among the relations of a page; unknown ones come last."""
    return (_ORDER.index(label) if label in _ORDER else len(_ORDER), label)


def own_relations(kind: ColumnType | None) -> tuple[Relation, ...]:
    """Return the relations that a column type adds by its own keys."""
    return () if kind is None or kind.own_keys is None else _of_keys(kind.own_keys)


@cache
def _of_keys(record: type[OwnKeys]) -> tuple[Relation, ...]:
    found: list[Relation] = []
    for field, info in record.model_fields.items():
        for each in info.metadata:
            if isinstance(each, Key) and each.relation is not None:
                found.append(Relation(field, each.label, *each.relation))
        inner = inner_record(record, field)
        if inner is not None:
            nested = (each for each in _of_keys(inner) if not each.inner)
            found += [msgspec.structs.replace(e, key=field, inner=e.key) for e in nested]
    return tuple(found)


def declared(
    document: Document, kind: ColumnType | None
) -> Iterator[tuple[Relation, tuple[str, ...]]]:
    """Yield every relation that a document declares, with the names as they were written."""
    for relation in COMMON:
        names: tuple[str, ...] = getattr(document, relation.key)
        if names:
            yield relation, names
    for relation in own_relations(kind):
        written = document.own.get(relation.key)
        if isinstance(written, list | tuple):
            yield relation, tuple(filter(None, (_name_in(each, relation) for each in written)))


def _name_in(item: object, relation: Relation) -> str:
    if relation.inner:
        item = item.get(relation.inner) if isinstance(item, dict) else None
    return item if isinstance(item, str) else ""


def public_own(
    document: Document, kind: ColumnType | None, find: Callable[[Document, str], str]
) -> dict[str, Any]:
    """Return the own keys of a document without the names of other documents in them.

    In lists of mappings each name is replaced by the source path that `find` gives for it, or
    left out where it gives none; other keys that only name documents are left out as a whole.
    """
    own = document.own
    for relation in own_relations(kind):
        items = own.get(relation.key)
        if relation.inner and isinstance(items, list | tuple):
            own = {**own, relation.key: [_found(each, relation, document, find) for each in items]}
        elif not relation.inner and relation.key in own:
            # They are drawn as relations; the words themselves may tell of what is hidden.
            own = {key: value for key, value in own.items() if key != relation.key}
    return own


def _found(
    item: Any, relation: Relation, document: Document, find: Callable[[Document, str], str]
) -> Any:
    if not isinstance(item, dict):
        return item
    kept = {key: value for key, value in item.items() if key != relation.inner}
    name = _name_in(item, relation)
    other = find(document, name) if name else ""
    return {**kept, relation.inner: other} if other and other != document.path else kept


class ReferenceIndex:
    """Finds the documents that a reference names: by index number, 文号 or path."""

    def __init__(self, site: Site, numbers: Mapping[str, str]) -> None:
        """`numbers` maps paths to the index numbers that the catalog will show."""
        self._by_path = {document.path: document for document in site.documents}
        self._by_number: dict[str, list[Document]] = {}
        for document in site.documents:
            number = document.index_number or numbers.get(document.path, "")
            for name in {number, document.document_number} - {""}:
                self._by_number.setdefault(name, []).append(document)

    def find(self, reference: str, document: Document) -> list[Document]:
        """Return what `reference` in `document` names; several where they share one 文号."""
        if reference in self._by_number:
            found = self._by_number[reference]
            return found if len(found) == 1 else [each for each in found if each is not document]
        target = resolve(reference, document.path)
        if target is None or not target.path:
            return []
        known = self._by_path
        return [known[path] for path in candidates(target.path) if path in known][:1]

    def named(
        self, documents: Iterable[Document], columns: Mapping[str, Column], keys: Iterable[str]
    ) -> dict[str, list[Document]]:
        """Return, by the path of the document that is named, those that name it by one of `keys`."""
        wanted = frozenset(keys)
        found: dict[str, list[Document]] = {}
        for document in documents:
            for relation, names in declared(document, kind_of(document, columns)):
                if relation.key in wanted:
                    for name in names:
                        for other in self.find(name, document):
                            if other is not document:
                                found.setdefault(other.path, []).append(document)
        return found


def kind_of(document: Document, columns: Mapping[str, Column]) -> ColumnType | None:
    """Return the column type of a document, None where it has no column."""
    column = columns.get(document.column)
    return column.type if column is not None else None


__all__ = [
    "COMMON", "ReferenceIndex", "Relation", "declared", "kind_of", "own_relations", "public_own",
    "rank",
]  # fmt: skip
