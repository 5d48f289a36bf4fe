"""Looks for strings in the UTF-8 bytes of a text, at the speed of memory.

It must not know what a find means.
"""

from __future__ import annotations

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

# Some strings at once are looked for many bytes at a time, more of them one byte after the other.
_AT_ONCE = 24


class AnyOf:
    """Looks for one or several strings at once, many times as fast as `in` looks for one."""

    def __init__(self, *strings: str | bytes) -> None:
        wanted = [each.encode() if isinstance(each, str) else each for each in strings]
        self._searches = [
            BytesAhoCorasick(
                wanted[start : start + _AT_ONCE],
                matchkind=MatchKind.LeftmostLongest,
                implementation=Implementation.DFA,
            )
            for start in range(0, len(wanted), _AT_ONCE)
        ]

    def is_in(self, data: bytes) -> bool:
        """Tell whether one of the strings stands in `data`."""
        for search in self._searches:  # noqa: SIM110 - `any` would take as long as a search
            if search.find_matches_as_indexes(data):
                return True
        return False


def utf8(text: str) -> bytes:
    """Return the bytes that quick looks go over."""
    return text.encode("utf-8", "surrogatepass")
