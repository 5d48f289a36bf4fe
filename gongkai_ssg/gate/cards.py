"""Bank cards and bank accounts among the digits of a text: Luhn's check, and what is written beside.

It must not know how grave a find is.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.gate.digits import Run, joined, stands_alone
from gongkai_ssg.gate.folding import CELL
from gongkai_ssg.gate.hits import Hit, hit_at
from gongkai_ssg.gate.surroundings import Around, Surroundings, glued, web_address
from gongkai_ssg.late_pattern import late_pattern

_CARD = late_pattern(r"62\d{14,17}|4\d{15}|5[1-5]\d{14}")


def is_luhn(number: str) -> bool:
    """Tell whether a number of digits ends in its Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_bank_card(number: str) -> bool:
    """Tell whether digits have the length, the start and the check digit of a bank card."""
    return _CARD.fullmatch(number) is not None and is_luhn(number)


def bank_cards(text: str, run: Run, taken: list[bool], surroundings: Surroundings) -> Iterator[Hit]:
    """Yield bank cards: labelled ones in any grouping, others of a usual length and start."""
    for first, last, number in joined(run, taken, 15, 19):
        groups = run.groups[first : last + 1]
        sizes = tuple(len(group.digits) for group in groups)
        if set(number[-8:]) == {"0"} or not is_luhn(number):
            continue
        usual = _CARD.fullmatch(number) is not None
        grouped = len(sizes) == 1 or set(sizes[:-1]) in ({4}, {1}) or sizes in ((6, 13), (6, 10))
        start, end = groups[0].start, groups[-1].end
        if glued(text, start, end) or any(group.letters for group in groups):
            continue
        at = surroundings(start, end)
        labelled = at.labels_card() and not at.labels_code()
        if not labelled and not (usual and grouped and stands_alone(run, first, last)):
            continue
        if labelled and not usual and (len(number) < 16 or at.labels_account()):
            continue  # an account that Luhn's check fits by chance
        if at.belongs_to_organization() or (not labelled and _is_other(text, start, end, at)):
            continue
        if not any(taken[first : last + 1]):
            yield hit_at(text, "bank_card", start, end, number, "label" if labelled else "")
            for index in range(first, last + 1):
                taken[index] = True


def card_over_cells(text: str, run: Run, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield a card that fills neighbouring cells of a row, under a header of cards."""
    groups = run.groups
    for first in range(len(groups) - 1):
        number, last = groups[first].digits, first
        if number[0] not in "456":
            continue
        while last + 1 < len(groups) and len(number) < 19:
            parted = groups[last + 1].parted
            if "\n" in parted or not ("|" in parted or CELL in parted):
                break
            last += 1
            number += groups[last].digits
            if _CARD.fullmatch(number) is None or not is_luhn(number):
                continue
            start, end = groups[first].start, groups[last].end
            if surroundings(start, end).labels_card():
                yield hit_at(text, "bank_card", start, end, number, "label")
                return


def accounts(text: str, run: Run, taken: list[bool], surroundings: Surroundings) -> Iterator[Hit]:
    """Yield the account of which the text does not say that an organization holds it."""
    group = run.groups[0]
    end = group.end
    digits = group.digits
    for more in run.groups[1:]:
        if more.hard or more.letters or len(digits) > 25:
            break
        digits, end = digits + more.digits, more.end
    if taken[0] or not 11 <= len(digits) <= 25:
        return
    at = surroundings(group.start, end)
    if at.labels_account() and not at.belongs_to_organization():
        yield hit_at(text, "account", group.start, end, digits, "label")


def _is_other(text: str, start: int, end: int, at: Around) -> bool:
    return at.labels_code() or at.is_amount() or web_address(text, start, end) == "url"
