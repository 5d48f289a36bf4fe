"""GK034: a document without a responsible unit that the site knows."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Site, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, is_absent, sample
from gongkai_ssg.text import nearest

_PATH = "content/notice/a.md"
_SHOWN = 5


def _missing(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    if is_absent("unit", document, source):
        yield Fault(
            "没有写责任单位。", "加一行“责任单位: …”，写 config.yaml 中登记的单位。", key="unit"
        )


def _unknown(site: Site, context: RuleContext) -> Iterator[Fault]:
    known = list(context.units)
    choices = "、".join(f"“{name}”" for name in known[:_SHOWN]) + ("等" if known[_SHOWN:] else "")
    nears: dict[str, str] = {}
    for document in site.documents:
        if not document.unit or document.unit in context.units:
            continue
        if document.unit not in nears:
            nears[document.unit] = nearest(document.unit, known)
        near = nears[document.unit]
        yield Fault(
            f"责任单位“{clip(document.unit)}”没有在 config.yaml 中登记。",
            f"是否应为“{near}”？" if near else f"改为 {choices}，或在 config.yaml 中登记。",
            path=document.path,
            key="unit",
        )


RULE = Rule(
    id="GK034",
    name="unknown-unit",
    title="责任单位缺失或者没有登记",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十条、第十七条",
    why=(
        "政府信息由制作或者保存它的机关负责公开，公开前的审查也要落实到单位。"
        "单位名称写法不一，目录会分散，机构改革后也对不上。"
    ),
    cure="改为 config.yaml 中 units 登记的名称；单位更名的，在该单位下登记曾用名（former_names）。",
    good=(Example(files={_PATH: sample("责任单位: 财务科")}),),
    bad=(
        Example(files={_PATH: sample("责任单位: 办公厅室")}, line=4),
        Example(files={_PATH: sample("责任单位: 综合处")}, line=4),
        Example(files={_PATH: sample(omit=["责任单位"])}, line=1),
    ),
    document=_missing,
    site=_unknown,
)
