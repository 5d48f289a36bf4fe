"""The pages of columns, units and the other cuts of the catalog.

Lists are cut so that one new document changes few of them: by column and year, unit and year,
topic, validity and year, counted from the oldest, so that a full list page never moves again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gongkai_ssg.column_type import Column
from gongkai_ssg.config import Unit
from gongkai_ssg.config_columns import STATUTORY_LABEL, STATUTORY_SEGMENT
from gongkai_ssg.gazette_view import archive, is_gazette
from gongkai_ssg.overview_pages import ColumnView, UnitView
from gongkai_ssg.pages import Link, Page
from gongkai_ssg.public import Entry
from gongkai_ssg.states import Validity
from gongkai_ssg.text import digest, slug
from gongkai_ssg.views.shared import LIST_SIZE, Ground, group, group_by_year, year_label


def column_pages(ground: Ground) -> Iterator[Page]:
    """Yield the page of every column, its lists by year, and that of 法定主动公开内容."""
    for column in ground.config.columns:
        entries = ground.by_column.get(column.key, [])
        root = column.segment + "/"
        crumbs = ground.crumbs(column)
        years, by_year = ground.years(root, entries)
        view = ColumnView(
            label=column.label, description=column.description, basis=column.type.basis,
            off=column.off, items=ground.items(entries[:LIST_SIZE]), total=len(entries), years=years,
            feed=ground.url(root + "feed.xml"), states=_state_links(ground, column, entries),
        )  # fmt: skip
        head = ground.column_head(column, column.label, root, crumbs)
        if is_gazette(column) and (issues := ground.issues(column.key)):
            years_of = archive(issues, ground.base)
            search = ground.url("search/") if ground.config.search else ""
            yield ground.html(
                root + "index.html", "gazette_archive.html", head,
                column=view, archive=years_of, search=search,
                others=ground.items(_others(entries, issues)),
            )  # fmt: skip
        else:
            yield ground.html(root + "index.html", "column.html", head, column=view)
        inner = (*crumbs, Link(column.label, ground.url(root)))
        for year, found in by_year.items():
            heading = f"{column.label}（{year_label(year)}）"
            siblings = _other_years(years, year)
            yield from ground.series(
                f"{root}list/{year}/", found,
                lambda path, c=column, h=heading, i=inner: ground.column_head(c, h, path, i),  # type: ignore[misc]
                heading, siblings=siblings,
            )  # fmt: skip
        yield from _state_pages(ground, column, entries)
    yield _statutory(ground)


def _others(entries: Sequence[Entry], issues: Sequence[Entry]) -> list[Entry]:
    """Return the newest documents of a gazette's column that are no issues."""
    known = {issue.source for issue in issues}
    return [each for each in entries if each.source not in known][:LIST_SIZE]


#: Lists of what is in force and what is not, in columns whose documents must say so.
STATES = {"in-force": "现行有效", "not-in-force": "失效和废止"}


