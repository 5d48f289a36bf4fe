"""Turns the Markdown text of one document into a clean, frozen Body.

Python-Markdown says what Markdown means, nh3 what HTML may pass. This module must not know the
site: what a link resolves to, whether it may be published and at which URL it stands is the
caller's, who sets the addresses with `place_links`.
"""

import hashlib
import html
import re
import threading
from collections.abc import Sequence
from typing import Literal

import msgspec
import nh3

from gongkai_ssg.markup_dialect import Effort, TooInvolved, charge_nesting, dialect
from gongkai_ssg.markup_html import INLINE_TAGS, locate, read
from gongkai_ssg.markup_plain import (
    Body,
    Heading,
    Link,
    is_free_id,
    plain_body,
    visible,
)

__all__ = ["Body", "Heading", "Link", "convert", "library_body", "place_links", "plain_body"]


def convert(text: str) -> Body:
    """Convert the body text of one document; never raises and never loses text."""
    return _from_level_two(plain_body(text) or library_body(text))


def _from_level_two(body: Body) -> Body:
    """Shift the headings so that the highest is an h2, next below the page's title."""
    shift = min((heading.level for heading in body.headings), default=2) - 2
    if not shift:
        return body
    page = body.html
    # Every heading has an id by now; a sign that is no tag is escaped, in text and attributes.
    for level in sorted({heading.level for heading in body.headings}):
        new = level - shift
        page = page.replace(f"<h{level} ", f"<h{new} ").replace(f"</h{level}>", f"</h{new}>")
    headings = tuple(
        msgspec.structs.replace(heading, level=heading.level - shift) for heading in body.headings
    )
    return msgspec.structs.replace(body, html=page, headings=headings)


def library_body(text: str) -> Body:
    """Convert by Python-Markdown and nh3, whatever the text holds."""
    converter: _Converter = getattr(_thread, "converter", None) or _Converter()
    _thread.converter = None  # a converter that raises is left in the middle of something
    try:
        body = converter.convert(text)
    except TooInvolved:
        return _source_body(text)
    _thread.converter = converter
    return body


def place_links(body: Body, targets: Sequence[str | None]) -> str:
    """Return the page's HTML with the address of each of `body.links`; None takes the link away."""
    if len(targets) != len(body.links):
        raise ValueError(f"{len(body.links)} links, {len(targets)} targets")
    if not body.links:
        return body.html

    def place(match: re.Match[str]) -> str:
        target = targets[int(match[2])]
        if target is None:
            return ""
        foreign = match[1] == "href" and re.match(r"(?:https?:)?//", target, re.IGNORECASE)
        rel = ' rel="noopener noreferrer"' if foreign else ""
        return f' {match[1]}="{html.escape(target)}"{rel}'

    return re.sub(rf' (href|src)="{body.token}-(\d+)"', place, body.html)


# ------------------------------------------------------------------ source text

_LINE_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINE = re.compile(r"^[^\S\n]+$", re.MULTILINE)


def _clean_source(text: str) -> str:
    """Take out what no page may hold and what the library takes for marks of its own."""
    text = _CONTROL.sub("", _LINE_END.sub("\n", text))
    return _BLANK_LINE.sub("", _SURROGATE.sub("\ufffd", text))


def _source_body(text: str) -> Body:
    """Show the source as it stands, one paragraph for each line."""
    lines = tuple(filter(None, map(str.strip, _clean_source(text).split("\n"))))
    return Body(
        html="\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines),
        paragraphs=tuple(filter(None, map(visible, lines))),
        degraded=True,
    )


# ------------------------------------------------------------------ what HTML may pass

_BLOCK_TAGS = (
    {"address", "article", "aside", "blockquote", "br", "caption", "center", "col", "colgroup"}
    | {"dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer", "header", "hr"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES = {
    "*": {"dir", "id", "lang", "title"},
    "a": {"href", "name"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
    "time": {"datetime"},
}
_ALIGNED = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "caption")
_ALIGN_CLASSES = {"align-left", "align-center", "align-right", "no-indent"}
_CLASSES = dict.fromkeys(_ALIGNED, _ALIGN_CLASSES) | {
    "a": {"footnote-ref", "footnote-backref"},
    "div": _ALIGN_CLASSES | {"footnote", "toc"},
}
_SAFE = {"link": {"http", "https", "mailto", "tel", "ftp"}, "image": {"http", "https"}}
# nh3 drops an address with a scheme that it does not know before we see it. Those that are worth
# a word to the author (scripts, and files on the author's own disk) pass nh3 and end in _link.
_SEEN_SCHEMES = (
    {"http", "https", "mailto", "tel", "ftp"}
    | {"about", "blob", "data", "file", "javascript", "vbscript"}
    | set("abcdefghijklmnopqrstuvwxyz")
)
_SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class _Converter:
    """The library's objects, made once for each thread, and what one document leaves in them."""

    def __init__(self) -> None:
        self._effort = Effort()
        self._markdown = dialect(self._effort)
        self._cleaner = nh3.Cleaner(
            tags=_BLOCK_TAGS | INLINE_TAGS,
            clean_content_tags={"iframe", "math", "noscript", "script", "style", "svg", "template"},
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            tag_attribute_values={tag: {"align": {"left", "center", "right"}} for tag in _ALIGNED},
            set_tag_attribute_values={"img": {"loading": "lazy"}},
            allowed_classes=_CLASSES,
            attribute_filter=self._attribute,
            link_rel=None,
            url_schemes=_SEEN_SCHEMES,
        )

    def convert(self, text: str) -> Body:
        """Convert one document; raises whatever the library raises."""
        self._links: list[Link] = []
        self._ids: set[str] = set()
        self._effort.reset()
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12)
        self._token = "gk-link-" + digest.hexdigest()
        try:
            raw = self._markdown.reset().convert(_clean_source(text))
        except Exception as fault:  # an outsider's text; what breaks on it is not ours to list
            raise TooInvolved from fault
        charge_nesting(raw, self._effort)
        page = _CONTROL.sub("", self._cleaner.clean(raw))
        return msgspec.structs.replace(
            read(page, self._ids),
            links=tuple(locate(self._links, text)),
            token=self._token if self._links else "",
        )

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name in ("href", "src"):
            return self._link("image" if tag == "img" else "link", value)
        if name in ("id", "name"):
            if value in self._ids or not is_free_id(value) or re.search(r"\s", value):
                return None
            self._ids.add(value)
        return value

    def _link(self, kind: Literal["link", "image"], address: str) -> str | None:
        scheme = _SCHEME.match(re.sub(r"[\t\n\r]", "", address))
        unsafe = scheme is not None and scheme[1].lower() not in _SAFE[kind]
        self._links.append(Link(address, 1, 1, kind, unsafe))
        return None if unsafe else f"{self._token}-{len(self._links) - 1}"


_thread = threading.local()
