"""Pages for machines: JSON, Atom, sitemaps, robots.txt. Each is a function of the page's inputs.

It must not know templates, texts or files.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from gongkai_ssg.public import Entry

Inputs = Mapping[str, Any]


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _record(entry: Entry, base: str, label: str) -> dict[str, Any]:
    return {
        "url": base + entry.path,
        "title": entry.title,
        "category": label,
        "category_key": entry.column,
        "unit": entry.unit,
        "date": entry.day,
        "formed_on": entry.formed_on.isoformat() if entry.formed_on else "",
        "effective_on": entry.effective_on.isoformat() if entry.effective_on else "",
        "expires_on": entry.expires_on.isoformat() if entry.expires_on else "",
        "index_number": entry.index_number,
        "document_number": entry.document_number,
        "validity": entry.validity.label if entry.validity else "",
        "topic": list(entry.topic),
        "disclosure": entry.disclosure.label,
    }


def _document_json(inputs: Inputs) -> bytes:
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


def _catalog_json(inputs: Inputs) -> bytes:
    return _json(
        {"generator": "gongkai-ssg", "total": inputs["total"], "parts": list(inputs["parts"])}
    )


def _catalog_part(inputs: Inputs) -> bytes:
    base, labels = inputs["site"][1], inputs["labels"]
    return _json(
        {"documents": [_record(each, base, labels[each.column]) for each in inputs["entries"]]}
    )


def _xml(*lines: str) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()


def _feed(inputs: Inputs) -> bytes:
    """Atom (RFC 4287), with archives (RFC 5005) where not everything fits."""
    origin, base = inputs["site"]
    entries: tuple[Entry, ...] = inputs["entries"]
    updated = max((_atom_time(each) for each in entries), default="1970-01-01T00:00:00+08:00")
    lines = [
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">',
        f"<title>{escape(inputs['title'])}</title>",
        f"<id>{escape(origin + inputs['path'])}</id>",
        f'<link rel="self" href="{escape(origin + inputs["path"])}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(origin + base)}"/>',
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(inputs['organizer'])}</name></author>",
    ]
    if inputs["archived"]:
        lines.append("<fh:archive/>")
    if inputs["previous"]:
        lines.append(
            f'<link rel="prev-archive" href="{escape(origin + base + inputs["previous"])}"/>'
        )
    for each in entries:
        url = escape(origin + base + each.path)
        label = escape(inputs["labels"][each.column])
        lines.append(
            f'<entry><title>{escape(each.title)}</title><id>{url}</id><link rel="alternate" href="{url}"/>'
            f"<updated>{_atom_time(each)}</updated><published>{_atom_time(each)}</published>"
            f"<author><name>{escape(each.unit or inputs['organizer'])}</name></author>"
            f'<category term="{escape(each.column)}" label="{label}"/>'
            f"<summary>{escape(each.summary)}</summary></entry>"
        )
    lines.append("</feed>")
    return _xml(*lines)


def _atom_time(entry: Entry) -> str:
    return f"{entry.day or '1970-01-01'}T{entry.time or '00:00'}:00+08:00"


_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def _sitemap(inputs: Inputs) -> bytes:
    origin, base = inputs["site"]
    return _xml(
        f"<urlset {_SITEMAP}>",
        *(
            f"<url><loc>{escape(origin + base + each.path)}</loc>"
            + (f"<lastmod>{each.day}</lastmod>" if each.date else "") + "</url>"
            for each in inputs["entries"]
        ),
        "</urlset>",
    )  # fmt: skip


def _sitemap_paths(inputs: Inputs) -> bytes:
    origin, base = inputs["site"]
    urls = (f"<url><loc>{escape(origin + base + path)}</loc></url>" for path in inputs["paths"])
    return _xml(f"<urlset {_SITEMAP}>", *urls, "</urlset>")


def _sitemap_index(inputs: Inputs) -> bytes:
    origin, base = inputs["site"]
    lines = [f"<sitemap><loc>{escape(origin + base)}sitemap/columns.xml</loc></sitemap>"]
    for name, newest in inputs["parts"]:
        changed = f"<lastmod>{newest}</lastmod>" if newest else ""
        lines.append(
            f"<sitemap><loc>{escape(origin + base)}sitemap/{name}.xml</loc>{changed}</sitemap>"
        )
    return _xml(f"<sitemapindex {_SITEMAP}>", *lines, "</sitemapindex>")


def _robots(inputs: Inputs) -> bytes:
    origin, base = inputs["site"]
    return f"User-agent: *\nDisallow: {base}search/\nSitemap: {origin}{base}sitemap.xml\n".encode()


#: Every format by the name that pages use for it.
FORMATS: dict[str, Callable[[Inputs], bytes]] = {
    "document.json": _document_json,
    "catalog.json": _catalog_json,
    "catalog_part.json": _catalog_part,
    "feed.xml": _feed,
    "sitemap.xml": _sitemap,
    "sitemap_paths.xml": _sitemap_paths,
    "sitemap_index.xml": _sitemap_index,
    "robots.txt": _robots,
}
