"""Pages + last build -> Plan: what to write and why, what to keep, what to remove.

No clock and no files: its tests are tables.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column
from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.pages import Page
from gongkai_ssg.public import Entry
from gongkai_ssg.store import OutputRow

#: What an input is called when a person asks why a page was written.
INPUT_LABELS = {
    "frame": "站点信息、导航或主题文件", "head": "标题或所在位置", "entry": "文档本身", "column": "栏目",
    "neighbours": "上一篇或下一篇", "relations": "关联文件", "related": "相关信息", "policy": "政策关联", "request": "申请入口",
    "listing": "列表内容", "unit": "单位信息或文件", "units": "单位列表", "home": "首页内容",
    "catalog": "目录内容", "search": "检索条件", "sitemap": "网站地图", "target": "转向的网址",
    "site": "网址", "labels": "栏目名称", "entries": "所列文件", "parts": "分卷", "paths": "固定页面",
    "total": "总数", "title": "标题", "organizer": "主办单位", "previous": "较早的分卷", "archived": "分卷",
    "path": "网址", "issue": "公报目录", "articles": "所刊文件", "images": "所刊文件的图片", "typesetter": "排版程序或字体",
    "archive": "各期公报", "stats": "统计数字", "others": "其他信息", "number": "页次", "key": "表格", "form": "表种", "place": "表格行次", "template": "模板", "file": "附件内容", "data": "主题文件",
}  # fmt: skip
NEW, LOST = "新页面", "输出文件缺失或被改动"

_encode = msgspec.msgpack.encode
_decode_names = msgspec.msgpack.Decoder(list[str]).decode

_SIZE = 8  # bytes of a digest


class Write(msgspec.Struct, frozen=True):
    """A page to write, the digests to keep of it, and the reasons.

    A new page is compared with nothing: b"" leaves its digests to whoever writes it.
    """

    page: Page
    inputs: bytes
    reasons: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True):
    """What this build has to do to the output folder."""

    write: tuple[Write, ...]
    keep: int
    remove: tuple[str, ...]
    paths: frozenset[str] = frozenset()  # of all pages


class Fingerprints:
    """Digests of page inputs; a value that many pages share is digested once."""

    def __init__(self) -> None:
        self._known: dict[int, bytes] = {}
        self._alive: list[Any] = []  # an id is only an address while its value lives
        self._frames: dict[tuple[str, ...], tuple[bytes, bytes]] = {}
        self._templates: dict[str, bytes] = {}

    def of(self, inputs: Mapping[str, Any], template: str) -> bytes:
        """Return the digests of a page's inputs and their names, in bytes."""
        known = self._known.get
        digests = [known(id(value)) or self._digest(value) for value in inputs.values()]
        if template:
            if template not in self._templates:
                self._templates[template] = bytes.fromhex(template)[:_SIZE]
            digests.append(self._templates[template])
        names = (*inputs, "template") if template else (*inputs,)
        frame = self._frames.get(names)
        if frame is None:
            frame = self._frames[names] = _frame(names)
        return frame[0] + b"".join(digests) + frame[1]

    def _digest(self, value: Any) -> bytes:
        if isinstance(value, tuple) and value and isinstance(value[0], Entry):
            known = self._known.get
            found = _hash(b"".join([known(id(each)) or self._digest(each) for each in value]))
        elif isinstance(value, Column):
            # Its type is our own code, which the store's version covers.
            found = _hash(_encode(msgspec.structs.replace(value, type=value.type.key)))
        else:
            found = _hash(_encode(value))
        self._known[id(value)] = found
        self._alive.append(value)
        return found


def _frame(names: Sequence[str]) -> tuple[bytes, bytes]:
    """Return what stands before the digests of inputs of these names, and what after them."""
    return bytes([len(names)]), _encode(names)


def _digests(inputs: bytes) -> dict[str, bytes]:
    """Return the digests of a page's inputs by name. Raises DecodeError."""
    number = inputs[0] if inputs else 0
    names = _decode_names(inputs[1 + number * _SIZE :])
    if len(names) != number:
        raise msgspec.DecodeError("not the digests of inputs")
    digests = inputs[1 : 1 + number * _SIZE]
    return {name: digests[n * _SIZE : (n + 1) * _SIZE] for n, name in enumerate(names)}


def with_entry(inputs: bytes, entry: Entry) -> bytes:
    """Return the digests of a page's inputs for another value of its entry."""
    digests = _digests(inputs) | {"entry": _hash(_encode(entry))}
    before, after = _frame(tuple(digests))
    return before + b"".join(digests.values()) + after


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_SIZE).digest()


class Compared(msgspec.Struct, frozen=True):
    """Some pages of a site beside what the last build made of them."""

    paths: list[str]  # of all of them
    write: list[Write]


def compare(
    pages: Iterable[Page],
    template_of: Callable[[Page], str],
    before: Mapping[str, OutputRow],
    intact: Callable[[str, bytes], bool],
) -> Compared:
    """Compare pages with the last build.

    `template_of` gives the fingerprint of what renders a page; `intact` tells whether an output
    file is still in the state that a row remembers.
    """
    fingerprints = Fingerprints()
    write: list[Write] = []
    paths: list[str] = []
    for page in pages:
        paths.append(page.path)
        old = before.get(page.path)
        if old is None:
            write.append(Write(page, b"", (NEW,)))
            continue
        inputs = fingerprints.of(page.inputs, template_of(page))
        if old.inputs != inputs or not intact(page.path, old.stat):
            write.append(Write(page, inputs, _reasons(old, inputs)))
    return Compared(paths, write)


def make_plan(parts: Sequence[Compared], before: Mapping[str, OutputRow]) -> Plan:
    """Return what is to be done for all pages of a site.

    Raises GongkaiError when two pages want one path (documents that do are findings and never
    get here).
    """
    paths = [path for part in parts for path in part.paths]
    # What is one path to servers that know no capitals is one path.
    if len({path.casefold() for path in paths}) < len(paths):
        raise GongkaiError(
            f"两个页面都要写 {_twice(paths)}。", "检查网址名、旧网址和栏目网址段是否重复。"
        )
    write = tuple(each for part in parts for each in part.write)
    wanted = frozenset(paths)
    remove = tuple(sorted(before.keys() - wanted))
    return Plan(write, len(paths) - len(write), remove, wanted)


def _twice(paths: Sequence[str]) -> str:
    """Return the first path that stands there a second time."""
    count = Counter(path.casefold() for path in paths)
    return next(path for path in paths if count[path.casefold()] > 1)


def _reasons(old: OutputRow, inputs: bytes) -> tuple[str, ...]:
    was, now = _digests(old.inputs), _digests(inputs)
    changed = [name for name in now if was.get(name) != now[name]]
    changed += [name for name in was if name not in now]
    return tuple(dict.fromkeys(INPUT_LABELS.get(name, name) for name in changed)) or (LOST,)
