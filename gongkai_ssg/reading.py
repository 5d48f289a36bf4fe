"""One file -> one Document. It reads and never judges: what it cannot read becomes a fault.

Whatever is wrong with a file, a Document comes back; without a readable 公开属性 the border
will not let it pass.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column, ColumnType
from gongkai_ssg.data_files import read_tables, row_facts
from gongkai_ssg.document import AttachmentRef, Document, Reference, Source
from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.faults import Faults
from gongkai_ssg.file_text import decode, read_bytes
from gongkai_ssg.frontmatter import FrontMatter, read, refuse_rest
from gongkai_ssg.gate.masking import mask
from gongkai_ssg.gate.text import scan_once
from gongkai_ssg.gate.verdict import is_masked, permitted
from gongkai_ssg.links import CONTENT, inside, is_bundle
from gongkai_ssg.marked import Entries, Items, Node, YamlFault, parse
from gongkai_ssg.markup import Body, Heading, convert
from gongkai_ssg.own_keys import (
    OwnKeys,
    file_fields,
    label_of,
    missing,
    names_of,
    read_own_keys,
)
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.tables.table import Table
from gongkai_ssg.text import digest, first_sentence, nearest, slug

_UNREADABLE, _INVALID_VALUE, _COLUMN, _FILE, _MARKUP = "GK031", "GK033", "GK035", "GK036", "GK038"
_METADATA = "GK013"
_FENCE = "---"
_USUAL = GatePolicy()

# Keys that the document itself does not carry under their own name.
_APART = frozenset({"category", "date", "slug"})


class Text(msgspec.Struct, frozen=True):
    """What a reader gets to read of a document: its body and its tables."""

    body: Body
    tables: tuple[Table, ...] = ()


class PlainPage(msgspec.Struct, frozen=True, array_like=True):
    """What the page of a plain document shows of its body."""

    html: str
    headings: tuple[Heading, ...]


class Reading(msgspec.Struct):
    """What one file gave: the document, its source, what readers read, its faults."""

    document: Document
    source: Source
    text: Text
    faults: Faults
    places: dict[str, tuple[int, int]]  # English key -> line and column of its value


def read_document(
    root: Path, path: str, columns: Mapping[str, Column], policy: GatePolicy = _USUAL
) -> Reading:
    """Read the Markdown file at `path` (relative to `root`, POSIX).

    `columns` maps every word that may name a column to it (`Config.column_by_word`). What
    `policy` masks is masked in all that is read, save in the source that rules see.
    """
    faults = Faults()
    try:
        data = read_bytes(root / path)
    except ValueError as error:
        faults.note(_FILE, f"{error}。", "换成一个普通的 Markdown 文件；大的内容放进附件。")
        data, text, front, body_text, body_line = b"", "", FrontMatter(), "", 1
        hits, shown = [], text
    else:
        text = decode(data, faults)
        hits = [*scan_once(text, policy)]
        shown = mask(text, policy) if any(is_masked(hit, policy) for hit in hits) else text
        front, body_text, body_line = _split(shown, path, faults)
    column, folders, name = _place(path, front, columns, faults)
    kind = column.type if column is not None else None
    own = _own(front, kind, faults)
    tables = read_tables(root, front, kind, own, policy, faults, hits)
    body = convert(body_text)
    if body.degraded:
        message = "正文的 Markdown 嵌套太深，按纯文本显示。"
        faults.note(_MARKUP, message, "拆成几段简单的写法。", (body_line, 1))
    values: dict[str, Any] = {k: v for k, v in front.values.items() if k not in _APART}
    values["attachments"] = (*values.get("attachments", ()), *_own_files(kind, own, path))
    date, time = front.values.get("date", (None, ""))
    links = (
        Reference(each.href, each.line + body_line - 1, each.column, each.kind)
        for each in body.links
    )
    document = Document(
        path=path,
        digest=digest(data),
        column=column.key if column is not None else "",
        slug=_slug(name, front, faults),
        folders=folders,
        date=date,
        time=time,
        lead=first_sentence(_lead(body.paragraphs)),
        plain=body.plain and shown is text,
        links=tuple(links),
        anchors=tuple(body.anchors),
        unreadable=tuple(sorted(front.unreadable)),
        own=own,
        vouched=tuple(sorted(permitted(hits, policy))),
        # A type that reads its data itself has no rows: one empty place for each file.
        rows=tuple(map(row_facts, tables)) or ((),) * len(values.get("data", ())),
        **values,
    )
    body_text = text[len(text) - len(body_text) :]  # as long as what was shown of it
    source = Source(path, text, body_text, body_line, front.keys, front.raw)
    return Reading(document, source, Text(body, tables), faults, front.places)


def _own(front: FrontMatter, kind: ColumnType | None, faults: Faults) -> dict[str, Any]:
    """Read the keys that the column type adds; every other unknown key becomes a fault."""
    record = kind.own_keys if kind is not None else None
    given = refuse_rest(front, names_of(record) if record is not None else ())
    faults.extend(front.faults)
    if record is None:
        return {}
    _place_own(front, record)
    own = read_own_keys(given, record, faults)
    unread = {name.field for key, _ in given if (name := names_of(record).get(key.text))}
    for label in missing(record, {**dict.fromkeys(unread), **own}):
        assert kind is not None
        hint = f"加一行“{label}: …”。"
        faults.note(_METADATA, f"“{kind.label}”的文档缺少“{label}”。", hint)
    return own


def _place_own(front: FrontMatter, record: type[OwnKeys] | None) -> None:
    """Let findings point at the keys of the column type too."""
    names = names_of(record) if record is not None else {}
    for key, node in front.rest:
        if key.text in names:
            name = names[key.text]
            front.places.setdefault(name.field, (node.line, node.column))
            if record is not None and name.field in file_fields(record):
                front.places.setdefault("attachments", (node.line, node.column))
            _place_items(front, name.field, node, name.inner)


def _place_items(front: FrontMatter, field: str, node: Node, record: type[OwnKeys] | None) -> None:
    """Give places to the items of a list and their keys: "contents.2", "contents.2.page"."""
    names = names_of(record) if record is not None else {}
    for number, item in enumerate(node.items if isinstance(node, Items) else ()):
        front.places.setdefault(f"{field}.{number}", (item.line, item.column))
        for key, value in item.entries if isinstance(item, Entries) else ():
            if key.text in names:
                inner = f"{field}.{number}.{names[key.text].field}"
                front.places.setdefault(inner, (value.line, value.column))


def _own_files(
    kind: ColumnType | None, own: Mapping[str, Any], path: str
) -> Iterator[AttachmentRef]:
    """Yield the files that own keys name: attachments like any other."""
    record = kind.own_keys if kind is not None else None
    for field in file_fields(record) if record is not None else ():
        written = own.get(field)
        if isinstance(written, str) and written and record is not None:
            found = inside(posixpath.dirname(path), written)
            yield AttachmentRef(written, found, label_of(record, field))


def read_places(
    root: Path, path: str, record: type[OwnKeys] | None = None
) -> dict[str, tuple[int, int]]:
    """Return line and column of the value of every front matter key of a document, read anew.

    `record` declares the keys that only its column type has.
    """
    try:
        text = decode(read_bytes(root / path), Faults())
    except ValueError:
        return {}
    front = _split(text, path, Faults())[0]
    _place_own(front, record)
    return front.places


def read_body(root: Path, path: str, expected: str, policy: GatePolicy = _USUAL) -> Body:
    """Convert the body of a document once more, as `read_document` did.

    Raises GongkaiError when the file's digest is no longer `expected`: what was checked is not
    what would be published.
    """
    try:
        data = read_bytes(root / path)
    except ValueError:
        data = b""
    if digest(data) != expected:
        raise GongkaiError(f"{path} 在构建期间被改动。", "保存完毕后重新构建。")
    text = mask(decode(data, Faults()), policy)
    cut = _cut(text)
    if cut is None:
        return convert("" if text.partition("\n")[0].rstrip() == _FENCE else text)
    return convert(cut[1])


def _lead(paragraphs: Sequence[str]) -> str:
    """Return the first paragraph that says what is in a text, or else the longest one."""
    for each in paragraphs:
        # 主送机关 (“各县区……：”), 题注 (“（2024年……）”) and headings do not.
        if len(each) > 15 and not each.endswith(("：", ":")) and not each.startswith(("（", "(")):
            return each
    return max(paragraphs, key=len, default="")


def _split(text: str, path: str, faults: Faults) -> tuple[FrontMatter, str, int]:
    """Return front matter, body, and the line on which the body starts."""
    cut = _cut(text)
    if cut is None:
        if text.partition("\n")[0].rstrip() == _FENCE:
            faults.note(_UNREADABLE, "前言没有结束。", "在前言最后加一行 ---。")
            return FrontMatter(), "", 1
        hint = "第一行写 ---，接着写标题、公开属性等，再用一行 --- 结束。"
        faults.note(_UNREADABLE, "文件开头没有前言。", hint)
        return FrontMatter(), text, 1
    matter, body = cut
    try:
        front = read(parse(matter, first_line=2), path)
    except YamlFault as fault:
        faults.note(_UNREADABLE, fault.message, fault.hint, (fault.line, fault.column))
        front = FrontMatter()
    return front, body, matter.count("\n") + 3


def _cut(text: str) -> tuple[str, str] | None:
    """Cut a text at its two fences into front matter and body; None without both."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != _FENCE:
        return None
    start = 0
    while start <= len(rest):
        end = rest.find("\n", start)
        end = len(rest) if end < 0 else end
        if rest.startswith(_FENCE, start) and rest[start:end].rstrip() == _FENCE:
            return rest[:start], rest[end + 1 :]
        start = end + 1
    return None


