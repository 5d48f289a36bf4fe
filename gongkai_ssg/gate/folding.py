"""Text -> the text that a reader sees: without tags, entities and what is invisible.

Only texts that hold such things are unwrapped; offsets lead back to the text as written.
"""

from __future__ import annotations

import bisect
import html
import re
import unicodedata

from gongkai_ssg.gate.quick import is_wrapped
from gongkai_ssg.late_pattern import late_pattern

# All of category Cf, variation selectors, blanks that are letters by name, combining marks
# and control characters but for tab, line feed and the separator of cells.
INVISIBLE = (
    "\x00-\x08\x0b-\x1b\x7f-\x9f\u00ad\u0300-\u036f\u0483-\u0489\u0600-\u0605\u061c\u06dd\u070f"
    "\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u2800\u3164\ufe00-\ufe0f\ufe20-\ufe2f"
    "\ufeff\uffa0\ufff9-\ufffb"
)
CELL = "\x1f"  # stands between the cells of a table
SECRET_SIGN = "\u3299"  # 秘 in a circle

_LOOK = late_pattern(f"[&<{INVISIBLE}]")
_ESCAPED = late_pattern(r"\\(?:u003|x3)[0-9]")  # digits in quoted YAML
# By itself: within a larger set it would slow the search down by far.
_BEYOND = late_pattern("[\U00010000-\U0010ffff]")
_WRAPPING = late_pattern(
    f"[{INVISIBLE}]+"
    r"|&(?:\#[0-9]{1,7};?|\#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,24};)"
    f"|[\U00010000-\U0010ffff]|{SECRET_SIGN}密?|%3[0-9]|%[57]8"
    r"|\\(?:u003|x3)[0-9]|\\(?:u00|x)[57]8"
    r"|<!--(?:[^-<]|-(?!->)|<(?!!--))*+-->"
    r"|<(/?[A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*'|[\"'])*+>"
)
_RUBY = {"rt", "rp", "rb", "rtc", "ruby"}
_CELLS = {"td", "th", "/td", "/th"}
_LINES = {
    *("br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "dt", "dd", "section", "article", "blockquote", "pre", "option", "title", "main"),
    *("header", "footer", "nav", "aside", "figure", "figcaption", "caption", "button", "label"),
}
#: Attributes of drawings and styles: figures that nobody reads.
_DRAWN = {
    *("d", "points", "transform", "viewbox", "values", "style", "class", "integrity"),
    *("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "rx", "ry"),
}
_UNSEEN = late_pattern(f"[{INVISIBLE}]")
_ATTRIBUTE = late_pattern(r"([A-Za-z][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=]+))")


#: What the sign is a part of where it marks nothing: 揭秘, 秘籍, and lines that shout.
_REVEALED, _RECIPE = frozenset("揭解探神奥奧隐隱寻"), frozenset("籍方诀訣笈史境制书書闻聞")
_SHOUTED = late_pattern("[!！?？~～]")
_MARKING = late_pattern("[\ufe0e\ufe0f \u3000]*[★☆⭐✩✪✮】〕）)\\]]")

_AMID = late_pattern(f"[{INVISIBLE}](?<=[0-9{CELL}\u4e00-\u9fff].)")


def is_disguised(text: str) -> bool:
    """Tell whether something invisible follows a digit or a Chinese character, or 秘 is circled."""
    if SECRET_SIGN in text or _AMID.search(text) is not None:
        return True
    return _BEYOND.search(text) is not None


class Folded:
    """A text with its wrapping taken off; `origin` finds a span of it in the text as written."""

    def __init__(self, original: str) -> None:
        self._original = original
        self._parts: list[str] = []
        self._at = 0
        self._starts: list[int] = []  # of each part in the folded text
        self._spans: list[tuple[int, int, bool]] = []  # in the original; True: as written

    def keep(self, start: int, end: int) -> None:
        """Take over a part of the original as it is."""
        if end > start:
            self._add(self._original[start:end], start, end, True)

    def put(self, text: str, start: int, end: int) -> None:
        """Let `text` stand for a part of the original."""
        if text:
            self._add(text, start, end, False)

    def _add(self, text: str, start: int, end: int, kept: bool) -> None:
        self._starts.append(self._at)
        self._spans.append((start, end, kept))
        self._parts.append(text)
        self._at += len(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where [start, end) of the folded text stands in the original."""
        first, last = self._span(start), self._span(max(end - 1, start))
        return first[0], last[1]

    def _span(self, offset: int) -> tuple[int, int]:
        index = bisect.bisect_right(self._starts, offset) - 1
        start, end, kept = self._spans[index]
        if not kept:
            return start, end
        at = start + offset - self._starts[index]
        return at, at + 1


def unwrap(text: str, data: bytes) -> tuple[Folded, ...]:
    """Return the visible text and the texts within tags, or nothing where nothing is wrapped.

    `data` is the text in UTF-8.
    """
    if not is_wrapped(data):
        return ()
    bare = _LOOK.search(text) is None and _BEYOND.search(text) is None
    if bare and not ("%3" in text or SECRET_SIGN in text or _is_escaped(text)):
        return ()
    visible, inside = Folded(text), Folded(text)
    end, wrapped, tags = 0, False, False
    last = ""  # what the tag before stands for
    noting = False  # within the note of a ruby, which stands above the line
    for found in _WRAPPING.finditer(text):
        wrapped = True
        written, stands_for = found[0], ""
        name = (found[1] or "").lower()
        if noting:
            inside.keep(end, found.start())
        if name:
            # A zero-width tag joins what it stands between, a cell or line divides it.
            stands_for = CELL if name in _CELLS else "\n" if name.lstrip("/") in _LINES else ""
        # Line ends between the cells of a row are those of the file, not of the page.
        between = CELL in (last, stands_for) and text[end : found.start()].isspace()
        if not (noting or between):
            visible.keep(end, found.start())
        end, last = found.end(), stands_for
        (inside if noting else visible).put(stands_for or _shown(found), found.start(), end)
        if name and (stands_for or name.strip("/") in _RUBY):
            noting = name in ("rt", "rp")
            tags = tags or noting
        if written[0] == "<":
            tags = _inside(inside, found) or tags
    if not wrapped:
        return ()
    (inside if noting else visible).keep(end, len(text))
    return (visible, inside) if tags else (visible,)


def _is_escaped(text: str) -> bool:
    return "\\" in text and _ESCAPED.search(text) is not None


def _shown(found: re.Match[str]) -> str:
    """Return what is seen of an entity, of a circled 秘 or of a sign beyond the basic plane."""
    written = found[0]
    if written[0] == "%":  # a digit or X in an address
        return chr(int(written[1:], 16))
    if written[0] == "\\":  # the same in quoted YAML
        return chr(int(written[2:], 16))
    if written[0] == SECRET_SIGN:
        return _sign(found)
    if written[0] == "&":
        return _UNSEEN.sub("", html.unescape(written))
    if written > "\uffff":  # mathematical figures and letters, tags and selectors
        return "" if _is_invisible(written) else unicodedata.normalize("NFKC", written)
    return ""


def _sign(found: re.Match[str]) -> str:
    """Return what a circled 秘 is read as: a boxed level, or a part of another word."""
    text, (start, end) = found.string, found.span()
    line_end = text.find("\n", end, end + 80)
    line = text[text.rfind("\n", 0, start) + 1 : line_end if line_end >= 0 else end + 80]
    word = (
        text[start - 1 : start] in _REVEALED or text[end : end + 2].lstrip("\ufe0f")[:1] in _RECIPE
    )
    if word or _SHOUTED.search(line):
        return "秘"
    return "秘密" if _MARKING.match(text, end) else "【秘密】"


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Mn", "Me")


def _inside(folded: Folded, tag: re.Match[str]) -> bool:
    """Add what a tag says in its attributes, or a comment in its text."""
    if tag[1] is None:
        folded.keep(tag.start() + 4, tag.end() - 3)
        folded.put("\n", tag.end() - 1, tag.end())
        return True
    if "=" not in tag[0]:
        return False
    for found in _ATTRIBUTE.finditer(tag[0]):
        if found[1].lower() in _DRAWN:
            continue
        start, end = found.span(found.lastindex or 0)
        _value(folded, tag.string, tag.start() + start, tag.start() + end)
        folded.put("\n", tag.start() + end, tag.start() + end)
    return True


def _value(folded: Folded, text: str, start: int, end: int) -> None:
    """Add the value of an attribute, which may hold entities and invisible signs itself."""
    for found in _WRAPPING.finditer(text, start, end):
        folded.keep(start, found.start())
        folded.put(_shown(found), found.start(), found.end())
        start = found.end()
    folded.keep(start, end)
