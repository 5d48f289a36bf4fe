"""Finds the words of a list in a text, also where signs were put between their characters.

It must not know what a hit means. The search is an Aho-Corasick automaton: its time does not
grow with the length of the list.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from gongkai_ssg.any_of import utf8
from gongkai_ssg.late_pattern import late_pattern
from gongkai_ssg.policy import Word
from gongkai_ssg.wording.read import builtin_words, merged

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Signs that show nothing.
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
)
_SIGNS = (*_UNSEEN, "**")  # **按**装 is shown as one word
_BLANKS = " \u3000\u00a0"
#: A blank, then one character alone: what hides a word parts all of it. Each begins with a
#: literal, for which the search is fast; what stands before the blank is looked at after it.
_GAPS = tuple(
    late_pattern(rf"{gap}(?<=[{_HAN}]{gap})[{_BLANKS}]*[{_HAN}](?![{_HAN}])") for gap in _BLANKS
)
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_WIDE = tuple(map(chr, _FOLD))
_ASCII = late_pattern("[0-9A-Za-z]")

_REMOVED = late_pattern(
    rf"[{_UNSEEN}]+|(?<=[{_HAN}])[{_BLANKS}]+(?=[{_HAN}])|(?<=[{_HAN}])\*\*(?=[{_HAN}])"
)
_BLANK = late_pattern(f"[{_BLANKS}]")
_IS_HAN = late_pattern(f"[{_HAN}]")
_SENTENCE_END = late_pattern(r"[。！？；\n]")


class Hit(msgspec.Struct, frozen=True):
    """A word in a text: which, where (offsets), and whether it was disguised."""

    word: Word
    start: int
    end: int
    hidden: bool = False


class Finder:
    """Searches texts for the words of one list; making one takes 70 ms for 10,000 words."""

    def __init__(self, words: tuple[Word, ...]) -> None:
        self._words = [word for word in words if word.wrong not in word.exceptions]
        patterns = [word.wrong for word in self._words]
        signs = list(_SIGNS)
        if any(_ASCII.search(pattern) for pattern in patterns):
            signs += _WIDE
        # Signs are looked for in the same pass: they tell which lines need a second look.
        self._automaton = BytesAhoCorasick(
            [each.encode() for each in [*patterns, *signs]],
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.DFA,
        )

    def find(self, text: str) -> list[Hit]:
        """Return every place of a word, in order, but not where an exception makes it right."""
        hits: list[Hit] = []
        suspect = [found.start() for gap in _GAPS for found in gap.finditer(text)]
        for number, start, end in self._search(text):
            if number >= len(self._words):
                suspect.append(start)
            elif not _is_right(self._words[number], text, start, end):
                hits.append(Hit(self._words[number], start, end))
        if not suspect:
            return hits
        more = [
            hit
            for start, end in _lines_at(suspect, text)
            for hit in self._hidden(text[start:end], start)
        ]
        return sorted(hits + more, key=lambda hit: hit.start) if more else hits

    def _search(self, text: str) -> Iterator[tuple[int, int, int]]:
        # UTF-8 is searched faster, and few texts have anything whose place must be worked out.
        data = utf8(text)
        at = place = 0
        for number, first, last in self._automaton.find_matches_as_indexes(data):
            start = place + len(data[at:first].decode("utf-8", "surrogatepass"))
            place = start + len(data[first:last].decode("utf-8", "surrogatepass"))
            at = last
            yield number, start, place

    def _hidden(self, line: str, offset: int) -> Iterator[Hit]:
        """Yield words that are in a line once signs and blanks are taken out and width is folded."""
        kept: list[str] = []
        places: list[int] = []
        end = 0
        for found in _REMOVED.finditer(line):
            kept.append(line[end : found.start()])
            places.extend(range(end, found.start()))
            end = found.end()
        kept.append(line[end:])
        places.extend(range(end, len(line)))
        joined = "".join(kept).translate(_FOLD)
        for number, first, last in self._search(joined):
            if number >= len(self._words):
                continue
            word = self._words[number]
            start, stop = places[first], places[last - 1] + 1
            if line[start:stop] == word.wrong or _is_right(word, joined, first, last):
                continue
            if _is_meant(line, start, stop, places[first:last]):
                yield Hit(word, offset + start, offset + stop, hidden=True)


_made: tuple[tuple[Word, ...], Finder] | None = None


def finder(own: tuple[Word, ...]) -> Finder:
    """Return the search for the built-in words and the agency's `own`, made once per process."""
    global _made
    # The list itself is compared, not its words: there may be thousands, and as many calls.
    made = _made  # looked at once: another thread may set it for another site meanwhile
    if made is None or made[0] is not own:
        made = _made = (own, Finder(merged(builtin_words(), own)))
    return made[1]


def _lines_at(places: list[int], text: str) -> list[tuple[int, int]]:
    """Return start and end of the lines in which the places lie, each once."""
    lines: list[tuple[int, int]] = []
    for place in sorted(places):
        if not lines or place >= lines[-1][1]:
            end = text.find("\n", place)
            lines.append((text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end))
    return lines


def _is_meant(line: str, start: int, end: int, places: list[int]) -> bool:
    """Tell whether what parts a word hides it, and is not the blank between two other words."""
    gaps = [line[a + 1 : b] for a, b in itertools.pairwise(places) if b > a + 1]
    if not any(map(_BLANK.search, gaps)):
        return True  # nothing that a reader would see
    if len(places) > 2:
        return len(gaps) == len(places) - 1
    # “部 暑” stands by itself; in “各部 暑期” each half belongs to another word.
    before, after = line[start - 1 : start], line[end : end + 1]
    return not _IS_HAN.match(before) and not _IS_HAN.match(after)


def _is_right(word: Word, text: str, start: int, end: int) -> bool:
    """Tell whether an exception covers the place, or stands elsewhere in the same sentence."""
    sentence = ""
    for phrase in word.exceptions:
        inside = phrase.find(word.wrong)
        if inside < 0:
            sentence = sentence or _sentence(text, start, end)
            if phrase in sentence:
                return True
        while inside >= 0:
            if text.startswith(phrase, start - inside) and start >= inside:
                return True
            inside = phrase.find(word.wrong, inside + 1)
    return False


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in "。！？；\n") + 1
    last = _SENTENCE_END.search(text, end)
    return text[first : last.start() if last else len(text)]
