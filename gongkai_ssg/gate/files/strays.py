"""Bytes of a part -> identity numbers and marks of secrecy that stand in them as they are.

A format has more places for words than its readers know: tooltips, names of bookmarks, strings
that no cell uses. It must not know formats, nor whether a number is a person's.
"""

from __future__ import annotations

import re

_SAME = bytes(ord("0") if byte in b"123456789" else byte for byte in range(256))
_ENOUGH = b"0" * 17
_NUMBER = re.compile(rb"(?<![0-9.#])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_STAR = "密★".encode()
_MARK = re.compile("(?:绝|机|秘)密★".encode() + rb"[^<>\"'&\r\n]{0,24}")
_MOST = 200  # of them in one part


def strays(data: bytes) -> list[str]:
    """Return the first numbers and marks in `data`, which is taken for UTF-8."""
    found: list[bytes] = []
    if _ENOUGH in data.translate(_SAME):
        found += _NUMBER.findall(data)[:_MOST]
    if _STAR in data:
        found += _MARK.findall(data)[:_MOST]
    return [each.decode("utf-8", "ignore") for each in found]
