"""Issues of a gazette -> what their pages, the archive, the search and the PDF show.

Pure functions of public entries. It must not know a text, templates or files.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column
from gongkai_ssg.columns.gazette import CONTAINS, PRINTED_IN
from gongkai_ssg.links import inside
from gongkai_ssg.pages import Link
from gongkai_ssg.public import Entry, PublicFile
from gongkai_ssg.text import human_size

__all__ = [
    "CONTAINS", "PRINTED_IN", "ArchiveYear", "IssueView", "PrintedIssue", "archive", "is_gazette",
    "issue_link", "issue_paragraphs", "issue_view", "issues_of", "printed_articles",
    "printed_images", "printed_issue", "printed_path",
]  # fmt: skip

_NAME = re.compile(r"《([^《》]+)》")
_SENTENCE = re.compile(r"[^。；！？]+[。；！？”’』」）]*")
_IMAGES = ("jpg", "jpeg", "png", "gif", "webp")


class ContentsLine(msgspec.Struct, frozen=True):
    """One line of the contents; `url` is "" for what is not on the site."""

    title: str
    url: str
    number: str  # 文号
    page: str
    validity: str  # label where the document is no longer in force, "" otherwise


class Section(msgspec.Struct, frozen=True):
    """Lines that stand under one heading, "" without one."""

    label: str
    items: tuple[ContentsLine, ...]


class ScanPage(msgspec.Struct, frozen=True):
    """The text of one page of a scan, and where the PDF shows that page."""

    label: str
    anchor: str
    url: str
    paragraphs: tuple[str, ...]


class Download(msgspec.Struct, frozen=True):
    """A PDF to download."""

    label: str
    url: str
    name: str
    size: str  # "" where it is not known before the build


class IssueView(msgspec.Struct, frozen=True):
    """One issue as its page shows it."""

    name: str
    label: str  # "2026年第2期"
    total: str  # "总第98期" or ""
    published_on: str
    pages: str  # 页数 or ""
    sections: tuple[Section, ...]
    pdf: Download | None
    scan: Download | None
    scan_pages: tuple[ScanPage, ...]
    previous: Link | None
    next: Link | None
    search: str  # where the search form leads
    column: str  # label of the column, by which it is limited


class ArchiveYear(msgspec.Struct, frozen=True):
    """The issues of one year in their order; note = number of the series."""

    label: str
    issues: tuple[Link, ...]


class PrintedIssue(msgspec.Struct, frozen=True):
    """What the PDF says of the issue beside its articles."""

    name: str
    year: int
    number: int
    total_number: int | None
    published_on: str
    publisher: str  # of the gazette
    organizer: str  # of the site: it issued what names no other source
    base: str
    sections: tuple[str, ...]  # of each article


def is_gazette(column: Column) -> bool:
    """Tell whether the documents of a column are issues of a gazette."""
    return column.type.key == "gazette"


def _order(entry: Entry) -> tuple[int, int, str]:
    return (entry.own["year"], entry.own["number"], entry.path)


def issues_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return the documents that are issues, oldest first: those with a year and a number."""
    return sorted((e for e in entries if e.own.get("year") and e.own.get("number")), key=_order)


def _name(entry: Entry, column: str) -> str:
    found = _NAME.search(entry.title)
    return str(entry.own.get("name") or (found[1] if found else column))


def _label(entry: Entry) -> str:
    return f"{entry.own['year']}年第{entry.own['number']}期"


def issue_link(entry: Entry, column: str, link: Link) -> Link:
    """Return how an article names the issue that it is printed in; `link` is the usual link."""
    if not issues_of([entry]):
        return link
    return Link(f"《{_name(entry, column)}》{_label(entry)}", link.url, _published(entry))


def _published(entry: Entry) -> str:
    return str(entry.own.get("published_on") or entry.day)


# --- contents --------------------------------------------------------------------------


class _Line(msgspec.Struct, frozen=True):
    item: Mapping[str, Any]
    article: Entry | None

    @property
    def title(self) -> str:
        return self.article.title if self.article else str(self.item.get("title", ""))

    @property
    def number(self) -> str:
        own = str(self.item.get("document_number", ""))
        return own or (self.article.document_number if self.article else "")


def _lines(entry: Entry, entries: Mapping[str, Entry]) -> list[tuple[str, list[_Line]]]:
    """Return the contents by section; a line that names nothing public and has no title is left out.

    The border has replaced every reference by the source of a public document, or dropped it.
    """
    sections: dict[str, list[_Line]] = {}
    for item in entry.own.get("contents") or ():
        line = _Line(item, entries.get(item.get("article", "")))
        if line.title:
            sections.setdefault(str(item.get("section", "")), []).append(line)
    return list(sections.items())


