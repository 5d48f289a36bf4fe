"""GK005: fixed columns that are switched off, renamed or out of their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from gongkai_ssg.column_type import Column
from gongkai_ssg.document import Site
from gongkai_ssg.faults import Fault, Severity
from gongkai_ssg.rule import Example, Rule, RuleContext
from gongkai_ssg.rule_text import clip, sample, sample_config

_CONFIG = "config.yaml"
#: The fixed parts with their names (国办公开办函〔2019〕61号), 法定主动公开内容 apart, which no
#: setting can change; the yearly report goes by two names.
_FIXED: dict[str, tuple[str, ...]] = {
    "guide": ("政府信息公开指南",),
    "system": ("政府信息公开制度",),
    "annual-report": ("政府信息公开年报", "政府信息公开工作年度报告"),
}
#: Items of article 20 that agencies of a level do not have: whoever makes no 规章 (立法法) or
#: recruits no civil servants itself need not say so.
_NOT_THEIRS: dict[str, frozenset[str]] = {
    "county": frozenset({"rules"}),
    "township": frozenset({"rules", "recruitment"}),
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE = 6  # “本机关无此项” is the shortest that says why
_NUMERALS = "一二三四五六七八九十"


def _check(site: Site, context: RuleContext) -> Iterator[Fault]:
    columns = context.columns
    for key, names in _FIXED.items():
        if key in columns:
            yield from _fixed(columns[key], names)
    exempt = _NOT_THEIRS.get(context.settings.marks.level, frozenset())
    items = [each for each in columns.values() if each.key == each.type.key and each.type.basis]
    for column in items:
        reason = len(_HAN.findall(column.off))
        if column.off and reason < _SENTENCE and column.key not in exempt:
            yield _fault(
                column,
                "off",
                f"“{column.label}”（条例{column.type.basis}）关闭了，“{clip(column.off)}”没有说明理由。",
                f"写一句理由，例如“off: 本机关无{clip(column.label, 12)}事项。”；有这类信息的删去 off。",
            )
    yield from _order([each for each in items if not each.off])


def _fixed(column: Column, names: tuple[str, ...]) -> Iterator[Fault]:
    if column.off:
        yield _fault(
            column,
            "off",
            f"固定栏目“{column.label}”关闭了。",
            "指南、制度、法定主动公开内容、年报四个部分都要有：删去 off。",
        )
    elif column.label not in names:
        wanted = "”或者“".join(names)
        yield _fault(
            column,
            "label",
            f"固定栏目的名称是“{wanted}”，这里写的是“{clip(column.label)}”。",
            f"改为“{names[0]}”，或者删去这里的名称。",
            Severity.WARNING,
        )


def _order(items: list[Column]) -> Iterator[Fault]:
    """Yield the first column that stands before one of an earlier item of article 20."""
    ordered = sorted(items, key=lambda each: (each.order, each.key))
    for before, column in pairwise(ordered):
        if _item(column) < _item(before):
            # The one with an order of its own is at fault, not the one that follows it.
            moved = column if column.order != column.type.order else before
            yield _fault(
                moved,
                "order",
                f"“{before.label}”（{before.type.basis}）排在“{column.label}”"
                f"（{column.type.basis}）前面。",
                "法定主动公开内容按条例第二十条各项的次序排列：改 order，或者删去。",
                Severity.WARNING,
            )
            return


def _item(column: Column) -> int:
    """Return the number of the item of article 20 that a column is about."""
    written = column.type.basis.partition("（")[2].partition("）")[0]
    tens, _, ones = written.rpartition("十")
    if "十" not in written:
        return _NUMERALS.index(written) + 1
    return (_NUMERALS.index(tens) + 1 if tens else 1) * 10 + (
        _NUMERALS.index(ones) + 1 if ones else 0
    )


def _fault(
    column: Column, what: str, message: str, hint: str, severity: Severity | None = None
) -> Fault:
    key = f"columns.{column.key}.{what}"
    return Fault(message, hint, path=_CONFIG, key=key, severity=severity)


def _example(*lines: str, level: str = "city", line: int = 0) -> Example:
    config = sample_config("columns:", *lines, site=[f"level: {level}"])
    return Example(files={_CONFIG: config, "content/notice/a.md": sample()}, line=line)


RULE = Rule(
    id="GK005",
    name="wrong-fixed-columns",
    title="固定栏目缺少、改名或者次序不对",
    severity=Severity.ERROR,
    basis="国办公开办函〔2019〕61号；《政府信息公开条例》（国令第711号）第二十条",
    why=(
        "政府信息公开栏目统一名称、统一格式，固定为指南、制度、法定主动公开内容、年报四个部分；"
        "法定主动公开内容对应条例第二十条的十五项。"
        "本机关确实没有的，可以关闭，但要写一句理由，读者在目录里看得到；"
        "县级没有规章制定权、乡镇不组织公务员招考，这两级关闭“规章”“招考录用”不要求写理由。"
    ),
    cure="在 config.yaml 的 columns 里恢复固定的名称和次序；关闭的写明理由。",
    unverified=(
        "61 号文规定四个名称的原文没有读到，由地方落实文件和真实网站旁证，所以名称和次序只作警告；"
        "哪一级机关没有哪一项，是按规章制定权和招考职责推定的，条例第二十一条补充的各项没有检查。"
    ),
    good=(
        _example("  - {key: rules, off: 本机关无规章制定权，无此项。}"),
        _example("  - {key: rules, off: '无'}", level="county"),
        _example("  - {key: annual-report, label: 政府信息公开工作年度报告}"),
        _example("  - {key: livelihood, label: 重点民生领域}"),
    ),
    bad=(
        _example("  - {key: system, off: 本机关没有制定公开制度。}", line=9),
        _example("  - key: guide", "    label: 公开指南", line=10),
        _example("  - {key: fees, off: 关闭}", line=9),
        _example("  - {key: rules, off: '无'}", line=9),
        _example("  - {key: 招考录用, order: 205}", line=9),
    ),
    site=_check,
)