def _place(
    path: str, front: FrontMatter, columns: Mapping[str, Column], faults: Faults
) -> tuple[Column | None, str, str]:
    """Return the column, the URL folders and the name that the slug is made of."""
    parts = path.split("/")[1:]  # without content/
    stem = parts[-1].rpartition(".")[0]
    folders = parts[:-1]
    if is_bundle(path) and len(folders) > 1:
        stem = folders.pop()
    inner = "".join(slug(each) + "/" for each in folders[1:])
    by_folder = columns.get(folders[0]) if folders else None
    written: str = front.values.get("category", "")
    chosen = columns.get(written) if written else by_folder
    at = front.places.get("category", (1, 1))
    if written and chosen is None:
        near = nearest(written, columns)
        hint = f"是否应为“{near}”？" if near else "对照 config.yaml 和文档中的栏目表。"
        faults.note(_COLUMN, f"不认识的栏目“{written}”。", hint, at)
        chosen = by_folder
    elif folders and by_folder is None:
        near = nearest(folders[0], columns)
        hint = f"文件夹是否应为“{near}”？" if near else f"把文件移到 {CONTENT}/ 下的栏目文件夹。"
        faults.note(_COLUMN, f"文件夹“{folders[0]}”不是栏目。", hint, at)
    elif chosen is None:
        hint = f"把文件放进 {CONTENT}/ 下的栏目文件夹，或写明栏目。"
        faults.note(_COLUMN, "没有栏目。", hint, at)
    elif by_folder is not None and chosen.key != by_folder.key:
        message = f"栏目“{written}”与所在文件夹“{folders[0]}”（{by_folder.label}）不一致。"
        hint = f"改为“{by_folder.label}”，或把文件移到“{chosen.label}”文件夹。"
        faults.note(_COLUMN, message, hint, at)
    return chosen, inner, stem


def _slug(name: str, front: FrontMatter, faults: Faults) -> str:
    written: str = front.values.get("slug", "")
    made = slug(written or name)
    if written and made != written:
        hint = f"只用小写字母、数字和短横，例如“{made}”。"
        faults.note(_INVALID_VALUE, f"网址名“{written}”不能用。", hint, front.places["slug"])
    return made
