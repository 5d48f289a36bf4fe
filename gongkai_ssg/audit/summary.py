"""Audit -> a summary for the terminal, in aligned lines. It must not print."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from gongkai_ssg.audit.pieces import clean
from gongkai_ssg.audit.values import Audit, Outcome
from gongkai_ssg.audit.words import state_label, verdict

_UNITS = 10
_WIDTH = 96  # of a line, in places of the terminal


def summary(audit: Audit) -> str:
    """Return what a person reads first: the lines crossed, what costs points, who has to act."""
    return "\n".join(line.rstrip() for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    counts = audit.counts
    said, more, _ = verdict(audit)
    yield f"自查报告　{clean(audit.site)}　{audit.date}"
    yield f"对照{audit.profile_basis}"
    yield f"结论：{said}。{clean(more)}"
    yield ""
    veto = audit.of("veto")
    checked = sum(each.state not in ("manual", "absent") for each in veto)
    manual = sum(each.state == "manual" for each in veto)
    yield f"单项否决　触线 {counts.crossed} 条；程序核对 {checked} 条，须人工核对 {manual} 条"
    yield from _table([_outcome(each, audit) for each in veto if each.places])
    yield f"扣分项　　有问题 {counts.deduct} 项" + (
        f"，按站点配置扣 {audit.points} 分" if audit.points else ""
    )
    yield from _table([_outcome(each, audit) for each in audit.of("deduct") if each.places])
    met = [each.title for each in audit.of("bonus") if each.state == "met"]
    yield f"加分项　　具备 {len(met)} 项{'：' + '；'.join(met) if met else ''}"
    yield (
        f"检查发现　阻断 {counts.block}，错误 {counts.error}，警告 {counts.warning}，提示 {counts.info}；"
        f"豁免 {counts.waived}"
    )
    said = "，".join(f"{label} {number}" for label, number in audit.deadlines.counts)
    yield f"期限　　　{said}"
    kept = audit.withheld
    yield f"不公开　　不予公开 {kept.withheld}，依申请公开 {kept.on_request}；复审逾期 {len(kept.overdue)}"
    change = audit.comparison
    if change is not None:
        yield (
            f"比 {change.since}　新出现 {len(change.new)}，已解决 {len(change.solved)}，"
            f"仍未解决 {change.remaining}，转为豁免 {change.waived}"
        )
    busy = [each for each in audit.units if each.total]
    if busy:
        yield ""
        head = ["按单位", "阻断", "错误", "警告", "指标", "逾期", "要处理"]
        rows = [
            [clean(u.unit), *map(str, (u.block, u.error, u.warning, u.figures, u.late, u.total))]
            for u in busy[:_UNITS]
        ]
        yield from _table([head, *rows], numbers=True)
        if len(busy) > _UNITS:
            yield f"  ……另有 {len(busy) - _UNITS} 个单位"


def _outcome(each: Outcome, audit: Audit) -> list[str]:
    places = f"{each.places} 处" + (f"（线：{each.limit} 处）" if each.limit > 1 else "")
    first = audit.evidence(each)[0]
    return [state_label(each), each.id, each.title, places, clean(first.message)]


def _table(rows: Sequence[Sequence[str]], numbers: bool = False) -> Iterator[str]:
    """Yield rows in columns; the last one is cut where the line would be too long."""
    if not rows:
        return
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = []
        for at, (cell, wide) in enumerate(zip(row, widths, strict=True)):
            space = " " * (wide - width(cell))
            cells.append(space + cell if numbers and at else cell + space)
        yield cut("  " + "  ".join(cells).rstrip(), _WIDTH)


def width(text: str) -> int:
    """Return how many places a text takes in a terminal: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def cut(text: str, most: int) -> str:
    """Return a text that takes at most `most` places, with an ellipsis where it was cut."""
    if width(text) <= most:
        return text
    kept, taken = "", 0
    for sign in text:
        taken += width(sign)
        if taken > most - 1:
            break
        kept += sign
    return kept + "…"
