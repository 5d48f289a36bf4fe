"""The column 行政许可: the items, how to apply, and what was decided.

It must not know any site, only its own words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BeforeValidator, model_validator

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Count, Key, OwnKeys
from gongkai_ssg.tables import fields
from gongkai_ssg.tables.addressees import CreditAddressee, anchor_of, same_decision_twice
from gongkai_ssg.tables.fields import Cell, Day, LongText, Record, TableForm, Text, Uscc, wrong

# --- guides ----------------------------------------------------------------------------


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Material(OwnKeys):
    """One thing that an applicant hands in."""

    name: Annotated[str, Key("名称", ("材料名称",))]
    form: Annotated[str | None, Key("形式", ("材料形式",))] = None
    copies: Annotated[Count | None, Key("份数")] = None
    note: Annotated[str | None, Key("说明", ("备注", "来源"))] = None


class Guide(OwnKeys):
    """办事指南: the eight elements of 国办秘函〔2019〕19号 first, then what else a guide tells."""

    item: Annotated[str | None, Key("事项名称")] = None
    legal_basis: Annotated[Texts | None, Key("设定依据")] = None
    conditions: Annotated[Texts | None, Key("申请条件", ("受理条件",))] = None
    materials: Annotated[
        tuple[Annotated[Material, BeforeValidator(_named)], ...] | None,
        Key("办理材料", ("申请材料",)),
    ] = None
    place: Annotated[Texts | None, Key("办理地点")] = None
    hours: Annotated[str | None, Key("办理时间")] = None
    phone: Annotated[Texts | None, Key("联系电话", ("咨询电话",))] = None
    steps: Annotated[Texts | None, Key("办理流程", ("办理程序",))] = None
    accepted_by: Annotated[str | None, Key("受理机构")] = None
    decided_by: Annotated[str | None, Key("审批机构", ("决定机构",))] = None
    time_limit: Annotated[Texts | None, Key("办理时限", ("办结时限",))] = None
    fee: Annotated[str | None, Key("收费", ("收费标准",))] = None
    quota: Annotated[str | None, Key("数量限制")] = None
    result: Annotated[str | None, Key("办理结果", ("审批结果",))] = None
    complaints: Annotated[Texts | None, Key("监督电话", ("监督投诉",))] = None
    remedy: Annotated[str | None, Key("救济途径")] = None


class GuidePart(msgspec.Struct, frozen=True):
    """One section of a guide; what `lines` are and how they are shown follows from `way`."""

    key: str
    label: str
    way: Literal["text", "list", "steps", "table"]
    lines: tuple[Any, ...]


class GuideView(msgspec.Struct, frozen=True):
    """What the page of a guide shows: short facts at its head, then its sections."""

    facts: tuple[tuple[str, str], ...]
    parts: tuple[GuidePart, ...]


_FACTS = (
    "item", "accepted_by", "decided_by", "time_limit", "place", "hours", "phone", "complaints",
    "fee", "quota", "result",
)  # fmt: skip
_PARTS = ("legal_basis", "conditions", "materials", "steps", "remedy")


def _guide_view(own: Mapping[str, Any]) -> GuideView:
    """Return the guide that a document's own keys make up; empty where there are none."""
    labels = {
        name: next(each.label for each in info.metadata if isinstance(each, Key))
        for name, info in Guide.model_fields.items()
    }
    facts = ((labels[name], "；".join(_lines(own[name]))) for name in _FACTS if own.get(name))
    parts = (_part(name, labels[name], _lines(own[name])) for name in _PARTS if own.get(name))
    return GuideView(tuple(facts), tuple(parts))


