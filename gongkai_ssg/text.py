"""Small pure functions on text: folding, dates, slugs, digests, nearest names. No I/O."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

# What is folded in numbers, dates and 文号 only, never in the text that is shown.
_FULL_WIDTH = {
    ord(full): ord(half) for full, half in zip("０１２３４５６７８９", "0123456789", strict=True)
}
_FULL_WIDTH |= {0xFF21 + i: 0x41 + i for i in range(26)} | {0xFF41 + i: 0x61 + i for i in range(26)}
_FULL_WIDTH |= {ord("－"): ord("-"), ord("／"): ord("/"), ord("："): ord(":"), 0x3000: 0x20}

_DATE = re.compile(
    r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?\s*(?:Z|\+08:?00)?)?"
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SLUG_LENGTH = 80


def digest(data: bytes) -> str:
    """Return the 128-bit BLAKE2b digest of `data` as 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def fold(text: str) -> str:
    """Return `text` in NFC with full-width digits, letters and date signs made half-width."""
    return unicodedata.normalize("NFC", text).translate(_FULL_WIDTH).strip()


@cache
def parse_date(written: str) -> tuple[dt.date, str] | None:
    """Read a date in one of the usual Chinese forms, with or without a time of day.

    Returns the date and "HH:MM" ("" without a time), or None when it is not a date.
    """
    found = _DATE.fullmatch(fold(written))
    if found is None:
        return None
    year, month, day, hour, minute = found.groups()
    try:
        date = dt.date(int(year), int(month), int(day))
        time = dt.time(int(hour), int(minute)).strftime("%H:%M") if hour else ""
    except ValueError:
        return None
    return date, time


def slug(name: str) -> str:
    """Return a stable lower-case ASCII name for a URL; the same text gives the same slug.

    A name that is one already stays as it is. A name without any letter becomes a digest, and
    one that is cut at 80 characters gets one appended, so that different names stay different.
    """
    if len(name) <= _SLUG_LENGTH and _SLUG.fullmatch(name):
        return name
    from slugify import slugify  # slow to import, and most names need none

    made = slugify(name)
    if not made:
        return "d-" + digest(name.encode())[:10]
    if len(made) > _SLUG_LENGTH:
        return made[: _SLUG_LENGTH - 9].rstrip("-") + "-" + digest(name.encode())[:8]
    return made


def file_slug(name: str) -> str:
    """Return an ASCII file name for `name`, its extension kept in lower case."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem:
        return slug(name)
    return f"{slug(stem)}.{slug(extension)}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the word of `known` that `word` was probably meant to be, or ""."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return close[0] if close else ""


def first_sentence(text: str, limit: int = 100) -> str:
    """Return the start of `text`, at most `limit` characters, cut at a sentence where one ends."""
    text = " ".join(text.split())
    if text.endswith(("：", ":")) and "。" in text:
        text = text[: text.rindex("。") + 1]  # what is announced does not follow
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    end = max(cut.rfind(mark) for mark in "。；！？")
    return cut[: end + 1] if end >= limit // 3 else cut + "…"


def human_size(size: int) -> str:
    """Return a size in bytes as people read it: "823 B", "12.3 KB", "4.0 MB"."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.1f} KB"
    return f"{size / 1024 / 1024:.1f} MB"
