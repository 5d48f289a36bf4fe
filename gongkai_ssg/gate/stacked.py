"""Numbers whose pieces stand one below the other: in a column of a table, on lines of their own.

Columns are full of figures: pieces count only where they and nothing else make up whole numbers.
It must not know how grave a find is.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from gongkai_ssg.gate.cards import is_bank_card
from gongkai_ssg.gate.digits import FIGURES, Run, figures
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Context, Hit, hit_at
from gongkai_ssg.gate.identity import is_id_card, is_likely_born
from gongkai_ssg.gate.lists import Table
from gongkai_ssg.gate.surroundings import Surroundings, names_organization
from gongkai_ssg.late_pattern import late_pattern

_LENGTH = 18  # characters of an identity number
_MOST = 40 * _LENGTH  # of a stack: more is a column of figures
_BORN_RECENTLY = 2005
_LONGEST = 40  # characters of a cell that is a piece
_WRAPPING = " \t\u3000*_`~'’\\\""
_FIRST = frozenset((*FIGURES, *_WRAPPING, "\n", CELL, "|"))  # of a piece, or of a blank cell
# Item and number of a list, a quotation.
_LINE = late_pattern(r"[ \t\u3000>]*(?:[-*+•·][ \t]+|[(（]?[0-9]{1,2}[.、)）][ \t]*)?")


class _Piece(msgspec.Struct, frozen=True):
    """Digits that fill a cell or line: their values, and where they stand."""

    digits: str
    start: int
    end: int


def in_columns(text: str, tables: list[Table], surroundings: Surroundings) -> Iterator[Hit]:
    """Yield numbers that fill cells of one column, blank cells between them passed over."""
    for table in tables:
        stacks: dict[int, list[_Piece]] = {}
        for cells in table.rows:
            for column, (start, end) in enumerate(cells):
                if start == end:
                    continue
                # Most cells are words: their first character tells.
                word = end - start > _LONGEST or text[start] not in _FIRST
                piece = None if word else _piece(text, start, end)
                if piece is not None:
                    stacks.setdefault(column, []).append(piece)
                elif column in stacks and (word or text[start:end].strip()):
                    yield from _numbers(text, stacks.pop(column), surroundings)
        for stack in stacks.values():
            yield from _numbers(text, stack, surroundings)


def in_lines(text: str, run: Run, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield numbers that fill lines of their own, blank lines between them passed over."""
    parted = [group.parted for group in run.groups]
    if not any("\n" in each and "|" not in each and CELL not in each for each in parted):
        return
    at = text.rfind("\n", 0, run.groups[0].start) + 1
    last = max(run.x_end, run.groups[-1].end)
    stack: list[_Piece] = []
    while at <= last:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        head = _LINE.match(text, at, end)
        piece = _piece(text, head.end() if head else at, end) or _piece(text, at, end)
        if piece is not None:
            stack.append(piece)
        elif text[at:end].strip():
            yield from _numbers(text, stack, surroundings)
            stack = []
        at = end + 1
    yield from _numbers(text, stack, surroundings)


def _piece(text: str, start: int, end: int) -> _Piece | None:
    """Return the digits that fill [start, end), an X behind them or alone, or nothing."""
    written = text[start:end].strip(_WRAPPING)
    if not 0 < len(written) < _LENGTH:
        return None
    digits = written if written.isascii() else figures(written)
    if not (
        digits.isdigit() or (digits[-1] in "Xx" and (digits[:-1].isdigit() or len(digits) < 2))
    ):
        return None
    first = text.index(written, start, end)
    return _Piece(digits.upper(), first, first + len(written))


def _numbers(text: str, stack: list[_Piece], surroundings: Surroundings) -> Iterator[Hit]:
    """Yield the numbers that a stack is made up of, nothing left over."""
    if len(stack) < 2 or len(stack) > _MOST:
        return
    digits = "".join(piece.digits for piece in stack)
    if len(digits) % _LENGTH == 0 and len(digits) <= _MOST:
        yield from _identity_cards(text, stack, digits, surroundings)
    elif is_bank_card(digits):
        start, end = stack[0].start, stack[-1].end
        at = surroundings(start, end)
        if at.labels_card() and not (at.labels_code() or names_organization(text, start)):
            yield hit_at(text, "bank_card", start, end, digits, "pieces")


def _identity_cards(
    text: str, stack: list[_Piece], digits: str, surroundings: Surroundings
) -> Iterator[Hit]:
    starts: dict[int, int] = {}  # in `digits` -> piece
    at = 0
    for index, piece in enumerate(stack):
        starts[at] = index
        at += len(piece.digits)
    starts[at] = len(stack)
    whole = range(0, len(digits), _LENGTH)
    numbers = [digits[at : at + _LENGTH] for at in whole]
    if not all(at in starts for at in whole):
        return
    if not all(n[:17].isdigit() and is_likely_born(n) and is_id_card(n) for n in numbers):
        return
    for place, number in zip(whole, numbers, strict=True):
        pieces = stack[starts[place] : starts[place + _LENGTH]]
        around = surroundings(pieces[0].start, pieces[-1].end)
        told = around.labels_identity() or around.speaks_of_persons()
        # Three postcodes or regions may look like one number.
        if not told and len(numbers) == 1 and {len(each.digits) for each in pieces} == {6}:
            continue
        context: Context = "pieces"
        if not told and int(number[6:10]) >= _BORN_RECENTLY:
            context = "code"
        yield hit_at(text, "id_card", pieces[0].start, pieces[-1].end, number, context)
