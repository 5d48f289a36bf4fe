"""The pages of documents and their JSON twins. It must not see a document's text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongkai_ssg.column_type import Column
from gongkai_ssg.document_pages import Neighbours
from gongkai_ssg.gazette_view import (
    CONTAINS,
    PRINTED_IN,
    is_gazette,
    issue_link,
    issue_view,
    printed_articles,
    printed_images,
    printed_issue,
    printed_path,
)
from gongkai_ssg.pages import Link, Page
from gongkai_ssg.policy_chain import policy_view
from gongkai_ssg.public import Entry, PublicTable, text_name
from gongkai_ssg.site_facts import SiteFacts, UnitFact
from gongkai_ssg.table_view import own_table_names, table_page_count, table_path
from gongkai_ssg.views.lists import former_names
from gongkai_ssg.views.shared import Ground

#: One value for the many pages that have none.
_NO_RELATIONS: Mapping[str, tuple[Link, ...]] = {}


def document_pages(ground: Ground) -> Iterator[Page]:
    """Yield the page of every document and the record beside it."""
    request = next((c for c in ground.config.columns if c.part == "request"), None)
    request_url = ground.url(request.segment + "/") if request else ""
    site = (ground.config.origin, ground.base)
    for column in ground.config.columns:
        entries = ground.by_column.get(column.key, [])
        shared = {"frame": ground.frame, "column": column, "request": request_url}
        if column.type.site_view is not None:
            # Only such columns: what the site is made of must not be an input of every page.
            shared["site"] = _site_facts(ground)
        around = [None, *map(ground.link, entries), None]
        for number, entry in enumerate(entries):
            relations = {
                label: tuple(_link(ground, label, ground.by_source[other]) for other in others)
                for label, others in entry.relations
            } or _NO_RELATIONS
            related = () if relations else _related(ground, entries, number)
            issue, pdf = _issue(ground, column, entry) if is_gazette(column) else ({}, None)
            inputs: dict[str, Any] = {
                **shared, "entry": entry, "relations": relations, "related": related,
                "policy": policy_view(entry, ground.by_source, ground.link),
                "neighbours": Neighbours(around[number], around[number + 2]),
            }  # fmt: skip
            if issue:
                # The contents name the same documents, and issues have neighbours by number.
                shown = {k: v for k, v in relations.items() if k != CONTAINS}
                alone = {"related": (), "neighbours": Neighbours(None, None)}
                inputs |= {"relations": shown, **alone, **issue}
            yield Page(entry.path + "index.html", "document", inputs)
            if pdf is not None:
                yield pdf
            if column.type.text_download and entry.text is not None:
                given = {"entry": entry, "policy": inputs["policy"]}
                yield Page(entry.path + text_name(entry.path), "document.txt", given)
            for name in own_table_names(column, entry):
                for kind in ("csv", "xlsx", "json"):
                    given = {"entry": entry, "column": column, "form": name}
                    yield Page(f"{entry.path}{name}.{kind}", f"own_table.{kind}", given)
            for table in entry.tables:
                yield from _table_pages(entry, table, shared)
            yield Page(
                entry.path + "index.json", "document.json",
                {"site": site, "column": column, "entry": entry, "relations": relations},
            )  # fmt: skip


def _link(ground: Ground, label: str, other: Entry) -> Link:
    link = ground.link(other)
    return issue_link(other, ground.labels[other.column], link) if label == PRINTED_IN else link


def _issue(ground: Ground, column: Column, entry: Entry) -> tuple[dict[str, Any], Page | None]:
    """Return what the page of an issue reads further, and the PDF set from its articles."""
    issues, entries = ground.issues(column.key), ground.by_source
    articles = printed_articles(entry, entries)
    path = ""
    if ground.typesetter and articles and entry in issues:
        path = printed_path(entry, ground.files_by_url, ground.base)
    search = ground.url("search/") if ground.config.search else ""
    view = issue_view(entry, issues, entries, column, ground.base, search, path)
    if not path:
        return {"issue": view}, None
    given = {
        "entry": entry, "articles": articles, "typesetter": ground.typesetter,
        "images": printed_images(articles, ground.files_by_url),
        "issue": printed_issue(entry, entries, column, ground.config.organizer, ground.base),
    }  # fmt: skip
    return {"issue": view}, Page(path, "gazette.pdf", given)


def _site_facts(ground: Ground) -> SiteFacts:
    units = tuple(
        UnitFact(unit.name, former_names(unit), ground.url(f"unit/{unit.code.lower()}/"))
        for unit in ground.config.units
        if not unit.successor
    )
    return SiteFacts(ground.config.calendar, units)


def _table_pages(entry: Entry, table: PublicTable, shared: Mapping[str, Any]) -> Iterator[Page]:
    """Yield the further pages of a table, its rows and its downloads."""
    inputs = {**shared, "entry": entry, "key": table.key}
    root = entry.path + table_path(table)
    for number in range(2, table_page_count(table) + 1):
        yield Page(f"{root}rows/{number}/index.html", "table", {**inputs, "number": number})
    if table.row_pages:
        for place, (_, anchor, _) in enumerate(table.rows):
            yield Page(f"{root}{anchor}/index.html", "row", {**inputs, "place": place})
    for kind in ("csv", "xlsx", "json"):
        path = f"{entry.path}{table.name}.{kind}"
        yield Page(path, f"table.{kind}", {"entry": entry, "key": table.key})


def _related(ground: Ground, entries: Sequence[Entry], number: int) -> tuple[Link, ...]:
    # Neighbours in time on the same topic or with a common keyword: a new document then
    # changes the pages next to it, not every page of its topic.
    entry = entries[number]
    marks = {*entry.topic[:1], *entry.keywords}
    if not marks:
        return ()
    near = itertools.chain(entries[max(0, number - 8) : number], entries[number + 1 : number + 9])
    same = [each for each in near if marks.intersection((*each.topic[:1], *each.keywords))]
    return tuple(ground.link(each) for each in same[:5])
