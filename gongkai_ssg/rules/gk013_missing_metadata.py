"""GK013: an official document without 文号, 主题分类, 有效性 or with a topic that is none."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.document import Document, Source
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, has_front_matter, is_absent, key_label, sample
from gongkai_ssg.topics import is_known, suggestion

# Their absence is reported by GK002, GK011, GK018 and GK034.
_ELSEWHERE = frozenset({"title", "disclosure", "formed_on", "date", "unit"})
_VALUES = {
    "document_number": "文号: 某文旅发〔2026〕5号",
    "topic": "主题分类: [文化、广电、新闻出版, 文化]",
    "validity": "有效性: 有效",
}
_PATH = "content/policy/a.md"
_WHOLE = ("文号: 某文旅发〔2026〕5号", "主题分类: 综合政务", "有效性: 有效")


def _check(document: Document, source: Source, context: RuleContext) -> Iterator[Fault]:
    column = context.columns.get(document.column)
    if column is not None and has_front_matter(source):
        missing = [
            key
            for key in column.type.required
            if key not in _ELSEWHERE and is_absent(key, document, source)
        ]
        if missing:
            names = "、".join(f"“{key_label(key, source.keys)}”" for key in missing)
            lines = "；".join(_VALUES.get(key, f"{key_label(key)}: …") for key in missing)
            yield Fault(
                f"“{column.label}”栏目的文件缺少{names}。",
                f"补写，例如：{lines}。",
                key=missing[0],
            )
    if document.topic and not is_known(document.topic):
        yield _topic(document, source)


def _topic(document: Document, source: Source) -> Fault:
    near = suggestion(document.topic)
    shown = f"[{'，'.join(near)}]".replace("，", ", ") if len(near) > 1 else "".join(near)
    return Fault(
        f"{key_label('topic', source.keys)}“{clip('，'.join(document.topic))}”不在主题分类表里。",
        f"是否应为“{shown}”？"
        if shown
        else "写一级主题，或者 [一级, 二级]，例如 [综合政务, 政务公开]。",
        key="topic",
        severity=Severity.WARNING,
    )


RULE = Rule(
    id="GK013",
    name="missing-metadata",
    title="公文要素不全",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十二条；《政府网站发展指引》（国办发〔2017〕47号）",
    why=(
        "规章、行政规范性文件和政策文件要让人看出是哪个文件、归哪一类、现在是否有效，"
        "所以文号、主题分类、有效性必填。主题分类采用中国政府网的两级分类表，"
        "该表近年有调整，尚待核对，因此分类不在表中只作警告。"
    ),
    cure="在前言补写缺少的要素；主题分类写一级，或者 [一级, 二级]。",
    good=(
        Example(files={_PATH: sample(*_WHOLE)}),
        Example(
            files={
                _PATH: sample(_WHOLE[0], "主题分类: [民政、乡村振兴、救灾, 乡村振兴]", _WHOLE[2])
            }
        ),
        Example(files={"content/notice/a.md": sample()}),
    ),
    bad=(
        Example(files={_PATH: sample()}, line=1),
        Example(files={_PATH: sample(_WHOLE[0], _WHOLE[1], "有效性:")}, line=9),
        Example(files={_PATH: sample(_WHOLE[0], _WHOLE[2], "主题分类: 公路")}, line=9),
        Example(
            files={"content/notice/a.md": sample("主题分类: [综合政务, 政务公示]")},
            line=7,
        ),
    ),
    document=_check,
)
