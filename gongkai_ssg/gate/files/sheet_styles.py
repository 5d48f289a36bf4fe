"""Styles of a workbook -> which of them hide the content of a cell. It must not know cells."""

from __future__ import annotations

import re

import msgspec

from gongkai_ssg.gate.files.xml_parts import elements

_EMPTY_FORMAT = re.compile(r";;;\s*(?:\\?\s)*")
_WHITE = frozenset(["FFFFFFFF", "00FFFFFF", "FFFFFF"])


class Styles(msgspec.Struct, frozen=True):
    """Numbers (as written) of the cell styles under which no content is seen."""

    unseen: frozenset[str]


def read_styles(xml: str) -> Styles:
    """Read the styles part: the number format ";;;", and white letters without a fill."""
    formats = {
        found.get("numFmtId", "")
        for found, _ in elements(xml, "numFmt")
        if _EMPTY_FORMAT.fullmatch(found.get("formatCode", ""))
    }
    white = set()
    if any(code in xml for code in _WHITE):
        fonts = next((inner for _, inner in elements(xml, "fonts")), "")
        for number, (_, inner) in enumerate(elements(fonts, "font")):
            if any(color.get("rgb", "").upper() in _WHITE for color, _ in elements(inner, "color")):
                white.add(str(number))
    if not formats and not white:
        return Styles(frozenset())
    plain = {"0"}
    fills = next((inner for _, inner in elements(xml, "fills")), "")
    for number, (_, inner) in enumerate(elements(fills, "fill")):
        if 'patternType="none"' in inner:
            plain.add(str(number))
    unseen = set()
    used = next((inner for _, inner in elements(xml, "cellXfs")), "")
    for number, (found, _) in enumerate(elements(used, "xf")):
        unfilled = found.get("fillId", "0") in plain
        if found.get("numFmtId", "") in formats or (found.get("fontId", "") in white and unfilled):
            unseen.add(str(number))
    return Styles(frozenset(unseen))
