"""Page -> bytes. Every renderer is a pure function of the page's inputs, the theme and the text.

It must not decide which pages there are, nor write them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from gongkai_ssg.disclose import Entry
from gongkai_ssg.document_view import document_head, document_view
from gongkai_ssg.formats import FORMATS
from gongkai_ssg.markup import Body, place_links
from gongkai_ssg.model import Column
from gongkai_ssg.pages import Frame, Page
from gongkai_ssg.reading import read_body
from gongkai_ssg.store import Bodies
from gongkai_ssg.theme import Theme

#: Parts that depend on the frame alone: rendered once, and part of every page's fingerprint.
_FRAME_PARTS = {part: f"frame_{part}.html" for part in ("header", "nav", "footer")}

_decode_body = msgspec.msgpack.Decoder(Body).decode


class Renderer:
    """Renders pages of one build. It survives a fork: each process fills its own caches."""

    def __init__(self, root: Path, theme: Theme, bodies: Bodies | None = None) -> None:
        self._root, self._theme, self._bodies = root, theme, bodies
        self._functions: dict[str, Callable[[Mapping[str, Any]], bytes]] = {
            "document": self._document,
            **FORMATS,
        }

    def fingerprint(self, page: Page) -> str:
        """Return the fingerprint of what renders a page beside its inputs; "" without a template."""
        template = "document.html" if page.renderer == "document" else page.renderer
        if template in FORMATS or template not in self._theme.templates:
            return ""
        return self._theme.fingerprint(template, *_FRAME_PARTS.values())

    def warm(self, pages: Sequence[Page]) -> None:
        """Compile the templates of `pages` and render the frame, before processes are forked."""
        for template in {"document.html" if p.renderer == "document" else p.renderer for p in pages}:
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
