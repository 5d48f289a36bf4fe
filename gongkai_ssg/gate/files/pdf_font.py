"""The one font that stands for every font that a PDF names and does not hold: boxes, nothing else.

The fonts of a machine must not decide what is read: without a glyph PDFium drops a character that
stands by itself, and a large font costs ten times as much as the text. It must not know PDFs.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

# Units of the em square, and the height of the boxes above and below the line.
_EM, _HALF, _TOP, _BOTTOM = 1000, 500, 800, -200
#: First and last character of each glyph: narrow letters and figures, and all that is wide.
_GROUPS = ((0x20, 0x2FF, 1), (0x300, 0x10FFFF, 2))


@cache
def use_boxes(raw: Any) -> tuple[Any, ...]:
    """Let PDFium (`pypdfium2.raw`) take boxes for fonts; returns what must live as long as it."""
    font = box_font()

    def find(*_: Any) -> int:
        return 1  # a handle, whatever font is asked for

    def give(_system: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:  # of a collection of fonts, which this is not
            return 0
        if buffer and size >= len(font):
            ctypes.memmove(buffer, font, len(font))
        return len(font)

    types = dict(raw.FPDF_SYSFONTINFO._fields_)
    functions = {"MapFont": types["MapFont"](find), "GetFontData": types["GetFontData"](give)}
    info = raw.FPDF_SYSFONTINFO(version=1, **functions)
    raw.FPDF_SetSystemFontInfo(ctypes.byref(info))
    return info, functions


def box_font() -> bytes:
    """Return a TrueType font (ISO/IEC 14496-22) in which every character is a box."""
    boxes = (_box(_EM), _box(_HALF), _box(_EM))  # the first stands for what has no character
    starts = [sum(map(len, boxes[:number])) for number in range(len(boxes) + 1)]
    groups = b"".join(struct.pack(">3I", *group) for group in _GROUPS)
    mapping = struct.pack(">2H3I", 13, 0, 16 + len(groups), 0, len(_GROUPS)) + groups
    widest = (0, _BOTTOM, _EM, _TOP)
    tables = {
        b"cmap": struct.pack(">4HI", 0, 1, 3, 10, 12) + mapping,
        b"glyf": b"".join(boxes),
        b"head": struct.pack(">4I2H2Q4h2H3h", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 0, _EM, 0, 0,
                             *widest, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">I3hH11hH", 1 << 16, _TOP, _BOTTOM, 0, _EM, 0, 0, _EM, 1,
                             *(0,) * 7, len(boxes)),
        b"hmtx": struct.pack(">6H", _EM, 0, _HALF, 0, _EM, 0),
        b"loca": struct.pack(">4I", *starts),
        b"maxp": struct.pack(">I14H", 1 << 16, len(boxes), 4, 1, 0, 0, 1, *(0,) * 8),
        b"post": struct.pack(">2I2h5I", 3 << 16, *(0,) * 8),
    }  # fmt: skip
    listed, data = b"", b""
    for tag, table in sorted(tables.items()):
        padded = _padded(table)
        place = 12 + 16 * len(tables) + len(data)
        listed += tag + struct.pack(">3I", _sum(padded), place, len(table))
        data += padded
    # How to search the tables by halves: eight of them, and none left over.
    return struct.pack(">I4H", 1 << 16, len(tables), 128, 3, 0) + listed + data


def _box(width: int) -> bytes:
    """Return the outline of a box: one contour of four points, each told from the one before."""
    steps = ((0, 0, width, 0), (_BOTTOM, _TOP - _BOTTOM, 0, _BOTTOM - _TOP))
    head = struct.pack(">5h2H", 1, 0, _BOTTOM, width, _TOP, 3, 0)
    return _padded(head + b"\1" * 4 + b"".join(struct.pack(">4h", *each) for each in steps))


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _sum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & 0xFFFFFFFF
