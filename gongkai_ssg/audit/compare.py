"""This audit and an earlier one -> what is new, what is solved, what remains.

A finding is the same one when rule, file and the quoted words are: lines move when a text grows.
It must not know files or reports.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from gongkai_ssg.audit.values import FORMAT, VERSION, Audit, Comparison, Counts, Evidence
from gongkai_ssg.errors import UsageError

_HISTORY = 60  # audits that the trend remembers
_QUOTED = re.compile("“([^”]*)”")
_DIGITS = re.compile(r"\d+")

_Identity = tuple[str, str, tuple[str, ...]]


class PastOutcome(msgspec.Struct, frozen=True):
    """What is read of an earlier outcome."""

    id: str
    state: str
    figures: tuple[Evidence, ...] = ()
    reported: bool = False


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of an earlier audit: no more than a comparison needs, whatever else it says."""

    format: str = ""
    version: int = 0
    date: dt.date
    counts: Counts
    outcomes: tuple[PastOutcome, ...]
    findings: tuple[Evidence, ...]
    history: tuple[Counts, ...] = ()


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0


def read_audit(data: bytes, name: str) -> Past:
    """Read what an earlier audit wrote; raises UsageError where it is something else."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise UsageError(f"{name} 不是自查报告的数据。", "指定 audit-日期.json。")
        if head.version != VERSION:
            raise UsageError(
                f"{name} 是第 {head.version} 版的格式，本程序读第 {VERSION} 版。",
                "用写它的那一版程序比较，或者从这一次重新开始。",
            )
        return msgspec.json.decode(data, type=Past)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"{name} 不完整或者已损坏。", "指定另一份 audit-日期.json。") from None


def compare(audit: Audit, before: Past) -> Audit:
    """Return the audit with what changed since `before`, and the history of both.

    Raises UsageError where `before` is of a later day.
    """
    if before.date > audit.date:
        raise UsageError(
            f"要比较的自查是 {before.date} 的，晚于这一次（{audit.date}）。",
            "指定更早的一份，或者改 --today。",
        )
    then, now = _identified(before), _identified(audit)
    excused = {identity(each.evidence) for each in audit.waived}
    gone = [one for key, found in then.items() for one in found[len(now.get(key, ())) :]
            if key not in excused]  # fmt: skip
    comparison = Comparison(
        since=before.date,
        new=tuple(_in_order(one for key, found in now.items() for one in found[len(then.get(key, ())) :])),
        remaining=sum(min(len(found), len(now.get(key, ()))) for key, found in then.items()),
        solved=tuple(_in_order(gone)),
        waived=sum(len(found) for key, found in then.items() if key in excused and key not in now),
        crossed=tuple(sorted(_crossed(audit) - _crossed(before))),
        uncrossed=tuple(sorted(_crossed(before) - _crossed(audit))),
    )  # fmt: skip
    past = (each for each in (*before.history, before.counts) if each.date < audit.date)
    history = sorted(past, key=lambda each: each.date)
    return msgspec.structs.replace(audit, comparison=comparison, history=tuple(history[-_HISTORY:]))


def identity(each: Evidence) -> _Identity:
    """Return what stays the same while lines move: rule, place, and the words it quotes."""
    quoted = tuple(_QUOTED.findall(each.message))
    # A message that quotes nothing is taken whole; its numbers count days and change every day.
    return (each.rule, each.path or each.place, quoted or (_DIGITS.sub("0", each.message),))


def _identified(audit: Audit | Past) -> dict[_Identity, list[Evidence]]:
    found: dict[_Identity, list[Evidence]] = defaultdict(list)
    for each in audit.findings:
        found[identity(each)].append(each)
    figures = Counter[_Identity]()
    for outcome in audit.outcomes:
        for each in () if outcome.reported else outcome.figures:
            key = identity(each)
            figures[key] += 1
            if figures[key] == 1:  # the same empty column counts for several indicators
                found[key].append(each)
    return found


def _in_order(found: Iterable[Evidence]) -> Iterator[Evidence]:
    return iter(sorted(found, key=lambda e: (e.path, e.line, e.column, e.rule, e.message)))


def _crossed(audit: Audit | Past) -> set[str]:
    return {each.id for each in audit.outcomes if each.state == "crossed"}
