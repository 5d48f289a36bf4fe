"""Reads the clean HTML of an article into the blocks that are printed.

It relies on what `markup` produces and on nothing more: whatever else the HTML holds becomes text.
It must not know official layout (gazette_layout), fonts or Typst.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

from gongkai_ssg.gazette_grid import grid
from gongkai_ssg.gazette_nodes import (
    MISSING,
    Block,
    GridCell,
    Listing,
    Notes,
    Paragraph,
    Picture,
    Preformatted,
    Quote,
    Rule,
    Run,
    Title,
    breakable,
    one_line,
    printable,
)
from gongkai_ssg.markup_html import INLINE_TAGS

_VOID = frozenset(("br", "col", "hr", "img", "wbr"))
_MARKS = (
    dict.fromkeys(("b", "strong"), "b")
    | dict.fromkeys(("cite", "dfn", "em", "i", "var"), "e")
    | dict.fromkeys(("ins", "u"), "u")
    | dict.fromkeys(("del", "s"), "s")
    | dict.fromkeys(("code", "kbd", "samp"), "c")
    | {"sub": "_", "sup": "^"}
)
_NUMBERING = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}
_DEPTH = 6  # lists, quotations and tables in each other; what lies deeper is printed as paragraphs


class _Element:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[_Element | str] = []

    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def number(self, name: str, default: int, largest: int = 10_000) -> int:
        text = self.attributes.get(name, "")
        return min(int(text), largest) if text.isascii() and text.isdigit() else default

    def find(self, *tags: str) -> "Iterator[_Element]":
        """Give the elements with one of these tags, but not those inside another table."""
        for child in self.children:
            if isinstance(child, _Element):
                if child.tag in tags:
                    yield child
                elif child.tag != "table":
                    yield from child.find(*tags)


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID and len(self._open) < 150:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(printable(data))


def read_blocks(html: str, images: Mapping[str, str]) -> tuple[Block, ...]:
    """Return the blocks of a body; `images` gives the file name for each address in `src`."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    return _Flow(images, 0).read(tree.root.children)


