"""Draws the medians of a bench run as bars. It knows no site and takes no measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _LABEL, _BAR, _STEP = 860, 330, 400, 26
_OURS, _PEER = "#1d4f91", "#9aa5b1"

Bars = Sequence[tuple[str, float, bool]]  # name, seconds, whether it is the peer's


def draw(figures: Mapping[int, Bars]) -> str:
    """Return an SVG with one group of bars for each size; every bar carries its figure."""
    parts: list[str] = []
    y = 34
    for size, bars in figures.items():
        longest = max(seconds for _, seconds, _ in bars) or 1.0
        parts.append(f'<text x="10" y="{y}" font-weight="bold">{size} 篇（秒）</text>')
        y += 12
        for name, seconds, is_peer in bars:
            width = max(1.0, seconds / longest * _BAR)
            parts.append(
                f'<text x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">{escape(name)}</text>'
                f'<rect x="{_LABEL}" y="{y + 2}" width="{width:.1f}" height="{_STEP - 8}" '
                f'fill="{_PEER if is_peer else _OURS}"/>'
                f'<text x="{_LABEL + width + 6:.1f}" y="{y + 15}">{seconds:.2f}</text>'
            )
            y += _STEP
        y += 34
    title = "各项用时（中位数）：灰色为 Hugo，蓝色为 gongkai-ssg"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" '
        f'font-family="sans-serif" font-size="14"><title>{title}</title>'
        f'<rect width="{_WIDTH}" height="{y}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )
