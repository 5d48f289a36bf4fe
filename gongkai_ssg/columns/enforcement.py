"""The column 行政执法: who enforces what by which rules, and what came of it.

It must not know any site, only its own words.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Day as OwnDay
from gongkai_ssg.own_keys import Key, OwnKeys
from gongkai_ssg.tables.addressees import same_decision_twice
from gongkai_ssg.tables.fields import (
    Cell,
    Count,
    Day,
    LongText,
    Record,
    TableForm,
    Text,
    Uscc,
    wrong,
)
from gongkai_ssg.tables.penalties import Coercion, Penalty

# --- before the fact -------------------------------------------------------------------


class Body(Record):
    """Who may enforce, and how far that goes (国办发〔2018〕118号)."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    name: Annotated[Text, Cell(label="执法主体", unique=True)]
    kind: Annotated[
        Literal["法定行政机关", "法律法规授权的组织", "受委托组织"],
        Cell(label="主体类别", filter=True),
    ]
    powers: Annotated[LongText, Cell(label="执法职责和权限", aliases=("执法权限",), wide=True)]
    basis: Annotated[LongText, Cell(label="执法依据", wide=True)]
    procedure: Annotated[LongText, Cell(label="执法程序", wide=True)]
    remedy: Annotated[LongText, Cell(label="救济渠道", aliases=("救济途径",), wide=True)]
    supervision: Annotated[Text, Cell(label="监督方式", aliases=("监督电话",))]

    def title(self) -> str:
        """Return the name of the body."""
        return self.name


class Inspection(Record):
    """One item of 随机抽查事项清单."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    name: Annotated[Text, Cell(label="抽查事项", unique=True, wide=True)]
    basis: Annotated[LongText, Cell(label="抽查依据", wide=True)]
    target: Annotated[Text, Cell(label="抽查对象")]
    base: Annotated[Text | None, Cell(label="抽查基数")] = None
    share: Annotated[Text, Cell(label="抽查比例")]
    cycle: Annotated[Text, Cell(label="抽查周期", aliases=("抽查频次",))]
    way: Annotated[Text, Cell(label="抽查方式")]
    inspector: Annotated[Text, Cell(label="抽查主体", filter=True)]
    period: Annotated[Text | None, Cell(label="实施日期", aliases=("实施时间",))] = None


class JointInspection(Record):
    """One item of a list of inspections that several departments carry out together."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    field: Annotated[Text, Cell(label="抽查领域", filter=True)]
    name: Annotated[Text, Cell(label="抽查事项", wide=True)]
    target: Annotated[Text, Cell(label="检查对象")]
    share: Annotated[Text, Cell(label="抽查比例")]
    leader: Annotated[Text, Cell(label="发起部门", filter=True)]
    partners: Annotated[Text, Cell(label="配合部门")]
    level: Annotated[Text | None, Cell(label="实施层级")] = None

    def title(self) -> str:
        """Return the item."""
        return self.name


def _short_step(written: object) -> object:
    return written.removesuffix("处罚").removesuffix("的") if isinstance(written, str) else written


class Discretion(Record):
    """One step of a standard of discretion (《行政处罚法》第三十四条)."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    violation: Annotated[Text, Cell(label="违法行为", wide=True)]
    basis: Annotated[
        LongText, Cell(label="处罚依据", aliases=("处罚依据（条文）", "法律依据"), wide=True)
    ]
    step: Annotated[
        Literal["不予", "减轻", "从轻", "一般", "从重"],
        BeforeValidator(_short_step),
        Cell(label="裁量阶次", aliases=("裁量等级",), filter=True),
    ]
    case: Annotated[LongText, Cell(label="适用情形", aliases=("裁量情形",), wide=True)]
    measure: Annotated[LongText, Cell(label="裁量标准", aliases=("裁量标准（幅度）",), wide=True)]
    note: Annotated[Text | None, Cell(label="备注")] = None

    def title(self) -> str:
        """Return the violation with the step."""
        return f"{self.violation}（{self.step}）"


# --- after the fact --------------------------------------------------------------------

_NOTHING_FOUND = ("未发现问题", "未发现开展本次抽查涉及的经营活动")


class InspectionResult(Record):
    """What a random inspection 双随机 found at one place."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    item: Annotated[Text, Cell(label="抽查事项", filter=True)]
    party: Annotated[Text, Cell(label="检查对象名称", aliases=("抽查对象", "检查对象"), wide=True)]
    party_kind: Annotated[
        Literal["法人及非法人组织", "个体工商户", "自然人"] | None,
        Cell(label="检查对象类别", filter=True),
    ] = None
    credit_code: Annotated[Uscc | None, Cell(label="统一社会信用代码")] = None
    inspected_on: Annotated[Day, Cell(label="检查日期", aliases=("抽查日期",))]
    result: Annotated[
        Literal[
            "未发现问题", "未发现开展本次抽查涉及的经营活动", "发现问题已责令改正",
            "发现问题待后续处理", "通过登记的住所（经营场所）无法联系", "不配合检查情节严重",
        ],
        Cell(label="检查结果", aliases=("抽查结果",), filter=True),
    ]  # fmt: skip
    follow_up: Annotated[LongText | None, Cell(label="处理情况", wide=True)] = None
    inspector: Annotated[Text, Cell(label="检查机关", aliases=("抽查主体",), filter=True)]

    def masked(self) -> frozenset[str]:
        """Return the name where a person was inspected, such as a guide."""
        return frozenset({"party"} if self.party_kind == "自然人" else ())

    @model_validator(mode="after")
    def _check_result(self) -> InspectionResult:
        if self.result not in _NOTHING_FOUND and not self.follow_up:
            hint = "写明怎么处理的，例如责令改正、立案查处。"
            raise wrong(f"为空，检查结果却是“{self.result}”", hint, field="follow_up")
        return self


