"""Reads the clean HTML of a body: its text, headings and anchors, and completes what they need.

It must not know where the HTML comes from; it relies on nh3's output (every tag closed, `<` and
`>` escaped in text and attributes) and does not parse anything else.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from gongkai_ssg.markup_plain import Body, Heading, Link, join_lines_in_html, slug, unique, visible

INLINE_TAGS = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd"}
    | {"mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup"}
    | {"time", "u", "var", "wbr"}
)
"""Tags that do not end a block of text."""
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_PRE = re.compile(r"(<pre[ >].*?</pre>)", re.DOTALL)
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)")
_ANCHOR = re.compile(r' (?:id|name)="([^"]*)"')
_NO_CLASS = ' class=""'
_FOOTNOTE_MARK = re.compile(r' class="footnote-(?:back)?ref"')
_TABLE = '<div class="table-wrap" tabindex="0" role="region" aria-label="表格">'


def read(page: str, used_ids: set[str]) -> Body:
    """Return the Body of a clean page, without its links; `used_ids` are the ids it holds."""
    reader = _Reader(used_ids)
    pieces = _PRE.split(page)
    pieces[::2] = map(join_lines_in_html, pieces[::2])
    for token in _TOKEN.finditer("".join(pieces)):
        closing, tag, attributes, text = token.groups()
        if text is not None:
            reader.text(text)
        elif closing:
            reader.close(tag)
        else:
            reader.open(tag, attributes)
    return reader.body()


class _Reader:
    def __init__(self, used_ids: set[str]) -> None:
        self._used = used_ids
        self._counts: dict[str, int] = {}
        self._out: list[str] = []
        self._anchors: list[str] = []
        self._headings: list[Heading] = []
        self._paragraphs: list[str] = []
        self._line: list[str] = []  # text since the last break between blocks
        self._open_headings: list[tuple[int, int]] = []  # where in _out and _paragraphs
        self._is_pre = self._is_footnote_mark = False

    def open(self, tag: str, attributes: str) -> None:
        if tag not in INLINE_TAGS:
            self._break()
        if tag == "table":
            self._out.append(_TABLE)
        elif tag == "pre":
            self._is_pre = True
        elif tag == "a" and _FOOTNOTE_MARK.search(attributes):
            self._is_footnote_mark = True
        elif tag in _HEADING_TAGS:
            tag = "h2" if tag == "h1" else tag
            self._open_headings.append((len(self._out), len(self._paragraphs)))
        self._anchors += map(html.unescape, _ANCHOR.findall(attributes))
        # nh3 leaves the attribute when it has taken all of an author's classes.
        self._out.append(f"<{tag}{attributes.replace(_NO_CLASS, '')}>")

    def close(self, tag: str) -> None:
        if tag not in INLINE_TAGS:
            self._break()
        if tag == "pre":
            self._is_pre = False
        elif tag == "a":
            self._is_footnote_mark = False
        elif tag in _HEADING_TAGS:
            tag = "h2" if tag == "h1" else tag
            self._close_heading(tag)
        self._out.append(f"</{tag}>")
        if tag == "table":
            self._out.append("</div>")

    def text(self, text: str) -> None:
        self._out.append(text)
        if self._is_footnote_mark:  # our own signpost, not the document's text
            return
        first, *rest = text.split("\n") if self._is_pre else (text,)
        self._line.append(first)
        for line in rest:
            self._break()
            self._line.append(line)

    def _break(self) -> None:
        if self._line:
            if line := visible(html.unescape("".join(self._line))):
                self._paragraphs.append(line)
            self._line.clear()

    def _close_heading(self, tag: str) -> None:
        start, first = self._open_headings.pop()
        text = " ".join(self._paragraphs[first:])
        anchor = re.search(r' id="([^"]*)"', self._out[start])
        if anchor:
            name = html.unescape(anchor[1])
        else:
            name = unique(slug(text), self._used, self._counts)
            self._out[start] = f'{self._out[start][:3]} id="{name}"{self._out[start][3:]}'
            self._anchors.append(name)
        self._headings.append(Heading(int(tag[1]), name, text))

    def body(self) -> Body:
        self._break()
        return Body(
            html="".join(self._out),
            headings=tuple(self._headings),
            anchors=tuple(self._anchors),
            paragraphs=tuple(self._paragraphs),
        )


def locate(links: Iterable[Link], source: str) -> Iterator[Link]:
    """Set the line and column of each link by looking its address up in the source text."""
    ends = [match.start() for match in re.finditer("\n", source)]
    cursor = 0
    budget = 20_000_000  # characters to look through; what then is left stays at 1:1
    for link in links:
        position = -1
        for address, start in (
            (link.href, cursor),
            (link.href, 0),
            (html.escape(link.href, quote=False), 0),
        ):
            if position < 0 and address and budget > 0:
                position = _find_address(address, source, start)
                budget -= (position if position > 0 else len(source)) - start
        if position > 0:
            cursor = max(cursor, position + 1)
            line = bisect_left(ends, position)
            column = position - (ends[line - 1] if line else -1)
            link = msgspec.structs.replace(link, line=line + 1, column=column)
        yield link


def _find_address(address: str, source: str, start: int) -> int:
    """Find an address where one may stand: after `(`, `<`, a quotation mark, `=` or a space."""
    for _ in range(100):
        position = source.find(address, start)
        if position < 0 or (position and source[position - 1] in "(<\"'= \n"):
            return position
        start = position + 1
    return -1