def _states(column: Column, entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    if not entries or "validity" not in column.type.required:
        return {}
    known = [(entry, entry.validity) for entry in entries]
    return {
        "in-force": [entry for entry, validity in known if validity and validity.in_force],
        "not-in-force": [entry for entry, validity in known if validity and not validity.in_force],
    }


def _state_links(ground: Ground, column: Column, entries: Sequence[Entry]) -> tuple[Link, ...]:
    return tuple(
        Link(STATES[state], ground.url(f"{column.segment}/{state}/"), str(len(found)))
        for state, found in _states(column, entries).items()
    )


def _state_pages(ground: Ground, column: Column, entries: Sequence[Entry]) -> Iterator[Page]:
    crumbs = (*ground.crumbs(column), Link(column.label, ground.url(column.segment + "/")))
    links = _state_links(ground, column, entries)
    for state, found in _states(column, entries).items():
        heading = f"{STATES[state]}的{column.label}"
        siblings = tuple(
            Link(link.label, "" if link.label == STATES[state] else link.url) for link in links
        )
        yield from ground.series(
            f"{column.segment}/{state}/", found,
            lambda path, h=heading: ground.column_head(column, h, path, crumbs),  # type: ignore[misc]
            heading, "依各文件登记的有效性列出。", siblings,
        )  # fmt: skip


def _statutory(ground: Ground) -> Page:
    children = [c for c in ground.config.columns if c.part == "statutory"]
    entries = [entry for entry in ground.entries if any(c.key == entry.column for c in children)]
    links = tuple(
        Link(
            c.label,
            ground.url(c.segment + "/"),
            c.off or str(len(ground.by_column.get(c.key, []))),
        )
        for c in children
    )
    description = "《政府信息公开条例》第二十条规定应当主动公开的内容。"
    view = ColumnView(
        label=STATUTORY_LABEL, description=description, basis="国令第711号第二十条", off="",
        items=ground.items(entries[:LIST_SIZE]), total=len(entries), years=(), feed="", children=links,
    )  # fmt: skip
    path = STATUTORY_SEGMENT + "/"
    return ground.html(
        path + "index.html",
        "column.html",
        ground.head(STATUTORY_LABEL, path, description=description),
        column=view,
    )


def unit_pages(ground: Ground) -> Iterator[Page]:
    """Yield the index of units, the page of every unit and its lists by year."""
    by_code = group(ground.entries, lambda entry: (entry.unit_code,) if entry.unit_code else ())
    known = {unit.code: unit for unit in ground.config.units}
    names = {code: unit.name for code, unit in known.items()}
    for code, found in by_code.items():
        names.setdefault(code, found[0].unit)
    links = tuple(
        Link(name, ground.url(f"unit/{code.lower()}/"), str(len(by_code.get(code, []))))
        for code, name in names.items()
    )
    yield ground.html(
        "unit/index.html",
        "units.html",
        ground.head("责任单位", "unit/", tag="机构职能"),
        units=links,
    )
    for code, name in names.items():
        entries = by_code.get(code, [])
        root = f"unit/{code.lower()}/"
        years, by_year = ground.years(root, entries)
        unit = known.get(code)
        after = known.get(unit.successor) if unit else None
        view = UnitView(
            name=name,
            former=former_names(unit) if unit else (),
            successor=Link(after.name, ground.url(f"unit/{after.code.lower()}/")) if after else None,
            items=ground.items(entries[:LIST_SIZE]), total=len(entries), years=years,
        )  # fmt: skip
        parent = Link("责任单位", ground.url("unit/"))
        yield ground.html(
            root + "index.html",
            "unit.html",
            ground.head(name, root, (parent,), tag="机构职能"),
            unit=view,
        )
        inner = (parent, Link(name, ground.url(root)))
        for year, found in by_year.items():
            heading = f"{name}（{year_label(year)}）"
            yield from ground.series(
                f"{root}list/{year}/", found,
                lambda path, h=heading, i=inner: ground.head(h, path, i),  # type: ignore[misc]
                heading, siblings=_other_years(years, year),
            )  # fmt: skip


def facets(ground: Ground) -> dict[str, tuple[str, dict[str, list[Entry]]]]:
    """Return the cuts of the catalog that have lists of their own: path -> label, values."""
    validities = group(ground.entries, lambda entry: (entry.validity,) if entry.validity else ())
    order = list(Validity)
    return {
        "year": ("发布年份", group_by_year(ground.entries)),
        "topic": (
            "主题分类",
            dict(sorted(group(ground.entries, lambda entry: entry.topic[:1]).items())),
        ),
        "validity": ("有效性", {v.value: validities[v] for v in order if v in validities}),
    }


def former_names(unit: Unit) -> tuple[str, ...]:
    """Return the names that a unit had, each with the day until which it was used."""
    return tuple(f"{f.name}（至 {f.until}）" if f.until else f.name for f in unit.former_names)


def facet_pages(ground: Ground) -> Iterator[Page]:
    """Yield the lists by year, topic and validity."""
    catalog = Link("信息公开目录", ground.url("catalog/"))
    for key, (label, values) in facets(ground).items():
        slugs = facet_slugs(key, values)
        for value, found in values.items():
            heading = f"{label}：{facet_value(key, value)}"
            yield from ground.series(
                f"{key}/{slugs[value]}/", found,
                lambda path, h=heading: ground.head(h, path, (catalog,)),  # type: ignore[misc]
                heading,
            )  # fmt: skip


def _other_years(years: tuple[Link, ...], current: str) -> tuple[Link, ...]:
    # Without counts: a new document must not change the lists of all the other years.
    label = year_label(current)
    return tuple(Link(year.label, "" if year.label == label else year.url) for year in years)


def facet_value(key: str, value: str) -> str:
    """Return what a value of a facet is called."""
    if key == "year":
        return year_label(value)
    return Validity(value).label if key == "validity" else value


def facet_slugs(key: str, values: Iterable[str]) -> dict[str, str]:
    """Return a URL segment for each value; two words of the same sound stay apart."""
    slugs: dict[str, str] = {}
    for value in values:
        made = value.replace("_", "-") if key == "validity" else slug(value)
        slugs[value] = (
            made if made not in slugs.values() else f"{made}-{digest(value.encode())[:6]}"
        )
    return slugs
