"""GK012: an index number that stands twice or does not fit the site's pattern."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from gongkai_ssg.document import Document, Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import PLACEHOLDER, clip, index_number_shape, sample

_SHOWN = 3
_PATH = "content/notice/a.md"


def _example(document: Document, context: RuleContext) -> str:
    day = document.date or document.formed_on or context.today
    values = {
        "unit": context.units.get(document.unit, "unit"),
        "column": document.column or "notice",
        "year": f"{day:%Y}",
        "date": f"{day:%Y%m%d}",
    }

    def fill(found: re.Match[str]) -> str:
        name, digits = found.groups()
        return "1".zfill(int(digits or 1)) if name == "seq" else values.get(name, "")

    return PLACEHOLDER.sub(fill, context.index_pattern)


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    shape = index_number_shape(context.index_pattern)
    holders: dict[str, list[Document]] = defaultdict(list)
    for document in site.documents:
        number = document.index_number or context.index_numbers.get(document.path, "")
        if number:
            holders[number].append(document)
        if document.index_number and not shape.fullmatch(document.index_number):
            yield Fault(
                f"索引号“{clip(document.index_number)}”不符合本站的编号规则“{context.index_pattern}”。",
                f"改为“{_example(document, context)}”的样式，或者删去此项由系统编号。",
                path=document.path,
                key="index_number",
                severity=Severity.WARNING,
            )
    for number, documents in holders.items():
        if len(documents) < 2:
            continue
        for document in documents:
            others = [each.path for each in documents if each is not document]
            named = "、".join(others[:_SHOWN]) + (f"等 {len(others)} 处" if others[_SHOWN:] else "")
            yield Fault(
                f"索引号“{clip(number)}”重复，还用在 {named}。",
                "改正写错的一处；不确定时删去此项，由系统编号。",
                path=document.path,
                key="index_number",
            )


RULE = Rule(
    id="GK012",
    name="bad-index-number",
    title="索引号重复或者不合编号规则",
    severity=Severity.ERROR,
    basis="《政府信息公开条例》（国令第711号）第十二条",
    why=(
        "索引号是一条信息在目录里的身份，全站唯一、一经确定不再变动，公众才能凭它找到信息。"
        "索引号没有全国统一的编法，格式以本站 config.yaml 的编号规则为准，不合格式只作警告。"
    ),
    cure="删去“索引号”由系统编制并锁定，或者改成没有用过的号码。",
    good=(
        Example(files={_PATH: sample()}),
        Example(
            files={
                _PATH: sample("索引号: bgs/2026-00001"),
                "content/notice/b.md": sample("标题: 另一则公告", "索引号: bgs/2026-00002"),
            }
        ),
    ),
    bad=(
        Example(
            files={
                _PATH: sample("索引号: bgs/2026-00001"),
                "content/notice/b.md": sample("标题: 另一则公告", "索引号: bgs/2026-00001"),
            },
            line=7,
        ),
        Example(
            files={
                "content/notice/b.md": sample("标题: 另一则公告", "索引号: bgs/2026-00001"),
                _PATH: sample("索引号: bgs／2026－００００１"),
            },
            line=7,
        ),
        Example(files={_PATH: sample("索引号: 2026年第1号")}, line=7),
    ),
    site=_check,
)
