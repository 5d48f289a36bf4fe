"""What reports say in the same words: the verdict, the severities and their colours."""

from __future__ import annotations

from gongkai_ssg.audit.values import STATE_LABELS, Audit, Outcome
from gongkai_ssg.faults import Severity

SEVERITIES = {each.value: each.label for each in Severity}

#: How a column stands to its limit.
COLUMN_STATES = {
    "fresh": "按期", "near": "临近", "stale": "超期", "empty": "空白", "off": "已关闭", "free": "不限",
}  # fmt: skip

#: Class of the colour and label of what is counted.
MARKS = {
    "crossed": ("k-figure", "触线"),
    "block": ("k-block", "阻断"),
    "error": ("k-error", "错误"),
    "warning": ("k-warning", "警告"),
    "figures": ("k-figure", "指标"),
    "late": ("k-late", "逾期"),
}


def state_label(outcome: Outcome) -> str:
    """Return how an indicator stands in a word."""
    if outcome.part == "veto" and outcome.state == "found":
        return "未触线"
    return STATE_LABELS[outcome.state]


def verdict(audit: Audit) -> tuple[str, str, str]:
    """Return the result in a sentence, what to know of it, and "bad", "some" or "" for its weight."""
    veto = audit.of("veto")
    crossed = [each for each in veto if each.state == "crossed"]
    manual = sum(each.state == "manual" for each in veto)
    more = f"另有 {manual} 项程序看不出来，须人工核对后才能下结论。" if manual else ""
    doubts = [f"{each.id} {each.title}" for each in veto if each.state == "doubt"]
    if doubts:
        more = f"{'、'.join(doubts)}有迹象，须核实。{more}"
    if crossed:
        names = "、".join(f"{each.id} {each.title}" for each in crossed)
        return f"触及单项否决线 {len(crossed)} 条", f"{names}。出现任一条即为不合格。{more}", "bad"
    if audit.counts.block or audit.counts.error or audit.counts.late or audit.counts.deduct:
        return "没有触及单项否决线，有要处理的问题", more, "some"
    return "没有触及单项否决线", more, ""
