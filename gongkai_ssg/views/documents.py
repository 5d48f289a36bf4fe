"""The pages of documents and their JSON twins. It must not see a document's text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from gongkai_ssg.disclose import Entry
from gongkai_ssg.pages import Link, Neighbours, Page
from gongkai_ssg.views.shared import Ground


def document_pages(ground: Ground) -> Iterator[Page]:
    """Yield the page of every document and the record beside it."""
    request = next((c for c in ground.config.columns if c.part == "request"), None)
    request_url = ground.url(request.segment + "/") if request else ""
    for column in ground.config.columns:
        entries = ground.by_column.get(column.key, [])
        shared = {"frame": ground.frame, "column": column, "request": request_url}
        for number, entry in enumerate(entries):
            newer = entries[number - 1] if number else None
            older = entries[number + 1] if number + 1 < len(entries) else None
            relations = {
                label: tuple(ground.link(ground.by_source[other]) for other in others)
                for label, others in entry.relations
            }
            related = () if relations else _related(ground, entries, number)
            inputs = {
                **shared, "entry": entry, "relations": relations, "related": related,
                "neighbours": Neighbours(
                    ground.link(newer) if newer else None, ground.link(older) if older else None
                ),
            }  # fmt: skip
            yield Page(entry.path + "index.html", "document", inputs)
            yield Page(
                entry.path + "index.json", "document.json",
                {"site": (ground.config.origin, ground.base), "column": column, "entry": entry, "relations": relations},
            )  # fmt: skip


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
