"""Obligations -> a table, JSON or an iCalendar file. It must not know where these are written.

The same obligations on the same day give the same bytes: no clock, no time zone.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from gongkai_ssg.deadlines.obligation import Obligation, by_unit
from gongkai_ssg.tables.table import Field, Row, Table
from gongkai_ssg.text import digest

__all__ = ["as_calendar", "as_json", "as_table"]

_FIELDS = (
    Field("state", "状态", "choice"), Field("due", "期限", "date"),
    Field("workdays", "剩余工作日", "count"), Field("estimated", "推算", "flag"),
    Field("label", "事项", "text"), Field("title", "标题", "text"), Field("unit", "责任单位", "text"),
    Field("start", "起算", "date"), Field("done_on", "完成", "date"), Field("basis", "依据", "long"),
    Field("hint", "怎么办", "long"), Field("path", "文件", "text"),
)  # fmt: skip


def as_table(obligations: Sequence[Obligation]) -> Table:
    """Return one row for each obligation."""
    rows = []
    for number, each in enumerate(obligations, 1):
        cells = (
            each.state.label, each.due.isoformat(), str(each.workdays), "是" if each.estimated else "",
            each.label, each.title, each.unit, _day(each.start), _day(each.done_on), each.basis,
            each.hint, each.path,
        )  # fmt: skip
        rows.append(Row(f"r{number}", each.title, cells))
    return Table("due", "期限台账", _FIELDS, tuple(rows))


def as_json(obligations: Sequence[Obligation], today: dt.date) -> bytes:
    """Return `today`, the `obligations` and the sums of each of the `units` as JSON."""
    units = [
        {"unit": each.unit, **{state.value: number for state, number in each.states.items()}}
        for each in by_unit(obligations)
    ]
    return msgspec.json.encode({"today": today, "obligations": obligations, "units": units})


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""


# --- iCalendar ---------------------------------------------------------------------------

_LINE = 75  # octets (RFC 5545 3.1)


def as_calendar(obligations: Sequence[Obligation], today: dt.date, name: str) -> bytes:
    """Return an iCalendar file (RFC 5545) with a whole-day event for each open obligation.

    An obligation keeps its UID from one day to the next, so that calendars replace the event.
    """
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gongkai-ssg//due//ZH-CN", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escape(name)}",
    ]  # fmt: skip
    seen: Counter[str] = Counter()
    for each in obligations:
        if each.state.is_open:
            lines += _event(each, today, seen)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _event(each: Obligation, today: dt.date, seen: Counter[str]) -> Iterator[str]:
    name = "\0".join((each.kind, each.path, each.title if not each.path or each.part else ""))
    seen[name] += 1
    uid = digest(f"{name}\0{seen[name]}".encode("utf-8", "replace"))
    about = [
        f"责任单位：{each.unit}" if each.unit else "",
        f"文件：{each.path}" if each.path else "",
        f"起算：{each.start}" if each.start else "",
        "期限按推算的工作日计算，放假安排还没有公布。" if each.estimated else "",
        each.hint,
        f"依据：{each.basis}",
    ]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@gongkai-ssg"
    yield f"DTSTAMP:{_compact(today)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_compact(each.due)}"
    yield f"SUMMARY:{_escape(f'{each.label}：{each.title}')}"
    yield f"DESCRIPTION:{_escape(chr(10).join(filter(None, about)))}"
    yield f"CATEGORIES:{_escape(each.label)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _compact(day: dt.date) -> str:
    return day.isoformat().replace("-", "")  # strftime does not fill the year up


def _escape(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # A control character is not allowed in a text, and a stray one would end the line.
    return "\\n".join(
        "".join(sign for sign in line if unicodedata.category(sign) not in ("Cc", "Zl", "Zp"))
        for line in lines
    )


def _folded(line: str) -> Iterator[bytes]:
    """Yield the content line in pieces of at most 75 octets, never within a character."""
    piece, room = b"", _LINE
    for sign in line:
        data = sign.encode("utf-8", "replace")
        if len(piece) + len(data) > room:
            yield piece + b"\r\n"
            piece = b" "
        piece += data
    yield piece + b"\r\n"