def issue_view(
    entry: Entry, issues: Sequence[Entry], entries: Mapping[str, Entry], column: Column,
    base: str, search: str, pdf_path: str,
) -> IssueView:  # fmt: skip
    """Return the view of one issue.

    `issues` are those of the column in their order, `entries` all documents by source; `pdf_path`
    is the output path of the PDF set from the articles, "" where there is none.
    """
    own = entry.own
    place = issues.index(entry) if entry in issues else -1
    scan = _scan(entry, base)
    pages = tuple(_scan_pages(entry, scan))
    by_page = {
        page["page"]: made for page, made in zip(own.get("scan_pages") or (), pages, strict=True)
    }

    def line(each: _Line) -> ContentsLine:
        page = each.item.get("page")
        url = base + each.article.path if each.article else ""
        if not url and page in by_page:
            url = by_page[page].url
        validity = each.article.validity if each.article else None
        return ContentsLine(
            each.title, url, each.number, "" if page is None else str(page),
            validity.label if validity and not validity.in_force else "",
        )  # fmt: skip

    total = own.get("total_number")
    return IssueView(
        name=_name(entry, column.label),
        label=_label(entry) if place >= 0 else "",
        total=f"总第{total}期" if total else "",
        published_on=_published(entry),
        pages=str(own.get("pages") or ""),
        sections=tuple(
            Section(label, tuple(map(line, lines))) for label, lines in _lines(entry, entries)
        ),
        pdf=_pdf(entry, entries, base, pdf_path),
        scan=scan,
        scan_pages=pages,
        previous=_step(issues, place - 1, base) if place > 0 else None,
        next=_step(issues, place + 1, base) if 0 <= place < len(issues) - 1 else None,
        search=search,
        column=column.label,
    )


def _step(issues: Sequence[Entry], place: int, base: str) -> Link:
    return Link(_label(issues[place]), base + issues[place].path)


def _pdf(entry: Entry, entries: Mapping[str, Entry], base: str, path: str) -> Download | None:
    if not path:
        return None
    lines = [line for _, lines in _lines(entry, entries) for line in lines]
    there = len(printed_articles(entry, entries))
    label = "下载本期 PDF"
    if there < len(lines):
        label = f"下载本期 PDF（本站有全文的 {there} 篇）"
    return Download(label, base + path, f"{entry.title}.pdf", "")


def _scan(entry: Entry, base: str) -> Download | None:
    source = inside(posixpath.dirname(entry.source), str(entry.own.get("scan") or "."))
    for each in entry.attachments:
        if each.file.source == source:
            name = posixpath.basename(source)
            size = human_size(each.file.size)
            return Download("下载扫描件", base + each.file.path, name, size)
    return None


def _scan_pages(entry: Entry, scan: Download | None) -> Iterator[ScanPage]:
    for page in entry.own.get("scan_pages") or ():
        place: int = page["place"]
        url = f"{scan.url}#page={place}" if scan else ""
        yield ScanPage(page["label"], f"page-{place}", url, tuple(page["text"]))


# --- archive and search ----------------------------------------------------------------


def archive(issues: Sequence[Entry], base: str) -> tuple[ArchiveYear, ...]:
    """Return the issues by year, the newest year first, the issues of a year in their order."""
    years: dict[int, list[Link]] = {}
    for entry in issues:
        total = entry.own.get("total_number")
        note = f"总第{total}期" if total else ""
        link = Link(f"第{entry.own['number']}期", base + entry.path, note)
        years.setdefault(entry.own["year"], []).append(link)
    return tuple(
        ArchiveYear(f"{y}年", tuple(links)) for y, links in sorted(years.items(), reverse=True)
    )


def issue_paragraphs(entry: Entry, entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """Return what search finds of an issue beside its body: its contents, and its scanned pages.

    Every sentence of a page begins with the page: an excerpt, which begins shortly before what
    was looked for, then tells where it stands.
    """
    found = [
        " ".join(filter(None, (section, line.title, line.number)))
        for section, lines in _lines(entry, entries)
        for line in lines
    ]
    for page in entry.own.get("scan_pages") or ():
        sentences = (each for text in page["text"] for each in _SENTENCE.findall(text))
        found += [
            f"{page['label']}　{sentence.strip()}" for sentence in sentences if sentence.strip()
        ]
    return tuple(found)


# --- the PDF ---------------------------------------------------------------------------


def printed_articles(entry: Entry, entries: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """Return the documents of the contents that have a text, in the order of the contents."""
    return tuple(article for _, article in _printed(entry, entries))


def _printed(entry: Entry, entries: Mapping[str, Entry]) -> Iterator[tuple[str, Entry]]:
    for section, lines in _lines(entry, entries):
        for line in lines:
            if line.article is not None and line.article.text is not None:
                yield section, line.article


def printed_issue(
    entry: Entry, entries: Mapping[str, Entry], column: Column, organizer: str, base: str
) -> PrintedIssue:
    """Return what the PDF of an issue says; `organizer` is that of the site."""
    own = entry.own
    return PrintedIssue(
        name=_name(entry, column.label), year=own["year"], number=own["number"],
        total_number=own.get("total_number"), published_on=_published(entry),
        publisher=entry.from_source or organizer, organizer=organizer, base=base,
        sections=tuple(section for section, _ in _printed(entry, entries)),
    )  # fmt: skip


def printed_images(
    articles: Iterable[Entry], files: Mapping[str, PublicFile]
) -> tuple[PublicFile, ...]:
    """Return the images that the articles may show; `files` are all that ship, by their URL."""
    found: dict[str, PublicFile] = {}
    for article in articles:
        for target in article.text.targets if article.text else ():
            file = files.get(target or "")
            if file is not None and file.path.rpartition(".")[2].lower() in _IMAGES:
                found[file.path] = file
    return tuple(found.values())


def printed_path(entry: Entry, taken: Container[str], base: str) -> str:
    """Return where the PDF of an issue lies; never at one of the URLs that files have already."""
    slug = entry.path.rstrip("/").rpartition("/")[2]
    name = f"{entry.path}{slug}.pdf"
    while base + name in taken:
        slug += "-x"
        name = f"{entry.path}{slug}.pdf"
    return name
