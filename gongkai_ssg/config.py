"""config.yaml -> Config: the site, its units and its columns. It must not read documents."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec

from gongkai_ssg.calendar import Calendar
from gongkai_ssg.columns import column_types
from gongkai_ssg.errors import ConfigError, UsageError, reason
from gongkai_ssg.links import RESERVED_SEGMENTS
from gongkai_ssg.marked import Entries, Items, Node, Scalar, YamlFault, parse
from gongkai_ssg.model import Column, ColumnPart, ColumnType
from gongkai_ssg.text import digest, nearest, slug

if TYPE_CHECKING:
    from gongkai_ssg.config_schema import ColumnTable, ConfigFile, UnitTable

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
    calendar: Calendar = Calendar()
    gazette_pdf: bool = False  # a PDF of each issue of the gazette is wanted

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
    def column_by_key(self) -> dict[str, Column]:
        """Every column by its key."""
        return {column.key: column for column in self.columns}

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

    Raises ConfigError with every fault, each with its line; UsageError for a bad `base_url`.
    """
    path = root / CONFIG_NAME
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise ConfigError(f"{CONFIG_NAME} 不是普通文件。", "换成一个普通的文本文件。")
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
        raise ConfigError(f"读不了 {CONFIG_NAME}：{reason(error)}。") from None
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
        given = [each for each in checked if base_url is not None and each[0][-1] == "base_url"]
        for _, message, hint in given:
            raise UsageError(f"-b 给出的网址不能用：{message}", hint)
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
        gazette_pdf=checked.gazette.pdf,
        calendar=Calendar(
            _days(checked.calendar.extra_holidays), _days(checked.calendar.extra_workdays)
        ),
    )


def _days(written: Iterable[str]) -> tuple[dt.date, ...]:
    return tuple(sorted({dt.date.fromisoformat(each) for each in written if each}))


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


class _Faults(list[tuple[tuple[int, int], str, str]]):
    """Faults of the file with their places."""

    def __init__(self, root: Node | None) -> None:
        self._root = root

    def note(self, loc: tuple[str | int, ...], message: str, hint: str) -> None:
        self.append((_at(self._root, loc), message, hint))

    def stop(self) -> None:
        """Raise ConfigError when there are any."""
        if self:
            raise _error(self)


def _checked_units(checked: ConfigFile, root: Node | None) -> Iterable[UnitTable]:
    faults = _Faults(root)
    codes: set[str] = set()
    names: set[str] = set()
    for number, unit in enumerate(checked.units):
        for seen, word, label in ((codes, unit.code, "代码"), (names, unit.name, "名称")):
            if word.casefold() in seen:  # addresses do not tell them apart
                message = f"单位{label}“{word}”重复。"
                faults.note(("units", number), message, "每个单位只登记一次。")
            seen.add(word.casefold())
    for number, unit in enumerate(checked.units):
        known = [each.code for each in checked.units]
        if unit.successor and unit.successor not in known:
            near = nearest(unit.successor, known)
            hint = f"是否应为“{near}”？" if near else "填写已登记单位的代码。"
            message = f"承接单位“{unit.successor}”没有登记。"
            faults.note(("units", number, "successor"), message, hint)
    faults.stop()
    return checked.units


# What an own column may name as its parent.
_PARENTS: dict[str, ColumnPart] = {
    "": "support",
    "support": "support",
    PART_LABELS["support"]: "support",
    "statutory": "statutory",
    "disclosure": "statutory",
    STATUTORY_LABEL: "statutory",
}


def _columns(checked: ConfigFile, root: Node | None) -> tuple[Column, ...]:
    types = column_types()
    by_label = {each.label: key for key, each in types.items()}
    columns = {
        key: Column(key, each.label, key, each, each.order, each.part, each.description)
        for key, each in types.items()
    }
    faults = _Faults(root)
    for number, given in enumerate(checked.columns):
        key = by_label.get(given.key, given.key)
        if key in columns:
            old = columns[key]
            columns[key] = msgspec.structs.replace(
                old,
                label=given.name or given.label or old.label,
                segment=given.segment or old.segment,
                order=old.order if given.order is None else given.order,
                description=given.description or old.description,
                off=given.off,
            )
        elif (own := _own_column(given, number, types, by_label, faults)) is not None:
            columns[key] = own
    written = {by_label.get(each.key, each.key): n for n, each in enumerate(checked.columns)}
    segments: set[str] = set()
    for column in columns.values():
        segment = column.segment
        if segment in segments or segment in RESERVED_SEGMENTS or slug(segment) != segment:
            message = f"栏目“{column.label}”的网址段“{segment}”不能用。"
            at = ("columns", written.get(column.key, 0), "segment")
            faults.note(at, message, "换一个没有被占用的小写英文词。")
        segments.add(segment)
    faults.stop()
    parts = list(PART_LABELS)
    return tuple(sorted(columns.values(), key=lambda c: (parts.index(c.part), c.order, c.key)))


def _own_column(
    given: ColumnTable,
    number: int,
    types: Mapping[str, ColumnType],
    by_label: Mapping[str, str],
    faults: _Faults,
) -> Column | None:
    """Return the column that a site adds, or None with its fault noted."""
    at = ("columns", number, "key")
    name = given.name or given.label
    if not given.type:
        near = nearest(given.key, [*types, *by_label])
        hint = f"是否应为“{near}”？" if near else ""
        hint += "自设栏目要写 key、name、type（一个标准栏目）。"
        faults.note(at, f"不认识的栏目“{given.key}”。", hint)
        return None
    kind = types.get(by_label.get(given.type, given.type))
    if kind is None:
        near = nearest(given.type, [*types, *by_label])
        hint = f"是否应为“{near}”？" if near else "写一个标准栏目的代号或名称。"
        faults.note(("columns", number, "type"), f"不认识的栏目类型“{given.type}”。", hint)
        return None
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given.key) or not name:
        hint = "key 用小写字母、数字和短横，另写中文 name。"
        faults.note(at, f"自设栏目“{given.key}”的写法不对。", hint)
        return None
    part = _PARENTS.get(given.parent)
    if part is None:
        near = nearest(given.parent, _PARENTS)
        hint = f"是否应为“{near}”？" if near else f"写“{STATUTORY_LABEL}”，或不写。"
        faults.note(("columns", number, "parent"), f"不认识的上级“{given.parent}”。", hint)
        return None
    order = 900 + number if given.order is None else given.order
    description = given.description or kind.description
    return Column(
        given.key, name, given.segment or given.key, kind, order, part, description, given.off
    )
