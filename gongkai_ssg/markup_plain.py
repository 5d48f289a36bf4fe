"""Turns plain prose (paragraphs and `#` headings only) into a Body without the Markdown library.

It also holds the values and the rules for Chinese text that both ways obey. It must not know
Python-Markdown, HTML cleaning, the site or its URLs; what it cannot read exactly as the library
would, it leaves alone. `tests/test_markup.py` holds both ways to the same Body.
"""

import re
from html import escape
from typing import Literal

import msgspec

from gongkai_ssg.late_pattern import late_pattern

# ------------------------------------------------------------------ values


class Link(msgspec.Struct, frozen=True):
    """One link or image as the author wrote it; line and column count from 1 in the body text."""

    href: str
    line: int
    column: int
    kind: Literal["link", "image"]
    unsafe: bool = False
    """The address has a scheme that no page may carry; the page shows the text without a link."""


class Heading(msgspec.Struct, frozen=True):
    """One heading of the page; level 2 to 6, because the page's title is the only level 1."""

    level: int
    id: str
    text: str


class Body(msgspec.Struct, frozen=True):
    """The body of one document, ready to be placed in a page.

    `html` is clean; its addresses are placeholders until `markup.place_links` sets them, in the
    order of `links`. `paragraphs` is the text that a reader sees, one string for each block.
    `degraded` says that the Markdown was too involved to read: the source is shown as it stands.
    """

    html: str
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    plain: bool = False
    degraded: bool = False
    token: str = ""


# ------------------------------------------------------------------ rules for Chinese text

# Chinese characters and full-width marks; quotation marks, dashes and dots count as Chinese ones.
_WIDE = (
    r"[\u2460-\u24ff\u2776-\u2793\u2e80-\u2fff\u3001-\ua4cf\uf900-\ufaff\ufe30-\ufe4f"
    r"\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff\u00b7\u2014\u2018\u2019\u201c\u201d\u2026]"
)

_NUMERAL = "〇零一二三四五六七八九十百千两"
# A line may begin with a number that its sentence cites (“第三条规定”, “（一）项”).
_CITED_ARTICLE = "第|的|至|款|规定|所[列称述]|[和及或与、]第|之[一规]|[，。；）)]"
_CITED_ITEM = "项(?!目)|款(?!项)|[至、，。；）)]"

_OPENS_ITEM = late_pattern(
    rf"第[{_NUMERAL}0-9０-９]{{1,8}}[编章节条](?!{_CITED_ARTICLE})"
    rf"|[{_NUMERAL}]{{1,5}}[、．]"
    rf"|[（(](?:[{_NUMERAL}]{{1,5}}|[0-9０-９]{{1,3}})[)）](?!{_CITED_ITEM})"
    r"|[0-9０-９]{1,3}(?:[、)）]|[.．](?![0-9０-９](?![0-9０-９]{3}年)))"  # 3.5 is no item
    r"|[\u2460-\u249b\u24ea-\u24f4\u2776-\u2793\u3220-\u3229]"
)
_JOIN = late_pattern(rf"(?<={_WIDE})\n(?={_WIDE})")
_INLINE_TAGS = (
    r"(?:</?(?:a|abbr|b|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u)"
    r"(?: [^<>]*)?>)*"
)
_JOIN_IN_HTML = late_pattern(rf"(?<={_WIDE})({_INLINE_TAGS}) *\n *({_INLINE_TAGS})(?={_WIDE})")
_SPACES = late_pattern(r"[ \t\n\f\r\xa0]+")
_INVISIBLE = late_pattern("[\xad\u200b\u2060\ufeff]")


def opens_paragraph(line: str) -> bool:
    """Say whether a line begins a paragraph of its own: it is indented or opens a numbered item."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    return len(indent) >= 4 or indent.strip(" ") != "" or _OPENS_ITEM.match(text) is not None


def join_lines(text: str) -> str:
    """Drop the line breaks that stand between two Chinese characters; others stay."""
    return _JOIN.sub("", text) if "\n" in text else text


def join_lines_in_html(html: str) -> str:
    """Do the same in HTML, where tags of emphasis or links may stand at the break."""
    return _JOIN_IN_HTML.sub(r"\1\2", html)


def visible(text: str) -> str:
    """Give text as a reader sees it: one space for each run of spaces, nothing invisible."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


# ------------------------------------------------------------------ ids

RESERVED_IDS = frozenset(
    ("content", "main", "search-form", "search-more", "search-results", "search-status", "top")
)
"""Ids that the theme uses; beside them everything that begins with `gk-`."""


_NOT_IN_ID = late_pattern(r"[^\w\s-]")


