"""The fixed grids of the yearly report on disclosure, as they are prescribed. They know no files.

Since the report on 2021: 国办公开办函〔2021〕30号. Reports on 2019 and 2020: 国办公开办函〔2019〕60号.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from gongkai_ssg.text import fold

FIRST_YEAR, FIRST_YEAR_NOW = 2019, 2021

FigureKind = Literal["count", "change", "money"]


class Head(msgspec.Struct, frozen=True):
    """A column of figures."""

    label: str
    kind: FigureKind = "count"


class Line(msgspec.Struct, frozen=True):
    """A row of figures: its name in data files, its label, and the label of the group it is in."""

    key: str
    label: str
    group: str = ""


class Block(msgspec.Struct, frozen=True):
    """One of the blocks of 表一: an item of article 20 with columns and rows of its own."""

    title: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]


class Layout(msgspec.Struct, frozen=True):
    """Which blocks and rows the tables of a year have."""

    key: str
    basis: str
    blocks: tuple[Block, ...]
    requests: tuple[Line, ...]


#: Columns of 表二; the total is the sum of the others.
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LEGAL = "法人或其他组织"  # stands over the middle five

#: Columns of each group of 表三; the total is the sum of the others.
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DISPUTES = (
    Line("review", "行政复议"),
    Line("direct", "未经复议直接起诉", "行政诉讼"),
    Line("after_review", "复议后起诉", "行政诉讼"),
)

TITLES = (
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
)
#: Headings of the six parts of a report.
PARTS = ("总体情况", *TITLES, "存在的主要问题及改进情况", "其他需要报告的事项")

RECEIVED, CARRIED_IN, DONE, CARRIED_OUT = "r1", "r2", "r3_7", "r4"
_RESULTS = "三、本年度办理结果"
_REFUSED = "（三）不予公开"
_UNABLE = "（四）无法提供"
_UNTREATED = "（五）不予处理"
_OTHER = "（六）其他处理"

_BEFORE_OTHER = (
    Line(RECEIVED, "一、本年新收政府信息公开申请数量"),
    Line(CARRIED_IN, "二、上年结转政府信息公开申请数量"),
    Line("r3_1", "（一）予以公开", _RESULTS),
    Line("r3_2", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", _RESULTS),
    Line("r3_3_1", "1.属于国家秘密", _REFUSED),
    Line("r3_3_2", "2.其他法律行政法规禁止公开", _REFUSED),
    Line("r3_3_3", "3.危及“三安全一稳定”", _REFUSED),
    Line("r3_3_4", "4.保护第三方合法权益", _REFUSED),
    Line("r3_3_5", "5.属于三类内部事务信息", _REFUSED),
    Line("r3_3_6", "6.属于四类过程性信息", _REFUSED),
    Line("r3_3_7", "7.属于行政执法案卷", _REFUSED),
    Line("r3_3_8", "8.属于行政查询事项", _REFUSED),
    Line("r3_4_1", "1.本机关不掌握相关政府信息", _UNABLE),
    Line("r3_4_2", "2.没有现成信息需要另行制作", _UNABLE),
    Line("r3_4_3", "3.补正后申请内容仍不明确", _UNABLE),
    Line("r3_5_1", "1.信访举报投诉类申请", _UNTREATED),
    Line("r3_5_2", "2.重复申请", _UNTREATED),
    Line("r3_5_3", "3.要求提供公开出版物", _UNTREATED),
    Line("r3_5_4", "4.无正当理由大量反复申请", _UNTREATED),
    Line("r3_5_5", "5.要求行政机关确认或重新出具已获取信息", _UNTREATED),
)
_AFTER_OTHER = (
    Line(DONE, "（七）总计", _RESULTS),
    Line(CARRIED_OUT, "四、结转下年度继续办理"),
)

_DECISIONS = (Head("本年处理决定数量"),)
_NOW = Layout(
    key="2021",
    basis="国办公开办函〔2021〕30号",
    blocks=(
        Block(
            "第二十条第（一）项",
            (Head("本年制发件数"), Head("本年废止件数"), Head("现行有效件数")),
            (Line("rules", "规章"), Line("normative", "行政规范性文件")),
        ),
        Block("第二十条第（五）项", _DECISIONS, (Line("licences", "行政许可"),)),
        Block(
            "第二十条第（六）项",
            _DECISIONS,
            (Line("penalties", "行政处罚"), Line("coercion", "行政强制")),
        ),
        Block(
            "第二十条第（八）项",
            (Head("本年收费金额（单位：万元）", "money"),),
            (Line("fees", "行政事业性收费"),),
        ),
    ),
    requests=(
        *_BEFORE_OTHER,
        Line("r3_6_1", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", _OTHER),
        Line("r3_6_2", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", _OTHER),
        Line("r3_6_3", "3.其他", _OTHER),
        *_AFTER_OTHER,
    ),
)  # fmt: skip

_CHANGES = (Head("上一年项目数量"), Head("本年增/减", "change"))
_OLDER = Layout(
    key="2019",
    basis="国办公开办函〔2019〕60号",
    blocks=(
        Block(
            "第二十条第（一）项",
            (Head("本年新制作数量"), Head("本年新公开数量"), Head("对外公开总数量")),
            (Line("rules", "规章"), Line("normative", "规范性文件")),
        ),
        Block(
            "第二十条第（五）项",
            (*_CHANGES, Head("处理决定数量")),
            (Line("licences", "行政许可"), Line("services", "其他对外管理服务事项")),
        ),
        Block(
            "第二十条第（六）项",
            (*_CHANGES, Head("处理决定数量")),
            (Line("penalties", "行政处罚"), Line("coercion", "行政强制")),
        ),
        Block("第二十条第（八）项", _CHANGES, (Line("fees", "行政事业性收费"),)),
        Block(
            "第二十条第（九）项",
            (Head("采购项目数量"), Head("采购总金额", "money")),
            (Line("procurement", "政府集中采购"),),
        ),
    ),
    requests=(*_BEFORE_OTHER, Line("r3_6", _OTHER, _RESULTS), *_AFTER_OTHER),
)

LAYOUTS = {each.key: each for each in (_NOW, _OLDER)}


def layout_of(year: int) -> Layout | None:
    """Return the layout of the report on `year`; None before 2019, when there was no fixed one."""
    if year < FIRST_YEAR:
        return None
    return _NOW if year >= FIRST_YEAR_NOW else _OLDER


_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.、．])"
)
_REMARK = re.compile(r"[(（].*[)）]$")
_SIGNS = re.compile(r"[\s、，,“”\"'‘’:：;；.．/／]+")


@lru_cache(4096)
def core(label: str) -> str:
    """Return a label as labels are compared: without numbering, signs and a remark in brackets."""
    text = _NUMBERING.sub("", fold(re.sub(r"\s+", "", label)))
    return _SIGNS.sub("", _REMARK.sub("", text) or text)