# --- the column ------------------------------------------------------------------------


class Publicity(OwnKeys):
    """What a document about one penalty says of its publicity."""

    publicity_until: Annotated[OwnDay | None, Key("公示截止期", ("公示截止日期",))] = None
    quashed_on: Annotated[
        OwnDay | None,
        Key("撤销日期", ("变更日期",), "处罚被变更、撤销之日，3 个工作日内撤回并说明理由"),
    ] = None


COLUMN = ColumnType(
    key="enforcement",
    label="行政执法",
    part="statutory",
    order=250,
    tag="信息公开目录",
    description=(
        "公开行政处罚、行政强制的依据、条件、程序和具有一定社会影响的处罚决定，以及执法主体。"
    ),
    keywords=("行政处罚", "行政强制", "执法公示", "裁量基准"),
    basis="第二十条第（六）项",
    forms=(
        TableForm(
            key="penalties",
            label="行政处罚决定公示表",
            record=Penalty,
            row_pages=True,
            caption="行政处罚决定",
            checks=(same_decision_twice,),
            basis="《行政处罚法》第四十八条；发改办财金〔2018〕424号",
        ),
        TableForm(
            key="coercions",
            label="行政强制决定公示表",
            record=Coercion,
            caption="行政强制决定",
            checks=(same_decision_twice,),
            basis="国办发〔2018〕118号",
        ),
        TableForm(
            key="inspection-results",
            label="双随机抽查结果",
            record=InspectionResult,
            caption="双随机抽查结果",
            basis="国办发〔2015〕58号",
        ),
        TableForm(
            key="enforcement-bodies",
            label="执法主体和权限",
            record=Body,
            caption="行政执法主体和权限",
            basis="国办发〔2018〕118号",
        ),
        TableForm(
            key="inspections",
            label="随机抽查事项清单",
            record=Inspection,
            caption="随机抽查事项清单",
            basis="国办发〔2015〕58号",
        ),
        TableForm(
            key="joint-inspections",
            label="部门联合抽查事项清单",
            record=JointInspection,
            caption="部门联合抽查事项清单",
            basis="国办发〔2015〕58号",
        ),
        TableForm(
            key="discretion",
            label="裁量权基准",
            record=Discretion,
            caption="行政处罚裁量权基准",
            basis="《行政处罚法》第三十四条；国办发〔2022〕27号",
        ),
    ),
    own_keys=Publicity,
    example="""\
---
标题: 示例市文化和旅游局行政处罚决定公示：示例市甲旅行社有限公司
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
内容概述: 公示一件旅行社未按规定投保责任险案件的处罚决定、依据和救济渠道。
关键词: [行政处罚, 处罚决定]
# 到期的决定应当撤下。
公示截止期: 2027-02-24
# 许多决定用 Excel 编制：另建一篇文档，写“数据: 行政处罚决定.xlsx”。
# 其他的表写明表种，例如“数据: {文件: 清单.xlsx, 表种: 随机抽查事项清单}”。
---

| 决定书文号 | 被处罚对象 | 违法行为类型 | 处罚内容 | 决定日期 |
| --- | --- | --- | --- | --- |
| 示文旅罚决〔2026〕1号 | 示例市甲旅行社有限公司 | 未按规定投保旅行社责任险 | 警告 | 2026-02-24 |

## 处罚依据

《旅行社条例》。处罚幅度依照本机关公布的行政处罚裁量权基准确定。

## 救济渠道

不服行政处罚决定的，可以自收到决定书之日起六十日内申请行政复议，或者六个月内提起行政诉讼。

监督电话：0000-8860009。
""",
)
