"""config.yaml -> Config: the site, its units and its columns. It must not read documents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from gongkai_ssg.columns import column_types
from gongkai_ssg.errors import ConfigError
from gongkai_ssg.links import RESERVED_SEGMENTS
from gongkai_ssg.marked import Entries, Items, Node, Scalar, YamlFault, parse
from gongkai_ssg.model import Column, ColumnPart
from gongkai_ssg.text import digest, nearest, slug

CONFIG_NAME = "config.yaml"
DEFAULT_INDEX_PATTERN = "{unit}/{year}-{seq:05d}"

#: Heading of 法定主动公开内容 (国办公开办函〔2019〕61号); the group has a page but no documents.
STATUTORY_LABEL = "法定主动公开内容"
STATUTORY_SEGMENT = "statutory"
PART_LABELS: dict[ColumnPart, str] = {
    "guide": "政府信息公开指南",
    "system": "政府信息公开制度",
    "statutory": STATUTORY_LABEL,
    "annual-report": "政府信息公开年报",
    "request": "依申请公开",
    "support": "其他栏目",
}


class FormerName(msgspec.Struct, frozen=True):
    """A name that a unit had before a reform."""

    name: str
    until: str


class Unit(msgspec.Struct, frozen=True):
    """A unit that answers for documents 责任单位."""

    code: str
    name: str
    former_names: tuple[FormerName, ...] = ()
    successor: str = ""  # code


class Config(msgspec.Struct, frozen=True, dict=True):
    """One site's settings, complete and checked."""

    name: str
    base_url: str  # no slash at the end
    domain: str
    id_code: str
    organizer: str
    contact: str
    icp: str
    police_record: str
    report_error: str
    level: Literal["province", "city", "county", "township"]
    units: tuple[Unit, ...]
    columns: tuple[Column, ...]
    index_pattern: str
    theme: str
    search: bool

    @property
    def base(self) -> str:
        """The path under which the site lives: "/" or "/gk/"."""
        return urlsplit(self.base_url).path.rstrip("/") + "/"

    @property
    def origin(self) -> str:
        """Scheme and host, so that origin + a URL of ours is absolute."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def column_by_word(self) -> dict[str, Column]:
        """Every column by key and by each Chinese name that authors may use for it."""
        words: dict[str, Column] = {}
        for column in self.columns:
            for word in (column.key, column.label, column.type.label):
                words.setdefault(word, column)
        return words

    @cached_property
    def unit_by_name(self) -> dict[str, Unit]:
        """Every unit by its name and its former names."""
        names: dict[str, Unit] = {}
        for unit in self.units:
            names[unit.name] = unit
        for unit in self.units:
            for former in unit.former_names:
                names.setdefault(former.name, unit)
        return names

    @cached_property
    def columns_digest(self) -> str:
        """Digest of what loading a document depends on."""
        known = [(c.key, c.label, c.type.key, c.type.label, c.segment) for c in self.columns]
        return digest(repr(known).encode())


def load_config(root: Path, base_url: str | None = None) -> Config:
    """Read `root`/config.yaml; `base_url` replaces the one in the file.

    Raises ConfigError with every fault, each with its line.
    """
    path = root / CONFIG_NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"找不到 {CONFIG_NAME}。",
            "在站点文件夹里运行，用 -s 指明站点文件夹，或用 gongkai new site 新建站点。",
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{CONFIG_NAME}:1:1 不是 UTF-8 编码（第 {error.start + 1} 字节）。",
            "用编辑器另存为 UTF-8。",
        ) from None
    except OSError as error:
        raise ConfigError(f"读不了 {CONFIG_NAME}：{error.strerror}。") from None
    try:
        root_node = parse(text.replace("\r\n", "\n"), max_length=1024 * 1024)
    except YamlFault as fault:
        message = f"{CONFIG_NAME}:{fault.line}:{fault.column} {fault.message}"
        raise ConfigError(message, fault.hint) from None
    return _build(root_node, base_url)


def _build(root: Node | None, base_url: str | None) -> Config:
    from gongkai_ssg.config_schema import ConfigFile, problems  # pydantic is slow to import

    raw = _plain(root)
    if not isinstance(raw, dict):
        raise ConfigError(
            f"{CONFIG_NAME}:1:1 不是“键: 值”的写法。", "对照文档中的 config.yaml 示例。"
        )
    if base_url is not None and isinstance(raw.get("site"), dict):
        raw["site"]["base_url"] = base_url
    checked = problems(raw)
    if not isinstance(checked, ConfigFile):
        raise _error((_at(root, loc), message, hint) for loc, message, hint in checked)
    site = checked.site
    return Config(
        name=site.name,
        base_url=site.base_url.rstrip("/"),
        domain=site.domain or urlsplit(site.base_url).hostname or "",
        id_code=site.id_code,
        organizer=site.organizer,
        contact=site.contact,
        icp=site.icp,
        police_record=site.police_record,
        report_error=site.report_error,
        level=site.level,
        units=tuple(
            Unit(
                each.code,
                each.name,
                tuple(FormerName(f.name, f.until) for f in each.former_names),
                each.successor,
            )
            for each in _checked_units(checked, root)
        ),
        columns=_columns(checked, root),
        index_pattern=checked.index_number.pattern,
        theme=checked.theme,
        search=checked.search.enabled,
    )


def _error(faults: Iterable[tuple[tuple[int, int], str, str]]) -> ConfigError:
    ordered = sorted(faults)
    shown = [f"{CONFIG_NAME}:{line}:{column} {message}" + (f"\n    建议：{hint}" if hint else "")
             for (line, column), message, hint in ordered]  # fmt: skip
    return ConfigError("\n".join(shown))


def _plain(node: Node | None) -> Any:
    if node is None or isinstance(node, Scalar):
        return None if node is None or node.absent else node.text
    if isinstance(node, Items):
        return [_plain(each) for each in node.items]
    return {key.text: _plain(value) for key, value in node.entries}


def _at(node: Node | None, loc: Iterable[str | int]) -> tuple[int, int]:
    """Return line and column of the value at `loc`, or of the nearest thing above it."""
    place = (1, 1)
    for step in loc:
        if isinstance(node, Entries):
            found = [(key, value) for key, value in node.entries if key.text == step]
            if not found:
                return place
            key, node = found[0]
            place = (
                (node.line, node.column)
                if not isinstance(node, Entries)
                else (key.line, key.column)
            )
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = (node.line, node.column)
        else:
            return place
    return place


def _checked_units(checked: Any, root: Node | None) -> list[Any]:
    faults = []
    codes: dict[str, int] = {}
    names: dict[str, int] = {}
    for number, unit in enumerate(checked.units):
        for seen, word, label in ((codes, unit.code, "代码"), (names, unit.name, "名称")):
            if word in seen:
                faults.append(
                    (
                        _at(root, ("units", number)),
                        f"单位{label}“{word}”重复。",
                        "每个单位只登记一次。",
                    )
                )
            seen[word] = number
    for number, unit in enumerate(checked.units):
        if unit.successor and unit.successor not in codes:
            near = nearest(unit.successor, codes)
            faults.append((
                _at(root, ("units", number, "successor")),
                f"承接单位“{unit.successor}”没有登记。", f"是否应为“{near}”？" if near else "填写已登记单位的代码。",
            ))  # fmt: skip
    if faults:
        raise _error(faults)
    return list(checked.units)


def _columns(checked: Any, root: Node | None) -> tuple[Column, ...]:
    types = column_types()
    columns = {
        key: Column(key, each.label, key, each, each.order, each.part, each.description)
        for key, each in types.items()
    }
    by_label = {each.label: key for key, each in types.items()}
    faults = []
    for number, given in enumerate(checked.columns):
        at = _at(root, ("columns", number, "key"))
        key = by_label.get(given.key, given.key)
        name = given.name or given.label
        if key in columns:
            old = columns[key]
            columns[key] = msgspec.structs.replace(
                old,
                label=name or old.label,
                segment=given.segment or old.segment,
                order=old.order if given.order is None else given.order,
                description=given.description or old.description,
                off=given.off,
            )
            continue
        type_key = by_label.get(given.type, given.type)
        if type_key not in types:
            near = nearest(given.key, [*types, *by_label])
            faults.append((
                at,
                f"不认识的栏目“{given.key}”。" if not given.type else f"不认识的栏目类型“{given.type}”。",
                (f"是否应为“{near}”？" if near and not given.type else "")
                + "自设栏目要写 key、name、type（一个标准栏目）。",
            ))  # fmt: skip
            continue
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) or not name:
            faults.append(
                (
                    at,
                    f"自设栏目“{given.key}”的写法不对。",
                    "key 用小写字母、数字和短横，另写中文 name。",
                )
            )
            continue
        kind = types[type_key]
        part: ColumnPart = (
            "statutory"
            if given.parent in ("statutory", "disclosure", STATUTORY_LABEL)
            else "support"
        )
        columns[key] = Column(
            key, name, given.segment or key, kind, given.order or 900 + number, part,
            given.description or kind.description, given.off,
        )  # fmt: skip
    for number, column in enumerate(columns.values()):
        same = [c for c in list(columns.values())[:number] if c.segment == column.segment]
        if same or column.segment in RESERVED_SEGMENTS or slug(column.segment) != column.segment:
            faults.append((
                _at(root, ("columns",)),
                f"栏目“{column.label}”的网址段“{column.segment}”不能用。",
                "换一个没有被占用的小写英文词。",
            ))  # fmt: skip
    if faults:
        raise _error(faults)
    order = list(PART_LABELS)
    return tuple(sorted(columns.values(), key=lambda c: (order.index(c.part), c.order, c.key)))
