"""Finds the HTML tags that authors write into Markdown, and tells which of them show nothing.

It must not know rules or Markdown. Text is hostile: every pattern passes it once, from left to
right; a tag that is not closed before the next `<` is none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

import msgspec

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z_:][-\w:.]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"}
    | {"track", "wbr"}
)


class Tag(msgspec.Struct, frozen=True):
    """One tag: its name in small letters, its attributes (of an opening one), where it stands."""

    name: str
    closing: bool
    attributes: Mapping[str, str]
    start: int
    end: int


def without_comments(text: str) -> str:
    """Blank out HTML comments; places stay the same."""
    pieces: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start + 4)) >= 0:
        pieces += (text[end:start], re.sub(r"[^\n]", " ", text[start : close + 3]))
        end = close + 3
    return "".join((*pieces, text[end:]))


def tags(text: str) -> Iterator[Tag]:
    """Yield every tag in `text`; names of attributes are in small letters, values unescaped."""
    for found in _TAG.finditer(text):
        attributes: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(found[3]) if found[3] else ():
            attributes.setdefault(name.lower(), html.unescape(value.strip("\"'")))
        yield Tag(found[2].lower(), bool(found[1]), attributes, found.start(), found.end())


# --- what nobody sees ------------------------------------------------------------------------

_NOTHING = re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%)?|1px")
_FAR = re.compile(r"-\d{3,}(?:\.\d+)?(?:px|pt|em|%)?|-\d{2,}em")
_WHITE = frozenset(("#fff", "#ffffff", "white", "rgb(255,255,255)"))
_OUTSIDE = ("left", "top", "right", "margin-left", "margin-top", "text-indent")


def hidden(attributes: Mapping[str, str], on_colour: bool = False) -> str:
    """Return in Chinese how a tag hides what is in it, "" where it does not.

    `on_colour` tells that something around it sets a background: white letters then show.
    """
    if "hidden" in attributes:
        return "hidden"
    style = _style(attributes.get("style", ""))
    for name, value in style.items():
        if (name, value) in (("display", "none"), ("visibility", "hidden")):
            return f"{name}:{value}"
        is_nothing = _NOTHING.fullmatch(value) is not None
        if name in ("font-size", "opacity", "max-height", "max-width") and is_nothing:
            return f"{name}:{value}"
        if name in ("width", "height") and is_nothing and style.get("overflow") == "hidden":
            return f"{name}:{value}"
        if name in _OUTSIDE and _FAR.fullmatch(value):
            return f"{name}:{value}"
        if name == "transform" and value.startswith(("scale(0)", "scale(0,")):
            return f"{name}:{value}"
    for name in ("width", "height"):
        if attributes.get(name, "").strip() in ("0", "0px", "1", "1px"):
            return f"{name}={attributes[name].strip()}"
    return _same_colour(attributes, style, on_colour)


def sets_background(attributes: Mapping[str, str]) -> bool:
    """Tell whether a tag sets a background of its own."""
    style = _style(attributes.get("style", ""))
    names = ("background", "background-color", "background-image")
    return "bgcolor" in attributes or any(name in style for name in names)


def _same_colour(attributes: Mapping[str, str], style: Mapping[str, str], on_colour: bool) -> str:
    colour = style.get("color") or attributes.get("color", "").strip().lower()
    if not colour:
        return ""
    ground = style.get("background-color") or style.get("background") or attributes.get("bgcolor")
    if ground:
        return f"文字与背景同为 {colour}" if ground.strip().lower() == colour else ""
    return "白色文字" if colour in _WHITE and not on_colour else ""


def _style(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in written.lower().split(";"):
        name, colon, value = each.partition(":")
        if colon:
            found[name.strip()] = re.sub(r"\s+|!important", "", value)
    return found
