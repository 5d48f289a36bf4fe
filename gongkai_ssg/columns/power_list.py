"""The column 权责清单: powers and duties, item by item, and how they changed.

It must not know any site, only its own words.
"""

from __future__ import annotations

from typing import Annotated, Literal

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.tables.fields import Cell, Count, Day, LongText, Record, TableForm, Text

#: The ten kinds of administrative power.
PowerKind = Literal[
    "行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政检查", "行政确认",
    "行政奖励", "行政裁决", "其他行政权力",
]  # fmt: skip


class Power(Record):
    """One power with what it rests on, who has it and who answers for it."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    code: Annotated[Text, Cell(label="职权编码", aliases=("编码", "权力编码"), unique=True)]
    kind: Annotated[
        PowerKind, Cell(label="职权类型", aliases=("职权类别", "权力类型"), filter=True)
    ]
    name: Annotated[Text, Cell(label="职权名称", aliases=("权力名称", "事项名称"), wide=True)]
    basis: Annotated[LongText, Cell(label="实施依据", aliases=("设定依据", "依据"), wide=True)]
    subject: Annotated[Text, Cell(label="行使主体", aliases=("实施主体",), filter=True)]
    unit: Annotated[Text | None, Cell(label="承办机构", aliases=("责任科室",), filter=True)] = None
    duties: Annotated[LongText, Cell(label="责任事项", wide=True)]
    liability: Annotated[LongText | None, Cell(label="追责情形", wide=True)] = None
    flow: Annotated[LongText | None, Cell(label="流程图", aliases=("运行流程",), wide=True)] = None
    supervision: Annotated[Text, Cell(label="监督方式", aliases=("监督电话",))]

    def title(self) -> str:
        """Return the name of the power."""
        return self.name


class PowerChange(Record):
    """What happened to one power between two versions of the list."""

    place: Annotated[Count | None, Cell(label="序号")] = None
    code: Annotated[Text, Cell(label="职权编码", aliases=("编码",))]
    name: Annotated[Text, Cell(label="职权名称", aliases=("名称",), wide=True)]
    change: Annotated[
        Literal["新增", "取消", "调整"], Cell(label="变动", aliases=("调整类型",), filter=True)
    ]
    basis: Annotated[LongText, Cell(label="依据", aliases=("变动依据", "调整依据"), wide=True)]
    changed_on: Annotated[Day, Cell(label="日期", aliases=("变动日期", "调整日期"))]

    def title(self) -> str:
        """Return what was done to which power."""
        return f"{self.change}：{self.name}"


_BASIS = "《关于推行地方各级政府工作部门权力清单制度的指导意见》（中办发〔2015〕21号）"

COLUMN = ColumnType(
    key="power-list",
    label="权责清单",
    part="statutory",
    order=215,
    tag="信息公开目录",
    description="逐项公开本机关的职权名称、编码、类型、实施依据、行使主体、责任事项和监督方式。",
    keywords=("权责清单", "职权编码", "实施依据", "责任事项", "监督方式"),
    basis="第二十条第（二）项",
    forms=(
        TableForm(
            key="powers",
            label="权责清单",
            record=Power,
            row_pages=True,
            caption="权责清单",
            basis=_BASIS,
        ),
        TableForm(
            key="power-changes",
            label="调整记录",
            record=PowerChange,
            caption="权责清单调整记录",
            basis=_BASIS,
        ),
    ),
    example="""\
---
标题: 示例市文化和旅游局权责清单（2026年版）
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
内容概述: 列明本机关行政许可、行政检查等职权的名称、依据、主体、责任和监督方式。
关键词: [权责清单, 职权]
# 清单用 Excel 编制，放在本文旁边，然后去掉下面一行开头的 # 号，并删去正文里的表格。
# 第一行写表头：序号 职权编码 职权类型 职权名称 实施依据 行使主体 承办机构 责任事项 追责情形 流程图 监督方式
# 数据: 权责清单.xlsx
---

本清单随法律法规和机构职能变化动态调整，调整后重新公布。监督电话：0000-8860009。

| 职权编码 | 职权类型 | 职权名称 | 实施依据 | 行使主体 | 责任事项 | 监督方式 |
| --- | --- | --- | --- | --- | --- | --- |
| WL-XK-001 | 行政许可 | 营业性演出审批 | 《营业性演出管理条例》 | 示例市文化和旅游局 | 一次告知所需材料，按期作出决定，不予许可的说明理由 | 0000-8860009 |
| WL-JC-001 | 行政检查 | 旅行社经营活动检查 | 《旅行社条例》 | 示例市文化和旅游局 | 出示证件，制作记录，公布结果 | 0000-8860009 |

## 追责情形

违法设定条件、超期办理、擅自收费的，不依法检查、妨碍正常经营的，依法追究责任。
""",
)
