"""config.yaml -> Config: the site, its units and its columns. It must not read documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import msgspec

from gongkai_ssg.calendar import Calendar
from gongkai_ssg.column_type import Column
from gongkai_ssg.config_columns import columns_of
from gongkai_ssg.config_faults import CONFIG_NAME, ConfigFaults, config_error, place_of, plain
from gongkai_ssg.config_settings import rule_levels, settings_of
from gongkai_ssg.errors import ConfigError, UsageError, reason
from gongkai_ssg.marked import Node, YamlFault, parse
from gongkai_ssg.policy import Points, Settings
from gongkai_ssg.text import digest, nearest

if TYPE_CHECKING:
    from gongkai_ssg.config_schema import ConfigFile, UnitTable

DEFAULT_INDEX_PATTERN = "{unit}/{year}-{seq:05d}"


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
    settings: Settings = Settings()
    audit_points: Mapping[str, Points] = {}  # indicator of the inspection -> what it costs
    read_from: tuple[str, ...] = ()  # the files beside config.yaml that all this was read from
    rule_levels: Mapping[str, str] = {}  # rule id -> "off" or a severity, where the site differs

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
    def reading_digest(self) -> str:
        """Digest of what loading a document depends on."""
        known = [(c.key, c.label, c.type.key, c.type.label, c.segment) for c in self.columns]
        return digest(repr((known, self.settings)).encode())


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
    return _build(root_node, base_url, root)


def _build(root: Node | None, base_url: str | None, source: Path) -> Config:
    from gongkai_ssg.config_schema import ConfigFile, problems  # pydantic is slow to import

    raw = plain(root)
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
        raise config_error((place_of(root, loc), message, hint) for loc, message, hint in checked)
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
        columns=columns_of(checked, root),
        index_pattern=checked.index_number.pattern,
        theme=checked.theme,
        search=checked.search.enabled,
        gazette_pdf=checked.gazette.pdf,
        calendar=Calendar(
            _days(checked.calendar.extra_holidays), _days(checked.calendar.extra_workdays)
        ),
        settings=settings_of(checked, root, source),
        audit_points=checked.audit.by_indicator(),
        rule_levels=rule_levels(checked, root),
        read_from=tuple(checked.words),
    )


def _days(written: Iterable[str]) -> tuple[dt.date, ...]:
    return tuple(sorted({dt.date.fromisoformat(each) for each in written if each}))


def _checked_units(checked: ConfigFile, root: Node | None) -> Iterable[UnitTable]:
    faults = ConfigFaults(root)
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