def _lines(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _part(name: str, label: str, lines: list[Any]) -> GuidePart:
    if name == "materials":
        keys = tuple(Material.model_fields)
        rows = tuple({key: str(line.get(key, "")) for key in keys} for line in lines)
        return GuidePart(name, label, "table", rows)
    way: Literal["steps", "list", "text"] = "steps" if name == "steps" else "list"
    return GuidePart(name, label, "text" if len(lines) == 1 else way, tuple(lines))


# --- tables ----------------------------------------------------------------------------


class Item(Record):
    """One item of 行政许可事项清单 (国办发〔2022〕2号)."""

    place: Annotated[fields.Count | None, Cell(label="序号")] = None
    department: Annotated[Text, Cell(label="主管部门", filter=True)]
    name: Annotated[Text, Cell(label="事项名称", unique=True, wide=True)]
    agency: Annotated[Text, Cell(label="实施机关", filter=True)]
    basis: Annotated[LongText, Cell(label="设定和实施依据", aliases=("设定依据",), wide=True)]
    note: Annotated[Text | None, Cell(label="备注")] = None

    def title(self) -> str:
        """Return the name of the item."""
        return self.name


class Decision(CreditAddressee):
    """One decision with the columns of 双公示 (发改办财金〔2018〕424号), in their order."""

    document_name: Annotated[
        Text, Cell(label="行政许可决定文书名称", aliases=("许可决定文书名称",))
    ]
    number: Annotated[Text, Cell(label="行政许可决定文书号", aliases=("许可决定文书号",))]
    licence_kind: Annotated[
        Literal["普通", "特许", "认可", "核准", "登记", "其他"], Cell(label="许可类别", filter=True)
    ]
    certificate_name: Annotated[Text | None, Cell(label="许可证书名称")] = None
    licence_number: Annotated[Text | None, Cell(label="许可编号")] = None
    content: Annotated[LongText, Cell(label="许可内容", wide=True)]
    decided_on: Annotated[Day, Cell(label="许可决定日期", aliases=("决定日期",))]
    valid_from: Annotated[Day | None, Cell(label="有效期自")] = None
    valid_until: Annotated[Day | Literal["长期"] | None, Cell(label="有效期至")] = None
    agency: Annotated[Text, Cell(label="许可机关", filter=True)]
    agency_code: Annotated[Uscc | None, Cell(label="许可机关统一社会信用代码")] = None
    state: Annotated[Literal["有效", "无效"], Cell(label="当前状态", filter=True)]
    source_agency: Annotated[Text | None, Cell(label="数据来源单位")] = None
    source_code: Annotated[Uscc | None, Cell(label="数据来源单位统一社会信用代码")] = None
    note: Annotated[Text | None, Cell(label="备注")] = None
    publicity_until: Annotated[Day | None, Cell(label="公示截止期")] = None

    @model_validator(mode="after")
    def _check_days(self) -> Decision:
        ends = self.valid_until
        if self.valid_from and isinstance(ends, dt.date) and ends < self.valid_from:
            raise wrong("早于“有效期自”", "核对两个日期。", field="valid_until")
        if self.publicity_until and self.publicity_until < self.decided_on:
            raise wrong("早于“许可决定日期”", "核对两个日期。", field="publicity_until")
        return self

    def decision_day(self) -> dt.date | None:
        """Return the day of the decision."""
        return self.decided_on

    def until(self) -> dt.date | None:
        """Return the last day of publicity where one is given."""
        return self.publicity_until

    def title(self) -> str:
        """Return addressee and number; the name of a person is masked by then."""
        return f"{self.party}（{self.number}）"

    def anchor(self) -> str:
        """Return an id made of the number."""
        return anchor_of(self.number)


COLUMN = ColumnType(
    key="licensing",
    label="行政许可",
    part="statutory",
    order=240,
    tag="办事服务",
    description="公开行政许可事项的依据、条件、程序、材料、时限和收费，以及受理情况和办理结果。",
    keywords=("行政许可", "办事指南", "申请材料", "办理流程", "许可结果"),
    basis="第二十条第（五）项",
    forms=(
        TableForm(
            key="licence-decisions",
            label="行政许可决定公示表",
            record=Decision,
            row_pages=True,
            caption="行政许可决定",
            checks=(same_decision_twice,),
            basis="《行政许可法》第四十条；发改办财金〔2018〕424号",
        ),
        TableForm(
            key="licence-items",
            label="行政许可事项清单",
            record=Item,
            caption="行政许可事项清单",
            basis="国办发〔2022〕2号；《优化营商环境条例》第四十条",
        ),
    ),
    own_keys=Guide,
    own_view=_guide_view,
    template="licensing.html",
    example="""\
---
标题: 营业性演出审批办事指南
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
体裁: 办事指南
内容概述: 说明营业性演出审批的依据、条件、材料、地点、时间、电话、流程和时限。
关键词: [营业性演出, 办事指南]
事项名称: 营业性演出审批
设定依据: 《营业性演出管理条例》第十三条
申请条件:
  - 有明确的演出名称、时间、地点和场次。
  - 参加演出的团体和个人具备规定的条件。
  - 演出场所符合安全、消防要求。
办理材料:
  - {名称: 营业性演出申请表, 形式: 原件或者电子件, 份数: 1, 说明: 窗口领取或者网上下载}
  - {名称: 演出节目单和视听资料, 形式: 电子件, 份数: 1}
  - {名称: 场地使用协议, 形式: 复印件, 份数: 1}
办理地点: 示例市政务服务中心2楼8号窗口（示例市人民路10号）
办理时间: 工作日 9:00—12:00，13:30—17:00
联系电话: 0000-8860005
办理流程: [申请, 受理, 审查, 决定, 送达]
受理机构: 示例市文化和旅游局
审批机构: 示例市文化和旅游局
办理时限: 自受理之日起3个工作日内作出决定
收费: 不收费
监督电话: 0000-8860009
---

许可决定在作出之日起7个工作日内公示。公示表用 Excel 编制，另建一篇文档，
写“数据: 行政许可决定.xlsx”；事项清单写“数据: {文件: 清单.xlsx, 表种: 行政许可事项清单}”。
""",
)
