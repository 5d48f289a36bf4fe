"""Values -> an accessible bar chart in SVG with the same values in words and as a table.

Pure functions; colours come from classes of the theme. It must not know tables or documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from typing import Literal

import msgspec

_WIDTH = 360
_LINE, _BAR, _GAP, _AFTER = 20, 16, 4, 12  # heights: label, bar, between bars, below a group
_ROOM = 140  # at the end of the bars, for the amounts
_LABEL = 25  # characters of a label that fit in its line
_TONES = "abcd"  # classes of the theme, one per series

_ZERO = Decimal(0)


class Series(msgspec.Struct, frozen=True):
    """One amount per bar group, all of one meaning: a year, a kind."""

    label: str
    values: tuple[Decimal, ...]


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """What a chart shows.

    "grouped" sets the series side by side, "share" has one series whose values are shares of
    their sum. `id` is unique on its page.
    """

    id: str
    title: str
    unit: str
    items: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["grouped", "share"] = "grouped"
    item_label: str = "项目"
    places: int = 2  # decimal places of the values

    def said(self, value: Decimal) -> str:
        """Return a value as it is written."""
        return f"{value:.{self.places}f}"


def shares(values: Sequence[Decimal]) -> tuple[str, ...]:
    """Return each value as a share of their sum, in percent to one place; "" without a sum."""
    whole = sum(values, _ZERO)
    if not whole:
        return ("",) * len(values)
    unit = Decimal("0.1")
    return tuple(f"{(each * 100 / whole).quantize(unit, ROUND_HALF_UP)}%" for each in values)


def change(before: Decimal, now: Decimal) -> str:
    """Return how `now` differs from `before` in words: 比上年减少 3.40，下降 8.1%."""
    if before == now:
        return "与上年持平"
    more = now > before
    words = f"比上年{'增加' if more else '减少'} {abs(now - before):.2f}"
    if before <= 0:
        return words
    part = (abs(now - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{words}，{'增长' if more else '下降'} {part}%"


def description(chart: Chart) -> str:
    """Return every value of the chart in words; what the picture says to who cannot see it."""
    parts = [
        f"{item}：" + "，".join(words)
        for item, words in zip(chart.items, _words(chart), strict=True)
    ]
    return f"单位：{chart.unit}。" + "；".join(parts) + "。"


def _words(chart: Chart) -> list[list[str]]:
    """Return what stands beside the bars of each item, with the name of the series."""
    if chart.kind == "share":
        (series,) = chart.series
        parts = shares(series.values)
        return [
            [chart.said(value) + (f"（{part}）" if part else "")]
            for value, part in zip(series.values, parts, strict=True)
        ]
    return [
        [f"{series.label} {chart.said(series.values[at])}" for series in chart.series]
        for at in range(len(chart.items))
    ]


def svg(chart: Chart) -> str:
    """Return the picture: bars from left to right, one group per item, named and described."""
    values = [value for series in chart.series for value in series.values]
    low, high = min([_ZERO, *values]), max([_ZERO, *values])
    scale = Decimal(_WIDTH - _ROOM) / (high - low) if high > low else _ZERO
    legend = len(chart.series) > 1
    parts: list[str] = []
    y = 0
    if legend:
        x = 0
        for tone, series in zip(_TONES, chart.series, strict=False):
            parts.append(f'<rect class="chart-{tone}" x="{x + 1}" y="3" width="14" height="14"/>')
            parts.append(f'<text x="{x + 22}" y="15">{escape(series.label)}</text>')
            x += 22 + 15 * len(series.label) + 16
        y = _LINE + _AFTER
    words = _words(chart)
    for at, item in enumerate(chart.items):
        parts.append(f'<text x="0" y="{y + 15}">{escape(_clip(item))}</text>')
        y += _LINE
        for tone, series, said in zip(_TONES, chart.series, words[at], strict=False):
            value = series.values[at]
            start, end = sorted((_px((_ZERO - low) * scale), _px((value - low) * scale)))
            parts.append(
                f'<rect class="chart-{tone}" x="{start}" y="{y}" width="{end - start}" height="{_BAR}"/>'
            )
            shown = said if chart.kind == "share" else chart.said(value)
            parts.append(
                f'<text class="chart-value" x="{end + 6}" y="{y + 13}">{escape(shown)}</text>'
            )
            y += _BAR + _GAP
        y += _AFTER
    names = f"{chart.id}-title", f"{chart.id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {max(y, 1)}"'
        f' aria-labelledby="{names[0]} {names[1]}" focusable="false">'
        f'<title id="{names[0]}">{escape(chart.title)}</title>'
        f'<desc id="{names[1]}">{escape(description(chart))}</desc>{"".join(parts)}</svg>'
    )


def _px(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _clip(text: str) -> str:
    return text if len(text) <= _LABEL else text[: _LABEL - 1] + "…"


def table(chart: Chart) -> str:
    """Return the values of the chart as an HTML table."""
    head = [chart.item_label, *(f"{series.label}（{chart.unit}）" for series in chart.series)]
    columns = [[chart.said(value) for value in series.values] for series in chart.series]
    if chart.kind == "share":
        head.append("占比")
        columns.append([each or "—" for each in shares(chart.series[0].values)])
    top = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    rows = "".join(
        f'<tr><th scope="row">{escape(item)}</th>'
        + "".join(f'<td class="num">{escape(column[at])}</td>' for column in columns)
        + "</tr>"
        for at, item in enumerate(chart.items)
    )
    return (
        f"<table><caption>{escape(chart.title)}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def figure(chart: Chart, note: str = "", data: bool = True) -> str:
    """Return picture, caption and data as one figure; `note` is a sentence below the title.

    Without `data` the page itself shows the values in a table of its own.
    """
    said = f"<span>{escape(note)}</span>" if note else ""
    below = (
        f'<details><summary>图中的数据</summary><div class="table-wrap">{table(chart)}</div></details>'
        if data
        else ""
    )
    return (
        f'<figure class="chart chart-{chart.kind}"><figcaption><strong>{escape(chart.title)}</strong>'
        f"<small>单位：{escape(chart.unit)}</small>{said}</figcaption>{svg(chart)}{below}</figure>\n"
    )
