"""Figures -> pictures in SVG for the report, each named and described in words.

The table with the same values stands beside each picture. Colours come from classes. It must not
know what an audit is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

import msgspec

_WIDTH = 640
_NAME = 168  # room for names at the left
_ROOM = 76  # for the amounts at the right
_ROW, _BAR = 30, 16
_SIGNS = 11  # Chinese characters of a name that fit


class Bar(msgspec.Struct, frozen=True):
    """One row: a name, its parts as (class, label, value), and what is said at its end."""

    name: str
    parts: tuple[tuple[str, str, int], ...]
    said: str = ""
    mark: int = 0  # a limit on the same scale, 0: none


def bars(id_: str, title: str, rows: Sequence[Bar], most: int = 0) -> str:
    """Return bars from left to right, their parts one behind the other; `most` cuts the scale."""
    longest = max((max(sum(v for _, _, v in row.parts), row.mark) for row in rows), default=0)
    scale = (_WIDTH - _NAME - _ROOM) / max(min(longest, most) if most else longest, 1)
    shapes = []
    for at, row in enumerate(rows):
        y = at * _ROW + 7
        shapes.append(
            f'<text class="name" x="{_NAME - 10}" y="{y + 13}">{escape(_clip(row.name))}</text>'
        )
        x, end = float(_NAME), float(_WIDTH - _ROOM)
        for kind, _, value in row.parts:
            width = min(value * scale, end - x)
            if value:
                shapes.append(
                    f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{max(width, 1.5):.1f}" height="{_BAR}"/>'
                )
                x += max(width, 1.5)
        if row.mark:
            at_mark = _NAME + min(row.mark * scale, end - _NAME)
            shapes.append(f'<path class="mark" d="M{at_mark:.1f} {y - 3}v{_BAR + 6}"/>')
            x = max(x, at_mark)
        said = row.said or str(sum(value for _, _, value in row.parts))
        shapes.append(f'<text class="said" x="{x + 7:.1f}" y="{y + 13}">{escape(said)}</text>')
    words = "；".join(
        f"{row.name}：" + ("，".join(f"{label} {value}" for _, label, value in row.parts if value) or "0")
        for row in rows
    )  # fmt: skip
    return _picture(id_, title, words, len(rows) * _ROW + 6, shapes)


def trend(
    id_: str, title: str, days: Sequence[dt.date], series: Sequence[tuple[str, str, Sequence[int]]]
) -> str:
    """Return lines over days; each series is (class, label, one value per day)."""
    left, right, top, bottom = 44, 24, 14, 150
    highest = max((value for _, _, values in series for value in values), default=0) or 1
    first, last = days[0].toordinal(), days[-1].toordinal()
    across = (_WIDTH - left - right) / max(last - first, 1)
    steps = [left + (day.toordinal() - first) * across for day in days]
    shapes = []
    for part in (0, 0.5, 1):
        y = bottom - part * (bottom - top)
        shapes.append(f'<path class="grid" d="M{left} {y:.1f}H{_WIDTH - right}"/>')
        shapes.append(
            f'<text class="axis" x="{left - 8}" y="{y + 4:.1f}">{round(highest * part)}</text>'
        )
    for kind, _, values in series:
        places = [
            (x, bottom - value / highest * (bottom - top))
            for x, value in zip(steps, values, strict=True)
        ]
        shapes.append(
            f'<polyline class="line {kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
        )
        shapes += [
            f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places
        ]
    shapes.append(f'<text class="day" x="{left}" y="{bottom + 22}">{days[0]}</text>')
    shapes.append(f'<text class="day end" x="{_WIDTH - right}" y="{bottom + 22}">{days[-1]}</text>')
    words = "；".join(
        f"{label}：" + "，".join(f"{day} {value}" for day, value in zip(days, values, strict=True))
        for _, label, values in series
    )
    return _picture(id_, title, words, bottom + 32, shapes)


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Return what the colours mean; each entry is (class, label)."""
    items = "".join(f'<li><i class="{kind}"></i>{escape(label)}</li>' for kind, label in entries)
    return f'<ul class="legend">{items}</ul>'


def _picture(id_: str, title: str, words: str, height: int, shapes: Sequence[str]) -> str:
    return (
        f'<svg class="picture" role="img" viewBox="0 0 {_WIDTH} {height}"'
        f' aria-labelledby="{id_}-t {id_}-d"><title id="{id_}-t">{escape(title)}</title>'
        f'<desc id="{id_}-d">{escape(words)}。</desc>{"".join(shapes)}</svg>'
    )


def _clip(text: str) -> str:
    return text if len(text) <= _SIGNS else text[: _SIGNS - 1] + "…"