class _Flow:
    """The blocks of one container: the body, a list item, a cell."""

    def __init__(self, images: Mapping[str, str], depth: int) -> None:
        self._images = images
        self._depth = depth
        self._blocks: list[Block] = []
        self._runs: list[Run] = []

    def read(self, nodes: Iterable["_Element | str"], align: str = "") -> tuple[Block, ...]:
        self._walk(nodes, "", align)
        self._end_paragraph(align)
        return tuple(self._blocks)

    def _inner(self, element: _Element) -> tuple[Block, ...]:
        return _Flow(self._images, self._depth + 1).read(element.children)

    def _walk(self, nodes: Iterable["_Element | str"], marks: str, align: str) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._runs.append(Run(one_line(node), marks))
            elif node.tag in INLINE_TAGS or node.tag == "br":
                self._inline(node, marks, align)
            else:
                self._end_paragraph(align)
                self._block(node, marks, _align(node) or align)

    def _inline(self, element: _Element, marks: str, align: str) -> None:
        tag = element.tag
        if tag == "br":
            self._runs.append(Run("\n"))
        elif tag == "img":
            text = one_line(element.attributes.get("alt", "")).strip()
            name = self._images.get(element.attributes.get("src", ""), "")
            self._runs.append(Run(text, "", name or MISSING, element.number("width", 0)))
        elif "footnote-backref" not in element.classes():  # there is no way back on paper
            opening, closing = ("“", "”") if tag == "q" else ("", "")
            inner = marks + _MARKS.get(tag, "")
            self._walk((opening, *element.children, closing), inner, align)

    def _block(self, element: _Element, marks: str, align: str) -> None:
        tag = element.tag
        if re.fullmatch("h[1-6]", tag):
            if runs := self._line(element):
                self._blocks.append(Title(max(2, int(tag[1])), runs, align))
        elif tag == "hr":
            self._blocks.append(Rule())
        elif tag == "pre":
            text = "".join(_texts(element)).strip("\n").replace("\xa0", " ")
            self._blocks.append(Preformatted(breakable(text)))
        elif tag == "div" and "footnote" in element.classes():
            items = tuple(self._inner(item) for item in element.find("li"))
            self._blocks.append(Notes(items))
        elif self._depth < _DEPTH and tag in ("ul", "ol"):
            items = tuple(self._inner(item) for item in element.find("li"))
            pattern = _NUMBERING.get(element.attributes.get("type", ""), "1.")
            numbering = pattern if tag == "ol" else ""
            if items:
                self._blocks.append(Listing(items, numbering, element.number("start", 1)))
        elif self._depth < _DEPTH and tag == "blockquote":
            self._blocks.append(Quote(self._inner(element)))
        elif self._depth < _DEPTH and tag == "table":
            self._table(element)
        else:
            bold = "b" if tag in ("dt", "summary", "caption") else ""
            align = "center" if tag in ("center", "figcaption", "caption") else align
            self._walk(element.children, marks + bold, align)
            self._end_paragraph(align)

    def _line(self, element: _Element) -> tuple[Run, ...]:
        """Return all text and images of an element in one line, whatever blocks it holds."""
        runs: list[Run] = []
        for block in _Flow(self._images, _DEPTH).read(element.children):
            if isinstance(block, Paragraph | Title):
                runs += block.runs
            elif isinstance(block, Picture):
                runs.append(Run(block.text, "", block.image, block.width))
        return tuple(runs)

    def _end_paragraph(self, align: str) -> None:
        runs = _trimmed(self._runs)
        self._runs = []
        pictures = [run for run in runs if run.image]
        if pictures and all(run.image or not run.text.strip() for run in runs):
            self._blocks += (Picture(run.image, run.text, run.width) for run in pictures)
        elif runs:
            self._blocks.append(Paragraph(runs, align))

    def _table(self, table: _Element) -> None:
        captions = [self._line(caption) for caption in table.find("caption")]
        rows: list[list[GridCell]] = []
        header_rows = 0
        for part in _parts(table):
            for row in part.find("tr"):
                cells = [self._cell(cell, row) for cell in row.find("td", "th")]
                is_head = all(cell.tag == "th" for cell in row.find("td", "th"))
                if header_rows == len(rows) and cells and (part.tag == "thead" or is_head):
                    header_rows += 1
                rows.append(cells)
        caption = captions[0] if captions else ()
        self._blocks += grid(caption, rows, header_rows)

    def _cell(self, cell: _Element, row: _Element) -> GridCell:
        return GridCell(
            x=0,
            y=0,
            colspan=max(1, cell.number("colspan", 1, 1000)),
            rowspan=cell.number("rowspan", 1, 65534),
            align=_align(cell) or _align(row),
            blocks=self._inner(cell),
        )


def _parts(table: _Element) -> list[_Element]:
    """List thead, tbodies and tfoot in the order in which a browser shows them."""
    parts = list(table.find("thead", "tbody", "tfoot"))
    if not parts:
        return [table]
    order = {"thead": 0, "tbody": 1, "tfoot": 2}
    return sorted(parts, key=lambda part: order[part.tag])


def _align(element: _Element) -> str:
    names = [name.removeprefix("align-") for name in element.classes()]
    names.append(element.attributes.get("align", ""))
    return next((name for name in names if name in ("left", "center", "right")), "")


def _texts(element: _Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        else:
            yield from _texts(child)


def _trimmed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Join runs of one look, keep one space of each row of them, none at either end."""
    joined: list[Run] = []
    for run in runs:
        if run.image:
            joined.append(run)
            continue
        text = run.text
        before = joined[-1].text[-1:] if joined and not joined[-1].image else ""
        if not joined or before in (" ", "\n"):
            text = text.lstrip(" ")
        if not joined:
            text = text.lstrip("\u3000\n")
        if not text:
            continue
        if text == "\n" and before == " ":
            joined[-1] = Run(joined[-1].text.rstrip(" "), joined[-1].marks)
        if joined and not joined[-1].image and joined[-1].marks == run.marks:
            joined[-1] = Run(joined[-1].text + text, run.marks)
        else:
            joined.append(Run(text, run.marks))
    while joined and not joined[-1].image:
        last = joined.pop()
        if text := last.text.rstrip(" \n\u3000"):
            joined.append(Run(text, last.marks))
            break
    return tuple(run if run.image else Run(breakable(run.text), run.marks) for run in joined)
