"""A breakdown of the figures -> its chart. It must not know templates or documents."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai_ssg.charts import Chart, Series, figure
from gongkai_ssg.overview_pages import StatsCut

if TYPE_CHECKING:
    from markupsafe import Markup

_MOST = 12  # bar groups of one chart; the table beside it has them all
_IN_TIME = frozenset(["year", "month"])  # what is not a part of a whole


def chart_of_cut(cut: StatsCut) -> Markup:
    """Return the chart of a breakdown as HTML; empty where nothing was counted."""
    from markupsafe import Markup

    bars = _bars(cut)
    if not any(number for _, numbers in bars for number in numbers):
        return Markup("")
    chart = Chart(
        id=f"chart-{cut.key}",
        title=f"各{cut.item_label}的条数",
        unit="条",
        items=tuple(label for label, _ in bars),
        series=tuple(
            Series(head, tuple(Decimal(numbers[at]) for _, numbers in bars))
            for at, head in enumerate(cut.heads)
        ),
        kind="share" if len(cut.heads) == 1 and cut.key not in _IN_TIME else "grouped",
        item_label=cut.item_label,
        places=0,
    )
    # Markup without escaping: everything that was written by a person is escaped in `figure`.
    return Markup(figure(chart, data=False))


def _bars(cut: StatsCut) -> list[tuple[str, tuple[int, ...]]]:
    bars = [(row.label, row.numbers) for row in cut.rows]
    if len(bars) <= _MOST or cut.key == "month":
        return bars
    if cut.key == "year":
        return bars[-_MOST:]  # the newest; what lies before them is no single bar
    rest = [numbers for _, numbers in bars[_MOST - 1 :]]
    summed = tuple(sum(column) for column in zip(*rest, strict=True))
    return [*bars[: _MOST - 1], (f"其余 {len(rest)} 项", summed)]
