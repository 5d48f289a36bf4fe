"""A text -> every personal number in it. It must not know how grave a find is."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai_ssg.gate.cards import accounts, bank_cards, card_over_cells
from gongkai_ssg.gate.digits import SHORTEST, runs
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.gate.identity import (
    identity_cards,
    names_passports,
    names_region,
    passports,
    regional_cards,
)
from gongkai_ssg.gate.phones import mobile_over_cells, mobiles
from gongkai_ssg.gate.stacked import in_lines
from gongkai_ssg.gate.surroundings import Surroundings


def numbers(text: str, data: bytes, surroundings: Surroundings) -> Iterator[Hit]:
    """Yield every personal number; what is part of one is not part of another.

    `data` is the text in UTF-8.
    """
    for run in runs(text):
        taken = [False] * len(run.groups)
        yield from identity_cards(text, run, taken, surroundings)
        joinable = run.longest >= SHORTEST and not all(taken)
        if joinable:
            yield from bank_cards(text, run, taken, surroundings)
            yield from mobiles(text, run, taken, surroundings)
        if not any(taken) and len(run.groups) > 1:
            yield from mobile_over_cells(text, run, surroundings)
            yield from card_over_cells(text, run, surroundings)
            yield from in_lines(text, run, surroundings)
        if joinable and not all(taken):
            yield from accounts(text, run, taken, surroundings)
    if names_passports(data):
        yield from passports(text, surroundings)
    if names_region(data):
        yield from regional_cards(text)
