"""Page -> bytes. Every renderer is a pure function of the page's inputs, the theme and the text.

It must not decide which pages there are, nor write them.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.disclose import Entry
from gongkai_ssg.markup import Body, place_links
from gongkai_ssg.model import Column, Disclosure, Validity
from gongkai_ssg.pages import (
    ArticleTags,
    Attachment,
    DocumentView,
    Fact,
    Frame,
    Head,
    Link,
    Page,
    Relation,
)
from gongkai_ssg.reading import read_body
from gongkai_ssg.store import Bodies
from gongkai_ssg.text import human_size
from gongkai_ssg.theme import Theme
from gongkai_ssg.views import column_tags

_decode_body = msgspec.msgpack.Decoder(Body).decode


class Renderer:
    """Renders pages of one build. It survives a fork: each process fills its own caches."""

    def __init__(self, root: Path, theme: Theme, bodies: Bodies | None = None) -> None:
        self._root, self._theme, self._bodies = root, theme, bodies
        self._functions: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
            "document": self._document,
            **_FUNCTIONS,
        }

    def fingerprint(self, page: Page) -> str:
        """Return the fingerprint of what renders a page beside its inputs; "" without a template."""
        template = "document.html" if page.renderer == "document" else page.renderer
        return "" if template in _FUNCTIONS else self._theme.fingerprint(template)

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page. Raises ThemeError, or GongkaiError for a text that changed."""
        function = self._functions.get(page.renderer)
        if function is not None:
            return function(page.inputs)
        return self._html(page.renderer, page.inputs)

    def body(self, entry: Entry) -> Body | None:
        """Return the converted text of a public document, None for an entry without text."""
        if entry.text is None:
            return None
        kept = None if entry.text.plain or self._bodies is None else self._bodies.get(entry.source)
        if kept is not None:
            return _decode_body(kept)
        return read_body(self._root, entry.source, entry.text.digest)

    def _html(self, template: str, values: Mapping[str, Any]) -> bytes:
        frame: Frame = values["frame"]
        return self._theme.render(template, {**values, "frame_html": self._frame_html(frame)}).encode()

    def _frame_html(self, frame: Frame) -> dict[str, Any]:
        # What depends on the frame alone is the same on every page: rendered once.
        if frame.base not in self._frame_cache:
            from markupsafe import Markup

            self._frame_cache[frame.base] = {
                part: Markup(self._theme.render(f"frame_{part}.html", {"frame": frame}))
                for part in ("header", "nav", "footer")
            }
        return self._frame_cache[frame.base]

    @cached_property
    def _frame_cache(self) -> dict[str, dict[str, Any]]:
        return {}

    def _document(self, inputs: Mapping[str, Any]) -> bytes:
        from markupsafe import Markup

        entry: Entry = inputs["entry"]
        column: Column = inputs["column"]
        frame: Frame = inputs["frame"]
        body = self.body(entry)
        html = place_links(body, entry.text.targets) if body is not None and entry.text else ""
        return self._html("document.html", {
            "frame": frame,
            "head": document_head(entry, column, frame),
            "document": document_view(entry, column, frame, inputs),
            "neighbours": inputs["neighbours"],
            "body": Markup(html),
            "toc": body.headings if body is not None else (),
        })  # fmt: skip


# --- one document ------------------------------------------------------------------------


def _day(entry: Entry) -> str:
    return entry.date.isoformat() if entry.date else ""


def _moment(entry: Entry) -> str:
    return f"{_day(entry)} {entry.time}".strip()


def document_head(entry: Entry, column: Column, frame: Frame) -> Head:
    """Return the head of a document's page, with all three groups of tags of 国办发〔2017〕47号."""
    url = frame.base + entry.path
    article = ArticleTags(
        title=entry.title,
        # The rule wants YYYY-MM-DD HH:MM; a day without a time is published at its start.
        pub_date=f"{_day(entry)} {entry.time or '00:00'}" if entry.date else "",
        source=entry.from_source or entry.unit or frame.organizer,
        keywords=",".join(entry.keywords),
        author=entry.unit,
        description=entry.summary,
        url=frame.base_url + url,
    )
    crumbs = [Link("首页", frame.home)]
    if column.part == "statutory":
        group = next((g for g in frame.groups if g.url and any(i.label == column.label for i in g.items)), None)
        if group is not None:
            crumbs.append(Link(group.label, group.url))
    crumbs.append(Link(column.label, f"{frame.base}{column.segment}/"))
    return Head(
        title=entry.title, url=url, column=column_tags(column), article=article, crumbs=tuple(crumbs),
        feed=f"{frame.base}{column.segment}/feed.xml", key=column.key,
    )  # fmt: skip


