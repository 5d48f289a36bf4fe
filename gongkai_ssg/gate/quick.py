"""Quick looks: the UTF-8 bytes of a text -> whether a longer look at it is worth while.

Each goes over the text at the speed of memory. It may see what is not there, never the other
way round; it must not know what a find means.
"""

from __future__ import annotations

import re

from gongkai_ssg.any_of import AnyOf

# Beginnings of what `folding.INVISIBLE` holds, where usual text has the same first byte.
_UNSEEN = AnyOf(
    *(bytes((0xE2, 0x80, last)) for last in (*range(0x8B, 0x90), *range(0xAA, 0xAF))),
    *(b"\xe2\x81", b"\xe2\x83", b"\xe2\xa0", b"\xe3\x85", b"\xef\xb8", b"\xef\xbb", b"\xef\xbe"),
    *(b"\xef\xbf", b"\xc2\xad", *(bytes((0xC2, last)) for last in range(0x80, 0xA0))),
)
_CIRCLED = AnyOf("\u3299")  # 秘, a mark by itself; in the list above it would cost as much again
#: One character that every mark of secrecy has, and one of the number of a copy.
SECRET, COPIES = AnyOf("密"), AnyOf("份")
# Control characters, and first bytes of which Chinese texts have none, become one byte; every
# digit becomes a nought, and what parts the digits of a number is left out.
_CONTROLS = (*range(9), *range(0x0B, 0x1C), 0x7F)
_FIRST = (0xCC, 0xCD, 0xD2, 0xD8, 0xDB, 0xDC, 0xE0, 0xE1, *range(0xF0, 0xF5))
_BARE = bytes(
    0 if byte in (*_FIRST, *_CONTROLS) else ord("0") if byte in b"123456789" else byte
    for byte in range(256)
)
_PARTING = b" \t\r\n-._*~`"
_ENOUGH = b"0" * 11
_NUMBER = re.compile(rb"[1-9](?:[0-9]{14}|(?<=1)[3-9][0-9]{9})")
# First letters of the tags that do not part on the page what they stand between.
_TAGGED = re.compile(rb"0<(?:/?[abcdefikmrsuvwABCDEFIKMRSUVW][^<>]{0,800}><?){1,8}(?<=>)0")


def bare(data: bytes) -> bytes:
    """Return a text in the form in which the quick looks below want it too."""
    return data.translate(_BARE, _PARTING)


def has_unseen(data: bytes, bared: bytes) -> bool:
    """Tell whether something invisible, a sign beyond the basic plane or a circled 秘 may stand there."""
    return b"\0" in bared or b"\r" in data or _UNSEEN.is_in(data) or _CIRCLED.is_in(data)


def is_wrapped(data: bytes) -> bool:
    """Tell whether there may be anything for `folding.unwrap` to take off."""
    return any(sign in data for sign in b"<&%\\") or has_unseen(data, bare(data))


def has_number(data: bytes, bared: bytes) -> bool:
    """Tell whether ASCII digits might be a mobile number, or one of 15 digits or more."""
    return _ENOUGH in bared and _NUMBER.search(data.translate(None, _PARTING)) is not None


def has_tagged_digits(bared: bytes) -> bool:
    """Tell whether there may be tags between two digits that are read as one number."""
    return _TAGGED.search(bared) is not None
