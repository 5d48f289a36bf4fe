"""Page -> bytes. Every renderer is a pure function of the page's inputs, the theme and the text.

It must not decide which pages there are, nor write them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.column_type import Column
from gongkai_ssg.document_view import document_head, document_view, part_head
from gongkai_ssg.errors import GongkaiError
from gongkai_ssg.figure_charts import chart_of_cut
from gongkai_ssg.file_text import read_bytes
from gongkai_ssg.finance_charts import chart_of
from gongkai_ssg.formats import FORMATS
from gongkai_ssg.gazette_view import PrintedIssue
from gongkai_ssg.markup import Body, place_links
from gongkai_ssg.pages import Frame, Page
from gongkai_ssg.policy import GatePolicy
from gongkai_ssg.public import Entry, PublicFile, PublicTable
from gongkai_ssg.reading import PlainPage, Text, read_body
from gongkai_ssg.spool import Spool
from gongkai_ssg.store import Bodies, StoreBodies
from gongkai_ssg.table_view import public_rows, row_view, table_path, table_view
from gongkai_ssg.tables.export import to_csv, to_json, to_xlsx
from gongkai_ssg.tables.table import Table
from gongkai_ssg.theme import Theme

#: Parts that depend on the frame alone: rendered once, and part of every page's fingerprint.
_FRAME_PARTS = {part: f"frame_{part}.html" for part in ("header", "nav", "footer")}

_USUAL = GatePolicy()

MAX_IMAGE = 50 * 1024 * 1024  # bytes of one image in a printed gazette

_decode_text = msgspec.msgpack.Decoder(Text).decode
_decode_page = msgspec.msgpack.Decoder(PlainPage).decode


class Renderer:
    """Renders pages of one build. It survives a fork: each process fills its own caches."""

    def __init__(
        self, root: Path, theme: Theme, bodies: Bodies | StoreBodies | None = None,
        policy: GatePolicy = _USUAL, spool: Spool | None = None,
    ) -> None:  # fmt: skip
        """`policy` says what of a text is masked, as it was when the text was checked.

        `spool` holds the plain bodies that this build has read.
        """
        self._root, self._theme, self._bodies, self._policy = root, theme, bodies, policy
        self._spool = spool
        self._latest: tuple[Entry | None, Text | None] = (None, None)
        self._fingerprints: dict[str, str] = {}  # by template
        self._functions: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
            "document": self._document,
            "document.txt": self._plain_text,
            "table": self._table,
            "row": self._row,
            "stats": self._stats,
            "gazette.pdf": self._gazette_pdf,
            **{f"own_table.{kind}": partial(_own_table, to) for kind, to in _EXPORTS.items()},
            **{f"table.{kind}": partial(self._download, to) for kind, to in _EXPORTS.items()},
            **FORMATS,
        }

    def fingerprint(self, page: Page) -> str:
        """Return the fingerprint of what renders a page beside its inputs; "" without a template."""
        template = _template(page)
        known = self._fingerprints.get(template)
        if known is None:
            known = ""
            if template not in FORMATS and template in self._theme.templates:
                known = self._theme.fingerprint(template, *_FRAME_PARTS.values())
            self._fingerprints[template] = known
        return known

    def warm(self, pages: Sequence[Page]) -> None:
        """Compile the templates of `pages` and render the frame, before processes are forked."""
        for template in {_template(page) for page in pages}:
            if template in self._theme.templates:
                self._theme.compile(template)
        frame = next((page.inputs["frame"] for page in pages if "frame" in page.inputs), None)
        if frame is not None:
            self._frame_html(frame)

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page. Raises ThemeError, or GongkaiError for a text that changed."""
        function = self._functions.get(page.renderer)
        if function is not None:
            return function(page.inputs)
        return self._html(page.renderer, page.inputs)

    def text(self, entry: Entry) -> Text | None:
        """Return body and public rows of a document, None for an entry without text."""
        if entry.text is None:
            return None
        if entry.tables and self._latest[0] is entry:
            return self._latest[1]
        wanted = not entry.text.plain or bool(entry.tables)
        kept = self._bodies.get(entry.source) if wanted and self._bodies is not None else None
        if kept is None:
            return Text(read_body(self._root, entry.source, entry.text.digest, self._policy))
        text = _decode_text(kept)
        tables = tuple(
            public_rows(text.tables[int(public.key[1:]) - 1], public) for public in entry.tables
        )
        made = Text(text.body, tables)
        # The pages of a table and of its rows come one after another.
        self._latest = (entry, made)
        return made

    def _html(self, template: str, values: Mapping[str, Any]) -> bytes:
        frame: Frame = values["frame"]
        return self._theme.render(
            template, {**values, "frame_html": self._frame_html(frame)}
        ).encode()

    def _frame_html(self, frame: Frame) -> dict[str, Any]:
        if frame.base not in self._frame_cache:
            from markupsafe import Markup

            self._frame_cache[frame.base] = {
                part: Markup(self._theme.render(template, {"frame": frame}))
                for part, template in _FRAME_PARTS.items()
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
        body = self._spooled(entry)
        text = self.text(entry) if body is None else Text(body)
        body = text.body if text is not None else None
        tables = zip(text.tables if text is not None else (), entry.tables, strict=True)
        html = place_links(body, entry.text.targets) if body is not None and entry.text else ""
        return self._html(column.type.template, {
            "frame": frame,
            "head": document_head(entry, column, frame),
            "document": document_view(entry, column, frame, inputs),
            "neighbours": inputs["neighbours"],
            "body": Markup(html),
            "toc": body.headings if body is not None else (),
            "tables": tuple(table_view(*each, entry, frame, 1) for each in tables),
            "own": _own(column, entry, inputs),
            "chart": chart_of,
        })  # fmt: skip

    def _spooled(self, entry: Entry) -> Body | None:
        """Return the body of a plain document as its page shows it, where it was just read."""
        plain = entry.text is not None and entry.text.plain and not entry.tables
        kept = self._spool.read(entry.source) if plain and self._spool is not None else None
        if kept is None:
            return None
        page = _decode_page(kept)
        return Body(page.html, headings=page.headings, plain=True)

    def _gazette_pdf(self, inputs: Mapping[str, Any]) -> bytes:
        # Only those need Typst who print a gazette.
        from gongkai_ssg.gazette_pdf import Article, Issue, issue_pdf

        issue: PrintedIssue = inputs["issue"]
        articles: tuple[Entry, ...] = inputs["articles"]
        printed = []
        for article, section in zip(articles, issue.sections, strict=True):
            text = self.text(article)
            assert text is not None and article.text is not None  # only such are printed
            printed.append(Article(
                title=article.title, document_number=article.document_number,
                issuer=article.from_source or issue.organizer, date=article.day, section=section,
                html=place_links(text.body, article.text.targets),
            ))  # fmt: skip
        images = {issue.base + each.path: self._image(each) for each in inputs["images"]}
        return issue_pdf(Issue(
            name=issue.name, year=issue.year, number=issue.number, total_number=issue.total_number,
            date=issue.published_on, organizer=issue.publisher, articles=tuple(printed),
            images=images,
        ))[0]  # fmt: skip

    def _image(self, file: PublicFile) -> bytes:
        try:
            data = read_bytes(self._root / file.source, MAX_IMAGE)
        except ValueError as error:
            raise GongkaiError(f"图片 {file.source} {error}。", "换一张图片后重新构建。") from None
        if len(data) != file.size:
            raise GongkaiError(f"{file.source} 在构建期间被改动。", "保存完毕后重新构建。")
        return data

    def _public_table(self, inputs: Mapping[str, Any]) -> tuple[Table, PublicTable]:
        entry: Entry = inputs["entry"]
        text = self.text(entry)
        assert text is not None  # only documents with a text have tables
        for table, public in zip(text.tables, entry.tables, strict=True):
            if public.key == inputs["key"]:
                return table, public
        raise KeyError(inputs["key"])

    def _plain_text(self, inputs: Mapping[str, Any]) -> bytes:
        """Title, 题注 and text: the form in which a regulation is downloaded."""
        entry: Entry = inputs["entry"]
        text = self.text(entry)
        paragraphs = text.body.paragraphs if text is not None else ()
        parts = (entry.title, inputs["policy"].caption, *paragraphs)
        # Office programs of Windows tell UTF-8 by its mark.
        return ("\ufeff" + "\r\n\r\n".join(filter(None, parts)) + "\r\n").encode()

    def _download(self, export: Callable[[Table], bytes], inputs: Mapping[str, Any]) -> bytes:
        return export(self._public_table(inputs)[0])

    def _table(self, inputs: Mapping[str, Any]) -> bytes:
        entry, column, frame = inputs["entry"], inputs["column"], inputs["frame"]
        number: int = inputs["number"]
        table, public = self._public_table(inputs)
        path = f"{table_path(public)}rows/{number}/"
        head = part_head(entry, column, frame, f"{entry.title}（第 {number} 页）", path)
        view = table_view(table, public, entry, frame, number)
        return self._html("table.html", {"frame": frame, "head": head, "table": view})

    def _stats(self, inputs: Mapping[str, Any]) -> bytes:
        return self._html("stats.html", {**inputs, "chart": chart_of_cut})

    def _row(self, inputs: Mapping[str, Any]) -> bytes:
        entry, column, frame = inputs["entry"], inputs["column"], inputs["frame"]
        place: int = inputs["place"]
        table, public = self._public_table(inputs)
        row = table.rows[place]
        head = part_head(entry, column, frame, row.title, f"{table_path(public)}{row.anchor}/")
        view = row_view(table, public, entry, frame, place)
        return self._html("row.html", {"frame": frame, "head": head, "row": view})


def _own(column: Column, entry: Entry, inputs: Mapping[str, Any]) -> Any:
    """Return what the column type's template reads as `own`."""
    if "issue" in inputs:
        return inputs["issue"]
    if column.type.site_view is not None:
        return column.type.site_view(entry.own, inputs["site"])
    return column.type.own_view(entry.own) if column.type.own_view else entry.own


_EXPORTS: dict[str, Callable[[Table], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}


def _own_table(export: Callable[[Table], bytes], inputs: Mapping[str, Any]) -> bytes:
    make = inputs["column"].type.own_tables
    return next(export(each) for each in make(inputs["entry"].own) if each.form == inputs["form"])


_TEMPLATES = {"table": "table.html", "row": "row.html", "stats": "stats.html"}


def _template(page: Page) -> str:
    """Return the template of a page, or the name of its renderer where it has none."""
    if page.renderer == "document":
        column: Column = page.inputs["column"]
        return column.type.template
    return _TEMPLATES.get(page.renderer, page.renderer)