def document_view(entry: Entry, column: Column, frame: Frame, inputs: Mapping[str, Any]) -> DocumentView:
    """Return what a document's page shows beside its text."""
    relations = tuple(Relation(label, links) for label, links in inputs["relations"].items())
    if inputs["related"]:
        relations = (Relation("相关信息", inputs["related"]),)
    return DocumentView(
        url=frame.base + entry.path,
        title=entry.title,
        date=_moment(entry),
        unit=entry.unit,
        source=entry.from_source or entry.unit,
        source_url=entry.source_url if entry.source_url.startswith(("https://", "http://")) else "",
        facts=tuple(_facts(entry, column, frame)),
        attachments=tuple(
            Attachment(
                title=each.title,
                url=frame.base + each.file.path,
                kind=each.file.path.rpartition(".")[2].upper(),
                size=human_size(each.file.size),
                name=posixpath.basename(each.file.source),
            )
            for each in entry.attachments
        ),
        summary=entry.summary,
        validity=entry.validity.label if entry.validity else "",
        in_force=entry.validity is None or entry.validity.in_force,
        invalid_note=_invalid_note(entry),
        on_request=entry.disclosure is Disclosure.ON_REQUEST,
        request_url=inputs["request"],
        relations=relations,
    )


def _invalid_note(entry: Entry) -> str:
    if entry.validity is Validity.REPEALED:
        return "本文件已经废止，仅供查阅。"
    if entry.validity is Validity.EXPIRED:
        until = f"（有效期至 {entry.expires_on.isoformat()}）" if entry.expires_on else ""
        return f"本文件已经失效{until}，仅供查阅。"
    return ""


def _facts(entry: Entry, column: Column, frame: Frame) -> list[Fact]:
    """Return the metadata table: the fields that real disclosure sites show, in their order."""
    rows = [
        Fact("索引号", entry.index_number, key="index_number"),
        Fact("主题分类", " / ".join(entry.topic), key="topic"),
        Fact("发布机构", entry.unit, f"{frame.base}unit/{entry.unit_code.lower()}/" if entry.unit_code else "", "unit"),
        Fact("发文字号", entry.document_number, key="document_number"),
        Fact("成文日期", entry.formed_on.isoformat() if entry.formed_on else "", key="formed_on"),
        Fact("发布日期", _moment(entry), key="date"),
        Fact("体裁", entry.genre, key="genre"),
        Fact("有效性", entry.validity.label if entry.validity else "", key="validity"),
        Fact("施行日期", entry.effective_on.isoformat() if entry.effective_on else "", key="effective_on"),
        Fact("失效日期", entry.expires_on.isoformat() if entry.expires_on else "", key="expires_on"),
        Fact("公开方式", entry.disclosure.label, key="disclosure"),
        Fact("所属栏目", column.label, f"{frame.base}{column.segment}/", "column"),
        Fact("关键词", "、".join(entry.keywords), key="keywords"),
        Fact("内容概述", entry.summary, key="summary"),
    ]
    return [row for row in rows if row.value]


# --- for machines --------------------------------------------------------------------------


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _record(entry: Entry, base: str, label: str) -> dict[str, Any]:
    return {
        "url": base + entry.path,
        "title": entry.title,
        "category": label,
        "category_key": entry.column,
        "unit": entry.unit,
        "date": _day(entry),
        "formed_on": entry.formed_on.isoformat() if entry.formed_on else "",
        "effective_on": entry.effective_on.isoformat() if entry.effective_on else "",
        "expires_on": entry.expires_on.isoformat() if entry.expires_on else "",
        "index_number": entry.index_number,
        "document_number": entry.document_number,
        "validity": entry.validity.label if entry.validity else "",
        "topic": list(entry.topic),
        "disclosure": entry.disclosure.label,
    }


def _document_json(inputs: Mapping[str, Any]) -> bytes:
    origin, base = inputs["site"]
    entry: Entry = inputs["entry"]
    record = _record(entry, base, inputs["column"].label)
    record |= {
        "time": entry.time,
        "summary": entry.summary,
        "genre": entry.genre,
        "keywords": list(entry.keywords),
        "source": entry.from_source,
        "source_url": entry.source_url,
        "canonical": origin + base + entry.path,
        "attachments": [
            {"title": each.title, "url": base + each.file.path, "size": each.file.size, "blake2b": each.file.digest}
            for each in entry.attachments
        ],
        "relations": {
            label: [{"url": link.url, "title": link.label} for link in links]
            for label, links in inputs["relations"].items()
        },
    }  # fmt: skip
    return _json(record)


