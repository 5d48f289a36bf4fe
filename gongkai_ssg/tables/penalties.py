"""Cells of penalties and compulsory measures, as they are made public after the fact.

It must not know columns of a site or files.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from gongkai_ssg.tables.addressees import (
    Addressee,
    CreditAddressee,
    TenThousandYuan,
    anchor_of,
)
from gongkai_ssg.tables.fields import Cell, Day, LongText, Text, Uscc, wrong
from gongkai_ssg.text import nearest

#: 《行政处罚法》第九条.
PENALTY_KINDS = (
    "警告", "通报批评", "罚款", "没收违法所得", "没收非法财物", "暂扣许可证件", "降低资质等级",
    "吊销许可证件", "限制开展生产经营活动", "责令停产停业", "责令关闭", "限制从业", "行政拘留",
    "其他",
)  # fmt: skip


def _penalty_kinds(written: str) -> str:
    kinds = [each for each in re.split(r"[、，,；;/\s]+", written) if each]
    for kind in kinds:
        if kind not in PENALTY_KINDS:
            close = nearest(kind, PENALTY_KINDS)
            hint = f"是不是“{close}”？" if close else ""
            raise wrong(
                f"里的“{kind}”不是法定的处罚种类",
                f"{hint}可用：{'、'.join(PENALTY_KINDS)}；几种之间用顿号。",
            )
    if not kinds:
        raise wrong("没有写处罚种类", "几种之间用顿号。")
    return "、".join(dict.fromkeys(kinds))


class Penalty(CreditAddressee):
    """One penalty with the columns of 双公示 (发改办财金〔2018〕424号), in their order."""

    number: Annotated[
        Text, Cell(label="行政处罚决定书文号", aliases=("处罚决定书文号", "决定书文号"))
    ]
    violation: Annotated[Text, Cell(label="违法行为类型")]
    facts: Annotated[LongText, Cell(label="违法事实", wide=True)]
    basis: Annotated[LongText, Cell(label="处罚依据", wide=True)]
    penalties: Annotated[
        Text,
        AfterValidator(_penalty_kinds),
        Cell(label="处罚类别", aliases=("处罚种类",), filter=True),
    ]
    content: Annotated[LongText, Cell(label="处罚内容", wide=True)]
    fine: Annotated[TenThousandYuan | None, Cell(label="罚款金额（万元）")] = None
    confiscated: Annotated[
        TenThousandYuan | None,
        Cell(
            label="没收违法所得、没收非法财物的金额（万元）",
            aliases=("没收违法所得、非法财物的金额（万元）",),
        ),
    ] = None
    revoked: Annotated[
        Text | None, Cell(label="暂扣或吊销证照名称及编号", aliases=("暂扣或者吊销证照名称及编号",))
    ] = None
    decided_on: Annotated[Day, Cell(label="处罚决定日期", aliases=("决定日期",))]
    valid_until: Annotated[Day | Literal["长期"] | None, Cell(label="处罚有效期")] = None
    publicity_until: Annotated[Day, Cell(label="公示截止期", aliases=("公示截止日期",))]
    agency: Annotated[Text, Cell(label="处罚机关", filter=True)]
    agency_code: Annotated[
        Uscc | None, Cell(label="处罚机关统一社会信用代码", aliases=("其统一社会信用代码",))
    ] = None
    source_agency: Annotated[Text | None, Cell(label="数据来源单位")] = None
    source_code: Annotated[Uscc | None, Cell(label="数据来源单位统一社会信用代码")] = None
    note: Annotated[Text | None, Cell(label="备注")] = None
    state: Annotated[
        Literal["有效", "已变更", "已撤销"] | None, Cell(label="处罚状态", filter=True)
    ] = None
    reason: Annotated[
        LongText | None,
        Cell(label="撤销理由", aliases=("变更理由", "撤销或者变更理由"), wide=True),
    ] = None
    quashed_on: Annotated[
        Day | None, Cell(label="撤销日期", aliases=("变更日期", "撤销或者变更日期"))
    ] = None

    @model_validator(mode="after")
    def _check_penalty(self) -> Penalty:
        kinds = self.penalties.split("、")
        if "罚款" in kinds and not _is_paid(self.fine):
            raise wrong("没有金额，处罚类别里有罚款", "填写罚款金额，以万元为单位。", field="fine")
        if "罚款" not in kinds and _is_paid(self.fine):
            hint = "在处罚类别里加上“罚款”，或者清空金额。"
            raise wrong("与处罚类别不一致：没有罚款", hint, field="fine")
        if self.publicity_until < self.decided_on:
            raise wrong("早于“处罚决定日期”", "核对两个日期。", field="publicity_until")
        if self.state in ("已撤销", "已变更") and not self.reason:
            hint = "处罚决定被变更、撤销的，应当公开说明理由（《行政处罚法》第四十八条）。"
            raise wrong(f"为空，处罚状态却是“{self.state}”", hint, field="reason")
        if self.quashed_on and self.state not in ("已撤销", "已变更"):
            hint = "处罚状态写“已撤销”或者“已变更”，并写明理由。"
            raise wrong("有日期，处罚状态却不是已撤销、已变更", hint, field="quashed_on")
        if self.quashed_on and self.quashed_on < self.decided_on:
            raise wrong("早于“处罚决定日期”", "核对两个日期。", field="quashed_on")
        return self

    def decision_day(self) -> dt.date | None:
        """Return the day of the decision."""
        return self.decided_on

    def until(self) -> dt.date | None:
        """Return the last day of publicity."""
        return self.publicity_until

    def quashed_day(self) -> dt.date | None:
        """Return the day on which the penalty was changed or quashed."""
        return self.quashed_on

    def title(self) -> str:
        """Return addressee and violation; the name of a person is masked by then."""
        return f"{self.party}：{self.violation}（{self.number}）"

    def anchor(self) -> str:
        """Return an id made of the number."""
        return anchor_of(self.number)


def _is_paid(amount: str | None) -> bool:
    return amount is not None and Decimal(amount) > 0


class Coercion(Addressee):
    """One compulsory measure or its execution (《行政强制法》第九条、第十二条)."""

    certificate_number: Annotated[
        Text | None, Cell(label="自然人证件号码", aliases=("证件号码",), hidden=True)
    ] = None
    number: Annotated[Text, Cell(label="行政强制决定书文号", aliases=("决定书文号",))]
    kind: Annotated[
        Literal[
            "限制公民人身自由", "查封场所、设施或者财物", "扣押财物", "冻结存款、汇款",
            "其他强制措施", "加处罚款或者滞纳金", "划拨存款、汇款", "拍卖或者处理财物",
            "排除妨碍、恢复原状", "代履行", "其他强制执行",
        ],
        Cell(label="强制种类", filter=True),
    ]  # fmt: skip
    facts: Annotated[LongText, Cell(label="强制事由", wide=True)]
    basis: Annotated[LongText, Cell(label="强制依据", wide=True)]
    content: Annotated[LongText, Cell(label="强制内容", wide=True)]
    decided_on: Annotated[Day, Cell(label="决定日期")]
    ends_on: Annotated[Day | None, Cell(label="期限至")] = None
    outcome: Annotated[Text | None, Cell(label="处理结果")] = None
    agency: Annotated[Text, Cell(label="执法机关", filter=True)]
    publicity_until: Annotated[Day | None, Cell(label="公示截止期")] = None

    def until(self) -> dt.date | None:
        """Return the last day of publicity where one is given."""
        return self.publicity_until

    def title(self) -> str:
        """Return addressee and measure; the name of a person is masked by then."""
        return f"{self.party}：{self.kind}（{self.number}）"

    def anchor(self) -> str:
        """Return an id made of the number."""
        return anchor_of(self.number)
