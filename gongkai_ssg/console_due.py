"""What is due and what is not public, in the words of the terminal. It must not decide anything."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from gongkai_ssg.deadlines import Obligation, State, UnitSums
from gongkai_ssg.register import Entry
from gongkai_ssg.rule_text import clip

_OPEN = (State.LATE, State.SOON, State.OPEN)
_NO_UNIT = "（没有写责任单位）"


def due_text(shown: Sequence[Obligation], every: Sequence[Obligation], today: dt.date) -> str:
    """Return the list of what is due: what is `shown` by state, and the sums of `every`thing."""
    lines = [_summary(every, today)]
    for state in State:
        group = [each for each in shown if each.state is state]
        if group:
            lines += ["", f"{state.label} {len(group)} 项"]
            lines += [line for each in group for line in _lines(each)]
    hidden = sum(each.state.is_open for each in every) - sum(each.state.is_open for each in shown)
    if hidden:
        lines += [
            "",
            f"还有 {hidden} 项没有到列出的时候，用 --within 加大工作日数，或者用 --all 全部列出。",
        ]
    return "\n".join(lines)


def _summary(every: Sequence[Obligation], today: dt.date) -> str:
    states = Counter(each.state for each in every)
    open_ = "，".join(f"{state.label} {states[state]}" for state in _OPEN)
    done = states[State.DONE] + states[State.DONE_LATE]
    late = f"，其中逾期完成 {states[State.DONE_LATE]}" if states[State.DONE_LATE] else ""
    return f"截至 {today}，未办 {sum(states[s] for s in _OPEN)} 项：{open_}；已办 {done} 项{late}。"


def _lines(each: Obligation) -> Iterator[str]:
    estimated = "（按推算）" if each.estimated else ""
    yield f"  {each.due} {_left(each)}{estimated} {each.label}：{plain(clip(each.title))}"
    where = "  ".join(part for part in (plain(each.unit) or _NO_UNIT, plain(each.path)) if part)
    yield f"      {where}"
    if each.state.is_open and each.hint:
        yield f"      建议：{plain(each.hint)}（依据：{each.basis}）"


def _left(each: Obligation) -> str:
    if each.state is State.DONE:
        return f"{each.done_on} 完成"
    if each.state is State.DONE_LATE:
        return f"{each.done_on} 完成，迟 {-each.workdays} 个工作日"
    if each.state is State.LATE:
        return f"已逾 {-each.workdays} 个工作日" if each.workdays else "已逾期"
    return f"还有 {each.workdays} 个工作日" if each.workdays else "今天到期"


def units_text(sums: Sequence[UnitSums]) -> str:
    """Return a line for each unit: how many of its obligations are in which state."""
    lines = ["按责任单位"]
    for each in sums:
        counts = "，".join(
            f"{state.label} {number}" for state, number in each.states.items() if number
        )
        lines.append(f"  {plain(each.unit) or _NO_UNIT}：{counts}")
    return "\n".join(lines)


def register_text(entries: Sequence[Entry], today: dt.date) -> str:
    """Return the register as a list: what is not public, why, and when it is looked at again."""
    counts = Counter(each.waits or each.disclosure for each in entries)
    listed = "，".join(f"{word} {number}" for word, number in sorted(counts.items()))
    lines = [f"截至 {today}，没有公开的 {len(entries)} 篇" + (f"：{listed}。" if listed else "。")]
    for each in entries:
        state = "、".join(filter(None, (each.disclosure, each.waits)))
        lines.append(f"{plain(each.path)} {state} {plain(clip(each.title))}")
        reason = "：".join(filter(None, (each.ground + each.article.join("（）") * bool(each.article),
                                        plain(clip(each.sentence)))))  # fmt: skip
        facts = (
            plain(each.unit) or _NO_UNIT,
            f"理由：{reason}" if reason else "",
            f"上次复审 {each.reviewed_on}" if each.reviewed_on else "",
            f"{each.review_due} 前复审" if each.review_due else "",
            plain("、".join(each.workflow)),
        )
        lines.append("    " + "；".join(filter(None, facts)))
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return `text` without signs that a terminal would obey."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))