def _catalog_json(inputs: Mapping[str, Any]) -> bytes:
    return _json({"generator": "gongkai-ssg", "total": inputs["total"], "parts": list(inputs["parts"])})


def _catalog_part(inputs: Mapping[str, Any]) -> bytes:
    base, labels = inputs["site"][1], inputs["labels"]
    return _json({"documents": [_record(each, base, labels[each.column]) for each in inputs["entries"]]})


def _escape(text: str) -> str:
    from html import escape

    return escape(text)


def _xml(*lines: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()


def _feed(inputs: Mapping[str, Any]) -> bytes:
    """Atom (RFC 4287), with archives (RFC 5005) where not everything fits."""
    origin, base = inputs["site"]
    entries: tuple[Entry, ...] = inputs["entries"]
    updated = max((_atom_time(each) for each in entries), default="1970-01-01T00:00:00+08:00")
    lines = [
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">',
        f"<title>{_escape(inputs['title'])}</title>",
        f"<id>{_escape(origin + inputs['path'])}</id>",
        f'<link rel="self" href="{_escape(origin + inputs["path"])}"/>',
        f'<link rel="alternate" type="text/html" href="{_escape(origin + base)}"/>',
        f"<updated>{updated}</updated>",
        f"<author><name>{_escape(inputs['organizer'])}</name></author>",
    ]
    if inputs["archived"]:
        lines.append("<fh:archive/>")
    if inputs["previous"]:
        lines.append(f'<link rel="prev-archive" href="{_escape(origin + base + inputs["previous"])}"/>')
    for each in entries:
        url = _escape(origin + base + each.path)
        label = _escape(inputs["labels"][each.column])
        lines.append(
            f'<entry><title>{_escape(each.title)}</title><id>{url}</id><link rel="alternate" href="{url}"/>'
            f"<updated>{_atom_time(each)}</updated><published>{_atom_time(each)}</published>"
            f'<author><name>{_escape(each.unit or inputs["organizer"])}</name></author>'
            f'<category term="{_escape(each.column)}" label="{label}"/>'
            f"<summary>{_escape(each.summary)}</summary></entry>"
        )
    lines.append("</feed>")
    return _xml(*lines)


def _atom_time(entry: Entry) -> str:
    return f"{_day(entry) or '1970-01-01'}T{entry.time or '00:00'}:00+08:00"


_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _sitemap(inputs: Mapping[str, Any]) -> bytes:
    origin, base = inputs["site"]
    return _xml(
        f"<urlset {_SITEMAP}>",
        *(
            f"<url><loc>{_escape(origin + base + each.path)}</loc>"
            + (f"<lastmod>{_day(each)}</lastmod>" if each.date else "") + "</url>"
            for each in inputs["entries"]
        ),
        "</urlset>",
    )  # fmt: skip


def _sitemap_paths(inputs: Mapping[str, Any]) -> bytes:
    origin, base = inputs["site"]
    urls = (f"<url><loc>{_escape(origin + base + path)}</loc></url>" for path in inputs["paths"])
    return _xml(f"<urlset {_SITEMAP}>", *urls, "</urlset>")


def _sitemap_index(inputs: Mapping[str, Any]) -> bytes:
    origin, base = inputs["site"]
    lines = [f"<sitemap><loc>{_escape(origin + base)}sitemap/columns.xml</loc></sitemap>"]
    for name, newest in inputs["parts"]:
        changed = f"<lastmod>{newest}</lastmod>" if newest else ""
        lines.append(f"<sitemap><loc>{_escape(origin + base)}sitemap/{name}.xml</loc>{changed}</sitemap>")
    return _xml(f"<sitemapindex {_SITEMAP}>", *lines, "</sitemapindex>")


def _robots(inputs: Mapping[str, Any]) -> bytes:
    origin, base = inputs["site"]
    return f"User-agent: *\nDisallow: {base}search/\nSitemap: {origin}{base}sitemap.xml\n".encode()


_FUNCTIONS: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
    "document.json": _document_json,
    "catalog.json": _catalog_json,
    "catalog_part.json": _catalog_part,
    "feed.xml": _feed,
    "sitemap.xml": _sitemap,
    "sitemap_paths.xml": _sitemap_paths,
    "sitemap_index.xml": _sitemap_index,
    "robots.txt": _robots,
}
