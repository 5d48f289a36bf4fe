"""Turn the public text of one document into index tokens and into pieces for excerpts.

It must not know Pagefind, files, segments or where the text came from.

The browser folds and encodes queries in the same way (`themes/default/static/search-index.js`);
`tests/test_search.py` holds both to one table of cases. How it works:

* *Folding* maps every code point by itself (NFC first, then NFKC and lower case), so a fold of a
  part is a part of the fold and substring search keeps its meaning.
* The *tape* of a document is its folded title and paragraphs, one after another, with one
  position between them that belongs to neither. A code point is one position.
* Every two neighbours on the tape become one *token* at the position of the first. A phrase is
  found where tokens that cover it stand at the right distances; nothing crosses a gap.
* Queries of a single character are answered from lists of their own (`search_segment.py`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import msgspec

# Spelled out because Python and JavaScript disagree about what `\s` is.
_WHITESPACE = re.compile(
    "[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

# Pagefind counts a word of punctuation but does not index it: it holds a position free.
_GAP = "- "

PIECE_LENGTH = 1600  # positions; what the browser fetches to show one result
_PIECE_BEFORE = 60  # context for a match at the start of a piece
_PIECE_AFTER = 160  # room for a match at the end of a piece, and context


class Tape(msgspec.Struct, frozen=True):
    """The text of one document as it is shown and as it is searched."""

    shown: tuple[str, ...]  # title, then paragraphs; whitespace collapsed, never empty but title
    folded: tuple[str, ...]  # the same, folded

    @property
    def title_length(self) -> int:
        """Positions that the title takes."""
        return len(self.folded[0])

    @property
    def length(self) -> int:
        """Positions of the whole tape, the gaps included."""
        return sum(map(len, self.folded)) + len(self.folded) - 1


class _Fold(dict[int, str]):
    def __missing__(self, code: int) -> str:
        # A lone surrogate has no UTF-8 form; it can only come from damaged input.
        lone = 0xD800 <= code <= 0xDFFF
        folded = "\ufffd" if lone else unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = folded
        return folded


class _Codes(dict[int, str]):
    """The code of each character, twice: as the second of one token and the first of the next."""

    def __missing__(self, n: int) -> str:
        # Letters and digits only: Pagefind drops or splits at anything else. No code is the
        # beginning of another, so two codes in a row can be read in one way only.
        places = 3 if n < 0xA000 else 4
        code = "" if n < 0xA000 else "z"
        for place in reversed(range(places)):
            code += _DIGITS[n // 36**place % 36]
        self[n] = f"{code} {code}"
        return self[n]


_fold_table = _Fold()
_codes = _Codes()


def collapse(text: str) -> str:
    """Return `text` in NFC with each run of whitespace made one space and none at the ends."""
    return _WHITESPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def fold(text: str) -> str:
    """Return `text` as it is compared: NFC, then NFKC and lower case of each code point."""
    return unicodedata.normalize("NFC", text).translate(_fold_table)


def lay_out(title: str, paragraphs: Iterable[str]) -> Tape:
    """Lay title and paragraphs on one tape; empty paragraphs are left out."""
    shown = (collapse(title), *filter(None, map(collapse, paragraphs)))
    return Tape(shown=shown, folded=tuple(text.translate(_fold_table) for text in shown))


def encode(tape: Tape) -> str:
    """Return the tokens of `tape`, a space behind each, as Pagefind is to index them."""
    words: list[str] = []
    for text in tape.folded:
        if text:
            # "a b|b c|c d" without its ends: translating is three times as fast as joining pairs.
            codes = text.translate(_codes)
            words.append(codes[codes.index(" ") + 1 : codes.rindex(" ") + 1])
            # The last character begins no token, and the gap behind it keeps paragraphs apart.
            words.append(_GAP)
        words.append(_GAP)
    return "".join(words)


def pieces(tape: Tape) -> list[str]:
    """Cut the shown text behind the title into overlapping pieces, one per PIECE_LENGTH positions.

    The piece that shows position p is number p // PIECE_LENGTH. Paragraphs end with a newline.
    """
    body = "\n".join(tape.shown[1:])
    offsets = _offsets(tape)
    count = max(1, -(-tape.length // PIECE_LENGTH))
    cut: list[str] = []
    for number in range(count):
        start = _index_at(offsets, number * PIECE_LENGTH - _PIECE_BEFORE, tape, len(body))
        end = _index_at(offsets, (number + 1) * PIECE_LENGTH + _PIECE_AFTER, tape, len(body))
        cut.append(body[start:end])
    return cut


def _offsets(tape: Tape) -> Sequence[int] | None:
    """Positions (from the start of the body) of each shown character; None when they are equal."""
    if list(map(len, tape.shown[1:])) == list(map(len, tape.folded[1:])):
        return None
    at = 0
    offsets = []
    for char in "\n".join(tape.shown[1:]):
        offsets.append(at)
        at += len(_fold_table[ord(char)])
    return offsets


def _index_at(offsets: Sequence[int] | None, position: int, tape: Tape, end: int) -> int:
    """Index into the shown body of the character that holds `position` of the tape."""
    in_body = position - tape.title_length - 1
    if in_body <= 0:
        return 0
    if offsets is None:
        return min(in_body, end)
    return bisect_left(offsets, in_body)
