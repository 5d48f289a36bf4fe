"""The pages of figures: one for all years and one for each, made of nothing but numbers.

A document changes them only when it changes a number, and then those of its own year and of all
years. They must not know titles or texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gongkai_ssg.figures import (
    AXIS_LABELS,
    UNDATED,
    Axis,
    Count,
    Fact,
    breakdown,
    by_website,
    by_year,
    facts_of,
    reach,
)
from gongkai_ssg.overview_pages import StatsCut, StatsRow, StatsView
from gongkai_ssg.pages import Link, Page
from gongkai_ssg.states import Disclosure
from gongkai_ssg.views.shared import Ground

_ROOT = "stats/"
_HEADING = "公开情况统计"
_NUMBER = "条数"


def figure_pages(ground: Ground) -> Iterator[Page]:
    """Yield the figures of all years, then those of each year, newest first."""
    facts = facts_of(ground.entries, ground.labels)
    on_request = facts_of(ground.entries, ground.labels, Disclosure.ON_REQUEST)
    of_year, asked_in = by_year(facts), by_year(on_request)
    years = sorted({*of_year, *asked_in}, reverse=True)
    lists = _Lists(ground)
    views = [_all_years(lists, facts, len(on_request), years)]
    for year in years:
        asked = len(asked_in.get(year, ()))
        views.append(_one_year(lists, of_year.get(year, []), asked, year, years))
    parent = Link(_HEADING, ground.url(_ROOT))
    for view, name in zip(views, ("", *map(str, years)), strict=True):
        path = f"{_ROOT}{name}/" if name else _ROOT
        head = ground.head(view.heading, path, (parent,) if name else (), tag="数据发布")
        inputs = {"frame": ground.frame, "head": head, "stats": view}
        yield Page(path + "index.html", "stats", inputs)


class _Lists:
    """Where the documents of a column or unit are listed, by what it is called."""

    def __init__(self, ground: Ground) -> None:
        self.url = ground.url
        self.columns = {column.label: column.segment for column in ground.config.columns}
        self.units = {
            entry.unit: f"unit/{entry.unit_code.lower()}"
            for entry in ground.entries
            if entry.unit_code
        }

    def of(self, roots: Mapping[str, str], year: str) -> dict[str, str]:
        """Return the URL of each list, of one `year` or ("") of all."""
        below = f"list/{year}/" if year else ""
        return {label: self.url(f"{root}/{below}") for label, root in roots.items()}


def _all_years(
    lists: _Lists, facts: Sequence[Fact], on_request: int, years: Sequence[int]
) -> StatsView:
    urls = {f"{year}年": lists.url(f"{_ROOT}{year}/") for year in years}
    cuts = (_cut("year", breakdown(facts, "year"), urls), *_common(lists, facts))
    website, elsewhere = by_website(facts)
    links = tuple(Link(label, url) for label, url in urls.items())
    return StatsView(_HEADING, len(facts), website, elsewhere, on_request, cuts, links)


def _one_year(
    lists: _Lists, facts: Sequence[Fact], on_request: int, year: int, years: Sequence[int]
) -> StatsView:
    numbers = Counter(fact.day.month for fact in facts if fact.day is not None)
    # The months after the last document are not there yet, or nothing happened in them.
    months = [Count(f"{n}月", numbers[n]) for n in range(1, max(numbers, default=0) + 1)]
    website, elsewhere = by_website(facts)
    links = (
        Link("全部年份", lists.url(_ROOT)),
        *(Link(f"{n}年", "" if n == year else lists.url(f"{_ROOT}{n}/")) for n in years),
    )
    return StatsView(
        f"{year}年{_HEADING}", len(facts), website, elsewhere, on_request,
        (_cut("month", months, {}), *_common(lists, facts, str(year))), links,
    )  # fmt: skip


def _common(lists: _Lists, facts: Sequence[Fact], year: str = "") -> Iterator[StatsCut]:
    """Yield the breakdowns that every page has; their values lead to the lists of documents."""
    yield _cut("column", breakdown(facts, "column"), lists.of(lists.columns, year))
    yield _cut("unit", breakdown(facts, "unit"), lists.of(lists.units, year))
    yield _channels(facts)
    yield _cut("form", breakdown(facts, "form"), {})


def _cut(axis: Axis, counts: Sequence[Count], urls: Mapping[str, str]) -> StatsCut:
    rows = tuple(StatsRow(each.label, urls.get(each.label, ""), (each.number,)) for each in counts)
    note = "没有写发布日期的，列在“日期不明”。" if any(r.label == UNDATED for r in rows) else ""
    label = AXIS_LABELS[axis]
    total = str(sum(each.number for each in counts))
    return StatsCut(axis, f"按{label}", label, (_NUMBER,), rows, (total,), note)


def _channels(facts: Sequence[Fact]) -> StatsCut:
    """Return both ways of counting channels side by side: by the main one, and by each."""
    main = {each.label: each.number for each in breakdown(facts, "channel")}
    rows = tuple(
        StatsRow(each.label, "", (main.get(each.label, 0), each.number)) for each in reach(facts)
    )
    label = AXIS_LABELS["channel"]
    note = (
        "“计入总数”一列每条信息只算一次，算在它登记的第一个渠道；没有登记渠道的算在网站。"
        "“经此公开”一列在每个公开渠道各算一次，各行之和可以大于总数。"
    )
    return StatsCut(
        "channel", f"按{label}", label, ("计入总数", "经此公开"), rows, (str(len(facts)), ""), note
    )
