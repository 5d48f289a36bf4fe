"""Runs of digits in a text, in whatever script and however they are parted.

It must not know what the numbers mean. Signs beyond the basic plane are not for it: one of them
in a set of characters makes the search twenty times slower, so `folding` turns them into figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from gongkai_ssg.late_pattern import late_pattern

# First characters of ten digits each: ASCII, full width, mathematical, and other scripts.
_TENS = (*(0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xE50, 0x17E0, 0x1810, 0xFF10),)
# First characters of 1 to 9: circled, in brackets, with a dot, on black, of merchants.
_NINES = (
    *(0x2460, 0x2474, 0x2488, 0x24F5, 0x2776, 0x2780, 0x278A),
    *(0x3021, 0x3220, 0x3280),
)
_WORDS = {
    **dict(zip("〇一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    **dict(zip("○壱貳參陸弍弎幺", "01236231", strict=True)),
}
_LETTERS = {**dict.fromkeys("OoОоΟο", "0"), **dict.fromkeys("lI", "1")}


def _values() -> dict[str, str]:
    known = {chr(zero + i): str(i) for zero in _TENS for i in range(10)}
    known |= {chr(one + i): str(i + 1) for one in _NINES for i in range(9)}
    known |= dict.fromkeys("⓪⓿⁰", "0") | {"¹": "1", "²": "2", "³": "3"}
    known |= {chr(0x2070 + i): str(i) for i in range(4, 10)}
    known |= {chr(0x2080 + i): str(i) for i in range(10)}
    return known


_FIGURES = _values()
_ALL = {**_FIGURES, **_WORDS, **_LETTERS}
_LAST = "XxХхΧχⅩⅹ×✕✖╳ＸｘⓍⓧ叉"  # how the check digit ten is written

_D = re.escape("".join(sorted({**_FIGURES, **_WORDS})))
_MORE = _D + "OoОоΟοlI"
# What may stand between the digits of one number: blanks, dashes, dots, marks of Markdown,
# line ends and the borders of cells.
_PART = (
    r" \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x1f|"
    r"\-\u058a\u1806\u2010-\u2015\u2212\ufe58\ufe63\uff0d~～_*`\\/／"
    r".·•・‧∙｡。․,，、'’:：()（）\[\];；>+"
)
_RUN = late_pattern(
    f"[{_D}](?<![{_D}][{_D}])(?:[{_PART}]{{0,6}}+[{_MORE}]){{10,}}+(?:[{_PART}]{{0,6}}+[{_LAST}])?"
)
# Digits of one script and the letters that stand for them, Chinese numerals, an X.
_PIECE = late_pattern(
    f"[{re.escape(''.join(_FIGURES))}{''.join(_LETTERS)}]+|[{''.join(_WORDS)}]+|[{_LAST}]"
)
_VALUES = str.maketrans(_ALL)
_PLAIN = str.maketrans({**_FIGURES, **_WORDS, **dict.fromkeys(_LAST, "X")})
#: Every character that `figures` turns into a digit or an X.
FIGURES = frozenset((*_FIGURES, *_WORDS, *_LAST))
_OTHERS = "".join(sorted(set(_D) - set("0123456789")))
_OTHER = late_pattern(f"[{_OTHERS}](?:[ \t\n.-]{{0,4}}+[{_D}]){{8,}}+")
_HARD = late_pattern("[\n\x1f|,，、:：()（）\\[\\];；>+\u2028\u2029]")


#: A number with so many stars in it was masked.
MASKED = "****"
_MANY = 5000  # groups
SHORTEST = 11  # digits of a number that is looked for


class Parting(msgspec.Struct, frozen=True):
    """What parts digits from those before them, and what that tells.

    hard: more than a blank, dash or dot: a line end, a cell. wrapped: one line end and nothing
    else but blanks. apart: the digits before are plainly others, not joined by dot or dash.
    """

    text: str
    hard: bool
    wrapped: bool
    apart: bool
    ends: bool  # no number goes on behind it, save one over cells


# A table has thousands of groups and hardly ten ways of parting them.
@lru_cache(maxsize=1000)
def _parting(text: str) -> Parting:
    hard = _HARD.search(text) is not None
    wrapped = text.strip(" \t\u3000>\\") == "\n"
    apart = not text or any(char.isspace() or char in "/|／" for char in text)
    return Parting(text, hard, wrapped, apart, MASKED in text or (hard and not wrapped))


class Group(msgspec.Struct, frozen=True):
    """Digits side by side: their values, where they stand, what parts them from those before."""

    digits: str
    start: int
    end: int
    parting: Parting  # of "" for the first of a run and where only the script changes
    letters: bool  # O or l stand for digits

    @property
    def parted(self) -> str:
        return self.parting.text

    @property
    def hard(self) -> bool:
        return self.parting.hard


class Run(msgspec.Struct, frozen=True):
    """Groups of digits that might be one number, and where an X ends the last one (or -1)."""

    groups: tuple[Group, ...]
    x_end: int
    x_parted: str
    longest: int  # digits that `joined` may join at most


def runs(text: str) -> Iterator[Run]:
    """Yield every run of eleven or more digits."""
    for found in _RUN.finditer(text):
        groups: list[Group] = []
        end = found.start()
        x_end, x_parted = -1, ""
        length = longest = 0
        for piece in _PIECE.finditer(text, *found.span()):
            written, start = piece[0], piece.start()
            if written in _LAST:
                x_end, x_parted = piece.end(), text[end:start]
                continue
            digits, letters = written, False
            if not (written.isascii() and written.isdigit()):
                digits = written.translate(_VALUES)
                letters = not _LETTERS.keys().isdisjoint(written)
            parting = _parting(text[end:start] if groups else "")
            length = len(digits) if parting.ends else length + len(digits)
            longest = max(longest, length)
            end = piece.end()
            groups.append(Group(digits, start, end, parting, letters))
        yield Run(tuple(groups), x_end, x_parted, longest)


def figures(text: str) -> str:
    """Return `text` with ASCII digits for those of other scripts, X for what is written for ten."""
    return text.translate(_PLAIN)


def is_figure(char: str) -> bool:
    """Tell whether a character is a digit, or the X that ends an identity number."""
    return char in _ALL or char in _LAST or (char > "\uffff" and char.isalnum())


def has_other_figures(text: str) -> bool:
    """Tell whether nine or more digits of other scripts, or Chinese numerals, stand in a row."""
    return _OTHER.search(text) is not None


def stands_alone(run: Run, first: int, last: int) -> bool:
    """Tell whether its neighbours in the run are other numbers: the more so if it is parted."""
    sides = [run.groups[index] for index in (first, last + 1) if 0 < index < len(run.groups)]
    if any(group.parting.wrapped for group in run.groups[first + 1 : last + 1]):
        return False
    return all(not g.parted or g.hard or (first == last and g.parting.apart) for g in sides)


def joined(run: Run, taken: list[bool], least: int, most: int) -> Iterator[tuple[int, int, str]]:
    """Yield spans of groups that no cell, comma or second line end parts, with so many digits."""
    groups = run.groups
    long = len(groups) > _MANY  # figures by the thousand: only what stands by itself
    for first, group in enumerate(groups):
        number, last = group.digits, first
        free = not taken[first]
        while free and len(number) <= most:
            if len(number) >= least:
                yield first, last, number
            last += 1
            if long or last == len(groups) or taken[last]:
                break
            free = not groups[last].parting.ends
            number += groups[last].digits
