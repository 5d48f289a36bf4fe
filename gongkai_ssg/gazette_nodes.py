"""The values that stand between an article's HTML and its printed page.

They are what `gazette.typ` reads as JSON, and nothing else: text, marks and places, never Typst
source. This module must not know HTML, fonts or Typst.
"""

import re
from typing import TypeAlias

import msgspec

BREAK = "\u200b"
"""Inside a Run's text: the line may be broken here. It is not printed."""

MISSING = "?"
"""The name of an image that is not there: its text is printed in its place."""


class Run(msgspec.Struct, frozen=True):
    """Text in one look; `marks` holds a letter for each.

    b bold, e emphasis, u underlined, s struck out, c code, h 黑体, k 楷体, ^ raised, _ lowered.
    """

    text: str
    marks: str = ""
    image: str = ""
    """The name of an image file that stands in the line; `text` is then what it shows."""
    width: int = 0
    """Of an image, in CSS pixels; 0 for its own width."""


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph", tag_field="kind"):
    """One paragraph; `role` is its place in an official document, "" for running text."""

    runs: tuple[Run, ...]
    align: str = ""
    role: str = ""


class Title(msgspec.Struct, frozen=True, tag="title", tag_field="kind"):
    """A heading of the text, from level 2; it becomes a bookmark."""

    level: int
    runs: tuple[Run, ...]
    align: str = ""


class Signature(msgspec.Struct, frozen=True, tag="signature", tag_field="kind"):
    """发文机关署名 (one line for each organ) and 成文日期."""

    organs: tuple[tuple[Run, ...], ...]
    date: tuple[Run, ...]


class Picture(msgspec.Struct, frozen=True, tag="picture", tag_field="kind"):
    """An image on a line of its own; `width` in CSS pixels, 0 for its own width."""

    image: str
    text: str
    width: int = 0


class Preformatted(msgspec.Struct, frozen=True, tag="preformatted", tag_field="kind"):
    """Lines kept as they are."""

    text: str


class Rule(msgspec.Struct, frozen=True, tag="rule", tag_field="kind"):
    """A line across the text."""


class Listing(msgspec.Struct, frozen=True, tag="listing", tag_field="kind"):
    """A list; `numbering` is a Typst pattern ("1."), or "" for bullets."""

    items: tuple[tuple["Block", ...], ...]
    numbering: str = ""
    start: int = 1


class Quote(msgspec.Struct, frozen=True, tag="quote", tag_field="kind"):
    """A quoted passage."""

    blocks: tuple["Block", ...]


class Notes(msgspec.Struct, frozen=True, tag="notes", tag_field="kind"):
    """The notes of an article, in the order of their marks 注1, 注2 …"""

    items: tuple[tuple["Block", ...], ...]


class GridCell(msgspec.Struct, frozen=True):
    """A cell that begins at column `x` and row `y` (from 0) and spans at least 1 by 1."""

    x: int
    y: int
    colspan: int
    rowspan: int
    align: str
    blocks: tuple["Block", ...]


class Grid(msgspec.Struct, frozen=True, tag="grid", tag_field="kind"):
    """A table: `widths` are shares of the text width; the first `header_rows` rows are its head."""

    caption: tuple[Run, ...]
    widths: tuple[int, ...]
    header_rows: int
    repeat: bool
    cells: tuple[GridCell, ...]


Block: TypeAlias = (
    Paragraph | Title | Signature | Picture | Preformatted | Rule | Listing | Quote | Notes | Grid
)


_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[ \t\n\f\r\x85\xa0\u2028\u2029]+")


def printable(text: str) -> str:
    """Return text without what no page shows; spaces and line ends stay."""
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))


def one_line(text: str) -> str:
    """Return printable text with one space for each run of spaces and line ends."""
    return _SPACES.sub(" ", printable(text))


def plain_text(runs: tuple[Run, ...]) -> str:
    """Return what the runs say, without marks and images."""
    return "".join(run.text for run in runs if not run.image).replace(BREAK, "").strip()


# Where an address or a long number may be broken; typesetting breaks Latin words nowhere else.
_LONG = re.compile(r"[!-~\u00a1-\u024f\u2010-\u2027]{16,}")
_PIECE = re.compile(r"(\S{8})(?=\S{4})")


def breakable(text: str) -> str:
    """Return text with BREAK set in whatever is too long for a line and has no place to break."""
    return _LONG.sub(lambda found: _PIECE.sub(rf"\1{BREAK}", found[0]), text)
