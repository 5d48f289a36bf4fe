"""Relations of public entries -> the chain of a policy, marks on older files, their history.

Pure functions of entries: no clock, so that a page says from when a change holds and never that
it holds now. It must not know texts, templates or what is private.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from gongkai_ssg.document_pages import Chain, ChainStage, Event, Mark, PolicyView
from gongkai_ssg.pages import Link
from gongkai_ssg.public import Entry
from gongkai_ssg.states import Validity

#: How many documents one stage of a chain names on pages other than that of its policy.
STAGE_SIZE = 6

#: What a result is called that stands on the page of its notice.
RESULT_LABEL = "意见采纳情况"

#: Relations that a chain shows; a page that draws it need not list them again.
CHAIN_LABELS = frozenset([
    "政策解读", "解读的文件", "征求意见", "结果反馈", "决策程序", "形成的文件", "征集公告",
    "决策形成的文件", "落实的文件", "落实情况",
])  # fmt: skip

# From a document to the policy that its chain is about, and from the policy to the others.
_FORMED = "形成的文件"
_TO_POLICY = ("解读的文件", "落实的文件", _FORMED, "决策形成的文件")
_OF_POLICY = ("征求意见", "决策程序", "政策解读", "落实情况")
_TO_NOTICE, _OF_NOTICE = "征集公告", "结果反馈"

_NOTHING = PolicyView()

Entries = Mapping[str, Entry]
MakeLink = Callable[[Entry], Link]


def policy_view(entry: Entry, entries: Entries, link: MakeLink) -> PolicyView:
    """Return chains, marks, history and 题注 of one entry; `entries` are all by source path."""
    history = entry.own.get("history", ())
    caption = regulation_caption(history, entry.effective_on) if history else ""
    if not entry.relations and entry.validity is None and not caption:
        return _NOTHING  # one value for the many pages that have nothing of this
    return PolicyView(
        chains=tuple(_chains(entry, entries, link)),
        marks=tuple(_marks(entry, entries, link)),
        events=tuple(_events(entry, entries, link)),
        caption=caption,
    )


# --- the chain -------------------------------------------------------------------------


class _Member(msgspec.Struct, frozen=True):
    """A document in a stage; one that holds two stages stands in the second by an anchor."""

    entry: Entry
    anchor: str = ""
    day: str = ""


def _chains(entry: Entry, entries: Entries, link: MakeLink) -> Iterator[Chain]:
    for head in _heads(entry, entries):
        stages = _stages(head, entries)
        if sum(len(members) for _, members in stages) < 2:
            continue
        limit = 0 if head.source == entry.source else STAGE_SIZE
        shown = (_stage(label, members, entry, link, limit) for label, members in stages if members)
        yield Chain(head.title, tuple(shown))


def _heads(entry: Entry, entries: Entries) -> list[Entry]:
    """Return what the chains of an entry are about: policies, or a draft that became none yet."""
    relations = dict(entry.relations)
    found = [other for label in _TO_POLICY for other in relations.get(label, ())]
    for notice in relations.get(_TO_NOTICE, ()):
        found += dict(entries[notice].relations).get(_FORMED, (notice,))
    if _is_draft(entry) or any(label in relations for label in _OF_POLICY):
        found.append(entry.source)
    return sorted((entries[each] for each in dict.fromkeys(found)), key=_oldest_first)


def _is_draft(entry: Entry) -> bool:
    """Tell whether an entry is a notice with a result, of which no document came yet."""
    relations = dict(entry.relations)
    return _OF_NOTICE in relations and _FORMED not in relations


def _stages(head: Entry, entries: Entries) -> list[tuple[str, list[_Member]]]:
    """Return the documents of a chain by stage, the oldest first in each."""
    relations = dict(head.relations)
    notices = [entries[each] for each in relations.get("征求意见", ())]
    if _is_draft(head):
        notices.append(head)
    answers = [_Member(each, "result", day) for each in notices if (day := _result_day(each))]
    told = [other for each in notices for other in dict(each.relations).get(_OF_NOTICE, ())]
    answers += [_Member(entries[each]) for each in dict.fromkeys(told)]

    def of(label: str) -> list[_Member]:
        return [_Member(entries[each]) for each in relations.get(label, ())]

    stages = [
        ("征求意见", [_Member(each) for each in notices]),
        ("结果反馈", answers),
        ("决策程序", of("决策程序")),
        ("政策文件", [] if _is_draft(head) else [_Member(head)]),
        ("政策解读", of("政策解读")),
        ("落实情况", of("落实情况")),
    ]
    for _, members in stages:
        members.sort(key=lambda each: _oldest_first(each.entry))
    return stages


def _result_day(notice: Entry) -> str:
    result = notice.own.get("result")
    return str(result.get("published_on", "")) if isinstance(result, dict) else ""


def _stage(
    label: str, members: list[_Member], entry: Entry, link: MakeLink, limit: int
) -> ChainStage:
    """Return a stage as the page of `entry` shows it: the last `limit` members and the page."""

    def here(member: _Member) -> bool:
        return member.entry.source == entry.source and not member.anchor

    kept = members[-limit:] if limit else members
    own = [each for each in members if here(each)]
    if own and own[0] not in kept:
        kept = [own[0], *kept[1:]]
    shown = []
    for member in kept:
        made = link(member.entry)
        url = f"{made.url}#{member.anchor}" if member.anchor else "" if here(member) else made.url
        text = RESULT_LABEL if member.anchor else made.label
        shown.append(Link(text, url, member.day or made.note))
    return ChainStage(label, tuple(shown), len(members) - len(kept), bool(own))


def _oldest_first(entry: Entry) -> tuple[dt.date, str, str]:
    return entry.order


# --- marks on the older page -----------------------------------------------------------

_MARKS = {
    "废止依据": "废止依据", "被以下文件替代": "由以下文件替代", "被以下文件修改": "由以下文件修改",
}  # fmt: skip


def _newer(entry: Entry, entries: Entries) -> Iterator[tuple[str, Entry]]:
    """Yield what changed an entry, each newer document once, by the strongest it does."""
    relations = dict(entry.relations)
    seen: set[str] = set()
    for label in _MARKS:
        for source in relations.get(label, ()):
            if source not in seen:
                seen.add(source)
                yield label, entries[source]


def _marks(entry: Entry, entries: Entries, link: MakeLink) -> Iterator[Mark]:
    for label, newer in _newer(entry, entries):
        since = newer.effective_on or newer.date
        yield Mark(
            _MARKS[label], link(newer), newer.document_number, since.isoformat() if since else ""
        )


# --- history ---------------------------------------------------------------------------

_EVENT_ORDER = ("公布", "施行", "修改", "替代", "有效期至", "失效", "废止")


def _events(entry: Entry, entries: Entries, link: MakeLink) -> Iterator[Event]:
    """Yield publication, coming into force, changes and end of a policy document, by date."""
    if entry.validity is None:
        return
    found = [*_own_events(entry), *_changes(entry, entries, link)]
    dated = sorted((each for each in found if each.date), key=_event_order)
    if len(dated) > 1:
        yield from dated


def _event_order(event: Event) -> tuple[str, int]:
    known = event.label in _EVENT_ORDER
    return (event.date, _EVENT_ORDER.index(event.label) if known else 2)


def _own_events(entry: Entry) -> Iterator[Event]:
    history = [step for step in entry.own.get("history", ()) if isinstance(step, dict)]
    for step in history:
        yield Event(str(step.get("action", "")), str(step.get("date", "")), _order_of(step))
    if not history and entry.date:
        yield Event("公布", entry.day, entry.document_number)
    if entry.effective_on:
        yield Event("施行", entry.effective_on.isoformat())
    end = entry.expires_on.isoformat() if entry.expires_on else ""
    if entry.validity is Validity.EXPIRED:
        yield Event("失效", end)
    elif entry.validity is not Validity.REPEALED:
        yield Event("有效期至", end)


def _changes(entry: Entry, entries: Entries, link: MakeLink) -> Iterator[Event]:
    repealed = entry.validity is Validity.REPEALED
    ended = ""
    for label, newer in _newer(entry, entries):
        since = newer.effective_on or newer.date
        day = since.isoformat() if since else ""
        what = "修改" if label == "被以下文件修改" else "废止" if repealed else "替代"
        ended = ended or (day if what == "废止" else "")
        yield Event(what, day, newer.document_number, link(newer))
    if repealed and not ended and entry.expires_on:
        yield Event("废止", entry.expires_on.isoformat())


# --- 题注 ------------------------------------------------------------------------------

_ORDINALS = "一二三四五六七八九十"


def regulation_caption(history: Iterable[Any], effective_on: dt.date | None) -> str:
    """Return the 题注 of a regulation after 国办公开办函〔2021〕33号, "" without a history.

    `history` are the steps of `columns.rules.RulesKeys.history` as plain values.
    """
    steps = [step for step in history if isinstance(step, dict)]
    steps.sort(key=lambda step: str(step.get("date", "")))
    counts: dict[str, int] = {}
    for step in steps:
        action = str(step.get("action", ""))
        counts[action] = counts.get(action, 0) + 1
    parts: list[str] = []
    ends: list[str] = []
    turn: dict[str, int] = {}
    for step in steps:
        action = str(step.get("action", ""))
        turn[action] = turn.get(action, 0) + 1
        when = _chinese_day(str(step.get("date", ""))) + _order_of(step)
        if action == "公布":
            parts.append(f"{when}公布")
        elif action == "废止":
            ends.append(f"根据{when}废止")
        else:
            parts.append(f"根据{when}{_ordinal(turn[action], counts[action])}{action}")
    if parts and effective_on is not None:
        parts.append(f"自{_chinese_day(effective_on.isoformat())}起施行")
    parts += ends
    return f"（{'　'.join(parts)}）" if parts else ""


def _ordinal(number: int, of: int) -> str:
    if of < 2:
        return ""
    return f"第{_ORDINALS[number - 1] if number <= len(_ORDINALS) else number}次"


def _order_of(step: Mapping[str, Any]) -> str:
    """Return by what a step was made: 机关, 文号 and the title of the decision."""
    organ, number = str(step.get("organ", "")), str(step.get("number", ""))
    by = number if organ in number else organ + number
    title = str(step.get("decision", "")).strip("《》")
    return f"{by}《{title}》" if title else by


def _chinese_day(day: str) -> str:
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return day
    return f"{date.year}年{date.month}月{date.day}日"
