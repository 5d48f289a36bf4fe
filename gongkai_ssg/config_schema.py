"""The shape of config.yaml as pydantic models, and its faults in Chinese."""

from __future__ import annotations

import re
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError, ValidationInfo, field_validator

from gongkai_ssg.config_checks import (
    AuditTable,
    ChecksTable,
    GateTable,
    Model,
    OfficialTable,
    WindowTable,
    WorkflowTable,
    checked_day,
    checked_days,
)
from gongkai_ssg.text import nearest

_Problem = tuple[tuple[str | int, ...], str, str]


class SiteTable(Model):
    """`site`: who runs the site. Marks of the footer: 国办发〔2017〕47号."""

    name: str = Field(min_length=1)
    base_url: str
    domain: str = ""
    id_code: str = ""
    organizer: str = Field(min_length=1)
    contact: str = ""
    icp: str = ""
    police_record: str = ""
    report_error: str = ""
    level: Literal["province", "city", "county", "township"] = "city"

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"“{value}”不是完整的网址。|写成 https://www.example.gov.cn 的样子。")
        if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", parts.path) or parts.query or parts.fragment:
            raise ValueError(f"“{value}”的路径部分不能用。|路径只用字母、数字和短横，不带 ? 和 #。")
        return value

    @field_validator("report_error")
    @classmethod
    def _http(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError(f"“{value}”不是网址。|写成 https:// 开头的网址，或删去此项。")
        return value


class FormerNameTable(Model):
    """A former name of a unit and the day until which it was used."""

    name: str = Field(min_length=1)
    until: str = ""

    @field_validator("until")
    @classmethod
    def _day(cls, value: str) -> str:
        return checked_day(value)


class UnitTable(Model):
    """One entry of `units`."""

    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    name: str = Field(min_length=1)
    former_names: tuple[FormerNameTable, ...] = ()
    successor: str = ""


class ColumnTable(Model):
    """One entry of `columns`: a standard column changed, or an own one added."""

    key: str = Field(min_length=1)
    name: str = ""
    label: str = ""
    parent: str = ""
    type: str = ""
    segment: str = ""
    order: int | None = None
    off: str = ""
    description: str = ""


class IndexNumberTable(Model):
    """`index_number`: how 索引号 are made. There is no national algorithm."""

    pattern: str = "{unit}/{year}-{seq:05d}"

    @field_validator("pattern")
    @classmethod
    def _known_places(cls, value: str) -> str:
        rest = re.sub(r"\{(unit|column|year|date|seq(:0\d{1,2}d)?)\}", "", value)
        if re.search(r"[{}#\s]", rest) or "{seq" not in value:
            raise ValueError(
                f"“{value}”不是可用的索引号规则。|可用 {{unit}} {{column}} {{year}} {{date}}，必须有 {{seq:05d}}。"
            )
        return value


class SearchTable(Model):
    """`search`."""

    enabled: bool = True


class GazetteTable(Model):
    """`gazette`: whether a PDF of each issue is set from its documents (needs the extra `pdf`)."""

    pdf: bool = False


class CalendarTable(Model):
    """`calendar`: further holidays and make-up workdays of the place."""

    extra_holidays: tuple[str, ...] = ()
    extra_workdays: tuple[str, ...] = ()

    @field_validator("extra_holidays", "extra_workdays")
    @classmethod
    def _days(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        days = tuple(day for each in value for day in checked_days(each))
        twice = sorted(set(days) & set(info.data.get("extra_holidays", ())))
        if twice and info.field_name == "extra_workdays":
            raise ValueError(f"“{twice[0]}”也写在了 extra_holidays 里。|一天不能又放假又上班。")
        return days


class ConfigFile(Model):
    """The whole file."""

    site: SiteTable
    units: tuple[UnitTable, ...] = Field(min_length=1)
    columns: tuple[ColumnTable, ...] = ()
    index_number: IndexNumberTable = IndexNumberTable()
    calendar: CalendarTable = CalendarTable()
    search: SearchTable = SearchTable()
    gazette: GazetteTable = GazetteTable()
    gate: GateTable = GateTable()
    workflow: WorkflowTable = WorkflowTable()
    officials: tuple[OfficialTable, ...] = ()
    words: tuple[str, ...] = ()  # files of wrong and sensitive words, beside config.yaml
    checks: ChecksTable = ChecksTable()
    audit: AuditTable = AuditTable()
    windows: tuple[WindowTable, ...] = ()
    #: severity of single rules, or "off": what is not settled by law is the site's to decide
    rules: dict[str, Literal["off", "info", "warning", "error"]] = Field(default_factory=dict)
    publish: dict[str, Any] = Field(default_factory=dict)
    theme: str = Field(default="default", pattern=r"^[A-Za-z0-9_-]+$")


def problems(raw: dict[str, Any]) -> ConfigFile | list[_Problem]:
    """Return the checked file, or its faults: where, what, cure."""
    try:
        return ConfigFile.model_validate(raw)
    except ValidationError as error:
        errors = error.errors()
        # A list whose items are all wrong is counted as empty: the items say what is wrong.
        inner = {each["loc"][:-n] for each in errors for n in range(1, len(each["loc"]))}
        return [
            _problem(raw, e) for e in errors if e["type"] != "too_short" or e["loc"] not in inner
        ]


def _problem(raw: dict[str, Any], error: Any) -> _Problem:
    loc: tuple[str | int, ...] = error["loc"]
    name = ".".join(str(part) for part in loc)
    kind: str = error["type"]
    value = error.get("input")
    if kind == "extra_forbidden":
        near = nearest(str(loc[-1]), _keys_at(loc[:-1]))
        hint = f"是否应为“{near}”？" if near else "删去此项。"
        return loc, f"不认识的键“{loc[-1]}”。", hint
    if kind == "missing" or value is None:
        return loc, f"缺少“{name}”。", "补上这一项。"
    if kind == "value_error":
        message, _, hint = str(error["ctx"]["error"]).partition("|")
        return loc, f"“{name}”的值{message}", hint
    if kind == "literal_error":
        return (
            loc,
            f"“{name}”的值“{value}”不在允许的范围内。",
            f"应为 {error['ctx']['expected']} 之一。".replace(" or ", "、"),
        )
    if kind == "string_pattern_mismatch":
        return loc, f"“{name}”的值“{value}”含有不能用的字符。", "只用字母、数字和短横。"
    if kind in ("string_too_short", "too_short"):
        return loc, f"“{name}”不能为空。", "补上内容。"
    expected = {"string_type": "文字", "int_parsing": "整数", "bool_parsing": "true 或 false",
                "tuple_type": "列表", "model_type": "“键: 值”", "model_attributes_type": "“键: 值”",
                "dict_type": "“键: 值”"}.get(kind, "另一种写法")  # fmt: skip
    return loc, f"“{name}”应为{expected}。", "对照文档中的 config.yaml 示例。"


def _keys_at(loc: tuple[str | int, ...]) -> list[str]:
    model: type[BaseModel] = ConfigFile
    tables: dict[str, type[BaseModel]] = {
        "site": SiteTable, "units": UnitTable, "columns": ColumnTable, "index_number": IndexNumberTable,
        "search": SearchTable, "gazette": GazetteTable, "calendar": CalendarTable, "former_names": FormerNameTable,
        "gate": GateTable, "workflow": WorkflowTable, "officials": OfficialTable, "checks": ChecksTable, "audit": AuditTable, "windows": WindowTable,
    }  # fmt: skip
    for part in loc:
        if isinstance(part, str) and part in tables:
            model = tables[part]
    return list(model.model_fields)
