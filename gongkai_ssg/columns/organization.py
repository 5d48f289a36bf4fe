"""The column 机构职能: duties, offices, leaders, address.

It must not know any site, only its own words.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from gongkai_ssg.column_type import ColumnType
from gongkai_ssg.own_facts import OwnFact, own_facts
from gongkai_ssg.own_keys import Key, OwnKeys
from gongkai_ssg.site_facts import SiteFacts


class Leader(OwnKeys):
    """A leader: the post, what it answers for, and the name where it is published."""

    post: Annotated[str, Key("职务")]
    name: Annotated[str | None, Key("姓名")] = None
    duties: Annotated[str, Key("分工")]


class Office(OwnKeys):
    """An office 内设机构 or a unit under the agency, with its duties."""

    name: Annotated[str, Key("名称")]
    kind: Annotated[str | None, Key("类别", meaning="内设机构、直属单位等")] = None
    duties: Annotated[str, Key("职责", aliases=("主要职责",))]
    telephone: Annotated[str | None, Key("电话", aliases=("联系电话",))] = None
    address: Annotated[str | None, Key("地址", aliases=("办公地址",))] = None
    former: Annotated[tuple[str, ...], Key("曾用名")] = ()


class OrganizationKeys(OwnKeys):
    """机关职能、机构设置、办公地址、办公时间、联系方式、负责人（国令第711号第二十条第（二）项）."""

    address: Annotated[str | None, Key("办公地址")] = None
    hours: Annotated[str | None, Key("办公时间")] = None
    telephone: Annotated[str | None, Key("联系电话")] = None
    fax: Annotated[str | None, Key("传真号码", aliases=("传真",))] = None
    postcode: Annotated[str | None, Key("邮政编码")] = None
    online: Annotated[str | None, Key("电子邮箱", aliases=("互联网联系方式",))] = None
    duties: Annotated[tuple[str, ...], Key("主要职责")] = ()
    leaders: Annotated[tuple[Leader, ...], Key("负责人", aliases=("领导分工",))] = ()
    offices: Annotated[tuple[Office, ...], Key("机构设置", aliases=("内设机构",))] = ()


class OfficeRow(msgspec.Struct, frozen=True):
    """An office as its page shows it; `url` leads to what it published, "" where it is no unit."""

    name: str
    kind: str
    duties: str
    telephone: str
    address: str
    former: tuple[str, ...]
    url: str


class OrganizationView(msgspec.Struct, frozen=True):
    """What the template shows; `has` tells which columns of the tables are used at all."""

    facts: tuple[OwnFact, ...]
    duties: tuple[str, ...]
    leaders: tuple[Mapping[str, str], ...]
    offices: tuple[OfficeRow, ...]
    has: frozenset[str]


def _view(own: Mapping[str, Any], site: SiteFacts) -> OrganizationView:
    """Return facts, leaders and offices; former names are those of the units in config.yaml too."""
    units = {unit.name: unit for unit in site.units}
    offices = []
    for each in own.get("offices", ()):
        unit = units.get(each["name"])
        former = dict.fromkeys((*each.get("former", ()), *(unit.former if unit else ())))
        offices.append(
            OfficeRow(
                each["name"],
                each.get("kind", ""),
                each["duties"],
                each.get("telephone", ""),
                each.get("address", ""),
                tuple(former),
                unit.url if unit else "",
            )
        )
    fields = ("kind", "telephone", "address", "former")
    has = {name for name in fields if any(getattr(each, name) for each in offices)}
    leaders = tuple(own.get("leaders", ()))
    if any(each.get("name") for each in leaders):
        has.add("name")
    facts = {key: value for key, value in own.items() if key != "duties"}
    return OrganizationView(
        facts=own_facts(OrganizationKeys, facts),
        duties=tuple(own.get("duties", ())),
        leaders=leaders,
        offices=tuple(offices),
        has=frozenset(has),
    )


COLUMN = ColumnType(
    key="organization",
    label="机构职能",
    part="statutory",
    order=210,
    tag="机构职能",
    description="公开本机关职能、内设机构、办公地址、办公时间、联系方式和负责人分工等基本信息。",
    keywords=("机构职能", "内设机构", "负责人", "办公地址", "联系方式"),
    basis="第二十条第（二）项",
    own_keys=OrganizationKeys,
    site_view=_view,
    template="organization.html",
    example="""\
---
标题: 示例市文化和旅游局机构概况
公开属性: 主动公开
责任单位: 办公室
成文日期: 2026-02-25
发布日期: 2026-03-02
内容概述: 介绍本机关的主要职责、内设机构、办公地址、办公时间和联系方式。
办公地址: 示例市文化路1号行政中心3楼
办公时间: 工作日 9:00—12:00，13:30—17:00
联系电话: 0000-8860001
邮政编码: "000000"
电子邮箱: wlj@example.gov.cn
主要职责:
  - 贯彻执行文化和旅游工作的法律法规和政策，起草有关规范性文件并组织实施。
  - 管理全市重大文化活动，推进公共文化服务体系建设。
  - 负责文物保护、非物质文化遗产保护和旅游市场监督管理。
负责人:
  - {职务: 局长, 分工: 主持全面工作}
  - {职务: 副局长, 分工: 分管办公室、财务科，负责政务公开工作}
机构设置:
  - {名称: 办公室, 类别: 内设机构, 职责: 文电、会务、政务公开、信访和保密, 电话: 0000-8860001}
  - {名称: 财务科, 类别: 内设机构, 职责: 预算决算、资产管理和政府采购, 电话: 0000-8860003}
---

示例市文化和旅游局是市人民政府工作部门。负责人的照片和简历按干部管理部门核定的内容公开。
""",
)