def is_free_id(name: str) -> bool:
    """Say whether an author may use this id."""
    return bool(name) and name not in RESERVED_IDS and not name.lower().startswith("gk-")


def slug(text: str, separator: str = "-") -> str:
    """Make the id of a heading from its text: letters of any script, digits and hyphens."""
    words = _NOT_IN_ID.sub("", text).strip().lower()
    name = re.sub(rf"[{separator}\s]+", separator, words)
    return name if is_free_id(name) else f"section{separator}{name}" if name else "section"


def unique(name: str, used: set[str], counts: dict[str, int]) -> str:
    """Number a repeated id (`x`, `x_1`, `x_2`) and note it as used."""
    if name in used:
        number = counts.get(name, 0) + 1
        while f"{name}_{number}" in used:
            number += 1
        counts[name] = number
        name = f"{name}_{number}"
    used.add(name)
    return name


# ------------------------------------------------------------------ the short way

_SIGNS = late_pattern(
    r"[*_`\\\[{|&<>"
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Signs that official texts use as such: 《<某法>的决定》, [2024]5号, R&D, a space without width.
_MARKUP = late_pattern(
    r"[*_`\\{|"
    r"\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u2028\u2029\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
    r"|<(?![\u3400-\u9fff])|&(?=#|[0-9A-Za-z]+;)|\](?=[(:])|\[(?=\^|TOC\])"
)
_MARKED_LINE = late_pattern(r"\n(?: *[-+=~>]|[^\S\n]+#)")
_SIGN_IN_HEADING = late_pattern(r"\n#.*[\[&<>\u200b]")


def plain_body(text: str) -> Body | None:
    """Convert plain prose; None when the text holds anything that Markdown could read as markup."""
    has_signs = _SIGNS.search(text) is not None
    lines = "\n" + text
    if _MARKED_LINE.search(lines) or "  \n" in text or (has_signs and _has_markup(lines)):
        return None
    html: list[str] = []
    paragraphs: list[str] = []
    headings: list[Heading] = []
    used: set[str] = set()
    counts: dict[str, int] = {}
    for block in _blocks(text):
        paragraph = block
        if block[0] == "#":
            paragraph = block.lstrip("#")
            level = len(block) - len(paragraph)
            paragraph = paragraph.strip()
            if level > 6 or not paragraph or "#" in paragraph:
                return None
            shown = visible(paragraph)
            name = unique(slug(shown), used, counts)
            level = min(level + 1, 6)
            headings.append(Heading(level, name, shown))
            html.append(f'<h{level} id="{name}">{paragraph}</h{level}>')
        else:
            html.append(f"<p>{escape(paragraph, False) if has_signs else paragraph}</p>")
        paragraphs.append(paragraph)
    page = "\n".join(html)
    if "\xa0" in page:
        page = page.replace("\xa0", "&nbsp;")
    # A line break inside a paragraph shows as more breaks than stand between the blocks.
    if has_signs or "\xa0" in text or "  " in text or page.count("\n") >= len(paragraphs):
        paragraphs = _visible_all(paragraphs)
    return Body(
        html=page,
        headings=tuple(headings),
        anchors=tuple(heading.id for heading in headings),
        paragraphs=tuple(paragraphs),
        plain=True,
    )


def _visible_all(paragraphs: list[str]) -> list[str]:
    """Do what `visible` does to each paragraph, in one pass; leave out what shows nothing."""
    # NUL parts them: no text that comes here has one.
    text = _SPACES.sub(" ", _INVISIBLE.sub("", "\0".join(paragraphs)))
    return [shown for each in text.split("\0") if (shown := each.strip())]


def _has_markup(lines: str) -> bool:
    """Say whether signs may be markup: brackets around an address, a sign in a heading, and such."""
    return bool(
        _MARKUP.search(lines) or _SIGN_IN_HEADING.search(lines) or ("<" in lines and "@" in lines)
    )


def _blocks(text: str) -> list[str]:
    """List the headings (with their `#`) and the paragraphs, their lines stripped and joined."""
    blocks: list[str] = []
    more: list[str] = []  # lines that go on with the last block
    is_open = False
    for line in text.split("\n"):
        stripped = line.strip()
        if is_open and stripped and line[0] != "#" and not opens_paragraph(line):
            more.append(stripped)
            continue
        if more:
            blocks[-1] = join_lines("\n".join([blocks[-1], *more]))
            more = []
        is_open = stripped != "" and line[0] != "#"
        if stripped:
            blocks.append(stripped)
    if more:
        blocks[-1] = join_lines("\n".join([blocks[-1], *more]))
    return blocks
