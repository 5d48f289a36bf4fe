"""The column 基层标准目录: what must be published in each field.

It must not know any site, only its own words.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_keys import Key, OwnKeys
from gongkai_ssg.tables.fields import Cell, LongText, Record, TableForm, Text, wrong
from gongkai_ssg.text import nearest

#: 公开渠道和载体 as the standard catalogs name them.
CARRIERS = (
    "政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点",
    "政务服务中心", "便民服务站", "入户/现场", "社区/企事业单位/村公示栏（电子屏）", "精准推送", "其他",
)  # fmt: skip

_MARK = re.compile(r"([■□])\s*([^■□]+)")


def _channels(text: str) -> str:
    found = _MARK.findall(text)
    if not found or _MARK.sub("", text).strip():
        raise wrong("没有用 ■ 和 □ 标明", "写成“■政府网站 □政府公报”：■ 必选，□ 可选。")
    marked = []
    for mark, written in found:
        name = _carrier(written)
        marked.append(f"{mark}{name}")
    if not any(mark == "■" for mark, _ in found):
        raise wrong("没有必选的渠道", "至少有一个渠道标 ■。")
    if len(set(marked)) != len(marked):
        raise wrong("同一渠道写了两次", "每个渠道只写一次。")
    return " ".join(marked)


def _carrier(written: str) -> str:
    name = "".join(written.split()).strip("、，,;；").replace("(", "（").replace(")", "）")
    bare = name.replace("\\", "/").replace("·", "/")
    for known in CARRIERS:
        if bare in (known, known.partition("（")[0]) or (known == "其他" and bare.startswith("其他")):
            return name
    # Villages and neighbourhoods have 公示栏 in several words of one meaning.
    if bare.endswith(("公示栏", "公示栏（电子屏）")):
        return name
    close = nearest(bare, CARRIERS)
    hint = f"是不是“{close}”？" if close else f"可用：{'、'.join(CARRIERS)}。"
    raise wrong(f"里有不认识的渠道“{name[:20]}”", hint)


def _tick(text: str) -> str:
    return "√" if text in ("√", "✓", "是", "有", "■", "●") else text


Tick = Annotated[Text, AfterValidator(_tick)]


class Item(Record):
    """One row of a standard catalog of what must be published in one field."""

    first: Annotated[Text, Cell(label="公开事项·一级事项", aliases=("一级事项",), filter=True)]
    second: Annotated[Text, Cell(label="公开事项·二级事项", aliases=("二级事项",))]
    content: Annotated[LongText, Cell(label="公开内容（要素）", aliases=("公开内容",), wide=True)]
    ground: Annotated[LongText, Cell(label="公开依据", wide=True)]
    limit: Annotated[Text, Cell(label="公开时限", wide=True)]
    body: Annotated[Text, Cell(label="公开主体", aliases=("责任主体",), filter=True)]
    channels: Annotated[
        LongText, AfterValidator(_channels), Cell(label="公开渠道和载体", aliases=("公开渠道",), wide=True)
    ]
    everyone: Annotated[Tick | None, Cell(label="公开对象·全社会", aliases=("全社会",))] = None
    group: Annotated[
        Tick | None,
        Cell(label="公开对象·特定群体", aliases=("特定群体", "公开对象·特定群体（请写明）", "特定群体（请写明）")),
    ] = None
    active: Annotated[Tick | None, Cell(label="公开方式·主动", aliases=("主动", "公开方式·主动公开"))] = None
    on_request: Annotated[
        Tick | None, Cell(label="公开方式·依申请公开", aliases=("依申请公开", "公开方式·依申请", "依申请"))
    ] = None
    city: Annotated[Tick | None, Cell(label="公开层级·市级", aliases=("市级",))] = None
    county: Annotated[Tick | None, Cell(label="公开层级·县级", aliases=("县级", "公开层级·县（区）级"))] = None
    township: Annotated[Tick | None, Cell(label="公开层级·乡级", aliases=("乡级", "公开层级·乡（镇）级", "公开层级·乡、村级"))] = None

    def title(self) -> str:
        """Return the second-level item."""
        return self.second

    @model_validator(mode="after")
    def _ticked(self) -> Item:
        if not (self.everyone or self.group):
            raise wrong("没有选公开对象", "在“全社会”打 √，或者写明特定群体。", field="everyone")
        if bool(self.active) == bool(self.on_request):
            raise wrong("公开方式应在“主动”“依申请公开”中选一个", "只在一格打 √。", field="active")
        if not (self.city or self.county or self.township):
            raise wrong("没有选公开层级", "至少在一级打 √。", field="county")
        return self


class CatalogKeys(OwnKeys):
    """What a standard catalog says of itself."""

    field: Annotated[
        Literal[
            "国土空间规划", "重大建设项目", "公共资源交易", "财政预决算", "安全生产", "税收管理",
            "征地补偿", "国有土地上房屋征收与补偿", "保障性住房", "农村危房改造", "生态环境",
            "公共文化服务", "公共法律服务", "扶贫", "救灾", "食品药品监管", "城市综合执法", "就业",
            "社会保险", "社会救助", "养老服务", "户籍管理", "涉农补贴", "义务教育", "医疗卫生",
            "市政服务", "其他",
        ] | None,
        Key("领域", ("试点领域",), "国办发〔2019〕54号的 26 个领域"),
    ] = None  # fmt: skip


ITEMS = TableForm(
    key="standard-catalog",
    label="基层政务公开标准目录",
    record=Item,
    basis="国办发〔2019〕54号",
)

COLUMN = ColumnType(
    key="standard-catalog",
    label="基层标准目录",
    part="support",
    order=1080,
    tag="信息公开目录",
    description="公开基层政务公开标准目录，列明各领域公开事项的内容、依据、时限、主体和渠道。",
    own_keys=CatalogKeys,
    forms=(ITEMS,),
    keywords=("标准目录", "公开事项", "公开时限", "公开渠道", "基层政务公开"),
    example="""\
---
标题: 示例市公共文化服务领域基层政务公开标准目录
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
主题分类: [综合政务, 政务公开]
内容概述: 列明公共文化服务领域公开事项的内容、依据、时限、主体、渠道、对象和方式。
领域: 公共文化服务
# 项目多的，把表存成文件，放在本文件旁边：
# 数据: 标准目录.xlsx
---

| 序号 | 一级事项 | 二级事项 | 公开内容 | 公开时限 | 公开主体 |
| --- | --- | --- | --- | --- | --- |
| 1 | 公共服务 | 设施免费开放 | 机构名称、开放时间、服务项目 | 20个工作日内 | 县级文化主管部门 |
| 2 | 公共服务 | 文艺辅导培训 | 活动名称、时间、地点、报名方式 | 活动前7日 | 文化馆 |
| 3 | 保护传承 | 文物保护单位 | 名称、级别、开放情况 | 20个工作日内 | 县级文物主管部门 |

公开依据：《中华人民共和国公共文化服务保障法》《中华人民共和国政府信息公开条例》。

公开渠道：■政府网站　□政府公报　□两微一端　■便民服务站　□其他。

公开对象：全社会。公开方式：主动公开。公开层级：县级、乡级。
""",
)
